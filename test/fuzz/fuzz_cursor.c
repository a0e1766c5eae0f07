/* fuzz_cursor.c - sealed texts that come back: only our own are opened, and only
 * for what they were made for.
 *
 * Input: a sealed text as a client might send it. */
#include "web/seal.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint8_t key[32] = { 1, 2, 3 };
	AUTO_CTX cx;
	const char *text, *sent;
	ctx_init(&cx, (ms_t){ 0 }, 16 << 20);
	sent = ctx_textn(&cx, data, strnlen((const char *)data, n));
	PRE(seal_open(&cx, key, "data g1", sent, &text) == ERR_INVALID);
	char *own = ctx_text(&cx, seal_text(&cx, key, "data g1", sent));
	if (strlen(own) <= 8192) {
		PRE(seal_open(&cx, key, "data g1", own, &text) == OK && strcmp(text, sent) == 0);
		PRE(seal_open(&cx, key, "data g2", own, &text) == ERR_INVALID);
		own[n % strlen(own)] ^= 1;
		PRE(seal_open(&cx, key, "data g1", own, &text) == ERR_INVALID);
	}
	return 0;
}
