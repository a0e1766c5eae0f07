/* stand.c - where a case stands after an act: its state and clock, whose turn it is
 * now, and who is told. */
#include "cases/acting.h"
#include "notice/notice.h"
#include <string.h>

/* --- standing written back -------------------------------------------------------- */
/* The first of the terms that run is the case's own. */
static void run_clock(struct acting *a, struct standing next)
{
	struct case_file *c = &a->c;
	struct clock all[CLOCKS_MAX], k = { .term = NULL };

	next.promised = papers_promised(a->all);
	if (law_clocks(a->law, legal_calendar(a->legal), next, all))
		k = all[0];
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

/* --- desks ---------------------------------------------------------------------------- */
static bool same_desk(const struct case_desk *list, size_t n, const char *desk)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].desk, desk) == 0)
			return true;
	return false;
}

size_t case_desks_now(const struct case_file *c, const struct law *l,
		      const struct calendar *cal, struct case_desk list[CASE_DESKS])
{
	struct clock all[CLOCKS_MAX];
	struct standing now = case_standing(c, l);
	size_t n = 0, clocks = law_clocks(l, cal, now, all);

	if (now.state == 0) {
		list[0] = (struct case_desk){ .step = c->revision };
		desk_of(BY_APPLICANT, &c->parties, list[0].desk);
		return list[0].desk[0] ? 1 : 0;
	}
	for (size_t i = 0; i < clocks; i++) {
		const struct clock *k = &all[i];
		struct case_desk *d = &list[n];
		*d = (struct case_desk){ .owes = actor_word((enum actor)k->term->owes),
			.term = k->term->key, .from = k->from, .due = k->due,
			.provisional = k->provisional, .binds = clock_binds(k),
			.step = c->revision };
		desk_of((enum actor)k->term->owes, &c->parties, d->desk);
		n += d->desk[0] && !same_desk(list, n, d->desk);
	}
	return n;
}

/* --- notices -------------------------------------------------------------------------- */
/* What was done, in the words of the office, with the day that it names. */
static struct words deed(struct ctx *cx, const struct acting *a, const struct rule *r)
{
	char day[DAY_TEXT];
	struct words w = process_act(a->law->text, a->law->process->acts[r->act]);
	day_t to = papers_promised(a->given);
	if (to.n) {
		day_text(to, day);
		w = (struct words){ ctx_print(cx, "%s（%s）", w.zh, day),
				    ctx_print(cx, "%s (%s)", w.en, day) };
	}
	return w;
}

/* Something was said or put off: the parties hear of it, and who has the case in hand, but
 * not who did it. */
static enum err tell_others(struct ctx *cx, struct db *db, const struct acting *a,
			    const struct rule *r, const struct case_desk *list, size_t n)
{
	static const enum actor parties[] = { BY_APPLICANT, BY_PROVIDER };
	const struct case_file *c = &a->c;
	char own[DESK_TEXT], desk[DESK_TEXT];
	struct words w = deed(cx, a, r);
	struct notice_put put = { .case_id = c->id, .kind = NOTICE_ADDED, .step = c->revision,
				  .zh = w.zh, .en = w.en };

	desk_of((enum actor)r->by, &c->parties, own);
	for (size_t i = 0; i < n; i++) {
		put.desk = list[i].desk;
		if (strcmp(put.desk, own) != 0)
			TRY(notice_put(cx, db, &put));
	}
	put.desk = desk;
	for (size_t i = 0; i < 2; i++) {
		desk_of(parties[i], &c->parties, desk);
		if (parties[i] != r->by && !same_desk(list, n, desk))
			TRY(notice_put(cx, db, &put));
	}
	return OK;
}

static enum err tell_moved(struct ctx *cx, struct db *db, const struct acting *a, enum actor by,
			   const struct case_desk *list, size_t n)
{
	const struct case_file *c = &a->c;
	char party[DESK_TEXT];
	struct notice_put put = { .desk = party, .case_id = c->id, .kind = NOTICE_MOVED,
				  .step = c->revision };

	desk_of(BY_APPLICANT, &c->parties, party);
	if (by != BY_APPLICANT && !same_desk(list, n, party))
		TRY(notice_put(cx, db, &put));
	/* The provider hears of what opens, pauses or ends, by whomever. */
	desk_of(BY_PROVIDER, &c->parties, party);
	if (by != BY_PROVIDER && !n && c->first.n)
		TRY(notice_put(cx, db, &put));
	return OK;
}

enum err acting_tell(struct ctx *cx, struct db *db, const struct acting *a, const char *was,
		     const struct verdict *v)
{
	const struct case_file *c = &a->c;
	struct case_desk list[CASE_DESKS];
	size_t n = case_desks_now(c, a->law, legal_calendar(a->legal), list);
	bool moved = !was || strcmp(was, c->state) != 0;
	struct notice_put put = { .case_id = c->id, .kind = NOTICE_WAITS, .step = c->revision };

	TRY(case_desks(cx, db, c->id, moved, list, n));
	if (!was || a->quiet)
		return OK;
	for (size_t i = 0; i < n; i++) {
		put.desk = list[i].desk;
		put.due = list[i].due;
		if (list[i].fresh)
			TRY(notice_put(cx, db, &put));
	}
	if (v && moved)
		return tell_moved(cx, db, a, (enum actor)v->rule->by, list, n);
	return v && v->rule->flags & RULE_TELLS ? tell_others(cx, db, a, v->rule, list, n) : OK;
}
