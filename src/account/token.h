/* token.h - bearer tokens and system keys in the store. Inside a store_change()
 * closure; each leaves its leaf. */
#ifndef ACCOUNT_TOKEN_H
#define ACCOUNT_TOKEN_H
#include "account/account.h"
#include "account/key_law.h"

struct token_new {
	const char *id;                 /* out */
	const char *secret;             /* secret_token(cx, TOKEN_PREFIX) */
	const char *user, *org;         /* org NULL for people of the portal */
	const char *name, *scopes;      /* scopes parted by blanks */
	const char *addresses;          /* base/address.h; NULL: from anywhere */
	day_t       expires_on;         /* the last day it works */
};
#define TOKEN_PREFIX "gs_"
enum { TOKEN_DAYS_MOST = 366 };
enum err token_create(struct ctx *cx, struct db *db, const struct who *by,
		      struct token_new *t) MUST_USE;
enum err token_revoke(struct ctx *cx, struct db *db, const struct who *by,
		      const char *id) MUST_USE;

struct key_row {
	const char *id, *org, *region, *name, *algorithm, *pem, *fingerprint, *replaces;
	enum key_state state;
	const char *addresses;          /* NULL: from anywhere */
	const char *asked_by, *decided_by, *reason, *basis, *revoked_by;
	int64_t     made_at, decided_at, revoked_at;
};
const struct key_row *key_read_row(struct ctx *cx, struct rows *q);
enum err key_by_id(struct ctx *cx, struct db *db, const char *id,
		   const struct key_row **ret_key) MUST_USE;
struct key_new {
	const char        *id;          /* out */
	const char        *org, *name, *pem, *replaces, *addresses;
	enum key_algorithm algorithm;
};
/* Asked by the agency's steward; works only after another person agreed. */
enum err key_ask(struct ctx *cx, struct db *db, const struct who *by,
		 struct key_new *k) MUST_USE;
/* What the table allows (key_law.h); ERR_FORBIDDEN, ERR_CONFLICT, or ERR_INCOMPLETE
 * with field "papers.reason". Agreeing to a key that replaces another revokes that
 * one. `by` NULL: the program itself. */
struct key_move { const char *id, *reason, *basis; enum key_act act; };
#define KEY_DELETED "deleted"           /* the reason of whom nobody asked for one */
enum err key_move(struct ctx *cx, struct db *db, const struct who *by,
		  const struct key_move *m) MUST_USE;
#endif
