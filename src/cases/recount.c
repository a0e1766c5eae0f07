/* recount.c - due days that were provisional, computed with a new calendar. */
#include "cases/cases.h"
#include "cases/paper.h"
#include "cases/store.h"
#include "notice/notice.h"

static enum err set_due(struct ctx *cx, struct db *db, const struct case_file *c,
			const struct clock *k)
{
	int64_t n;
	enum actor owes;
	char desk[DESK_TEXT] = "";
	AUTO_ROWS q = db_run(db, SQL_CASE_DUE_SET);
	bind_text(q, ":id", c->id);
	bind_day(q, ":due", k->due);
	bind_int(q, ":provisional", k->provisional);
	TRY(rows_done(cx, q, &n));
	if (c->owes && actor_read(c->owes, &owes))
		desk_of(owes, &c->parties, desk);
	return notice_put(cx, db, &(struct notice_put){ .desk = desk, .case_id = c->id,
		.kind = NOTICE_RECOUNTED, .step = c->revision + 1, .due = k->due });
}

static enum err recount_one(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *id, int64_t *changed)
{
	struct case_file c;
	TRY(case_load(cx, db, id, &c));
	const struct law *l = legal_law(legal, c.process, c.pack);
	if (!l)
		return OK;
	struct standing s = case_standing(&c, l);
	struct clock k = law_clock(l, legal_calendar(legal), s.state, s.facts, c.from,
				   c.promised);
	if (!k.term || (k.due.n == c.due.n && k.provisional == c.provisional))
		return OK;
	(*changed)++;
	return set_due(cx, db, &c, &k);
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
