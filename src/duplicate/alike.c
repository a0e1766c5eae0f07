/* alike.c - see alike.h. An index from names to the entries that have them, and the
 * exact comparison of those that share enough. */
#include "duplicate/alike.h"
#include "base/buf.h"
#include "base/keep.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COMMON_MOST 400                 /* a name of more entries finds nobody */
#define FOUND_MOST 64                   /* pairs told of one entry */
#define TITLE_BIT UINT64_C(0x8000000000000000)  /* keeps titles' pairs from items' names */
#define ITEMS_WEIGH 0.65
#define TITLE_WEIGHS 0.35
#define VALUES_SAME 0.5                 /* the same people, whatever the place */
#define VALUES_FEW 0.1                  /* other people, other objects */
#define VALUES_AGAINST 0.1
#define VALUES_FOR 0.12
#define ALL_BYTES ((size_t)1 << 40)

/* --- tables ------------------------------------------------------------------ */
struct post {                           /* a name, and the entries that have it */
	uint64_t key;
	float    lg;                    /* log2 of n */
	uint32_t n, room;               /* room 0: the one entry of most names stands here */
	union { uint32_t one, *many; }; /* places, any order */
};

struct kept {
	int64_t    id, org;
	char       place[ALIKE_PLACE];
	uint32_t   ntitle, nitems;
	uint32_t  *names;               /* places of posts: title first, then items; each sorted */
	struct { uint64_t item; struct kmv *values; } sketch[ALIKE_SKETCHES];
};

struct map { uint64_t *key; uint32_t *place; size_t room, n; };    /* open addressing */

struct alike {
	struct buf posts, kept;         /* arrays of the above */
	struct map by_name, by_id;
	struct buf touched, seen;       /* of one search: uint32_t places; a flag by place */
	size_t     live;
};

static struct post *post_at(const struct alike *a, uint32_t i)
{
	return (struct post *)(void *)a->posts.p + i;
}

static struct kept *kept_at(const struct alike *a, uint32_t i)
{
	return (struct kept *)(void *)a->kept.p + i;
}

static uint32_t *map_at(const struct map *m, uint64_t key)
{
	size_t mask = m->room - 1;
	size_t i = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 20) & mask;
	while (m->place[i] && m->key[i] != key)
		i = (i + 1) & mask;
	return &m->place[i];
}

static void map_grow(struct map *m)
{
	struct map old = *m;
	m->room = old.room ? old.room * 2 : 1024;
	m->key = keep_bytes(m->room * sizeof *m->key);
	m->place = keep_bytes(m->room * sizeof *m->place);
	for (size_t i = 0; i < old.room; i++) {
		if (!old.place[i])
			continue;
		uint32_t *at = map_at(m, old.key[i]);
		m->key[at - m->place] = old.key[i];
		*at = old.place[i];
	}
	keep_end(old.key);
	keep_end(old.place);
}

/* The place of a key, or a new one: *ret_new says so. Places count from 0. */
static uint32_t map_put(struct map *m, uint64_t key, uint32_t fresh, bool *ret_new)
{
	if (m->n * 2 >= m->room)
		map_grow(m);
	uint32_t *at = map_at(m, key);
	*ret_new = *at == 0;
	if (*ret_new) {
		m->key[at - m->place] = key;
		*at = fresh + 1;
		m->n++;
	}
	return *at - 1;
}

static bool map_get(const struct map *m, uint64_t key, uint32_t *ret)
{
	if (!m->room)
		return false;
	uint32_t at = *map_at(m, key);
	*ret = at - 1;
	return at != 0;
}

struct alike *alike_open(void)
{
	struct alike *a = keep_new(struct alike);
	a->posts = buf_make(ALL_BYTES);
	a->kept = buf_make(ALL_BYTES);
	a->touched = buf_make(ALL_BYTES);
	a->seen = buf_make(ALL_BYTES);
	return a;
}

static void forget(struct kept *k)
{
	keep_end(k->names);
	for (size_t i = 0; i < ALIKE_SKETCHES; i++)
		keep_end(k->sketch[i].values);
}

void alike_close(struct alike *a)
{
	if (!a)
		return;
	for (uint32_t i = 0; i < a->posts.n / sizeof(struct post); i++)
		if (post_at(a, i)->room)
			keep_end(post_at(a, i)->many);
	for (uint32_t i = 0; i < a->kept.n / sizeof(struct kept); i++)
		forget(kept_at(a, i));
	buf_end(&a->posts);
	buf_end(&a->kept);
	buf_end(&a->touched);
	buf_end(&a->seen);
	keep_end(a->by_name.key);
	keep_end(a->by_name.place);
	keep_end(a->by_id.key);
	keep_end(a->by_id.place);
	keep_end(a);
}

size_t alike_count(const struct alike *a)
{
	return a->live;
}

size_t alike_names(const struct alike *a)
{
	return a->posts.n / sizeof(struct post);
}

/* --- keeping ------------------------------------------------------------------ */
static uint32_t post_of(struct alike *a, uint64_t key)
{
	bool fresh;
	uint32_t at = map_put(&a->by_name, key, (uint32_t)(a->posts.n / sizeof(struct post)),
			      &fresh);
	struct post p = { .key = key };
	if (fresh)
		buf_bytes(&a->posts, &p, sizeof p);
	return at;
}

static uint32_t *entries_of(struct post *p)
{
	return p->room ? p->many : &p->one;
}

