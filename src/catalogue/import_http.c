/* import_http.c - the catalogue out and in, many entries at once (R09.4).
 *
 * JSON and CSV; what is done with an entry that came in is import.h's, workbooks are
 * import_sheet.c's and sheet_out.c's. */
#include "app.h"
#include "catalogue/entry.h"
#include "catalogue/import.h"
#include "catalogue/out.h"
#include "catalogue/routes.h"
#include "core/encoding.h"
#include "record/takeout.h"
#include "web/req.h"
#include "web/schema.h"
#include <string.h>

/* --- out ------------------------------------------------------------------- */
#define STEP 20                         /* entries in one piece of the stream */

struct walk { int after; bool csv, begun, first; const char *org; };

static enum err one_out(struct ctx *cx, struct req *rq, struct walk *w, struct buf *out)
{
	struct resource r;
	bool there;
	TRY(out_entry(cx, rq, w->after, w->org, &r, &there));
	if (!there)
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
	if (!w->begun && w->csv)
		buf_text(out, "\xEF\xBB\xBF"), flat_csv_header(out);
	else if (!w->begun)
		buf_text(out, "{\"items\":[");
	w->begun = true;
	TRY(out_numbers(cx, rq->db, w->after, STEP, no, &n));
	for (size_t i = 0; i < n; i++) {
		w->after = no[i];
		TRY(one_out(cx, rq, w, out));
	}
	*ret_last = n < STEP;
	if (*ret_last && !w->csv)
		buf_text(out, "\n]}\n");
	return OK;
}

/* How many entries out_entry() lets through. */
static enum err count_out(struct ctx *cx, struct req *rq, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_RESOURCE_OUT_COUNT);
	bind_text(q, ":org", req_query(rq, "org"));
	bind_text(q, ":own", rq->who->org);
	bind_int(q, ":all", who_can(rq->who, CAP_CATALOGUE_REVIEW));
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err catalogue_export(struct ctx *cx, struct req *rq)
{
	struct takeout t = { .act = "catalogue-export" };
	const char *format = req_query(rq, "format");
	bool csv = format && strcmp(format, "csv") == 0, book = format && strcmp(format, "xlsx") == 0;
	if (format && !csv && !book && strcmp(format, "json") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("format")), "format");
	TRY(takeout_reason(cx, rq, &t.reason));
	TRY(count_out(cx, rq, &t.rows));
	if (book) {
		TRY(catalogue_sheets(cx, rq));
		takeout_answer(rq, &t);
		return OK;
	}
	TRY(takeout_now(cx, rq, &t));
	struct walk *w = ctx_new(rq->cx, struct walk);
	*w = (struct walk){ .csv = csv, .first = true,
			    .org = ctx_text(rq->cx, req_query(rq, "org")) };
	answer_stream(rq, 200, csv ? "text/csv; charset=utf-8; header=present" : "application/json",
		      more_out, NULL, w);
	answer_header(rq, "Content-Disposition",
		      csv ? "attachment; filename=\"catalogue.csv\""
			  : "attachment; filename=\"catalogue.json\"");
	return OK;
}

