/* correction_http.c - the register of errors reported in shared data. They are reported,
 * and answered, as cases. */
#include "correction/correction_http.h"
#include "cases/register.h"
#include "correction_schema.h"

static void row(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "resource", "code", "title", "item", "item_name", "what",
					     "applicant", "applicant_name", "provider",
					     "provider_name" };
	static const char *const said[][2] = { { "record_key", "record_key" } };
	register_texts(cx, j, q, texts, sizeof texts / sizeof texts[0]);
	register_papers(cx, j, q, said, 1);
	jout_key_day(j, "received_on", col_day(q, "first"));
	jout_key_bool(j, "marked", col_int(q, "is_open") != 0);
}

static const char *const filters[] = { "resource", "applicant", "provider", NULL };
static const struct procedure_register corrections = {
	.name = "correction", .count = SQL_CORRECTION_COUNT, .list = SQL_CORRECTION_LIST,
	.get = SQL_CORRECTION_GET, .filters = filters, .row = row };

static enum err list(struct ctx *cx, struct req *rq)
{
	return register_list(cx, rq, &corrections);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return register_one(cx, rq, &corrections, rq->seg[0], 200);
}

static const char *const listed[] = { "resource", "applicant", "provider", REGISTER_ASKED };

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