static void count(struct post *p, uint32_t n)
{
	p->n = n;
	p->lg = n ? log2f((float)n) : 0;
}

static void widen(struct post *p)
{
	uint32_t room = p->room ? p->room * 2 : 4, *wider = keep_bytes(room * sizeof *wider);
	memcpy(wider, entries_of(p), p->n * sizeof *wider);
	if (p->room)
		keep_end(p->many);
	p->many = wider;
	p->room = room;
}

static void list_in(struct alike *a, const struct kept *k, uint32_t place)
{
	for (uint32_t i = 0; i < k->ntitle + k->nitems; i++) {
		struct post *p = post_at(a, k->names[i]);
		if (p->n == (p->room ? p->room : 1))
			widen(p);
		entries_of(p)[p->n] = place;
		count(p, p->n + 1);
	}
}

static void list_out(struct alike *a, const struct kept *k, uint32_t place)
{
	for (uint32_t i = 0; i < k->ntitle + k->nitems; i++) {
		struct post *p = post_at(a, k->names[i]);
		uint32_t *e = entries_of(p);
		for (uint32_t j = 0; j < p->n; j++) {
			if (e[j] != place)
				continue;
			e[j] = e[p->n - 1];
			count(p, p->n - 1);
			break;
		}
	}
}

static int by_place(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static uint32_t posts(const struct alike *a)
{
	return (uint32_t)(a->posts.n / sizeof(struct post));
}

/* The place of a name that is only asked for: one nobody has stands behind all posts
 * and leaves nothing behind. */
static uint32_t place_of(const struct alike *a, uint64_t key, uint32_t *unknown)
{
	uint32_t at;
	return map_get(&a->by_name, key, &at) ? at : posts(a) + (*unknown)++;
}

enum use { USE_KEEP, USE_ASK };
/* `names` has room for all of the entry's. */
static void take_names(struct alike *a, struct kept *k, const struct alike_entry *e,
		       uint32_t *names, enum use use)
{
	uint32_t unknown = 0;
	k->ntitle = (uint32_t)e->ntitle;
	k->nitems = (uint32_t)e->nitems;
	k->names = names;
	for (size_t i = 0; i < e->ntitle + e->nitems; i++) {
		uint64_t key = i < e->ntitle ? e->title[i] | TITLE_BIT
					     : e->items[i - e->ntitle] & ~TITLE_BIT;
		k->names[i] = use == USE_KEEP ? post_of(a, key) : place_of(a, key, &unknown);
	}
	qsort(k->names, k->ntitle, sizeof *k->names, by_place);
	qsort(k->names + k->ntitle, k->nitems, sizeof *k->names, by_place);
}

void alike_put(struct alike *a, const struct alike_entry *e)
{
	bool fresh;
	uint32_t at = map_put(&a->by_id, (uint64_t)e->id,
			      (uint32_t)(a->kept.n / sizeof(struct kept)), &fresh);
	struct kept k = { .id = e->id, .org = e->org };
	memcpy(k.place, e->place, sizeof k.place);
	if (fresh) {
		buf_bytes(&a->kept, &k, sizeof k);
		buf_byte(&a->seen, 0);
	} else {
		a->live -= kept_at(a, at)->names != NULL;
		list_out(a, kept_at(a, at), at);
		forget(kept_at(a, at));
	}
	if (e->nitems || e->ntitle) {
		take_names(a, &k, e, keep_bytes((e->ntitle + e->nitems) * sizeof *k.names),
			   USE_KEEP);
		for (size_t i = 0; i < ALIKE_SKETCHES; i++) {
			if (!e->sketch[i].values)
				continue;
			k.sketch[i].item = e->sketch[i].item;
			k.sketch[i].values = keep_new(struct kmv);
			*k.sketch[i].values = *e->sketch[i].values;
		}
		list_in(a, &k, at);
		a->live++;
	}
	*kept_at(a, at) = k;
}

/* --- comparing ----------------------------------------------------------------- */
/* How much sharing this name tells: next to nothing if all have it. Squared, so
 * that a few rare names weigh more than the many that every book of persons has. */
static float weight_of(const struct alike *a, uint32_t post)
{
	float lg = post < posts(a) ? post_at(a, post)->lg : 0;
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
		if (k->names[i] >= posts(a))
			continue;
		struct post *p = post_at(a, k->names[i]);
		const uint32_t *e = entries_of(p);
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
	if (!map_get(&a->by_id, (uint64_t)id, &me) || !kept_at(a, me)->names)
		return 0;
	return look(cx, a, kept_at(a, me), ret);
}

size_t alike_look(struct ctx *cx, struct alike *a, const struct alike_entry *e,
		  const struct alike_pair **ret)
{
	struct kept k = { .id = e->id, .org = e->org };
	memcpy(k.place, e->place, sizeof k.place);
	take_names(a, &k, e, ctx_array(cx, uint32_t, e->ntitle + e->nitems + 1), USE_ASK);
	return look(cx, a, &k, ret);
}

bool alike_two(const struct alike *a, int64_t one, int64_t other, struct alike_pair *ret)
{
	uint32_t x, y;
	if (!map_get(&a->by_id, (uint64_t)one, &x) || !map_get(&a->by_id, (uint64_t)other, &y) ||
	    !kept_at(a, x)->names || !kept_at(a, y)->names)
		return false;
	*ret = judge(a, kept_at(a, x), kept_at(a, y));
	return true;
}
