/* grade.h - what a security grade lets be done with an item (Art. 38).
 *
 * The pack's table (grades.txt) decides: how widely data of a grade may be shared
 * and opened, and what a grant may give of it at most. An item's own grade holds, an
 * entry's warns; an entry is never graded below its items. Pure. */
#ifndef CORE_GRADE_H
#define CORE_GRADE_H
#include "core/item.h"
#include "core/mask.h"
#include "core/pack.h"

/* The row for an item of an entry of that grade; NULL: not graded, or a grade the
 * table doesn't know. Then nothing is forbidden by it. */
const struct grade_text *grade_of(const struct pack *p, int entry_grade, const struct item *it);
/* The row for the grade an item has itself; NULL: it has none. What an entry's grade
 * says of its items as a whole warns; what an item's own says holds. */
const struct grade_text *grade_own(const struct pack *p, const struct item *it);
/* May it be shared, opened as widely as this? */
bool grade_may_share(const struct grade_text *g, enum access type);
bool grade_may_open(const struct grade_text *g, enum access type);
/* May it be opened in no way at all? */
bool grade_bars_opening(const struct grade_text *g);
/* The grades that bar it, a bit each. */
uint32_t grades_barring_opening(const struct pack *p);
/* May a grant give it so? */
bool grade_may_give(const struct grade_text *g, enum mask m);
/* `asked` if the grade lets it be given so; else the widest that it does: the mask
 * the item proposes, the one of its format, or nothing at all. */
enum mask grade_mask(const struct grade_text *g, const struct item *it, enum mask asked);
/* The highest grade of the items; 0: none is graded. */
int grade_highest(const struct item *items, size_t n);
#endif
