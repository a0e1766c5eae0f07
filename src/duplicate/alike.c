/* alike.c - see alike.h. Entries kept, and an index from names to those that have them;
 * alike_find.c compares. */
#include "duplicate/alike_inside.h"
#include "base/keep.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_BIT UINT64_C(0x8000000000000000)  /* keeps titles' pairs from items' names */
#define ALL_BYTES ((size_t)1 << 40)

/* --- tables ------------------------------------------------------------------ */
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

bool alike_map_get(const struct map *m, uint64_t key, uint32_t *ret)
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

static void count(struct post *p, uint32_t n)
{
	p->n = n;
	p->lg = n ? log2f((float)n) : 0;
}

static void widen(struct post *p)
{
	uint32_t room = p->room ? p->room * 2 : 4, *wider = keep_bytes(room * sizeof *wider);
	memcpy(wider, post_entries(p), p->n * sizeof *wider);
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
		post_entries(p)[p->n] = place;
		count(p, p->n + 1);
	}
}

static void list_out(struct alike *a, const struct kept *k, uint32_t place)
{
	for (uint32_t i = 0; i < k->ntitle + k->nitems; i++) {
		struct post *p = post_at(a, k->names[i]);
		uint32_t *e = post_entries(p);
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

/* The place of a name that is only asked for: one nobody has stands behind all posts
 * and leaves nothing behind. */
static uint32_t place_of(const struct alike *a, uint64_t key, uint32_t *unknown)
{
	uint32_t at;
	return alike_map_get(&a->by_name, key, &at) ? at : alike_posts(a) + (*unknown)++;
}

void alike_take(struct alike *a, struct kept *k, const struct alike_entry *e,
		       uint32_t *names, enum names_for use)
{
	uint32_t unknown = 0;
	k->ntitle = (uint32_t)e->ntitle;
	k->nitems = (uint32_t)e->nitems;
	k->names = names;
	for (size_t i = 0; i < e->ntitle + e->nitems; i++) {
		uint64_t key = i < e->ntitle ? e->title[i] | TITLE_BIT
					     : e->items[i - e->ntitle] & ~TITLE_BIT;
		k->names[i] = use == NAMES_KEEP ? post_of(a, key) : place_of(a, key, &unknown);
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
		alike_take(a, &k, e, keep_bytes((e->ntitle + e->nitems) * sizeof *k.names),
			   NAMES_KEEP);
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

