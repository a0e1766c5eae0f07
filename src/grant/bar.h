/* bar.h - grants that a measure keeps shut (Art. 35): suspended at once, and opened again
 * by nobody until the measure is lifted. Inside a store change. */
#ifndef GRANT_BAR_H
#define GRANT_BAR_H
#include "base/jout.h"
#include "grant/grant.h"

enum { GRANTS_OF_MEASURE = 50 };

/* Keeps it shut by cause of that case. ERR_CONFLICT when it has ended, or another
 * measure keeps it shut already. */
enum err grant_bar(struct ctx *cx, struct db *db, const char *grant, const char *case_id,
		   const char *reason, const struct who *by) MUST_USE;
/* How a measure ends; the words are stored and on the wire. */
#define BAR_END_TABLE(X) X(LAPSED, "lapsed") X(LIFTED, "lifted") X(DISMISSED, "dismissed")
enum bar_end {
#define X(id, word) BAR_##id,
	BAR_END_TABLE(X)
#undef X
};
/* What the case keeps shut is as it was: open again if it was open and still stands. */
enum err grant_unbar(struct ctx *cx, struct db *db, const char *case_id, enum bar_end how,
		     const struct who *by) MUST_USE;
/* Its own case suspended it meanwhile: it isn't opened with the bar's end. */
enum err grant_bar_suspended(struct ctx *cx, struct db *db, const char *grant) MUST_USE;
/* Does that case keep it shut? */
enum err grant_barred_by(struct ctx *cx, struct db *db, const char *grant, const char *case_id,
			 bool *ret) MUST_USE;
/* The grants that case keeps shut, `most` at most. */
enum err grant_bars_of(struct ctx *cx, struct db *db, const char *case_id, const char *ids[],
		       size_t most, size_t *ret_n) MUST_USE;
/* ERR_CONFLICT, saying so, while a measure keeps it shut. */
enum err grant_not_barred(struct ctx *cx, struct db *db, const char *grant) MUST_USE;
/* The same while one keeps that agency from anything it was granted of that entry: a new
 * request would go round it. */
enum err grant_none_barred(struct ctx *cx, struct db *db, const char *resource,
			   const char *org) MUST_USE;
/* "restrictions": how that agency was kept from that entry, newest first, by which case and
 * how it ended; nothing when it never was, or what was held against it was dismissed. */
enum err grant_barred_json(struct ctx *cx, struct jout *j, struct db *db, const char *resource,
			   const char *org) MUST_USE;
#endif
