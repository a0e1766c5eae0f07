/* recount.c - due days that were provisional, computed with a new calendar; and cases that
 * an upgrade left to be put on the desks where their terms say they lie. */
#include "cases/cases.h"
#include "cases/paper.h"
#include "cases/store.h"
#include "notice/notice.h"

static enum err set_due(struct ctx *cx, struct db *db, const struct case_file *c,
			const struct clock *k)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_DUE_SET);
	bind_text(q, ":id", c->id);
	bind_day(q, ":due", k->due);
	bind_int(q, ":provisional", k->provisional);
	return rows_done(cx, q, NULL);
}

/* Put on its desks; those whose term or day is another than before are told. */
static enum err desks_anew(struct ctx *cx, struct db *db, const struct legal *legal,
			   const struct law *l, const struct case_file *c,
			   enum notice_kind kind)
{
	struct case_desk list[CASE_DESKS];
	size_t n = case_desks_now(c, l, legal_calendar(legal), list);
	TRY(case_desks(cx, db, c->id, false, list, n));
	for (size_t i = 0; i < n; i++)
		if (list[i].fresh)
			TRY(notice_put(cx, db, &(struct notice_put){ .desk = list[i].desk,
				.case_id = c->id, .kind = kind, .step = c->revision,
				.due = list[i].due }));
	return OK;
}

/* A term beside the case's own, or a right to speak, ends on another day, or is known by now. */
static enum err desks_other(struct ctx *cx, struct db *db, const struct legal *legal,
			    const struct law *l, const struct case_file *c, bool *ret_other)
{
	struct case_desk list[CASE_DESKS];
	size_t n = case_desks_now(c, l, legal_calendar(legal), list);
	return case_desks_differ(cx, db, c->id, list, n, ret_other);
}

/* The day by which it owes, as the calendar of now counts it. */
static enum err due_anew(struct ctx *cx, struct db *db, const struct legal *legal,
			 const struct law *l, struct case_file *c, bool *ret_other)
{
	struct standing s = case_standing(c, l);
	struct clock k = law_clock(l, legal_calendar(legal), s.state, s.facts, c->from,
				   c->promised);
	*ret_other = k.term && (k.due.n != c->due.n || k.provisional != c->provisional);
	if (!*ret_other)
		return OK;
	TRY(set_due(cx, db, c, &k));
	c->revision++;
	c->due = k.due;
	c->provisional = k.provisional;
	return OK;
}

static enum err recount_one(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *id, int64_t *changed)
{
	struct case_file c;
	bool other;
	TRY(case_load(cx, db, id, &c));
	const struct law *l = legal_law(legal, c.process, c.pack);
	if (!l)
		return OK;
	TRY(due_anew(cx, db, legal, l, &c, &other));
	if (!other) {
		TRY(desks_other(cx, db, legal, l, &c, &other));
		if (!other)
			return OK;
		TRY(set_due(cx, db, &c, &(struct clock){ .due = c.due,
							 .provisional = c.provisional }));
		c.revision++;           /* who was told of the day before is told of this one */
	}
	(*changed)++;
	return desks_anew(cx, db, legal, l, &c, NOTICE_RECOUNTED);
}

enum err case_recount(struct ctx *cx, struct db *db, const struct legal *legal,
		      int64_t *ret_changed)
{
	enum { STEP = 200 };
	const char *ids[STEP], *after = "";
	size_t n = STEP;
	int64_t changed = 0;

	while (n == STEP) {
		AUTO_ROWS q = db_run(db, SQL_CASE_PROVISIONAL);
		bind_text(q, ":after", after);
		bind_int(q, ":count", STEP);
		n = 0;
		for (bool more; n < STEP;) {
			TRY(rows_next(cx, q, &more));
			if (!more)
				break;
			ids[n++] = col_text(cx, q, "id");
		}
		for (size_t i = 0; i < n; i++)
			TRY(recount_one(cx, db, legal, ids[i], &changed));
		after = n ? ids[n - 1] : after;
	}
	*ret_changed = changed;
	return OK;
}

/* --- after an upgrade ------------------------------------------------------------------- */
static enum err redesk_one(struct ctx *cx, struct db *db, const struct legal *legal,
			   const char *id)
{
	struct case_file c;
	bool other;
	TRY(case_load(cx, db, id, &c));
	const struct law *l = legal_law(legal, c.process, c.pack);
	/* An upgrade knows from when the days run, and leaves the counting to the calendar. */
	if (l && !c.ended && c.provisional)
		TRY(due_anew(cx, db, legal, l, &c, &other));
	if (l && !c.ended)
		TRY(desks_anew(cx, db, legal, l, &c, NOTICE_WAITS));
	AUTO_ROWS q = db_run(db, SQL_CASE_REDESK_DONE);
	bind_text(q, ":case_id", id);
	return rows_done(cx, q, NULL);
}

enum err case_redesk(struct ctx *cx, struct db *db, const struct legal *legal)
{
	enum { STEP = 200 };
	const char *ids[STEP];
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_CASE_REDESK);
	bind_int(q, ":count", STEP);
	for (bool more; n < STEP;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[n++] = col_text(cx, q, "case_id");
	}
	rows_freep(&q);
	q = NULL;
	for (size_t i = 0; i < n; i++)
		TRY(redesk_one(cx, db, legal, ids[i]));
	return OK;
}

enum err case_redesk_due(struct ctx *cx, struct db *db, bool *ret_due)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_REDESK);
	bind_int(q, ":count", 1);
	return rows_next(cx, q, ret_due);
}
