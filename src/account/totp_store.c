/* totp_store.c - enrolling a second factor. Its secret is kept sealed; recovery
 * codes are random enough to be kept as plain hashes. */
#include "account/inside.h"
#include "account/session.h"
#include "account/totp.h"
#include "account/user.h"
#include "sys/random.h"
#include <string.h>

struct enrolling {
	const struct who *w;
	const char       *state, *act;
	const void       *sealed;
	size_t            nsealed;
	int64_t           step;
	const char      **codes;
};

static struct said state_said(const char *state)
{
	if (strcmp(state, "on") == 0)
		return SAY_TOTP_IS_ON();
	return strcmp(state, "offered") == 0 ? SAY_TOTP_IS_OFFERED() : SAY_TOTP_IS_OFF();
}

static enum err write_state(struct ctx *cx, struct db *db, const struct enrolling *e)
{
	AUTO_ROWS q = db_run(db, SQL_USER_TOTP);
	bind_text(q, ":id", e->w->id);
	if (e->sealed)
		bind_blob(q, ":totp", e->sealed, e->nsealed);
	else
		bind_null(q, ":totp");
	bind_text(q, ":totp_state", e->state);
	bind_int(q, ":step", e->step);
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS old = db_run(db, SQL_RECOVERY_END_ALL);
	bind_text(old, ":user", e->w->id);
	TRY(rows_done(cx, old, NULL));
	return account_note(cx, db, e->w, NOTE_ADMIN, e->act, e->w->id);
}

static enum err write_enrolling(struct ctx *cx, struct db *db, void *arg)
{
	const struct enrolling *e = arg;
	TRY(write_state(cx, db, e));
	for (int i = 0; e->codes && i < RECOVERY_CODES; i++) {
		struct hash h = hash_of(e->codes[i], strlen(e->codes[i]));
		AUTO_ROWS q = db_run(db, SQL_RECOVERY_ADD);
		bind_text(q, ":user", e->w->id);
		bind_blob(q, ":hash", h.b, sizeof h.b);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

enum err totp_offer(struct ctx *cx, struct account *a, struct db *db, const struct who *w,
		    const char **ret_base32)
{
	const struct user_row *u;
	uint8_t key[TOTP_SECRET];
	TRY(user_by_id(cx, db, w->id, &u));
	if (strcmp(u->totp_state, "on") == 0)
		return fail(cx, ERR_CONFLICT, state_said(u->totp_state));
	random_bytes(key, sizeof key);
	struct enrolling e = { .w = w, .state = "offered", .act = "second-factor-offered" };
	e.sealed = secret_seal(cx, a, "totp", key, sizeof key, &e.nsealed);
	TRY(store_change(cx, a->setup.store, write_enrolling, &e));
	*ret_base32 = totp_base32(key, sizeof key, ctx_alloc(cx, 2 * sizeof key));
	explicit_bzero(key, sizeof key);
	return OK;
}

/* The stored secret, if `code` fits it now. */
static enum err proven(struct ctx *cx, struct account *a, const struct user_row *u,
		       const char *code, int64_t *ret_step)
{
	const uint8_t *key;
	size_t n;
	if (!secret_open(cx, a, "totp", u->totp, u->ntotp, &key, &n))
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	*ret_step = totp_fits(key, n, code, cx->now, u->totp_step);
	if (*ret_step < 0)
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_SECOND_FACTOR_WRONG()), "code");
	return OK;
}

enum err totp_confirm(struct ctx *cx, struct account *a, struct db *db, const struct who *w,
		      const char *code, const char *ret_codes[RECOVERY_CODES])
{
	const struct user_row *u;
	const char *codes[RECOVERY_CODES];
	TRY(user_by_id(cx, db, w->id, &u));
	if (strcmp(u->totp_state, "offered") != 0)
		return fail(cx, ERR_CONFLICT, state_said(u->totp_state));
	struct enrolling e = { .w = w, .state = "on", .act = "second-factor-on",
			       .sealed = u->totp, .nsealed = u->ntotp, .codes = codes };
	TRY(proven(cx, a, u, code, &e.step));
	for (int i = 0; i < RECOVERY_CODES; i++)
		codes[i] = secret_words(cx);
	TRY(store_change(cx, a->setup.store, write_enrolling, &e));
	memcpy(ret_codes, codes, sizeof codes);
	return OK;
}

enum err totp_off(struct ctx *cx, struct account *a, struct db *db, const struct who *w,
		  const char *code)
{
	const struct user_row *u;
	TRY(user_by_id(cx, db, w->id, &u));
	if (strcmp(u->totp_state, "on") != 0)
		return fail(cx, ERR_CONFLICT, state_said(u->totp_state));
	struct enrolling e = { .w = w, .state = "none", .act = "second-factor-off" };
	TRY(proven(cx, a, u, code, &e.step));
	return store_change(cx, a->setup.store, write_enrolling, &e);
}
