/* org_http.c - the tree of organisations and its history (R06.1). */
#include "account/account_http.h"
#include "account/inside.h"
#include "account/org.h"
#include "account_schema.h"
#include "app.h"
#include "web/req.h"
#include <string.h>

static void put_org(struct jout *j, const struct org *o)
{
	jout_open(j);
	jout_key_text(j, "id", o->id);
	jout_key_text(j, "code", o->code);
	jout_key_text(j, "name", o->name);
	jout_key_text(j, "short_name", o->short_name);
	jout_key_text(j, "level", org_level_word(o->level));
	jout_key_text(j, "region", o->region);
	jout_key_text(j, "kind", org_kind_word(o->kind));
	jout_key_text(j, "state", org_state_word(o->state));
	jout_key_text(j, "parent", o->parent);
	jout_key_text(j, "merged_into", o->merged_into);
	jout_key_text(j, "unit", o->unit);
	jout_key_text(j, "person", o->person);
	jout_key_text(j, "officer", o->officer);
	jout_key_text(j, "phone", o->phone);
	jout_key_int(j, "revision", o->revision);
	jout_close(j);
}

static void bind_filters(const struct req *rq, struct rows *q)
{
	static const char *const names[][2] = {
		{ "parent", ":parent" }, { "level", ":level" }, { "region", ":region" },
		{ "kind", ":kind" }, { "state", ":state" },
	};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		bind_text(q, names[i][1], req_query(rq, names[i][0]));
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err put_row(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	put_org(j, org_read_row(cx, q));
	return OK;
}

static enum err list_orgs(struct ctx *cx, struct req *rq)
{
	static const struct listed orgs = { SQL_ORG_COUNT, SQL_ORG_LIST, "id", bind_filters,
					    put_row };
	return answer_listed(cx, rq, &orgs);
}

static enum err write_org(struct ctx *cx, struct req *rq, int status, const char *id)
{
	const struct org *o;
	TRY(account_org(cx, rq->db, id, &o));
	put_org(answer_json(rq, status), o);
	return OK;
}

static enum err get_org(struct ctx *cx, struct req *rq)
{
	return write_org(cx, rq, 200, rq->seg[0]);
}

static enum err put_happening(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	jout_key_int(j, "revision", col_int(q, "revision"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_text(j, "by", col_text(cx, q, "by_user"));
	jout_key_text(j, "act", col_text(cx, q, "act"));
	jout_key_text(j, "name", col_text(cx, q, "name"));
	jout_key_text(j, "code", col_text(cx, q, "code"));
	jout_key_text(j, "parent", col_text(cx, q, "parent"));
	jout_key_text(j, "other", col_text(cx, q, "other"));
	jout_key_text(j, "other_name", col_text(cx, q, "other_name"));
	jout_key_text(j, "reform", col_text(cx, q, "reform"));
	jout_close(j);
	return OK;
}

static enum err get_history(struct ctx *cx, struct req *rq)
{
	const struct org *o;
	TRY(account_org(cx, rq->db, rq->seg[0], &o));
	AUTO_ROWS q = db_run(rq->db, SQL_ORG_HISTORY);
	bind_text(q, ":org", o->id);
	return answer_brief(cx, rq, q, put_happening);
}

/* --- writing ---------------------------------------------------------------------- */
struct act {
	const struct who          *by;
	const struct legal        *legal;
	const char                *id, *into;
	const struct org_patch_in *patch;
	struct org                 made;
};

static enum err do_create(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return org_create(cx, db, t->by, &t->made);
}

static const char *pick(bool sent, const char *new_, const char *old)
{
	return sent ? new_ ? new_ : "" : old;
}

/* Reads what is there inside the change, so that nothing sent since is lost. */
static enum err do_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct act *t = arg;
	const struct org_patch_in *p = t->patch;
	const struct org *was;
	TRY(account_org(cx, db, t->id, &was));
	struct org o = *was;
	o.code = pick(p->has_code, p->code, was->code);
	o.name = pick(p->has_name, p->name, was->name);
	o.short_name = pick(p->has_short_name, p->short_name, was->short_name);
	o.region = pick(p->has_region, p->region, was->region);
	o.parent = p->has_parent ? p->parent : was->parent;
	o.unit = pick(p->has_unit, p->unit, was->unit);
	o.person = pick(p->has_person, p->person, was->person);
	o.officer = pick(p->has_officer, p->officer, was->officer);
	o.phone = pick(p->has_phone, p->phone, was->phone);
	return org_change(cx, db, t->by, &o);
}

static enum err do_merge(struct ctx *cx, struct db *db, void *arg)
{
	const struct act *t = arg;
	return org_merge(cx, db, t->by, t->id, t->into);
}

static enum err do_close(struct ctx *cx, struct db *db, void *arg)
{
	const struct act *t = arg;
	return org_close(cx, db, t->legal, t->by, t->id);
}

static enum err run(struct ctx *cx, struct req *rq, store_fn *fn, struct act *t)
{
	t->by = rq->who;
	TRY(store_change(cx, rq->store, fn, t));
	account_changed(rq->app->account);
	return OK;
}

static enum err post_org(struct ctx *cx, struct req *rq)
{
	const struct org_new_in *in = rq->body;
	struct act t = { .made = {
		.code = in->code, .name = in->name, .short_name = in->short_name,
		.region = in->region, .parent = in->parent, .unit = in->unit,
		.person = in->person, .officer = in->officer, .phone = in->phone } };
	if (!org_level_read(in->level, &t.made.level))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ORG_WORD("level", in->level)),
				  "level");
	if (!org_kind_read(in->kind, &t.made.kind))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ORG_WORD("kind", in->kind)),
				  "kind");
	TRY(run(cx, rq, do_create, &t));
	return write_org(cx, rq, 201, t.made.id);
}

