/* grant_http.c - grants listed to those they concern, and taken back.
 *
 * Provider and consumer see their own; offices those of the agencies they see, a county's
 * those of its county. Taking back is an act of the request it was granted by. */
#include "app.h"
#include "cases/cases.h"
#include "cases/paper.h"
#include "core/sight.h"
#include "forward/forward.h"
#include "grant/grant_http.h"
#include "grant/grant_openapi.h"
#include "grant/grants.h"
#include "grant_schema.h"
#include "web/req.h"
#include <string.h>

/* --- JSON ---------------------------------------------------------------- */

static void count_json(struct jout *j, const char *key, int64_t n)
{
	if (n != QUOTA_NONE)
		jout_key_int(j, key, n);
}

static void terms_json(struct jout *j, const struct grant *g)
{
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < g->nitems; i++)
		jout_text(j, g->items[i]);
	jout_end_list(j);
	jout_key(j, "masks");
	jout_open(j);
	for (size_t i = 0; i < g->nmasks; i++)
		jout_key_text(j, g->masks[i].item, mask_word(g->masks[i].mask));
	jout_close(j);
	jout_key_raw(j, "where", g->where);
	jout_key(j, "quota");
	jout_open(j);
	count_json(j, "calls", g->quota.calls);
	count_json(j, "rows", g->quota.rows);
	count_json(j, "subjects", g->quota.subjects);
	jout_key_text(j, "per", quota_per_word(g->quota.per));
	jout_close(j);
}

/* What was used in the period that runs now. */
static void used_json(struct jout *j, const struct grant *g, ms_t now)
{
	struct usage u = g->used;
	if (u.period != quota_period(g->quota.per, now))
		u = (struct usage){ 0 };
	jout_key(j, "used");
	jout_open(j);
	jout_key_int(j, "calls", u.calls);
	jout_key_int(j, "rows", u.rows);
	jout_key_int(j, "subjects", u.subjects);
	jout_close(j);
}

/* Codes with commas, as a list. */
static void codes_json(struct jout *j, const char *key, const char *codes)
{
	jout_key(j, key);
	if (!codes) {
		jout_null(j);
		return;
	}
	jout_list(j);
	while (*codes) {
		size_t n = strcspn(codes, ",");
		jout_textn(j, codes, n);
		codes += n + (codes[n] == ',');
	}
	jout_end_list(j);
}

static void shown_json(struct jout *j, const struct grant_shown *s)
{
	if (!s)
		return;
	if (s->title)
		jout_key_text(j, "title", s->title);
	if (s->org_name)
		jout_key_text(j, "org_name", s->org_name);
	if (s->provider_name)
		jout_key_text(j, "provider_name", s->provider_name);
	codes_json(j, "asked", s->asked);
	jout_key_text(j, "scenario_code", s->scenario_code);
	jout_key_text(j, "scenario_name", s->scenario_name);
	jout_key_text(j, "renews", s->renews);
	jout_key_text(j, "renewed_by", s->renewed_by);
	jout_key_text(j, "renewal", s->renewal);
	jout_key_text(j, "commitment", s->commitment);
	jout_key_text(j, "commitment_version", s->commitment_version);
}

static void left_json(struct jout *j, const struct grant_left *left)
{
	jout_key(j, "left_out");
	if (!left) {
		jout_null(j);
		return;
	}
	jout_open(j);
	jout_key_text(j, "reason", left->reason);
	jout_key_text(j, "law", left->law);
	jout_key_text(j, "level", left->level);
	jout_key_text(j, "article", left->article);
	jout_close(j);
}

static void grant_json(struct jout *j, const struct grant *g, ms_t now)
{
	bool over = g->until.n && now.n >= g->until.n;
	jout_open(j);
	jout_key_text(j, "id", g->id);
	jout_key_text(j, "resource", g->resource);
	jout_key_text(j, "code", g->code);
	jout_key_text(j, "provider", g->provider);
	jout_key_text(j, "org", g->org);
	jout_key_text(j, "case", g->case_id);
	jout_key_text(j, "purpose", g->purpose);
	jout_key_text(j, "purpose_code", g->purpose_code);
	jout_key_text(j, "scenario", g->scenario);
	terms_json(j, g);
	used_json(j, g, now);
	jout_key_text(j, "valid_until", g->valid_until);
	jout_key_bool(j, "matter", g->matter);
	jout_key(j, "uses");
	jout_list(j);
	for (int use = 0; use < GRANT_USE_MAX_; use++)
		if (g->uses & USE_BIT(use))
			jout_text(j, grant_use_word((enum grant_use)use));
	jout_end_list(j);
	jout_key_bool(j, "tell_missing", g->tell_missing);
	jout_key_text(j, "state", grant_state_word(over ? GRANT_ENDED : g->state));
	jout_key_text(j, "reason", g->reason);
	jout_key_text(j, "basis", g->basis);
	jout_key_ms(j, "created_at", g->made_at);
	jout_key_ms(j, "changed_at", g->changed_at);
	left_json(j, g->left);
	shown_json(j, g->shown);
	jout_close(j);
}

/* --- reading ---------------------------------------------------------------- */

/* side: what one's own organisation provides, or what it uses. */
static enum err narrowed(struct ctx *cx, const struct req *rq, struct grant_query *want)
{
	const char *side = req_query(rq, "side"), *state = req_query(rq, "state");
	const char *sort = req_query(rq, "sort");
	const char *own = rq->who->org ? rq->who->org : "";
	enum grant_state s;
	if (side && strcmp(side, "provided") == 0)
		want->giver = own;
	else if (side && strcmp(side, "used") == 0)
		want->taker = own;
	else if (side && *side)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("side")), "side");
	if (state && *state && !grant_state_read(state, &s))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("state")), "state");
	want->state = state && *state ? state : NULL;
	want->words = req_query(rq, "q");
	want->by_until = sort && *sort;
	if (want->by_until && strcmp(sort, "until") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("sort")), "sort");
	return OK;
}

