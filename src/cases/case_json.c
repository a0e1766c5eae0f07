/* case_json.c - see case_json.h. */
#include "cases/case_json.h"
#include "cases/along.h"
#include "cases/named.h"
#include "cases/paper.h"
#include <stdio.h>
#include <string.h>

void words_json(struct jout *j, const char *key, struct words w)
{
	char en[64];
	snprintf(en, sizeof en, "%s_en", key);
	jout_key_text(j, key, w.zh ? w.zh : "");
	jout_key_text(j, en, w.en ? w.en : "");
}

static void options_json(struct jout *j, const struct paper *p)
{
	jout_key(j, "options");
	jout_list(j);
	for (size_t i = 0; i < p->noptions; i++) {
		jout_open(j);
		jout_key_text(j, "word", p->options[i].word);
		words_json(j, "label", p->options[i].words);
		jout_close(j);
	}
	jout_end_list(j);
}

void paper_json(struct jout *j, const struct paper *p, bool required, bool house,
		uint8_t levels)
{
	jout_open(j);
	jout_key_text(j, "name", p->name);
	jout_key_text(j, "kind", paper_kind_word(p->kind));
	jout_key_bool(j, "required", required);
	jout_key_bool(j, "house", house);
	words_json(j, "label", p->words);
	if (p->kind == PAPER_BASIS && levels) {
		jout_key(j, "levels");
		jout_list(j);
		for (int i = 0; i < BASIS_LEVELS_; i++)
			if (levels >> i & 1)
				jout_text(j, basis_level_word((enum basis_level)i));
		jout_end_list(j);
	}
	if (p->kind == PAPER_CHOICE)
		options_json(j, p);
	jout_close(j);
}

void papers_json(struct ctx *cx, struct jout *j, const struct pack *p,
		 const struct rule_text *t)
{
	(void)cx;
	jout_key(j, "papers");
	jout_list(j);
	for (size_t i = 0; i < p->npapers; i++)
		if ((t->needs | t->may) >> i & 1)
			paper_json(j, &p->papers[i], t->needs >> i & 1, t->house >> i & 1,
				   t->levels);
	jout_end_list(j);
}

void beside_json(struct jout *j, const struct pack *p, const struct calendar *cal,
		 const struct term_text *t, day_t from)
{
	jout_key(j, "beside");
	jout_list(j);
	for (size_t i = 0; i < t->nbeside; i++) {
		const struct beside *b = &t->beside[i];
		const struct instrument *in = pack_instrument(p, b->instrument);
		jout_open(j);
		jout_key_int(j, "days", b->days);
		if (from.n)
			jout_key_day(j, "due_on", calendar_due(cal, from, b->days).day);
		words_json(j, "instrument", in->words);
		jout_key_text(j, "article", b->article);
		jout_key_bool(j, "binding", b->binding);
		jout_close(j);
	}
	jout_end_list(j);
}

void explanation_json(struct ctx *cx, struct jout *j, const struct day_said *days, size_t n)
{
	jout_key(j, "explanation");
	jout_list(j);
	for (size_t i = 0; i < n; i++) {
		jout_open(j);
		jout_key_day(j, "date", days[i].day);
		jout_key_bool(j, "counts", days[i].counts);
		jout_key_text(j, "why", day_words(cx, &days[i], SAID_ZH));
		jout_key_text(j, "why_en", day_words(cx, &days[i], SAID_EN));
		jout_close(j);
	}
	jout_end_list(j);
}

/* --- the running term -------------------------------------------------------------- */
static const char *by_word(enum clock_by by)
{
	switch (by) {
	case CLOCK_LAW:    return "law";
	case CLOCK_BESIDE: return "other_law";
	case CLOCK_HOUSE:  break;
	}
	return "house";
}

static enum err explain(struct ctx *cx, struct jout *j, const struct calendar *cal,
			const struct clock *k)
{
	struct day_said *days;
	size_t n;
	/* An agreed end may lie years ahead: nobody counts that out. */
	if (k->due.n < k->from.n || k->due.n - k->from.n > CALENDAR_DAYS_MAX)
		return OK;
	TRY(calendar_explain(cx, cal, k->from, k->due, &days, &n));
	explanation_json(cx, j, days, n);
	return OK;
}

