/* renewal.c - see renewal.h. Pure. */
#include "share/renewal.h"
#include <string.h>

enum renewal_bar renewal_of(const struct grant *g, const char *org, const char *resource)
{
	if (!org || strcmp(g->org, org) != 0)
		return RENEWAL_OTHERS;
	if (strcmp(g->resource, resource) != 0)
		return RENEWAL_ELSEWHERE;
	if (!g->until.n)
		return RENEWAL_ENDLESS;
	bool early = g->reason || g->changed_at.n < g->until.n;         /* before its own day */
	if (g->state == GRANT_ENDED && early)
		return RENEWAL_TAKEN_BACK;
	return g->state == GRANT_SUSPENDED ? RENEWAL_SUSPENDED : RENEWAL_MAY;
}
