/* fuzz_endorse.c - a sealed page's bytes and a signature as it is handed in. Held: what is read
 * as DER has one spelling, and a page is looked at within its bytes.
 *
 * Input: a byte that chooses the kind of page, then its bytes, or the signature. */
#include "delivery/endorse.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The one DER of a number. */
static size_t number(const uint8_t *raw, uint8_t *out)
{
	size_t n = 32, at = 2;
	while (n > 1 && !*raw)
		raw++, n--;
	if (*raw & 0x80)
		out[at++] = 0;
	memcpy(out + at, raw, n);
	out[0] = 0x02;
	out[1] = (uint8_t)(at - 2 + n);
	return at + n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = { "a.pdf", "a.ofd", "a.png", "a.jpg", "a.tif" };
	uint8_t raw[64], der[80] = { 0x30 };
	if (!n)
		return 0;
	const char *type = endorse_page_type(names[*data % 5]);
	size_t head = n - 1 < ENDORSE_LOOK ? n - 1 : ENDORSE_LOOK;
	(void)endorse_page_is(type, data + 1, head, data + n - head, head);
	if (n == 64 || !endorse_raw(data, n, raw))
		return 0;
	size_t r = number(raw, der + 2), all = r + number(raw + 32, der + 2 + r);
	der[1] = (uint8_t)all;
	PRE(n == all + 2 && memcmp(der, data, n) == 0);
	return 0;
}
