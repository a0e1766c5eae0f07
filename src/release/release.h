/* release.h - numbered releases of the catalogue: what stood at a moment (Art. 10).
 *
 * The catalogue is released once a period (the setting release_cycle; the article
 * says "regularly", the quarter is ours) and whenever the operator wants. A release
 * keeps which version of which entry stood, so that any two can be compared for
 * ever; its files are made of that alone, so whoever makes them again gets the same
 * bytes. Two faces: what stands in it for the offices, and the part the portal
 * showed. release_step() is the clock's part. */
#ifndef RELEASE_RELEASE_H
#define RELEASE_RELEASE_H
#include "base/ctx.h"

struct db;
struct who;

#define RELEASE_CYCLE_TABLE(X) X(MONTHLY, "monthly") X(QUARTERLY, "quarterly")  \
	X(HALF_YEARLY, "half_yearly") X(YEARLY, "yearly") X(NEVER, "never")
enum release_cycle {
#define X(id, word) RELEASE_##id,
	RELEASE_CYCLE_TABLE(X)
#undef X
	RELEASE_CYCLE_MAX_
};
const char *release_cycle_word(enum release_cycle c);
bool        release_cycle_read(const char *word, enum release_cycle *ret_cycle);

/* The period a day is in. "2026-11", "2026-Q4", "2026-H2", "2026"; of `never`
 * there is none: text is empty. */
#define PERIOD_TEXT 24
struct period { char text[PERIOD_TEXT]; day_t first, next; enum release_cycle cycle; };
struct period release_period(enum release_cycle c, day_t today);

enum face { FACE_OPEN, FACE_FULL };     /* who reads it: the public, the offices */
#define RELEASE_FORMAT_TABLE(X) X(CSV, "csv") X(JSON, "json") X(PACKAGE, "datapackage")
enum release_format {
#define X(id, word) RELEASE_##id,
	RELEASE_FORMAT_TABLE(X)
#undef X
	RELEASE_FORMATS_
};
const char *face_word(enum face f);                     /* "open", "full" */
const char *release_format_word(enum release_format f);
bool        release_format_read(const char *word, enum release_format *ret_format);
const char *release_format_suffix(enum release_format f);       /* csv, json, zip */
const char *release_format_type(enum release_format f);         /* of the answer */

/* How many entries stand otherwise than in the last release. */
enum err release_moved(struct ctx *cx, struct db *db, int64_t *ret_n) MUST_USE;

/* --- inside a change --------------------------------------------------- */
/* The catalogue as it stands, under the next number. `by` NULL: the clock, for
 * `period`. */
enum err release_make(struct ctx *cx, struct db *db, const struct who *by, const char *title,
		      const char *period, int64_t *ret_no) MUST_USE;
/* Who is told when one is skipped or fails. */
#define RELEASE_DESK "operator@city"
/* The clock's release of a period, or that nothing changed, which the operator is told,
 * and of a period before that nobody looked at; done once however often it is called.
 * In the very first period nothing is released: it began with the platform.
 * *ret_outcome NULL: somebody else had done it. */
enum err release_turn(struct ctx *cx, struct db *db, const struct period *p,
		      const char **ret_outcome) MUST_USE;
#endif
