/* jsonl.c - see jsonl.h. What JSON is stands in jlex.h. */
#include "core/jsonl.h"
#include "base/ctx.h"
#include "core/jlex.h"
#include <string.h>

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

static bool value(struct jlex *a, struct jsonl_field *f)
{
	const char *from = a->p;
	if (jlex_eat(a, '"'))
		return jlex_text(a, &f->p, &f->n);
	f->p = from;
	f->n = 0;
	if (jlex_word(a, "null"))
		return true;
	bool good = jlex_within(a, 1);
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

static bool object(struct jsonl *j, struct jlex *a)
{
	jlex_blanks(a);
	if (!jlex_eat(a, '{'))
		return false;
	jlex_blanks(a);
	if (!jlex_eat(a, '}')) {
		do {
			struct jsonl_field *f = &j->fields[j->nfields];
			jlex_blanks(a);
			if (j->nfields == CSV_MAX_COLUMNS || !jlex_eat(a, '"') ||
			    !jlex_text(a, &f->name, &f->nname) || named_twice(j, f))
				return false;
			jlex_blanks(a);
			if (!jlex_eat(a, ':'))
				return false;
			jlex_blanks(a);
			if (!value(a, f))
				return false;
			j->nfields++;
			jlex_blanks(a);
		} while (jlex_eat(a, ','));
		if (!jlex_eat(a, '}'))
			return false;
	}
	jlex_blanks(a);
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
	struct jlex a = { j->raw, j->raw + j->nraw, &j->plain };
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
