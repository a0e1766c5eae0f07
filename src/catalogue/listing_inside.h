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

enum listing_flag { ROW_THERE = 1, ROW_PUBLIC = 2, ROW_ON_PORTAL = 4 };

struct row {
	uint16_t dim[DIM_MAX_];
	uint32_t flags;
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
	_Atomic int       table;        /* of words, asked last: search_find() */
	int64_t           kept;         /* `seen` of the file that was kept last */
	size_t            n;            /* entries: the highest number */
	struct row       *rows;         /* entry no - 1 */
	uint8_t          *titles;       /* TITLE_KEY bytes each: order by pinyin */
	struct UCollator *pinyin;       /* NULL: by bytes */
	struct interned   words[DIM_MAX_];
};

/* --- dimensions that are trees (listing_tree.c) ---------------------------- */
#define LISTING_TREES (64u << 20)       /* bytes that all of them may take */
/* All anew, as of import `seen`. Under the lock. */
enum err listing_trees_read(struct ctx *cx, struct listing *l, struct db *db,
			    int64_t seen) MUST_USE;
/* Where an entry hangs, as one word of the dimension: its categories' digits, one a
 * line. NULL: nowhere. */
struct resource;
const char *listing_places(struct ctx *cx, const struct resource *r);
/* For each word of the dimension, is it `node` or below? NULL: no tree. */
const bool *listing_wanted(struct ctx *cx, const struct listing *l, int dim,
			   const char *node);
/* What the words of a dimension were counted, most first; a tree's by node. */
void listing_counts(struct ctx *cx, const struct listing *l, int dim,
		    const uint32_t *counts, struct listing_count **ret, size_t *ret_n);
#endif
