/* batch_http.c - batches asked for and fetched. */
#include "app.h"
#include "cases/cases.h"
#include "delivery/batch.h"
#include "delivery/counter.h"
#include "delivery/decoy.h"
#include "delivery/delivery.h"
#include "delivery/delivery_http.h"
#include "delivery/delivery_store.h"
#include "delivery/maker.h"
#include "delivery_schema.h"
#include "record/record.h"
#include "record/takeout.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* --- JSON ----------------------------------------------------------------------------- */
static void batch_json(struct jout *j, const struct delivery_batch *b)
{
	bool ready = strcmp(b->state, "ready") == 0;
	jout_open(j);
	jout_key_text(j, "id", b->id);
	jout_key_int(j, "no", b->no);
	jout_key_text(j, "kind", delivery_kind_word(b->kind));
	jout_key_text(j, "state", b->state);
	if (b->base)
		jout_key_int(j, "base", b->base);
	if (ready) {
		jout_key_int(j, "version", b->version);
		jout_key_int(j, "rows", b->rows);
		jout_key_int(j, "whole", b->whole);
		if (b->invented)
			jout_key_int(j, "invented", (int64_t)decoys_count(b->invented));
		jout_key_int(j, "bytes", b->bytes);
		jout_key_int(j, "doubted", b->doubted);
		jout_key_ms(j, "ready_at", b->ready_at);
	}
	jout_key_text(j, "sha256", b->hash);
	jout_key_text(j, "mark", b->mark);
	jout_key_text(j, "leaf", b->leaf);
	jout_key_text(j, "fault", b->fault);
	jout_key_text(j, "detail", b->detail);
	jout_key_text(j, "detail_en", b->detail_en);
	jout_key_text(j, "by", b->by_name);
	jout_key_ms(j, "at", b->at);
	jout_close(j);
}

/* --- asking for one ------------------------------------------------------------------- */
struct asking {
	struct app *app;
	const struct who *who;
	const struct case_file *c;
	struct delivery_batch b;
};

static enum err ask(struct ctx *cx, struct db *db, void *arg)
{
	struct asking *a = arg;
	return delivery_batch_ask(cx, db, a->app, a->who, a->c->id, &a->b);
}

static enum err batch_post(struct ctx *cx, struct req *rq)
{
	const struct delivery_batch_new_in *in = rq->body;
	struct case_file c;
	struct asking a = { .app = rq->app, .who = rq->who, .c = &c };
	TRY(delivery_known(cx, rq, &c));
	if (!delivery_delivers(rq->who, &c))
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_OPERATOR_DELIVERS());
	if (strcmp(in->kind, delivery_kind_word(DELIVERY_INCREMENTAL)) == 0)
		a.b.kind = DELIVERY_INCREMENTAL;
	TRY(store_change(cx, rq->store, ask, &a));
	maker_wake(rq->app->maker);
	struct delivery_batch b;
	TRY(delivery_batch_get(cx, rq->db, c.id, a.b.no, &b));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/deliveries/%s/batches/%lld", c.id,
						(long long)b.no));
	batch_json(answer_json(rq, 202), &b);
	return OK;
}

/* --- reading -------------------------------------------------------------------------- */
enum err delivery_batch_no(struct ctx *cx, const char *text, int64_t *ret)
{
	int64_t n = 0;
	for (const char *s = text; *s; s++) {
		if (*s < '0' || *s > '9' || n > 1000000)
			return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY_BATCH());
		n = n * 10 + (*s - '0');
	}
	*ret = n;
	return OK;
}

static enum err batch_of(struct ctx *cx, struct req *rq, const struct case_file *c,
			 struct delivery_batch *ret)
{
	int64_t no;
	TRY(delivery_batch_no(cx, rq->seg[1], &no));
	return delivery_batch_get(cx, rq->db, c->id, no, ret);
}

static enum err batch_get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct delivery_batch b;
	TRY(delivery_known(cx, rq, &c));
	TRY(batch_of(cx, rq, &c, &b));
	batch_json(answer_json(rq, 200), &b);
	return OK;
}

static void bind_case(const struct req *rq, struct rows *q)
{
	bind_text(q, ":case_id", rq->seg[0]);
}

static enum err put_batch(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	struct delivery_batch b;
	(void)rq;
	delivery_batch_row(cx, q, &b);
	batch_json(j, &b);
	return OK;
}

static enum err batch_list(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct page page;
	int64_t seen = 0, total = 0;
	bool more;
	TRY(delivery_known(cx, rq, &c));
	TRY(req_page(cx, rq, &page));
	AUTO_ROWS n = db_run(rq->db, SQL_DELIVERY_BATCH_COUNT);
	bind_case(rq, n);
	TRY(rows_next(cx, n, &more));
	total = more ? col_int(n, "n") : 0;
	AUTO_ROWS q = db_run(rq->db, SQL_DELIVERY_BATCH_LIST);
	bind_case(rq, q);
	if (page.after)
		bind_int(q, ":after", strtoll(page.after, NULL, 10));
	else
		bind_null(q, ":after");
	bind_int(q, ":limit", page.limit + 1);
	struct jout *j = answer_list(rq);
	const char *last = NULL, *next = NULL;
	for (;; seen++) {
		TRY(rows_next(cx, q, &more));
		if (!more || seen == page.limit) {
			next = more ? last : NULL;
			break;
		}
		last = ctx_print(cx, "%lld", (long long)col_int(q, "no"));
		TRY(put_batch(cx, rq, j, q));
	}
	answer_list_end(cx, rq, next, total);
	return OK;
}