/* --- in --------------------------------------------------------------------- */
static enum err json_in(struct ctx *cx, struct req *rq, struct intake *t)
{
	json_t *all;
	TRY(json_read(cx, rq->raw, rq->nraw, &all));
	const json_t *list = json_is_array(all) ? all : json_object_get(all, "items");
	enum err e = json_is_array(list) ? OK : fail(cx, ERR_INVALID, SAY_IMPORT_SHAPE());
	for (size_t i = 0; e == OK && i < json_array_size(list); i++) {
		struct place row = { .row = (int64_t)i + 1 };
		json_t *entry = json_array_get(list, i);
		e = intake_entry(t, json_incref(entry), &(struct origin){ &row, 1, false });
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

struct table { int columns[CSV_MAX_COLUMNS], at[FLAT_COLUMNS]; size_t ncolumns; json_t *entry;
	       struct place rows[ORIGIN_ROWS]; size_t nrows;
	       struct buf said;                 /* what `first` points into */
	       struct flat_cells first; };

static enum err table_entry_done(struct intake *t, struct table *b)
{
	json_t *entry = b->entry;
	struct origin o = { b->rows, b->nrows, true };
	b->entry = NULL;
	b->nrows = 0;
	return entry ? intake_entry(t, entry, &o) : OK;
}

/* A line that only explains, as the template has one. */
static bool is_remark(const struct csv *c)
{
	return c->nfields && c->fields[0].n && c->fields[0].p[0] == '#';
}

/* `from`: where the cells' bytes lie one after the other; NULL: in the row itself. */
static void cells_of(const struct table *b, const struct csv *c, const struct buf *from,
		     struct flat_cells *ret)
{
	*ret = (struct flat_cells){ 0 };
	size_t at = 0;
	for (size_t i = 0; i < c->nfields && i < b->ncolumns; i++) {
		ret->at[b->columns[i]].p = from ? from->p + at : c->fields[i].p;
		ret->at[b->columns[i]].n = c->fields[i].n;
		at += c->fields[i].n;
	}
}

static void keep_first(struct table *b, const struct csv *c)
{
	buf_clear(&b->said);
	for (size_t i = 0; i < c->nfields && i < b->ncolumns; i++)
		buf_bytes(&b->said, c->fields[i].p, c->fields[i].n);
	b->first = (struct flat_cells){ 0 };
	if (buf_ok(&b->said))           /* else nothing is the same */
		cells_of(b, c, &b->said, &b->first);
}

static bool begins_entry(const struct table *b, const struct csv *c)
{
	struct flat_cells row;
	cells_of(b, c, NULL, &row);
	return flat_begins(&b->first, &row, false);
}

static enum err table_row(struct intake *t, struct table *b, const struct csv *c)
{
	if (is_remark(c))
		return OK;
	if (!b->entry || begins_entry(b, c))
		TRY(table_entry_done(t, b));
	struct place here = { .row = c->line, .at = b->at };
	if (!b->entry) {
		b->entry = json_object();
		b->rows[b->nrows++] = here;
		keep_first(b, c);
	}
	flat_item(b->entry);
	for (size_t i = 0; i < c->nfields && i < b->ncolumns; i++)
		flat_take(b->entry, b->columns[i], c->fields[i].p, c->fields[i].n);
	if (flat_item_done(b->entry) && b->nrows < ORIGIN_ROWS)
		b->rows[b->nrows++] = here;
	return OK;
}

static void unreadable(struct intake *t, int64_t line)
{
	intake_reject(t, &(struct place){ .row = line }, -1, SAY_IMPORT_ROW());
}

static enum err csv_rows(struct ctx *cx, struct intake *t, struct csv *c, struct table *b)
{
	for (;;) {
		switch (csv_next(c)) {
		case CSV_RECORD:
			if (!b->ncolumns) {
				TRY(header_in(cx, c, b->columns));
				b->ncolumns = c->nfields;
				for (size_t i = 0; i < c->nfields; i++)
					b->at[b->columns[i]] = (int)i + 1;
			} else {
				TRY(table_row(t, b, c));
			}
			break;
		case CSV_SPOILT:
			unreadable(t, c->fault.line);
			break;
		case CSV_BROKEN:
			unreadable(t, c->fault.line);
			return OK;
		case CSV_MORE:
		case CSV_END:
			return OK;
		}
	}
}

static enum err csv_in(struct ctx *cx, struct req *rq, struct intake *t)
{
	struct sniff look = { 0 };
	AUTO_BUF text = buf_make(128u << 20);
	AUTO_CSV c = csv_make(cx, 0);
	struct table *b = ctx_new(cx, struct table);
	b->said = buf_make(CSV_FEED_MOST);
	sniff_feed(&look, rq->raw, rq->nraw);
	AUTO_DECODER d = decoder_make(cx, sniff_verdict(&look));
	buf_reserve(&text, rq->nraw * 3 + 16);
	if (decoder_feed(d, rq->raw, rq->nraw, true, &text) != DECODED)
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
	buf_end(&b->said);
	return e;
}

enum err catalogue_import(struct ctx *cx, struct req *rq)
{
	const char *type = req_header(rq, "Content-Type");
	bool json = type && strncmp(type, "application/json", 16) == 0;
	bool csv = type && strncmp(type, "text/csv", 8) == 0;
	bool sheets = type && strncmp(type, SHEET_TYPE, strlen(SHEET_TYPE)) == 0;
	if (!json && !csv && !sheets)
		return fail(cx, ERR_MEDIA, SAY_IMPORT_MEDIA());
	struct jout *j = answer_json(rq, 200);
	AUTO_INTAKE t = intake_begin(cx, rq, j);
	jout_open(j);
	jout_key(j, "rejected");
	jout_list(j);
	TRY(json ? json_in(cx, rq, t) : csv ? csv_in(cx, rq, t) : sheets_in(cx, rq, t));
	TRY(intake_end(t));
	jout_close(j);
	return OK;
}
