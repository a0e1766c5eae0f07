/* channel_http.c - the counter where channels outside the platform are registered,
 * and where one sees which are not merged yet. What is done to one is done at its
 * case. */
#include "channel/channel_http.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/paper.h"
#include "channel/channel.h"
#include "channel_schema.h"
#include "grant/grant.h"
#include "web/req.h"
#include <string.h>

/* --- registering --------------------------------------------------------------------- */
struct registering { struct case_ask ask; const char *id; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct registering *r = arg;
	struct case_file c;
	TRY(case_open(cx, db, &r->ask, &r->id));
	TRY(case_load(cx, db, r->id, &c));
	/* Papers of blanks alone leave a draft, and a register has no drafts. */
	return c.first.n ? OK : fail(cx, ERR_INCOMPLETE, SAY_CHANNEL_BLANK());
}

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

/* --- one, and how it stands ------------------------------------------------------------ */
static void channel_rows_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "route", "end_a", "end_b", "carries", "purpose",
					     "state", "resource", "code", "title" };
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_text(j, "org", col_text(cx, q, "provider"));
	jout_key_text(j, "org_name", col_text(cx, q, "provider_name"));
	jout_key_day(j, "built_on", col_day(q, "built_on"));
	jout_key_day(j, "merge_on", col_day(q, "promised"));
	jout_key_day(j, "due_on", col_day(q, "due"));
	jout_key_bool(j, "late", col_int(q, "late") != 0);
	jout_key_bool(j, "ended", col_int(q, "ended") != 0);
	jout_key_ms(j, "at", col_ms(q, "at"));
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

static enum err grants_json(struct ctx *cx, struct db *db, struct jout *j, const char *papers)
{
	json_error_t error;
	AUTO_JSON all = json_loads(papers, 0, &error);
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

static enum err answer_one(struct ctx *cx, struct req *rq, const char *id, int status)
{
	struct case_file c;
	bool more;
	TRY(case_read(cx, rq->db, id, rq->who, &c));
	AUTO_ROWS q = db_run(rq->db, SQL_CHANNEL_GET);
	bind_text(q, ":case_id", c.id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NOT_FOUND("channel"));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	channel_rows_json(cx, j, q);
	TRY(grants_json(cx, rq->db, j, col_text(cx, q, "papers")));
	jout_close(j);
	return OK;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	AUTO_JSON papers = papers_of(rq->body);
	struct registering r = { { .legal = rq->app->legal, .who = rq->who,
				   .process = channel_process.name, .papers = papers }, NULL };
	TRY(store_change(cx, rq->store, put, &r));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/channels/%s", r.id));
	return answer_one(cx, rq, r.id, 201);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return answer_one(cx, rq, rq->seg[0], 200);
}

/* --- the register ------------------------------------------------------------------------ */
static void bind_scope(const struct req *rq, struct rows *q)
{
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", scope);
}

static void bind_filters(const struct req *rq, struct rows *q)
{
	bind_scope(rq, q);
	bind_text(q, ":org", req_given(rq, "org"));
	bind_text(q, ":state", req_given(rq, "state"));
	bind_int(q, ":open", req_flagged(rq, "open"));
	bind_int(q, ":late", req_flagged(rq, "late"));
	bind_day(q, ":today", rq->cx->today);
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err put_channel(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	channel_rows_json(cx, j, q);
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed channels = { SQL_CHANNEL_COUNT, SQL_CHANNEL_LIST, "case_id",
						bind_filters, put_channel };
	bool flag;
	TRY(req_query_flag(cx, rq, "open", &flag));
	TRY(req_query_flag(cx, rq, "late", &flag));
	return answer_listed(cx, rq, &channels);
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
	AUTO_ROWS q = db_run(rq->db, SQL_CHANNEL_BY_ORG);
	bind_scope(rq, q);
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

static const char *const listed[] = { "q", "org", "state", "open", "late", "limit", "cursor",
				      NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/channels", CAP_CASE_OPEN, AUDIT_WRITE, &schema_channel_new, &schema_channel,
  post, "Register an exchange channel outside the platform; its case opens with it", .flags = 0 },
{ "GET", "/api/v1/channels", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_channel_list, list,
  "Channels you may know of, newest first; open: those not merged or closed yet",
  .query = listed },
{ "GET", "/api/v1/channels/agencies", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_channel_agency_list, by_agency,
  "By agency, most first: how many channels stand outside the platform still", .flags = 0 },
{ "GET", "/api/v1/channels/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_channel, get,
  "One channel, by the id of its case, with the grants that take its place", .flags = 0 },
};
/* clang-format on */
const struct route_list channel_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
