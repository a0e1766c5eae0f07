/* usage_step.c - see usage_step.h. Sums and mark move in one change, and only from
 * where the mark stood: of two servers that count the same leaves one is refused. */
#include "record/record.h"
#include "sys/clock.h"
#include "sys/settings.h"
#include "usage/usage_step.h"

enum { SEGMENTS = 256, SUMS_MOST = 512, FROMS_MOST = 512, STEP_US = 400000,
       SKETCH_DAYS = 2, ADDRESS_DAYS = 400, DAY_MS = 86400000 };

struct pass { struct usage_tally tally; int64_t was, at, n; };

static enum err mark(struct ctx *cx, struct db *db, int64_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_USAGE_MARK);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, "at") : 0;
	return OK;
}

static void count(void *arg, int64_t index, const struct leaf_facts *f,
		  const struct leaf_secret *s)
{
	struct pass *p = arg;
	p->n++;
	usage_count(&p->tally, index, f, s);
}

/* --- written ----------------------------------------------------------------------- */
/* What other passes saw of the day's persons; an old day's sketch is gone, and the
 * greater of two estimates is all that can be said. */
static enum err join(struct ctx *cx, struct db *db, struct usage_sum *s)
{
	bool more;
	size_t n;
	AUTO_ROWS q = db_run(db, SQL_USAGE_SKETCH);
	bind_day(q, ":day", s->day);
	bind_text(q, ":org", s->org);
	bind_text(q, ":resource", s->resource);
	bind_text(q, ":grant_id", s->grant);
	TRY(rows_next(cx, q, &more));
	const void *was = more ? col_peek(q, "sketch", &n) : NULL;
	if (was && n == SKETCH_BYTES)
		sketch_join(s->sketch, was);
	return OK;
}

static enum err add(struct ctx *cx, struct db *db, const struct usage_sum *s, int64_t at)
{
	AUTO_ROWS q = db_run(db, SQL_USAGE_ADD);
	bind_day(q, ":day", s->day);
	bind_text(q, ":org", s->org);
	bind_text(q, ":resource", s->resource);
	bind_text(q, ":grant_id", s->grant);
	bind_int(q, ":calls", s->calls);
	bind_int(q, ":rows_out", s->rows);
	bind_int(q, ":bytes_out", s->bytes);
	bind_int(q, ":claims", s->claims);
	bind_int(q, ":grouped", s->groups);
	bind_int(q, ":empty", s->empty);
	bind_int(q, ":refused", s->refused);
	bind_int(q, ":copies", s->copies);
	bind_int(q, ":copied", s->copied);
	bind_int(q, ":hours", s->hours);
	bind_int(q, ":persons", s->persons ? sketch_count(s->sketch) : 0);
	if (s->persons)
		bind_blob(q, ":sketch", s->sketch, SKETCH_BYTES);
	else
		bind_null(q, ":sketch");
	bind_int(q, ":seen", at);
	bind_int(q, ":delivered", s->delivered);
	return rows_done(cx, q, NULL);
}

static enum err add_from(struct ctx *cx, struct db *db, const struct usage_from *u)
{
	AUTO_ROWS q = db_run(db, SQL_USAGE_FROM);
	bind_text(q, ":key_id", u->key);
	bind_text(q, ":address", u->address);
	bind_text(q, ":org", u->org);
	bind_ms(q, ":first_at", u->first);
	bind_ms(q, ":last_at", u->last);
	return rows_done(cx, q, NULL);
}

static enum err add_watched(struct ctx *cx, struct db *db, const struct usage_watched *w)
{
	AUTO_ROWS q = db_run(db, SQL_MONITORED_ADD);
	bind_int(q, ":leaf", w->leaf);
	bind_text(q, ":kind", monitored_word(w->kind));
	bind_ms(q, ":at", w->at);
	bind_text(q, ":org", w->org);
	bind_text(q, ":resource", w->resource);
	return rows_done(cx, q, NULL);
}

static enum err write_pass(struct ctx *cx, struct db *db, void *arg)
{
	struct pass *p = arg;
	int64_t changed;
	db_quiet(db);
	AUTO_ROWS q = db_run(db, SQL_USAGE_MARK_MOVE);
	bind_int(q, ":was", p->was);
	bind_int(q, ":at", p->at);
	TRY(rows_done(cx, q, &changed));
	if (changed != 1)               /* another server counted them */
		return OK;
	for (struct usage_sum *s = p->tally.sums; s; s = s->next) {
		if (s->persons)
			TRY(join(cx, db, s));
		TRY(add(cx, db, s, p->at));
	}
	for (struct usage_from *u = p->tally.froms; u; u = u->next)
		TRY(add_from(cx, db, u));
	for (struct usage_watched *w = p->tally.watched; w; w = w->next)
		TRY(add_watched(cx, db, w));
	return OK;
}

/* Sketches of days that are over, addresses nobody came from for long. */
enum err usage_forget_old(struct ctx *cx, struct db *db, void *from)
{
	db_quiet(db);
	AUTO_ROWS q = db_run(db, SQL_USAGE_SKETCH_DROP);
	bind_day(q, ":from", from ? *(const day_t *)from : (day_t){ cx->today.n - 4 * SKETCH_DAYS });
	bind_day(q, ":before", (day_t){ cx->today.n - SKETCH_DAYS + 1 });
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS r = db_run(db, SQL_USAGE_FROM_DROP);
	bind_int(r, ":before", cx->now.n - (int64_t)ADDRESS_DAYS * DAY_MS);
	return rows_done(cx, r, NULL);
}

/* --- passes ------------------------------------------------------------------------- */
enum err usage_pass(struct ctx *cx, struct store *s, struct db *reader, int64_t *ret_n)
{
	struct pass p = { .n = 0 };
	AUTO_CTX own;
	ctx_init(&own, cx->now, 0);
	usage_begin(&own, &p.tally);
	TRY(mark(cx, reader, &p.was));
	p.at = p.was;
	for (int got = SEGMENTS; got == SEGMENTS && p.n < SEGMENTS * 64 &&
	     p.tally.nsums < SUMS_MOST && p.tally.nfroms < FROMS_MOST;)
		TRY(record_walk(cx, reader, &p.at, SEGMENTS, count, &p, &got));
	*ret_n = p.n;
	return p.at > p.was ? store_change(cx, s, write_pass, &p) : OK;
}

/* When it was counted last stands in the process: servers take turns as they come. What
 * is old is forgotten once a day, when the day before has ended. */
enum err usage_step(struct ctx *cx, struct app *app, struct db *reader)
{
	static _Thread_local int64_t last_us;
	static _Thread_local day_t forgot;
	int64_t n, now = clock_steady_us(), until = now + STEP_US;
	if (last_us && now - last_us < app->settings->usage_seconds * 1000000)
		return OK;
	last_us = now;
	do
		TRY(usage_pass(cx, app->store, reader, &n));
	while (n && clock_steady_us() < until);
	if (n || forgot.n == cx->today.n)
		return OK;
	TRY(store_change(cx, app->store, usage_forget_old, NULL));
	forgot = cx->today;
	return OK;
}

enum err usage_forget(struct ctx *cx, struct db *db)
{
	AUTO_ROWS q = db_run(db, SQL_USAGE_DROP);
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS z = db_run(db, SQL_USAGE_EMPTY);
	TRY(rows_done(cx, z, NULL));
	AUTO_ROWS m = db_run(db, SQL_MONITORED_DROP);
	TRY(rows_done(cx, m, NULL));
	AUTO_ROWS r = db_run(db, SQL_USAGE_MARK_BACK);
	return rows_done(cx, r, NULL);
}
