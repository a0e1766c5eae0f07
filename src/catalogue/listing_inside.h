/* listing_inside.h - the table in memory; between listing.c,
 * listing_find.c and listing_kept.c. */
#ifndef CATALOGUE_LISTING_INSIDE_H
#define CATALOGUE_LISTING_INSIDE_H
#include "catalogue/intern.h"
#include "catalogue/listing.h"
#include "codeset/tree.h"
#include <pthread.h>
#include <stdatomic.h>

struct UCollator;

/* ROW_HAS_ROWS: anybody may look at and call for its rows on the portal; what stands there
 * by its files alone, or on conditions, has none. */
enum listing_flag { ROW_THERE = 1, ROW_PUBLIC = 2, ROW_ON_PORTAL = 4, ROW_HAS_ROWS = 8 };

struct row {
	uint16_t dim[DIM_MAX_];         /* of several categories the first … */
	uint16_t flags;
	uint32_t more;                  /* … and where the others stand; 0: there are none */
	int64_t  updated, rows;
};

#define TITLE_KEY 40                    /* bytes of it: some ten Chinese characters */
#define ENTRIES_MOST ((size_t)1 << 24)  /* address space is set aside for so many */

struct listing {
	pthread_rwlock_t  lock;
	struct ctx        kept_trees;   /* what they stand in */
	struct tree       category, domain, industry, scenario;
	int64_t           trees_seen;   /* the import that was read last */
	int64_t           seen;         /* the last change taken in */
	_Atomic int64_t   taken;        /* rows taken in by this process */
	_Atomic int       table;        /* of words, asked last; -1: search_find() */
	int64_t           kept;         /* `seen` of the file that was kept last */
	size_t            n;            /* entries: the highest number */
	struct row       *rows;         /* entry no - 1 */
	uint8_t          *titles;       /* TITLE_KEY bytes each: order by pinyin */
	struct UCollator *pinyin;       /* NULL: by bytes */
	struct interned   words[DIM_MAX_];
	struct buf        more;         /* uint16_t: room for so many, places, 0 */
};
/* The other categories of an entry, up to a 0. */
static inline const uint16_t *row_more(const struct listing *l, const struct row *r)
{
	static const uint16_t none;
	return r->more ? (const uint16_t *)(const void *)l->more.p + r->more : &none;
}

/* Entries that stand in several are counted one by one: a node's count has each once. */
struct several { const struct row *const *rows; size_t n; };

/* --- dimensions that are trees (listing_tree.c) ---------------------------- */
#define LISTING_TREES (64u << 20)       /* bytes that all of them may take */
/* All anew, as of import `seen`. Under the lock. */
enum err listing_trees_read(struct ctx *cx, struct listing *l, struct db *db,
			    int64_t seen) MUST_USE;
/* For each word of the dimension, is it `node` or below? NULL: no tree. */
const bool *listing_wanted(struct ctx *cx, const struct listing *l, int dim,
			   const char *node);
/* What the words of a dimension were counted, most first; a tree's by node, with what
 * stands in several (of categories alone) besides. */
void listing_counts(struct ctx *cx, const struct listing *l, int dim,
		    const uint32_t *counts, struct several several,
		    struct listing_count **ret, size_t *ret_n);
#endif
