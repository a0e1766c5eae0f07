/* encoding.c - see encoding.h. UTF-8 is checked here, eight ASCII bytes at a
 * time; the rest is ICU's, with callbacks that stop at the first bad byte. */
#include "core/encoding.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>

#define SNIFF_ENOUGH 4096               /* characters beyond ASCII */
#define SNIFF_MOST   (8u << 20)
#define HIGH 0x8080808080808080ull

bool encoding_read(const char *word, enum encoding *ret_encoding)
{
	static const struct { const char *word; enum encoding e; } words[] = {
		{ "auto", ENC_AUTO }, { "utf-8", ENC_UTF8 }, { "utf8", ENC_UTF8 },
		{ "gb18030", ENC_GB18030 }, { "gbk", ENC_GB18030 }, { "gb2312", ENC_GB18030 },
		{ "utf-16", ENC_UTF16LE }, { "utf-16le", ENC_UTF16LE },
		{ "utf-16be", ENC_UTF16BE },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(word, words[i].word) == 0) {
			*ret_encoding = words[i].e;
			return true;
		}
	return false;
}

const char *encoding_word(enum encoding e)
{
	static const char *const words[] = { "auto", "utf-8", "gb18030", "utf-16le",
					     "utf-16be" };
	return words[e];
}

/* --- detection ----------------------------------------------------------- */

static int mark_of(const unsigned char *p, size_t n)
{
	if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		return ENC_UTF8;
	if (n >= 2 && p[0] == 0xFF && p[1] == 0xFE)
		return ENC_UTF16LE;
	if (n >= 2 && p[0] == 0xFE && p[1] == 0xFF)
		return ENC_UTF16BE;
	return ENC_AUTO;
}

static void count_zeros(struct sniff *s, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!p[i])
			(s->seen + i) & 1 ? s->zero_odd++ : s->zero_even++;
	s->seen += n;
}

/* Bytes a character starting with `c` should have. */
static size_t wants(unsigned char c)
{
	return c < 0xC2 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 1;
}

static size_t count_characters(struct sniff *s, const char *p, size_t n)
{
	size_t i = 0;
	while (i < n) {
		unsigned char c = (unsigned char)p[i];
		if (c < 0x80) {
			i++;
			continue;
		}
		size_t len = utf8_len(p + i, n - i);
		if (!len && n - i < wants(c))
			break;
		s->good += len != 0;
		s->bad += !len;
		i += len ? len : 1;
	}
	return i;
}

bool sniff_feed(struct sniff *s, const void *bytes, size_t n)
{
	const char *p = bytes;
	if (!s->seen)
		s->mark = mark_of(bytes, n);
	count_zeros(s, bytes, n);
	while (s->ntail && n) {         /* a character that began in the last piece */
		s->tail[s->ntail++] = (unsigned char)*p++;
		n--;
		size_t len = utf8_len((const char *)s->tail, s->ntail);
		if (!len && s->ntail < wants(s->tail[0]))
			continue;
		s->good += len != 0;
		s->bad += !len;
		s->ntail = 0;
	}
	size_t used = count_characters(s, p, n);
	if (n > used) {
		s->ntail = n - used;
		memcpy(s->tail, p + used, s->ntail);
	}
	return s->mark || s->good + s->bad >= SNIFF_ENOUGH || s->seen >= SNIFF_MOST;
}

enum encoding sniff_verdict(const struct sniff *s)
{
	size_t zeros = s->zero_even + s->zero_odd;
	if (s->mark)
		return (enum encoding)s->mark;
	/* Two bytes a character leave many zeros on one side: digits, commas. */
	if (zeros > s->seen / 32 && (s->zero_odd > 8 * s->zero_even ||
				     s->zero_even > 8 * s->zero_odd))
		return s->zero_odd > s->zero_even ? ENC_UTF16LE : ENC_UTF16BE;
	return s->good >= s->bad ? ENC_UTF8 : ENC_GB18030;
}

/* --- conversion ---------------------------------------------------------- */

struct decoder {
	enum encoding encoding;
	UConverter   *from, *to;        /* NULL for UTF-8 */
	UChar         pivot[2048];
	UChar        *at, *filled;      /* in pivot */
	bool          begun;
	char          tail[4];          /* UTF-8: a character begun */
	size_t        ntail;
};

