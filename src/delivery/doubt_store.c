/* doubt_store.c - doubts of what was handed over, opened, ended and told. See doubt.h. */
#include "app.h"
#include "cases/cases.h"
#include "delivery/batch.h"
#include "delivery/delivery.h"
#include "delivery/doubt.h"
#include "notice/notice.h"
#include "sys/file.h"
#include "sys/log.h"
#include <string.h>

#define STEP 16                         /* batches looked at together */
#define LEDGER_MOST ((size_t)DELIVERY_ROWS_MOST * sizeof(struct ledger_row))

/* --- opened and ended ----------------------------------------------------------------- */
enum err delivery_doubt_opened(struct ctx *cx, struct db *db, const char *correction,
			       const char *resource)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_DOUBT_OPEN);
	bind_text(q, ":correction", correction);
	bind_text(q, ":resource", resource);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err doubt_batch_ready(struct ctx *cx, struct db *db, const char *case_id, const char *resource)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_DOUBT_ASK);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":resource", resource);
	return rows_done(cx, q, NULL);
}

enum err delivery_doubt_ended(struct ctx *cx, struct db *db, const char *correction,
			      const char *outcome)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_DOUBT_END);
	bind_text(q, ":correction", correction);
	bind_text(q, ":outcome", outcome);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

/* --- who holds it ---------------------------------------------------------------------- */
struct opened {
	const char *case_id, *correction, *state, *key, *item;
	ms_t        ended_at;
	bool        held, found;        /* it may be; it is, by a ledger */
};

/* Is the record in this batch? Its ledger is looked at; one that can't be read tells nothing,
 * and holds nobody else's notices up. */
static void in_ledger(struct ctx *cx, const struct store *s, struct opened *o, const char *batch)
{
	AUTO_BUF bytes = buf_make(LEDGER_MOST);
	enum err e = file_get(cx, delivery_ledger_path(cx, s, batch), LEDGER_MOST, &bytes);
	struct ledger l = ledger_make(DELIVERY_ROWS_MOST + 1);
	struct hash row = doubt_row(o->key);
	bool told = e == OK && ledger_read(&l, bytes.p, bytes.n);
	if (e != OK && e != ERR_NOT_FOUND)
		log_fault(cx, e, "delivery notices");
	o->found = told && ledger_has(&l, &row);
	o->held = o->held || o->found || !told;
	ledger_end(&l);
}

/* What can't be told may be. */
static void in_batch(struct ctx *cx, const struct store *s, struct opened *o, const char *batch,
		     const char *columns)
{
	if (o->item && columns && !doubt_item_given(columns, o->item))
		return;
	if (o->key && doubt_key_given(columns))
		in_ledger(cx, s, o, batch);
	else
		o->held = true;
}

/* The newest batches below *no; the lowest of them. */
static enum err look(struct ctx *cx, struct app *app, struct db *reader, struct opened *o,
		     int64_t *no, size_t *ret_n)
{
	const char *ids[STEP], *columns[STEP];
	size_t n = 0;
	AUTO_ROWS q = db_run(reader, SQL_DELIVERY_HELD);
	bind_text(q, ":case_id", o->case_id);
	bind_int(q, ":below", *no);
	bind_int(q, ":limit", STEP);
	for (bool more; n < STEP; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[n] = ctx_text(cx, col_text(cx, q, "id"));
		columns[n] = ctx_text(cx, col_text(cx, q, "columns"));
		*no = col_int(q, "no");
	}
	rows_freep(&q);
	q = NULL;
	for (size_t i = 0; i < n && !o->found; i++)
		in_batch(cx, app->store, o, ids[i], columns[i]);
	*ret_n = n;
	return OK;
}

static enum err holds(struct ctx *cx, struct app *app, struct db *reader, struct opened *o)
{
	int64_t no = INT64_MAX;
	for (size_t n = STEP; n == STEP && !o->found;)
		TRY(look(cx, app, reader, o, &no, &n));
	return OK;
}

/* --- told ------------------------------------------------------------------------------ */
/* A number of its own for each, so that the same is said once. */
static int64_t step_of(const char *correction)
{
	struct hash h = hash_of(correction, strlen(correction));
	int64_t n = 0;
	for (int i = 0; i < 7; i++)
		n = n << 8 | h.b[i];
	return n;
}

static enum err tell(struct ctx *cx, struct db *db, void *arg)
{
	const struct opened *o = arg;
	struct case_file c;
	char desk[DESK_TEXT];
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_DOUBT_TOLD);
	bind_text(q, ":case_id", o->case_id);
	bind_text(q, ":correction", o->correction);
	bind_ms(q, ":ended_at", o->ended_at);
	bind_text(q, ":state", o->held ? "held" : "apart");
	bind_int(q, ":found", o->found);
	TRY(rows_one(cx, q, ERR_BUSY, SAY_DELIVERY_BUSY()));
	if (!o->held)
		return OK;
	TRY(case_load(cx, db, o->case_id, &c));
	c.parties.offices = delivery_process.offices;
	desk_of(BY_APPLICANT, &c.parties, desk);
	struct notice_put n = { .desk = desk, .case_id = c.id, .kind = NOTICE_COPY_DOUBTED,
				.step = step_of(o->correction) };
	TRY(notice_put(cx, db, &n));            /* said already: nothing */
	n.kind = NOTICE_COPY_SETTLED;
	return o->ended_at.n ? notice_put(cx, db, &n) : OK;
}

enum err doubt_tell_next(struct ctx *cx, struct app *app, struct db *reader, bool *ret_any)
{
	AUTO_ROWS q = db_run(reader, SQL_DELIVERY_DOUBT_DUE);
	TRY(rows_next(cx, q, ret_any));
	if (!*ret_any)
		return OK;
	struct opened o = { .case_id = ctx_text(cx, col_text(cx, q, "case_id")),
			    .correction = ctx_text(cx, col_text(cx, q, "correction")),
			    .state = ctx_text(cx, col_text(cx, q, "state")),
			    .key = ctx_text(cx, col_text(cx, q, "record_key")),
			    .item = ctx_text(cx, col_text(cx, q, "item")),
			    .ended_at = col_ms(q, "ended_at"),
			    .found = col_int(q, "found") != 0 };
	rows_freep(&q);
	q = NULL;
	o.held = strcmp(o.state, "held") == 0;
	if (!o.held)
		TRY(holds(cx, app, reader, &o));
	return store_change(cx, app->store, tell, &o);
}
