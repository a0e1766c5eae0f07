/* process.c - reading a process table. The whole engine; keep it this small. */
#include "core/process.h"
#include <string.h>

static bool holds(uint32_t facts, uint32_t when, uint32_t unless)
{
	return (facts & when) == when && (facts & unless) == 0;
}

/* The rule for this act by one of `actors`; *near: one for somebody else. */
static const struct rule *find(const struct process *p, struct standing now, uint8_t act,
			       uint32_t actors, const struct rule **near)
{
	*near = NULL;
	for (size_t i = 0; i < p->nrules; i++) {
		const struct rule *r = &p->rules[i];
		if (r->from != now.state || r->act != act ||
		    !holds(now.facts, r->when, r->unless))
			continue;
		/* A mark of a joint state is set once. */
		if (r->all && (now.facts & r->sets) == r->sets)
			continue;
		if (actors & ACTOR_BIT(r->by))
			return r;
		*near = r;
	}
	return NULL;
}

static struct standing moved(struct standing now, const struct rule *r, struct asked a)
{
	struct standing next = now;
	next.facts = (now.facts & ~r->weighs) | (a.facts & r->weighs);
	next.facts = (next.facts | r->sets) & ~r->drops;
	bool waits = r->all && (next.facts & r->all) != r->all;
	if (r->to == STAY || waits)
		return next;
	next.facts &= ~r->all;
	next.state = r->to;
	next.entered = a.event;
	next.promised = (day_t){ 0 };
	return next;
}

struct verdict process_decide(const struct law *l, struct standing now, struct asked a)
{
	const struct process *p = l->process;
	const struct rule *near;
	const struct rule *r = find(p, now, a.act, a.actors, &near);
	struct verdict v = { .rule = r ? r : near, .next = now };

	if (v.rule)
		v.text = l->rules[v.rule - p->rules];
	if (!r) {
		v.why = near ? NOT_YOURS : NO_SUCH_STEP;
		return v;
	}
	if (a.own && (r->flags & RULE_DECIDES)) {
		v.why = OWN_CAUSE;
		return v;
	}
	v.missing = v.text->needs & ~a.papers;
	if (v.missing) {
		v.why = PAPERS_MISSING;
		return v;
	}
	v.why = ALLOWED;
	v.next = moved(now, r, a);
	if (a.act == p->submit)
		v.next.first = a.event;
	return v;
}

size_t process_open(const struct law *l, struct standing now, uint32_t actors, bool own,
		    const struct rule *ret[OPEN_MOST])
{
	size_t n = 0;
	for (uint8_t act = 1; act < l->process->nacts && n < OPEN_MOST; act++) {
		struct verdict v = process_decide(l, now, (struct asked){
			.actors = actors, .act = act, .papers = ~(paper_set)0, .own = own });
		if (v.why == ALLOWED)
			ret[n++] = v.rule;
	}
	return n;
}

bool process_knows(const struct process *p, uint32_t facts, uint8_t act)
{
	uint32_t kind = 0;
	uint64_t seen = 1, before = 0;         /* states such a case can come to */
	bool known = false;
	for (size_t g = 0; g < p->ngroups; g++)
		kind |= p->groups[g];
	while (seen != before) {
		before = seen;
		for (size_t i = 0; i < p->nrules; i++) {
			const struct rule *r = &p->rules[i];
			if (!(seen >> r->from & 1) ||
			    !holds(facts, r->when & kind, r->unless & kind))
				continue;
			known |= r->act == act;
			if (r->to != STAY)
				seen |= UINT64_C(1) << r->to;
		}
	}
	return known;
}

uint8_t process_follows(const struct law *l, struct standing now)
{
	const struct process *p = l->process;
	for (size_t i = 0; i < p->nrules; i++) {
		const struct rule *r = &p->rules[i];
		if (r->by == BY_PLATFORM && r->from == now.state &&
		    holds(now.facts, r->when, r->unless))
			return r->act;
	}
	return 0;
}

static struct clock number_of(const struct term_text *t, struct clock c)
{
	if (t->kind == TERM_DAYS || t->kind == TERM_RIGHT) {
		c.days = t->days;
		c.by = t->article ? CLOCK_LAW : CLOCK_HOUSE;
	} else if (t->target) {
		c.days = t->target;
		c.by = CLOCK_HOUSE;
	}
	for (size_t i = 0; i < t->nbeside; i++) {
		if (t->beside[i].binding) {
			c.days = t->beside[i].days;
			c.by = CLOCK_BESIDE;
		}
	}
	return c;
}

static bool runs(const struct term *t, uint8_t state, uint32_t facts)
{
	return t->state == state && holds(facts, t->when, t->unless);
}

