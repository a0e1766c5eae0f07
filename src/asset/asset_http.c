/* asset_http.c - the register of data assets: lines, sums of agencies, confirming. */
#include "asset/asset_http.h"
#include "asset/asset.h"
#include "asset_schema.h"
#include "web/csvfile.h"
#include <string.h>

/* --- whose ------------------------------------------------------------------------ */
static void bind_whose(const struct req *rq, struct rows *q)
{
	struct in_sight seen = req_in_sight(rq);
	bind_text(q, ":org", seen.org);
	bind_text(q, ":region", seen.region);
}

static void bind_lines(const struct req *rq, struct rows *q)
{
	bind_whose(rq, q);
	bind_like(q, ":q", req_query(rq, "q"));
}

/* --- lines -------------------------------------------------------------------------- */
static struct asset_size size_of(struct rows *q, const char *version, const char *rows,
				 const char *bytes)
{
	return (struct asset_size){ col_int(q, version), col_int(q, rows), col_int(q, bytes) };
}

static enum err has_confirmed(struct ctx *cx, struct db *db, const char *org, bool *ret)
{
	AUTO_ROWS q = db_run(db, SQL_ASSET_CONFIRMATIONS);
	bind_text(q, ":org", org);
	bind_text(q, ":region", NULL);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", 1);
	return rows_next(cx, q, ret);
}

static enum err change_of(struct ctx *cx, struct db *db, struct rows *q,
			  enum asset_change *ret)
{
	struct asset_size now = size_of(q, "version", "rows", "bytes");
	struct asset_size was = size_of(q, "was_version", "was_rows", "was_bytes");
	bool gone = col_int(q, "gone"), known = !col_null(q, "was_version"), any = known;
	if (!known)
		TRY(has_confirmed(cx, db, col_text(cx, q, "org"), &any));
	*ret = asset_change(any, known ? &was : NULL, gone ? NULL : &now);
	return OK;
}

static void key_or_null(struct jout *j, struct rows *q, const char *key)
{
	jout_key(j, key);
	if (col_null(q, key))
		jout_null(j);
	else
		jout_int(j, col_int(q, key));
}

static const char *const line_texts[] = { "code", "title", "org", "org_name", "form", "theme",
					  "share_type", "open_type" };
static const char *const line_numbers[] = { "version", "versions", "rows", "bytes", "grants",
					    "calls" };
#define N(list) (sizeof(list) / sizeof(list)[0])

static enum err put_line(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	enum asset_change change;
	TRY(change_of(cx, rq->db, q, &change));
	jout_open(j);
	jout_key_text(j, "resource", col_text(cx, q, "id"));
	for (size_t i = 0; i < N(line_texts); i++)
		jout_key_text(j, line_texts[i], col_text(cx, q, line_texts[i]));
	for (size_t i = 0; i < N(line_numbers); i++)
		jout_key_int(j, line_numbers[i], col_int(q, line_numbers[i]));
	jout_key_int(j, "grade", col_int(q, "grade"));
	jout_key_ms(j, "live_at", col_ms(q, "live_at"));
	jout_key_text(j, "change", asset_change_word(change));
	key_or_null(j, q, "was_version");
	key_or_null(j, q, "was_rows");
	key_or_null(j, q, "was_bytes");
	jout_close(j);
	return OK;
}

/* --- as a file, a piece at a time --------------------------------------------------------- */
#define STEP 200

struct taking { const char *after; bool begun, agencies; };

static void date_cell(struct buf *b, size_t i, ms_t at)
{
	csv_day(b, i, at.n ? day_at(at) : (day_t){ 0 });
}

static enum err line_csv(struct ctx *cx, struct req *rq, struct buf *b, struct rows *q)
{
	enum asset_change change;
	size_t at = 0;
	TRY(change_of(cx, rq->db, q, &change));
	for (size_t i = 0; i < N(line_texts); i++)
		csv_cell(b, at++, col_text(cx, q, line_texts[i]), CSV_FOR_PEOPLE);
	for (size_t i = 0; i < N(line_numbers); i++)
		csv_int(b, at++, col_int(q, line_numbers[i]));
	csv_int(b, at++, col_int(q, "grade"));
	date_cell(b, at++, col_ms(q, "live_at"));
	csv_cell(b, at, asset_change_word(change), CSV_FOR_PEOPLE);
	csv_end(b);
	return OK;
}

