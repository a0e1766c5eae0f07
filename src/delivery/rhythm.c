/* rhythm.c - see rhythm.h. */
#include "delivery/rhythm.h"
#include "app.h"
#include "cases/legal.h"
#include "catalogue/catalogue.h"
#include "completeness/completeness.h"
#include "delivery/delivery.h"
#include "notice/notice.h"
#include "record/record.h"

#define SOON_DAYS 2                     /* working days before, as for a case's term */
#define STEPS     1000000               /* numbers of batches, apart from the case's own steps */
#define OWED      "TABLE_NEXT"          /* the pack's term */

enum err rhythm_owed(struct ctx *cx, struct db *db, const struct legal *legal,
		     const struct case_file *c)
{
	const struct term_text *next = pack_term(legal_pack(legal), OWED);
	struct resource r;
	TRY(case_owes_no_more(cx, db, c->id, OWED));
	TRY(resource_by_id(cx, db, c->resource, &r));
	day_t due = cycle_end(r.update_cycle, cx->today);
	if (due.n && next)
		due = calendar_due(legal_calendar(legal), due, next->days).day;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_NEXT_OWED);
	bind_text(q, ":case_id", c->id);
	bind_day(q, ":due", next ? due : (day_t){ 0 });
	return rows_done(cx, q, NULL);
}

enum err rhythm_off(struct ctx *cx, struct db *db, const char *case_id)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_NEXT_OFF);
	bind_text(q, ":case_id", case_id);
	return rows_done(cx, q, NULL);
}

struct owing { const char *case_id; day_t due; int64_t batches; ms_t last; };

static enum err told(struct ctx *cx, struct db *db, const struct owing *o, bool is_told)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_NEXT_TOLD);
	bind_text(q, ":case_id", o->case_id);
	bind_day(q, ":due", o->due);
	bind_int(q, ":was", !is_told);
	bind_int(q, ":told", is_told);
	return rows_one(cx, q, ERR_BUSY, SAY_DELIVERY_BUSY());
}

/* On the desk of whoever delivers; that it is late is told as of any term. */
static enum err lay(struct ctx *cx, struct db *db, void *arg)
{
	const struct owing *o = arg;
	struct case_file c;
	struct resource r;
	char desk[DESK_TEXT];
	TRY(told(cx, db, o, true));
	TRY(case_load(cx, db, o->case_id, &c));
	TRY(resource_by_id(cx, db, c.resource, &r));
	enum actor by = c.facts & DELIVERY_IS_LOCAL ? BY_COUNTY_OPERATOR : BY_CITY_OPERATOR;
	TRY(case_owes(cx, db, &c, &(struct case_owing){ .by = by, .term = OWED,
		.from = cycle_end(r.update_cycle, day_at(o->last)), .due = o->due,
		.step = STEPS + o->batches }));
	if (o->due.n < cx->today.n)
		return OK;
	desk_of(by, &c.parties, desk);
	return notice_put(cx, db, &(struct notice_put){ .desk = desk, .case_id = c.id,
		.step = STEPS + o->batches, .due = o->due, .kind = NOTICE_DUE_SOON });
}

/* The grant gives nothing just now. */
static enum err take_off(struct ctx *cx, struct db *db, void *arg)
{
	const struct owing *o = arg;
	TRY(told(cx, db, o, false));
	return case_owes_no_more(cx, db, o->case_id, OWED);
}

/* The next that `q` finds, changed so; the question has ended before the change. */
static enum err change_next(struct ctx *cx, struct app *app, struct rows **q,
			    enum err (*change)(struct ctx *, struct db *, void *), bool *ret_any)
{
	struct owing o;
	TRY(rows_next(cx, *q, ret_any));
	if (!*ret_any) {
		rows_freep(q);
		*q = NULL;
		return OK;
	}
	o = (struct owing){ .case_id = ctx_text(cx, col_text(cx, *q, "case_id")),
			    .due = col_day(*q, "next_due"), .batches = col_int(*q, "batches"),
			    .last = col_ms(*q, "last_at") };
	rows_freep(q);
	*q = NULL;
	return store_change(cx, app->store, change, &o);
}

enum err rhythm_tell_next(struct ctx *cx, struct app *app, struct db *reader, bool *ret_any)
{
	AUTO_ROWS soon = db_run(reader, SQL_DELIVERY_NEXT_SOON);
	bind_day(soon, ":soon", calendar_due(legal_calendar(app->legal), cx->today, SOON_DAYS).day);
	TRY(change_next(cx, app, &soon, lay, ret_any));
	if (*ret_any)
		return OK;
	AUTO_ROWS idle = db_run(reader, SQL_DELIVERY_NEXT_IDLE);
	return change_next(cx, app, &idle, take_off, ret_any);
}
