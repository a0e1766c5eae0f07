/* session_store.c - signing in, step by step, in an order that tells a guesser
 * nothing: address and name limits, one hash whatever the name, then the state
 * of the account, then the second factor. */
#include "account/inside.h"
#include "account/password.h"
#include "account/session.h"
#include "account/totp.h"
#include "account/user.h"
#include <string.h>

struct attempt {
	struct account        *a;
	const struct sign_in  *in;
	const struct user_row *u;       /* NULL: no such name */
	struct hash            name;
	int64_t                step;    /* of the code used; 0: none */
	bool                   recovery;
	struct hash            recovery_hash;
	const char            *secret;
};

static enum err failures_of(struct ctx *cx, struct db *db, const struct hash *name,
			    int64_t *ret_failures, int64_t *ret_until)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_FAILURE_BY_NAME);
	bind_blob(q, ":name_hash", name->b, sizeof name->b);
	TRY(rows_next(cx, q, &more));
	*ret_failures = more ? col_int(q, "failures") : 0;
	*ret_until = more ? col_int(q, "locked_until") : 0;
	return OK;
}

static enum err not_locked(struct ctx *cx, struct db *db, const struct attempt *t)
{
	int64_t failures, until;
	if (!peer_may(t->a, t->in->peer, PEER_ASK))
		return fail(cx, ERR_TOO_MANY, SAY_SIGN_IN_SLOW_DOWN());
	TRY(failures_of(cx, db, &t->name, &failures, &until));
	if (until > cx->now.n)
		return fail(cx, ERR_TOO_MANY, SAY_SIGN_IN_LOCKED((until - cx->now.n) / 60000 + 1));
	return OK;
}

/* --- a failure ------------------------------------------------------------ */
static enum err note_failure(struct ctx *cx, struct db *db, void *arg)
{
	const struct attempt *t = arg;
	const struct settings *s = t->a->setup.settings;
	int64_t failures, until;
	TRY(failures_of(cx, db, &t->name, &failures, &until));
	failures = until && until <= cx->now.n ? 1 : failures + 1;
	until = failures >= s->lock_failures ? cx->now.n + s->lock_minutes * 60000 : 0;
	AUTO_ROWS q = db_run(db, SQL_FAILURE_SET);
	bind_blob(q, ":name_hash", t->name.b, sizeof t->name.b);
	bind_int(q, ":failures", failures);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":locked_until", until);
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS old = db_run(db, SQL_FAILURE_END_OLD);
	bind_int(old, ":before", cx->now.n - INT64_C(86400000));
	TRY(rows_done(cx, old, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_SIGN_IN, .act = until ? "locked" : "sign-in", .outcome = "refused",
		.org = t->u ? t->u->org : NULL, .principal = t->u ? t->u->id : NULL,
		.peer = t->in->peer });
}

static enum err failed(struct ctx *cx, struct attempt *t, struct said said)
{
	peer_may(t->a, t->in->peer, PEER_SPEND);
	TRY(store_change(cx, t->a->setup.store, note_failure, t));
	return fail(cx, ERR_UNSIGNED, said);
}

/* --- a success ------------------------------------------------------------ */
static enum err make_room(struct ctx *cx, struct db *db, const struct attempt *t)
{
	const struct settings *s = t->a->setup.settings;
	int64_t most = t->u->sessions_max ? t->u->sessions_max : s->sessions_max, ended, more = 0;
	AUTO_ROWS old = db_run(db, SQL_SESSION_END_OLD);
	bind_ms(old, ":now", cx->now);
	TRY(rows_done(cx, old, NULL));
	AUTO_ROWS q = db_run(db, SQL_SESSION_KEEP);
	bind_text(q, ":user", t->u->id);
	bind_int(q, ":keep", most - 1);
	TRY(rows_done(cx, q, &ended));
	if (t->in->ends) {
		AUTO_ROWS e = db_run(db, SQL_SESSION_END);
		bind_text(e, ":id", t->in->ends);
		bind_text(e, ":user", t->u->id);
		TRY(rows_done(cx, e, &more));
	}
	return ended + more ? account_touch(cx, db) : OK;
}

static enum err add_session(struct ctx *cx, struct db *db, const struct attempt *t)
{
	struct hash h = hash_of(t->secret, strlen(t->secret));
	AUTO_ROWS q = db_run(db, SQL_SESSION_ADD);
	bind_blob(q, ":hash", h.b, sizeof h.b);
	bind_text(q, ":id", id_new(cx));
	bind_text(q, ":user", t->u->id);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":ends", cx->now.n + t->a->setup.settings->session_hours * INT64_C(3600000));
	bind_text(q, ":peer", t->in->peer);
	bind_text(q, ":agent", t->in->agent ? t->in->agent : "");
	return rows_done(cx, q, NULL);
}

static enum err use_factor(struct ctx *cx, struct db *db, const struct attempt *t)
{
	if (!t->recovery)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_RECOVERY_USE);
	bind_text(q, ":user", t->u->id);
	bind_blob(q, ":hash", t->recovery_hash.b, sizeof t->recovery_hash.b);
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_UNSIGNED, SAY_SECOND_FACTOR_WRONG());
}

