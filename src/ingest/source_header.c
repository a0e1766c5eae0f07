/* source_header.c - which column of the file is which item.
 *
 * A header names items by code or by name, in any order; the set must be the
 * same, or the batch fails: a column too few or too many is a sign of another
 * table, and guessing would put values where they don't belong. */
#include "base/utf8.h"
#include "ingest/source_inside.h"
#include <string.h>
#include <strings.h>

static void trim(const char **p, size_t *n)
{
	while (*n && (**p == ' ' || **p == '\t'))
		++*p, --*n;
	while (*n && ((*p)[*n - 1] == ' ' || (*p)[*n - 1] == '\t'))
		--*n;
}

static bool same(const char *name, const char *p, size_t n)
{
	return name && strlen(name) == n && strncasecmp(name, p, n) == 0;
}

int source_column(const struct source *s, const char *p, size_t n)
{
	const struct source_setup *u = &s->setup;
	trim(&p, &n);
	for (size_t i = 0; i < u->nmapping; i++)
		if (same(u->mapping[i].from, p, n)) {
			if (!u->mapping[i].to)
				return -2;
			p = u->mapping[i].to;
			n = strlen(p);
			break;
		}
	for (size_t i = 0; i < u->ncolumns; i++)
		if (same(u->columns[i].code, p, n))
			return (int)i;
	for (size_t i = 0; i < u->ncolumns; i++)
		if (same(u->columns[i].name, p, n))
			return (int)i;
	return -1;
}

/* A word such as headers are made of: a letter first, then letters, digits, _. */
static bool wordlike(const struct csv_field *f)
{
	for (uint32_t i = 0; i < f->n; i++) {
		char c = f->p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		if (!letter && (i == 0 || c < '0' || c > '9'))
			return false;
	}
	return f->n > 1;
}

/* Does the record hold what the items ask for, were it data? */
static bool fits(const struct source *s, const struct record *c)
{
	for (size_t i = 0; i < s->setup.ncolumns; i++) {
		struct value v;
		char scratch[VALUE_ROOM];
		if (value_read(&s->setup.columns[i].shape, c->fields[i].p, c->fields[i].n,
			       scratch, &v) != VALUE_FINE)
			return false;
	}
	return true;
}

static enum err wrong(struct ctx *cx, struct source *s, const char *code, int64_t column,
		      struct said said)
{
	s->broken = (struct broken){ code, s->record.line, column };
	return fail(cx, ERR_INVALID, said);
}

static enum err no_header(struct ctx *cx, struct source *s)
{
	const struct record *c = &s->record;
	size_t n = s->setup.ncolumns, words = 0;
	s->nfile = n;
	source_pad(s);
	if (c->nfields != n)
		return wrong(cx, s, "other-columns", 1, SAY_LOAD_NO_HEADER(c->line, 1,
			     (int64_t)c->nfields, (int64_t)n));
	for (size_t i = 0; i < n; i++)
		words += wordlike(&c->fields[i]);
	if (s->setup.header == HEADER_AUTO && (words == n || !fits(s, c)))
		return wrong(cx, s, "other-columns", 1, SAY_LOAD_LOOKS_LIKE_HEADER(c->line, 1,
			     ctx_textn(cx, c->fields[0].p, c->fields[0].n)));
	for (size_t i = 0; i < n; i++)
		s->order[i] = (int)i;
	return OK;
}

static void list_name(struct buf *b, const char *p, size_t n)
{
	if (b->n > 300)
		return;
	if (b->n)
		buf_text(b, ", ");
	buf_bytes(b, p, n < 60 ? n : 60);
}

/* Names must be exactly the items, each once. */
static enum err check_set(struct ctx *cx, struct source *s)
{
	AUTO_BUF missing = buf_make(4096), extra = buf_make(4096);
	const struct record *c = &s->record;
	int64_t first = 0;
	for (size_t i = 0; i < c->nfields; i++) {
		bool twice = false;
		for (size_t k = 0; k < i && s->order[i] >= 0; k++)
			twice |= s->order[k] == s->order[i];
		if (s->order[i] != -1 && !twice)
			continue;
		list_name(&extra, c->fields[i].p, c->fields[i].n);
		first = first ? first : (int64_t)i + 1;
	}
	for (size_t k = 0; k < s->setup.ncolumns; k++) {
		bool there = false;
		for (size_t i = 0; i < c->nfields; i++)
			there |= s->order[i] == (int)k;
		if (!there)
			list_name(&missing, s->setup.columns[k].code,
				  strlen(s->setup.columns[k].code));
	}
	if (!missing.n && !extra.n)
		return OK;
	if (!first)
		first = (int64_t)c->nfields + 1;
	return wrong(cx, s, "other-columns", first,
		     SAY_LOAD_OTHER_COLUMNS(c->line, first,
			     ctx_text(cx, missing.n ? buf_cstr(&missing) : "-"),
			     ctx_text(cx, extra.n ? buf_cstr(&extra) : "-")));
}

enum err source_header(struct ctx *cx, struct source *s, bool *ret_is_header)
{
	const struct record *c = &s->record;
	size_t known = 0;
	s->order = ctx_array(cx, int, CSV_MAX_COLUMNS);
	if (s->setup.header == HEADER_NO) {
		*ret_is_header = false;
		return no_header(cx, s);
	}
	for (size_t i = 0; i < c->nfields; i++) {
		s->order[i] = source_column(s, c->fields[i].p, c->fields[i].n);
		known += s->order[i] != -1;
	}
	if (!known && s->setup.header == HEADER_AUTO) {
		*ret_is_header = false;
		return no_header(cx, s);
	}
	*ret_is_header = true;
	s->nfile = c->nfields;
	return check_set(cx, s);
}
