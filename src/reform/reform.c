/* reform.c - see reform.h. Pure. */
#include "reform/reform.h"
#include "core/sight.h"
#include <string.h>

#define DAYS_AROUND (10 * 366)          /* how far off a day may lie */

const char *reform_kind_word(enum reform_kind k)
{
	static const char *const words[REFORM_KINDS_] = {
#define X(id, word) [REFORM_##id] = word,
		REFORM_KINDS(X)
#undef X
	};
	return words[k];
}

bool reform_within(struct ctx *cx, const struct who *office, const struct party *org)
{
	struct sight s = reach_of(cx, office);
	return sight_takes(&s, org->org, org->region) && (!s.county || county_level(org));
}

static enum err wrong(struct ctx *cx, struct said said, const char *field)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

/* What a kind asks for. */
struct asks {
	size_t least, most;             /* organisations it takes from */
	size_t parts_least, parts_most; /* … and gives to */
	bool   names;                   /* a new name */
	bool   chooses;                 /* a part says what goes to it */
	bool   founds;                  /* a part may be a new organisation */
};
static const struct asks asks[REFORM_KINDS_] = {
	[REFORM_RENAME] = { .least = 1, .most = 1, .names = true },
	[REFORM_MERGE] = { .least = 1, .most = 20, .parts_least = 1, .parts_most = 1,
			   .founds = true },
	[REFORM_SPLIT] = { .least = 1, .most = 1, .parts_least = 1, .parts_most = 8,
			   .chooses = true, .founds = true },
	[REFORM_MOVE] = { .least = 1, .most = 1, .parts_least = 1, .parts_most = 1,
			  .chooses = true },
	[REFORM_CLOSE] = { .least = 1, .most = 1 },
};

static enum err part_check(struct ctx *cx, const struct reform_new_in *plan,
			   enum reform_kind kind, size_t i)
{
	const struct reform_part_in *p = &plan->parts[i];
	const char *at = ctx_print(cx, "parts[%zu]", i);
	size_t chosen = p->nresources + p->nkeys + p->npeople;
	if (!p->into == !p->new)
		return wrong(cx, SAY_REFORM_INTO(), ctx_print(cx, "%s.into", at));
	if (p->new && !asks[kind].founds)
		return wrong(cx, SAY_REFORM_NOT_ASKED(), ctx_print(cx, "%s.new", at));
	if (!asks[kind].chooses && chosen)
		return wrong(cx, SAY_REFORM_NOT_ASKED(), ctx_print(cx, "%s.resources", at));
	if (asks[kind].chooses && (kind == REFORM_MOVE ? !p->nresources : !chosen))
		return wrong(cx, SAY_REFORM_CHOOSE(), ctx_print(cx, "%s.resources", at));
	for (size_t k = 0; p->into && k < plan->nfrom; k++)
		if (strcmp(plan->from[k], p->into) == 0)
			return wrong(cx, SAY_REFORM_ITSELF(), ctx_print(cx, "%s.into", at));
	return OK;
}

static enum err numbers_check(struct ctx *cx, const struct reform_new_in *plan,
			      const struct asks *a)
{
	if (plan->nfrom < a->least || plan->nfrom > a->most)
		return wrong(cx, SAY_REFORM_FROM((int64_t)a->least, (int64_t)a->most), "from");
	for (size_t i = 0; i < plan->nfrom; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(plan->from[i], plan->from[k]) == 0)
				return wrong(cx, SAY_REFORM_TWICE(),
					     ctx_print(cx, "from[%zu]", i));
	if (plan->nparts < a->parts_least || plan->nparts > a->parts_most)
		return wrong(cx, SAY_REFORM_PARTS((int64_t)a->parts_least,
						  (int64_t)a->parts_most), "parts");
	return OK;
}

enum err reform_check(struct ctx *cx, const struct reform_new_in *plan,
		      enum reform_kind *ret_kind)
{
	enum reform_kind kind = REFORM_KINDS_;
	for (int i = 0; i < REFORM_KINDS_; i++)
		if (strcmp(reform_kind_word((enum reform_kind)i), plan->kind) == 0)
			kind = (enum reform_kind)i;
	PRE(kind != REFORM_KINDS_);             /* the schema knows the words */
	TRY(numbers_check(cx, plan, &asks[kind]));
	if (asks[kind].names != (plan->name != NULL))
		return wrong(cx, plan->name ? SAY_REFORM_NOT_ASKED() : SAY_REFORM_NAME(), "name");
	if (!asks[kind].names && plan->short_name)
		return wrong(cx, SAY_REFORM_NOT_ASKED(), "short_name");
	if (plan->effective_on.n < cx->today.n - DAYS_AROUND ||
	    plan->effective_on.n > cx->today.n + DAYS_AROUND)
		return wrong(cx, SAY_REFORM_DAY(), "effective_on");
	for (size_t i = 0; i < plan->nparts; i++)
		TRY(part_check(cx, plan, kind, i));
	*ret_kind = kind;
	return OK;
}
