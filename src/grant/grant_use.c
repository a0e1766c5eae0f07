/* grant_use.c - what was used of a grant, and what of it is left. */
#include "grant/grants.h"
#include <string.h>

static enum err new_subjects(struct ctx *cx, struct db *db, const struct charge *c,
			     int64_t *ret_new)
{
	*ret_new = 0;
	for (size_t i = 0; i < c->nsubjects; i++) {
		int64_t changed;
		AUTO_ROWS q = db_run(db, SQL_GRANT_SUBJECT_ADD);
		bind_text(q, ":grant_id", c->grant);
		bind_int(q, ":period", c->period);
		bind_blob(q, ":subject", c->subjects[i].b, HASH_SIZE);
		TRY(rows_done(cx, q, &changed));
		*ret_new += changed;
	}
	return OK;
}

enum err grant_charge(struct ctx *cx, struct db *db, const struct charge *c,
		      int64_t *ret_changed)
{
	int64_t subjects;
	TRY(new_subjects(cx, db, c, &subjects));
	AUTO_ROWS q = db_run(db, SQL_GRANT_CHARGE);
	bind_text(q, ":id", c->grant);
	bind_int(q, ":revision", c->revision);
	bind_ms(q, ":now", c->now);
	bind_int(q, ":period", c->period);
	bind_int(q, ":calls", c->calls);
	bind_int(q, ":rows_out", c->rows);
	bind_int(q, ":subjects", subjects);
	return rows_joint(cx, q, ret_changed);
}

static enum err guess(struct ctx *cx, struct db *db, const struct guesses *g,
		      const struct hash *subject, int64_t most)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_GRANT_GUESS);
	bind_text(q, ":grant_id", g->grant);
	bind_int(q, ":day", g->day.n);
	bind_blob(q, ":subject", subject->b, HASH_SIZE);
	bind_int(q, ":wrong", g->wrong);
	bind_int(q, ":most", most);
	TRY(rows_done(cx, q, &changed));
	if (changed)
		return OK;
	enum err e = fail(cx, ERR_TOO_MANY, SAY_GRANT_GUESSES(most));
	fail_limit(cx, e, most, 0);
	return fail_wait(cx, e, (day_start((day_t){ g->day.n + 1 }).n - cx->now.n) / 1000 + 1);
}

enum err grant_guess(struct ctx *cx, struct db *db, const struct guesses *g)
{
	const struct hash all = { { 0 } };
	if (g->wrong)
		TRY(grant_forget_guesses(cx, db));
	TRY(guess(cx, db, g, &all, g->most_grant));
	return guess(cx, db, g, &g->subject, g->most_subject);
}

enum err grant_forget_guesses(struct ctx *cx, struct db *db)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_GRANT_GUESS_FORGET);
	bind_int(q, ":before", cx->today.n - 1);
	return rows_done(cx, q, &changed);
}

bool charge_together(const struct charge *a, const struct charge *b)
{
	return a->revision == b->revision && a->period == b->period && !a->nsubjects &&
	       !b->nsubjects && strcmp(a->grant, b->grant) == 0;
}

void charge_add(struct charge *sum, const struct charge *c)
{
	sum->calls += c->calls;
	sum->rows += c->rows;
	if (sum->now.n < c->now.n)
		sum->now = c->now;
}

static struct rows *used_of(struct db *db, const char *id)
{
	struct rows *q = db_run(db, SQL_GRANT_USED);
	bind_text(q, ":id", id);
	return q;
}

enum err grant_ask_used(struct ctx *cx, struct db *db, const char *id, struct rows **ret_rows)
{
	*ret_rows = used_of(db, id);
	return rows_ask(cx, *ret_rows);
}

enum err grant_read_used(struct ctx *cx, struct rows *q, struct grant_now *ret)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_GRANT_UNKNOWN());
	*ret = (struct grant_now){
		.revision = col_int(q, "revision"), .open = col_int(q, "is_open"),
		.until = col_ms(q, "until"),
		.used = { .period = col_int(q, "period"), .calls = col_int(q, "calls"),
			  .rows = col_int(q, "rows_out"), .subjects = col_int(q, "subjects") },
	};
	return OK;
}

enum err grant_used(struct ctx *cx, struct db *db, const char *id, struct grant_now *ret)
{
	AUTO_ROWS q = used_of(db, id);
	return grant_read_used(cx, q, ret);
}
