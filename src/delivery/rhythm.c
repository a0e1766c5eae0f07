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
enum { REMINDED = 1, TOLD_LATE = 2 };

enum err rhythm_owed(struct ctx *cx, struct db *db, const struct legal *legal,
		     const struct case_file *c)
{
	const struct term_text *next = pack_term(legal_pack(legal), "TABLE_NEXT");
	struct resource r;
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

struct owing { const char *case_id; day_t due; int64_t batches; bool late; };

static enum err tell(struct ctx *cx, struct db *db, void *arg)
{
	const struct owing *o = arg;
	struct case_file c;
	char desk[DESK_TEXT], above[DESK_TEXT];
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_NEXT_TOLD);
	bind_text(q, ":case_id", o->case_id);
	bind_day(q, ":due", o->due);
	bind_int(q, ":told", o->late ? TOLD_LATE : REMINDED);
	TRY(rows_one(cx, q, ERR_BUSY, SAY_DELIVERY_BUSY()));
	TRY(case_load(cx, db, o->case_id, &c));
	bool local = c.facts & DELIVERY_IS_LOCAL;
	desk_of(local ? BY_COUNTY_OPERATOR : BY_CITY_OPERATOR, &c.parties, desk);
	struct notice_put n = { .desk = desk, .case_id = c.id, .step = STEPS + o->batches, .due = o->due,
				.kind = o->late ? NOTICE_LATE : NOTICE_DUE_SOON };
	TRY(notice_put(cx, db, &n));
	if (!o->late)
		return OK;
	desk_of(local ? BY_COUNTY_AUTHORITY : BY_CITY_AUTHORITY, &c.parties, above);
	n.desk = above;
	n.kind = NOTICE_ESCALATED;
	TRY(notice_put(cx, db, &n));
	return record_note(cx, db, &(struct note){ .kind = NOTE_CASE, .act = "late",
		.case_id = c.id, .detail = "TABLE_NEXT" });
}

enum err rhythm_tell_next(struct ctx *cx, struct app *app, struct db *reader, bool *ret_any)
{
	AUTO_ROWS q = db_run(reader, SQL_DELIVERY_NEXT_SOON);
	bind_day(q, ":soon", calendar_due(legal_calendar(app->legal), cx->today, SOON_DAYS).day);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, ret_any));
	if (!*ret_any)
		return OK;
	struct owing o = { .case_id = ctx_text(cx, col_text(cx, q, "case_id")),
			   .due = col_day(q, "next_due"), .batches = col_int(q, "batches") };
	rows_freep(&q);
	q = NULL;
	o.late = o.due.n < cx->today.n;
	return store_change(cx, app->store, tell, &o);
}
