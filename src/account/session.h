/* session.h - signing in, and the sessions that come of it. */
#ifndef ACCOUNT_SESSION_H
#define ACCOUNT_SESSION_H
#include "account/account.h"

struct sign_in {
	const char *name, *password;
	const char *totp;               /* NULL when not sent; or a recovery code */
	const char *peer, *agent;       /* kept for the person's list of sessions */
	const char *ends;               /* id of a session this one replaces, or NULL */
};
/* A fresh session, whose secret value goes into the cookie. Wrong name and wrong
 * password answer alike and take as long: ERR_UNSIGNED. Too many failures, of
 * the name or from the address: ERR_TOO_MANY. */
enum err session_sign_in(struct ctx *cx, struct account *a, struct db *db,
			 const struct sign_in *in, const char **ret_secret) MUST_USE;
/* Ends one of this person's sessions, in a change of its own. */
enum err session_end(struct ctx *cx, struct account *a, const struct who *w,
		     const char *session) MUST_USE;

/* Second factor (RFC 6238). offer: a secret to show once; confirm: a code proves
 * it, recovery codes come back; off: asks for a code once more. */
enum err totp_offer(struct ctx *cx, struct account *a, struct db *db, const struct who *w,
		    const char **ret_base32) MUST_USE;
enum { RECOVERY_CODES = 10 };
enum err totp_confirm(struct ctx *cx, struct account *a, struct db *db, const struct who *w,
		      const char *code, const char *ret_codes[RECOVERY_CODES]) MUST_USE;
enum err totp_off(struct ctx *cx, struct account *a, struct db *db, const struct who *w,
		  const char *code) MUST_USE;
#endif