struct decoder *decoder_make(struct ctx *cx, enum encoding e)
{
	static const char *const names[] = { "UTF-8", "UTF-8", "GB18030", "UTF-16LE",
					     "UTF-16BE" };
	struct decoder *d = ctx_new(cx, struct decoder);
	UErrorCode err = U_ZERO_ERROR;
	d->encoding = e;
	d->at = d->filled = d->pivot;
	if (e == ENC_AUTO || e == ENC_UTF8)
		return d;
	d->from = ucnv_open(names[e], &err);
	d->to = ucnv_open("UTF-8", &err);
	ucnv_setToUCallBack(d->from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &err);
	ucnv_setFromUCallBack(d->to, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &err);
	PRE(U_SUCCESS(err));
	return d;
}

void decoder_free(struct decoder **d)
{
	if (!*d)
		return;
	ucnv_close((*d)->from);
	ucnv_close((*d)->to);
	*d = NULL;
}

/* E1..EC and two more: most Chinese characters, and never a surrogate. */
static bool common_han(const char *p, size_t n)
{
	return n >= 3 && (unsigned char)p[0] >= 0xE1 && (unsigned char)p[0] <= 0xEC &&
	       (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80;
}

/* Bytes of `p` that are well-formed from the start. */
static size_t well_formed(const char *p, size_t n)
{
	size_t i = 0;
	while (i < n) {
		uint64_t w;
		while (n - i >= 8 && (memcpy(&w, p + i, 8), !(w & HIGH)))
			i += 8;
		if (i == n)
			break;
		if (!((unsigned char)p[i] & 0x80)) {
			i++;
			continue;
		}
		size_t len = common_han(p + i, n - i) ? 3 : utf8_len(p + i, n - i);
		if (!len)
			break;
		i += len;
	}
	return i;
}

/* The character kept from the last piece, completed. False: it is broken. */
static bool join_tail(struct decoder *d, const char **p, size_t *n, struct buf *out)
{
	while (d->ntail && *n) {
		d->tail[d->ntail++] = *(*p)++;
		--*n;
		if (utf8_len(d->tail, d->ntail) == d->ntail) {
			buf_bytes(out, d->tail, d->ntail);
			d->ntail = 0;
		} else if (d->ntail >= wants((unsigned char)d->tail[0])) {
			return false;
		}
	}
	return true;
}

static enum decoded feed_utf8(struct decoder *d, const char *p, size_t n, bool last,
			      struct buf *out)
{
	if (!join_tail(d, &p, &n, out))
		return DECODED_BROKEN;
	size_t good = well_formed(p, n), left = n - good;
	buf_bytes(out, p, good);
	if (left && left < wants((unsigned char)p[good])) {
		memcpy(d->tail, p + good, left);
		d->ntail = left;
		left = 0;
	}
	if (left)
		return DECODED_BROKEN;
	return last && d->ntail ? DECODED_CUT : DECODED;
}

/* What was understood before the trouble still stands in the pivot. */
static void flush_pivot(struct decoder *d, struct buf *out)
{
	UErrorCode err = U_ZERO_ERROR;
	const UChar *from = d->at;
	if (!buf_reserve(out, sizeof d->pivot * 2))
		return;
	char *to = out->p + out->n;
	ucnv_fromUnicode(d->to, &to, out->p + out->room - 1, &from, d->filled, NULL, false,
			 &err);
	out->n = (size_t)(to - out->p);
	d->at = d->filled = d->pivot;
}

static enum decoded feed_icu(struct decoder *d, const char *p, size_t n, bool last,
			     struct buf *out)
{
	const char *end = p + n;
	for (;;) {
		UErrorCode err = U_ZERO_ERROR;
		if (!buf_reserve(out, 4096))
			return DECODED_BROKEN;
		char *to = out->p + out->n;
		ucnv_convertEx(d->to, d->from, &to, out->p + out->room - 1, &p, end, d->pivot,
			       &d->at, &d->filled, d->pivot + 2048, false, last, &err);
		out->n = (size_t)(to - out->p);
		if (err == U_BUFFER_OVERFLOW_ERROR)
			continue;
		if (U_SUCCESS(err))
			return DECODED;
		flush_pivot(d, out);
		return err == U_TRUNCATED_CHAR_FOUND ? DECODED_CUT : DECODED_BROKEN;
	}
}

enum decoded decoder_feed(struct decoder *d, const char *p, size_t n, bool last,
			  struct buf *out)
{
	size_t from = out->n;
	enum decoded got = d->from ? feed_icu(d, p, n, last, out)
				   : feed_utf8(d, p, n, last, out);
	/* The mark is no text; it comes whole and first. */
	if (!d->begun && out->n > from) {
		d->begun = true;
		if (out->n - from >= 3 && memcmp(out->p + from, "\xEF\xBB\xBF", 3) == 0) {
			memmove(out->p + from, out->p + from + 3, out->n - from - 3);
			out->n -= 3;
		}
	}
	return got;
}
