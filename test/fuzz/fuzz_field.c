/* fuzz_field.c - structured fields and the encodings inside them. Held: what is
 * read, written and read again is the same, the reader stands behind exactly what
 * it took, and base64, base64url and hex have one spelling a value.
 *
 * Input: items with spaces between, or one text in an encoding. */
#include "sign/field.h"
#include "base/enc.h"
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void same(const struct sf_item *a, const struct sf_item *b)
{
	PRE(a->type == b->type && a->i == b->i && a->n == b->n);
	if (a->type == SF_BYTES)
		PRE(!a->n || memcmp(a->bytes, b->bytes, a->n) == 0);
	else if (a->type != SF_INTEGER)
		PRE(memcmp(a->text, b->text, a->n) == 0);
}

static void items(struct ctx *cx, const char *p, size_t n)
{
	struct cursor c = { p, p + n };
	struct sf_item a, b;
	char key[SF_KEY];
	for (const char *from = c.at; sf_item(cx, &c, &a); from = c.at) {
		PRE(c.at > from && c.at <= c.end);
		AUTO_BUF text = buf_make(1 << 20);
		sf_write(&text, &a);
		struct cursor again = { text.p, text.p + text.n };
		if (text.n) {
			PRE(sf_item(cx, &again, &b) && again.at == again.end);
			same(&a, &b);
		}
		if (!sf_comma(&c))
			sf_spaces(&c);
	}
	struct cursor k = { p, p + n };
	if (sf_key(&k, key))
		PRE(strlen(key) == (size_t)(k.at - p) && memcmp(key, p, strlen(key)) == 0);
}

static void encodings(struct ctx *cx, const char *p, size_t n)
{
	uint8_t *raw = ctx_alloc(cx, n + 1);
	char *text = ctx_alloc(cx, HEX_TEXT(n) + B64_TEXT(n));
	long got = b64_read(p, n, raw, n + 1);
	if (got >= 0)
		PRE(strlen(b64_text(raw, (size_t)got, text)) == n && memcmp(text, p, n) == 0);
	got = b64url_read(p, n, raw, n + 1);
	if (got >= 0)
		PRE(strlen(b64url_text(raw, (size_t)got, text)) == n && memcmp(text, p, n) == 0);
	if (n % 2 == 0 && hex_read(p, n / 2, raw))
		PRE(strncasecmp(hex_text(raw, n / 2, text), p, n) == 0);
	PRE(b64_read(b64_text(p, n, text), strlen(text), raw, n + 1) == (long)n &&
	    memcmp(raw, p, n) == 0);
	PRE(b64url_read(b64url_text(p, n, text), strlen(text), raw, n + 1) == (long)n &&
	    memcmp(raw, p, n) == 0);
	PRE(hex_read(hex_text(p, n, text), n, raw) && memcmp(raw, p, n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 32 << 20);
	const char *p = ctx_textn(&cx, data, n);
	items(&cx, p, n);
	encodings(&cx, p, n);
	return 0;
}
