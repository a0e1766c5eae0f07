/* demand_http.c - the counter where agencies ask for data that the sharing catalogue
 * doesn't have, and the list of what is wanted. What is done to one is done at its
 * case. */
#include "demand/demand_http.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/law_words.h"
#include "cases/paper.h"
#include "demand/demand.h"
#include "demand_schema.h"
#include "web/req.h"
#include <string.h>

/* --- asking --------------------------------------------------------------------------- */
struct asking { struct case_ask ask; const char *id; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct asking *a = arg;
	struct case_file c;
	TRY(case_open(cx, db, &a->ask, &a->id));
	TRY(case_load(cx, db, a->id, &c));
	/* Papers of blanks alone leave a draft, and a register has no drafts. */
	return c.first.n ? OK : fail(cx, ERR_INCOMPLETE, SAY_DEMAND_BLANK());
}

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
	return papers;
}

/* --- one, and how far it is --------------------------------------------------------------- */
static void demand_row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "demand", "duty", "state", "applicant",
					     "applicant_name", "resource", "code", "title" };
	uint32_t facts = case_facts(demand_process.name, col_text(cx, q, "facts"));
	bool met = strcmp(col_text(cx, q, "state"), "fulfilled") == 0;
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	const char *holder = col_text(cx, q, "provider");
	jout_key_text(j, "holder", holder);
	jout_key_text(j, "holder_name", holder ? col_text(cx, q, "provider_name") : NULL);
	jout_key_text(j, "grant", col_text(cx, q, "grant_id"));
	jout_key_bool(j, "catalogued", facts & DEMAND_IS_CATALOGUED);
	jout_key_bool(j, "aggregated", facts & DEMAND_IS_AGGREGATED);
	jout_key_bool(j, "shared", met);
	jout_key_day(j, "promised_on", col_day(q, "promised"));
	jout_key_day(j, "due_on", col_day(q, "due"));
	jout_key_bool(j, "late", col_int(q, "late") != 0);
	jout_key_bool(j, "ended", col_int(q, "ended") != 0);
	jout_key_ms(j, "at", col_ms(q, "at"));
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *id, int status)
{
	struct case_file c;
	bool more;
	TRY(case_read(cx, rq->db, id, rq->who, &c));
	AUTO_ROWS q = db_run(rq->db, SQL_DEMAND_GET);
	bind_text(q, ":case_id", c.id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NOT_FOUND("demand"));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	demand_row_json(cx, j, q);
	jout_close(j);
	return OK;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	AUTO_JSON papers = papers_of(rq->body);
	struct asking a = { { .legal = rq->app->legal, .who = rq->who,
			      .process = demand_process.name, .papers = papers }, NULL };
	TRY(store_change(cx, rq->store, put, &a));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/demands/%s", a.id));
	return answer_one(cx, rq, a.id, 201);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return answer_one(cx, rq, rq->seg[0], 200);
}

/* --- what is wanted ------------------------------------------------------------------------- */
static void bind_filters(const struct req *rq, struct rows *q)
{
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", scope);
	bind_text(q, ":applicant", req_given(rq, "applicant"));
	bind_text(q, ":holder", req_given(rq, "holder"));
	bind_text(q, ":state", req_given(rq, "state"));
	bind_int(q, ":open", req_flagged(rq, "open"));
	bind_int(q, ":late", req_flagged(rq, "late"));
	bind_day(q, ":today", rq->cx->today);
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err put_demand(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	demand_row_json(cx, j, q);
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed demands = { SQL_DEMAND_COUNT, SQL_DEMAND_LIST, "case_id",
					       bind_filters, put_demand };
	bool flag;
	TRY(req_query_flag(cx, rq, "open", &flag));
	TRY(req_query_flag(cx, rq, "late", &flag));
	return answer_listed(cx, rq, &demands);
}

static const char *const listed[] = { "q", "applicant", "holder", "state", "open", "late",
				      "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/demands", CAP_CASE_OPEN, AUDIT_WRITE, &schema_demand_new, &schema_demand,
  post, "Ask for data that the sharing catalogue doesn't have; its case opens with it", .flags = 0 },
{ "GET", "/api/v1/demands", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_demand_list, list,
  "Demands you may know of, newest first; open: those not met, refused or taken back",
  .query = listed },
{ "GET", "/api/v1/demands/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_demand, get,
  "One demand, by the id of its case, and how far it is", .flags = 0 },
};
/* clang-format on */
const struct route_list demand_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
