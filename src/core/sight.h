/* sight.h - whose affairs somebody sees, and for whom they act: the one rule of
 * registers, rankings and reforms. An office of the city: all agencies'; one of a
 * county or town: those of its county, which the first six digits of a division say
 * (GB/T 2260); anybody else: their own agency's. */
#ifndef CORE_SIGHT_H
#define CORE_SIGHT_H
#include "base/ctx.h"
#include "core/who.h"

/* Is that a division of the level? A county's or town's first six digits name neither a
 * province nor a whole city, which end in 00; a city's do (of the four cities under the
 * state, the province); zones have letters of ours there, which are a county's. */
bool division_fits(enum org_level level, const char *region);

/* NULL fields don't narrow; `org` "" is nobody's: acts for no organisation, sees none. */
struct sight { const char *org, *county; };
/* An office of a county whose division isn't a county's sees none. */
/* Offices and those who watch over them (auditor, secadmin, cyber) see. */
struct sight sight_of(struct ctx *cx, const struct who *w);
/* Operator and authority alone act for others. */
struct sight reach_of(struct ctx *cx, const struct who *w);

/* May it ask for that agency (NULL: for all it sees)? A division isn't known here: it
 * narrows by itself. */
bool sight_allows(const struct sight *s, const char *org);
/* Is that agency of that division one of them? */
bool sight_takes(const struct sight *s, const char *org, const char *region);
/* The front of the divisions that a list shows: what was asked for (or NULL), within
 * what is seen; NULL: all. */
const char *sight_region(const struct sight *s, const char *asked);

/* What is kept once for the whole city (lists of codes, data elements, rules of
 * grading, releases of the catalogue) is kept by an office of the city (Arts. 8-10).
 * ERR_FORBIDDEN, with the article, to that of a county; routes ask it by ROUTE_CITY_BY. */
enum err city_office_alone(struct ctx *cx, const struct who *w, const char *article) MUST_USE;
/* An agency's own part of such a thing: its steward as well. */
bool     city_or_own(const struct who *w, const char *org);
#endif
