#include "hooks.h"
#include "account/account.h"
#include "app.h"
#include "grant/grants.h"
#include "portal/standing.h"
#include "sys/clock.h"
#include "record/record.h"
#include "sign/sign.h"
#include "store/store.h"
#include "sys/log.h"
#include "web/req.h"
#include <string.h>

static enum err who(struct ctx *cx, struct app *app, struct db *db,
		    const struct credentials *c, const struct who **ret_who)
{
	return account_who(cx, app->account, db, c, ret_who);
}

/* --- signed requests (RFC 9421) ------------------------------------------------ */

#define SIGNED_HEADERS 101
struct gathered { struct sign_header at[SIGNED_HEADERS]; size_t n; };

static bool gather(void *arg, const char *name, const char *value)
{
	struct gathered *g = arg;
	if (g->n < SIGNED_HEADERS)
		g->at[g->n++] = (struct sign_header){ name, value };
	return true;
}

static enum err keep_nonce(struct ctx *cx, struct db *db, void *arg)
{
	const struct signature *s = arg;
	TRY(sign_forget(cx, db));
	return sign_nonce(cx, db, s->keyid, s->nonce, s->expires);
}

static enum sign_algorithm algorithm_of(enum key_algorithm a)
{
	switch (a) {
	case KEY_ED25519:    return SIGN_ED25519;
	case KEY_ECDSA_P256: return SIGN_P256;
	case KEY_SM2:        break;
	}
	return SIGN_SM2;
}

/* The nonce of a release is kept in the release's own transaction; of all other
 * calls here, before anything is done. */
static enum err signature(struct ctx *cx, struct req *rq, const char **ret_key_id)
{
	struct gathered g = { .n = 0 };
	const struct system_key *key = NULL;
	if (rq->signature) {            /* the handler runs again: verified already */
		*ret_key_id = rq->signature->keyid;
		return OK;
	}
	struct signature *s = ctx_new(cx, struct signature);
	req_headers(rq, gather, &g);
	struct sign_request signed_rq = {
		.method = rq->method, .authority = req_header(rq, "Host"),
		.target = rq->target, .headers = g.at, .nheaders = g.n,
		.body = rq->raw, .nbody = rq->nraw,
	};
	TRY(sign_read(cx, &signed_rq, s));
	TRY(account_key(cx, rq->app->account, rq->db, s->keyid, &key));
	TRY(sign_verify(cx, s, algorithm_of(key->algorithm), key->pem));
	if (rq->route->audit != AUDIT_RELEASE)
		TRY(store_change(cx, rq->store, keep_nonce, s));
	rq->signature = s;
	*ret_key_id = s->keyid;
	return OK;
}

/* --- refusals --------------------------------------------------------------------- */

/* A refusal may be told on the store's own thread (a quota that ran out inside a
 * release), which can't wait for itself; so the leaf follows in an arena of its
 * own, in which the refusal itself lives. */
struct refusal { struct ctx cx; struct note note; };

static enum err note_refusal(struct ctx *cx, struct db *db, void *arg)
{
	struct refusal *r = arg;
	db_quiet(db);
	return record_note(cx, db, &r->note);
}

static void refusal_noted(struct ctx *cx, void *arg, enum err e)
{
	if (e != OK)
		log_fault(cx, e, "note a refusal");
	struct ctx own = ((struct refusal *)arg)->cx;
	ctx_end(&own);
}

static const char *named(const char *id)
{
	return *id ? id : NULL;
}

static void refused(struct ctx *cx, struct req *rq, enum err e)
{
	if (rq->who->kind == WHO_NOBODY)
		return;
	struct ctx begun;
	ctx_init(&begun, cx->now, 0);
	struct refusal *r = ctx_new(&begun, struct refusal);
	struct ctx *own = &r->cx;
	*own = begun;
	r->note = (struct note){
		.kind = NOTE_REFUSAL, .outcome = "refused", .act = err_name(e),
		.org = ctx_text(own, rq->who->org), .principal = ctx_text(own, rq->who->id),
		.object = ctx_text(own, rq->who->token),
		.resource = ctx_text(own, named(rq->about.resource)),
		.grant = ctx_text(own, named(rq->about.grant)), .peer = ctx_text(own, rq->peer),
		.detail = ctx_print(own, "%s %s: %s", rq->method, rq->path,
				    said_code(cx->fault.said.id)),
	};
	store_change_later(own, rq->store, note_refusal, refusal_noted, r);
}

static bool csrf_ok(struct app *app, const struct who *w, const char *sent)
{
	return account_csrf_ok(app->account, w, sent);
}

/* A grant by which a stream is being sent, or an entry whose file is. */
static bool stands(struct app *app, struct db *db, const char *tag)
{
	AUTO_CTX cx;
	struct grant_now now;
	(void)app;
	ctx_init(&cx, clock_now(), 0);
	if (strncmp(tag, PORTAL_TAG, strlen(PORTAL_TAG)) == 0)
		return portal_stands(&cx, db, tag);
	return grant_used(&cx, db, tag, &now) == OK && now.open &&
	       (!now.until.n || cx.now.n < now.until.n);
}

const struct web_hooks server_hooks = {
	.who = who, .csrf_ok = csrf_ok, .signature = signature, .refused = refused,
	.stands = stands,
};