static enum err clock_json(struct ctx *cx, struct jout *j, const struct law *l,
			   const struct calendar *cal, const struct clock *k,
			   enum case_detail detail)
{
	jout_open(j);
	jout_key_text(j, "key", k->term->key);
	jout_key_text(j, "kind", term_kind_word(k->text->kind));
	jout_key_text(j, "owes", actor_word((enum actor)k->term->owes));
	words_json(j, "owes_label", process_party(l->pack, l->text, (enum actor)k->term->owes));
	jout_key_text(j, "article", k->text->article);
	jout_key_day(j, "from", k->from);
	words_json(j, "from_event", k->text->from);
	jout_key(j, "days");
	if (k->days)
		jout_int(j, k->days);
	else
		jout_null(j);
	jout_key_text(j, "by", by_word(k->by));
	jout_key_day(j, "due_on", k->due);
	jout_key_bool(j, "provisional", k->provisional);
	jout_key(j, "days_left");
	if (k->due.n)
		jout_int(j, calendar_between(cal, cx->today, k->due));
	else
		jout_null(j);
	jout_key_int(j, "elapsed", calendar_between(cal, k->from, cx->today));
	jout_key_bool(j, "late", clock_binds(k) && cx->today.n > k->due.n);
	beside_json(j, l->pack, cal, k->text, k->from);
	if (detail == CASE_FULL && k->due.n)
		TRY(explain(cx, j, cal, k));
	jout_close(j);
	return OK;
}

/* What runs: the case's own term first, then those beside it. What an office owes beside the
 * terms of a state stands where nobody owes by these. */
static enum err clocks_of(struct ctx *cx, const struct case_view *view, const struct law *l,
			  const struct case_file *c, struct term *beside,
			  struct clock all[CLOCKS_MAX + 1], size_t *ret_n)
{
	size_t n = law_clocks(l, legal_calendar(view->legal), case_standing(c, l), all);
	if (!c->term || !n || strcmp(all[0].term->key, c->term) != 0)
		n = 0;
	if (n) {
		all[0].from = c->from;
		all[0].due = c->due;
		all[0].provisional = c->provisional;
	}
	if (case_process_named(c->process)->owes_beside && !c->ended &&
	    (!n || all[0].term->owes == BY_TIME)) {
		TRY(case_owed_beside(cx, view->db, l, c, beside, &all[n]));
		n += all[n].term != NULL;
	}
	*ret_n = n;
	return OK;
}

/* Whoever looks and owes, or may speak, by another term than the first sees that. Where
 * several run, the case's page lists them all. */
static enum err term_json(struct ctx *cx, struct jout *j, const struct case_view *view,
			  const struct law *l, const struct case_file *c,
			  enum case_detail detail)
{
	struct clock all[CLOCKS_MAX + 1];
	struct term beside;
	const struct calendar *cal = legal_calendar(view->legal);
	size_t n, own = 0;
	uint32_t actors = actors_of(view->who, &c->parties);

	TRY(clocks_of(cx, view, l, c, &beside, all, &n));
	if (!n)
		return OK;
	while (own < n && !(actors & ACTOR_BIT(all[own].term->owes)))
		own++;
	jout_key(j, "term");
	TRY(clock_json(cx, j, l, cal, &all[own < n ? own : 0], detail));
	if (detail != CASE_FULL || n < 2)
		return OK;
	jout_key(j, "terms");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		TRY(clock_json(cx, j, l, cal, &all[i], CASE_BRIEF));
	jout_end_list(j);
	return OK;
}

/* --- what a draft lacks ------------------------------------------------------------------ */
/* In a draft: the papers and the entry's fields that stand between it and its
 * submission. */
static enum err missing_json(struct ctx *cx, struct jout *j, const struct case_view *view,
			     const struct law *l, const struct case_file *c)
{
	const struct case_process *cp = case_process_named(c->process);
	const char *const *more = NULL;
	json_error_t error;
	AUTO_JSON papers = json_loads(c->papers, 0, &error);
	struct standing s = case_standing(c, l);
	struct asked q = { .actors = ACTOR_BIT(BY_APPLICANT), .act = l->process->submit,
			   .papers = papers_given(l->pack, papers), .event = cx->today };
	struct verdict v = process_decide(l, s, q);

	jout_key(j, "missing");
	jout_list(j);
	for (size_t i = 0; v.why == PAPERS_MISSING && i < l->pack->npapers; i++)
		if (v.missing >> i & 1)
			jout_text(j, l->pack->papers[i].name);
	if (cp->ready) {
		enum err e = cp->ready(cx, view->db, view->legal, c, &more);
		if (e == ERR_INCOMPLETE && cx->fault.field)    /* a basis of too low a level */
			jout_text(j, cx->fault.field);
		else
			TRY(e);
	}
	for (; more && *more; more++)
		jout_text(j, *more);
	jout_end_list(j);
	return OK;
}

