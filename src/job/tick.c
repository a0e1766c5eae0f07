/* tick.c - what time brings about; see job.h. Each case is a change of its own, and each
 * step its own (steps.h), so that one that fails holds nobody up. */
#include "cases/cases.h"
#include "correction/report.h"
#include "duplicate/finder.h"
#include "evaluation/evaluate.h"
#include "job/carry.h"
#include "job/ending.h"
#include "job/job.h"
#include "job/steps.h"
#include "notice/notice.h"
#include "record/record.h"
#include "reform/reform.h"
#include "release/release_step.h"
#include "sys/log.h"
#include "usage/usage_step.h"
#include "warning/warning_step.h"
#include <string.h>

#define STEP 200                       /* cases looked at in one go */

struct owed {                          /* a case with a day to keep */
	const char     *id, *owes;
	day_t           due;
	int64_t         step;
	struct parties  parties;
};

/* --- the calendar ------------------------------------------------------------------- */
struct recounting { const struct legal *legal; int64_t changed; };

static enum err recount(struct ctx *cx, struct db *db, void *arg)
{
	struct recounting *r = arg;
	return case_recount(cx, db, r->legal, &r->changed);
}

static enum err calendar_step(struct ctx *cx, struct app *app, struct db *reader)
{
	struct recounting r = { .legal = app->legal };
	bool any;
	TRY(legal_refresh(cx, app->legal, reader, &any));
	return any ? store_change(cx, app->store, recount, &r) : OK;
}

/* --- after an upgrade ----------------------------------------------------------------- */
static enum err redesk(struct ctx *cx, struct db *db, void *arg)
{
	return case_redesk(cx, db, arg);
}

static enum err desks_step(struct ctx *cx, struct app *app, struct db *reader)
{
	bool due;
	TRY(case_redesk_due(cx, reader, &due));
	return due ? store_change(cx, app->store, redesk, app->legal) : OK;
}

/* --- agreed ends ---------------------------------------------------------------------- */
struct ending { const struct legal *legal; const char *id; };

static enum err end_it(struct ctx *cx, struct db *db, void *arg)
{
	const struct ending *e = arg;
	return case_expire(cx, db, e->legal, e->id);
}

static enum err ends_step(struct ctx *cx, struct app *app, struct db *reader)
{
	const char *ids[STEP];
	size_t n = 0;
	AUTO_ROWS q = db_run(reader, SQL_JOB_ENDS);
	bind_day(q, ":today", cx->today);
	bind_int(q, ":count", STEP);
	for (bool more; n < STEP;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[n++] = col_text(cx, q, "id");
	}
	rows_freep(&q);
	q = NULL;
	for (size_t i = 0; i < n; i++) {
		struct ending e = { app->legal, ids[i] };
		enum err bad = store_change(cx, app->store, end_it, &e);
		if (bad != OK)
			log_fault(cx, bad, "end a case");
	}
	return OK;
}

/* --- reminders ------------------------------------------------------------------------- */
/* Cases due in [from, to] whose debtor has not been told this yet. */
static enum err to_tell(struct ctx *cx, struct db *reader, enum notice_kind kind, day_t from,
			day_t to, struct owed *list, size_t *ret_n)
{
	size_t n = 0;
	AUTO_ROWS q = db_run(reader, SQL_JOB_TO_TELL);
	bind_text(q, ":kind", notice_kind_word(kind));
	bind_day(q, ":since", from);
	bind_day(q, ":until", to);
	bind_int(q, ":count", STEP);
	for (bool more; n < STEP;) {
		struct case_file c;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		case_row_brief(cx, q, &c);
		list[n++] = (struct owed){ c.id, c.owes, c.due, c.revision, c.parties };
	}
	*ret_n = n;
	return OK;
}

