/* sight.h - whose affairs somebody sees in registers and rankings: a city office
 * all agencies', a county office its region's, anybody else their own agency's. */
#ifndef CORE_SIGHT_H
#define CORE_SIGHT_H
#include "base/ctx.h"
#include "core/who.h"

/* NULL fields don't narrow. `nobody`: acts for no organisation, sees none. */
struct sight { const char *org, *region; bool nobody; };
struct sight sight_of(const struct who *w);
/* May it ask for that agency (NULL: for all it sees)? A region isn't known here: it
 * narrows by itself. */
bool sight_allows(const struct sight *s, const char *org);

/* What is kept once for the whole city (lists of codes, data elements, rules of
 * grading, releases of the catalogue) is kept by an office of the city (Arts. 8-10);
 * ERR_FORBIDDEN, with the article, to that of a county. */
bool     city_office(const struct who *w);
enum err city_office_alone(struct ctx *cx, const struct who *w, const char *article) MUST_USE;
#endif
