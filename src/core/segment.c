/* segment.c - the segmenter and the four texts made from it. */
#include "core/segment.h"
#include "base/buf.h"
#include "base/utf8.h"
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define TEXT_MAX (256 * 1024)           /* bytes of one text looked at */
#define QUERY_MAX 400                   /* bytes of a question looked at */

/* A run of ideographs or a Latin word, in normalised UTF-8. */
struct run { const char *p; size_t n; bool ideographs; };

static bool ideograph(uint32_t c)
{
	return u_hasBinaryProperty((UChar32)c, UCHAR_IDEOGRAPHIC) ||
	       (c >= 0x3040 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7a3);
}

static bool wordly(uint32_t c)
{
	return u_isalnum((UChar32)c) && !ideograph(c);
}

const char *segment_plain(struct ctx *cx, const char *text, size_t max)
{
	size_t n = text ? strlen(text) : 0;
	while (n > max || (n && text[n] && (text[n] & 0xc0) == 0x80))
		n = n > max ? max : n - 1;
	if (!n)
		return "";
	UErrorCode bad = U_ZERO_ERROR;
	int32_t room = (int32_t)n + 1, got = 0;
	UChar *wide = ctx_array(cx, UChar, (size_t)room);
	u_strFromUTF8(wide, room, &got, text, (int32_t)n, &bad);
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&bad);
	if (U_FAILURE(bad))
		return "";
	int32_t wider = got * 4 + 32;
	UChar *folded = ctx_array(cx, UChar, (size_t)wider);
	int32_t len = unorm2_normalize(nfkc, wide, got, folded, wider, &bad);
	if (U_FAILURE(bad))
		return "";
	char *out = ctx_alloc(cx, (size_t)len * 3 + 1);
	u_strToUTF8(out, len * 3 + 1, NULL, folded, len, &bad);
	return U_FAILURE(bad) ? "" : out;
}

/* The next run at *at; false at the end. */
static bool next_run(const char **at, struct run *ret)
{
	const char *p = *at;
	size_t k = 0;
	uint32_t c = 0;
	while (*p && !ideograph(c = utf8_char(p, &k)) && !wordly(c))
		p += k;
	if (!*p) {
		*at = p;
		return false;
	}
	*ret = (struct run){ .p = p, .ideographs = ideograph(c) };
	while (*p && (c = utf8_char(p, &k), ret->ideographs ? ideograph(c) : wordly(c)))
		p += k;
	ret->n = (size_t)(p - ret->p);
	*at = p;
	return true;
}

static size_t first_char(const char *p)
{
	size_t k;
	utf8_char(p, &k);
	return k;
}

/* Calls `put` for each word of a run: pairs, then the last character. */
typedef void put_fn(struct buf *b, const char *p, size_t n, char weight, int *pos);

static void run_words(struct buf *b, struct run r, put_fn *put, char weight, int *pos)
{
	if (!r.ideographs) {
		put(b, r.p, r.n, weight, pos);
		return;
	}
	const char *p = r.p, *end = r.p + r.n;
	while (p < end) {
		size_t one = first_char(p);
		size_t two = p + one < end ? first_char(p + one) : 0;
		put(b, p, one + two, weight, pos);
		p += one;
	}
}

static void put_word(struct buf *b, const char *p, size_t n, char weight, int *pos)
{
	(void)weight;
	if (++*pos > SEGMENT_MAX)
		return;
	if (b->n)
		buf_byte(b, ' ');
	buf_bytes(b, p, n);
}

/* Words hold letters and digits only, so quoting needs no escapes. */
static void put_lexeme(struct buf *b, const char *p, size_t n, char weight, int *pos)
{
	if (++*pos > 2 * SEGMENT_MAX)   /* PostgreSQL counts to 16,383 */
		return;
	buf_print(b, "'%.*s':%d%c ", (int)n, p, *pos, weight);
}

static const char *all_words(struct ctx *cx, const char *text, put_fn *put, char weight,
			     int *pos)
{
	AUTO_BUF b = buf_make(4 << 20);
	const char *at = segment_plain(cx, text, TEXT_MAX);
	for (struct run r; next_run(&at, &r);)
		run_words(&b, r, put, weight, pos);
	return ctx_textn(cx, b.p ? b.p : "", b.n);
}

const char *segment_words(struct ctx *cx, const char *text)
{
	int pos = 0;
	return all_words(cx, text, put_word, 0, &pos);
}

const char *segment_vector(struct ctx *cx, const char *text, char weight, int *pos)
{
	const char *words = all_words(cx, text, put_lexeme, weight, pos);
	++*pos;                         /* no phrase reaches across two texts */
	return words;
}

/* One run as a question: pairs side by side, or one word as a beginning. */
static void ask_fts(struct buf *b, struct run r)
{
	size_t one = first_char(r.p);
	bool pairs = r.ideographs && r.n > one;
	buf_byte(b, '"');
	for (const char *p = r.p; pairs && p + first_char(p) < r.p + r.n; p += first_char(p)) {
		size_t n = first_char(p);
		buf_bytes(b, p, n + first_char(p + n));
		buf_byte(b, ' ');
	}
	if (!pairs)
		buf_bytes(b, r.p, r.n);
	buf_text(b, pairs ? "\"" : "\" *");
}

static void ask_ts(struct buf *b, struct run r, const char *weights)
{
	size_t one = first_char(r.p);
	if (!r.ideographs || r.n <= one) {
		buf_print(b, "'%.*s':*%s", (int)r.n, r.p, weights);
		return;
	}
	buf_byte(b, '(');
	for (const char *p = r.p; p + first_char(p) < r.p + r.n; p += first_char(p)) {
		size_t n = first_char(p);
		n += first_char(p + n);
		buf_print(b, "%s'%.*s'%s%s", p > r.p ? " <-> " : "", (int)n, p,
			  *weights ? ":" : "", weights);
	}
	buf_byte(b, ')');
}

const char *segment_match(struct ctx *cx, const char *text, enum segment_where where)
{
	static const char *const columns[] = {
		[SEGMENT_TITLE] = "title : (", [SEGMENT_PUBLIC] = "{title body} : (",
		[SEGMENT_ALL] = "(",
	};
	AUTO_BUF b = buf_make(16 * 1024);
	const char *at = segment_plain(cx, text, QUERY_MAX);
	for (struct run r; next_run(&at, &r);) {
		buf_text(&b, b.n ? " AND " : columns[where]);
		ask_fts(&b, r);
	}
	if (!b.n)
		return NULL;
	buf_byte(&b, ')');
	return ctx_textn(cx, b.p, b.n);
}

const char *segment_tsquery(struct ctx *cx, const char *text, enum segment_where where)
{
	static const char *const weights[] = {
		[SEGMENT_TITLE] = "A", [SEGMENT_PUBLIC] = "AB", [SEGMENT_ALL] = "",
	};
	AUTO_BUF b = buf_make(16 * 1024);
	const char *at = segment_plain(cx, text, QUERY_MAX);
	for (struct run r; next_run(&at, &r);) {
		if (b.n)
			buf_text(&b, " & ");
		ask_ts(&b, r, weights[where]);
	}
	return b.n ? ctx_textn(cx, b.p, b.n) : NULL;
}
