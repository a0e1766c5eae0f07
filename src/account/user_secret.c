/* user_secret.c - what proves that somebody is who they say: passwords and their
 * past, one-time secrets, and the identity that an operator verified. */
#include "account/inside.h"
#include "account/password.h"
#include "account/user.h"
#include "core/facts.h"
#include <string.h>

enum err user_secret(struct ctx *cx, struct account *a, const char **ret_secret,
		     const char **ret_stored)
{
	const char *secret = secret_words(cx);
	TRY(secret_hash(cx, a, secret, ret_stored));
	*ret_secret = secret;
	return OK;
}

static enum err end_sessions(struct ctx *cx, struct db *db, const char *user, const char *but)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_SESSION_END_ALL);
	bind_text(q, ":user", user);
	bind_text(q, ":but", but);
	return rows_done(cx, q, &changed);
}

static enum err drop_second_factor(struct ctx *cx, struct db *db, const char *user)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_USER_TOTP);
	bind_text(q, ":id", user);
	bind_null(q, ":totp");
	bind_text(q, ":totp_state", "none");
	bind_int(q, ":step", 0);
	TRY(rows_done(cx, q, &changed));
	AUTO_ROWS codes = db_run(db, SQL_RECOVERY_END_ALL);
	bind_text(codes, ":user", user);
	return rows_done(cx, codes, &changed);
}

static enum err store_password(struct ctx *cx, struct db *db, const char *user,
			       const char *stored, bool one_time)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_USER_PASSWORD);
	bind_text(q, ":id", user);
	bind_text(q, ":password", stored);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":must_change", one_time);
	if (one_time)
		bind_int(q, ":secret_until", cx->now.n + SECRET_HOURS * INT64_C(3600000));
	else
		bind_null(q, ":secret_until");
	return rows_done(cx, q, &changed);
}

/* Kept so that it isn't chosen again soon; a one-time secret never counts. */
static enum err keep_past(struct ctx *cx, struct db *db, const struct user_row *u)
{
	if (u->secret_until)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_PASSWORD_PAST_ADD);
	bind_text(q, ":user", u->id);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":password", u->password);
	return rows_done(cx, q, NULL);
}

enum err user_reset(struct ctx *cx, struct db *db, const struct who *by, const char *user,
		    const char *stored, bool drop_totp)
{
	const struct user_row *u;
	TRY(user_by_id(cx, db, user, &u));
	if (by && strcmp(by->id, user) == 0)
		return fail(cx, ERR_FORBIDDEN, SAY_OWN_ACCOUNT());
	TRY(keep_past(cx, db, u));
	TRY(store_password(cx, db, user, stored, true));
	if (drop_totp)
		TRY(drop_second_factor(cx, db, user));
	TRY(end_sessions(cx, db, user, NULL));
	TRY(account_touch(cx, db));
	return account_note(cx, db, by, NOTE_ADMIN, "password-reset", user);
}

enum err user_password_ready(struct ctx *cx, struct account *a, struct db *db,
			     const struct user_row *u, const char *typed,
			     const char **ret_stored)
{
	const char *password, *past[PASSWORD_PAST];
	int n = 0;
	bool same;
	TRY(password_normal(cx, typed, &password));
	TRY(password_check(cx, password_profile(a->setup.settings->password_profile), password,
			   u->name));
	{
		AUTO_ROWS q = db_run(db, SQL_PASSWORD_PAST_LIST);
		bind_text(q, ":user", u->id);
		bind_int(q, ":limit", PASSWORD_PAST - 1);
		for (bool more;;) {
			TRY(rows_next(cx, q, &more));
			if (!more)
				break;
			past[n++] = col_text(cx, q, "password");
		}
	}
	past[n++] = u->password;
	for (int i = 0; i < n; i++) {
		TRY(secret_fits(cx, a, password, past[i], &same));
		if (same)
			return fail_field(cx, fail(cx, ERR_CONFLICT,
						   SAY_PASSWORD_USED(PASSWORD_PAST)), "password");
	}
	return secret_hash(cx, a, password, ret_stored);
}

