/* session_http.c - signing in and out, one's own password and second factor. */
#include "account/account_http.h"
#include "account/inside.h"
#include "account/session.h"
#include "account/user.h"
#include "account_schema.h"
#include "app.h"
#include "web/req.h"
#include <string.h>

void put_roles(struct jout *j, const char *key, uint32_t roles)
{
	jout_key(j, key);
	jout_list(j);
	for (int r = 0; r < ROLE_MAX_; r++)
		if (roles >> r & 1)
			jout_text(j, role_word((enum role)r));
	jout_end_list(j);
}

static void put_caps(struct jout *j, uint64_t caps)
{
	jout_key(j, "capabilities");
	jout_list(j);
	for (int c = CAP_UNSET_ + 1; c < CAP_MAX_; c++)
		if (caps >> c & 1)
			jout_text(j, cap_word((enum cap)c));
	jout_end_list(j);
}

static enum err write_session(struct ctx *cx, struct req *rq, int status, const struct who *w)
{
	struct account *a = rq->app->account;
	const struct user_row *u;
	const struct org *o = NULL;
	TRY(user_by_id(cx, rq->db, w->id, &u));
	if (w->org)
		TRY(account_org(cx, rq->db, w->org, &o));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	jout_key_text(j, "csrf", account_csrf(cx, a, w));
	jout_key_bool(j, "must_change_password",
		      account_must_change(cx, a, w->kind == WHO_STAFF, u->must_change,
					  (ms_t){ u->password_at }));
	jout_key_text(j, "second_factor", u->totp_state);
	jout_key(j, "user");
	jout_open(j);
	jout_key_text(j, "id", w->id);
	jout_key_text(j, "name", w->name);
	jout_key_text(j, "title", u->title);
	jout_key_text(j, "kind", u->kind);
	jout_key_text(j, "org", w->org);
	jout_key_text(j, "org_name", o ? o->name : NULL);
	put_roles(j, "roles", w->roles);
	put_caps(j, w->caps);
	jout_key_int(j, "assurance", w->assurance);
	jout_close(j);
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

static void set_cookie(struct ctx *cx, struct req *rq, const char *value, int64_t seconds)
{
	bool secure = rq->app->settings->secure_cookie != 0;
	answer_header(rq, "Set-Cookie",
		      ctx_print(cx, "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
				secure ? ACCOUNT_COOKIE_HOST : ACCOUNT_COOKIE, value,
				(long long)seconds, secure ? "; Secure" : ""));
}

static enum err post_session(struct ctx *cx, struct req *rq)
{
	const struct sign_in_in *in = rq->body;
	const char *secret;
	const struct who *w;
	struct sign_in s = {
		.name = in->name, .password = in->password, .totp = in->totp,
		.peer = rq->peer, .agent = req_header(rq, "User-Agent"),
		.ends = rq->who->session,
	};
	if (s.agent)
		s.agent = ctx_textn(cx, s.agent, strnlen(s.agent, 200));
	TRY(session_sign_in(cx, rq->app->account, rq->db, &s, &secret));
	TRY(account_who(cx, rq->app->account, rq->db, &(struct credentials){ .session = secret },
			&w));
	set_cookie(cx, rq, secret, rq->app->settings->session_hours * 3600);
	return write_session(cx, rq, 201, w);
}

static enum err get_session(struct ctx *cx, struct req *rq)
{
	return write_session(cx, rq, 200, rq->who);
}

static enum err delete_session(struct ctx *cx, struct req *rq)
{
	const char *id = rq->seg[0] ? rq->seg[0] : rq->who->session;
	if (!id)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SESSION());
	TRY(session_end(cx, rq->app->account, rq->who, id));
	if (rq->who->session && strcmp(id, rq->who->session) == 0)
		set_cookie(cx, rq, "", 0);
	answer_status(rq, 204);
	return OK;
}

static enum err put_session(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	const char *id = col_text(cx, q, "id");
	jout_open(j);
	jout_key_text(j, "id", id);
	jout_key_ms(j, "made_at", col_ms(q, "made_at"));
	jout_key_ms(j, "seen_at", col_ms(q, "seen_at"));
	jout_key_ms(j, "ends_at", col_ms(q, "ends_at"));
	jout_key_text(j, "peer", col_text(cx, q, "peer"));
	jout_key_text(j, "agent", col_text(cx, q, "agent"));
	jout_key_bool(j, "current", rq->who->session && strcmp(id, rq->who->session) == 0);
	jout_close(j);
	return OK;
}

static enum err list_sessions(struct ctx *cx, struct req *rq)
{
	AUTO_ROWS q = db_run(rq->db, SQL_SESSION_LIST);
	bind_text(q, ":user", rq->who->id);
	return answer_brief(cx, rq, q, put_session);
}

/* --- one's own password -------------------------------------------------------- */
struct new_password { const struct who *w; const struct user_row *u; const char *stored; };

static enum err set_password(struct ctx *cx, struct db *db, void *arg)
{
	const struct new_password *p = arg;
	return user_password_set(cx, db, p->w, p->u, p->stored);
}

