/* share.c - which of the procedures of Art. 20 a request is. Pure. */
#include "share/share.h"
#include <string.h>

static bool same_county(const struct party *a, const struct party *b)
{
	return a->region && b->region && strncmp(a->region, b->region, 6) == 0;
}

enum share_bar share_facts(const struct parties *p, enum access type,
			   uint32_t *ret_facts)
{
	uint32_t facts = 0;
	bool from_county = county_level(&p->applicant), of_county = county_level(&p->provider);

	if (p->applicant.org && p->provider.org &&
	    strcmp(p->applicant.org, p->provider.org) == 0)
		return SHARE_OWN_DATA;
	if (type != ACCESS_UNCONDITIONAL && type != ACCESS_CONDITIONAL)
		return SHARE_NOT_SHARED;
	if (!from_county)                      /* county data stands on the city platform */
		facts |= SHARE_IS_CITY;
	else if (!of_county)
		facts |= SHARE_IS_COUNTY;
	else if (same_county(&p->applicant, &p->provider))
		facts |= SHARE_IS_LOCAL;
	else
		return SHARE_ELSEWHERE;
	facts |= type == ACCESS_CONDITIONAL ? SHARE_IS_CONDITIONAL : SHARE_IS_UNCONDITIONAL;
	*ret_facts = facts;
	return SHARE_MAY;
}

uint32_t share_facts_granted(const struct parties *p, enum access type)
{
	uint32_t facts;
	if (share_facts(p, type, &facts) == SHARE_MAY)
		return facts;
	return (county_level(&p->applicant) ? SHARE_IS_COUNTY : SHARE_IS_CITY) |
	       (type == ACCESS_UNCONDITIONAL ? SHARE_IS_UNCONDITIONAL : SHARE_IS_CONDITIONAL);
}
