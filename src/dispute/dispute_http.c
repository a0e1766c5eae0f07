/* dispute_http.c - the list of disputes. They are brought, and answered, as cases. */
#include "dispute/dispute_http.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/law_words.h"
#include "cases/paper.h"
#include "dispute/dispute.h"
#include "dispute_schema.h"
#include "web/req.h"
#include <string.h>

/* --- one ------------------------------------------------------------------------------- */
static void row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "state", "applicant", "applicant_name" };
	static const char *const said[][2] = { { "matter", "facts" }, { "asked", "demand" },
					       { "concerned", "concerned" },
					       { "proposal", "proposal" } };
	json_error_t error;
	AUTO_JSON papers = json_loads(col_text(cx, q, "papers"), 0, &error);
	uint32_t facts = case_facts(dispute_process.name, col_text(cx, q, "facts"));
	jout_key_text(j, "case", col_text(cx, q, "id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_text(j, "other", col_text(cx, q, "provider"));
	jout_key_text(j, "other_name", col_text(cx, q, "provider_name"));
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		jout_key_text(j, said[i][0],
			      json_string_value(json_object_get(papers, said[i][1])));
	jout_key_text(j, "level", facts & DISPUTE_IS_COUNTY ? "county" : "city");
	/* The marks of a joint state go when it is left. */
	bool settled = strcmp(col_text(cx, q, "state"), "settled") == 0;
	jout_key_bool(j, "brought_accepted", settled || (facts & DISPUTE_IS_ONE));
	jout_key_bool(j, "other_accepted", settled || (facts & DISPUTE_IS_OTHER));
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
	bind_text(q, ":party", req_given(rq, "party"));
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
	static const struct listed disputes = { SQL_DISPUTE_COUNT, SQL_DISPUTE_LIST, "id",
						bind_filters, put_row };
	bool flag;
	TRY(req_query_flag(cx, rq, "open", &flag));
	TRY(req_query_flag(cx, rq, "late", &flag));
	return answer_listed(cx, rq, &disputes);
}

static const char *const listed[] = { "q", "party", "state", "open", "late", "limit", "cursor",
				      NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/disputes", CAP_CASE_READ, AUDIT_READ, NULL, &schema_dispute_list, list,
  "Disputes that you may know of, newest first; open: those not ended", .query = listed },
};
/* clang-format on */
const struct route_list dispute_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