/* Only in a session: a token must not be able to lock its owner out. */
static enum err put_password(struct ctx *cx, struct req *rq)
{
	const struct password_change_in *in = rq->body;
	struct account *a = rq->app->account;
	struct new_password p = { .w = rq->who };
	bool fits;
	if (!rq->who->session)
		return fail(cx, ERR_FORBIDDEN, SAY_TOKEN_BY_SESSION());
	if (!peer_may(a, rq->peer, PEER_ASK))
		return fail(cx, ERR_TOO_MANY, SAY_SIGN_IN_SLOW_DOWN());
	TRY(user_by_id(cx, rq->db, rq->who->id, &p.u));
	TRY(secret_fits(cx, a, in->current, p.u->password, &fits));
	if (!fits) {
		peer_may(a, rq->peer, PEER_SPEND);
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_PASSWORD_WRONG()), "current");
	}
	TRY(user_password_ready(cx, a, rq->db, p.u, in->password, &p.stored));
	TRY(store_change(cx, rq->store, set_password, &p));
	account_changed(a);
	answer_status(rq, 204);
	return OK;
}

/* --- second factor --------------------------------------------------------------- */
static enum err post_totp(struct ctx *cx, struct req *rq)
{
	const char *secret;
	if (!rq->who->session)
		return fail(cx, ERR_FORBIDDEN, SAY_TOKEN_BY_SESSION());
	TRY(totp_offer(cx, rq->app->account, rq->db, rq->who, &secret));
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_text(j, "secret", secret);
	jout_key_text(j, "uri", ctx_print(cx, "otpauth://totp/gongshu:%s?secret=%s&issuer=gongshu",
					  rq->who->name, secret));
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

static enum err post_totp_confirm(struct ctx *cx, struct req *rq)
{
	const struct totp_code_in *in = rq->body;
	const char *codes[RECOVERY_CODES];
	if (!rq->who->session)
		return fail(cx, ERR_FORBIDDEN, SAY_TOKEN_BY_SESSION());
	TRY(totp_confirm(cx, rq->app->account, rq->db, rq->who, in->code, codes));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key(j, "recovery_codes");
	jout_list(j);
	for (int i = 0; i < RECOVERY_CODES; i++)
		jout_text(j, codes[i]);
	jout_end_list(j);
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

static enum err post_totp_off(struct ctx *cx, struct req *rq)
{
	const struct totp_code_in *in = rq->body;
	if (!rq->who->session)
		return fail(cx, ERR_FORBIDDEN, SAY_TOKEN_BY_SESSION());
	TRY(totp_off(cx, rq->app->account, rq->db, rq->who, in->code));
	answer_status(rq, 204);
	return OK;
}

/* clang-format off */
static const char *const paged[] = { "limit", "cursor", NULL };
static const struct route rows[] = {
{ .method = "POST", .path = "/api/v1/sessions", .needs = CAP_PUBLIC, .audit = AUDIT_WRITE,
  .body = &schema_sign_in, .reply = &schema_session, .handle = post_session,
  .flags = ROUTE_NO_CSRF | ROUTE_NOT_KEPT, .max_body = 8192,
  .about = "Sign in; the session's secret comes as a cookie." },
{ .method = "GET", .path = "/api/v1/sessions", .needs = CAP_SIGNED_IN, .audit = AUDIT_READ,
  .reply = &schema_sessions, .handle = list_sessions, .query = paged,
  .about = "One's own sessions." },
{ .method = "GET", .path = "/api/v1/sessions/current", .needs = CAP_SIGNED_IN, .audit = AUDIT_READ,
  .reply = &schema_session, .handle = get_session,
  .about = "Who is signed in, and what they may do." },
{ .method = "DELETE", .path = "/api/v1/sessions/current", .needs = CAP_SIGNED_IN,
  .audit = AUDIT_WRITE, .handle = delete_session, .about = "Sign out." },
{ .method = "DELETE", .path = "/api/v1/sessions/{id}", .needs = CAP_SIGNED_IN,
  .audit = AUDIT_WRITE, .handle = delete_session,
  .about = "End another of one's own sessions." },
{ .method = "PUT", .path = "/api/v1/password", .needs = CAP_SIGNED_IN, .audit = AUDIT_WRITE,
  .body = &schema_password_change, .handle = put_password, .max_body = 8192,
  .about = "Change one's password; other sessions end." },
{ .method = "POST", .path = "/api/v1/totp", .needs = CAP_SIGNED_IN, .audit = AUDIT_WRITE,
  .reply = &schema_totp_offer, .handle = post_totp,
  .about = "Ask for a second factor; its secret is shown once." },
{ .method = "POST", .path = "/api/v1/totp/confirm", .needs = CAP_SIGNED_IN, .audit = AUDIT_WRITE,
  .body = &schema_totp_code, .reply = &schema_totp_codes, .handle = post_totp_confirm,
  .about = "Prove the second factor with a code; it is asked for from then on." },
{ .method = "POST", .path = "/api/v1/totp/off", .needs = CAP_SIGNED_IN, .audit = AUDIT_WRITE,
  .body = &schema_totp_code, .handle = post_totp_off,
  .about = "Give the second factor up, with a last code." },
};
/* clang-format on */
const struct route_list session_routes = { rows, sizeof rows / sizeof rows[0], "sign-in" };