void step_json(struct jout *j, const struct law *l, const struct case_step *s)
{
	enum actor actor = BY_PLATFORM;
	actor_read(s->actor, &actor);
	jout_open(j);
	jout_key_int(j, "no", s->no);
	jout_key_ms(j, "at", s->at);
	jout_key_ms(j, "event_at", s->event_at);
	jout_key_text(j, "by", *s->by_name ? s->by_name : s->actor);
	jout_key_text(j, "by_title", s->by_title);
	jout_key_text(j, "by_id", s->by_id);
	jout_key_text(j, "by_org", s->by_org);
	jout_key_text(j, "actor", s->actor);
	words_json(j, "actor_label", process_party(l->pack, l->text, actor));
	jout_key_text(j, "act", s->act);
	words_json(j, "label", process_act(l->text, s->act));
	jout_key_text(j, "from", s->from);
	jout_key_text(j, "to", s->to);
	jout_key_text(j, "article", s->article);
	jout_key_raw(j, "papers", s->papers);
	jout_key_bool(j, "late", s->late);
	jout_key_text(j, "leaf", s->leaf);
	jout_close(j);
}

/* The last steps; what came before them stands at the case's own history. */
static enum err history_json(struct ctx *cx, struct jout *j, struct db *db,
			     const struct law *l, const struct case_file *c)
{
	struct case_step *steps;
	size_t n;
	TRY(case_steps(cx, db, c->id, 0, STEPS_SHOWN, &steps, &n));
	jout_key(j, "history");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		step_json(j, l, &steps[i]);
	jout_end_list(j);
	jout_key_int(j, "steps", n ? steps[n - 1].no : 0);
	return OK;
}

static void party_json(struct jout *j, const struct law *l, enum actor as, const char *org,
		       const char *name)
{
	jout_key(j, actor_word(as));
	jout_open(j);
	jout_key_text(j, "org", org);
	jout_key_text(j, "name", name);
	words_json(j, "label", process_party(l->pack, l->text, as));
	jout_close(j);
}

static void head_json(struct jout *j, const struct law *l, const struct case_file *c)
{
	jout_key_text(j, "id", c->id);
	jout_key_text(j, "process", c->process);
	words_json(j, "process_label", l->text->words);
	jout_key_text(j, "state", c->state);
	words_json(j, "state_label", process_state(l->text, c->state));
	jout_key_bool(j, "ended", c->ended);
	jout_key_bool(j, "returned", c->submitted_by && strcmp(c->state, l->process->states[0]) == 0);
	jout_key_ms(j, "opened_at", c->opened_at);
	jout_key_ms(j, "moved_at", c->moved_at);
	jout_key(j, "subject");
	jout_open(j);
	jout_key_text(j, "resource", c->resource);
	jout_key_text(j, "title", c->title);
	jout_close(j);
	party_json(j, l, BY_APPLICANT, c->parties.applicant.org, c->applicant_name);
	if (c->parties.provider.org)
		party_json(j, l, BY_PROVIDER, c->parties.provider.org, c->provider_name);
	jout_key(j, "facts");
	jout_list(j);
	for (size_t i = 0; i < l->process->nfacts; i++)
		if (c->facts >> i & 1)
			jout_text(j, l->process->facts[i]);
	jout_end_list(j);
}

enum err case_json(struct ctx *cx, struct jout *j, const struct case_view *view,
		   const struct case_file *c, enum case_detail detail)
{
	const struct law *l = legal_law(view->legal, c->process, c->pack);

	if (!l)
		return fail(cx, ERR_INTERNAL, SAY_CASE_NO_PROCESS(c->process));
	jout_open(j);
	head_json(j, l, c);
	TRY(term_json(cx, j, view, l, c, detail));
	if (detail == CASE_FULL) {
		bool own;
		TRY(case_own(cx, view->db, c, view->who, &own));
		jout_key_bool(j, "own", own);
		jout_key_raw(j, "papers", c->papers);
		TRY(along_json(cx, j, view->db, c, view->who));
		TRY(named_json(cx, j, view->db, l, c, view->who));
		const struct case_process *p = case_process_named(c->process);
		if (p && p->show)
			TRY(p->show(cx, j, view->db, c));
		TRY(case_acts_json(cx, j, view, l, c, own));
		if (strcmp(c->state, l->process->states[0]) == 0)
			TRY(missing_json(cx, j, view, l, c));
		TRY(history_json(cx, j, view->db, l, c));
	}
	jout_key_text(j, "pack", c->pack);
	jout_close(j);
	return OK;
}
