/* act.c - one act on a case, whole: decide, carry out, follow, tell, record.
 *
 * Everything here runs inside one store change, so a half-done act can't be. */
#include "base/enc.h"
#include "cases/cases.h"
#include "cases/law_words.h"
#include "cases/paper.h"
#include "cases/store.h"
#include "notice/notice.h"
#include "ingest/upload.h"
#include "record/record.h"
#include <string.h>

#define FOLLOWS_MOST 8                 /* acts of the platform after one of a person */

struct acting {
	const struct legal        *legal;
	const struct case_process *cp;
	const struct law          *law;
	const struct who          *who;        /* WHO_NOBODY: TIME or the platform */
	const struct who          *cause;      /* whose act set it off; NULL: TIME */
	struct case_file           c;
	json_t                    *all;        /* papers of the case, given ones merged in */
	const json_t              *given;
};
static void acting_end(struct acting *a)
{
	json_decref(a->all);
}
#define AUTO_ACTING __attribute__((cleanup(acting_end))) struct acting

static const struct who nobody = { .kind = WHO_NOBODY };

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
static enum err refused(struct ctx *cx, const struct acting *a, const struct verdict *v)
{
	const struct law *l = a->law;
	struct words w;
	enum err e = OK;

	switch (v->why) {
	case ALLOWED:
		return OK;
	case NO_SUCH_STEP:
		w = process_state(l->text, a->c.state);
		return fail(cx, ERR_CONFLICT, SAY_CASE_NOT_NOW(w.zh, w.en));
	case NOT_YOURS:
		w = l->pack->roles[v->rule->by];
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
	uint64_t asked = t ? t->needs | t->may : 0;
	day_t day = papers_event(papers);
	if (!day.n || !(asked & paper_bit(pack_paper(a->law->pack, "event_on"))))
		day = cx->today;
	if (day.n > cx->today.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_EVENT_LATER()),
				  "papers.event_on");
	*ret_day = day;
	return OK;
}

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

static void stand(struct acting *a, struct standing next)
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

static enum err tell(struct ctx *cx, struct db *db, const struct acting *a,
		     const char *was, enum actor by)
{
	const struct case_file *c = &a->c;
	char desk[DESK_TEXT], party[DESK_TEXT];
	const char *list[1] = { desk };
	size_t n = desks_now(a, desk);
	struct notice_put put = { .desk = desk, .case_id = c->id, .kind = NOTICE_WAITS,
				  .step = c->revision, .due = c->due };

	TRY(case_desks(cx, db, c->id, list, n));
	if (was && strcmp(was, c->state) == 0)
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
	if (a->given && person)
		TRY(json_text(cx, a->given, &papers));
	struct hash digest = hash_of(papers, strlen(papers));
	struct case_step s = {
		.at = cx->now, .event_at = event.n == cx->today.n ? cx->now : day_start(event),
		.by_id = person ? a->who->id : NULL, .by_name = person ? a->who->name : "",
		.by_org = person ? a->who->org : NULL,
		.actor = actor_word((enum actor)v->rule->by), .act = act, .from = was,
		.to = c->state, .article = v->text->article, .papers = papers, .late = late,
	};
	struct hash leaf;
	char text[B64_TEXT(HASH_SIZE)];
	TRY(record_note_hash(cx, db, &(struct note){
		.kind = NOTE_CASE, .act = act, .org = s.by_org, .principal = s.by_id,
		.resource = c->resource, .case_id = c->id, .request = &digest,
		.detail = ctx_print(cx, "%s %s > %s", c->process, was, c->state) }, &leaf));
	if (!s.by_name)
		s.by_name = "";
	s.leaf = b64url_text(leaf.b, HASH_SIZE, text);
	TRY(keep_files(cx, db, a));
	return case_step_add(cx, db, c->id, &s);
}

/* Who answers from now on, where the act names somebody. */
static enum err assign(struct ctx *cx, struct db *db, struct acting *a,
		       const struct case_move *m)
{
	const char *was = a->c.parties.provider.org;
	TRY(a->cp->assign(cx, db, m, &a->c));
	const char *now = a->c.parties.provider.org;
	bool same = was && now ? strcmp(was, now) == 0 : was == now;
	return same ? OK : case_assigned(cx, db, &a->c);
}