static enum err patch_org(struct ctx *cx, struct req *rq)
{
	struct act t = { .id = rq->seg[0], .patch = rq->body };
	TRY(run(cx, rq, do_change, &t));
	return write_org(cx, rq, 200, t.id);
}

static enum err post_merge(struct ctx *cx, struct req *rq)
{
	const struct org_merge_in *in = rq->body;
	struct act t = { .id = rq->seg[0], .into = in->into };
	TRY(run(cx, rq, do_merge, &t));
	return write_org(cx, rq, 200, t.id);
}

static enum err post_close(struct ctx *cx, struct req *rq)
{
	struct act t = { .legal = rq->app->legal, .id = rq->seg[0] };
	TRY(run(cx, rq, do_close, &t));
	return write_org(cx, rq, 200, t.id);
}

/* clang-format off */
static const char *const paged[] = { "limit", "cursor", NULL };
static const char *const list_query[] = { "limit", "cursor", "parent", "level", "region", "kind",
					  "state", "q", NULL };
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/orgs", .needs = CAP_ORG_READ, .audit = AUDIT_READ,
  .reply = &schema_orgs, .handle = list_orgs, .query = list_query,
  .about = "Organisations, newest first; `parent` names whose parts are wanted." },
{ .method = "POST", .path = "/api/v1/orgs", .needs = CAP_ORG_WRITE, .audit = AUDIT_WRITE,
  .body = &schema_org_new, .reply = &schema_org, .handle = post_org,
  .about = "Register an organisation." },
{ .method = "GET", .path = "/api/v1/orgs/{id}", .needs = CAP_ORG_READ, .audit = AUDIT_READ,
  .reply = &schema_org, .handle = get_org, .about = "One organisation." },
{ .method = "PATCH", .path = "/api/v1/orgs/{id}", .needs = CAP_ORG_WRITE, .audit = AUDIT_WRITE,
  .body = &schema_org_patch, .reply = &schema_org, .handle = patch_org,
  .about = "Change or rename an organisation; its history keeps what was." },
{ .method = "GET", .path = "/api/v1/orgs/{id}/history", .needs = CAP_ORG_READ,
  .audit = AUDIT_READ, .reply = &schema_org_events, .handle = get_history, .query = paged,
  .about = "What an organisation was called and where it belonged, newest first." },
{ .method = "POST", .path = "/api/v1/orgs/{id}/merge", .needs = CAP_ORG_WRITE,
  .audit = AUDIT_WRITE, .body = &schema_org_merge, .reply = &schema_org, .handle = post_merge,
  .about = "Merge it into another: people, parts, keys and tokens move along." },
{ .method = "POST", .path = "/api/v1/orgs/{id}/close", .needs = CAP_ORG_WRITE,
  .audit = AUDIT_WRITE, .reply = &schema_org, .handle = post_close,
  .about = "Close it: its people, keys and tokens can't act any more; not while it provides entries." },
};
/* clang-format on */
const struct route_list org_routes = { rows, sizeof rows / sizeof rows[0], "organisations" };
