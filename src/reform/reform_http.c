/* reform_http.c - the counter where a reform is looked at beforehand, registered,
 * confirmed by another, refused or taken back. */
#include "reform/reform_http.h"
#include "app.h"
#include "base/buf.h"
#include "reform/inside.h"
#include "store/store.h"
#include "web/req.h"
#include <string.h>

/* --- looking ahead ---------------------------------------------------------------- */
static enum err look(struct ctx *cx, struct req *rq, struct reform_look *ret)
{
	enum reform_kind kind;
	TRY(reform_check(cx, rq->body, &kind));
	return reform_ready(cx, rq->db, rq->body, kind, NULL, rq->who, ret);
}

static enum err preview(struct ctx *cx, struct req *rq)
{
	struct reform_look seen;
	TRY(look(cx, rq, &seen));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "title", seen.title);
	jout_key(j, "counts");
	reform_counts_json(j, &seen.counts);
	jout_close(j);
	return OK;
}

/* --- reading ------------------------------------------------------------------------ */
static enum err orgs_json(struct ctx *cx, struct db *db, struct jout *j, const char *id)
{
	jout_key(j, "orgs");
	jout_list(j);
	AUTO_ROWS q = db_run(db, SQL_REFORM_ORGS);
	bind_text(q, ":reform", id);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "id", col_text(cx, q, "org"));
		jout_key_text(j, "name", col_text(cx, q, "name"));
		jout_key_text(j, "state", col_text(cx, q, "state"));
		jout_key_text(j, "side", col_text(cx, q, "side"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

/* What goes along as things stand; why it couldn't, where it can't any more. */
static enum err counts_json(struct ctx *cx, struct db *db, struct jout *j, const char *id,
			    const char *moved)
{
	AUTO_REFORM r = { 0 };
	struct reform_look seen;
	if (moved) {
		jout_key_raw(j, "counts", moved);
		return OK;
	}
	jout_key(j, "counts");
	TRY(reform_load(cx, db, id, &r));
	if (reform_ready(cx, db, r.plan, r.kind, id, NULL, &seen) == OK)
		reform_counts_json(j, &seen.counts);
	else
		jout_null(j);
	return OK;
}

static enum err reform_json(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q,
			    bool whole)
{
	const char *id = col_text(cx, q, "id"), *state = col_text(cx, q, "state");
	const char *moved = col_text(cx, q, "moved"), *by = col_text(cx, q, "by_id");
	bool waits = strcmp(state, "registered") == 0 || strcmp(state, "confirmed") == 0;
	jout_open(j);
	jout_key_text(j, "id", id);
	jout_key_text(j, "kind", col_text(cx, q, "kind"));
	jout_key_text(j, "state", state);
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "instrument", col_text(cx, q, "instrument"));
	jout_key_day(j, "effective_on", col_day(q, "effective_on"));
	TRY(orgs_json(cx, rq->db, j, id));
	if (moved || (whole && waits))
		TRY(counts_json(cx, rq->db, j, id, moved));
	else
		jout_key(j, "counts"), jout_null(j);
	if (whole)
		jout_key_raw(j, "plan", col_text(cx, q, "plan"));
	jout_key_bool(j, "own", rq->who->id && strcmp(rq->who->id, by) == 0);
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_text(j, "confirmed_by", col_text(cx, q, "confirmed_name"));
	jout_key_ms(j, "confirmed_at", col_ms(q, "confirmed_at"));
	jout_key_ms(j, "ended_at", col_ms(q, "ended_at"));
	jout_key_text(j, "reason", col_text(cx, q, "reason"));
	jout_close(j);
	return OK;
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *id, int status)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_REFORM_GET);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_REFORM());
	return reform_json(cx, rq, answer_json(rq, status), q, true);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return answer_one(cx, rq, rq->seg[0], 200);
}

static void filters(const struct req *rq, struct rows *q)
{
	bind_text(q, ":org", req_query(rq, "org"));
	bind_text(q, ":state", req_query(rq, "state"));
}

static enum err put_row(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	return reform_json(cx, rq, j, q, false);
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed reforms = { SQL_REFORM_COUNT, SQL_REFORM_LIST, "id", filters,
					       put_row };
	return answer_listed(cx, rq, &reforms);
}

/* --- registering ----------------------------------------------------------------------- */
struct act {
	const struct who           *by;
	const struct legal         *legal;
	const struct reform_new_in *plan;
	const char                 *id, *json, *state, *act, *reason;
};

