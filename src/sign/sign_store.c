/* sign_store.c - a nonce is good once; the same transaction that records the
 * call remembers it. */
#include "sign/sign.h"
#include "store/store.h"

enum err sign_use_nonce(struct ctx *cx, struct db *db, const char *keyid, const char *nonce,
			int64_t expires, int64_t *ret_changed)
{
	AUTO_ROWS q = db_run(db, SQL_NONCE_USE);
	bind_text(q, ":keyid", keyid);
	bind_text(q, ":nonce", nonce);
	bind_int(q, ":expires", expires);
	return rows_joint(cx, q, ret_changed);
}

enum err sign_replayed(struct ctx *cx)
{
	return fail(cx, ERR_UNSIGNED, SAY_SIGN_REPLAYED());
}

enum err sign_nonce(struct ctx *cx, struct db *db, const char *keyid, const char *nonce,
		    int64_t expires)
{
	int64_t changed;
	TRY(sign_use_nonce(cx, db, keyid, nonce, expires, &changed));
	return changed == 1 ? OK : sign_replayed(cx);
}

enum err sign_forget(struct ctx *cx, struct db *db)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_NONCE_FORGET);
	bind_int(q, ":before", cx->now.n / 1000 - SIGN_WINDOW_S);
	return rows_done(cx, q, &changed);
}
