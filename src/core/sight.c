/* sight.c - see sight.h. Pure. */
#include "core/sight.h"
#include <stddef.h>
#include <string.h>

struct sight sight_of(const struct who *w)
{
	bool office = who_can(w, CAP_CATALOGUE_REVIEW) || who_can(w, CAP_RECORD_READ);
	bool county = w->level == LEVEL_COUNTY || w->level == LEVEL_TOWN;
	if (!office)
		return (struct sight){ .org = w->org, .nobody = !w->org };
	if (w->org && county)
		return (struct sight){ .region = w->region };
	return (struct sight){ .nobody = false };
}

bool sight_allows(const struct sight *s, const char *org)
{
	if (s->nobody)
		return false;
	return !org || !s->org || strcmp(s->org, org) == 0;
}

bool city_office(const struct who *w)
{
	return w->org && w->level == LEVEL_CITY && who_can(w, CAP_CATALOGUE_REVIEW);
}

enum err city_office_alone(struct ctx *cx, const struct who *w, const char *article)
{
	return city_office(w) ? OK
		: fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_CITY_OFFICE_ALONE()), article);
}
