/* correction_store.h - reports of errors as a table beside their cases. */
#ifndef CORRECTION_CORRECTION_STORE_H
#define CORRECTION_CORRECTION_STORE_H
#include "correction/correction.h"
#include "correction/mended.h"

struct correction_row {
	const char *case_id, *resource;
	const char *key, *item;         /* NULL: all records, the whole record */
	const char *what;
	struct stood stood;             /* what stood when it was reported */
	bool        public;             /* reported by nobody known: marks nothing yet */
};
/* Inside a store change. Open from now on, unless it is the public's. */
enum err correction_put(struct ctx *cx, struct db *db, const struct correction_row *r) MUST_USE;
/* The public's is taken up: open from now on, about what `r` says. */
enum err correction_take_up(struct ctx *cx, struct db *db,
			    const struct correction_row *r) MUST_USE;
/* Decided, with what carries the correction (or nothing, when it is upheld); `how` NULL:
 * taken back. Answers say nothing of it any more. */
enum err correction_end(struct ctx *cx, struct db *db, const char *case_id,
			const struct mending *how) MUST_USE;
/* All but `received`, which its case knows. */
enum err correction_stood(struct ctx *cx, struct db *db, const char *case_id,
			  struct stood *ret) MUST_USE;
/* The day on which `org` was first given the resource; n 0: it never was. */
enum err correction_since(struct ctx *cx, struct db *db, const char *resource, const char *org,
			  day_t *ret_day) MUST_USE;
enum err correction_open_count(struct ctx *cx, struct db *db, const char *resource,
			       int64_t *ret_n) MUST_USE;
#endif