static enum err begin(struct ctx *cx, struct db *db, void *arg)
{
	const struct attempt *t = arg;
	const struct user_row *now;
	TRY(user_by_id(cx, db, t->u->id, &now));
	if (strcmp(now->password, t->u->password) != 0 || strcmp(now->state, "active") != 0 ||
	    (t->step && now->totp_step >= t->step))
		return fail(cx, ERR_UNSIGNED, SAY_SIGN_IN_REFUSED());
	TRY(use_factor(cx, db, t));
	AUTO_ROWS f = db_run(db, SQL_FAILURE_END);
	bind_blob(f, ":name_hash", t->name.b, sizeof t->name.b);
	TRY(rows_done(cx, f, NULL));
	TRY(make_room(cx, db, t));
	TRY(add_session(cx, db, t));
	AUTO_ROWS q = db_run(db, SQL_USER_SEEN);
	bind_text(q, ":id", t->u->id);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":step", t->step);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_SIGN_IN, .act = "sign-in", .org = t->u->org,
		.principal = t->u->id, .peer = t->in->peer });
}

/* --- the second factor ----------------------------------------------------- */
static enum err recovery_fits(struct ctx *cx, struct db *db, struct attempt *t, bool *ret_fits)
{
	t->recovery_hash = hash_of(t->in->totp, strlen(t->in->totp));
	AUTO_ROWS q = db_run(db, SQL_RECOVERY_FITS);
	bind_text(q, ":user", t->u->id);
	bind_blob(q, ":hash", t->recovery_hash.b, sizeof t->recovery_hash.b);
	return rows_next(cx, q, ret_fits);
}

static enum err second_factor(struct ctx *cx, struct db *db, struct attempt *t)
{
	const uint8_t *key;
	size_t n;
	if (strcmp(t->u->totp_state, "on") != 0)
		return OK;
	if (!t->in->totp || !t->in->totp[0])
		return fail_field(cx, fail(cx, ERR_UNSIGNED, SAY_SECOND_FACTOR_NEEDED()), "totp");
	if (!secret_open(cx, t->a, "totp", t->u->totp, t->u->ntotp, &key, &n))
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	int64_t step = totp_fits(key, n, t->in->totp, cx->now, t->u->totp_step);
	if (step >= 0) {
		t->step = step;
		return OK;
	}
	TRY(recovery_fits(cx, db, t, &t->recovery));
	return t->recovery ? OK : failed(cx, t, SAY_SECOND_FACTOR_WRONG());
}

static enum err org_may(struct ctx *cx, struct db *db, const char *org, bool *ret_may)
{
	const struct org *o;
	*ret_may = true;
	if (!org)
		return OK;
	TRY(account_org(cx, db, org, &o));
	*ret_may = o->state == ORG_ACTIVE;
	return OK;
}

enum err session_sign_in(struct ctx *cx, struct account *a, struct db *db,
			 const struct sign_in *in, const char **ret_secret)
{
	struct attempt t = { .a = a, .in = in, .name = hash_of(in->name, strlen(in->name)) };
	const char *password = in->password;
	bool fits, org_ok = true;
	TRY(not_locked(cx, db, &t));
	TRY(user_by_name(cx, db, in->name, &t.u));
	if (password_normal(cx, in->password, &password) != OK)
		password = "";
	TRY(secret_fits(cx, a, password, t.u ? t.u->password : NULL, &fits));
	if (t.u)
		TRY(org_may(cx, db, t.u->org, &org_ok));
	bool over = t.u && t.u->has_end && t.u->ends_on.n < cx->today.n;
	if (!fits || !org_ok || over || strcmp(t.u->state, "active") != 0)
		return failed(cx, &t, SAY_SIGN_IN_REFUSED());
	if (t.u->secret_until && t.u->secret_until < cx->now.n)
		return failed(cx, &t, SAY_SECRET_EXPIRED());
	TRY(second_factor(cx, db, &t));
	t.secret = secret_token(cx, "");
	TRY(store_change(cx, a->setup.store, begin, &t));
	account_changed(a);
	*ret_secret = t.secret;
	return OK;
}

/* --- ending ----------------------------------------------------------------- */
struct ending { const struct who *w; const char *session; };

static enum err end_one(struct ctx *cx, struct db *db, void *arg)
{
	const struct ending *e = arg;
	AUTO_ROWS q = db_run(db, SQL_SESSION_END);
	bind_text(q, ":id", e->session);
	bind_text(q, ":user", e->w->id);
	TRY(rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SESSION()));
	TRY(account_touch(cx, db));
	return account_note(cx, db, e->w, NOTE_SIGN_IN, "sign-out", e->session);
}

enum err session_end(struct ctx *cx, struct account *a, const struct who *w, const char *session)
{
	struct ending e = { w, session };
	TRY(store_change(cx, a->setup.store, end_one, &e));
	account_changed(a);
	return OK;
}
