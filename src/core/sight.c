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