static enum err register_it(struct ctx *cx, struct db *db, void *arg)
{
	struct act *a = arg;
	return reform_register(cx, db, a->by, a->plan, a->json, &a->id);
}

static enum err post(struct ctx *cx, struct req *rq)
{
	struct act a = { .by = rq->who, .plan = rq->body,
			 .json = ctx_textn(cx, rq->raw, rq->nraw) };
	TRY(store_change(cx, rq->store, register_it, &a));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/org-reforms/%s", a.id));
	return answer_one(cx, rq, a.id, 201);
}

/* --- the second person ------------------------------------------------------------------ */
static enum err confirm_it(struct ctx *cx, struct db *db, void *arg)
{
	const struct act *a = arg;
	return reform_confirm(cx, db, a->legal, a->by, a->id);
}

static enum err confirm(struct ctx *cx, struct req *rq)
{
	struct act a = { .by = rq->who, .legal = rq->app->legal, .id = rq->seg[0] };
	TRY(store_change(cx, rq->store, confirm_it, &a));
	account_changed(rq->app->account);
	return answer_one(cx, rq, a.id, 200);
}

/* Before it has taken effect: the authority refuses it, the operator takes it back. */
static enum err stop_it(struct ctx *cx, struct db *db, void *arg)
{
	const struct act *a = arg;
	AUTO_REFORM r = { 0 };
	TRY(reform_load(cx, db, a->id, &r));
	for (size_t i = 0; i < r.plan->nfrom; i++) {
		const struct org *o;
		TRY(account_org(cx, db, r.plan->from[i], &o));
		struct party p = org_party(o);
		if (!reform_within(cx, a->by, &p))
			return fail(cx, ERR_FORBIDDEN, SAY_REFORM_REACH(o->name));
	}
	const char *was = strcmp(r.state, "confirmed") == 0 ? r.state : "registered";
	TRY(reform_move(cx, db, a->id, was, a->state, a->reason));
	return reform_note(cx, db, a->by, a->act, a->id, a->reason);
}

static enum err stop(struct ctx *cx, struct req *rq, const char *state, const char *act)
{
	const struct reform_reason_in *in = rq->body;
	struct act a = { .by = rq->who, .id = rq->seg[0], .state = state, .act = act,
			 .reason = in->reason };
	TRY(store_change(cx, rq->store, stop_it, &a));
	return answer_one(cx, rq, a.id, 200);
}

static enum err refuse(struct ctx *cx, struct req *rq)
{
	return stop(cx, rq, "refused", "reform-refused");
}

static enum err cancel(struct ctx *cx, struct req *rq)
{
	return stop(cx, rq, "cancelled", "reform-cancelled");
}

static const char *const listed[] = { "org", "state", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/org-reforms/preview", CAP_REFORM_WRITE, AUDIT_READ, &schema_reform_new,
  &schema_reform_preview, preview,
  "What a reform of organisations would carry along; nothing is registered", 0, 2u << 20, NULL },
{ "POST", "/api/v1/org-reforms", CAP_REFORM_WRITE, AUDIT_WRITE, &schema_reform_new,
  &schema_reform, post,
  "Register a reform: rename, merge, split, move duties, close; another person confirms it",
  0, 2u << 20, NULL },
{ "GET", "/api/v1/org-reforms", CAP_ORG_READ, AUDIT_READ, NULL, &schema_reform_list, list,
  "Reforms of organisations, newest first; org: those it is in", 0, 0, listed },
{ "GET", "/api/v1/org-reforms/{id}", CAP_ORG_READ, AUDIT_READ, NULL, &schema_reform, get,
  "One reform: its plan, and what goes along or went", 0, 0, NULL },
{ "POST", "/api/v1/org-reforms/{id}/confirm", CAP_REFORM_CONFIRM, AUDIT_WRITE, NULL,
  &schema_reform, confirm,
  "Confirm it as the second person: it takes effect on its day, at once when that has come",
  0, 0, NULL },
{ "POST", "/api/v1/org-reforms/{id}/refuse", CAP_REFORM_CONFIRM, AUDIT_WRITE,
  &schema_reform_reason, &schema_reform, refuse, "Refuse it before it takes effect", 0, 0, NULL },
{ "POST", "/api/v1/org-reforms/{id}/cancel", CAP_REFORM_WRITE, AUDIT_WRITE,
  &schema_reform_reason, &schema_reform, cancel, "Take it back before it takes effect",
  0, 0, NULL },
};
/* clang-format on */
const struct route_list reform_routes = { rows, sizeof rows / sizeof rows[0], "organisations" };
