/* listing.h - lists of entries: filtered, counted by facet, exact in total.
 *
 * What lists filter and count by is kept in memory, fifteen small numbers an
 * entry, because counting ten facets of a hundred thousand hits by joins takes
 * longer than the search itself. The store stays the truth: each question first
 * reads on from the last change seen (resource.seq), which is one point lookup
 * when nothing changed, so an answer never misses what was committed before it
 * was asked, on any number of processes. */
#ifndef CATALOGUE_LISTING_H
#define CATALOGUE_LISTING_H
#include "core/who.h"
#include "store/store.h"

#define LISTING_DIM_TABLE(X) X(ORG, "org") X(STATE, "state")                  \
	X(SHARE_TYPE, "share_type") X(OPEN_TYPE, "open_type") X(THEME, "theme") \
	X(GRADE, "grade") X(UPDATE_CYCLE, "update_cycle") X(FORM, "form")     \
	X(REGION, "region") X(FORMAT, "format") X(CATEGORY, "category")      \
	X(INDUSTRY, "industry") X(SCENARIO, "scenario")
enum listing_dim {
#define X(id, word) DIM_##id,
	LISTING_DIM_TABLE(X)
#undef X
	DIM_MAX_
};
const char *listing_dim_word(enum listing_dim d);

enum listing_order { ORDER_BEST, ORDER_NEWEST, ORDER_UPDATED, ORDER_ROWS, ORDER_TITLE, ORDER_MAX_ };
bool listing_order_read(const char *word, enum listing_order *ret_order);

struct listing;
/* Lives in `cx`, which must outlive it. */
enum err listing_open(struct ctx *cx, struct listing **ret_listing) MUST_USE;
void     listing_close(struct listing *l);

/* Reads on from the last change seen; listing_find() does it by itself. How many
 * rows were taken in so: one for each change, never the whole again. */
enum err listing_refresh(struct ctx *cx, struct listing *l, struct db *db) MUST_USE;
int64_t  listing_taken(const struct listing *l);

/* The table as it stands, kept in a file of the data directory, so that a start
 * needn't read every entry: recall() lays that file under the table, and what
 * changed since is read on. Only a file the store knows by its hash is taken: a
 * store put back to an earlier day, or a damaged file, means reading all again.
 * keep() writes only when enough has changed, or at LISTING_KEEP_ALL anything. */
enum listing_keep { LISTING_KEEP_DUE, LISTING_KEEP_ALL };
enum err listing_keep(struct ctx *cx, struct listing *l, struct store *store,
		      enum listing_keep when) MUST_USE;
enum err listing_recall(struct ctx *cx, struct listing *l, struct db *db) MUST_USE;

struct listing_ask {
	const char        *q;                   /* words; NULL: all */
	const char        *want[DIM_MAX_];      /* NULL: any */
	bool               portal;              /* only what stands on the portal */
	bool               has_rows;            /* and of that, what has rows open to all */
	const struct who  *who;                 /* else: what `who` may see */
	enum listing_order order;
	int64_t            limit;
	const char        *after;               /* last key of the page before */
};

/* Of a dimension that is a tree, nodes are counted with all below them. */
struct listing_count { const char *value, *label, *parent; int64_t n; };  /* or NULL */
struct listing_page {
	int        *nos;                        /* entries, in order */
	size_t      n;
	int64_t     total;
	const char *next;                       /* key to go on from; NULL: the end */
	struct listing_count *counts[DIM_MAX_]; /* most first; a facet's own choice
						 * doesn't narrow its counts */
	size_t      ncounts[DIM_MAX_];
};
#define LISTING_COUNTS 100                      /* values told of one facet */
enum err listing_find(struct ctx *cx, struct listing *l, struct db *db,
		      const struct listing_ask *ask, struct listing_page *ret) MUST_USE;
#endif