/* The i-th term of the table, running. */
static struct clock clock_of(const struct law *l, const struct calendar *cal, size_t i,
			     day_t from, day_t promised)
{
	struct clock c = { .term = &l->process->terms[i], .text = l->terms[i], .from = from };
	if (c.text->kind == TERM_DATE) {
		c.due = promised;
		return c;
	}
	c = number_of(c.text, c);
	if (c.days > 0) {
		struct due due = calendar_due(cal, from, c.days);
		c.due = due.day;
		c.provisional = due.provisional;
	}
	return c;
}

struct clock law_clock(const struct law *l, const struct calendar *cal, uint8_t state,
		       uint32_t facts, day_t from, day_t promised)
{
	const struct process *p = l->process;
	for (size_t i = 0; i < p->nterms; i++)
		if (runs(&p->terms[i], state, facts))
			return clock_of(l, cal, i, from, promised);
	return (struct clock){ .from = from };
}

size_t law_clocks(const struct law *l, const struct calendar *cal, struct standing now,
		  struct clock ret[CLOCKS_MAX])
{
	const struct process *p = l->process;
	size_t n = 0;
	for (size_t i = 0; i < p->nterms && n < CLOCKS_MAX; i++) {
		const struct term *t = &p->terms[i];
		if (!runs(t, now.state, now.facts))
			continue;
		ret[n] = clock_of(l, cal, i, t->from == FROM_FIRST ? now.first : now.entered,
				  now.promised);
		if (ret[n].text->kind != TERM_DATE || ret[n].due.n)
			n++;
	}
	return n;
}

bool clock_binds(const struct clock *c)
{
	return c->term && c->due.n && c->term->owes != BY_TIME && c->text->kind != TERM_RIGHT;
}

/* --- the table checked ---------------------------------------------------- */
/* Can a case have all of `when` and none of `unless`? */
static bool possible(const struct process *p, uint32_t when, uint32_t unless)
{
	if (when & unless)
		return false;
	for (size_t g = 0; g < p->ngroups; g++) {
		if (__builtin_popcount(when & p->groups[g]) > 1)
			return false;
		if ((unless & p->groups[g]) == p->groups[g])
			return false;
	}
	return true;
}

static const char *check_rules(const struct process *p)
{
	for (size_t i = 0; i < p->nrules; i++) {
		const struct rule *r = &p->rules[i];
		if (!r->key)
			return "a rule has no key into the pack";
		if (r->act == 0 || r->act >= p->nacts || r->from >= p->nstates ||
		    r->by >= ACTOR_MAX_ || (r->to != STAY && r->to >= p->nstates))
			return "a rule names what the process doesn't have";
		if (!possible(p, r->when, r->unless))
			return "a rule waits for facts that never hold together";
		if (r->all && (r->sets & r->all) == 0)
			return "an act of a joint state sets no mark of it";
		for (size_t j = 0; j < i; j++) {
			const struct rule *o = &p->rules[j];
			if (o->from == r->from && o->act == r->act && o->by == r->by &&
			    possible(p, r->when | o->when, r->unless | o->unless))
				return "two rules answer the same act";
		}
	}
	return NULL;
}

static const char *check_reach(const struct process *p)
{
	uint64_t seen = 1;
	for (size_t round = 0; round < p->nstates; round++)
		for (size_t i = 0; i < p->nrules; i++)
			if ((seen >> p->rules[i].from & 1) && p->rules[i].to != STAY)
				seen |= UINT64_C(1) << p->rules[i].to;
	return seen == (UINT64_C(1) << p->nstates) - 1 ? NULL : "a state cannot be reached";
}

/* Following the platform's own acts from every state must end. */
static const char *check_platform(const struct process *p)
{
	for (uint8_t s = 0; s < p->nstates; s++) {
		uint8_t at = s;
		size_t steps = 0;
		for (size_t i = 0; i < p->nrules; i++) {
			const struct rule *r = &p->rules[i];
			if (r->by != BY_PLATFORM || r->from != at || r->to == STAY)
				continue;
			at = r->to;
			i = (size_t)-1;
			if (++steps > p->nstates)
				return "the platform goes in circles";
		}
	}
	return NULL;
}

static const char *check_terms(const struct process *p)
{
	for (size_t i = 0; i < p->nterms; i++) {
		const struct term *t = &p->terms[i];
		bool ends = t->then == 0;
		if (!t->key)
			return "a term has no key into the pack";
		if (t->state >= p->nstates || t->owes >= ACTOR_MAX_)
			return "a term names what the process doesn't have";
		for (size_t j = 0; j < p->nrules; j++)
			ends |= p->rules[j].by == BY_TIME && p->rules[j].from == t->state &&
				p->rules[j].act == t->then;
		if (!ends)
			return "an agreed end is reached and nothing follows";
		for (size_t j = 0; j < i; j++)
			if (p->terms[j].state == t->state && p->terms[j].owes == t->owes &&
			    possible(p, t->when | p->terms[j].when,
				     t->unless | p->terms[j].unless))
				return "two terms of one debtor run in one state";
	}
	return NULL;
}

