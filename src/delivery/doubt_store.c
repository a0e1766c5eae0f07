/* doubt_store.c - doubts of what was handed over, opened, ended and told. See doubt.h. */
#include "app.h"
#include "cases/cases.h"
#include "delivery/batch.h"
#include "delivery/delivery.h"
#include "delivery/doubt.h"
#include "notice/notice.h"
#include "sys/file.h"
#include <string.h>

#define HELD_MOST 20                    /* ledgers looked at; beyond them it may be held */
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
	bool        held;
};

/* One batch: is the record in it? What can't be told may be. */
static enum err in_batch(struct ctx *cx, const struct store *s, const struct opened *o,
			 const char *batch, const char *columns, bool *ret)
{
	AUTO_BUF bytes = buf_make(LEDGER_MOST);
	*ret = !o->item || !columns || doubt_item_given(columns, o->item);
	if (!*ret || !o->key || !doubt_key_given(columns))
		return OK;
	enum err e = file_get(cx, delivery_ledger_path(cx, s, batch), LEDGER_MOST, &bytes);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	struct ledger l = ledger_make(DELIVERY_ROWS_MOST + 1);
	struct hash row = doubt_row(o->key);
	*ret = !ledger_read(&l, bytes.p, bytes.n) || ledger_has(&l, &row);
	ledger_end(&l);
	return OK;
}

static enum err holds(struct ctx *cx, struct app *app, struct db *reader, struct opened *o)
{
	const char *ids[HELD_MOST + 1], *columns[HELD_MOST + 1];
	size_t n = 0;
	AUTO_ROWS q = db_run(reader, SQL_DELIVERY_HELD);
	bind_text(q, ":case_id", o->case_id);
	bind_int(q, ":limit", HELD_MOST + 1);
	for (bool more; n <= HELD_MOST; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[n] = ctx_text(cx, col_text(cx, q, "id"));
		columns[n] = ctx_text(cx, col_text(cx, q, "columns"));
	}
	o->held = n > HELD_MOST;
	for (size_t i = 0; i < n && !o->held; i++)
		TRY(in_batch(cx, app->store, o, ids[i], columns[i], &o->held));
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
			    .ended_at = col_ms(q, "ended_at") };
	rows_freep(&q);
	q = NULL;
	o.held = strcmp(o.state, "held") == 0;
	if (!o.held)
		TRY(holds(cx, app, reader, &o));
	return store_change(cx, app->store, tell, &o);
}