/* The authority above a debtor: its county's, or the city's. */
static void above(enum actor owes, const struct parties *p, char desk[DESK_TEXT])
{
	bool county = owes == BY_COUNTY_OPERATOR ||
		      (owes == BY_APPLICANT && county_level(&p->applicant)) ||
		      (owes == BY_PROVIDER && county_level(&p->provider));
	if (owes == BY_CITY_AUTHORITY)         /* nobody of ours stands above it */
		desk[0] = '\0';
	else
		desk_of(county ? BY_COUNTY_AUTHORITY : BY_CITY_AUTHORITY, p, desk);
}

struct telling { const struct owed *o; enum notice_kind kind; };

static enum err tell_one(struct ctx *cx, struct db *db, void *arg)
{
	const struct telling *t = arg;
	const struct owed *o = t->o;
	char desk[DESK_TEXT], higher[DESK_TEXT];
	enum actor owes;
	struct notice_put put = { .desk = desk, .case_id = o->id, .kind = t->kind,
				  .step = o->step, .due = o->due };

	if (!actor_read(o->owes, &owes))
		return OK;
	desk_of(owes, &o->parties, desk);
	TRY(notice_put(cx, db, &put));
	if (t->kind != NOTICE_LATE)
		return OK;
	above(owes, &o->parties, higher);
	put.desk = higher;
	put.kind = NOTICE_ESCALATED;
	TRY(notice_put(cx, db, &put));
	return record_note(cx, db, &(struct note){ .kind = NOTE_CASE, .act = "late",
		.case_id = o->id, .detail = o->owes });
}

static enum err tell_step(struct ctx *cx, struct app *app, struct db *reader,
			  enum notice_kind kind, day_t from, day_t to)
{
	struct owed *list = ctx_array(cx, struct owed, STEP);
	size_t n;
	TRY(to_tell(cx, reader, kind, from, to, list, &n));
	for (size_t i = 0; i < n; i++) {
		struct telling t = { &list[i], kind };
		enum err bad = store_change(cx, app->store, tell_one, &t);
		if (bad != OK)
			log_fault(cx, bad, "remind of a case");
	}
	return OK;
}

/* Who owes something within the pack's days, or is late, is told once. */
static enum err late_step(struct ctx *cx, struct app *app, struct db *reader)
{
	return tell_step(cx, app, reader, NOTICE_LATE, (day_t){ 1 }, (day_t){ cx->today.n - 1 });
}

static day_t reminded(const struct ctx *cx, const struct app *app, int which)
{
	int days = legal_pack(app->legal)->remind[which];
	return calendar_due(legal_calendar(app->legal), cx->today, days).day;
}

static enum err next_step(struct ctx *cx, struct app *app, struct db *reader)
{
	return tell_step(cx, app, reader, NOTICE_DUE_NEXT, cx->today, reminded(cx, app, 1));
}

static enum err soon_step(struct ctx *cx, struct app *app, struct db *reader)
{
	day_t later = { reminded(cx, app, 1).n + 1 };
	return tell_step(cx, app, reader, NOTICE_DUE_SOON, later, reminded(cx, app, 0));
}

/* clang-format off */
static const struct job_step steps[] = {
	{ "take in the calendar",         calendar_step },
	{ "put cases on desks",           desks_step },
	{ "end cases",                    ends_step },
	{ "tell who is late",             late_step },
	{ "remind of what is due next",   next_step },
	{ "remind of what is due soon",   soon_step },
	{ "tell of grants that run out",  ending_step },
	{ "send notices",                 outbox_step },
	{ "forget where reports came from", report_step },
	{ "carry out reforms",     reform_step },
	{ "open evaluations",             evaluation_step },
	{ "find duplicates",              finder_step },
	{ "release the catalogue",        release_step },
	{ "count use",                    usage_step },
	{ "warn of unusual use",          warning_step },
};
/* clang-format on */

void job_tick(struct ctx *cx, struct app *app, struct db *reader)
{
	job_steps(cx, app, reader, steps, sizeof steps / sizeof steps[0]);
}
