/* act.c - one act on a case, whole: decide, carry out, follow, record.
 *
 * Everything here runs inside one store change, so a half-done act can't be. */
#include "base/enc.h"
#include "cases/along.h"
#include "ingest/upload.h"
#include "record/record.h"
#include <string.h>

#define FOLLOWS_MOST 8                 /* acts of the platform after one of a person */
#define SAID_A_DAY 20                  /* statements of one party in a case; a house rule */

const struct who acting_nobody = { .kind = WHO_NOBODY };

void acting_end(struct acting *a)
{
	json_decref(a->all);
}

enum err acting_begin(struct ctx *cx, struct acting *a, const struct case_ask *ask,
		      const char *process, const char *pack)
{
	json_error_t error;
	a->legal = ask->legal;
	a->who = ask->who ? ask->who : &acting_nobody;
	a->cause = ask->who;
	a->given = ask->papers;
	a->files = ask->files;
	a->nfiles = ask->nfiles;
	a->quiet = ask->quiet;
	a->cp = case_process_named(process);
	a->law = a->cp ? legal_law(ask->legal, process, pack) : NULL;
	if (!a->law)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CASE_NO_PROCESS(process)),
				  "process");
	a->all = a->c.papers ? json_loads(a->c.papers, 0, &error) : json_object();
	PRE(a->all != NULL);
	TRY(papers_check(cx, a->law->pack, ask->papers));
	if (ask->papers)               /* jansson copies nothing: values are shared */
		PRE(json_object_update(a->all, (json_t *)(uintptr_t)ask->papers) == 0);
	return OK;
}

enum err case_own(struct ctx *cx, struct db *db, const struct case_file *c,
		  const struct who *who, bool *ret_own)
{
	const struct case_process *cp = case_process_named(c->process);
	*ret_own = c->submitted_by && who->id && strcmp(c->submitted_by, who->id) == 0;
	if (*ret_own || !who->id)
		return OK;
	if (cp && !cp->process->offices)       /* an office's registering is no cause */
		TRY(case_acted(cx, db, c->id, who->id, actor_word(BY_APPLICANT), ret_own));
	if (!*ret_own && cp && cp->own)
		TRY(cp->own(cx, db, c, who, ret_own));
	return OK;
}

struct standing case_standing(const struct case_file *c, const struct law *l)
{
	int state = process_state_no(l->process, c->state);
	PRE(state >= 0);
	return (struct standing){ .state = (uint8_t)state, .facts = c->facts,
				  .entered = c->entered, .first = c->first,
				  .promised = c->promised };
}

/* --- what the law says no with ------------------------------------------------ */
static struct words acts_words(struct ctx *cx, const struct law *l, const struct rule *const *open,
			       size_t n)
{
	struct words all = { "", "" };
	for (size_t i = 0; i < n; i++) {
		struct words w = process_act(l->text, l->process->acts[open[i]->act]);
		all.zh = ctx_print(cx, "%s%s%s", all.zh, i ? "、" : "", w.zh);
		all.en = ctx_print(cx, "%s%s%s", all.en, i ? ", " : "", w.en);
	}
	return all;
}

/* There is no such step now, or never for such a case: what can be done instead, by which
 * article, or whose turn it is. */
static enum err no_such_step(struct ctx *cx, const struct acting *a, uint8_t act)
{
	const struct law *l = a->law;
	const struct rule *open[OPEN_MOST];
	struct standing now = case_standing(&a->c, l);
	struct words state = process_state(l->text, a->c.state);
	struct words deed = process_act(l->text, l->process->acts[act]);
	uint32_t actors = a->who->kind == WHO_NOBODY ? 0 : actors_of(a->who, &a->c.parties);
	size_t n = process_open(l, now, actors, false, open);
	struct words instead = acts_words(cx, l, open, n);
	const char *article = NULL;
	enum actor owes;

