/* user_http.c - administrators' doors to accounts, roles and deputies. */
#include "account/account_http.h"
#include "account/inside.h"
#include "account/user.h"
#include "account_schema.h"
#include "app.h"
#include "web/req.h"
#include <string.h>

static enum err put_user(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	uint32_t roles;
	const char *id = col_text(cx, q, "id");
	TRY(user_roles(cx, rq->db, id, &roles));
	jout_open(j);
	jout_key_text(j, "id", id);
	jout_key_text(j, "name", col_text(cx, q, "name"));
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "kind", col_text(cx, q, "kind"));
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "state", col_text(cx, q, "state"));
	put_roles(j, "roles", roles);
	jout_key_int(j, "assurance", col_int(q, "assurance"));
	jout_key_text(j, "mobile", col_text(cx, q, "mobile"));
	jout_key_text(j, "contract", col_text(cx, q, "contract"));
	jout_key_day(j, "ends_on", col_day(q, "ends_on"));
	jout_key_bool(j, "must_change_password", col_int(q, "must_change") != 0);
	jout_key_text(j, "second_factor", col_text(cx, q, "totp_state"));
	jout_key_ms(j, "seen_at", col_ms(q, "seen_at"));
	jout_key_ms(j, "made_at", col_ms(q, "made_at"));
	jout_key_int(j, "revision", col_int(q, "revision"));
	jout_close(j);
	return OK;
}

static void bind_filters(const struct req *rq, struct rows *q)
{
	static const char *const names[][2] = {
		{ "org", ":org" }, { "kind", ":kind" }, { "state", ":state" },
		{ "role", ":role" },
	};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		bind_text(q, names[i][1], req_query(rq, names[i][0]));
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err list_users(struct ctx *cx, struct req *rq)
{
	static const struct listed users = { SQL_USER_COUNT, SQL_USER_LIST, "id", bind_filters,
					     put_user };
	return answer_listed(cx, rq, &users);
}

static enum err write_user(struct ctx *cx, struct req *rq, const char *id)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_USER_BY_ID);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_USER());
	return put_user(cx, rq, answer_json(rq, 200), q);
}

static enum err get_user(struct ctx *cx, struct req *rq)
{
	return write_user(cx, rq, rq->seg[0]);
}

/* --- making and changing --------------------------------------------------------- */
struct act {
	const struct who  *by;
	const char        *user, *text;
	struct user_new    made;
	struct user_change change;
	uint32_t           roles;
	bool               flag;
};

static enum err do_create(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return user_create(cx, db, t->by, &t->made);
}

static enum err do_change(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return user_change(cx, db, t->by, &t->change);
}

static enum err do_roles(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return user_set_roles(cx, db, t->by, t->user, t->roles);
}

static enum err do_reset(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return user_reset(cx, db, t->by, t->user, t->text, t->flag);
}

static enum err run(struct ctx *cx, struct req *rq, store_fn *fn, struct act *t)
{
	t->by = rq->who;
	TRY(store_change(cx, rq->store, fn, t));
	account_changed(rq->app->account);
	return OK;
}

static void write_secret(struct ctx *cx, struct req *rq, int status, const char *id,
			 const char *name, const char *secret)
{
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	jout_key_text(j, "id", id);
	jout_key_text(j, "name", name);
	jout_key_text(j, "secret", secret);
	jout_key_ms(j, "secret_until", (ms_t){ cx->now.n + SECRET_HOURS * INT64_C(3600000) });
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
}

static enum err post_user(struct ctx *cx, struct req *rq)
{
	const struct user_new_in *in = rq->body;
	const char *secret;
	struct act t = { .made = {
		.name = in->name, .title = in->title, .org = in->org, .mobile = in->mobile,
		.contract = in->contract, .must_change = true, .has_end = in->ends_on.n != 0,
		.ends_on = in->ends_on,
		.secret_until = { cx->now.n + SECRET_HOURS * INT64_C(3600000) } } };
	TRY(user_secret(cx, rq->app->account, &secret, &t.made.password));
	TRY(run(cx, rq, do_create, &t));
	write_secret(cx, rq, 201, t.made.id, in->name, secret);
	return OK;
}

