/* csv.c - see csv.h. Records are cut inside one window of bytes; only a field
 * with doubled quotes is copied. A plain field is scanned eight bytes at a time
 * for the four bytes that can end it. A record whose end has not come yet is
 * scanned again from its start when more is fed: its length is limited, so is
 * the cost. */
#include "core/csv.h"
#include "base/ctx.h"
#include <string.h>

#define PAD 8                           /* the scanner reads so far past the end */

const char *csv_fault_word(enum csv_fault_code c)
{
	static const char *const words[] = {
#define X(id, word) word,
		CSV_FAULT_TABLE(X)
#undef X
	};
	return words[c];
}

struct csv csv_make(struct ctx *cx, char delimiter)
{
	return (struct csv){
		.fields = ctx_array(cx, struct csv_field, CSV_MAX_COLUMNS),
		.window = buf_make(CSV_MAX_ROW + 2 * CSV_FEED_MOST + PAD),
		.plain = buf_make(CSV_MAX_ROW + PAD),
		.next_line = 1, .delimiter = delimiter,
	};
}

void csv_drop(struct csv *c)
{
	buf_end(&c->window);
	buf_end(&c->plain);
}

void csv_feed(struct csv *c, const char *p, size_t n)
{
	PRE(n <= CSV_FEED_MOST && !c->finished);
	if (c->at) {
		memmove(c->window.p, c->window.p + c->at, c->window.n - c->at);
		c->window.n -= c->at;
		c->at = 0;
	}
	c->nul |= memchr(p, 0, n) != NULL;
	buf_bytes(&c->window, p, n);
	POST(buf_ok(&c->window));
}

void csv_finish(struct csv *c)
{
	c->finished = true;
}

/* --- the delimiter ----------------------------------------------------- */

struct cut { int rows, even; int64_t width; };

/* How many records of `p` have as many fields as the first, cut at `d`. */
static struct cut try_cut(const char *p, size_t n, char d)
{
	struct cut r = { 0, 0, 0 };
	int64_t width = 1;
	bool quoted = false, any = false;
	for (size_t i = 0; i <= n && r.rows < 200; i++) {
		if (i == n || (!quoted && (p[i] == '\n' || p[i] == '\r'))) {
			if (any && !r.rows)
				r.width = width;
			r.even += any && width == r.width;
			r.rows += any;
			width = 1;
			any = false;
			continue;
		}
		any = true;
		if (p[i] == '"')
			quoted = !quoted;
		else if (!quoted && p[i] == d)
			width++;
	}
	return r;
}

char csv_delimiter(const char *p, size_t n)
{
	static const char known[] = { ',', '\t', ';', '|' };
	char best = ',';
	int64_t best_score = 0;
	for (size_t i = 0; i < sizeof known; i++) {
		struct cut r = try_cut(p, n, known[i]);
		int64_t score = r.width < 2 ? 0 : (int64_t)r.even * 10000 / (r.rows ? r.rows : 1) +
						  r.width;
		if (score > best_score) {
			best_score = score;
			best = known[i];
		}
	}
	return best;
}

/* --- one record --------------------------------------------------------- */

struct scan {                           /* of one record, from its first byte */
	const char *p, *end;
	int64_t     line;               /* line of p */
	bool        last;               /* nothing comes after `end` */
};

enum step { STEP_FIELD, STEP_LINE, STEP_MORE, STEP_BAD };

#define ONES 0x0101010101010101ull
#define HIGH 0x8080808080808080ull

static uint64_t zero_bytes(uint64_t x)
{
	return (x - ONES) & ~x & HIGH;
}

/* First delimiter, quote or line end in [p, end); PAD bytes follow `end`. */
static const char *plain_end(const char *p, const char *end, char delimiter)
{
	const uint64_t d = ONES * (unsigned char)delimiter, q = ONES * '"',
		       lf = ONES * '\n', cr = ONES * '\r';
	for (; p < end; p += 8) {
		uint64_t w;
		memcpy(&w, p, 8);
		uint64_t hit = zero_bytes(w ^ d) | zero_bytes(w ^ q) |
			       zero_bytes(w ^ lf) | zero_bytes(w ^ cr);
		if (hit) {
			p += __builtin_ctzll(hit) / 8;
			return p < end ? p : end;
		}
	}
	return end;
}

