/* channel_http.c - the counter where channels outside the platform are registered,
 * and where one sees which are not merged yet. What is done to one is done at its
 * case. */
#include "channel/channel_http.h"
#include "cases/paper.h"
#include "cases/register.h"
#include "channel/channel.h"
#include "channel_schema.h"
#include "grant/grant.h"

/* --- one, and how it stands ------------------------------------------------------------ */
static void row(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "route", "end_a", "end_b", "carries", "purpose",
					     "resource", "code", "title" };
	register_texts(cx, j, q, texts, sizeof texts / sizeof texts[0]);
	register_org(cx, j, q, "provider", "org");
	jout_key_day(j, "built_on", col_day(q, "built_on"));
	jout_key_day(j, "merge_on", col_day(q, "promised"));
}

static enum err grant_json(struct ctx *cx, struct db *db, struct jout *j, const char *id)
{
	struct grant g;
	enum err e = grant_by_id(cx, db, id, &g);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	bool over = g.state == GRANT_OPEN && g.until.n && cx->now.n >= g.until.n;
	jout_open(j);
	jout_key_text(j, "id", g.id);
	jout_key_text(j, "state", grant_state_word(over ? GRANT_ENDED : g.state));
	jout_key_text(j, "org", g.org);
	jout_key_text(j, "purpose", g.purpose);
	jout_close(j);
	return OK;
}

static enum err grants_json(struct ctx *cx, struct db *db, struct jout *j, struct rows *q)
{
	json_error_t error;
	AUTO_JSON all = json_loads(col_text(cx, q, "papers"), 0, &error);
	const json_t *list = json_object_get(all, "grants");
	jout_key(j, "grants");
	jout_list(j);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *id = json_string_value(json_array_get(list, i));
		if (id)
			TRY(grant_json(cx, db, j, id));
	}
	jout_end_list(j);
	return OK;
}

static const char *const filters[] = { "org", NULL };
static const struct procedure_register channels = {
	.name = "channel", .count = SQL_CHANNEL_COUNT, .list = SQL_CHANNEL_LIST,
	.by_due = SQL_CHANNEL_BY_DUE,
	.get = SQL_CHANNEL_GET, .filters = filters, .row = row, .more = grants_json };

static enum err list(struct ctx *cx, struct req *rq)
{
	return register_list(cx, rq, &channels);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return register_one(cx, rq, &channels, rq->seg[0], 200);
}

/* --- registering --------------------------------------------------------------------- */
static json_t *papers_of(const struct channel_new_in *in)
{
	char day[DAY_TEXT];
	json_t *papers = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "route", in->route, "end_a",
				   in->end_a, "end_b", in->end_b, "carries", in->carries,
				   "purpose", in->purpose, "built_on",
				   day_text(in->built_on, day));
	if (papers && in->org)
		json_object_set_new(papers, "holder", json_string(in->org));
	PRE(papers != NULL);
	return papers;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	AUTO_JSON papers = papers_of(rq->body);
	return register_open(cx, rq, &channels, channel_process.name, papers);
}

/* --- what stands outside still ------------------------------------------------------------- */
static void agency_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const counts[] = { "open", "existing", "planned", "checking",
					      "forbidden", "merged", "closed", "late" };
	jout_open(j);
	jout_key_text(j, "org", col_text(cx, q, "provider"));
	jout_key_text(j, "org_name", col_text(cx, q, "provider_name"));
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		jout_key_int(j, counts[i], col_int(q, counts[i]));
	jout_close(j);
}

/* All at once: a city has some hundreds of agencies, and who reads this wants the
 * ones with most left to do on top. */
static enum err by_agency(struct ctx *cx, struct req *rq)
{
	bool more;
	int64_t n = 0;
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	AUTO_ROWS q = db_run(rq->db, SQL_CHANNEL_BY_ORG);
	bind_text(q, ":scope", scope);
	bind_day(q, ":today", cx->today);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		agency_json(cx, j, q);
	}
	answer_list_end(cx, rq, NULL, n);
	return OK;
}

static const char *const listed[] = { "org", REGISTER_ASKED };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/channels", CAP_CASE_OPEN, AUDIT_WRITE, &schema_channel_new, &schema_channel,
  post, "Register an exchange channel outside the platform; its case opens with it", .flags = 0 },
{ "GET", "/api/v1/channels", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_channel_list, list,
  "Channels you may know of, newest first, or sort=due; open: those not merged or closed yet",
  .query = listed },
{ "GET", "/api/v1/channels/agencies", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_channel_agency_list, by_agency,
  "By agency, most first: how many channels stand outside the platform still", .flags = 0 },
{ "GET", "/api/v1/channels/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_channel, get,
  "One channel, by the id of its case, with the grants that take its place", .flags = 0 },
};
/* clang-format on */
const struct route_list channel_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
