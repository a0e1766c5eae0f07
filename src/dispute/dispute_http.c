/* dispute_http.c - the register of disputes. They are brought, and answered, as cases. */
#include "dispute/dispute_http.h"
#include "cases/law_words.h"
#include "cases/register.h"
#include "dispute/dispute.h"
#include "dispute_schema.h"
#include <string.h>

static void row(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const said[][2] = { { "matter", "facts" }, { "asked", "demand" },
					       { "concerned", "concerned" },
					       { "proposal", "proposal" } };
	uint32_t facts = case_facts(dispute_process.name, col_text(cx, q, "facts"));
	/* The marks of a joint state go when it is left. */
	bool settled = strcmp(col_text(cx, q, "state"), "settled") == 0;
	register_texts(cx, j, q, (const char *const[]){ "applicant", "applicant_name" }, 2);
	register_org(cx, j, q, "provider", "other");
	register_papers(cx, j, q, said, 4);
	jout_key_text(j, "level", facts & DISPUTE_IS_COUNTY ? "county" : "city");
	jout_key_bool(j, "brought_accepted", settled || (facts & DISPUTE_IS_ONE));
	jout_key_bool(j, "other_accepted", settled || (facts & DISPUTE_IS_OTHER));
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const char *const filters[] = { "party", NULL };
	static const struct procedure_register disputes = {
		.name = "dispute", .count = SQL_DISPUTE_COUNT, .list = SQL_DISPUTE_LIST,
		.by_due = SQL_DISPUTE_BY_DUE,
		.filters = filters, .row = row };
	return register_list(cx, rq, &disputes);
}

static const char *const listed[] = { "party", REGISTER_ASKED };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/disputes", CAP_CASE_READ, AUDIT_READ, NULL, &schema_dispute_list, list,
  "Disputes that you may know of, newest first, or sort=due; open: those not ended", .query = listed },
};
/* clang-format on */
const struct route_list dispute_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
