/* import_http.c - the catalogue out and in, many entries at once (R09.4).
 *
 * Each entry that comes in is checked and kept by itself: a wrong one is told of
 * with its row and column and the rest goes on. An entry whose code is known is
 * changed, one without is made. */
#include "app.h"
#include "catalogue/entry.h"
#include "catalogue/flat.h"
#include "catalogue/input.h"
#include "catalogue/routes.h"
#include "catalogue_schema.h"
#include "core/encoding.h"
#include "duplicate/finder.h"
#include "web/req.h"
#include "web/schema.h"
#include <string.h>

/* --- out ------------------------------------------------------------------- */
#define STEP 20                         /* entries in one piece of the stream */

struct walk { int after; bool csv, begun, first; };

static enum err one_out(struct ctx *cx, struct req *rq, struct walk *w, struct buf *out)
{
	struct resource r;
	TRY(resource_by_no(cx, rq->db, w->after, &r));
	if (r.state == RESOURCE_RETIRED || !resource_seen_by(&r, rq->who))
		return OK;
	if (w->csv) {
		flat_csv(cx, out, &r);
		return OK;
	}
	struct jout j = jout_to(out);
	if (!w->first)
		buf_byte(out, ',');
	w->first = false;
	buf_byte(out, '\n');
	flat_json(cx, &j, &r);
	return OK;
}

static enum err more_out(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			 bool *ret_last)
{
	struct walk *w = state;
	int no[STEP];
	size_t n = 0;
	bool more = true;
	if (!w->begun && w->csv)
		buf_text(out, "\xEF\xBB\xBF"), flat_csv_header(out);
	else if (!w->begun)
		buf_text(out, "{\"items\":[");
	w->begun = true;
	AUTO_ROWS q = db_run(rq->db, SQL_RESOURCE_AFTER);
	bind_int(q, ":no", w->after);
	bind_int(q, ":count", STEP);
	while (n < STEP) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		no[n++] = (int)col_int(q, "no");
	}
	for (size_t i = 0; i < n; i++) {
		w->after = no[i];
		TRY(one_out(cx, rq, w, out));
	}
	*ret_last = n < STEP;
	if (*ret_last && !w->csv)
		buf_text(out, "\n]}\n");
	return OK;
}

enum err catalogue_export(struct ctx *cx, struct req *rq)
{
	const char *format = req_query(rq, "format");
	bool csv = format && strcmp(format, "csv") == 0;
	if (format && !csv && strcmp(format, "json") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("format")), "format");
	struct walk *w = ctx_new(rq->cx, struct walk);
	*w = (struct walk){ .csv = csv, .first = true };
	answer_stream(rq, 200, csv ? "text/csv; charset=utf-8; header=present" : "application/json",
		      more_out, NULL, w);
	answer_header(rq, "Content-Disposition",
		      csv ? "attachment; filename=\"catalogue.csv\""
			  : "attachment; filename=\"catalogue.json\"");
	return OK;
}

/* --- in --------------------------------------------------------------------- */
struct intake {
	struct req  *rq;
	struct jout *j;                 /* inside "rejected": [ */
	int64_t      accepted;
};

struct one { const struct who *who; struct resource *r; bool change; };

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	struct one *o = arg;
	struct resource r = *o->r;
	TRY(elements_check(cx, db, &r, NULL));
	return o->change ? resource_edit(cx, db, o->who, &r) : resource_add(cx, db, o->who, &r);
}

static enum err take_entry(struct ctx *cx, struct req *rq, const json_t *entry)
{
	const struct resource_fields_in *in;
	const void *body;
	struct doubts d = { 0 };
	TRY(decode(cx, &schema_resource_fields, entry, &body));
	in = body;
	struct resource r = { .org = rq->who->org, .code = in->code };
	struct one one = { rq->who, &r, false };
	if (!r.org || (in->org && strcmp(in->org, r.org) != 0))
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_ORG_NOT_YOURS()), "org");
	if (in->code) {
		struct resource known;
		enum err e = resource_by_code(cx, rq->db, in->code, &known);
		if (e == OK) {
			TRY(resource_for_owner(cx, rq->db, in->code, rq->who, &known));
			TRY(resource_working(cx, rq->db, known.id, &r));
			one.change = true;
		} else if (e != ERR_NOT_FOUND) {
			return e;
		}
	}
	TRY(resource_fill(cx, rq->app->pack, in, &r, &d));
	TRY(finder_check(cx, rq->app->finder, rq->db, &r));
	return store_change(cx, rq->store, keep, &one);
}

static void rejected(struct ctx *cx, struct intake *t, int64_t row, const char *column,
		     struct said said)
{
	jout_open(t->j);
	jout_key_int(t->j, "row", row);
	jout_key_text(t->j, "column", column);
	jout_key_text(t->j, "code", said_code(said.id));
	jout_key_text(t->j, "detail", said_words(cx, said, SAID_ZH));
	jout_key_text(t->j, "detail_en", said_words(cx, said, SAID_EN));
	jout_close(t->j);
}

/* An entry with the rows its items stood on. It has a small arena of its own, so
 * that a thousand of them need no more than one. */
static enum err entry_in(struct intake *t, const json_t *entry, const int64_t *rows, size_t n,
			 bool table)
{
	size_t item;
	AUTO_CTX mine;
	ctx_init(&mine, t->rq->cx->now, 8u << 20);
	enum err e = take_entry(&mine, t->rq, entry);
	if (e == OK) {
		t->accepted++;
		return OK;
	}
	if (err_http(e) >= 500)
		return fail(t->rq->cx, e, mine.fault.said);
	const char *column = flat_column(&mine, mine.fault.field, &item);
	rejected(&mine, t, rows[item < n ? item : 0], table ? column : mine.fault.field,
		 mine.fault.said);
	return OK;
}