static enum err grants_get(struct ctx *cx, struct req *rq)
{
	struct page page;
	struct grant *list;
	size_t n;
	int64_t total;
	struct sight s = sight_of(cx, rq->who);
	TRY(req_page(cx, rq, &page));
	struct grant_query want = {
		.resource = req_query(rq, "resource"), .org = req_query(rq, "org"),
		.mine = s.org, .county = s.county,
		.after = page.after, .limit = page.limit + 1,
	};
	TRY(narrowed(cx, rq, &want));
	TRY(grant_list(cx, rq->db, &want, &list, &n));
	TRY(grant_count(cx, rq->db, &want, &total));
	bool more = n > (size_t)page.limit;
	n -= more;
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < n; i++)
		grant_json(j, &list[i], cx->now);
	const char *place = more ? grant_place(cx, &list[n - 1], want.by_until) : NULL;
	answer_list_end(cx, rq, place, total);
	return OK;
}

static enum err find(struct ctx *cx, struct req *rq, struct grant *ret)
{
	TRY(grant_shown(cx, rq->db, rq->seg[0], ret));
	return grant_seen_by(cx, ret, rq->who) ? OK : fail(cx, ERR_NOT_FOUND, SAY_GRANT_UNKNOWN());
}

static enum err answer_grant(struct ctx *cx, struct req *rq, const struct grant *g)
{
	grant_json(answer_json(rq, 200), g, cx->now);
	return OK;
}

static enum err grant_get(struct ctx *cx, struct req *rq)
{
	struct grant g;
	TRY(find(cx, rq, &g));
	return answer_grant(cx, rq, &g);
}

/* The page of one grant's interface: for those who see the grant. */
static enum err grant_openapi_get(struct ctx *cx, struct req *rq)
{
	struct grant g;
	struct resource res;
	struct interface i;
	bool there;
	TRY(find(cx, rq, &g));
	TRY(resource_by_id(cx, rq->db, g.resource, &res));
	TRY(interface_of(cx, rq->db, g.resource, &i, &there));
	grant_openapi(cx, answer_json(rq, 200), &g, &res, grant_view(cx, rq->app->pack, &res, &g),
		      there && i.enabled ? ANSWERED_BY_PROVIDER : ANSWERED_HERE, req_site(cx, rq));
	return OK;
}

/* --- taking back --------------------------------------------------------------- */

static enum err revoke(struct ctx *cx, struct db *db, void *arg)
{
	return case_do(cx, db, arg);
}

/* What the request's procedure asks for are papers there, members of the body here. */
static enum err as_sent(struct ctx *cx, enum err e)
{
	static const char papers[] = "papers.";
	const char *field = cx->fault.field;
	if (e != OK && field && strncmp(field, papers, sizeof papers - 1) == 0)
		fail_field(cx, e, field + sizeof papers - 1);
	return e;
}

/* An act on its request, as on the request's page: who may, with which papers and by
 * which law stands in share/share_law.c. */
static enum err grant_revoke(struct ctx *cx, struct req *rq)
{
	const struct grant_revoke_in *in = rq->body;
	struct grant g;
	AUTO_JSON papers = json_object();
	PRE(papers != NULL);
	TRY(find(cx, rq, &g));
	if (in->reason)
		PRE(json_object_set_new(papers, "reason", json_string(in->reason)) == 0);
	if (in->basis)
		PRE(json_object_set(papers, "basis", (json_t *)(uintptr_t)in->basis) == 0);
	struct case_ask ask = { .legal = rq->app->legal, .who = rq->who, .id = g.case_id,
				.act = "revoke", .papers = papers };
	TRY(as_sent(cx, store_change(cx, rq->store, revoke, &ask)));
	TRY(grant_shown(cx, rq->db, g.id, &g));
	return answer_grant(cx, rq, &g);
}

/* --- routes ------------------------------------------------------------------------ */

static const char *const list_query[] = { "resource", "org", "side", "state", "q", "sort",
					  "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/grants", .needs = CAP_GRANT_READ, .audit = AUDIT_READ,
  .reply = &schema_grant_list, .handle = grants_get, .query = list_query,
  .about = "Grants of one's own organisation; offices see those of the agencies they see; "
	   "side is provided or used; sort=until: what ends soonest first" },
{ .method = "GET", .path = "/api/v1/grants/{id}", .needs = CAP_GRANT_READ, .audit = AUDIT_READ,
  .reply = &schema_grant, .handle = grant_get, .about = "One grant" },
{ .method = "GET", .path = "/api/v1/grants/{id}/openapi.json", .needs = CAP_GRANT_READ,
  .audit = AUDIT_READ, .handle = grant_openapi_get,
  .about = "What one grant allows as OpenAPI: its items, masks and limits, with examples" },
{ .method = "POST", .path = "/api/v1/grants/{id}/revoke", .needs = CAP_GRANT_REVOKE,
  .audit = AUDIT_WRITE, .body = &schema_grant_revoke, .reply = &schema_grant,
  .handle = grant_revoke,
  .about = "Take a grant back, as its request's procedure says; holds within a second" },
};
/* clang-format on */
const struct route_list grant_routes = { rows, sizeof rows / sizeof rows[0], "grants" };
