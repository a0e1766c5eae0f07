/* jsonl.c - see jsonl.h. A strict reader of RFC 8259 for one line at a time;
 * only text with escapes is copied. */
#include "core/jsonl.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include <string.h>

#define MAX_DEPTH 32

struct at { const char *p, *end; };     /* a cursor within one line */

struct jsonl jsonl_make(struct ctx *cx)
{
	return (struct jsonl){
		.fields = ctx_array(cx, struct jsonl_field, CSV_MAX_COLUMNS),
		.window = buf_make(CSV_MAX_ROW + 2 * CSV_FEED_MOST),
		.plain = buf_make(CSV_MAX_ROW + 8), .next_line = 1,
	};
}

void jsonl_end(struct jsonl *j)
{
	buf_end(&j->window);
	buf_end(&j->plain);
}

void jsonl_feed(struct jsonl *j, const char *p, size_t n)
{
	PRE(n <= CSV_FEED_MOST && !j->finished);
	if (j->at) {
		memmove(j->window.p, j->window.p + j->at, j->window.n - j->at);
		j->window.n -= j->at;
		j->at = 0;
	}
	buf_bytes(&j->window, p, n);
	POST(buf_ok(&j->window));
}

void jsonl_finish(struct jsonl *j)
{
	j->finished = true;
}

static void blanks(struct at *a)
{
	while (a->p < a->end && (*a->p == ' ' || *a->p == '\t' || *a->p == '\r'))
		a->p++;
}

static bool eat(struct at *a, char c)
{
	if (a->p == a->end || *a->p != c)
		return false;
	a->p++;
	return true;
}

static bool hex4(struct at *a, uint32_t *ret)
{
	uint32_t v = 0;
	if (a->end - a->p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = *a->p++;
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
			c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (d < 0)
			return false;
		v = v << 4 | (uint32_t)d;
	}
	*ret = v;
	return true;
}

/* After the u of an escape; a high surrogate needs its low one. */
static bool unicode(struct at *a, struct buf *out)
{
	uint32_t c, low;
	char utf8[4];
	if (!hex4(a, &c) || (c >= 0xDC00 && c < 0xE000) || !c)
		return false;
	if (c >= 0xD800 && c < 0xDC00) {
		if (!eat(a, '\\') || !eat(a, 'u') || !hex4(a, &low) || low < 0xDC00 ||
		    low > 0xDFFF)
			return false;
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
	}
	buf_bytes(out, utf8, utf8_put(c, utf8));
	return true;
}

static bool escape(struct at *a, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (a->p == a->end)
		return false;
	char c = *a->p++;
	if (c == 'u')
		return unicode(a, out);
	const char *known = memchr(from, c, sizeof from - 1);
	if (known)
		buf_byte(out, to[known - from]);
	return known != NULL;
}

/* A string, from after its quote; unescaped into j->plain if it must be. */
static bool text(struct jsonl *j, struct at *a, const char **ret, uint32_t *ret_n)
{
	const char *from = a->p;
	size_t start = j->plain.n;
	bool copied = false;
	for (; a->p < a->end && *a->p != '"';) {
		if ((unsigned char)*a->p < 0x20)
			return false;
		if (*a->p != '\\') {
			if (copied)
				buf_byte(&j->plain, *a->p);
			a->p++;
			continue;
		}
		if (!copied)
			buf_bytes(&j->plain, from, (size_t)(a->p - from));
		copied = true;
		a->p++;
		if (!escape(a, &j->plain))
			return false;
	}
	*ret = copied ? j->plain.p + start : from;
	*ret_n = (uint32_t)(copied ? j->plain.n - start : (size_t)(a->p - from));
	return eat(a, '"');
}

static bool is_digit(const struct at *a)
{
	return a->p < a->end && *a->p >= '0' && *a->p <= '9';
}

static bool digits(struct at *a)
{
	bool any = false;
	for (; is_digit(a); a->p++)
		any = true;
	return any;
}

static bool number(struct at *a)
{
	eat(a, '-');
	if (!eat(a, '0') && !digits(a))
		return false;
	if (is_digit(a) || (eat(a, '.') && !digits(a)))
		return false;
	if (eat(a, 'e') || eat(a, 'E')) {
		if (!eat(a, '+'))
			eat(a, '-');
		return digits(a);
	}
	return true;
}

static bool word(struct at *a, const char *w)
{
	size_t n = strlen(w);
	if ((size_t)(a->end - a->p) < n || memcmp(a->p, w, n) != 0)
		return false;
	a->p += n;
	return true;
}

static bool within(struct jsonl *j, struct at *a, int depth);

/* What stands between two brackets. */
static bool parts(struct jsonl *j, struct at *a, char end, int depth)
{
	const char *p;
	uint32_t n;
	blanks(a);
	if (eat(a, end))
		return true;
	do {
		blanks(a);
		if (end == '}') {
			if (!eat(a, '"') || !text(j, a, &p, &n))
				return false;
			blanks(a);
			if (!eat(a, ':'))
				return false;
			blanks(a);
		}
		if (!within(j, a, depth))
			return false;
		blanks(a);
	} while (eat(a, ','));
	return eat(a, end);
}

