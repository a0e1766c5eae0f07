/* doubt_http.c - what is under verification of rows handed over, for who holds them. */
#include "app.h"
#include "cases/cases.h"
#include "cases/paper.h"
#include "correction/correction.h"
#include "dataapi/mark.h"
#include "delivery/batch.h"
#include "delivery/counter.h"
#include "delivery/delivery.h"
#include "delivery/delivery_http.h"
#include "delivery/doubt.h"
#include "delivery_schema.h"
#include "web/req.h"
#include <string.h>

/* Keys of records are rows: who isn't given those learns how many, at the batch. */
static enum err for_recipient(struct ctx *cx, struct req *rq, struct case_file *ret)
{
	TRY(delivery_known(cx, rq, ret));
	return delivery_receives(rq->who, ret) ? OK
		: fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NOT_RECIPIENT()), "20");
}

/* Rows are given while a delivery runs: later which they were isn't told any more. */
static bool delivery_runs(const struct case_file *c)
{
	return strcmp(c->state, "filed") == 0 || strcmp(c->state, "delivering") == 0;
}

static enum err without_keys(struct ctx *cx, const char **doubts)
{
	AUTO_JSON all = json_loads(*doubts, 0, NULL);
	for (size_t i = 0; i < json_array_size(all); i++)
		json_object_set_new(json_array_get(all, i), "key", json_null());
	return json_text(cx, all, doubts);
}

/* --- what items are called --------------------------------------------------------------- */
/* A doubt names it: among its items, or in its key. */
static bool doubted_in(const json_t *doubts, const char *code)
{
	for (size_t i = 0; i < json_array_size(doubts); i++) {
		const json_t *d = json_array_get(doubts, i), *items = json_object_get(d, "items");
		if (json_object_get(json_object_get(d, "key"), code))
			return true;
		for (size_t k = 0; k < json_array_size(items); k++)
			if (strcmp(json_string_value(json_array_get(items, k)), code) == 0)
				return true;
	}
	return false;
}

/* {"permit_no":"许可证编号"}: of the key and `item`; with `doubts`, of what they name. */
static enum err put_names(struct ctx *cx, struct req *rq, struct jout *j, const char *item,
			  const json_t *doubts)
{
	AUTO_ROWS q = db_run(rq->db, SQL_DELIVERY_DOUBT_NAMES);
	bind_text(q, ":case_id", rq->seg[0]);
	bind_text(q, ":item", item);
	bind_int(q, ":all", doubts != NULL);
	jout_key(j, "names");
	jout_open(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		const char *code = col_text(cx, q, "code");
		if (!doubts || doubted_in(doubts, code))
			jout_key_text(j, code, col_text(cx, q, "name"));
	}
	jout_close(j);
	return OK;
}

/* --- as a batch was made --------------------------------------------------------------- */
static enum err of_batch(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct delivery_batch b;
	int64_t no;
	bool more;
	TRY(for_recipient(cx, rq, &c));
	TRY(delivery_batch_no(cx, rq->seg[1], &no));
	TRY(delivery_batch_get(cx, rq->db, c.id, no, &b));
	AUTO_ROWS q = db_run(rq->db, SQL_DELIVERY_BATCH_DOUBTS);
	bind_text(q, ":id", b.id);
	TRY(rows_next(cx, q, &more));
	const char *doubts = more ? col_text(cx, q, "doubts") : NULL;
	if (doubts && !delivery_runs(&c))
		TRY(without_keys(cx, &doubts));
	AUTO_JSON named = json_loads(doubts ? doubts : "[]", 0, NULL);
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "no", b.no);
	jout_key_text(j, "sha256", b.hash);
	jout_key_text(j, "note", said_words(cx, SAY_DATA_UNDER_VERIFICATION(), SAID_ZH));
	jout_key_raw(j, "items", doubts ? doubts : "[]");
	TRY(put_names(cx, rq, j, NULL, named));
	jout_close(j);
	return OK;
}

/* --- as it is now ---------------------------------------------------------------------- */
static void bind_case(const struct req *rq, struct rows *q)
{
	bind_text(q, ":case_id", rq->seg[0]);
}

static enum err put_doubt(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	const char *columns = col_text(cx, q, "columns"), *key = col_text(cx, q, "record_key");
	const char *item = col_text(cx, q, "item");
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_text(j, "of", key ? "record" : "all");
	jout_key(j, "key");
	if (key && col_int(q, "shown") && doubt_key_given(columns))
		doubt_key_json(j, columns, key);
	else
		jout_null(j);
	jout_key_text(j, "item", item);
	TRY(put_names(cx, rq, j, item, NULL));
	jout_key_ms(j, "opened_at", col_ms(q, "opened_at"));
	if (col_ms(q, "ended_at").n)
		jout_key_ms(j, "ended_at", col_ms(q, "ended_at"));
	else {
		jout_key_text(j, "mark", "under_verification");
		jout_key_text(j, "note", said_words(cx, SAY_DATA_UNDER_VERIFICATION(), SAID_ZH));
	}
	jout_key_text(j, "outcome", col_text(cx, q, "outcome"));
	jout_close(j);
	return OK;
}

static enum err of_delivery(struct ctx *cx, struct req *rq)
{
	static const struct listed doubts = { SQL_DELIVERY_DOUBT_COUNT, SQL_DELIVERY_DOUBT_LIST, "id",
					      bind_case, put_doubt };
	struct case_file c;
	TRY(for_recipient(cx, rq, &c));
	return answer_listed(cx, rq, &doubts);
}

static const char *const pages[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/deliveries/{id}/batches/{no}/doubts", CAP_SIGNED_IN, AUDIT_READ, NULL,
  &schema_delivery_batch_doubts, of_batch,
  "What of a batch was under verification as it was made, for who receives it", .flags = 0 },
{ "GET", "/api/v1/deliveries/{id}/doubts", CAP_SIGNED_IN, AUDIT_READ, NULL,
  &schema_delivery_doubt_list, of_delivery,
  "What of the copies handed over was put under verification since, and how that ended, newest "
  "first", .query = pages },
};
/* clang-format on */
const struct route_list delivery_doubt_routes = { rows, sizeof rows / sizeof rows[0], "deliveries" };
