/* asked.c - an act that somebody asks for, or that its day brings. */
#include "cases/along.h"

enum err case_do(struct ctx *cx, struct db *db, const struct case_ask *ask)
{
	AUTO_ACTING a = { 0 };
	struct verdict v;

	TRY(case_read(cx, db, ask->id, ask->who, &a.c));
	TRY(acting_begin(cx, &a, ask, a.c.process, a.c.pack));
	int no = process_act_no(a.law->process, ask->act);
	if (no <= 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CASE_NO_ACT(ask->act)), "act");
	if (no == a.law->process->submit)
		return acting_submit_again(cx, db, ask, &a);
	struct asked q = { .act = (uint8_t)no, .event = cx->today,
			   .actors = actors_of(ask->who, &a.c.parties) };
	TRY(case_own(cx, db, &a.c, ask->who, &q.own));
	TRY(along_look(cx, db, &a, false));
	TRY(acting_do(cx, db, &a, q, &v));
	return acting_refused(cx, &a, q.act, &v);
}

enum err case_expire(struct ctx *cx, struct db *db, const struct legal *legal,
		     const char *id)
{
	AUTO_ACTING a = { 0 };
	struct case_ask ask = { .legal = legal };
	struct verdict v;

	TRY(case_load(cx, db, id, &a.c));
	TRY(acting_begin(cx, &a, &ask, a.c.process, a.c.pack));
	struct standing now = case_standing(&a.c, a.law);
	struct clock k = law_clock(a.law, legal_calendar(legal), now.state, now.facts,
				   now.entered, now.promised);
	if (!k.term || !k.term->then || !a.c.due.n || a.c.due.n >= cx->today.n)
		return OK;             /* moved meanwhile */
	struct asked q = { .act = k.term->then, .event = cx->today,
			   .actors = ACTOR_BIT(BY_TIME) };
	return acting_do(cx, db, &a, q, &v);
}
