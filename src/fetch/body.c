/* body.c - see body.h. */
#include "fetch/body.h"
#include "base/utf8.h"
#include "core/jlex.h"
#include <string.h>

struct reading {
	struct jlex             lex;
	const struct fetch_ask *ask;
	struct frame_field     *values;
	bool                   *there;
	body_row_fn            *row;
	void                   *arg;
	int64_t                 rows;
	struct frame_field      cursor;
	bool                    many;
};

static bool is_name(const char *p, uint32_t n, const char *name)
{
	return strlen(name) == n && memcmp(name, p, n) == 0;
}

/* Providers write a row's members in one order: looked for from `guess` on. */
static size_t column(const struct fetch_ask *a, const char *p, uint32_t n, size_t guess)
{
	for (size_t i = 0; i < a->ncolumns; i++) {
		size_t at = (guess + i) % a->ncolumns;
		if (is_name(p, n, a->columns[at] + 1))
			return at;
	}
	return a->ncolumns;
}

static bool value(struct jlex *l, bool nested, struct frame_field *ret)
{
	const char *from = l->p, *text;
	uint32_t n;
	*ret = (struct frame_field){ NULL, 0 };
	if (jlex_eat(l, '"')) {
		if (!jlex_text(l, &text, &n))
			return false;
		*ret = (struct frame_field){ text, n };
		return true;
	}
	if (jlex_word(l, "null"))
		return true;
	if (l->p < l->end && (*l->p == '{' || *l->p == '[') && !nested)
		return false;
	if (!jlex_within(l, 3))
		return false;
	*ret = (struct frame_field){ from, (uint32_t)(l->p - from) };
	return true;
}

/* A member's name, its colon, and the blanks around both. */
static bool name(struct jlex *l, const char **ret, uint32_t *ret_n)
{
	jlex_blanks(l);
	if (!jlex_eat(l, '"') || !jlex_text(l, ret, ret_n))
		return false;
	jlex_blanks(l);
	if (!jlex_eat(l, ':'))
		return false;
	jlex_blanks(l);
	return true;
}

static bool member(struct reading *r, size_t *guess)
{
	const char *p;
	uint32_t n;
	if (!name(&r->lex, &p, &n))
		return false;
	size_t at = column(r->ask, p, n, *guess);
	if (at == r->ask->ncolumns)
		return jlex_within(&r->lex, 3);
	if (r->there[at])
		return false;
	r->there[at] = true;
	*guess = at + 1;
	return value(&r->lex, r->ask->columns[at][0] == '{', &r->values[at]);
}

static bool one_row(struct reading *r)
{
	struct jlex *l = &r->lex;
	size_t guess = 0;
	buf_clear(l->plain);
	memset(r->there, 0, r->ask->ncolumns * sizeof *r->there);
	memset(r->values, 0, r->ask->ncolumns * sizeof *r->values);
	if (!jlex_eat(l, '{'))
		return false;
	jlex_blanks(l);
	if (!jlex_eat(l, '}')) {
		do {
			if (!member(r, &guess))
				return false;
			jlex_blanks(l);
		} while (jlex_eat(l, ','));
		if (!jlex_eat(l, '}'))
			return false;
	}
	r->row(r->arg, r->values, r->ask->ncolumns);
	return true;
}

static bool all_rows(struct reading *r)
{
	struct jlex *l = &r->lex;
	if (!jlex_eat(l, '['))
		return false;
	jlex_blanks(l);
	if (jlex_eat(l, ']'))
		return true;
	do {
		r->many = r->rows == r->ask->rows;
		if (r->many)
			return false;
		jlex_blanks(l);
		if (!one_row(r))
			return false;
		r->rows++;
		jlex_blanks(l);
	} while (jlex_eat(l, ','));
	return jlex_eat(l, ']');
}

/* Kept apart from what is unescaped of rows. */
static bool cursor(struct reading *r, struct buf *kept)
{
	struct buf *rows = r->lex.plain;
	r->lex.plain = kept;
	bool fine = value(&r->lex, false, &r->cursor) && r->cursor.n <= FETCH_CURSOR;
	r->lex.plain = rows;
	return fine;
}

static bool whole(struct reading *r, struct buf *kept)
{
	struct jlex *l = &r->lex;
	bool rows = false, next = false;
	const char *p;
	uint32_t n;
	jlex_blanks(l);
	if (!jlex_eat(l, '{'))
		return false;
	do {
		if (!name(l, &p, &n))
			return false;
		bool fine;
		if (!rows && is_name(p, n, "rows"))
			fine = rows = all_rows(r);
		else if (!next && is_name(p, n, "next_cursor"))
			fine = next = cursor(r, kept);
		else
			fine = !is_name(p, n, "rows") && !is_name(p, n, "next_cursor") &&
			       jlex_within(l, 2);
		if (!fine)
			return false;
		jlex_blanks(l);
	} while (jlex_eat(l, ','));
	bool ended = jlex_eat(l, '}');
	jlex_blanks(l);
	return ended && rows && l->p == l->end;
}

enum fetch_fault fetch_body_read(const char *p, size_t n, const struct fetch_ask *ask,
			   body_row_fn *row, void *arg, struct buf *plain,
			   struct frame_field *ret_cursor, int64_t *ret_rows)
{
	struct frame_field values[FETCH_COLUMNS];
	bool there[FETCH_COLUMNS];
	AUTO_BUF kept = buf_make(n + 8);
	struct reading r = { .lex = { p, p + n, plain }, .ask = ask, .values = values,
			     .there = there, .row = row, .arg = arg };
	if (!n || !utf8_valid(p, n) || !buf_reserve(plain, n) || !buf_reserve(&kept, n))
		return FETCH_NOT_JSON;
	if (!whole(&r, &kept))
		return r.many ? FETCH_TOO_MANY_ROWS : FETCH_NOT_JSON;
	*ret_rows = r.rows;
	*ret_cursor = (struct frame_field){ NULL, 0 };
	if (r.cursor.n) {                       /* `kept` goes; an empty cursor is none */
		buf_clear(plain);
		buf_bytes(plain, r.cursor.p, r.cursor.n);
		*ret_cursor = (struct frame_field){ plain->p, r.cursor.n };
	}
	return FETCH_NONE;
}