	for (size_t i = 0; i < n && !article; i++)
		article = l->rules[open[i] - l->process->rules]->article;
	enum err e = fail(cx, ERR_CONFLICT, SAY_CASE_NOT_NOW(state.zh, state.en));
	if (n && !process_knows(l->process, now.facts, act))
		e = fail(cx, ERR_CONFLICT, SAY_CASE_NEVER(deed.zh, instead.zh, deed.en, instead.en));
	else if (n)
		e = fail(cx, ERR_CONFLICT, SAY_CASE_NOT_NOW_BUT(state.zh, instead.zh, state.en,
								instead.en));
	else if (a->c.owes && actor_read(a->c.owes, &owes) && owes != BY_TIME)
		e = fail(cx, ERR_CONFLICT, SAY_CASE_NOT_NOW_WAITS(state.zh, l->pack->roles[owes].zh,
								  state.en, l->pack->roles[owes].en));
	return article ? fail_article(cx, e, article) : e;
}

enum err acting_refused(struct ctx *cx, const struct acting *a, uint8_t act,
			const struct verdict *v)
{
	const struct law *l = a->law;
	struct words w;
	enum err e = OK;

	switch (v->why) {
	case ALLOWED:
		return OK;
	case NO_SUCH_STEP:
		return no_such_step(cx, a, act);
	case NOT_YOURS:
		w = process_party(l->pack, l->text, (enum actor)v->rule->by);
		e = fail(cx, ERR_FORBIDDEN, SAY_CASE_NOT_YOURS(w.zh, w.en));
		break;
	case OWN_CAUSE:
		e = fail(cx, ERR_FORBIDDEN, SAY_CASE_OWN_CAUSE());
		break;
	case PAPERS_MISSING:
		w = papers_words(cx, l->pack, v->missing);
		e = fail(cx, ERR_INCOMPLETE, SAY_CASE_PAPERS(w.zh, w.en));
		e = fail_field(cx, e, ctx_print(cx, "papers.%s",
						paper_first(l->pack, v->missing)->name));
		break;
	}
	return v->text->article ? fail_article(cx, e, v->text->article) : e;
}

/* --- the event's day ------------------------------------------------------------ */
/* A paper may say that the thing happened earlier than it was typed in; only
 * where the rule asks for that paper. */
static enum err event_of(struct ctx *cx, const struct acting *a, const struct rule_text *t,
			 const json_t *papers, day_t *ret_day)
{
	paper_set asked = t ? t->needs | t->may : 0;
	day_t day = papers_event(papers);
	if (!day.n || !(asked & paper_bit(pack_paper(a->law->pack, "event_on")))) {
		*ret_day = cx->today;
		return OK;
	}
	if (day.n > cx->today.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_EVENT_LATER()),
				  "papers.event_on");
	day_t in_force = a->law->pack->from;
	char text[DAY_TEXT];
	if (day.n < in_force.n)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE,
					   SAY_EVENT_BEFORE(day_text(in_force, text))),
				  "papers.event_on");
	*ret_day = day;
	return OK;
}

/* By the day that is given somebody else would be late before this was ever entered: who
 * enters it says how it came about. */
static enum err late_at_once(struct ctx *cx, const struct acting *a, const struct verdict *v,
			     const json_t *papers, day_t event)
{
	static const char *const words[] = { "evidence", "statement", "reason", "source",
					     "ground" };       /* of a change: the law's own day */
	struct clock all[CLOCKS_MAX];
	char was[DAY_TEXT], due[DAY_TEXT];
	const char *lacks = NULL;
	paper_set takes = v->text->needs | v->text->may;
	size_t n = law_clocks(a->law, legal_calendar(a->legal), v->next, all), i = 0;

	while (i < n && (!clock_binds(&all[i]) || all[i].due.n >= cx->today.n ||
			 all[i].term->owes == v->rule->by))
		i++;
	if (i == n || event.n >= cx->today.n || v->next.state == process_state_no(
			a->law->process, a->c.state))
		return OK;
	for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
		const char *said = json_string_value(json_object_get(papers, words[k]));
		if (said && *said)
			return OK;
		if (!lacks && takes & paper_bit(pack_paper(a->law->pack, words[k])))
			lacks = words[k];
	}
	if (!lacks)
		return OK;
	return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_EVENT_LATE(day_text(event, was),
								      day_text(all[i].due, due))),
			  ctx_print(cx, "papers.%s", lacks));
}

