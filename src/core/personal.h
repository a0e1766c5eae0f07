/* personal.h - does a text hold numbers that belong to a person?
 *
 * Looks for resident identity numbers (with a valid check digit), mobile
 * numbers and bank cards anywhere in a text. Runs of digits only: names and
 * addresses are not recognised. Feeds the gate before opening (Art. 24). */
#ifndef CORE_PERSONAL_H
#define CORE_PERSONAL_H
#include "base/unit.h"

struct personal { int64_t ids, mobiles, cards; };   /* how many were found */

void personal_scan(const char *p, size_t n, day_t today, struct personal *found);
static inline int64_t personal_total(const struct personal *f)
{
	return f->ids + f->mobiles + f->cards;
}
#endif
