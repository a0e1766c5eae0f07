/* entry.h - the catalogue's own calls, between its files. */
#ifndef CATALOGUE_ENTRY_H
#define CATALOGUE_ENTRY_H
#include "catalogue/catalogue.h"
#include "store/store.h"

enum err version_add(struct ctx *cx, struct db *db, const struct resource *r,
		     const char *by) MUST_USE;
enum err version_set(struct ctx *cx, struct db *db, const struct resource *r) MUST_USE;
enum err version_state(struct ctx *cx, struct db *db, const char *id, int version,
		       const char *state, ms_t published_at) MUST_USE;
enum err resource_next_item(struct ctx *cx, struct db *db, const char *id,
			    int *ret_next) MUST_USE;
/* Inside a change: the counts of the next `most` entries after `after` made anew. */
struct counting { int most; int64_t after, last; bool more; };
enum err entry_count_some(struct ctx *cx, struct db *db, struct counting *w) MUST_USE;
/* The head row, if it still stands at r->revision; counts the revision up. */
enum err resource_set(struct ctx *cx, struct db *db, struct resource *r,
		      int next_item) MUST_USE;
/* New entries of one organisation, whose division `region` is. */
enum err resources_insert(struct ctx *cx, struct db *db, struct resource *const *list, size_t n,
			  const char *region) MUST_USE;
/* For a change: the version under work, the one that stands, the next item's number. */
enum err resource_both(struct ctx *cx, struct db *db, const char *id, struct resource *ret_was,
		       struct resource *ret_head, int *ret_next) MUST_USE;
/* Of some entries the version under work if there is one, else the one that stands; in
 * any order, without those that aren't there or moved on meanwhile. */
enum err resources_working(struct ctx *cx, struct db *db, const char *const *ids, size_t n,
			   struct resource **ret, size_t *ret_n) MUST_USE;
/* A statement (column `code`) that finds which of `names` are codes of entries. */
struct rows *codes_taken(struct db *db, const char *const *names, size_t n);
/* New entries of one organisation, in one change: what they share is looked up once. */
enum err resources_add(struct ctx *cx, struct db *db, const struct who *by,
		       struct resource *const *list, size_t n) MUST_USE;
/* What happened, for the entry's page. */
enum err entry_event(struct ctx *cx, struct db *db, const struct resource *r,
		     const char *event, const struct who *by, const char *note) MUST_USE;
/* The draft `r` becomes what stands: no review is asked here. */
enum err resource_publish(struct ctx *cx, struct db *db, struct resource *r,
			  const struct who *by) MUST_USE;
/* What it is found by: names and codes that the public may see go to the body;
 * those of items that are not opened are for staff alone. Pure. */
void entry_text(const struct resource *r, const char *org_name, struct buf *body,
		struct buf *closed);
/* The words of the version that stands, into the index. */
enum err entry_index(struct ctx *cx, struct db *db, const struct resource *r) MUST_USE;
/* The same where the search's state was read in this change already. */
struct search_state;
enum err entry_index_as(struct ctx *cx, struct db *db, const struct search_state *s,
			const char *org_name, const struct resource *r) MUST_USE;
#endif