/* Files handed in stay as long as the case does. */
static enum err keep_files(struct ctx *cx, struct db *db, const struct acting *a)
{
	const struct pack *p = a->law->pack;
	for (size_t i = 0; a->given && i < p->npapers; i++) {
		const json_t *v = json_object_get(a->given, p->papers[i].name);
		if (p->papers[i].kind == PAPER_FILE && json_is_string(v))
			TRY(upload_keep(cx, db, a->who, json_string_value(v)));
	}
	return OK;
}

/* --- one step --------------------------------------------------------------------------- */
static enum err write_step(struct ctx *cx, struct db *db, struct acting *a,
			   const struct verdict *v, const char *was, bool late, day_t event)
{
	const struct case_file *c = &a->c;
	bool person = a->who->kind != WHO_NOBODY;
	const char *act = a->law->process->acts[v->rule->act];
	const char *papers = "{}";
	if (a->given)
		TRY(json_text(cx, a->given, &papers));
	struct hash digest = hash_of(papers, strlen(papers));
	struct case_step s = {
		.at = cx->now, .event_at = event.n == cx->today.n ? cx->now : day_start(event),
		.by_id = person ? a->who->id : NULL, .by_name = person ? a->who->name : "",
		.by_org = person ? a->who->org : NULL,
		.actor = actor_word((enum actor)v->rule->by), .act = act, .from = was,
		.to = c->state, .article = v->text->article, .papers = papers, .late = late,
		.basis = paper_citation(cx, a->law->pack, json_object_get(a->given, "basis")),
	};
	struct hash leaf;
	char text[B64_TEXT(HASH_SIZE)];
	TRY(record_note_hash(cx, db, &(struct note){
		.kind = NOTE_CASE, .act = act, .org = s.by_org, .principal = s.by_id,
		.resource = c->resource, .case_id = c->id, .request = &digest,
		.object = person && v->rule->act == a->law->process->submit
			? a->promise.hash : NULL,
		.detail = ctx_print(cx, "%s %s > %s", c->process, was, c->state) }, &leaf));
	if (!s.by_name)
		s.by_name = "";
	s.leaf = b64url_text(leaf.b, HASH_SIZE, text);
	TRY(keep_files(cx, db, a));
	if (person)
		TRY(along_keep(cx, db, a, act, s.leaf));
	return case_step_add(cx, db, c->id, &s);
}

/* Who answers from now on, where the act names somebody. */
static enum err assign(struct ctx *cx, struct db *db, struct acting *a,
		       const struct case_move *m)
{
	struct party was = a->c.parties.provider;
	TRY(a->cp->assign(cx, db, m, &a->c));
	const char *now = a->c.parties.provider.org;
	bool same = was.org && now ? strcmp(was.org, now) == 0 : was.org == now;
	return same ? OK : case_assigned(cx, db, &a->c, &was);
}

/* By the term of who acts, if they have one; else by the case's own. Who owes nothing and
 * merely speaks isn't late with what others owe. */
static bool late_now(const struct ctx *cx, const struct acting *a, const struct rule *r)
{
	struct clock all[CLOCKS_MAX];
	size_t i = 0, n = law_clocks(a->law, legal_calendar(a->legal),
				     case_standing(&a->c, a->law), all);
	while (i < n && all[i].term->owes != (enum actor)r->by)
		i++;
	if (i == n && r->to == STAY && r->flags & RULE_TELLS)
		return false;
	if (i == n)
		i = 0;
	return n && clock_binds(&all[i]) && cx->today.n > (i ? all[i].due : a->c.due).n;
}