/* --- fetching ------------------------------------------------------------------------- */
static enum err fetched(struct ctx *cx, struct db *db, void *arg)
{
	return delivery_fetched(cx, db, arg);
}

/* What may be fetched now, or why not; the change looks once more. */
static enum err may_fetch(struct ctx *cx, struct req *rq, const struct case_file *c,
			  const struct delivery_batch *b)
{
	if (!delivery_receives(rq->who, c))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NOT_RECIPIENT()), "20");
	if (strcmp(b->state, "ready") != 0)
		return fail(cx, ERR_CONFLICT, SAY_DELIVERY_NOT_READY());
	if (strcmp(c->state, "delivering") != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NO_FETCH());
	return delivery_grant_stands(cx, rq->db, b->grant);
}

static enum err file_get_batch(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct delivery_batch b;
	const char *why = NULL;
	TRY(delivery_known(cx, rq, &c));
	TRY(batch_of(cx, rq, &c, &b));
	TRY(may_fetch(cx, rq, &c, &b));
	if (!rq->who->token || req_given(rq, "reason")) /* a program goes by the filing */
		TRY(takeout_reason(cx, rq, &why));
	int fd = open(delivery_batch_path(cx, rq->store, b.id), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_GONE, SAY_DELIVERY_FILE_GONE());
	const char *etag = ctx_print(cx, "\"%s\"", b.hash);
	TRY(answer_etag(cx, rq, etag));
	answer_file(rq, "text/csv; charset=utf-8; header=present", fd, etag);
	answer_header(rq, "Content-Disposition", ctx_print(cx, "attachment; filename=\"%s-%lld.csv\"",
							   c.id, (long long)b.no));
	if (b.doubted)
		answer_header(rq, "Gongshu-Marks", ctx_print(cx, "under_verification; "
			"list=/api/v1/deliveries/%s/batches/%lld/doubts", c.id, (long long)b.no));
	answer_tag(rq, ctx_text(rq->cx, b.grant));
	if (answer_is_head(rq) || answer_is_known(rq, etag))
		return OK;
	struct fetch *f = ctx_new(cx, struct fetch);
	const char *span = req_header(rq, "Range");
	*f = (struct fetch){ .case_id = c.id, .batch_id = b.id, .hash = b.hash, .batch = b.no,
			     .bytes = b.bytes, .resource = c.resource, .grant = b.grant,
			     .span = span ? ctx_print(cx, "%.80s", span) : NULL, .why = why, .who = rq->who,
			     .peer = rq->peer };
	answer_after(rq, fetched, f);
	return OK;
}

static enum err put_fetch(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_int(j, "batch", col_int(q, "batch"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_text(j, "by_kind", col_text(cx, q, "by_kind"));
	jout_key_text(j, "range", col_text(cx, q, "span"));
	jout_key_text(j, "leaf", col_text(cx, q, "leaf"));
	jout_close(j);
	return OK;
}

static enum err fetch_list(struct ctx *cx, struct req *rq)
{
	static const struct listed fetches = { SQL_DELIVERY_FETCH_COUNT, SQL_DELIVERY_FETCH_LIST,
					       "id", bind_case, put_fetch };
	struct case_file c;
	TRY(delivery_known(cx, rq, &c));
	return answer_listed(cx, rq, &fetches);
}

static const char *const pages[] = { "limit", "cursor", NULL };
static const char *const reasoned[] = { "reason", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/deliveries/{id}/batches", CAP_CASE_READ, AUDIT_READ, NULL,
  &schema_delivery_batch_list, batch_list, "The batches of a delivery, newest first", .query = pages },
{ "POST", "/api/v1/deliveries/{id}/batches", CAP_CASE_ACT, AUDIT_WRITE, &schema_delivery_batch_new,
  &schema_delivery_batch, batch_post,
  "Have a batch made; it can be fetched once its state is ready", .flags = 0 },
{ "GET", "/api/v1/deliveries/{id}/batches/{no}", CAP_CASE_READ, AUDIT_READ, NULL,
  &schema_delivery_batch, batch_get, "One batch and its delivery record", .flags = 0 },
{ "GET", "/api/v1/deliveries/{id}/batches/{no}/file", CAP_SIGNED_IN, AUDIT_RELEASE, NULL, NULL,
  file_get_batch, "The rows of a batch, CSV, for who receives them; in ranges too; people give a "
  "reason", .query = reasoned },
{ "GET", "/api/v1/deliveries/{id}/fetches", CAP_CASE_READ, AUDIT_READ, NULL,
  &schema_delivery_fetch_list, fetch_list, "Who fetched which batch, newest first", .query = pages },
};
/* clang-format on */
const struct route_list delivery_batch_routes = { rows, sizeof rows / sizeof rows[0], "deliveries" };