enum err user_password_set(struct ctx *cx, struct db *db, const struct who *by,
			   const struct user_row *u, const char *stored)
{
	TRY(keep_past(cx, db, u));
	TRY(store_password(cx, db, u->id, stored, false));
	TRY(end_sessions(cx, db, u->id, by ? by->session : NULL));
	TRY(account_touch(cx, db));
	return account_note(cx, db, by, NOTE_ADMIN, "password-changed", u->id);
}

/* --- identity ----------------------------------------------------------- */
static struct hash person_mac(const struct account *a, const char *kind, const char *identifier)
{
	struct hash k = hash_keyed(a->mac, sizeof a->mac, kind, strlen(kind));
	return hash_keyed(k.b, sizeof k.b, identifier, strlen(identifier));
}

static enum err mac_free(struct ctx *cx, struct db *db, const struct hash *mac,
			 const char *user)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_IDENTITY_BY_MAC);
	bind_blob(q, ":mac", mac->b, sizeof mac->b);
	TRY(rows_next(cx, q, &more));
	if (more && strcmp(col_text(cx, q, "user_id"), user) != 0)
		return fail(cx, ERR_CONFLICT, SAY_PERSON_KNOWN());
	return OK;
}

static enum err raise(struct ctx *cx, struct db *db, const char *user, int assurance)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_USER_ASSURANCE);
	bind_text(q, ":id", user);
	bind_int(q, ":assurance", assurance);
	return rows_done(cx, q, &changed);
}

enum err user_verify(struct ctx *cx, struct account *a, struct db *db, const struct who *by,
		     const struct identity_check *c)
{
	const struct user_row *u;
	char normal[FACT_TEXT];
	enum fact_kind kind;
	size_t nsealed;
	int64_t changed;
	TRY(user_by_id(cx, db, c->user, &u));
	if (by && strcmp(by->id, c->user) == 0)
		return fail(cx, ERR_FORBIDDEN, SAY_OWN_ACCOUNT());
	if (!fact_kind_read(c->kind, &kind) ||
	    !fact_ok(fact_check(kind, c->identifier, strlen(c->identifier), cx->today, normal)))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_PERSON_BAD(c->kind)),
				  "identifier");
	struct hash mac = person_mac(a, c->kind, normal);
	TRY(mac_free(cx, db, &mac, c->user));
	const void *sealed = secret_seal(cx, a, c->kind, normal, strlen(normal), &nsealed);
	AUTO_ROWS q = db_run(db, SQL_IDENTITY_SET);
	bind_text(q, ":user", c->user);
	bind_blob(q, ":mac", mac.b, sizeof mac.b);
	bind_blob(q, ":sealed", sealed, nsealed);
	bind_text(q, ":kind", c->kind);
	bind_text(q, ":evidence", c->evidence);
	bind_text(q, ":by", by ? by->id : "");
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, &changed));
	TRY(raise(cx, db, c->user, c->assurance));
	TRY(account_touch(cx, db));
	return account_note(cx, db, by, NOTE_ADMIN, "identity-verified", c->user);
}

enum err account_subject(struct ctx *cx, struct account *a, struct db *db, const char *user,
			 const char **ret_identifier)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_IDENTITY_BY_USER);
	bind_text(q, ":user", user);
	TRY(rows_next(cx, q, &more));
	*ret_identifier = NULL;
	if (!more)
		return OK;
	size_t n, nclear;
	const uint8_t *clear;
	const void *sealed = col_blob(cx, q, "sealed", &n);
	if (secret_open(cx, a, col_text(cx, q, "kind"), sealed, n, &clear, &nclear))
		*ret_identifier = ctx_textn(cx, clear, nclear);
	return OK;
}
