/* copy_http.c - where batches landed: registered, and confirmed as destroyed. */
#include "app.h"
#include "cases/cases.h"
#include "delivery/batch.h"
#include "delivery/counter.h"
#include "delivery/delivery_case.h"
#include "delivery/delivery_http.h"
#include "delivery/delivery_store.h"
#include "delivery_schema.h"
#include "web/req.h"
#include <string.h>

static void bind_case(const struct req *rq, struct rows *q)
{
	bind_text(q, ":case_id", rq->seg[0]);
}

static enum err put_copy(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	bool gone = col_ms(q, "destroyed_at").n != 0;
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_int(j, "batch", col_int(q, "batch"));
	jout_key_text(j, "place", col_text(cx, q, "place"));
	jout_key_bool(j, "in_database", col_int(q, "in_database") != 0);
	jout_key_text(j, "responsible", col_text(cx, q, "responsible"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_bool(j, "destroyed", gone);
	jout_key_day(j, "destroyed_on", col_day(q, "destroyed_on"));
	if (gone)
		jout_key_ms(j, "destroyed_at", col_ms(q, "destroyed_at"));
	jout_key_text(j, "statement", col_text(cx, q, "statement"));
	jout_key_text(j, "destroyed_by", col_text(cx, q, "destroyed_by"));
	jout_close(j);
	return OK;
}

static enum err copy_list(struct ctx *cx, struct req *rq)
{
	static const struct listed copies = { SQL_DELIVERY_COPY_COUNT, SQL_DELIVERY_COPY_LIST, "id",
					      bind_case, put_copy };
	struct case_file c;
	TRY(delivery_known(cx, rq, &c));
	return answer_listed(cx, rq, &copies);
}

struct placing { struct app *app; const struct who *who; struct landing l; struct destruction d; };

static enum err place(struct ctx *cx, struct db *db, void *arg)
{
	const struct placing *p = arg;
	return delivery_copy_place(cx, db, p->who, &p->l);
}

static enum err copy_post(struct ctx *cx, struct req *rq)
{
	const struct delivery_copy_new_in *in = rq->body;
	struct case_file c;
	struct delivery_batch b;
	TRY(delivery_known(cx, rq, &c));
	TRY(delivery_keeps(cx, rq, &c));
	enum err e = delivery_batch_get(cx, rq->db, c.id, in->batch, &b);
	if (e == ERR_NOT_FOUND || (e == OK && strcmp(b.state, "ready") != 0))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_NO_BATCH()), "batch");
	TRY(e);
	if (c.ended)
		return fail(cx, ERR_CONFLICT, SAY_DELIVERY_NOT_FILED());
	struct placing p = { .who = rq->who, .l = { .case_id = c.id, .batch_id = b.id,
			     .place = in->place, .responsible = in->responsible, .batch = b.no } };
	TRY(store_change(cx, rq->store, place, &p));
	return copy_list(cx, rq);
}

static enum err destroyed(struct ctx *cx, struct db *db, void *arg)
{
	const struct placing *p = arg;
	return delivery_gone(cx, db, p->app->legal, p->who, &p->d);
}

static enum err copy_destroyed(struct ctx *cx, struct req *rq)
{
	const struct delivery_destroyed_in *in = rq->body;
	struct case_file c;
	TRY(delivery_known(cx, rq, &c));
	TRY(delivery_keeps(cx, rq, &c));
	struct placing p = { .app = rq->app, .who = rq->who,
			     .d = { .case_id = c.id, .copy = rq->seg[1],
				    .statement = in->statement, .on = in->on } };
	if (in->on.n > cx->today.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_LATER()), "on");
	TRY(store_change(cx, rq->store, destroyed, &p));
	return copy_list(cx, rq);
}

static const char *const pages[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/deliveries/{id}/copies", CAP_CASE_READ, AUDIT_READ, NULL,
  &schema_delivery_copy_list, copy_list, "Where the batches landed, newest first", .query = pages },
{ "POST", "/api/v1/deliveries/{id}/copies", CAP_CASE_READ, AUDIT_WRITE, &schema_delivery_copy_new,
  &schema_delivery_copy_list, copy_post, "Say where a copy is kept and who answers for it", .flags = 0 },
{ "POST", "/api/v1/deliveries/{id}/copies/{copy}/destroyed", CAP_CASE_READ, AUDIT_WRITE,
  &schema_delivery_destroyed, &schema_delivery_copy_list, copy_destroyed,
  "Confirm that a copy was destroyed: when, and how that is known", .flags = 0 },
};
/* clang-format on */
const struct route_list delivery_copy_routes = { rows, sizeof rows / sizeof rows[0], "deliveries" };
