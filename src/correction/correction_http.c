/* correction_http.c - the list of errors reported in shared data. They are reported,
 * and answered, as cases. */
#include "correction/correction_http.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "correction/correction.h"
#include "correction_schema.h"
#include "web/req.h"
#include <string.h>

/* --- one ----------------------------------------------------------------------------------- */
static void row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "resource", "code", "title", "state", "item", "what",
					     "applicant", "applicant_name", "provider",
					     "provider_name" };
	json_error_t error;
	AUTO_JSON papers = json_loads(col_text(cx, q, "papers"), 0, &error);
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_text(j, "record_key", json_string_value(json_object_get(papers, "record_key")));
	jout_key_day(j, "received_on", col_day(q, "first"));
	jout_key_day(j, "due_on", col_day(q, "due"));
	jout_key_bool(j, "marked", col_int(q, "is_open") != 0);
	jout_key_bool(j, "late", col_int(q, "late") != 0);
	jout_key_bool(j, "ended", col_int(q, "ended") != 0);
	jout_key_ms(j, "at", col_ms(q, "at"));
}

static enum err get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	bool more;
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	AUTO_ROWS q = db_run(rq->db, SQL_CORRECTION_GET);
	bind_text(q, ":case_id", c.id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NOT_FOUND("correction"));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	row_json(cx, j, q);
	jout_close(j);
	return OK;
}

/* --- the list -------------------------------------------------------------------------------- */
static void bind_filters(const struct req *rq, struct rows *q)
{
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", scope);
	bind_text(q, ":resource", req_given(rq, "resource"));
	bind_text(q, ":applicant", req_given(rq, "applicant"));
	bind_text(q, ":provider", req_given(rq, "provider"));
	bind_text(q, ":state", req_given(rq, "state"));
	bind_int(q, ":open", req_flagged(rq, "open"));
	bind_int(q, ":late", req_flagged(rq, "late"));
	bind_day(q, ":today", rq->cx->today);
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err put_row(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	row_json(cx, j, q);
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed corrections = { SQL_CORRECTION_COUNT, SQL_CORRECTION_LIST,
						   "case_id", bind_filters, put_row };
	bool flag;
	TRY(req_query_flag(cx, rq, "open", &flag));
	TRY(req_query_flag(cx, rq, "late", &flag));
	return answer_listed(cx, rq, &corrections);
}

static const char *const listed[] = { "q", "resource", "applicant", "provider", "state", "open",
				      "late", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/corrections", CAP_CASE_READ, AUDIT_READ, NULL, &schema_correction_list, list,
  "Errors reported in shared data that you may know of, newest first; open: those that "
  "answers are marked by", .query = listed },
{ "GET", "/api/v1/corrections/{id}", CAP_CASE_READ, AUDIT_READ, NULL, &schema_correction, get,
  "One report of an error, by the id of its case", .flags = 0 },
};
/* clang-format on */
const struct route_list correction_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
