/* evaluate.c - see evaluate.h. */
#include "evaluation/evaluate.h"
#include "cases/cases.h"
#include "cases/paper.h"
#include "evaluation/evaluation.h"
#include "sys/log.h"

#define STEP 50                         /* cases opened in one tick */

day_t evaluation_day(const struct pack *p, const struct calendar *cal, day_t last)
{
	const struct term_text *t = pack_term(p, "EVAL_INTERVAL");
	return t && t->days ? calendar_due(cal, last, t->days).day : (day_t){ 0 };
}

/* The last day from which the interval has run out today; n 0: no interval. */
static day_t looked_before(const struct pack *p, const struct calendar *cal, day_t today)
{
	day_t d = today;
	if (!evaluation_day(p, cal, today).n)
		return (day_t){ 0 };
	int64_t least = 0, most = (int64_t)CALENDAR_DAYS_MAX * 2;       /* days back */
	while (least < most) {
		int64_t mid = (least + most) / 2;
		if (evaluation_day(p, cal, (day_t){ today.n - (int32_t)mid }).n <= today.n)
			most = mid;
		else
			least = mid + 1;
	}
	d.n = today.n - (int32_t)least;
	return d;
}

/* --- the clock --------------------------------------------------------------------- */
struct falling { const char *resource, *dimension; };
struct opening { const struct legal *legal; struct falling due; };

static enum err open_one(struct ctx *cx, struct db *db, void *arg)
{
	const struct opening *o = arg;
	const char *id;
	AUTO_JSON papers = json_pack("{s:s}", "dimension", o->due.dimension);
	PRE(papers != NULL);
	return case_open(cx, db, &(struct case_ask){ .legal = o->legal, .papers = papers,
		.process = evaluation_process.name, .resource = o->due.resource }, &id);
}

static enum err all_due(struct ctx *cx, struct db *db, day_t before, struct falling list[STEP],
			size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_EVALUATION_DUE);
	bind_day(q, ":before", before);
	bind_int(q, ":count", STEP);
	for (*ret_n = 0; *ret_n < STEP; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		list[*ret_n] = (struct falling){ col_text(cx, q, "resource"),
					     col_text(cx, q, "dimension") };
	}
	return OK;
}

static enum err looked_on(struct ctx *cx, struct db *db, day_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_EVALUATION_LOOKED);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_day(q, "day") : (day_t){ 0 };
	return OK;
}

static enum err set_looked(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	db_quiet(db);
	AUTO_ROWS q = db_run(db, SQL_EVALUATION_LOOKED_SET);
	bind_day(q, ":day", cx->today);
	return rows_done(cx, q, NULL);
}

enum err evaluation_step(struct ctx *cx, struct app *app, struct db *reader)
{
	struct falling list[STEP];
	size_t n, failed = 0;
	day_t looked, before;
	TRY(looked_on(cx, reader, &looked));
	if (looked.n >= cx->today.n)
		return OK;
	before = looked_before(legal_pack(app->legal), legal_calendar(app->legal), cx->today);
	if (!before.n || !legal_law(app->legal, evaluation_process.name, NULL))
		return OK;
	TRY(all_due(cx, reader, before, list, &n));
	for (size_t i = 0; i < n; i++) {
		struct opening o = { app->legal, list[i] };
		enum err e = store_change(cx, app->store, open_one, &o);
		failed += e != OK;
		if (e != OK)
			log_fault(cx, e, "open an evaluation");
	}
	return n < STEP || failed == n ? store_change(cx, app->store, set_looked, NULL) : OK;
}
