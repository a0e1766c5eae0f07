/* warning.h - use that isn't as usual, held against the grant's own past (R37.1).
 *
 * What is usual is the median of the days on which the grant was used at all, in the
 * weeks before; a grant that is new isn't judged by it. An hour is unusual when the grant
 * was used neither in it nor beside it; at night, not in it. The numbers are the site's
 * (settings `warn_…`). Nothing is shut by a warning: who gets it looks at it, says what
 * it was, and closes it, or stops the grant at its case, or brings a violation. */
#ifndef WARNING_WARNING_H
#define WARNING_WARNING_H
#include "base/ctx.h"

#define WARNING_KINDS(X) /* the words are stored and on the wire */               \
	X(CALLS, "calls")       /* many calls for a day of this grant */          \
	X(ROWS, "rows")         /* many rows */                                   \
	X(PERSONS, "persons")   /* many different persons */                      \
	X(HOUR, "hour")         /* at an hour it isn't used */                    \
	X(MISSES, "misses")     /* many refused or found nothing: guessing? */    \
	X(WRONG, "wrong")       /* many claims that didn't hold: guessing? */     \
	X(COPY, "copy")         /* many rows copied or exported at once */        \
	X(ADDRESS, "address")   /* a key came from where it never did */
enum warning_kind {
#define X(id, word) WARNING_##id,
	WARNING_KINDS(X)
#undef X
	WARNING_KINDS_
};
const char *warning_word(enum warning_kind k);
bool        warning_read(const char *word, enum warning_kind *ret);

struct warning_rules {
	int64_t weeks;                  /* that it is held against */
	int64_t days;                   /* of use before anything is usual */
	int64_t times, least;           /* so many times the usual, and so many at all */
	int64_t misses;                 /* the least of refused, empty or wrong answers */
	int64_t copied;                 /* rows */
};
struct warning_day {                    /* one day of one grant */
	int64_t  calls, rows, persons, misses, wrong, copied;
	uint32_t hours;
};
struct warning_found { enum warning_kind kind; int64_t figure, usual, least; };

/* What is unusual of `now`, against `past` (days on which it was used, in any order);
 * how many, at most WARNING_KINDS_. Pure. */
size_t warning_judge(struct ctx *cx, const struct warning_rules *r, const struct warning_day *now,
		     const struct warning_day *past, size_t n,
		     struct warning_found found[WARNING_KINDS_]);
/* Is an address new to a key, first seen there `first`, whose oldest was seen `oldest`? */
bool warning_new_address(const struct warning_rules *r, ms_t first, ms_t oldest);
#endif
