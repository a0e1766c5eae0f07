/* alike_inside.h - what alike.c keeps, and alike_find.c compares. */
#ifndef DUPLICATE_ALIKE_INSIDE_H
#define DUPLICATE_ALIKE_INSIDE_H
#include "base/buf.h"
#include "duplicate/alike.h"

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

static inline struct post *post_at(const struct alike *a, uint32_t i)
{
	return (struct post *)(void *)a->posts.p + i;
}

static inline struct kept *kept_at(const struct alike *a, uint32_t i)
{
	return (struct kept *)(void *)a->kept.p + i;
}

static inline uint32_t *post_entries(struct post *p)
{
	return p->room ? p->many : &p->one;
}

static inline uint32_t alike_posts(const struct alike *a)
{
	return (uint32_t)(a->posts.n / sizeof(struct post));
}

/* False: the map doesn't hold the key. */
bool alike_map_get(const struct map *m, uint64_t key, uint32_t *ret);
enum names_for { NAMES_KEEP, NAMES_ASK };
/* The entry's names as places of posts, sorted, into k: `names` has room for all of them.
 * Asked for only: a name nobody has stands behind all posts and leaves nothing behind. */
void alike_take(struct alike *a, struct kept *k, const struct alike_entry *e,
		uint32_t *names, enum names_for use);
#endif