static enum step spoil(struct csv *c, enum csv_fault_code code, int64_t line)
{
	c->fault = (struct csv_fault){ code, line, (int64_t)c->nfields + 1 };
	return STEP_BAD;
}

/* s->p stands on a line end: over it. CR at the very end waits for its LF. */
static enum step end_line(struct scan *s)
{
	if (*s->p == '\r') {
		if (s->p + 1 == s->end && !s->last)
			return STEP_MORE;
		s->p += 1 + (s->p + 1 < s->end && s->p[1] == '\n');
	} else {
		s->p++;
	}
	s->line++;
	return STEP_LINE;
}

/* After a field: a delimiter, a line end, or the end of everything. */
static enum step after_field(struct csv *c, struct scan *s)
{
	if (s->p == s->end)
		return s->last ? STEP_LINE : STEP_MORE;
	if (*s->p == c->delimiter) {
		s->p++;
		return STEP_FIELD;
	}
	if (*s->p == '\n' || *s->p == '\r')
		return end_line(s);
	c->nfields--;                   /* text after its closing quote */
	return spoil(c, CSV_STRAY_QUOTE, s->line);
}

/* Line ends inside a quoted field; CRLF is one. */
static int64_t count_lines(const char *p, const char *end)
{
	int64_t n = 0;
	for (const char *q = p; (q = memchr(q, '\n', (size_t)(end - q))) != NULL; q++)
		n++;
	for (const char *q = p; (q = memchr(q, '\r', (size_t)(end - q))) != NULL; q++)
		n += q + 1 == end || q[1] != '\n';
	return n;
}

/* Undoubles the quotes of [p, end) behind what is in c->plain. Its room was
 * reserved beforehand, so earlier fields of the record stay where they are. */
static void undouble(struct csv *c, const char *p, const char *end, struct csv_field *f)
{
	f->p = c->plain.p + c->plain.n;
	while (p < end) {
		const char *q = memchr(p, '"', (size_t)(end - p));
		buf_bytes(&c->plain, p, (size_t)((q ? q + 1 : end) - p));
		p = q ? q + 2 : end;
	}
	f->n = (uint32_t)(c->plain.p + c->plain.n - f->p);
}

static enum step quoted_field(struct csv *c, struct scan *s)
{
	const char *from = ++s->p, *q = from;
	int64_t opened = s->line;
	bool doubled = false;

	for (;;) {
		q = memchr(q, '"', (size_t)(s->end - q));
		if (!q || (q + 1 == s->end && !s->last)) {
			if ((size_t)(s->end - from) > CSV_MAX_FIELD + 1 || (s->last && !q))
				return spoil(c, CSV_UNCLOSED_QUOTE, opened);
			return STEP_MORE;
		}
		if (q + 1 == s->end || q[1] != '"')
			break;
		doubled = true;
		q += 2;
	}
	if ((size_t)(q - from) > CSV_MAX_FIELD)
		return spoil(c, CSV_UNCLOSED_QUOTE, opened);
	struct csv_field *f = &c->fields[c->nfields];
	*f = (struct csv_field){ from, (uint32_t)(q - from), true };
	if (doubled) {
		if (!c->plain.room && !buf_reserve(&c->plain, CSV_MAX_ROW))
			return spoil(c, CSV_ROW_TOO_LONG, opened);
		undouble(c, from, q, f);
	}
	s->line += count_lines(from, q);
	s->p = q + 1;
	return STEP_FIELD;
}

static enum step plain_field(struct csv *c, struct scan *s)
{
	const char *q = plain_end(s->p, s->end, c->delimiter);
	if ((size_t)(q - s->p) > CSV_MAX_FIELD)
		return spoil(c, CSV_FIELD_TOO_LONG, s->line);
	if (q == s->end && !s->last)
		return STEP_MORE;
	if (q < s->end && *q == '"')
		return spoil(c, CSV_STRAY_QUOTE, s->line);
	c->fields[c->nfields] = (struct csv_field){ s->p, (uint32_t)(q - s->p), false };
	s->p = q;
	return STEP_FIELD;
}

static enum step one_field(struct csv *c, struct scan *s)
{
	if (c->nfields == CSV_MAX_COLUMNS)
		return spoil(c, CSV_TOO_MANY_COLUMNS, s->line);
	enum step got = s->p < s->end && *s->p == '"' ? quoted_field(c, s) : plain_field(c, s);
	if (got != STEP_FIELD)
		return got;
	const struct csv_field *f = &c->fields[c->nfields];
	if (c->nul && memchr(f->p, 0, f->n))
		return spoil(c, CSV_NUL, s->line);
	c->nfields++;
	return after_field(c, s);
}

