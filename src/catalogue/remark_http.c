/* remark_http.c - the remarks about an entry, for its agency and its reviewers. */
#include "catalogue/catalogue.h"
#include "catalogue/remark.h"
#include "catalogue/routes.h"
#include "remark_schema.h"
#include "store/store.h"
#include "web/req.h"
#include <string.h>

struct remark_query { const char *resource, *case_id; bool open, waiting; };

static void bind_query(struct rows *q, const struct remark_query *ask)
{
	bind_text(q, ":resource", ask->resource);
	bind_text(q, ":case_id", ask->case_id);
	bind_int(q, ":open", ask->open);
	bind_int(q, ":waiting", ask->waiting);
}

static enum err count(struct ctx *cx, struct db *db, const struct remark_query *ask,
		      int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_REMARK_COUNT);
	bind_query(q, ask);
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n");
	return OK;
}

static void remark_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	ms_t settled = col_ms(q, "settled_at");
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_text(j, "field", col_text(cx, q, "field"));
	jout_key_text(j, "remark", col_text(cx, q, "remark"));
	jout_key_text(j, "said", col_text(cx, q, "said"));
	jout_key_int(j, "version", col_int(q, "version"));
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_text(j, "by_title", col_text(cx, q, "by_title"));
	jout_key_text(j, "by_org", col_text(cx, q, "by_org"));
	jout_key_bool(j, "open", settled.n == 0);
	jout_key_text(j, "answer", col_text(cx, q, "answer"));
	jout_key_text(j, "became", col_text(cx, q, "became"));
	jout_key_ms(j, "handed_in", col_ms(q, "handed_in"));
	jout_key_ms(j, "settled_at", settled);
	jout_key_text(j, "settled_by", col_text(cx, q, "settled_by"));
	jout_close(j);
}

enum err resource_remarks(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct page page;
	int64_t total, n = 0;
	const char *last = NULL;
	struct remark_query ask = { .case_id = req_query(rq, "case") };
	bool more;
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	TRY(req_page(cx, rq, &page));
	TRY(req_query_flag(cx, rq, "open", &ask.open));
	TRY(req_query_flag(cx, rq, "waiting", &ask.waiting));
	bool insider = who_can(rq->who, CAP_CATALOGUE_REVIEW) ||
		       (rq->who->org && strcmp(rq->who->org, r.org) == 0);
	if (!insider)
		return fail(cx, ERR_FORBIDDEN, SAY_RESOURCE_NOT_YOURS());
	ask.resource = r.id;
	TRY(count(cx, rq->db, &ask, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_REMARK_LIST);
	bind_query(q, &ask);
	bind_text(q, ":after", page.after);
	bind_int(q, ":count", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "id");
		remark_json(cx, j, q);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

/* --- answering ------------------------------------------------------------------ */
struct answering { const struct who *who; const char *resource, *id, *answer; };

static enum err answer_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct answering *a = arg;
	struct resource r;
	TRY(resource_working(cx, db, a->resource, &r));
	return remark_answer(cx, db, &r, a->id, a->answer, a->who);
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *resource, const char *id)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_REMARK_ONE);
	bind_text(q, ":resource", resource);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_REMARK_UNKNOWN());
	remark_json(cx, answer_json(rq, 200), q);
	return OK;
}

enum err resource_remark_put(struct ctx *cx, struct req *rq)
{
	const struct remark_answer_in *in = rq->body;
	struct resource r;
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	struct answering a = { rq->who, r.id, rq->seg[1], in->answer };
	TRY(store_change(cx, rq->store, answer_change, &a));
	return answer_one(cx, rq, r.id, rq->seg[1]);
}
