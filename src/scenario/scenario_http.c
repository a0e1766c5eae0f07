/* scenario_http.c - the counter of the register: every agency looks through it, each
 * keeps its own, offices those of the agencies they act for. */
#include "scenario/scenario_http.h"
#include "account/account.h"
#include "app.h"
#include "core/sight.h"
#include "scenario/scenario_store.h"
#include "scenario_schema.h"
#include "web/csvfile.h"
#include <string.h>

enum { USES_MOST = 500, RESULTS_MOST = 200, FILE_MOST = 100000 };

static const char *const counts[] = { "resources", "grants", "requests", "calls" };

/* --- one --------------------------------------------------------------------------------- */
static void row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	struct scenario s = scenario_row(cx, q);
	jout_key_text(j, "code", s.code);
	jout_key_text(j, "name", s.name);
	jout_key_text(j, "kind", scenario_kind_word(s.kind));
	jout_key_text(j, "org", s.org);
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_key_bool(j, "city_wide", s.city_wide);
	jout_key_text(j, "description", s.description);
	jout_key_text(j, "duty", s.duty);
	jout_key_text(j, "basis", s.basis);
	jout_key_text(j, "state", scenario_state_word(s.state));
	jout_key_day(j, "since", s.since);
	jout_key_day(j, "until", s.until);
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		jout_key_int(j, counts[i], col_int(q, counts[i]));
	jout_key_int(j, "rows", col_int(q, "row_count"));
	jout_key_int(j, "results", col_int(q, "results"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_ms(j, "changed_at", col_ms(q, "changed_at"));
}

static enum err uses_json(struct ctx *cx, struct db *db, struct jout *j, const char *code)
{
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_USES);
	bind_text(q, ":code", code);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":count", USES_MOST);
	jout_key(j, "uses");
	jout_list(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "resource", col_text(cx, q, "resource"));
		jout_key_text(j, "code", col_text(cx, q, "code"));
		jout_key_text(j, "title", col_text(cx, q, "title"));
		jout_key_text(j, "provider", col_text(cx, q, "provider"));
		jout_key_text(j, "provider_name", col_text(cx, q, "provider_name"));
		jout_key_int(j, "grants", col_int(q, "grants"));
		jout_key_int(j, "open", col_int(q, "open"));
		jout_key_int(j, "requests", col_int(q, "asked"));
		jout_key_int(j, "calls", col_int(q, "calls"));
		jout_key_int(j, "rows", col_int(q, "row_count"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

static enum err results_json(struct ctx *cx, struct db *db, struct jout *j, const char *code)
{
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_RESULTS);
	bind_text(q, ":scenario", code);
	bind_int(q, ":count", RESULTS_MOST);
	jout_key(j, "outcomes");
	jout_list(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "id", col_text(cx, q, "id"));
		jout_key_day(j, "on", col_day(q, "on_day"));
		jout_key_text(j, "result", col_text(cx, q, "result"));
		jout_key_text(j, "by", col_text(cx, q, "by_name"));
		jout_key_ms(j, "at", col_ms(q, "at"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

/* Its own agency's steward, or an office that acts for it. */
static bool keeps(struct ctx *cx, const struct who *who, const char *org, const char *region)
{
	struct sight reach = reach_of(cx, who);
	bool may = who_can(who, CAP_CATALOGUE_WRITE) || who_can(who, CAP_CATALOGUE_REVIEW);
	return may && sight_takes(&reach, org, region);
}

static const char *etag_of(struct ctx *cx, const struct scenario *s)
{
	return ctx_print(cx, "\"%lld\"", (long long)s->revision);
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *code, int status,
			   const char **ret_etag)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_SCENARIO_GET);
	bind_text(q, ":code", code);
	bind_ms(q, ":now", cx->now);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SCENARIO());
	struct scenario s = scenario_row(cx, q);
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	row_json(cx, j, q);
	jout_key_bool(j, "yours", keeps(cx, rq->who, s.org, s.region));
	TRY(uses_json(cx, rq->db, j, s.code));
	TRY(results_json(cx, rq->db, j, s.code));
	jout_close(j);
	*ret_etag = etag_of(cx, &s);
	return OK;
}

static enum err get(struct ctx *cx, struct req *rq)
{
	const char *etag;
	return answer_one(cx, rq, rq->seg[0], 200, &etag);
}

static enum err answer_changed(struct ctx *cx, struct req *rq, const char *code, int status)
{
	const char *etag;
	TRY(answer_one(cx, rq, code, status, &etag));
	answer_header(rq, "ETag", etag);
	return OK;
}

/* --- writing ------------------------------------------------------------------------------- */
struct writing { const struct who *who; struct scenario s; };

static enum err said(struct ctx *cx, const struct scenario_said_in *in, struct scenario *s)
{
	s->name = in->name;
	s->city_wide = in->city_wide;
	s->description = in->description;
	s->duty = in->duty;
	s->basis = in->basis;
	s->since = in->since;
	s->until = in->until;
	PRE(scenario_kind_read(in->kind, &s->kind));
	PRE(scenario_state_read(in->state ? in->state : "running", &s->state));
	const char *wrong = scenario_wrong(s, cx->today);
	return wrong ? fail_field(cx, fail(cx, ERR_INVALID, SAY_SCENARIO_DAYS()), wrong) : OK;
}

static enum err kept_by(struct ctx *cx, struct req *rq, const char *id)
{
	const struct org *o;
	enum err e = account_org(cx, rq->db, id, &o);
	if (e == ERR_NOT_FOUND || (e == OK && o->state != ORG_ACTIVE))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_SCENARIO_NO_ORG()), "org");
	TRY(e);
	return keeps(cx, rq->who, o->id, o->region)
		? OK : fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_SCENARIO_KEEPER()), "org");
}

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	struct scenario s = w->s;              /* the closure may run twice */
	TRY(scenario_add(cx, db, w->who, &s));
	w->s.code = ctx_text(cx, s.code);
	return OK;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct scenario_new_in *in = rq->body;
	struct writing w = { .who = rq->who, .s = { .org = in->org ? in->org : rq->who->org,
						    .code = in->code } };
	if (in->code && !scenario_code_sound(in->code))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_SCENARIO_CODE()), "code");
	TRY(kept_by(cx, rq, w.s.org));
	struct scenario_said_in words = { .name = in->name, .kind = in->kind,
		.city_wide = in->city_wide, .description = in->description, .duty = in->duty,
		.basis = in->basis, .state = in->state, .since = in->since, .until = in->until };
	TRY(said(cx, &words, &w.s));
	TRY(store_change(cx, rq->store, add, &w));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/scenarios/%s", w.s.code));
	return answer_changed(cx, rq, w.s.code, 201);
}