enum err acting_carry(struct ctx *cx, struct db *db, struct acting *a,
		      const struct verdict *v, day_t event)
{
	struct case_file *c = &a->c;
	const char *was = c->state;
	bool late = late_now(cx, a, v->rule);
	struct case_move m = { .legal = a->legal, .file = c, .was = was,
			       .act = a->law->process->acts[v->rule->act],
			       .papers = a->all, .given = a->given, .by = a->cause };

	if (a->cp->check)
		TRY(a->cp->check(cx, db, &m));
	if (a->cp->assign)
		TRY(assign(cx, db, a, &m));
	if (v->rule->act == a->law->process->submit || v->rule->flags & RULE_CLAIMS)
		c->submitted_by = a->who->id;
	TRY(json_text(cx, a->all, &c->papers));
	acting_stand(a, v->next);
	TRY(case_save(cx, db, c));
	TRY(write_step(cx, db, a, v, was, late, event));
	if (v->rule->act == a->law->process->submit)
		TRY(case_scope(cx, db, c, true));
	TRY(acting_tell(cx, db, a, was, v));
	if (a->cp->effect && strcmp(was, c->state) != 0)
		TRY(a->cp->effect(cx, db, &m));
	return OK;
}

/* The facts that follow from what this act is given. */
static enum err weigh(struct ctx *cx, struct db *db, struct acting *a, const struct verdict *v,
		      uint32_t *ret_facts)
{
	if (v->why != ALLOWED || !v->rule->weighs)
		return OK;
	struct case_move m = { .legal = a->legal, .file = &a->c, .was = a->c.state,
			       .act = a->law->process->acts[v->rule->act],
			       .papers = a->all, .given = a->given, .by = a->cause };
	PRE(a->cp->weigh != NULL);
	return a->cp->weigh(cx, db, &m, ret_facts);
}

enum err acting_follow(struct ctx *cx, struct db *db, struct acting *a)
{
	for (int i = 0; i < FOLLOWS_MOST; i++) {
		struct standing now = case_standing(&a->c, a->law);
		struct asked q = { .actors = ACTOR_BIT(BY_PLATFORM),
				   .event = a->seen.n ? a->seen : now.entered,
				   .act = process_follows(a->law, now) };
		if (!q.act)
			return OK;
		a->who = &acting_nobody;
		a->given = a->because;
		a->because = NULL;
		q.papers = papers_given(a->law->pack, a->given);
		struct verdict v = process_decide(a->law, now, q);
		TRY(weigh(cx, db, a, &v, &q.facts));
		v = process_decide(a->law, now, q);
		if (v.why == PAPERS_MISSING)    /* a pack asks what the platform hasn't */
			return acting_refused(cx, a, q.act, &v);
		PRE(v.why == ALLOWED);
		TRY(acting_carry(cx, db, a, &v, q.event));
	}
	return OK;
}

/* The papers that count: a submission rests on all that were handed in, any other
 * act on its own. */
static const json_t *counting(const struct acting *a, uint8_t act)
{
	return act == a->law->process->submit ? a->all : a->given;
}

/* What is said in a case is read by the other parties: who says much says it together. */
static enum err said_enough(struct ctx *cx, struct db *db, const struct acting *a,
			    const struct verdict *v)
{
	int64_t n;
	if (v->rule->to != STAY || !(v->rule->flags & RULE_TELLS) || a->who->kind == WHO_NOBODY)
		return OK;
	TRY(case_said(cx, db, a->c.id, a->law->process->acts[v->rule->act], a->who, &n));
	return n < SAID_A_DAY ? OK : fail(cx, ERR_CONFLICT, SAY_CASE_SAID_ENOUGH(SAID_A_DAY));
}

enum err acting_do(struct ctx *cx, struct db *db, struct acting *a, struct asked q,
		   struct verdict *ret_verdict)
{
	struct standing now = case_standing(&a->c, a->law);
	const json_t *papers = counting(a, q.act);

	q.papers = papers_given(a->law->pack, papers);
	*ret_verdict = process_decide(a->law, now, q);
	if (ret_verdict->text)
		TRY(event_of(cx, a, ret_verdict->text, papers, &q.event));
	TRY(weigh(cx, db, a, ret_verdict, &q.facts));
	*ret_verdict = process_decide(a->law, now, q);
	if (ret_verdict->why != ALLOWED)
		return OK;
	TRY(papers_basis(cx, a->law->pack, ret_verdict->text->levels, papers,
			 ret_verdict->text->article));
	TRY(late_at_once(cx, a, ret_verdict, papers, q.event));
	TRY(said_enough(cx, db, a, ret_verdict));
	TRY(acting_carry(cx, db, a, ret_verdict, q.event));
	return acting_follow(cx, db, a);
}