/* --- taking records ------------------------------------------------------ */

/* Over blank lines. False: more bytes are needed, or there are none. */
static bool to_next(struct csv *c)
{
	struct scan s = { c->window.p + c->at, c->window.p + c->window.n, c->next_line,
			  c->finished };
	bool ready = true;
	while (ready && s.p < s.end && (*s.p == '\n' || *s.p == '\r'))
		ready = end_line(&s) != STEP_MORE;
	c->at = (size_t)(s.p - c->window.p);
	c->next_line = s.line;
	return ready && s.p < s.end;
}

static bool begin(struct csv *c)
{
	if (c->begun)
		return true;
	if (c->window.n < CSV_SNIFF && !c->finished)
		return false;
	if (c->window.n >= 3 && memcmp(c->window.p, "\xEF\xBB\xBF", 3) == 0)
		c->at = 3;
	if (!c->delimiter)
		c->delimiter = csv_delimiter(c->window.p + c->at,
			(c->window.n < CSV_SNIFF ? c->window.n : CSV_SNIFF) - c->at);
	c->begun = true;
	return true;
}

/* Where the line of a spoilt record ends; NULL when its end has not come yet. */
static const char *spoilt_end(const struct scan *s)
{
	const char *lf = memchr(s->p, '\n', (size_t)(s->end - s->p));
	const char *cr = memchr(s->p, '\r', (size_t)((lf ? lf : s->end) - s->p));
	return cr ? cr : lf ? lf : s->last ? s->end : NULL;
}

static enum csv_got more(struct csv *c, const struct scan *s)
{
	if ((size_t)(s->end - c->window.p) - c->at <= CSV_MAX_ROW)
		return CSV_MORE;
	spoil(c, CSV_ROW_TOO_LONG, c->next_line);
	return CSV_BROKEN;
}

static enum csv_got take(struct csv *c, struct scan *s, enum step got)
{
	const char *from = c->window.p + c->at;
	if (got == STEP_MORE)
		return more(c, s);
	c->line = c->next_line;
	c->raw = from;
	if (got == STEP_BAD) {
		if (c->fault.code != CSV_STRAY_QUOTE)
			return CSV_BROKEN;
		const char *end = spoilt_end(s);
		if (!end)
			return more(c, s);
		s->p = end;
	}
	size_t n = (size_t)(s->p - from);
	c->at += n;
	c->next_line = s->line;
	while (n && (from[n - 1] == '\n' || from[n - 1] == '\r'))
		n--;
	c->nraw = n;
	if (n <= CSV_MAX_ROW)
		return got == STEP_BAD ? CSV_SPOILT : CSV_RECORD;
	spoil(c, CSV_ROW_TOO_LONG, c->line);
	return CSV_BROKEN;
}

enum csv_got csv_next(struct csv *c)
{
	c->fault = (struct csv_fault){ 0 };
	if (!begin(c))
		return CSV_MORE;
	if (!buf_reserve(&c->window, PAD) || !to_next(c))
		return c->finished ? CSV_END : CSV_MORE;
	struct scan s = { c->window.p + c->at, c->window.p + c->window.n, c->next_line,
			  c->finished };
	enum step got;
	memset(c->window.p + c->window.n, 0, PAD);
	buf_clear(&c->plain);
	c->nfields = 0;
	do {
		got = one_field(c, &s);
	} while (got == STEP_FIELD);
	return take(c, &s, got);
}

void csv_where(const struct csv *c, int64_t *ret_line, int64_t *ret_column)
{
	int64_t line = c->next_line, column = 1;
	char d = c->delimiter ? c->delimiter :
		 csv_delimiter(c->window.p + c->at, c->window.n - c->at);
	bool quoted = false;
	for (size_t i = c->at; i < c->window.n; i++) {
		char ch = c->window.p[i];
		if (ch == '"')
			quoted = !quoted;
		else if (ch == '\n' || (ch == '\r' && (i + 1 == c->window.n ||
						       c->window.p[i + 1] != '\n')))
			line++, column = quoted ? column : 1;
		else if (ch == d && !quoted)
			column++;
	}
	*ret_line = line;
	*ret_column = column;
}
