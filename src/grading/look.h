/* look.h - what the values of one column are, in counts.
 *
 * Looks at a bounded sample and keeps numbers alone: how many values were there, how
 * many pass the check of which standard, how many have the form and fail it. No value
 * is kept or shown. Pure. */
#ifndef GRADING_LOOK_H
#define GRADING_LOOK_H
#include "base/unit.h"
#include "grading/grading.h"
#include <stdint.h>

#define LOOK_ROWS     1000              /* of a column, at most */
#define LOOK_LEAST    10                /* values below which none is judged */

struct look {
	int64_t  rows, filled;          /* filled: neither empty nor 无, -, null … */
	int64_t  fits[SENSES_];         /* pass the check or the form of that kind */
	int64_t  near;                  /* 18 digits of an identity number that fail it */
	int64_t  text;                  /* longer texts with a person's number inside */
	int64_t  distinct;              /* names of persons that weren't seen before */
	uint64_t seen[LOOK_ROWS + LOOK_ROWS / 2]; /* their hashes */
};

void look_add(struct look *l, const char *p, size_t n, day_t today);
/* Of the filled values, in thousandths; 0 when there are too few to tell. */
int  look_share(const struct look *l, enum sense s);
#endif