/* Does what `v` ruled, with all that hangs on it. */
static enum err carry_out(struct ctx *cx, struct db *db, struct acting *a,
			  const struct verdict *v, day_t event)
{
	struct case_file *c = &a->c;
	const char *was = c->state;
	bool late = c->due.n && cx->today.n > c->due.n && c->owes &&
		    strcmp(c->owes, actor_word(BY_TIME)) != 0;
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
	stand(a, v->next);
	TRY(case_save(cx, db, c));
	TRY(write_step(cx, db, a, v, was, late, event));
	if (v->rule->act == a->law->process->submit)
		TRY(case_scope(cx, db, c, true));
	TRY(tell(cx, db, a, was, (enum actor)v->rule->by));
	if (a->cp->effect && strcmp(was, c->state) != 0)
		TRY(a->cp->effect(cx, db, &m));
	return OK;
}

/* What the platform owes by itself in the new state, in the same breath. */
static enum err follow(struct ctx *cx, struct db *db, struct acting *a)
{
	for (int i = 0; i < FOLLOWS_MOST; i++) {
		struct standing now = case_standing(&a->c, a->law);
		struct asked q = { .actors = ACTOR_BIT(BY_PLATFORM), .event = now.entered,
				   .act = process_follows(a->law, now) };
		if (!q.act)
			return OK;
		struct verdict v = process_decide(a->law, now, q);
		PRE(v.why == ALLOWED);
		a->who = &nobody;
		a->given = NULL;
		TRY(carry_out(cx, db, a, &v, q.event));
	}
	return OK;
}

/* The papers that count: a submission rests on all that were handed in, any other
 * act on its own. */
static const json_t *counting(const struct acting *a, uint8_t act)
{
	return act == a->law->process->submit ? a->all : a->given;
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

static enum err act(struct ctx *cx, struct db *db, struct acting *a, struct asked q,
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
	TRY(carry_out(cx, db, a, ret_verdict, q.event));
	return follow(cx, db, a);
}

/* --- beginning ---------------------------------------------------------------------- */
static enum err begin(struct ctx *cx, struct acting *a, const struct case_ask *ask,
		      const char *process, const char *pack)
{
	json_error_t error;
	a->legal = ask->legal;
	a->who = ask->who ? ask->who : &nobody;
	a->cause = ask->who;
	a->given = ask->papers;
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

static enum err about(struct ctx *cx, struct db *db, const struct case_ask *ask,
		      struct acting *a)
{
	TRY(a->cp->subject(cx, db, ask->legal, ask->who, &a->c));
	a->c.parties.offices = a->law->process->offices;
	return OK;
}

/* What a draft lacks: papers of the submission, then what the subject owes. */
static enum err draft_lacks(struct ctx *cx, struct db *db, const struct acting *a,
			    const char *const **ret_missing)
{
	static const char *const none[] = { NULL };
	*ret_missing = none;
	return a->cp->ready ? a->cp->ready(cx, db, a->legal, &a->c, ret_missing) : OK;
}

/* Hands a draft in if nothing is missing; else it stays one, and *v says why. */
static enum err submit(struct ctx *cx, struct db *db, struct acting *a,
		       struct verdict *v, const char *const **ret_missing)
{
	struct asked q = { .act = a->law->process->submit, .event = cx->today,
			   .actors = a->cause ? actors_of(a->who, &a->c.parties)
					      : ACTOR_BIT(BY_PLATFORM) };

	TRY(draft_lacks(cx, db, a, ret_missing));
	if (**ret_missing) {
		q.papers = papers_given(a->law->pack, a->all);
		*v = process_decide(a->law, case_standing(&a->c, a->law), q);
		return OK;
	}
	return act(cx, db, a, q, v);
}

static enum err fresh(struct ctx *cx, struct db *db, struct acting *a)
{
	struct case_file *c = &a->c;
	c->id = id_new(cx);
	c->process = a->law->process->name;
	c->pack = a->law->pack->name;
	c->state = a->law->process->states[0];
	c->opened_by = a->who->id ? a->who->id : "";
	c->opened_at = c->moved_at = cx->now;
	c->revision = 1;
	TRY(case_add(cx, db, c));
	TRY(case_scope(cx, db, c, false));
	TRY(tell(cx, db, a, NULL, BY_APPLICANT));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CASE, .act = "case-opened", .org = a->who->org,
		.principal = a->who->id, .resource = c->resource, .case_id = c->id,
		.detail = c->process });
}

