/* endorse.c - see endorse.h: what a page is, and a signature. */
#include "delivery/endorse.h"
#include <string.h>
#include <strings.h>

const char *endorse_side_word(enum endorse_side side)
{
	return side == ENDORSE_PROVIDER ? "provider" : "consumer";
}

const char *endorse_page_type(const char *filename)
{
	static const struct { const char *end, *type; } types[] = {
		{ ".pdf", "application/pdf" }, { ".ofd", "application/octet-stream" },
		{ ".png", "image/png" }, { ".jpg", "image/jpeg" }, { ".jpeg", "image/jpeg" },
		{ ".tif", "image/tiff" }, { ".tiff", "image/tiff" },
	};
	const char *dot = filename ? strrchr(filename, '.') : NULL;
	for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++)
		if (strcasecmp(dot, types[i].end) == 0)
			return types[i].type;
	return NULL;
}

static bool begins(const void *p, size_t n, const char *magic, size_t nmagic)
{
	return n >= nmagic && memcmp(p, magic, nmagic) == 0;
}

/* %PDF-1.… at once, and %%EOF with the place of its table of objects near the end. */
static bool is_pdf(const void *head, size_t nhead, const void *tail, size_t ntail)
{
	const char *h = head;
	return begins(head, nhead, "%PDF-", 5) && nhead > 7 && (h[5] == '1' || h[5] == '2') &&
	       h[6] == '.' && memmem(tail, ntail, "startxref", 9) && memmem(tail, ntail, "%%EOF", 5);
}

bool endorse_page_is(const char *type, const void *head, size_t nhead, const void *tail,
		     size_t ntail)
{
	if (strcmp(type, "application/pdf") == 0)
		return is_pdf(head, nhead, tail, ntail);
	if (strcmp(type, "image/png") == 0)
		return begins(head, nhead, "\x89PNG\r\n\x1a\n", 8) && memmem(tail, ntail, "IEND", 4);
	if (strcmp(type, "image/jpeg") == 0)
		return begins(head, nhead, "\xff\xd8\xff", 3) && memmem(tail, ntail, "\xff\xd9", 2);
	if (strcmp(type, "image/tiff") == 0)
		return begins(head, nhead, "II*\0", 4) || begins(head, nhead, "MM\0*", 4);
	/* OFD is a ZIP; its end is the central directory's record. */
	return begins(head, nhead, "PK\x03\x04", 4) && memmem(tail, ntail, "PK\x05\x06", 4);
}

/* --- a signature ---------------------------------------------------------------------------- */
/* A positive INTEGER of up to 32 bytes, shortest form, right-aligned in 32. */
static bool number(const uint8_t **at, const uint8_t *end, uint8_t out[32])
{
	const uint8_t *p = *at;
	if (end - p < 3 || p[0] != 0x02 || p[1] == 0 || p[1] > 33 || end - p - 2 < p[1])
		return false;
	size_t n = p[1];
	p += 2;
	*at = p + n;
	if ((p[0] & 0x80) || (n > 1 && p[0] == 0 && !(p[1] & 0x80)))
		return false;
	if (p[0] == 0)
		p++, n--;
	if (n > 32)
		return false;
	memset(out, 0, 32);
	memcpy(out + 32 - n, p, n);
	return true;
}

bool endorse_raw(const uint8_t *p, size_t n, uint8_t ret_raw[64])
{
	const uint8_t *at = p + 2, *end = p + n;
	if (n == 64) {
		memcpy(ret_raw, p, 64);
		return true;
	}
	return n > 2 && p[0] == 0x30 && p[1] == n - 2 && p[1] < 0x80 && number(&at, end, ret_raw) &&
	       number(&at, end, ret_raw + 32) && at == end;
}

const char *endorse_statement(struct ctx *cx, const char *case_id, enum endorse_side side,
			      const char *form_hash)
{
	return ctx_print(cx, "gongshu-filing-1\ncase: %s\nside: %s\nform-sha256: %s\n", case_id,
			 endorse_side_word(side), form_hash);
}
