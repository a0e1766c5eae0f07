#include "web/idem.h"
#include "app.h"
#include "base/enc.h"
#include "base/hash.h"
#include "store/store.h"
#include "sys/log.h"
#include "web/seal.h"
#include <string.h>

#define KEPT_MS     (24 * 3600 * INT64_C(1000))
#define ANSWER_KEPT (1u << 20)

struct idem { const char *principal, *route, *key, *digest; };

static bool key_plain(const char *s)
{
	size_t n = strlen(s);
	for (size_t i = 0; i < n; i++)
		if (s[i] <= 0x20 || s[i] == 0x7f)
			return false;
	return n >= 1 && n <= 255;
}

static const char *sent(const struct job *j, const char *name)
{
	const char *value = req_header(&j->rq, name);
	return value ? value : "";
}

/* Somebody unknown is told apart by their address, which isn't kept itself. */
static const char *stranger(struct job *j)
{
	const char *text = ctx_print(&j->cx, "idempotency %s", j->rq.peer);
	struct hash tag = hash_keyed(j->rq.app->seal_key, 32, text, strlen(text));
	char hex[HEX_TEXT(HASH_SIZE)];
	return ctx_print(&j->cx, "@%s", hex_text(tag.b, HASH_SIZE, hex));
}

static struct idem *idem_of(struct job *j, const char *key)
{
	struct ctx *cx = &j->cx;
	char hex[HEX_TEXT(HASH_SIZE)];
	struct idem *i = ctx_new(cx, struct idem);
	const char *query = j->path.query ? j->path.query : "";
	struct hash body = hash_of(j->rq.raw, j->rq.nraw);
	if (j->rq.route->flags & ROUTE_TUS)             /* what is asked stands in the head */
		query = ctx_print(cx, "%s\n%s\n%s", query, sent(j, "Upload-Length"),
				  sent(j, "Upload-Metadata"));
	struct hash all = hash_two(query, strlen(query), body.b, HASH_SIZE);
	i->principal = j->rq.who->id ? j->rq.who->id : stranger(j);
	i->route = ctx_print(cx, "%s %s", j->rq.method, j->rq.path);
	i->key = key;
	i->digest = ctx_text(cx, hex_text(all.b, HASH_SIZE, hex));
	return i;
}

static const char *bound(struct ctx *cx, const struct idem *i)
{
	return ctx_print(cx, "%s\n%s\n%s", i->principal, i->route, i->key);
}

static void bind_key(struct rows *q, const struct idem *i)
{
	bind_text(q, ":principal", i->principal);
	bind_text(q, ":route", i->route);
	bind_text(q, ":key", i->key);
}

static enum err replay(struct job *j, const struct idem *i, struct rows *q)
{
	struct ctx *cx = &j->cx;
	const char *text = NULL, *sealed = col_text(cx, q, "answer");
	const char *location = col_text(cx, q, "location");
	int status = (int)col_int(q, "status");
	if (strcmp(col_text(cx, q, "digest"), i->digest) != 0)
		return fail(cx, ERR_CONFLICT, SAY_IDEMPOTENCY_OTHER());
	if (strcmp(col_text(cx, q, "state"), "done") != 0)
		return fail(cx, ERR_CONFLICT, SAY_IDEMPOTENCY_BUSY());
	if (sealed) {
		TRY(seal_open(cx, j->rq.app->seal_key, bound(cx, i), sealed, &text));
		answer_bytes(&j->rq, status, col_text(cx, q, "type"), text, strlen(text));
	} else {
		answer_status(&j->rq, status);
	}
	if (location)
		answer_header(&j->rq, "Location", location);
	return OK;
}

static enum err look(struct job *j, const struct idem *i, bool *ret_found)
{
	struct ctx *cx = &j->cx;
	AUTO_ROWS q = db_run(j->rq.db, SQL_IDEMPOTENCY_GET);
	bind_key(q, i);
	bind_int(q, ":since", cx->now.n - KEPT_MS);
	TRY(rows_next(cx, q, ret_found));
	return *ret_found ? replay(j, i, q) : OK;
}

static enum err reserve(struct ctx *cx, struct db *db, void *arg)
{
	const struct idem *i = arg;
	AUTO_ROWS old = db_run(db, SQL_IDEMPOTENCY_FORGET);
	bind_int(old, ":before", cx->now.n - KEPT_MS);
	TRY(rows_done(cx, old, NULL));
	AUTO_ROWS q = db_run(db, SQL_IDEMPOTENCY_BEGIN);
	bind_key(q, i);
	bind_text(q, ":digest", i->digest);
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_CONFLICT, SAY_IDEMPOTENCY_BUSY());
}

enum err idem_begin(struct job *j, bool *ret_replayed)
{
	const char *key = req_header(&j->rq, "Idempotency-Key");
	*ret_replayed = false;
	if (!key || !route_keeps(j->rq.route) || j->idem)
		return OK;
	if (!key_plain(key))
		return fail_field(&j->cx, fail(&j->cx, ERR_INVALID, SAY_IDEMPOTENCY_KEY_BAD()),
				  "Idempotency-Key");
	struct idem *i = idem_of(j, key);
	TRY(look(j, i, ret_replayed));
	if (*ret_replayed)
		return OK;
	TRY(store_change(&j->cx, j->rq.store, reserve, i));
	j->idem = i;
	return OK;
}

enum err idem_keep(struct ctx *cx, struct db *db, struct job *j)
{
	const struct idem *i = j->idem;
	const struct answer *a = &j->out;
	const char *location = NULL, *sealed = NULL;
	if (a->kind == ANSWER_BUF && a->buf.n <= ANSWER_KEPT)
		sealed = seal_text(cx, j->rq.app->seal_key, bound(cx, i),
				   ctx_textn(cx, a->buf.p, a->buf.n));
	for (size_t k = 0; k < a->nhead; k++)
		if (strcmp(a->head[k].name, "Location") == 0)
			location = a->head[k].value;
	AUTO_ROWS q = db_run(db, SQL_IDEMPOTENCY_END);
	bind_key(q, i);
	bind_int(q, ":status", a->status);
	bind_text(q, ":type", a->type);
	bind_text(q, ":location", location);
	bind_text(q, ":answer", sealed);
	return rows_done(cx, q, NULL);
}

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	return idem_keep(cx, db, arg);
}

static enum err drop(struct ctx *cx, struct db *db, void *arg)
{
	struct job *j = arg;
	AUTO_ROWS q = db_run(db, SQL_IDEMPOTENCY_DROP);
	bind_key(q, j->idem);
	return rows_done(cx, q, NULL);
}

/* Whatever failed may be tried again under its key. One whose effect was kept together
 * with its answer is done, and isn't freed by this (IDEMPOTENCY_DROP). */
void idem_end(struct job *j, enum err e)
{
	if (!j->idem)
		return;
	if (e == OK && j->out.status >= 500)
		e = ERR_INTERNAL;
	struct fault fault = j->cx.fault;
	enum err done = store_change(&j->cx, j->rq.store, e == OK ? keep : drop, j);
	if (done != OK)
		log_fault(&j->cx, done, "keep an idempotent answer");
	j->cx.fault = fault;
	j->idem = NULL;
}
