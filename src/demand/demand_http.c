/* demand_http.c - the counter where agencies ask for data that the sharing catalogue
 * doesn't have, and the register of what is wanted. What is done to one is done at its
 * case. */
#include "demand/demand_http.h"
#include "cases/law_words.h"
#include "cases/paper.h"
#include "cases/register.h"
#include "demand/demand.h"
#include "demand/demand_store.h"
#include "demand_schema.h"
#include <string.h>

/* --- one, and how far it is ------------------------------------------------------------- */
static void row(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "demand", "duty", "applicant", "applicant_name",
					     "resource", "code", "title" };
	uint32_t facts = case_facts(demand_process.name, col_text(cx, q, "facts"));
	register_texts(cx, j, q, texts, sizeof texts / sizeof texts[0]);
	register_org(cx, j, q, "provider", "holder");
	jout_key_text(j, "grant", col_text(cx, q, "grant_id"));
	jout_key_bool(j, "catalogued", facts & DEMAND_IS_CATALOGUED);
	jout_key_bool(j, "aggregated", facts & DEMAND_IS_AGGREGATED);
	jout_key_bool(j, "shared", strcmp(col_text(cx, q, "state"), "fulfilled") == 0);
	jout_key_day(j, "promised_on", col_day(q, "promised"));
	jout_key_day(j, "first_promised_on", demand_first_promise(cx, q));
	jout_key_int(j, "postponed", col_int(q, "postponed"));
}

static const char *const filters[] = { "applicant", "holder", NULL };
static const struct procedure_register demands = {
	.name = "demand", .count = SQL_DEMAND_COUNT, .list = SQL_DEMAND_LIST,
	.by_due = SQL_DEMAND_BY_DUE,
	.get = SQL_DEMAND_GET, .filters = filters, .row = row };

static enum err list(struct ctx *cx, struct req *rq)
{
	return register_list(cx, rq, &demands);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return register_one(cx, rq, &demands, rq->seg[0], 200);
}

/* --- asking ----------------------------------------------------------------------------- */
static void add(json_t *papers, const char *name, const char *value)
{
	if (value && *value)
		PRE(json_object_set_new(papers, name, json_string(value)) == 0);
}

static json_t *papers_of(const struct demand_new_in *in)
{
	json_t *papers = json_pack("{s:s, s:s, s:s, s:b}", "demand", in->demand, "duty", in->duty,
				   "scenario", in->scenario, "commitment", in->commitment);
	PRE(papers != NULL);
	add(papers, "holder", in->holder);
	add(papers, "entry", in->entry);
	add(papers, "purpose", in->purpose);
	add(papers, "evidence", in->evidence);
	add(papers, "scenario_code", in->scenario_code);
	add(papers, "commitment_version", in->commitment_version);
	return papers;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	AUTO_JSON papers = papers_of(rq->body);
	return register_open(cx, rq, &demands, demand_process.name, papers);
}

static const char *const listed[] = { "applicant", "holder", REGISTER_ASKED };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/demands", CAP_CASE_OPEN, AUDIT_WRITE, &schema_demand_new, &schema_demand,
  post, "Ask for data that the sharing catalogue doesn't have; its case opens with it", .flags = 0 },
{ "GET", "/api/v1/demands", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_demand_list, list,
  "Demands you may know of, newest first, or sort=due; open: those not met, refused or taken back",
  .query = listed },
{ "GET", "/api/v1/demands/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_demand, get,
  "One demand, by the id of its case, and how far it is", .flags = 0 },
};
/* clang-format on */
const struct route_list demand_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
