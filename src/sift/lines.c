/* lines.c - see lines.h. */
#include "sift/lines.h"
#include <string.h>

#define NUMBER_DIGITS 15

struct lines lines_make(struct ctx *cx)
{
	return (struct lines){ .csv = csv_make(cx, ',') };
}

void lines_drop(struct lines *l)
{
	csv_drop(&l->csv);
}

void lines_feed(struct lines *l, const char *p, size_t n)
{
	csv_feed(&l->csv, p, n);
}

void lines_finish(struct lines *l)
{
	csv_finish(&l->csv);
}

static struct line fault(struct lines *l, const char *what)
{
	l->ended = true;
	l->fault = what;
	return (struct line){ .kind = LINE_END };
}

/* Digits alone; -1: something else. */
static int64_t number(const struct csv_field *f)
{
	int64_t n = 0;
	if (!f->n || f->n > NUMBER_DIGITS || f->quoted)
		return -1;
	for (uint32_t i = 0; i < f->n; i++) {
		if (f->p[i] < '0' || f->p[i] > '9')
			return -1;
		n = n * 10 + (f->p[i] - '0');
	}
	return n;
}

static const char *text(struct ctx *cx, const struct csv_field *f)
{
	return ctx_textn(cx, f->p, f->n);
}

static struct line row(struct lines *l, int64_t no)
{
	const struct csv *c = &l->csv;
	if (!l->sheet || no <= l->row || c->nfields < 2 || c->nraw <= c->fields[0].n)
		return fault(l, "garbled");
	l->row = no;
	size_t skip = c->fields[0].n + 1;
	return (struct line){ .kind = LINE_ROW, .row = no, .cells = c->fields + 1,
			      .ncells = c->nfields - 1, .raw = c->raw + skip,
			      .nraw = c->nraw - skip, .sheet = l->sheet };
}

static void names(struct ctx *cx, struct lines *l)
{
	const struct csv *c = &l->csv;
	l->sheets = ctx_array(cx, const char *, c->nfields);
	l->nsheets = c->nfields - 1;
	for (size_t i = 0; i < l->nsheets; i++)
		l->sheets[i] = text(cx, &c->fields[i + 1]);
}

static struct line failed(struct ctx *cx, struct lines *l)
{
	const struct csv_field *f = l->csv.fields;
	int64_t row = number(&f[2]), column = number(&f[3]);
	if (row < 0 || column < 0)
		return fault(l, "garbled");
	l->fault_row = row;
	l->fault_column = column;
	l->part = text(cx, &f[4]);
	return fault(l, text(cx, &f[1]));
}

/* One record. LINE_MORE: it told something, and another may follow at once. */
static struct line record(struct ctx *cx, struct lines *l)
{
	const struct csv *c = &l->csv;
	const struct csv_field *f = c->fields;
	int64_t no = number(&f[0]);
	char kind = f[0].n == 1 ? f[0].p[0] : 0;
	if (no > 0)
		return row(l, no);
	if (kind == 'n' && !l->sheets) {
		names(cx, l);
	} else if (kind == 's' && l->sheets && c->nfields == 2) {
		l->sheet = text(cx, &f[1]);
		l->row = 0;
		return (struct line){ .kind = LINE_SHEET, .sheet = l->sheet };
	} else if (kind == 'p' && c->nfields == 2 && number(&f[1]) >= 0) {
		l->done = number(&f[1]);
	} else if (kind == 'e' && c->nfields == 5) {
		return failed(cx, l);
	} else if (kind == 'z' && c->nfields == 1) {
		l->ended = l->whole = true;
		return (struct line){ .kind = LINE_END };
	} else {
		return fault(l, "garbled");
	}
	return (struct line){ .kind = LINE_MORE };
}

struct line lines_next(struct ctx *cx, struct lines *l)
{
	for (;;) {
		if (l->ended)
			return (struct line){ .kind = LINE_END };
		enum csv_got got = csv_next(&l->csv);
		if (got == CSV_MORE)
			return (struct line){ .kind = LINE_MORE };
		if (got == CSV_END)
			return fault(l, "cut");
		if (got != CSV_RECORD)
			return fault(l, "garbled");
		struct line line = record(cx, l);
		if (line.kind != LINE_MORE)
			return line;
	}
}
