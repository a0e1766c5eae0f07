/* grant_http.c - grants listed to those they concern, and taken back.
 *
 * Provider and consumer see their own; operator, authority and auditors see all.
 * Taking back needs a reason and its basis: it amounts to a refusal (Art. 20). */
#include "app.h"
#include "cases/cases.h"
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
	shown_json(j, g->shown);
	jout_close(j);
}

/* --- reading ---------------------------------------------------------------- */

/* side: what one's own organisation provides, or what it uses. */
static enum err narrowed(struct ctx *cx, const struct req *rq, struct grant_query *want)
{
	const char *side = req_query(rq, "side"), *state = req_query(rq, "state");
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
	return OK;
}

static enum err grants_get(struct ctx *cx, struct req *rq)
{
	struct page page;
	struct grant *list;
	size_t n;
	int64_t total;
	TRY(req_page(cx, rq, &page));
	struct grant_query want = {
		.resource = req_query(rq, "resource"), .org = req_query(rq, "org"),
		.mine = grants_seen_all(rq->who) ? NULL : rq->who->org ? rq->who->org : "",
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
	answer_list_end(cx, rq, more ? list[n - 1].id : NULL, total);
	return OK;
}

static enum err find(struct ctx *cx, struct req *rq, struct grant *ret)
{
	TRY(grant_shown(cx, rq->db, rq->seg[0], ret));
	return grant_seen_by(ret, rq->who) ? OK : fail(cx, ERR_NOT_FOUND, SAY_GRANT_UNKNOWN());
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

struct revoking {
	const struct grant *grant;
	const struct legal *legal;
	const struct who   *by;
	const char         *reason, *basis;
};

static enum err missing(struct ctx *cx, const char *field)
{
	enum err e = fail(cx, ERR_INCOMPLETE, SAY_GRANT_BASIS());
	return fail_article(cx, fail_field(cx, e, field), "20");
}

/* A text, or an object with at least the law; as one line for the record. Only a
 * law or regulation carries it, where the level is named. */
static enum err basis_text(struct ctx *cx, const json_t *basis, const char **ret)
{
	const char *law = json_string_value(json_object_get(basis, "law"));
	const char *level = json_string_value(json_object_get(basis, "level"));
	const char *article = json_string_value(json_object_get(basis, "article"));
	const char *text = json_is_string(basis) ? json_string_value(basis) : law;
	if (!text || !*text)
		return missing(cx, "basis");
	if (level && strcmp(level, "law") != 0 && strcmp(level, "regulation") != 0)
		return missing(cx, "basis.level");
	*ret = law && article ? ctx_print(cx, "%s %s", law, article) : ctx_text(cx, text);
	return OK;
}

static bool may_end(const struct who *who, const struct grant *g)
{
	bool provider = who_is(who, ROLE_STEWARD) && who->org &&
			strcmp(who->org, g->provider) == 0;
	return provider || who_is(who, ROLE_OPERATOR) || who_is(who, ROLE_AUTHORITY);
}

static enum err revoke(struct ctx *cx, struct db *db, void *arg)
{
	const struct revoking *r = arg;
	struct grant_move to = { GRANT_ENDED, "revoked", r->reason, r->basis };
	TRY(grant_move(cx, db, r->grant->id, &to, r->by));
	return case_grant_revoked(cx, db, r->legal, r->grant->case_id, r->reason, r->by);
}

static enum err grant_revoke(struct ctx *cx, struct req *rq)
{
	const struct grant_revoke_in *in = rq->body;
	struct grant g;
	struct revoking r = { .grant = &g, .legal = rq->app->legal, .by = rq->who,
			      .reason = in->reason };
	TRY(find(cx, rq, &g));
	if (!may_end(rq->who, &g))
		return fail(cx, ERR_FORBIDDEN, SAY_GRANT_NOT_YOURS_TO_END());
	if (!in->reason || !*in->reason)
		return missing(cx, "reason");
	TRY(basis_text(cx, in->basis, &r.basis));
	TRY(store_change(cx, rq->store, revoke, &r));
	TRY(grant_shown(cx, rq->db, g.id, &g));
	return answer_grant(cx, rq, &g);
}

/* --- routes ------------------------------------------------------------------------ */

static const char *const list_query[] = { "resource", "org", "side", "state", "limit",
					  "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/grants", .needs = CAP_GRANT_READ, .audit = AUDIT_READ,
  .reply = &schema_grant_list, .handle = grants_get, .query = list_query,
  .about = "Grants of one's own organisation, or all for who oversees; side is provided or used" },
{ .method = "GET", .path = "/api/v1/grants/{id}", .needs = CAP_GRANT_READ, .audit = AUDIT_READ,
  .reply = &schema_grant, .handle = grant_get, .about = "One grant" },
{ .method = "GET", .path = "/api/v1/grants/{id}/openapi.json", .needs = CAP_GRANT_READ,
  .audit = AUDIT_READ, .handle = grant_openapi_get,
  .about = "What one grant allows as OpenAPI: its items, masks and limits, with examples" },
{ .method = "POST", .path = "/api/v1/grants/{id}/revoke", .needs = CAP_GRANT_REVOKE,
  .audit = AUDIT_WRITE, .body = &schema_grant_revoke, .reply = &schema_grant,
  .handle = grant_revoke,
  .about = "Take a grant back, with reason and basis; holds within a second" },
};
/* clang-format on */
const struct route_list grant_routes = { rows, sizeof rows / sizeof rows[0], "grants" };
