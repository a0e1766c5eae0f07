/* process_json.c - procedures and the pack as everybody may read them. */
#include "cases/case_json.h"
#include "cases/law_words.h"

static void facts_json(struct jout *j, const char *key, const struct process *p,
		       uint32_t facts)
{
	jout_key(j, key);
	jout_list(j);
	for (size_t i = 0; i < p->nfacts; i++)
		if (facts >> i & 1)
			jout_text(j, p->facts[i]);
	jout_end_list(j);
}

static void rule_json(struct ctx *cx, struct jout *j, const struct law *l, size_t i)
{
	const struct process *p = l->process;
	const struct rule *r = &p->rules[i];
	jout_open(j);
	jout_key_text(j, "key", r->key);
	jout_key_text(j, "by", actor_word((enum actor)r->by));
	words_json(j, "by_label", process_party(l->pack, l->text, (enum actor)r->by));
	jout_key_text(j, "from", p->states[r->from]);
	jout_key_text(j, "act", p->acts[r->act]);
	jout_key_text(j, "to", p->states[r->to == STAY ? r->from : r->to]);
	facts_json(j, "when", p, r->when);
	facts_json(j, "unless", p, r->unless);
	if (r->all)
		facts_json(j, "together", p, r->all);
	jout_key_text(j, "article", l->rules[i]->article);
	jout_key_bool(j, "house", l->rules[i]->article == NULL);
	jout_key_bool(j, "decides", r->flags & RULE_DECIDES);
	papers_json(cx, j, l->pack, l->rules[i]);
	jout_close(j);
}

static void number_json(struct jout *j, const char *key, int n)
{
	jout_key(j, key);
	if (n)
		jout_int(j, n);
	else
		jout_null(j);
}

static void term_text_json(struct jout *j, const struct pack *p, const struct term_text *t)
{
	jout_key_text(j, "key", t->key);
	jout_key_text(j, "kind", term_kind_word(t->kind));
	number_json(j, "days", t->days);
	number_json(j, "target", t->target);
	jout_key_text(j, "article", t->article);
	jout_key_bool(j, "house", t->article == NULL);
	words_json(j, "from_event", t->from);
	beside_json(j, p, NULL, t, (day_t){ 0 });
}

static void term_rule_json(struct jout *j, const struct law *l, size_t i)
{
	const struct process *p = l->process;
	const struct term *t = &p->terms[i];
	jout_open(j);
	term_text_json(j, l->pack, l->terms[i]);
	jout_key_text(j, "state", p->states[t->state]);
	jout_key_text(j, "owes", actor_word((enum actor)t->owes));
	words_json(j, "owes_label", process_party(l->pack, l->text, (enum actor)t->owes));
	facts_json(j, "when", p, t->when);
	facts_json(j, "unless", p, t->unless);
	jout_close(j);
}

static void named_json(struct jout *j, const char *word, struct words w)
{
	jout_key_text(j, "word", word);
	words_json(j, "label", w);
}

void process_json(struct ctx *cx, struct jout *j, const struct law *l)
{
	const struct process *p = l->process;
	jout_open(j);
	jout_key_text(j, "name", p->name);
	words_json(j, "label", l->text->words);
	jout_key_text(j, "article", l->text->article);
	jout_key(j, "states");
	jout_list(j);
	for (size_t i = 0; i < p->nstates; i++) {
		jout_open(j);
		named_json(j, p->states[i], process_state(l->text, p->states[i]));
		jout_key_bool(j, "final", case_final(p, (uint8_t)i));
		jout_close(j);
	}
	jout_end_list(j);
	jout_key(j, "acts");
	jout_list(j);
	for (size_t i = 1; i < p->nacts; i++) {
		jout_open(j);
		named_json(j, p->acts[i], process_act(l->text, p->acts[i]));
		jout_close(j);
	}
	jout_end_list(j);
	facts_json(j, "facts", p, UINT32_MAX);
	jout_key(j, "rules");
	jout_list(j);
	for (size_t i = 0; i < p->nrules; i++)
		rule_json(cx, j, l, i);
	jout_end_list(j);
	jout_key(j, "terms");
	jout_list(j);
	for (size_t i = 0; i < p->nterms; i++)
		term_rule_json(j, l, i);
	jout_end_list(j);
	jout_key_text(j, "pack", l->pack->name);
	jout_close(j);
}

static void instruments_json(struct jout *j, const struct pack *p)
{
	jout_key(j, "instruments");
	jout_list(j);
	for (size_t i = 0; i < p->ninstruments; i++) {
		jout_open(j);
		jout_key_text(j, "key", p->instruments[i].key);
		jout_key_text(j, "level", basis_level_word(p->instruments[i].level));
		words_json(j, "label", p->instruments[i].words);
		jout_close(j);
	}
	jout_end_list(j);
}

static void grades_json(struct jout *j, const struct pack *p)
{
	jout_key(j, "grades");
	jout_list(j);
	for (size_t i = 0; i < p->ngrades; i++) {
		jout_open(j);
		jout_key_int(j, "grade", p->grades[i].grade);
		jout_key_text(j, "share", p->grades[i].share);
		jout_key_text(j, "open", p->grades[i].open);
		jout_key_bool(j, "masked", p->grades[i].given != GIVEN_PLAIN);
		jout_key_text(j, "given", grade_given_word(p->grades[i].given));
		jout_key_int(j, "persons", p->grades[i].persons);
		words_json(j, "label", p->grades[i].words);
		jout_close(j);
	}
	jout_end_list(j);
}

void pack_json(struct jout *j, const struct pack *p)
{
	jout_open(j);
	jout_key_text(j, "name", p->name);
	words_json(j, "title", p->title);
	jout_key_text(j, "number", p->number);
	jout_key(j, "in_force");
	jout_open(j);
	jout_key_day(j, "from", p->from);
	jout_key_day(j, "to", p->to);
	jout_close(j);
	jout_key(j, "articles");
	jout_list(j);
	for (size_t i = 0; i < p->narticles; i++) {
		jout_open(j);
		named_json(j, p->articles[i].number, p->articles[i].words);
		jout_close(j);
	}
	jout_end_list(j);
	jout_key(j, "terms");
	jout_list(j);
	for (size_t i = 0; i < p->nterms; i++) {
		jout_open(j);
		term_text_json(j, p, &p->terms[i]);
		jout_close(j);
	}
	jout_end_list(j);
	instruments_json(j, p);
	jout_key(j, "papers");
	jout_list(j);
	for (size_t i = 0; i < p->npapers; i++)
		paper_json(j, &p->papers[i], false, false, 0);
	jout_end_list(j);
	grades_json(j, p);
	jout_close(j);
}
