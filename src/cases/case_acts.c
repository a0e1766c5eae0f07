/* case_acts.c - what whoever looks at a case may do now, and what only seems so. */
#include "cases/case_json.h"

/* An act that the table allows who looks; `barred`: by what it is refused to them yet. */
struct act_now { size_t rule; bool barred; struct fault by; };

static void act_json(struct ctx *cx, struct jout *j, const struct law *l, const struct act_now *a)
{
	const char *act = l->process->acts[l->process->rules[a->rule].act];
	const char *article = a->barred ? a->by.article : l->rules[a->rule]->article;
	jout_open(j);
	jout_key_text(j, "act", act);
	words_json(j, "label", process_act(l->text, act));
	jout_key_text(j, "article", article);
	if (a->barred) {
		jout_key_text(j, "why", said_words(cx, a->by.said, SAID_ZH));
		jout_key_text(j, "why_en", said_words(cx, a->by.said, SAID_EN));
	} else {
		papers_json(cx, j, l->pack, l->rules[a->rule]);
	}
	jout_close(j);
}

static enum err look_at_bars(struct ctx *cx, const struct case_view *view, const struct law *l,
			     const struct case_file *c, struct act_now *a)
{
	const struct case_process *cp = case_process_named(c->process);
	struct case_move m = { .legal = view->legal, .file = c, .was = c->state, .by = view->who,
			       .act = l->process->acts[l->process->rules[a->rule].act] };
	enum err e = cp && cp->bars ? cp->bars(cx, view->db, &m) : OK;
	if (e != ERR_FORBIDDEN && e != ERR_CONFLICT)
		return e;
	a->barred = true;
	a->by = cx->fault;
	cx->fault = (struct fault){ 0 };
	return OK;
}

static void acts_list(struct ctx *cx, struct jout *j, const struct law *l,
		      const struct act_now *all, size_t n, bool barred)
{
	jout_key(j, barred ? "acts_barred" : "acts");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		if (all[i].barred == barred)
			act_json(cx, j, l, &all[i]);
	jout_end_list(j);
}

enum err case_acts_json(struct ctx *cx, struct jout *j, const struct case_view *view,
			const struct law *l, const struct case_file *c, bool own)
{
	struct standing s = case_standing(c, l);
	struct act_now *all = ctx_array(cx, struct act_now, l->process->nacts);
	size_t n = 0;
	for (size_t a = 1; a < l->process->nacts; a++) {
		struct asked q = { .actors = actors_of(view->who, &c->parties), .act = (uint8_t)a,
				   .papers = ~(paper_set)0, .own = own,
				   .event = cx->today };
		struct verdict v = process_decide(l, s, q);
		if (v.why != ALLOWED)
			continue;
		all[n].rule = (size_t)(v.rule - l->process->rules);
		TRY(look_at_bars(cx, view, l, c, &all[n++]));
	}
	acts_list(cx, j, l, all, n, false);
	acts_list(cx, j, l, all, n, true);
	return OK;
}