static enum err json_in(struct ctx *cx, struct intake *t)
{
	json_t *all;
	TRY(json_read(cx, t->rq->raw, t->rq->nraw, &all));
	const json_t *list = json_is_array(all) ? all : json_object_get(all, "items");
	enum err e = json_is_array(list) ? OK : fail(cx, ERR_INVALID, SAY_IMPORT_SHAPE());
	for (size_t i = 0; e == OK && i < json_array_size(list); i++) {
		int64_t row = (int64_t)i + 1;
		e = entry_in(t, json_array_get(list, i), &row, 1, false);
	}
	json_decref(all);
	return e;
}

/* Which of our columns stands where; a name that isn't ours is refused. */
static enum err header_in(struct ctx *cx, const struct csv *c, int *columns)
{
	for (size_t i = 0; i < c->nfields; i++) {
		if (i == CSV_MAX_COLUMNS)
			return fail(cx, ERR_INVALID, SAY_IMPORT_SHAPE());
		columns[i] = flat_find(c->fields[i].p, c->fields[i].n);
		const char *name = ctx_textn(cx, c->fields[i].p, c->fields[i].n);
		if (columns[i] < 0)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_IMPORT_COLUMN(name)), name);
	}
	return OK;
}

struct table { int columns[CSV_MAX_COLUMNS]; size_t ncolumns; json_t *entry;
	       int64_t rows[ITEM_MAX + 2]; size_t nrows; };

static enum err table_entry_done(struct intake *t, struct table *b)
{
	enum err e = b->entry ? entry_in(t, b->entry, b->rows, b->nrows, true) : OK;
	json_decref(b->entry);
	b->entry = NULL;
	b->nrows = 0;
	return e;
}

static enum err table_row(struct intake *t, struct table *b, const struct csv *c)
{
	bool begins = false;
	for (size_t i = 0; i < c->nfields && i < b->ncolumns; i++)
		begins |= !strcmp(flat_name((size_t)b->columns[i]), "title") && c->fields[i].n;
	if (begins || !b->entry)
		TRY(table_entry_done(t, b));
	if (!b->entry)
		b->entry = json_object();
	flat_item(b->entry);
	for (size_t i = 0; i < c->nfields && i < b->ncolumns; i++)
		flat_take(b->entry, b->columns[i], c->fields[i].p, c->fields[i].n);
	flat_item_done(b->entry);
	if (b->nrows < sizeof b->rows / sizeof b->rows[0])
		b->rows[b->nrows++] = c->line;
	return OK;
}

static enum err csv_rows(struct ctx *cx, struct intake *t, struct csv *c, struct table *b)
{
	for (;;) {
		switch (csv_next(c)) {
		case CSV_RECORD:
			if (!b->ncolumns) {
				TRY(header_in(cx, c, b->columns));
				b->ncolumns = c->nfields;
			} else {
				TRY(table_row(t, b, c));
			}
			break;
		case CSV_SPOILT:
			rejected(cx, t, c->fault.line, NULL, SAY_IMPORT_ROW());
			break;
		case CSV_BROKEN:
			rejected(cx, t, c->fault.line, NULL, SAY_IMPORT_ROW());
			return OK;
		case CSV_MORE:
		case CSV_END:
			return OK;
		}
	}
}

static enum err csv_in(struct ctx *cx, struct intake *t)
{
	struct sniff look = { 0 };
	AUTO_BUF text = buf_make(128u << 20);
	AUTO_CSV c = csv_make(cx, 0);
	struct table *b = ctx_new(cx, struct table);
	sniff_feed(&look, t->rq->raw, t->rq->nraw);
	AUTO_DECODER d = decoder_make(cx, sniff_verdict(&look));
	buf_reserve(&text, t->rq->nraw * 3 + 16);
	if (decoder_feed(d, t->rq->raw, t->rq->nraw, true, &text) != DECODED)
		return fail(cx, ERR_INVALID, SAY_IMPORT_ENCODING());
	enum err e = OK;
	for (size_t at = 0; e == OK && at < text.n;) {
		size_t n = text.n - at < CSV_FEED_MOST ? text.n - at : CSV_FEED_MOST;
		csv_feed(&c, text.p + at, n);
		at += n;
		e = csv_rows(cx, t, &c, b);
	}
	csv_finish(&c);
	if (e == OK)
		e = csv_rows(cx, t, &c, b);
	if (e == OK)
		e = table_entry_done(t, b);
	json_decref(b->entry);
	return e;
}

enum err catalogue_import(struct ctx *cx, struct req *rq)
{
	const char *type = req_header(rq, "Content-Type");
	bool json = type && strncmp(type, "application/json", 16) == 0;
	bool csv = type && (strncmp(type, "text/csv", 8) == 0);
	struct intake t = { .rq = rq };
	if (!json && !csv)
		return fail(cx, ERR_MEDIA, SAY_IMPORT_MEDIA());
	t.j = answer_json(rq, 200);
	jout_open(t.j);
	jout_key(t.j, "rejected");
	jout_list(t.j);
	TRY(json ? json_in(cx, &t) : csv_in(cx, &t));
	jout_end_list(t.j);
	jout_key_int(t.j, "accepted", t.accepted);
	jout_close(t.j);
	return OK;
}
