/* coordination_http.c - the list of what is coordinated. It is asked for, and moved, as
 * cases. */
#include "coordination/coordination_http.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/law_words.h"
#include "cases/paper.h"
#include "coordination/coordination.h"
#include "coordination_schema.h"
#include "web/req.h"
#include <string.h>

/* --- one ------------------------------------------------------------------------------- */
static void row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "state", "applicant", "applicant_name" };
	static const char *const said[] = { "demand", "scope", "reason", "entry", "source" };
	json_error_t error;
	AUTO_JSON papers = json_loads(col_text(cx, q, "papers"), 0, &error);
	uint32_t facts = case_facts(coordination_process.name, col_text(cx, q, "facts"));
	const char *holder = col_text(cx, q, "provider");
	jout_key_text(j, "case", col_text(cx, q, "id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		jout_key_text(j, said[i], json_string_value(json_object_get(papers, said[i])));
	jout_key_text(j, "holder", holder);
	jout_key_text(j, "holder_name", holder ? col_text(cx, q, "provider_name") : NULL);
	jout_key_bool(j, "passed_up", facts & COORDINATION_IS_UP);
	jout_key_bool(j, "from_outside", facts & COORDINATION_IS_OUT);
	jout_key_day(j, "due_on", col_day(q, "due"));
	jout_key_bool(j, "late", col_int(q, "late") != 0);
	jout_key_bool(j, "ended", col_int(q, "ended") != 0);
	jout_key_ms(j, "at", col_ms(q, "opened_at"));
}

/* --- the list ---------------------------------------------------------------------------- */
static void bind_filters(const struct req *rq, struct rows *q)
{
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", scope);
	bind_text(q, ":applicant", req_given(rq, "applicant"));
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
	static const struct listed coordinations = { SQL_COORDINATION_COUNT,
						     SQL_COORDINATION_LIST, "id", bind_filters,
						     put_row };
	bool flag;
	TRY(req_query_flag(cx, rq, "open", &flag));
	TRY(req_query_flag(cx, rq, "late", &flag));
	return answer_listed(cx, rq, &coordinations);
}

static const char *const listed[] = { "q", "applicant", "state", "open", "late", "limit",
				      "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/coordinations", CAP_CASE_READ, AUDIT_READ, NULL, &schema_coordination_list,
  list, "Data of other levels and regions being obtained, newest first; open: those not ended",
  .query = listed },
};
/* clang-format on */
const struct route_list coordination_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