static enum err patch_user(struct ctx *cx, struct req *rq)
{
	const struct user_patch_in *in = rq->body;
	struct act t = { .change = {
		.id = rq->seg[0], .has_title = in->has_title, .title = in->title,
		.has_org = in->has_org, .org = in->org, .has_mobile = in->has_mobile,
		.mobile = in->mobile, .has_contract = in->has_contract,
		.contract = in->contract, .has_ends_on = in->has_ends_on,
		.ends = in->ends_on.n != 0, .ends_on = in->ends_on,
		.has_active = in->has_state,
		.active = in->has_state && strcmp(in->state, "active") == 0 } };
	TRY(run(cx, rq, do_change, &t));
	return write_user(cx, rq, rq->seg[0]);
}

static enum err put_user_roles(struct ctx *cx, struct req *rq)
{
	const struct user_roles_in *in = rq->body;
	struct act t = { .user = rq->seg[0] };
	for (size_t i = 0; i < in->nroles; i++) {
		enum role r;
		if (!role_read(in->roles[i], &r))
			return fail_field(cx, fail(cx, ERR_INVALID,
						   SAY_ROLE_UNKNOWN(in->roles[i])), "roles");
		t.roles |= UINT32_C(1) << r;
	}
	TRY(run(cx, rq, do_roles, &t));
	return write_user(cx, rq, rq->seg[0]);
}

static enum err post_reset(struct ctx *cx, struct req *rq)
{
	const struct user_reset_in *in = rq->body;
	const struct user_row *u;
	const char *secret;
	struct act t = { .user = rq->seg[0], .flag = in && in->second_factor };
	TRY(user_by_id(cx, rq->db, rq->seg[0], &u));
	TRY(user_secret(cx, rq->app->account, &secret, &t.text));
	TRY(run(cx, rq, do_reset, &t));
	write_secret(cx, rq, 200, u->id, u->name, secret);
	return OK;
}

/* clang-format off */
static const char *const list_query[] = { "limit", "cursor", "org", "kind", "state", "role", "q",
					  NULL };
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/users", .needs = CAP_USER_READ, .audit = AUDIT_READ,
  .reply = &schema_users, .handle = list_users, .query = list_query,
  .about = "Accounts, newest first." },
{ .method = "POST", .path = "/api/v1/users", .needs = CAP_USER_WRITE, .audit = AUDIT_WRITE,
  .body = &schema_user_new, .reply = &schema_user_made, .handle = post_user,
  .about = "Make a staff account; its one-time secret is shown once." },
{ .method = "GET", .path = "/api/v1/users/{id}", .needs = CAP_USER_READ, .audit = AUDIT_READ,
  .reply = &schema_user, .handle = get_user, .about = "One account." },
{ .method = "PATCH", .path = "/api/v1/users/{id}", .needs = CAP_USER_WRITE, .audit = AUDIT_WRITE,
  .body = &schema_user_patch, .reply = &schema_user, .handle = patch_user,
  .about = "Change or disable an account; disabling ends its sessions and tokens at once." },
{ .method = "PUT", .path = "/api/v1/users/{id}/roles", .needs = CAP_ROLE_WRITE,
  .audit = AUDIT_WRITE, .body = &schema_user_roles, .reply = &schema_user,
  .handle = put_user_roles,
  .about = "Say which roles somebody holds; never one's own." },
{ .method = "POST", .path = "/api/v1/users/{id}/password-reset", .needs = CAP_USER_WRITE,
  .audit = AUDIT_WRITE, .body = &schema_user_reset, .reply = &schema_user_made,
  .handle = post_reset,
  .about = "Give somebody a one-time secret in place of a lost password." },
};
/* clang-format on */
const struct route_list user_routes = { rows, sizeof rows / sizeof rows[0], "users" };
