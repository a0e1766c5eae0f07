/* coordination_http.c - the register of what is coordinated. It is asked for, and moved,
 * as cases. */
#include "coordination/coordination_http.h"
#include "cases/law_words.h"
#include "cases/register.h"
#include "coordination/coordination.h"
#include "coordination_schema.h"

static void row(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const said[][2] = { { "demand", "demand" }, { "scope", "scope" },
					       { "reason", "reason" }, { "entry", "entry" },
					       { "source", "source" } };
	uint32_t facts = case_facts(coordination_process.name, col_text(cx, q, "facts"));
	register_texts(cx, j, q, (const char *const[]){ "applicant", "applicant_name" }, 2);
	register_org(cx, j, q, "provider", "holder");
	register_papers(cx, j, q, said, 5);
	jout_key_bool(j, "passed_up", facts & COORDINATION_IS_UP);
	jout_key_bool(j, "from_outside", facts & COORDINATION_IS_OUT);
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const char *const filters[] = { "applicant", NULL };
	static const struct procedure_register coordinations = {
		.name = "coordination", .count = SQL_COORDINATION_COUNT,
		.list = SQL_COORDINATION_LIST, .by_due = SQL_COORDINATION_BY_DUE,
		.filters = filters, .row = row };
	return register_list(cx, rq, &coordinations);
}

static const char *const listed[] = { "applicant", REGISTER_ASKED };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/coordinations", CAP_CASE_READ, AUDIT_READ, NULL, &schema_coordination_list,
  list, "Data of other levels and regions being obtained, newest first, or sort=due; open: those not ended",
  .query = listed },
};
/* clang-format on */
const struct route_list coordination_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
