/* finder.h - who collects the same: asked before a collection is planned, and found
 * among what is in the catalogue (Arts. 9 ¶4, 11; R09.3, R11.3).
 *
 * Keeps the names of all published entries in memory (alike.h) and follows the
 * catalogue's changes; a run compares what has changed since the last one, puts
 * the pairs it finds in the store and opens a case for each. Threads share it. */
#ifndef DUPLICATE_FINDER_H
#define DUPLICATE_FINDER_H
#include "app.h"
#include "catalogue/catalogue.h"
#include "catalogue/check.h"
#include "duplicate/alike.h"

struct finder;
enum err finder_open(struct ctx *cx, struct finder **ret_finder) MUST_USE;
void     finder_close(struct finder *f);       /* NULL is fine */
/* The server stops: whoever takes changes in or compares ends within a step. */
void     finder_leave(struct finder *f);

struct like {                           /* an entry of another agency */
	const char       *id, *code, *title, *org, *org_name;
	struct alike_pair how;
	bool              source;       /* the authority named its agency the collector */
};
struct likes { struct like *list; size_t n; };
/* Published entries like `r`, which may be new (no 0) or kept; best first, at most
 * `most`. Reads r's title, org and items' names and elements. */
enum err finder_like(struct ctx *cx, struct finder *f, struct db *db,
		     const struct resource *r, size_t most, struct likes *ret) MUST_USE;

/* Does the entry say that this organisation collects its data, by whatever it was
 * called when that was said? */
struct org;
enum err collector_is(struct ctx *cx, struct db *db, const struct resource *r,
		      const struct org *org, bool *ret) MUST_USE;

/* The same as doubts of an entry. */
enum err finder_doubts(struct ctx *cx, struct finder *f, struct db *db,
		       const struct resource *r, struct doubts *d) MUST_USE;
/* May such an entry be written? ERR_CONFLICT with Art. 11 ¶2 and a pointer when the
 * data is there already by the authority's word, unless `r` names that source as
 * its collector. */
enum err finder_check(struct ctx *cx, struct finder *f, struct db *db,
		      const struct resource *r) MUST_USE;

/* For many in a row: first what changed meanwhile, then each, with its organisation. */
enum err finder_follow(struct ctx *cx, struct finder *f, struct db *db) MUST_USE;
enum err finder_check_next(struct ctx *cx, struct finder *f, struct db *db,
			   const struct resource *r, const struct org *org) MUST_USE;

struct finding { int64_t compared, found; bool more; };
/* The clock's part: a run now and then (setting duplicate_minutes). */
enum err finder_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
/* One run over at most `most` changed entries; ERR_BUSY while another runs in this
 * process. `reader` is a read connection of the calling thread. */
enum err finder_run(struct ctx *cx, struct app *app, struct db *reader, int64_t most,
		    struct finding *ret) MUST_USE;
#endif
