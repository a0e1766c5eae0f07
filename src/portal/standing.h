/* standing.h - whether an entry stands on the portal, settled anew after every
 * change that bears on it.
 *
 *   live       unconditionally open, published, with clean data: shown, served
 *   listed     conditionally open and published: shown, to be applied for
 *   held       would be live, but the release gate found personal data in what
 *              is to be opened, there is no data yet (neither rows nor files that a
 *              second person confirmed), or nothing is left to open:
 *              every item is graded above what may be
 *   suspended  taken off by an act (Art. 28), until that is lifted
 *
 * No row: the entry has no business on the portal. */
#ifndef PORTAL_STANDING_H
#define PORTAL_STANDING_H
#include "base/jout.h"
#include "catalogue/catalogue.h"
#include "ingest/dataset.h"
#include "store/store.h"

/* Inside a change: called when an entry was published or retired, a version of
 * its data went live, or a stop was put on or lifted. Idempotent. */
enum err portal_settle(struct ctx *cx, struct db *db, int no) MUST_USE;

/* Inside a change: the same for the next entries, `most` at most, behind the number
 * `after`; most are told to be right by a glance. How many, and the last. */
struct places { int most; int64_t after, last, n; };
enum err portal_settle_some(struct ctx *cx, struct db *db, struct places *w) MUST_USE;

/* At a start, with the grades that the pack lets be opened in no way, a bit each: when
 * they aren't those of the last start, what may stand otherwise by them is settled
 * anew. A start after one that was cut goes on with it. */
enum err portal_settle_grades(struct ctx *cx, struct store *store, struct db *reader,
			      uint32_t bits) MUST_USE;

/* "portal": {standing, personal: the opened items whose values hold it back, graded:
 * whether the items' grades leave nothing to open}, or null when the entry has no business there. */
enum err portal_standing_json(struct ctx *cx, struct db *db, struct jout *j,
			      const struct resource *r, const struct dataset *d) MUST_USE;

/* A download on its way is tagged "open:<no>" (answer_tag); does that entry still
 * give its data out? */
#define PORTAL_TAG "open:"
bool portal_stands(struct ctx *cx, struct db *db, const char *tag);

/* Inside a change: an act takes the entry off the portal, or puts it back. */
enum portal_stop { PORTAL_SUSPEND, PORTAL_WITHDRAW };
enum err portal_stop_put(struct ctx *cx, struct db *db, const char *resource,
			 const char *by_case, enum portal_stop kind) MUST_USE;
enum err portal_stop_lift(struct ctx *cx, struct db *db, const char *resource,
			  const char *by_case) MUST_USE;
#endif
