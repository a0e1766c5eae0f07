/* sheet.c - see sheet.h. */
#include "core/sheet.h"
#include "core/csv.h"
#include "core/encoding.h"
#include <string.h>

void sheet_fault_add(struct ctx *cx, struct sheet_faults *f, int64_t line, const char *column,
		     struct said said)
{
	f->wrong++;
	if (f->n == SHEET_FAULTS)
		return;
	if (!f->at)
		f->at = ctx_array(cx, struct sheet_fault, SHEET_FAULTS);
	f->at[f->n++] = (struct sheet_fault){ line, column, said };
}

void sheet_faults_json(struct ctx *cx, struct jout *j, const struct sheet_faults *f)
{
	jout_list(j);
	for (size_t i = 0; i < f->n; i++) {
		jout_open(j);
		jout_key_int(j, "row", f->at[i].line);
		jout_key_text(j, "column", f->at[i].column);
		jout_key_text(j, "code", said_code(f->at[i].said.id));
		jout_key_text(j, "detail", said_words(cx, f->at[i].said, SAID_ZH));
		jout_key_text(j, "detail_en", said_words(cx, f->at[i].said, SAID_EN));
		jout_close(j);
	}
	jout_end_list(j);
}

struct reading { const struct sheet *sheet; int at[SHEET_COLUMNS]; bool begun; };

static bool same(const struct csv_field *f, const char *word)
{
	return f->n == strlen(word) && memcmp(f->p, word, f->n) == 0;
}

static const char *known(struct ctx *cx, const struct sheet *s)
{
	const char *all = "";
	for (size_t k = 0; k < s->ncolumns; k++)
		all = ctx_print(cx, "%s%s%s", all, k ? ", " : "", s->columns[k].en);
	return all;
}

static enum err header(struct ctx *cx, const struct csv *c, struct reading *r)
{
	const struct sheet *s = r->sheet;
	PRE(s->ncolumns <= SHEET_COLUMNS);
	for (size_t k = 0; k < s->ncolumns; k++)
		r->at[k] = -1;
	for (size_t i = 0; i < c->nfields; i++) {
		size_t k = 0;
		while (k < s->ncolumns && !same(&c->fields[i], s->columns[k].en) &&
		       !same(&c->fields[i], s->columns[k].zh))
			k++;
		const char *name = ctx_textn(cx, c->fields[i].p, c->fields[i].n);
		if (k == s->ncolumns || r->at[k] >= 0)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_SHEET_COLUMN(name,
					  known(cx, s))), name);
		r->at[k] = (int)i;
	}
	for (size_t k = 0; k < s->ncolumns; k++)
		if (s->columns[k].must && r->at[k] < 0)
			return fail_field(cx, fail(cx, ERR_INVALID,
				SAY_SHEET_NO_COLUMN(s->columns[k].en)), s->columns[k].en);
	r->begun = true;
	return OK;
}

/* Blanks around a cell are an accident of typing. */
static const char *cell(struct ctx *cx, const struct csv_field *f)
{
	const char *p = f->p;
	size_t n = f->n;
	for (; n && (*p == ' ' || *p == '\t'); n--)
		p++;
	while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	return n ? ctx_textn(cx, p, n) : NULL;
}

static enum err record(struct ctx *cx, const struct csv *c, struct reading *r)
{
	const struct sheet *s = r->sheet;
	const char *cells[SHEET_COLUMNS] = { NULL };
	if (!r->begun)
		return header(cx, c, r);
	for (size_t k = 0; k < s->ncolumns; k++)
		if (r->at[k] >= 0 && (size_t)r->at[k] < c->nfields)
			cells[k] = cell(cx, &c->fields[r->at[k]]);
	TRY(s->row(cx, s->arg, c->line, cells));
	return ctx_check(cx);
}

static enum err records(struct ctx *cx, struct csv *c, struct reading *r)
{
	for (;;) {
		switch (csv_next(c)) {
		case CSV_RECORD:
			TRY(record(cx, c, r));
			break;
		case CSV_SPOILT:
			r->sheet->spoilt(cx, r->sheet->arg, c->fault.line);
			break;
		case CSV_BROKEN:
			return fail(cx, ERR_INVALID, SAY_SHEET_BROKEN(c->fault.line));
		case CSV_MORE:
		case CSV_END:
			return OK;
		}
	}
}

enum err sheet_read(struct ctx *cx, const struct sheet *s, const char *p, size_t n)
{
	struct sniff look = { 0 };
	struct reading r = { .sheet = s };
	AUTO_BUF text = buf_make(64u << 20);
	AUTO_CSV c = csv_make(cx, 0);
	sniff_feed(&look, p, n);
	AUTO_DECODER d = decoder_make(cx, sniff_verdict(&look));
	buf_reserve(&text, n * 3 + 16);
	if (decoder_feed(d, p, n, true, &text) != DECODED)
		return fail(cx, ERR_INVALID, SAY_SHEET_ENCODING());
	for (size_t at = 0; at < text.n;) {
		size_t some = text.n - at < CSV_FEED_MOST ? text.n - at : CSV_FEED_MOST;
		csv_feed(&c, text.p + at, some);
		at += some;
		TRY(records(cx, &c, &r));
	}
	csv_finish(&c);
	TRY(records(cx, &c, &r));
	return r.begun ? OK : fail(cx, ERR_INVALID, SAY_SHEET_EMPTY());
}
