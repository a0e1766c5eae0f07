/* stand.c - where a case stands after an act: its state and clock, whose turn it is
 * now, and who is told. */
#include "cases/acting.h"
#include "notice/notice.h"
#include <string.h>

/* --- standing written back -------------------------------------------------------- */
static void run_clock(struct acting *a, struct standing next)
{
	struct case_file *c = &a->c;
	const struct calendar *cal = legal_calendar(a->legal);
	struct clock k = law_clock(a->law, cal, next.state, next.facts, next.entered,
				   papers_promised(a->all));

	if (k.text && k.text->kind == TERM_DATE && !k.due.n)
		k = (struct clock){ .term = NULL };    /* no end was agreed */
	if (k.term && k.term->from == FROM_FIRST)
		k = law_clock(a->law, cal, next.state, next.facts, next.first,
			      papers_promised(a->all));
	c->term = k.term ? k.term->key : NULL;
	c->owes = k.term ? actor_word((enum actor)k.term->owes) : NULL;
	c->from = k.term ? k.from : (day_t){ 0 };
	c->due = k.due;
	c->provisional = k.provisional;
	if (k.text && k.text->kind == TERM_DATE)
		c->promised = k.due;
}

void acting_stand(struct acting *a, struct standing next)
{
	struct case_file *c = &a->c;
	c->state = a->law->process->states[next.state];
	c->facts = next.facts;
	c->entered = next.entered;
	c->first = next.first;
	c->promised = next.promised;
	c->ended = case_final(a->law->process, next.state);
	run_clock(a, next);
}

/* --- desks and notices -------------------------------------------------------------- */
/* Whose turn it is now: the debtor of the term; a draft lies with who brings it. */
static size_t desks_now(const struct acting *a, char desk[DESK_TEXT])
{
	const struct case_file *c = &a->c;
	enum actor by = ACTOR_MAX_;

	desk[0] = '\0';
	if (process_state_no(a->law->process, c->state) == 0)
		desk_of(BY_APPLICANT, &c->parties, desk);
	else if (c->owes && actor_read(c->owes, &by))
		desk_of(by, &c->parties, desk);
	return desk[0] ? 1 : 0;
}

enum err acting_tell(struct ctx *cx, struct db *db, const struct acting *a,
		     const char *was, enum actor by)
{
	const struct case_file *c = &a->c;
	char desk[DESK_TEXT], party[DESK_TEXT];
	const char *list[1] = { desk };
	size_t n = desks_now(a, desk);
	struct notice_put put = { .desk = desk, .case_id = c->id, .kind = NOTICE_WAITS,
				  .step = c->revision, .due = c->due };

	TRY(case_desks(cx, db, c->id, list, n));
	if (a->quiet || (was && strcmp(was, c->state) == 0))
		return OK;
	if (was && n)
		TRY(notice_put(cx, db, &put));
	put.kind = NOTICE_MOVED;
	put.due = (day_t){ 0 };
	put.desk = party;
	desk_of(BY_APPLICANT, &c->parties, party);
	if (was && by != BY_APPLICANT && (!n || strcmp(party, desk) != 0))
		TRY(notice_put(cx, db, &put));
	/* The provider hears of what opens, pauses or ends, by whomever. */
	desk_of(BY_PROVIDER, &c->parties, party);
	if (was && by != BY_PROVIDER && !n && c->first.n)
		TRY(notice_put(cx, db, &put));
	return OK;
}
