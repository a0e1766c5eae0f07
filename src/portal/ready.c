/* ready.c - see ready.h. */
#include "portal/ready.h"
#include "app.h"
#include "base/keep.h"
#include "portal/taking.h"
#include "sys/clock.h"
#include <string.h>

#define SHELF_BYTES (16u << 20)
#define RECENT_US   (250 * INT64_C(1000))       /* others' changes: seen by then */
#define TICK_MS     (60 * INT64_C(1000))
#define TARGET_MOST 500

struct portal *portal_open(struct app *app)
{
	struct portal *p = keep_new(struct portal);
	p->shelf = shelf_open(SHELF_BYTES);
	p->taking = taking_open(app->store);
	return p;
}

void portal_close(struct portal *p)
{
	if (!p)
		return;
	taking_close(p->taking);
	shelf_close(p->shelf);
	keep_end(p);
}

/* A page holds absolute links, so it is of the site they lead to. Parts of files
 * and conditions on ETags are made out by the door from the answer itself. */
static const char *key_of(struct ctx *cx, const struct req *rq, enum keep_as as)
{
	bool plain = !req_header(rq, "Range") && !req_header(rq, "If-Match");
	if (!plain || strlen(rq->target) > TARGET_MOST)
		return NULL;
	return ctx_print(cx, "%c%s\n%s", as == KEEP_GZIP ? 'z' : 'p', rq->target,
			 req_site(cx, rq));
}

/* Before reading: what is read after it may be newer, never older. */
static enum err look(struct ctx *cx, struct req *rq, struct looked when, struct stamp *ret)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_PORTAL_STAMP);
	TRY(rows_next(cx, q, &more));
	*ret = (struct stamp){ { col_int(q, "change"), col_int(q, "accounts"), when.tick } };
	shelf_looked(rq->app->portal->shelf, when, *ret);
	return OK;
}

enum err ready_find(struct ctx *cx, struct req *rq, struct ready *ret)
{
	struct app *app = rq->app;
	struct shelf *shelf = app->portal->shelf;
	struct looked now = { store_epoch(app->store), clock_steady_us(), cx->now.n / TICK_MS };
	int64_t recent = store_kind(app->store) == STORE_SQLITE ? 0 : RECENT_US;
	*ret = (struct ready){ .as = keep_wanted(rq) };
	ret->key = key_of(cx, rq, ret->as);
	if (ret->key && rq->quick && shelf_sure(shelf, now, recent))
		ret->kept = shelf_get(shelf, ret->key);
	if (rq->quick) {
		if (!ret->kept)
			req_defer(rq);
		return OK;
	}
	TRY(look(cx, rq, now, &ret->stamp));
	if (ret->key)
		ret->kept = shelf_get(shelf, ret->key);
	return OK;
}

void ready_keep(struct req *rq, const struct ready *r, uint64_t label)
{
	struct kept *k = r->key ? answer_keep(rq, r->as) : NULL;
	if (!k)
		return;
	kept_label(k, label);
	shelf_put(rq->app->portal->shelf, r->stamp, r->key, k);
	answer_kept(rq, k);
}

enum err portal_ready(struct ctx *cx, struct req *rq, ready_make *make)
{
	struct ready r;
	TRY(ready_find(cx, rq, &r));
	if (r.kept) {
		answer_kept(rq, r.kept);
		return OK;
	}
	if (rq->quick)
		return OK;
	TRY(make(cx, rq));
	ready_keep(rq, &r, 0);
	return OK;
}