/* An unfinished case about the same subject goes on if it is still a draft. */
static enum err resume(struct ctx *cx, struct db *db, const struct case_ask *ask,
		       struct acting *a, bool *ret_found)
{
	const char *id, *state;
	*ret_found = false;
	if (!a->cp->one)
		return OK;
	TRY(case_unfinished(cx, db, ask->process, a->c.resource, &id, &state));
	if (!id)
		return OK;
	if (strcmp(state, a->law->process->states[0]) != 0)
		return fail(cx, ERR_CONFLICT, SAY_CASE_OPEN_ALREADY());
	struct case_file subject = a->c;
	TRY(case_load(cx, db, id, &a->c));
	a->c.title = subject.title;
	a->c.facts = subject.facts;
	*ret_found = true;
	return OK;
}

enum err case_open(struct ctx *cx, struct db *db, const struct case_ask *ask,
		   const char **ret_id)
{
	AUTO_ACTING a = { .c.resource = ask->resource };
	const char *const *missing;
	struct verdict v;
	bool found;

	TRY(begin(cx, &a, ask, ask->process, NULL));
	if (!ask->resource != a.cp->unlisted)
		return fail_field(cx, fail(cx, ERR_INVALID, a.cp->unlisted
			? SAY_CASE_NO_ENTRY() : SAY_CASE_NO_SUBJECT()), "subject.resource");
	TRY(json_text(cx, a.all, &a.c.papers));
	TRY(about(cx, db, ask, &a));
	TRY(resume(cx, db, ask, &a, &found));
	if (!found)
		TRY(fresh(cx, db, &a));
	*ret_id = a.c.id;
	TRY(submit(cx, db, &a, &v, &missing));
	if (v.why != ALLOWED && v.why != PAPERS_MISSING)
		return refused(cx, &a, &v);
	return OK;
}

static enum err say_missing(struct ctx *cx, const char *const *missing)
{
	const char *list = "";
	for (const char *const *m = missing; *m; m++)
		list = ctx_print(cx, "%s%s%s", list, *list ? ", " : "", *m);
	return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_CASE_ENTRY_LACKS(list)), *missing);
}

static enum err submit_again(struct ctx *cx, struct db *db, const struct case_ask *ask,
			     struct acting *a)
{
	const char *const *missing;
	struct verdict v;
	struct case_file was = a->c;

	if (!(actors_of(ask->who, &was.parties) & ACTOR_BIT(BY_APPLICANT)) ||
	    strcmp(was.state, a->law->process->states[0]) != 0) {
		struct asked q = { .act = a->law->process->submit,
				   .actors = actors_of(ask->who, &was.parties),
				   .papers = UINT64_MAX };
		v = process_decide(a->law, case_standing(&was, a->law), q);
		return refused(cx, a, &v);
	}
	/* The subject may have changed since the draft was made: look again. */
	TRY(json_text(cx, a->all, &a->c.papers));
	TRY(about(cx, db, ask, a));
	TRY(submit(cx, db, a, &v, &missing));
	if (*missing)
		return say_missing(cx, missing);
	return refused(cx, a, &v);
}

enum err case_do(struct ctx *cx, struct db *db, const struct case_ask *ask)
{
	AUTO_ACTING a = { 0 };
	struct verdict v;

	TRY(case_read(cx, db, ask->id, ask->who, &a.c));
	TRY(begin(cx, &a, ask, a.c.process, a.c.pack));
	int no = process_act_no(a.law->process, ask->act);
	if (no <= 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CASE_NO_ACT(ask->act)), "act");
	if (no == a.law->process->submit)
		return submit_again(cx, db, ask, &a);
	struct asked q = { .act = (uint8_t)no, .event = cx->today,
			   .actors = actors_of(ask->who, &a.c.parties) };
	TRY(case_own(cx, db, &a.c, ask->who, &q.own));
	TRY(act(cx, db, &a, q, &v));
	return refused(cx, &a, &v);
}