static enum err set(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	return scenario_set(cx, db, w->who, &w->s);
}

static enum err mine(struct ctx *cx, struct req *rq, struct scenario *ret)
{
	TRY(scenario_by_code(cx, rq->db, rq->seg[0], ret));
	return keeps(cx, rq->who, ret->org, ret->region)
		? OK : fail(cx, ERR_FORBIDDEN, SAY_SCENARIO_KEEPER());
}

static enum err put(struct ctx *cx, struct req *rq)
{
	struct writing w = { .who = rq->who };
	TRY(mine(cx, rq, &w.s));
	const char *seen = req_header(rq, "If-Match");
	if (seen && strcmp(seen, etag_of(cx, &w.s)) != 0)
		return fail(cx, ERR_STALE, SAY_SCENARIO_STALE());
	TRY(said(cx, rq->body, &w.s));
	TRY(store_change(cx, rq->store, set, &w));
	return answer_changed(cx, rq, w.s.code, 200);
}

struct outcome { const struct who *who; const char *code, *result; day_t on; };

static enum err add_result(struct ctx *cx, struct db *db, void *arg)
{
	const struct outcome *o = arg;
	return scenario_result_add(cx, db, o->who, o->code, o->on, o->result);
}

static enum err result_post(struct ctx *cx, struct req *rq)
{
	const struct scenario_result_new_in *in = rq->body;
	struct scenario s;
	TRY(mine(cx, rq, &s));
	struct outcome o = { rq->who, s.code, in->result, in->on.n ? in->on : cx->today };
	if (o.on.n > cx->today.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_SCENARIO_LATER()), "on");
	TRY(store_change(cx, rq->store, add_result, &o));
	return answer_changed(cx, rq, s.code, 201);
}

