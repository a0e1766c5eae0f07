/* person_http.c - people and companies of the portal: anybody may make an
 * account for themselves, which proves nothing (assurance 0); an operator who
 * has looked at the person's paper raises it. */
#include "account/account_http.h"
#include "account/inside.h"
#include "account/password.h"
#include "account/user.h"
#include "account_schema.h"
#include "app.h"
#include "web/req.h"
#include <string.h>

struct making { struct user_new made; };

static enum err create(struct ctx *cx, struct db *db, void *arg)
{
	struct making *m = arg;
	return user_create(cx, db, NULL, &m->made);
}

/* One address makes so many accounts and no more: each costs a bucket's coin. */
static enum err post_account(struct ctx *cx, struct req *rq)
{
	const struct account_new_in *in = rq->body;
	const char *password;
	bool firm = in->kind && strcmp(in->kind, "enterprise") == 0;
	struct making m = { .made = {
		.name = in->name, .title = in->title ? in->title : in->name,
		.mobile = in->mobile,
		.roles = 1u << (firm ? ROLE_ENTERPRISE : ROLE_CITIZEN) } };
	if (!peer_may(rq->app->account, rq->peer, PEER_SPEND))
		return fail(cx, ERR_TOO_MANY, SAY_SIGN_IN_SLOW_DOWN());
	TRY(password_normal(cx, in->password, &password));
	TRY(password_check(cx, password_profile(rq->app->settings->password_profile), password,
			   in->name));
	TRY(secret_hash(cx, rq->app->account, password, &m.made.password));
	TRY(store_change(cx, rq->store, create, &m));
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_text(j, "id", m.made.id);
	jout_key_text(j, "name", in->name);
	jout_key_int(j, "assurance", 0);
	put_roles(j, "roles", m.made.roles);
	jout_close(j);
	return OK;
}

struct checking { struct account *a; const struct who *by; struct identity_check c; };

static enum err verify(struct ctx *cx, struct db *db, void *arg)
{
	const struct checking *k = arg;
	return user_verify(cx, k->a, db, k->by, &k->c);
}

static enum err put_identity(struct ctx *cx, struct req *rq)
{
	const struct user_identity_in *in = rq->body;
	struct checking k = { rq->app->account, rq->who, {
		.user = rq->seg[0], .kind = in->kind, .identifier = in->identifier,
		.evidence = in->evidence, .assurance = (int)in->assurance } };
	TRY(store_change(cx, rq->store, verify, &k));
	account_changed(rq->app->account);
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "id", rq->seg[0]);
	jout_key_int(j, "assurance", in->assurance);
	jout_close(j);
	return OK;
}

/* clang-format off */
static const struct route rows[] = {
{ .method = "POST", .path = "/open/v1/accounts", .needs = CAP_PUBLIC, .audit = AUDIT_WRITE,
  .body = &schema_account_new, .reply = &schema_account_made, .handle = post_account,
  .flags = ROUTE_NO_CSRF, .max_body = 8192,
  .about = "Make an account on the portal." },
{ .method = "PUT", .path = "/api/v1/users/{id}/identity", .needs = CAP_IDENTITY_WRITE,
  .audit = AUDIT_WRITE, .body = &schema_user_identity, .reply = &schema_identity,
  .handle = put_identity, .max_body = 8192,
  .about = "Note that somebody's identity was verified, by which paper." },
};
/* clang-format on */
const struct route_list person_routes = { rows, sizeof rows / sizeof rows[0], "users" };
