/* sight.c - see sight.h. Pure. */
#include "core/sight.h"
#include <stddef.h>
#include <string.h>

enum { COUNTY_DIGITS = 6 };

static bool office(const struct who *w)
{
	return who_can(w, CAP_CATALOGUE_REVIEW);
}

static bool watches(const struct who *w)
{
	return who_can(w, CAP_RECORD_READ) || who_is(w, ROLE_SECADMIN) || who_is(w, ROLE_CYBER);
}

/* --- divisions ---------------------------------------------------------------- */
static bool under_the_state(const char *region)
{
	static const char *const cities[] = { "11", "12", "31", "50" };
	for (size_t i = 0; i < sizeof cities / sizeof cities[0]; i++)
		if (strncmp(region, cities[i], 2) == 0)
			return true;
	return false;
}

bool division_fits(enum org_level level, const char *region)
{
	if (!region || strlen(region) < COUNTY_DIGITS)
		return false;
	bool whole = strspn(region + 4, "0") == strlen(region + 4);
	bool province = whole && strncmp(region + 2, "00", 2) == 0;
	switch (level) {
	case LEVEL_PROVINCE: return province;
	case LEVEL_CITY: return whole && (!province || under_the_state(region));
	case LEVEL_COUNTY: case LEVEL_TOWN: break;
	}
	return strncmp(region + 4, "00", 2) != 0;
}

/* --- sight ---------------------------------------------------------------------- */
static struct sight within(struct ctx *cx, const struct who *w, bool wide)
{
	bool county = w->level == LEVEL_COUNTY || w->level == LEVEL_TOWN;
	if (!wide)
		return (struct sight){ .org = w->org ? w->org : "" };
	if (!w->org || !county)
		return (struct sight){ .org = NULL };
	return (struct sight){ .county = ctx_print(cx, "%.*s", COUNTY_DIGITS,
			division_fits(w->level, w->region) ? w->region : "-") };
}

struct sight sight_of(struct ctx *cx, const struct who *w)
{
	return within(cx, w, office(w) || watches(w));
}

struct sight reach_of(struct ctx *cx, const struct who *w)
{
	return within(cx, w, office(w));
}

bool sight_allows(const struct sight *s, const char *org)
{
	if (!s->org)
		return true;
	return *s->org && (!org || strcmp(s->org, org) == 0);
}

static bool begins(const char *region, const char *front)
{
	return strncmp(region, front, strlen(front)) == 0;
}

bool sight_takes(const struct sight *s, const char *org, const char *region)
{
	if (s->county && !(division_fits(LEVEL_COUNTY, region) && begins(region, s->county)))
		return false;
	return sight_allows(s, org);
}

const char *sight_region(const struct sight *s, const char *asked)
{
	return !s->county || (asked && begins(asked, s->county)) ? asked : s->county;
}

static bool city_office(const struct who *w)
{
	return w->org && w->level == LEVEL_CITY && office(w);
}

enum err city_office_alone(struct ctx *cx, const struct who *w, const char *article)
{
	return city_office(w) ? OK
		: fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_CITY_OFFICE_ALONE()), article);
}

bool city_or_own(const struct who *w, const char *org)
{
	bool own = org && w->org && who_can(w, CAP_CATALOGUE_WRITE) && strcmp(org, w->org) == 0;
	return own || city_office(w);
}