/* --- the register ----------------------------------------------------------------------------- */
static void bind_filters(const struct req *rq, struct rows *q)
{
	bool usable = req_flagged(rq, "usable");
	bind_text(q, ":org", req_given(rq, "org"));
	bind_text(q, ":kind", req_given(rq, "kind"));
	bind_text(q, ":state", req_given(rq, "state"));
	bind_like(q, ":q", req_query(rq, "q"));
	bind_text(q, ":usable_by", !usable ? NULL : rq->who->org ? rq->who->org : "");
	bind_ms(q, ":now", rq->cx->now);
}

static enum err put_scenario(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	row_json(cx, j, q);
	jout_close(j);
	return OK;
}

static enum err list_csv(struct ctx *cx, struct req *rq)
{
	static const char *const heads[] = { "code", "name", "kind", "org_name", "state", "duty",
		"basis", "since", "until", "resources", "grants", "requests", "calls", "rows" };
	struct buf *b = csvfile_whole(rq, "scenarios");
	csv_row(b, heads, sizeof heads / sizeof heads[0]);
	AUTO_ROWS q = db_run(rq->db, SQL_SCENARIO_LIST);
	bind_filters(rq, q);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", FILE_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		for (size_t i = 0; i < 7; i++)
			csv_cell(b, i, col_text(cx, q, heads[i]), CSV_FOR_PEOPLE);
		csv_day(b, 7, col_day(q, "since_on"));
		csv_day(b, 8, col_day(q, "until_on"));
		for (size_t i = 0; i < 4; i++)
			csv_int(b, 9 + i, col_int(q, counts[i]));
		csv_int(b, 13, col_int(q, "row_count"));
		csv_end(b);
	}
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed scenarios = { SQL_SCENARIO_COUNT, SQL_SCENARIO_LIST, "id",
						 bind_filters, put_scenario };
	const char *kind = req_given(rq, "kind"), *state = req_given(rq, "state");
	enum scenario_kind k;
	enum scenario_state s;
	bool file, usable;
	if (kind && !scenario_kind_read(kind, &k))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("kind")), "kind");
	if (state && !scenario_state_read(state, &s))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("state")), "state");
	TRY(req_query_flag(cx, rq, "usable", &usable));
	TRY(csvfile_asked(cx, rq, &file));
	return file ? list_csv(cx, rq) : answer_listed(cx, rq, &scenarios);
}

static const char *const listed[] = { "q", "org", "kind", "state", "usable", "format", "limit",
				      "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/scenarios", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_scenario_list, list,
  "Scenarios that shared data is used in, newest first; usable: those your requests may name; "
  "format=csv is the file", .query = listed },
{ "POST", "/api/v1/scenarios", CAP_CASE_ACT, AUDIT_WRITE, &schema_scenario_new, &schema_scenario,
  post, "Register a scenario of one's own organisation, or as an office of one below it",
  .flags = ROUTE_AGENCY },
{ "GET", "/api/v1/scenarios/{code}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_scenario, get,
  "One scenario: the data it uses, calls and rows, and what came of it", .flags = 0 },
{ "PUT", "/api/v1/scenarios/{code}", CAP_CASE_ACT, AUDIT_WRITE, &schema_scenario_said,
  &schema_scenario, put, "Say anew what a scenario is", .flags = ROUTE_AGENCY },
{ "POST", "/api/v1/scenarios/{code}/results", CAP_CASE_ACT, AUDIT_WRITE,
  &schema_scenario_result_new, &schema_scenario, result_post,
  "Say what came of a scenario", .flags = ROUTE_AGENCY },
};
/* clang-format on */
const struct route_list scenario_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
