/* alike_find.c - see alike.h. The exact comparison of entries that share enough names. */
#include "duplicate/alike_inside.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COMMON_MOST 400                 /* a name of more entries finds nobody */
#define FOUND_MOST 64                   /* pairs told of one entry */
#define ITEMS_WEIGH 0.65
#define TITLE_WEIGHS 0.35
#define VALUES_SAME 0.5                 /* the same people, whatever the place */
#define VALUES_FEW 0.1                  /* other people, other objects */
#define VALUES_AGAINST 0.1
#define VALUES_FOR 0.12

/* --- comparing ----------------------------------------------------------------- */
/* How much sharing this name tells: next to nothing if all have it. Squared, so
 * that a few rare names weigh more than the many that every book of persons has. */
static float weight_of(const struct alike *a, uint32_t post)
{
	float lg = post < alike_posts(a) ? post_at(a, post)->lg : 0;
	float rare = log2f((float)a->live + 1) - lg + 0.25f;
	return rare * rare;
}

struct shares { float both, one, other; };

/* Weights of the names in both, and of each. */
static struct shares compare(const struct alike *a, const uint32_t *x, uint32_t nx,
			     const uint32_t *y, uint32_t ny)
{
	struct shares s = { 0, 0, 0 };
	uint32_t i = 0, j = 0;
	while (i < nx || j < ny) {
		uint32_t p = i < nx ? x[i] : UINT32_MAX, q = j < ny ? y[j] : UINT32_MAX;
		uint32_t least = p < q ? p : q;
		float w = weight_of(a, least);
		s.both += p == q ? w : 0;
		s.one += p == least ? w : 0;
		s.other += q == least ? w : 0;
		i += p == least;
		j += q == least;
	}
	return s;
}

/* What both have, of all that either has (Jaccard). */
static double of_all(struct shares s)
{
	float all = s.one + s.other - s.both;
	return all > 0 ? s.both / all : 0;
}

/* An entry that is a part of another collects the same as well: half of it is what
 * both have of the smaller one. */
static double of_either(struct shares s)
{
	float least = s.one < s.other ? s.one : s.other;
	return least > 0 ? 0.5 * of_all(s) + 0.5 * s.both / least : 0;
}

/* The best overlap of two key columns of the same name; below 0: none to compare. */
static double values_of(const struct kept *x, const struct kept *y)
{
	double best = -1;
	for (size_t i = 0; i < ALIKE_SKETCHES; i++)
		for (size_t j = 0; j < ALIKE_SKETCHES; j++) {
			if (!x->sketch[i].values || !y->sketch[j].values ||
			    x->sketch[i].item != y->sketch[j].item)
				continue;
			double o = kmv_overlap(x->sketch[i].values, y->sketch[j].values);
			best = o > best ? o : best;
		}
	return best;
}

/* Counties keep the same books of their own people, and the city's office of the
 * same line keeps one too; that is no duplicate unless the people are the same. */
static bool elsewhere(const struct kept *x, const struct kept *y)
{
	return strcmp(x->place, y->place) != 0;
}

static struct alike_pair judge(const struct alike *a, const struct kept *x,
			       const struct kept *y)
{
	struct alike_pair p = { .id = y->id };
	p.items = of_either(compare(a, x->names + x->ntitle, x->nitems,
				    y->names + y->ntitle, y->nitems));
	p.title = of_all(compare(a, x->names, x->ntitle, y->names, y->ntitle));
	p.values = values_of(x, y);
	/* Either may say it alone: the mean of squares follows the stronger. */
	p.score = sqrt(ITEMS_WEIGH * p.items * p.items + TITLE_WEIGHS * p.title * p.title);
	if (p.values >= 0)              /* many tables are about the same people: it only helps */
		p.score += p.values < VALUES_FEW ? -VALUES_AGAINST : VALUES_FOR * p.values;
	if (p.score < 0 || (elsewhere(x, y) && p.values < VALUES_SAME))
		p.score = 0;
	if (p.score > 1)
		p.score = 1;
	return p;
}

/* --- finding ------------------------------------------------------------------- */
/* Entries that share a name with k which not everybody has; each once. */
static void touch(struct alike *a, const struct kept *k)
{
	uint8_t *seen = (uint8_t *)a->seen.p;
	buf_clear(&a->touched);
	for (uint32_t i = 0; i < k->ntitle + k->nitems; i++) {
		if (k->names[i] >= alike_posts(a))
			continue;
		struct post *p = post_at(a, k->names[i]);
		const uint32_t *e = post_entries(p);
		for (uint32_t j = 0; p->n <= COMMON_MOST && j < p->n; j++) {
			if (!seen[e[j]])
				buf_bytes(&a->touched, &e[j], sizeof e[j]);
			seen[e[j]] = 1;
		}
	}
}

static int best_first(const void *a, const void *b)
{
	const struct alike_pair *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return (x->id > y->id) - (x->id < y->id);
}

static size_t look(struct ctx *cx, struct alike *a, const struct kept *k,
		   const struct alike_pair **ret)
{
	touch(a, k);
	const uint32_t *touched = (const uint32_t *)(const void *)a->touched.p;
	uint8_t *seen = (uint8_t *)a->seen.p;
	size_t ntouched = a->touched.n / sizeof *touched, n = 0;
	struct alike_pair *list = ctx_array(cx, struct alike_pair, ntouched + 1);
	for (size_t i = 0; i < ntouched; i++) {
		const struct kept *other = kept_at(a, touched[i]);
		seen[touched[i]] = 0;
		if (other->org == k->org || other->id == k->id)
			continue;
		struct alike_pair p = judge(a, k, other);
		if (p.score >= ALIKE_LEAST)
			list[n++] = p;
	}
	qsort(list, n, sizeof *list, best_first);
	*ret = list;
	return n < FOUND_MOST ? n : FOUND_MOST;
}

size_t alike_find(struct ctx *cx, struct alike *a, int64_t id, const struct alike_pair **ret)
{
	uint32_t me;
	*ret = NULL;
	if (!alike_map_get(&a->by_id, (uint64_t)id, &me) || !kept_at(a, me)->names)
		return 0;
	return look(cx, a, kept_at(a, me), ret);
}

size_t alike_look(struct ctx *cx, struct alike *a, const struct alike_entry *e,
		  const struct alike_pair **ret)
{
	struct kept k = { .id = e->id, .org = e->org };
	memcpy(k.place, e->place, sizeof k.place);
	alike_take(a, &k, e, ctx_array(cx, uint32_t, e->ntitle + e->nitems + 1), NAMES_ASK);
	return look(cx, a, &k, ret);
}

bool alike_two(const struct alike *a, int64_t one, int64_t other, struct alike_pair *ret)
{
	uint32_t x, y;
	if (!alike_map_get(&a->by_id, (uint64_t)one, &x) || !alike_map_get(&a->by_id, (uint64_t)other, &y) ||
	    !kept_at(a, x)->names || !kept_at(a, y)->names)
		return false;
	*ret = judge(a, kept_at(a, x), kept_at(a, y));
	return true;
}
