/* ending.c - see ending.h. Each reminder is a change of its own. */
#include "job/ending.h"
#include "cases/legal.h"
#include "core/actor.h"
#include "core/calendar.h"
#include "notice/notice.h"
#include "sys/log.h"
#include <stdio.h>

enum { STEP = 200, FIRST_DAYS = 30, LAST_WORKING_DAYS = 5 };

struct running { const char *case_id, *org; ms_t until; };
struct telling { const struct running *g; enum notice_kind kind; };

static enum err tell(struct ctx *cx, struct db *db, void *arg)
{
	const struct telling *t = arg;
	char desk[DESK_TEXT];
	snprintf(desk, sizeof desk, "steward@%s", t->g->org);
	return notice_put(cx, db, &(struct notice_put){ .desk = desk, .case_id = t->g->case_id,
		.kind = t->kind, .due = day_at((ms_t){ t->g->until.n - 1 }) });
}

/* Those that run out after `from` and by the end of the day `last`. */
static enum err find(struct ctx *cx, struct db *reader, enum notice_kind kind, ms_t from,
		     day_t last, struct running *list, size_t *ret_n)
{
	size_t n = 0;
	AUTO_ROWS q = db_run(reader, SQL_GRANT_ENDING);
	bind_text(q, ":kind", notice_kind_word(kind));
	bind_ms(q, ":since", from);
	bind_ms(q, ":until", day_start((day_t){ last.n + 1 }));
	bind_int(q, ":count", STEP);
	for (bool more; n < STEP;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[n++] = (struct running){ col_text(cx, q, "case_id"), col_text(cx, q, "org"),
					      col_ms(q, "until") };
	}
	*ret_n = n;
	return OK;
}

static enum err tell_span(struct ctx *cx, struct app *app, struct db *reader,
			  enum notice_kind kind, ms_t from, day_t last)
{
	struct running *list = ctx_array(cx, struct running, STEP);
	size_t n;
	TRY(find(cx, reader, kind, from, last, list, &n));
	for (size_t i = 0; i < n; i++) {
		struct telling t = { &list[i], kind };
		enum err bad = store_change(cx, app->store, tell, &t);
		if (bad != OK)
			log_fault(cx, bad, "tell that a grant ends");
	}
	return OK;
}

enum err ending_step(struct ctx *cx, struct app *app, struct db *reader)
{
	const struct calendar *cal = legal_calendar(app->legal);
	day_t soon = calendar_due(cal, cx->today, LAST_WORKING_DAYS).day;
	day_t first = { cx->today.n + FIRST_DAYS };
	TRY(tell_span(cx, app, reader, NOTICE_GRANT_ENDS, cx->now, soon));
	return first.n > soon.n ? tell_span(cx, app, reader, NOTICE_GRANT_ENDING,
					    day_start((day_t){ soon.n + 1 }), first) : OK;
}
