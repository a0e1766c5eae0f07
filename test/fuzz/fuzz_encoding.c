/* fuzz_encoding.c - bytes of a file as UTF-8. Held: text and verdict don't depend
 * on how the bytes were split; UTF-8 passes exactly when it is well formed, and
 * unchanged; what was read of UTF-16 is what was there; text that was read of
 * GB18030 is read again from its own GB18030.
 *
 * Input: one byte chooses the encoding and the split, the rest is the file. */
#include "core/encoding.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static enum decoded decode_in(struct ctx *cx, enum encoding e, const char *p, size_t n,
			      size_t step, struct buf *out)
{
	AUTO_DECODER d = decoder_make(cx, e);
	enum decoded got = DECODED;
	for (size_t at = 0; got == DECODED && at <= n; at += step) {
		size_t m = n - at < step ? n - at : step;
		got = decoder_feed(d, p + at, m, at + m == n, out);
	}
	PRE(utf8_valid(out->p ? out->p : "", out->n));
	return got;
}

/* The text in `name`, by ICU's other direction. */
static size_t encode(const char *name, const struct buf *text, char *out, size_t room)
{
	UErrorCode why = U_ZERO_ERROR;
	int32_t n = 0, most = (int32_t)text->n + 1;
	UChar *wide = malloc((size_t)most * sizeof *wide);
	PRE(wide != NULL);
	UConverter *from = ucnv_open("UTF-8", &why), *to = ucnv_open(name, &why);
	n = ucnv_toUChars(from, wide, most, text->p ? text->p : "", (int32_t)text->n, &why);
	n = ucnv_fromUChars(to, out, (int32_t)room, wide, n, &why);
	PRE(U_SUCCESS(why));
	ucnv_close(from);
	ucnv_close(to);
	free(wide);
	return (size_t)n;
}

static void check_meaning(struct ctx *cx, enum encoding e, const char *p, size_t n,
			  const struct buf *text)
{
	static const char *const names[] = { "", "", "GB18030", "UTF-16LE", "UTF-16BE" };
	static const char *const marks[] = { "", "\xef\xbb\xbf", "", "\xff\xfe", "\xfe\xff" };
	size_t mark = strlen(marks[e]);
	mark = n >= mark && memcmp(p, marks[e], mark) == 0 ? mark : 0;
	if (e == ENC_UTF8) {
		PRE(text->n == n - mark && (!text->n || memcmp(text->p, p + mark, text->n) == 0));
		return;
	}
	size_t room = text->n * 4 + 16;
	char *back = ctx_alloc(cx, room);
	size_t nback = encode(names[e], text, back, room);
	if (e != ENC_GB18030) {
		PRE(nback == n - mark && memcmp(back, p + mark, nback) == 0);
		return;
	}
	AUTO_BUF again = buf_make(16 << 20);
	PRE(decode_in(cx, e, back, nback, nback + 1, &again) == DECODED);
	PRE(again.n == text->n && (!text->n || memcmp(again.p, text->p, text->n) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 2)
		return 0;
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64 << 20);
	enum encoding e = (enum encoding)(1 + data[0] % 4);
	size_t step = 1 + (data[0] >> 2);
	const char *p = (const char *)data + 1;
	AUTO_BUF text = buf_make(16 << 20), split = buf_make(16 << 20);
	enum decoded whole = decode_in(&cx, e, p, n - 1, n, &text);
	enum decoded parts = decode_in(&cx, e, p, n - 1, step, &split);
	PRE(whole == parts && text.n == split.n &&
	    (!text.n || memcmp(text.p, split.p, text.n) == 0));
	if (e == ENC_UTF8)
		PRE((whole == DECODED) == utf8_valid(p, n - 1));
	if (whole == DECODED)
		check_meaning(&cx, e, p, n - 1, &text);
	struct sniff s = { 0 };
	sniff_feed(&s, p, n - 1);
	(void)sniff_verdict(&s);
	return 0;
}
