/* listing_tree.c - lists by the trees that entries hang in: a choice of a node takes
 * all below it, and a node's count is that of all below it. */
#include "catalogue/catalogue.h"
#include "catalogue/listing_inside.h"
#include <stdlib.h>
#include <string.h>

static const struct tree *tree_of(const struct listing *l, int dim)
{
	switch ((enum listing_dim)dim) {
	case DIM_CATEGORY: return &l->category;
	case DIM_THEME:    return &l->domain;
	case DIM_INDUSTRY: return &l->industry;
	case DIM_SCENARIO: return &l->scenario;
	case DIM_ORG: case DIM_STATE: case DIM_SHARE_TYPE: case DIM_OPEN_TYPE: case DIM_GRADE:
	case DIM_UPDATE_CYCLE: case DIM_FORM: case DIM_REGION: case DIM_FORMAT: case DIM_MAX_:
		break;
	}
	return NULL;
}

/* --- reading --------------------------------------------------------------- */
static enum err read_tree(struct ctx *keep, struct db *db, const char *const *ids, size_t n,
			  enum tree_way way, struct tree *ret)
{
	struct codes all = { 0 };
	for (size_t i = 0; i < n; i++) {
		struct codes one;
		TRY(codeset_codes(keep, db, ids[i], &one));
		struct code *both = ctx_array(keep, struct code, all.n + one.n);
		if (all.n)
			memcpy(both, all.at, all.n * sizeof *both);
		if (one.n)
			memcpy(both + all.n, one.at, one.n * sizeof *both);
		all = (struct codes){ both, all.n + one.n };
	}
	codes_sort(&all);
	tree_make(keep, &all, way, ret);
	return ctx_check(keep);
}

enum err listing_trees_read(struct ctx *cx, struct listing *l, struct db *db, int64_t seen)
{
	static const char *const classes[] = { "base", "theme", "department" };
	static const char *const domain[] = { "domain" }, *const industry[] = { "industry" },
				*const scenario[] = { "scenario" };
	struct ctx *keep = &l->kept_trees;
	l->category = l->domain = l->industry = l->scenario = (struct tree){ 0 };
	ctx_reset(keep, cx->now);
	enum err e = read_tree(keep, db, classes, 3, TREE_BY_DIGITS, &l->category);
	if (e == OK)
		e = read_tree(keep, db, domain, 1, TREE_BY_PARENT, &l->domain);
	if (e == OK)
		e = read_tree(keep, db, industry, 1, TREE_BY_PARENT, &l->industry);
	if (e == OK)
		e = read_tree(keep, db, scenario, 1, TREE_BY_PARENT, &l->scenario);
	if (e != OK)
		return fail(cx, e, keep->fault.said);
	l->trees_seen = seen;
	return OK;
}

/* --- a choice -------------------------------------------------------------- */
const bool *listing_wanted(struct ctx *cx, const struct listing *l, int dim, const char *node)
{
	const struct tree *t = tree_of(l, dim);
	const struct interned *w = &l->words[dim];
	if (!t)
		return NULL;
	bool *wanted = ctx_array(cx, bool, w->n + 1);
	for (size_t i = 1; i <= w->n; i++)
		wanted[i] = tree_below(t, intern_text(w, (uint16_t)i), node);
	return wanted;
}

/* --- counts ---------------------------------------------------------------- */
static int by_count(const void *x, const void *y)
{
	const struct listing_count *a = x, *b = y;
	return a->n != b->n ? (a->n < b->n ? 1 : -1) : strcmp(a->value, b->value);
}

struct nodes {
	const struct tree     *tree;
	const struct interned *words;
	int                   *at;      /* of each word its node + 2; 0: not looked for yet */
	int64_t               *strange; /* how often words that are no nodes */
	int64_t               *n;       /* of each node */
	size_t                *last;    /* what was counted there last */
};

static int node_of(struct nodes *k, size_t word)
{
	if (!k->at[word])
		k->at[word] = tree_place(k->tree, intern_text(k->words, (uint16_t)word)) + 2;
	return k->at[word] - 2;
}

/* A place's count goes to its node and to all above, an entry's once (`what` is the same
 * for all its places); a place that is no node is told of itself, below the node it
 * stands at. */
static void count_place(struct nodes *k, size_t word, size_t what, uint32_t count)
{
	const struct tree *t = k->tree;
	int at = node_of(k, word);
	if (at < 0 || strcmp(t->codes.at[at].code, intern_text(k->words, (uint16_t)word)) != 0)
		k->strange[word] += count;
	for (int deep = 0; at >= 0 && deep <= TREE_DEEP; at = t->up[at], deep++) {
		k->n[at] += k->last[at] == what ? 0 : count;
		k->last[at] = what;
	}
}

static void count_several(struct nodes *k, const struct listing *l, struct several s)
{
	for (size_t i = 0; i < s.n; i++) {
		size_t what = k->words->n + 1 + i;
		count_place(k, s.rows[i]->dim[DIM_CATEGORY], what, 1);
		for (const uint16_t *p = row_more(l, s.rows[i]); *p; p++)
			count_place(k, *p, what, 1);
	}
}

static struct listing_count strange(struct ctx *cx, struct nodes *k, size_t word)
{
	int at = node_of(k, word);
	return (struct listing_count){
		.value = ctx_text(cx, intern_text(k->words, (uint16_t)word)),
		.parent = at < 0 ? NULL : ctx_text(cx, k->tree->codes.at[at].code),
		.n = k->strange[word] };
}

static struct listing_count *by_node(struct ctx *cx, const struct listing *l,
				     const struct tree *t, const struct interned *w,
				     const uint32_t *counts, struct several several,
				     size_t *ret_n)
{
	struct nodes k = { t, w, ctx_array(cx, int, w->n + 1), ctx_array(cx, int64_t, w->n + 1),
			   ctx_array(cx, int64_t, t->codes.n + 1),
			   ctx_array(cx, size_t, t->codes.n + 1) };
	for (size_t i = 1; i <= w->n; i++)
		if (counts[i])
			count_place(&k, i, i, counts[i]);
	count_several(&k, l, several);
	struct listing_count *c = ctx_array(cx, struct listing_count, w->n + t->codes.n + 1);
	size_t n = 0;
	for (size_t i = 1; i <= w->n; i++)
		if (k.strange[i])
			c[n++] = strange(cx, &k, i);
	for (size_t i = 0; i < t->codes.n; i++) {
		const struct code *node = &t->codes.at[i];
		if (k.n[i])
			c[n++] = (struct listing_count){ ctx_text(cx, node->code),
				ctx_text(cx, node->name), ctx_text(cx, node->parent), k.n[i] };
	}
	*ret_n = n;
	return c;
}

void listing_counts(struct ctx *cx, const struct listing *l, int dim, const uint32_t *counts,
		    struct several several, struct listing_count **ret, size_t *ret_n)
{
	const struct interned *w = &l->words[dim];
	const struct tree *t = tree_of(l, dim);
	size_t n = 0;
	struct listing_count *c = t ? by_node(cx, l, t, w, counts, several, &n)
				    : ctx_array(cx, struct listing_count, w->n + 1);
	for (size_t i = 1; !t && i <= w->n; i++)
		if (counts[i])
			c[n++] = (struct listing_count){ .n = counts[i],
				.value = ctx_text(cx, intern_text(w, (uint16_t)i)) };
	qsort(c, n, sizeof *c, by_count);
	*ret = c;
	*ret_n = n < LISTING_COUNTS ? n : LISTING_COUNTS;
}
