/* user.h - people: how accounts are made, changed, and lose their rights.
 *
 * The functions that take a `struct db` run inside a store_change() closure and
 * leave their leaf there; `by` is who does it, NULL for the program itself (init,
 * demo). The ones that take a `struct account` work on passwords first, which
 * takes 0.1 s and is no work for a closure. */
#ifndef ACCOUNT_USER_H
#define ACCOUNT_USER_H
#include "account/account.h"

/* A row of user_account, secrets and all: never leaves account/. */
struct user_row {
	const char *id, *name, *title, *kind, *org, *state, *mobile, *contract;
	const char *password, *totp_state;
	const void *totp;
	size_t      ntotp;
	int64_t     password_at, secret_until, seen_at, made_at, revision, totp_step;
	int64_t     sessions_max;
	int         assurance;
	bool        must_change, has_end;
	day_t       ends_on;
};
/* ERR_NOT_FOUND. */
enum err user_by_id(struct ctx *cx, struct db *db, const char *id,
		    const struct user_row **ret_u) MUST_USE;
/* NULL when there is none: signing in must not tell. */
enum err user_by_name(struct ctx *cx, struct db *db, const char *name,
		      const struct user_row **ret_u) MUST_USE;
enum err user_roles(struct ctx *cx, struct db *db, const char *user,
		    uint32_t *ret_roles) MUST_USE;

struct user_new {
	const char *id;                 /* out: filled by user_create */
	const char *name, *title, *org; /* org NULL: a person of the portal */
	const char *password;           /* stored form, secret_hash() */
	const char *mobile, *contract;  /* or NULL */
	bool        must_change, has_end;
	ms_t        secret_until;       /* 0: for good */
	ms_t        password_at;        /* its age counts from then; 0: now */
	day_t       ends_on;
	int         assurance;
	int64_t     sessions_max;       /* 0: the setting */
	uint32_t    roles;              /* given along, by the program itself only */
};
/* ERR_CONFLICT when the name is taken, ERR_INVALID when the organisation isn't
 * there or isn't active. */
enum err user_create(struct ctx *cx, struct db *db, const struct who *by,
		     struct user_new *u) MUST_USE;
/* All roles at once. Refused: clashes, one's own, roles of the other kind of
 * account, taking the last sysadmin or secadmin away. */
/* ERR_CONFLICT where one person may not hold these roles together. */
enum err roles_together(struct ctx *cx, uint32_t roles) MUST_USE;
enum err user_set_roles(struct ctx *cx, struct db *db, const struct who *by,
			const char *user, uint32_t roles) MUST_USE;

struct user_change {
	const char *id;
	bool        has_title, has_org, has_mobile, has_contract, has_ends_on, has_active;
	const char *title, *org, *mobile, *contract;
	bool        ends, active;
	day_t       ends_on;
};
/* Disabling ends sessions and tokens at once. */
enum err user_change(struct ctx *cx, struct db *db, const struct who *by,
		     const struct user_change *c) MUST_USE;
/* A leaver's open work, tokens of systems, and deputyships go to `to`, who is of
 * the same organisation; then the leaver is disabled. */
enum err user_hand_over(struct ctx *cx, struct db *db, const struct who *by,
			const char *from, const char *to) MUST_USE;

/* Stored form of a fresh one-time secret, and the secret to print once. */
enum err user_secret(struct ctx *cx, struct account *a, const char **ret_secret,
		     const char **ret_stored) MUST_USE;
enum { SECRET_HOURS = 24 };
enum err user_reset(struct ctx *cx, struct db *db, const struct who *by, const char *user,
		    const char *stored, bool drop_totp) MUST_USE;
/* Rules, history, then the stored form; the change itself is a closure. */
enum err user_password_ready(struct ctx *cx, struct account *a, struct db *db,
			     const struct user_row *u, const char *typed,
			     const char **ret_stored) MUST_USE;
enum err user_password_set(struct ctx *cx, struct db *db, const struct who *by,
			   const struct user_row *u, const char *stored) MUST_USE;

/* Raise a portal account after looking at the person's paper; the identifier is
 * stored sealed and as a keyed hash, so that nobody claims another's. */
struct identity_check { const char *user, *kind, *identifier, *evidence; int assurance; };
enum err user_verify(struct ctx *cx, struct account *a, struct db *db, const struct who *by,
		     const struct identity_check *c) MUST_USE;
#endif
