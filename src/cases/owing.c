/* owing.c - what an office owes in a case beside the terms of its state: it lies on its desk
 * with a day of its own, so it is told, late and escalated as any term is. */
#include "cases/cases.h"
#include "cases/store.h"

enum err case_owes(struct ctx *cx, struct db *db, const struct case_file *c,
		   const struct case_owing *o)
{
	char desk[DESK_TEXT];
	desk_of(o->by, &c->parties, desk);
	AUTO_ROWS q = db_run(db, SQL_CASE_DESK_ADD);
	bind_text(q, ":desk", desk);
	bind_text(q, ":case_id", c->id);
	bind_text(q, ":owes", actor_word(o->by));
	bind_text(q, ":term", o->term);
	bind_day(q, ":from_day", o->from);
	bind_day(q, ":due", o->due);
	bind_int(q, ":provisional", 0);
	bind_int(q, ":binds", 1);
	bind_int(q, ":step", o->step);
	return rows_done(cx, q, NULL);
}

enum err case_owes_no_more(struct ctx *cx, struct db *db, const char *id, const char *term)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_DESK_PAID);
	bind_text(q, ":case_id", id);
	bind_text(q, ":term", term);
	return rows_done(cx, q, NULL);
}

enum err case_owed_beside(struct ctx *cx, struct db *db, const struct law *l,
			  const struct case_file *c, struct term *ret_term,
			  struct clock *ret_clock)
{
	enum actor owes;
	AUTO_ROWS q = db_run(db, SQL_CASE_DESK_OF);
	*ret_clock = (struct clock){ .term = NULL };
	bind_text(q, ":case_id", c->id);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		const char *key = col_text(cx, q, "term");
		const struct term_text *text = key ? pack_term(l->pack, key) : NULL;
		if (!text || !col_int(q, "binds") || !actor_read(col_text(cx, q, "owes"), &owes))
			continue;
		*ret_term = (struct term){ .owes = (uint8_t)owes, .key = text->key };
		*ret_clock = (struct clock){ .term = ret_term, .text = text,
			.from = col_day(q, "from_day"), .due = col_day(q, "due"),
			.by = CLOCK_HOUSE, .days = text->days };
	}
}
