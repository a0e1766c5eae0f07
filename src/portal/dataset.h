/* dataset.h - an entry as the public sees it: opened items only, live data only.
 *
 * Every page, file and interface of the portal goes through portal_dataset(), so
 * what isn't opened can't be shown by any of them, and what is taken off is gone
 * from all of them with the next request. */
#ifndef PORTAL_DATASET_H
#define PORTAL_DATASET_H
#include "account/account.h"
#include "catalogue/catalogue.h"
#include "content/content.h"
#include "core/cell.h"
#include "ingest/dataset.h"
#include "rowsql/rowread.h"
#include "web/req.h"

struct opened {
	struct resource   r;            /* .items: the opened ones */
	struct dataset    data;         /* version 0: it has files alone, or nothing */
	struct content_version content; /* of its files that is open; version 0: none */
	const struct org *org;
	bool              live;         /* has something to take; else to be applied for */
	ms_t              first_at, updated_at;  /* data, else the entry */
	struct view     fields;       /* of the items, in order */
	const size_t     *seen;         /* those shown: 0, 1, 2 … */
	size_t            nseen;
	const char       *etag;         /* changes with entry and data */
};

/* ERR_NOT_FOUND when it doesn't stand on the portal. */
enum err portal_dataset(struct ctx *cx, struct req *rq, const char *code,
			struct opened *ret) MUST_USE;
/* Has it rows to take? */
bool     portal_has_rows(const struct opened *o);
/* The same, but refuses what must be applied for (Art. 27(2)), and what has no rows. */
enum err portal_live(struct ctx *cx, struct req *rq, const char *code,
		     struct opened *ret) MUST_USE;

/* Rows from behind number `after`; `where` may be NULL. */
enum err portal_scan(struct ctx *cx, struct req *rq, const struct opened *o,
		     const struct filter *where, int64_t after, int64_t limit,
		     struct row_ask *ask, struct rowscan **ret_scan) MUST_USE;
void row_json(struct jout *j, const struct opened *o, const struct rowscan *s);
void row_csv(struct buf *b, const struct opened *o, const struct rowscan *s,
	     enum csv_for whom);
void header_csv(struct buf *b, const struct opened *o, enum csv_for whom);
/* For people: items by their names, with the code where two are called the same. */
void header_words(struct buf *b, const struct opened *o);

/* The day by which the next update is due, by the promised cycle; 0: none. */
day_t portal_next_due(const struct opened *o);
day_t portal_due(const char *cycle, ms_t live_at);
#endif