static const char *const agency_numbers[] = { "entries", "rows", "bytes", "grants", "calls",
					      "moved" };

static void agency_csv(struct ctx *cx, struct buf *b, struct rows *q)
{
	size_t at = 3;
	csv_cell(b, 0, col_text(cx, q, "id"), CSV_FOR_PEOPLE);
	csv_cell(b, 1, col_text(cx, q, "name"), CSV_FOR_PEOPLE);
	csv_cell(b, 2, col_text(cx, q, "region"), CSV_FOR_PEOPLE);
	for (size_t i = 0; i < N(agency_numbers); i++)
		csv_int(b, at++, col_int(q, agency_numbers[i]));
	date_cell(b, at++, col_ms(q, "confirmed_at"));
	csv_cell(b, at, col_text(cx, q, "confirmed_by"), CSV_FOR_PEOPLE);
	csv_end(b);
}

static void heads(struct buf *b, bool agencies)
{
	static const char *const own[] = { "org", "org_name", "region" };
	static const char *const lines_last[] = { "grade", "live_at", "change" };
	static const char *const agencies_last[] = { "confirmed_at", "confirmed_by" };
	const struct { const char *const *list; size_t n; } runs[] = {
		{ agencies ? own : line_texts, agencies ? N(own) : N(line_texts) },
		{ agencies ? agency_numbers : line_numbers,
		  agencies ? N(agency_numbers) : N(line_numbers) },
		{ agencies ? agencies_last : lines_last,
		  agencies ? N(agencies_last) : N(lines_last) } };
	size_t at = 0;
	csv_mark(b);
	for (size_t r = 0; r < N(runs); r++)
		for (size_t i = 0; i < runs[r].n; i++)
			csv_cell(b, at++, runs[r].list[i], CSV_FOR_PEOPLE);
	csv_end(b);
}

static enum err more_csv(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			 bool *ret_last)
{
	struct taking *t = state;
	const char *last = t->after;
	bool more = true;
	if (!t->begun)
		heads(out, t->agencies);
	t->begun = true;
	AUTO_ROWS q = db_run(rq->db, t->agencies ? SQL_ASSET_AGENCIES : SQL_ASSET_LINES);
	if (t->agencies)
		bind_whose(rq, q);
	else
		bind_lines(rq, q);
	bind_text(q, ":after", t->after);
	bind_int(q, ":limit", STEP);
	for (int n = 0; n < STEP; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		last = col_text(cx, q, t->agencies ? "id" : "place");
		if (t->agencies)
			agency_csv(cx, out, q);
		else
			TRY(line_csv(cx, rq, out, q));
	}
	t->after = ctx_text(rq->cx, last);
	*ret_last = !more;
	return OK;
}

static void take(struct req *rq, bool agencies)
{
	struct taking *t = ctx_new(rq->cx, struct taking);
	t->agencies = agencies;
	csvfile_stream(rq, agencies ? "asset-summary" : "assets", more_csv, t);
}

static enum err lines(struct ctx *cx, struct req *rq)
{
	static const struct listed assets = { SQL_ASSET_COUNT, SQL_ASSET_LINES, "place",
					      bind_lines, put_line };
	bool file;
	TRY(csvfile_asked(cx, rq, &file));
	if (!file)
		return answer_listed(cx, rq, &assets);
	take(rq, false);
	return OK;
}