enum err case_expire(struct ctx *cx, struct db *db, const struct legal *legal,
		     const char *id)
{
	AUTO_ACTING a = { 0 };
	struct case_ask ask = { .legal = legal };
	struct verdict v;

	TRY(case_load(cx, db, id, &a.c));
	TRY(begin(cx, &a, &ask, a.c.process, a.c.pack));
	struct standing now = case_standing(&a.c, a.law);
	struct clock k = law_clock(a.law, legal_calendar(legal), now.state, now.facts,
				   now.entered, now.promised);
	if (!k.term || !k.term->then || !a.c.due.n || a.c.due.n >= cx->today.n)
		return OK;             /* moved meanwhile */
	struct asked q = { .act = k.term->then, .event = cx->today,
			   .actors = ACTOR_BIT(BY_TIME) };
	return act(cx, db, &a, q, &v);
}

/* --- from the grant's own counter ------------------------------------------------------ */
enum err case_grant_revoked(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *id, const char *reason, const struct who *by)
{
	AUTO_ACTING a = { 0 };
	struct case_ask ask = { .legal = legal, .who = by };

	TRY(case_load(cx, db, id, &a.c));
	TRY(begin(cx, &a, &ask, a.c.process, a.c.pack));
	AUTO_JSON given = json_pack("{s:s}", "reason", reason ? reason : "");
	struct standing now = case_standing(&a.c, a.law);
	int act_no = process_act_no(a.law->process, "revoke");
	struct asked q = { .act = (uint8_t)act_no, .papers = UINT64_MAX,
			   .actors = UINT32_MAX, .event = cx->today };
	if (act_no <= 0)
		return OK;
	struct verdict v = process_decide(a.law, now, q);
	if (v.why != ALLOWED)
		return OK;             /* it isn't open: nothing to end */
	a.given = given;
	struct case_process quiet = *a.cp;     /* the grant has ended already */
	quiet.check = NULL;
	quiet.effect = NULL;
	a.cp = &quiet;
	return carry_out(cx, db, &a, &v, q.event);
}

/* --- what happened elsewhere ------------------------------------------------------------- */
/* The unfinished cases of a process about a resource, behind `after`. */
enum { STEP = 100 };
static enum err some_of(struct ctx *cx, struct db *db, const char *process,
			const char *resource, const char *after, const char *ids[STEP],
			size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_OF_RESOURCE);
	bind_text(q, ":resource", resource);
	bind_text(q, ":process", process);
	bind_text(q, ":after", after);
	bind_int(q, ":count", STEP);
	*ret_n = 0;
	for (bool more; *ret_n < STEP;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[(*ret_n)++] = col_text(cx, q, "id");
	}
	return OK;
}

enum err case_observe_one(struct ctx *cx, struct db *db, const struct legal *legal,
			  const char *id, const char *fact, const struct who *by)
{
	AUTO_ACTING a = { 0 };
	const struct case_ask ask = { .legal = legal, .who = by };
	TRY(case_load(cx, db, id, &a.c));
	TRY(begin(cx, &a, &ask, a.c.process, a.c.pack));
	int64_t seen = a.c.revision;
	a.c.facts |= process_facts_read(a.law->process, fact);
	TRY(follow(cx, db, &a));
	return a.c.revision == seen ? case_save(cx, db, &a.c) : OK;
}

static enum err observe_all(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *process, const char *resource, const char *fact,
			    const struct who *by)
{
	const char *ids[STEP], *after = "";
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		TRY(some_of(cx, db, process, resource, after, ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(case_observe_one(cx, db, legal, ids[i], fact, by));
	}
	return OK;
}

enum err case_observe(struct ctx *cx, struct db *db, const struct legal *legal,
		      const char *resource, const char *fact, const struct who *by)
{
	for (size_t p = 0; p < case_processes_n; p++) {
		const struct case_process *cp = &case_processes[p];
		if (cp->watch)
			TRY(cp->watch(cx, db, legal, resource, fact, by));
		else if (process_facts_read(cp->process, fact))
			TRY(observe_all(cx, db, legal, cp->process->name, resource, fact, by));
	}
	return OK;
}

enum err case_resource_gone(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *process, const char *resource, const char *reason,
			    const struct who *by)
{
	const char *ids[STEP], *after = "";
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		TRY(some_of(cx, db, process, resource, after, ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(case_grant_revoked(cx, db, legal, ids[i], reason, by));
	}
	return OK;
}