/* A value inside another, over to its end. What it means is for whoever reads the
 * geometry. */
static bool within(struct jsonl *j, struct at *a, int depth)
{
	const char *p;
	uint32_t n;
	if (depth > MAX_DEPTH)
		return false;
	if (eat(a, '{'))
		return parts(j, a, '}', depth + 1);
	if (eat(a, '['))
		return parts(j, a, ']', depth + 1);
	if (eat(a, '"'))
		return text(j, a, &p, &n);
	return word(a, "null") || word(a, "true") || word(a, "false") || number(a);
}

static bool value(struct jsonl *j, struct at *a, struct jsonl_field *f)
{
	const char *from = a->p;
	if (eat(a, '"'))
		return text(j, a, &f->p, &f->n);
	f->p = from;
	f->n = 0;
	if (word(a, "null"))
		return true;
	bool good = within(j, a, 1);
	f->n = (uint32_t)(a->p - from);
	return good;
}

static bool named_twice(const struct jsonl *j, const struct jsonl_field *f)
{
	for (size_t i = 0; i < j->nfields; i++)
		if (j->fields[i].nname == f->nname &&
		    memcmp(j->fields[i].name, f->name, f->nname) == 0)
			return true;
	return false;
}

static bool object(struct jsonl *j, struct at *a)
{
	blanks(a);
	if (!eat(a, '{'))
		return false;
	blanks(a);
	if (!eat(a, '}')) {
		do {
			struct jsonl_field *f = &j->fields[j->nfields];
			blanks(a);
			if (j->nfields == CSV_MAX_COLUMNS || !eat(a, '"') ||
			    !text(j, a, &f->name, &f->nname) || named_twice(j, f))
				return false;
			blanks(a);
			if (!eat(a, ':'))
				return false;
			blanks(a);
			if (!value(j, a, f))
				return false;
			j->nfields++;
			blanks(a);
		} while (eat(a, ','));
		if (!eat(a, '}'))
			return false;
	}
	blanks(a);
	return a->p == a->end;
}

static bool blank_line(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != ' ' && p[i] != '\t' && p[i] != '\r')
			return false;
	return true;
}

/* The next line that is not blank; false when more must come, or nothing does. */
static bool next_line(struct jsonl *j)
{
	for (;;) {
		const char *p = j->window.p + j->at;
		size_t left = j->window.n - j->at;
		const char *lf = left ? memchr(p, '\n', left) : NULL;
		if (!lf && (!j->finished || !left))
			return false;
		j->raw = p;
		j->nraw = lf ? (size_t)(lf - p) : left;
		j->at += j->nraw + (lf != NULL);
		j->line = j->next_line++;
		if (!blank_line(p, j->nraw))
			return true;
	}
}

static enum csv_got spoil(struct jsonl *j, enum csv_fault_code code, int64_t column,
			  enum csv_got got)
{
	j->fault = (struct csv_fault){ code, j->line, column };
	return got;
}

enum csv_got jsonl_next(struct jsonl *j)
{
	j->fault = (struct csv_fault){ 0 };
	j->nfields = 0;
	if (!next_line(j)) {
		if (!j->finished && j->window.n - j->at > CSV_MAX_ROW) {
			j->line = j->next_line;
			return spoil(j, CSV_ROW_TOO_LONG, 1, CSV_BROKEN);
		}
		return j->finished ? CSV_END : CSV_MORE;
	}
	if (j->nraw && j->raw[j->nraw - 1] == '\r')
		j->nraw--;
	if (j->nraw > CSV_MAX_ROW)
		return spoil(j, CSV_ROW_TOO_LONG, 1, CSV_BROKEN);
	const char *nul = memchr(j->raw, 0, j->nraw);
	if (nul)
		return spoil(j, CSV_NUL, nul - j->raw + 1, CSV_BROKEN);
	buf_clear(&j->plain);
	if (!j->plain.room && !buf_reserve(&j->plain, CSV_MAX_ROW))
		return spoil(j, CSV_ROW_TOO_LONG, 1, CSV_BROKEN);
	struct at a = { j->raw, j->raw + j->nraw };
	if (object(j, &a))
		return CSV_RECORD;
	return spoil(j, CSV_NOT_JSON, a.p - j->raw + 1, CSV_SPOILT);
}

void jsonl_where(const struct jsonl *j, int64_t *ret_line, int64_t *ret_column)
{
	int64_t line = j->next_line, column = 1;
	for (size_t i = j->at; i < j->window.n; i++) {
		column++;
		if (j->window.p[i] == '\n')
			line++, column = 1;
	}
	*ret_line = line;
	*ret_column = column;
}
