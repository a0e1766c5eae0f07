/* place.c - waiting segments of leaves are given their first index, by who leads. From
 * then on the order is a fact of the store. */
#include "record/sequence.h"

enum { PLACE_MOST = 1024, LEAD_KEY = 0x676f6e67 };

struct placing {
	int64_t segment[PLACE_MOST], n[PLACE_MOST];
	int     count;
	int64_t leaves;
};

static enum err waiting(struct ctx *cx, struct db *db, struct placing *p)
{
	AUTO_ROWS q = db_run(db, SQL_RECORD_UNPLACED);
	bind_int(q, ":most", PLACE_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more || p->count == PLACE_MOST)
			return OK;
		p->segment[p->count] = col_int(q, "segment");
		p->n[p->count] = col_int(q, "n");
		p->leaves += p->n[p->count++];
	}
}

enum err record_placed(struct ctx *cx, struct db *db, int64_t *ret_size)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RECORD_HEAD);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	*ret_size = col_int(q, "size");
	return OK;
}

static enum err place_one(struct ctx *cx, struct db *db, int64_t first, int64_t segment,
			  int64_t n)
{
	AUTO_ROWS add = db_run(db, SQL_RECORD_PLACE_ADD);
	bind_int(add, ":first", first);
	bind_int(add, ":segment", segment);
	bind_int(add, ":n", n);
	TRY(rows_post(cx, &add, -1));
	AUTO_ROWS gone = db_run(db, SQL_RECORD_UNPLACED_GONE);
	bind_int(gone, ":segment", segment);
	return rows_post(cx, &gone, 1);
}

static enum err place_all(struct ctx *cx, struct db *db, void *arg)
{
	const struct placing *p = arg;
	int64_t at = 0;
	TRY(record_placed(cx, db, &at));
	AUTO_ROWS grow = db_run(db, SQL_RECORD_HEAD_GROW);
	bind_int(grow, ":was", at);
	bind_int(grow, ":size", at + p->leaves);
	TRY(rows_post(cx, &grow, 1));           /* else another process has placed leaves */
	for (int i = 0; i < p->count; i++) {
		TRY(place_one(cx, db, at, p->segment[i], p->n[i]));
		at += p->n[i];
	}
	return OK;
}

enum err record_waiting(struct ctx *cx, struct record *r, bool *ret_any)
{
	AUTO_ROWS q = db_run(r->reader, SQL_RECORD_UNPLACED);
	bind_int(q, ":most", 1);
	return rows_next(cx, q, ret_any);
}

enum err record_lead(struct ctx *cx, struct record *r)
{
	bool more;
	if (store_kind(r->store) == STORE_SQLITE) {
		r->leads = r->dir_lock >= 0;
		return OK;
	}
	if (r->leads && r->generation == db_generation(r->reader))
		return OK;
	r->leads = false;
	if (r->dir_lock < 0)
		return OK;
	AUTO_ROWS q = db_run(r->reader, SQL_RECORD_LEAD);
	bind_int(q, ":key", LEAD_KEY);
	TRY(rows_next(cx, q, &more));
	r->leads = more && col_int(q, "held") != 0;
	r->generation = db_generation(r->reader);
	return OK;
}

enum err record_place(struct ctx *cx, struct record *r, bool *ret_more)
{
	struct placing *p = ctx_new(cx, struct placing);
	TRY(waiting(cx, r->reader, p));
	if (p->count && r->leads)
		TRY(store_change_queued(cx, r->store, place_all, p));
	*ret_more = p->count == PLACE_MOST || (p->count && !r->leads);
	return OK;
}
