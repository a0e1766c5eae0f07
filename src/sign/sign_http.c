/* sign_http.c - see sign_http.h. */
#include "sign/sign_http.h"
#include "account/account.h"
#include "app.h"
#include "sign/sign.h"
#include "web/req.h"

#define HEADERS 64
struct gathered { struct ctx *cx; struct sign_header at[HEADERS]; size_t n; };

static bool gather(void *arg, const char *name, const char *value)
{
	struct gathered *g = arg;
	if (g->n == HEADERS)
		return false;
	g->at[g->n++] = (struct sign_header){ name, value };
	return true;
}

static enum sign_algorithm algorithm_of(enum key_algorithm a)
{
	switch (a) {
	case KEY_ED25519:    return SIGN_ED25519;
	case KEY_ECDSA_P256: return SIGN_P256;
	case KEY_SM2:        return SIGN_SM2;
	}
	return SIGN_ED25519;
}

static enum err remember(struct ctx *cx, struct db *db, void *arg)
{
	const struct signature *s = arg;
	TRY(sign_forget(cx, db));
	return sign_nonce(cx, db, s->keyid, s->nonce, s->expires);
}

enum err sign_hook(struct ctx *cx, struct req *rq, const char **ret_key_id)
{
	struct gathered g = { .cx = cx };
	const struct system_key *key;

	if (rq->signature) {            /* the handler runs again: already verified */
		*ret_key_id = rq->signature->keyid;
		return OK;
	}
	req_headers(rq, gather, &g);
	const char *host = req_header(rq, "Host");
	struct sign_request sr = {
		.method = rq->method, .authority = host ? host : "", .target = rq->target,
		.headers = g.at, .nheaders = g.n, .body = rq->raw, .nbody = rq->nraw,
	};
	struct signature *s = ctx_new(cx, struct signature);
	TRY(sign_read(cx, &sr, s));
	TRY(account_key(cx, rq->app->account, rq->db, s->keyid, &key));
	TRY(sign_verify(cx, s, algorithm_of(key->algorithm), key->pem));
	if (rq->route->audit != AUDIT_RELEASE)
		TRY(store_change(cx, rq->store, remember, s));
	rq->signature = s;
	*ret_key_id = s->keyid;
	return OK;
}