/* --- agencies ------------------------------------------------------------------------------ */
static enum err put_agency(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	jout_key_text(j, "org", col_text(cx, q, "id"));
	jout_key_text(j, "org_name", col_text(cx, q, "name"));
	jout_key_text(j, "region", col_text(cx, q, "region"));
	for (size_t i = 0; i < N(agency_numbers); i++)
		jout_key_int(j, agency_numbers[i], col_int(q, agency_numbers[i]));
	jout_key_ms(j, "confirmed_at", col_ms(q, "confirmed_at"));
	jout_key_text(j, "confirmed_by", col_text(cx, q, "confirmed_by"));
	key_or_null(j, q, "was_entries");
	key_or_null(j, q, "was_rows");
	key_or_null(j, q, "was_bytes");
	jout_key_text(j, "leaf", col_text(cx, q, "leaf"));
	jout_close(j);
	return OK;
}

static enum err agencies(struct ctx *cx, struct req *rq)
{
	static const struct listed all = { SQL_ASSET_AGENCY_COUNT, SQL_ASSET_AGENCIES, "id",
					   bind_whose, put_agency };
	bool file;
	TRY(csvfile_asked(cx, rq, &file));
	if (!file)
		return answer_listed(cx, rq, &all);
	take(rq, true);
	return OK;
}

/* --- confirming ------------------------------------------------------------------------------ */
struct confirming { const struct who *who; struct asset_confirmed c; };

static enum err confirm(struct ctx *cx, struct db *db, void *arg)
{
	struct confirming *c = arg;
	return asset_confirm(cx, db, c->who, &c->c);
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct asset_confirm_in *in = rq->body;
	struct confirming c = { rq->who, { .note = in->note } };
	TRY(store_change(cx, rq->store, confirm, &c));
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_text(j, "id", c.c.id);
	jout_key_text(j, "org", rq->who->org);
	jout_key_text(j, "org_name", c.c.org_name);
	jout_key_ms(j, "at", cx->now);
	jout_key_text(j, "by", rq->who->name);
	jout_key_text(j, "note", in->note);
	jout_key_int(j, "entries", c.c.entries);
	jout_key_int(j, "rows", c.c.rows);
	jout_key_int(j, "bytes", c.c.bytes);
	jout_key_text(j, "hash", c.c.hash);
	jout_key_text(j, "leaf", c.c.leaf);
	jout_close(j);
	return OK;
}

static enum err put_confirmation(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "id", "org", "org_name", "note", "hash", "leaf" };
	static const char *const numbers[] = { "entries", "rows", "bytes" };
	(void)rq;
	jout_open(j);
	for (size_t i = 0; i < N(texts); i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	for (size_t i = 0; i < N(numbers); i++)
		jout_key_int(j, numbers[i], col_int(q, numbers[i]));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_close(j);
	return OK;
}

static enum err confirmations(struct ctx *cx, struct req *rq)
{
	static const struct listed all = { SQL_ASSET_CONFIRMATION_COUNT, SQL_ASSET_CONFIRMATIONS,
					   "id", bind_whose, put_confirmation };
	return answer_listed(cx, rq, &all);
}

static const char *const of_lines[] = { "org", "region", "q", "format", "limit", "cursor", NULL };
static const char *const of_agencies[] = { "org", "region", "format", "limit", "cursor", NULL };
static const char *const of_confirmations[] = { "org", "region", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/assets", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_asset_list, lines,
  "The register of data assets, each line beside what was confirmed; format=csv or xlsx is the file",
  ROUTE_SIGHT, 0, of_lines },
{ "GET", "/api/v1/assets/agencies", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_asset_agency_list, agencies,
  "The sums of each agency, who confirmed them when, and what moved since; format=csv or xlsx",
  ROUTE_SIGHT, 0, of_agencies },
{ "POST", "/api/v1/assets/confirmations", CAP_CATALOGUE_WRITE, AUDIT_WRITE,
  &schema_asset_confirm, &schema_asset_confirmation, post,
  "Confirm the own agency's register as it is now", ROUTE_AGENCY, 0, NULL },
{ "GET", "/api/v1/assets/confirmations", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_asset_confirmation_list, confirmations, "What was confirmed, by whom and when",
  ROUTE_SIGHT, 0, of_confirmations },
};
/* clang-format on */
const struct route_list asset_register_routes = { rows, sizeof rows / sizeof rows[0], "assets" };
