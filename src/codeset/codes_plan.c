/* codes_plan.c - what a file changes in a list, code by code. Pure. */
#include "codeset/codeset.h"
#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_code(const struct code *a, const struct code *b)
{
	return same_text(a->name, b->name) && same_text(a->name_en, b->name_en) &&
	       same_text(a->parent, b->parent) && same_text(a->note, b->note) &&
	       a->retired == b->retired && a->from.n == b->from.n && a->to.n == b->to.n;
}

/* As it will stand: the file goes before what was there. */
static const struct code *standing(const struct codes *now, enum codes_mode mode,
				   const struct code_file *in, const char *code)
{
	const struct code *k = code_find(&in->codes, code);
	return k || mode == CODES_REPLACE ? k : code_find(now, code);
}

enum way_up { WAY_FINE, WAY_BROKEN, WAY_ENDLESS };

/* From a code to the top. One that is above itself never gets there. */
static enum way_up way_up(const struct codes *now, enum codes_mode mode,
			  const struct code_file *in, const struct code *k,
			  const char **ret_missing)
{
	for (int deep = 0; k->parent; deep++) {
		if (deep == TREE_DEEP)
			return WAY_ENDLESS;
		*ret_missing = k->parent;
		k = standing(now, mode, in, k->parent);
		if (!k)
			return WAY_BROKEN;
	}
	return WAY_FINE;
}

static void drop_orphans(struct ctx *cx, const struct codes *now, enum codes_mode mode,
			 struct code_file *in)
{
	struct code_file whole = *in;   /* each is judged by the file as it came */
	struct code *kept = ctx_array(cx, struct code, in->codes.n);
	size_t n = 0;
	for (size_t i = 0; i < whole.codes.n; i++) {
		const struct code *k = &whole.codes.at[i];
		const char *missing = NULL;
		enum way_up w = way_up(now, mode, &whole, k, &missing);
		if (w == WAY_FINE)
			kept[n++] = *k;
		else
			sheet_fault_add(cx, &in->faults, k->line, "parent", w == WAY_BROKEN ?
				       SAY_CODE_PARENT(missing) : SAY_CODE_CIRCLE(TREE_DEEP));
	}
	in->codes = (struct codes){ kept, n };
}

static void step(struct codes_plan *p, enum code_what what, const struct code *k)
{
	p->steps[p->n++] = (struct code_step){ what, k };
	p->added += what == CODE_ADDED;
	p->changed += what == CODE_CHANGED;
	p->retired += what == CODE_RETIRED;
}

static void count(struct codes_plan *p, const struct code *k, int64_t by)
{
	p->current += k->retired ? 0 : by;
	p->old += k->retired ? by : 0;
}

/* A code that fell out of the list is kept as retired. */
static const struct code *retired(struct ctx *cx, const struct code *k)
{
	struct code *old = ctx_new(cx, struct code);
	*old = *k;
	old->retired = true;
	return old;
}

enum err codes_plan(struct ctx *cx, const struct codes *now, enum codes_mode mode,
		    struct code_file *in, struct codes_plan *ret)
{
	drop_orphans(cx, now, mode, in);
	struct codes_plan p = { .steps = ctx_array(cx, struct code_step,
						   in->codes.n + now->n) };
	for (size_t i = 0; i < now->n; i++)
		count(&p, &now->at[i], 1);
	for (size_t i = 0; i < in->codes.n; i++) {
		const struct code *k = &in->codes.at[i], *was = code_find(now, k->code);
		if (was && same_code(was, k))
			continue;
		if (was)
			count(&p, was, -1);
		count(&p, k, 1);
		step(&p, !was ? CODE_ADDED : k->retired && !was->retired ? CODE_RETIRED
									 : CODE_CHANGED, k);
	}
	for (size_t i = 0; mode == CODES_REPLACE && i < now->n; i++) {
		const struct code *was = &now->at[i];
		if (was->retired || code_find(&in->codes, was->code))
			continue;
		count(&p, was, -1);
		const struct code *old = retired(cx, was);
		count(&p, old, 1);
		step(&p, CODE_RETIRED, old);
	}
	if (p.current + p.old > CODES_MOST)
		return fail(cx, ERR_TOO_LARGE, SAY_CODES_TOO_MANY(CODES_MOST));
	*ret = p;
	return ctx_check(cx);
}