const char *process_check(const struct process *p)
{
	const char *wrong;
	if (p->nstates == 0 || p->nstates > 63 || p->nfacts > 32)
		return "too many states or facts, or none";
	if ((wrong = check_rules(p)) || (wrong = check_reach(p)) ||
	    (wrong = check_platform(p)))
		return wrong;
	return check_terms(p);
}

/* --- a process under a pack ------------------------------------------------ */
static bool named(const struct words *w)
{
	return w->zh && w->en;
}

static enum err bind_names(struct ctx *cx, const struct process *p, const struct law *l)
{
	for (size_t i = 0; i < p->nstates; i++) {
		struct words w = process_state(l->text, p->states[i]);
		if (!named(&w))
			return fail(cx, ERR_INVALID, SAY_LAW_NO_NAME(p->name, p->states[i]));
	}
	for (size_t i = 1; i < p->nacts; i++) {
		struct words w = process_act(l->text, p->acts[i]);
		if (!named(&w))
			return fail(cx, ERR_INVALID, SAY_LAW_NO_NAME(p->name, p->acts[i]));
	}
	return OK;
}

/* A row of the pack that no rule reads would be a wish nobody hears. */
static enum err bind_spare(struct ctx *cx, const struct process *p, const struct law *l)
{
	for (size_t i = 0; i < l->text->nrules; i++) {
		bool used = false;
		for (size_t j = 0; j < p->nrules; j++)
			used |= l->rules[j] == &l->text->rules[i];
		if (!used)
			return fail(cx, ERR_INVALID,
				    SAY_LAW_SPARE(p->name, l->text->rules[i].key));
	}
	return OK;
}

/* What an act is held against has to be offered by it. */
static enum err bind_reads(struct ctx *cx, const struct process *p, const struct law *l)
{
	for (size_t i = 0; i < p->nreads; i++) {
		const struct process_read *r = &p->reads[i];
		const struct rule_text *t = process_rule(l->text, r->rule);
		if (!t || !((t->needs | t->may) & paper_bit(pack_paper(l->pack, r->paper))))
			return fail(cx, ERR_INVALID, SAY_LAW_NO_PAPER(l->pack->name, p->name,
								      r->rule, r->paper));
	}
	return OK;
}

enum err law_bind(struct ctx *cx, const struct process *p, const struct pack *pack,
		  struct law *ret_law)
{
	const char *wrong = process_check(p);
	struct law l = { .process = p, .pack = pack };

	if (wrong)
		return fail(cx, ERR_INVALID, SAY_LAW_TABLE(p->name, wrong));
	l.text = pack_process(pack, p->name);
	if (!l.text)
		return fail(cx, ERR_INVALID, SAY_LAW_NO_PROCESS(pack->name, p->name));
	l.rules = ctx_array(cx, const struct rule_text *, p->nrules);
	l.terms = ctx_array(cx, const struct term_text *, p->nterms + 1);
	for (size_t i = 0; i < p->nrules; i++) {
		l.rules[i] = process_rule(l.text, p->rules[i].key);
		if (!l.rules[i])
			return fail(cx, ERR_INVALID, SAY_LAW_NO_RULE(pack->name, p->name, p->rules[i].key));
	}
	for (size_t i = 0; i < p->nterms; i++) {
		l.terms[i] = pack_term(pack, p->terms[i].key);
		if (!l.terms[i])
			return fail(cx, ERR_INVALID, SAY_LAW_NO_TERM(p->name, p->terms[i].key));
		if (p->terms[i].then && l.terms[i]->kind != TERM_DATE)
			return fail(cx, ERR_INVALID, SAY_LAW_TACIT(p->name, p->terms[i].key));
	}
	TRY(bind_names(cx, p, &l));
	TRY(bind_spare(cx, p, &l));
	TRY(bind_reads(cx, p, &l));
	*ret_law = l;
	return OK;
}

/* --- words ------------------------------------------------------------------ */
static int word_no(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; word && i < n; i++)
		if (words[i] && strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}

int process_state_no(const struct process *p, const char *word)
{
	return word_no(p->states, p->nstates, word);
}

int process_act_no(const struct process *p, const char *word)
{
	return word_no(p->acts, p->nacts, word);
}

const char *process_facts_text(struct ctx *cx, const struct process *p, uint32_t facts)
{
	const char *text = "";
	for (size_t i = 0; i < p->nfacts; i++)
		if (facts >> i & 1)
			text = ctx_print(cx, "%s%s%s", text, *text ? " " : "", p->facts[i]);
	return text;
}

uint32_t process_facts_read(const struct process *p, const char *text)
{
	uint32_t facts = 0;
	while (text && *text) {
		size_t n = strcspn(text, " ");
		for (size_t i = 0; i < p->nfacts; i++)
			if (strlen(p->facts[i]) == n && memcmp(p->facts[i], text, n) == 0)
				facts |= UINT32_C(1) << i;
		text += n + (text[n] == ' ');
	}
	return facts;
}
