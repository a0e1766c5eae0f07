/* actor.c - see actor.h. */
#include "core/actor.h"
#include <stdio.h>
#include <string.h>

bool county_level(const struct party *p)
{
	return p->org && (p->level == LEVEL_COUNTY || p->level == LEVEL_TOWN);
}

static void six(const char *region, char out[COUNTY_TEXT])
{
	snprintf(out, COUNTY_TEXT, "%.6s", region ? region : "");
}

void case_county(const struct parties *p, char out[COUNTY_TEXT])
{
	out[0] = '\0';
	if (county_level(&p->applicant))
		six(p->applicant.region, out);
	else if (county_level(&p->provider))
		six(p->provider.region, out);
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Where an office of operator or authority is: "city", or its county's six. */
static void seat(const struct who *who, char out[COUNTY_TEXT])
{
	if (who->level == LEVEL_COUNTY || who->level == LEVEL_TOWN)
		six(who->region, out);
	else
		snprintf(out, COUNTY_TEXT, "city");
}

/* Its people bring cases for it, as an agency's stewards do. */
static bool office(const struct who *who)
{
	return who_is(who, ROLE_OPERATOR) || who_is(who, ROLE_AUTHORITY);
}

uint32_t actors_of(const struct who *who, const struct parties *p)
{
	uint32_t set = 0;
	char at[COUNTY_TEXT], county[COUNTY_TEXT];

	if (same(who->id, p->person))
		set |= ACTOR_BIT(BY_APPLICANT);
	if (!who->org || !who_can(who, CAP_CASE_ACT))
		return set;
	bool steward = who_is(who, ROLE_STEWARD);
	bool speaks = steward || (p->offices && office(who));
	if (speaks && same(who->org, p->applicant.org))
		set |= ACTOR_BIT(BY_APPLICANT);
	if (speaks && same(who->org, p->provider.org))
		set |= ACTOR_BIT(BY_PROVIDER);
	seat(who, at);
	case_county(p, county);
	bool city = strcmp(at, "city") == 0;
	if (!city && strcmp(at, county) != 0)
		return set;
	if (who_is(who, ROLE_OPERATOR))
		set |= ACTOR_BIT(city ? BY_CITY_OPERATOR : BY_COUNTY_OPERATOR);
	if (who_is(who, ROLE_AUTHORITY))
		set |= ACTOR_BIT(city ? BY_CITY_AUTHORITY : BY_COUNTY_AUTHORITY);
	return set;
}

static void desk(char out[DESK_TEXT], const char *role, const char *at)
{
	snprintf(out, DESK_TEXT, "%s@%s", role, at);
}

void desk_of(enum actor a, const struct parties *p, char out[DESK_TEXT])
{
	char county[COUNTY_TEXT];
	case_county(p, county);
	out[0] = '\0';
	switch (a) {
	case BY_APPLICANT:
		if (p->applicant.org)
			desk(out, "steward", p->applicant.org);
		else if (p->person)
			desk(out, "person", p->person);
		break;
	case BY_PROVIDER:
		if (p->provider.org)
			desk(out, "steward", p->provider.org);
		break;
	case BY_COUNTY_OPERATOR:
		desk(out, "operator", county);
		break;
	case BY_COUNTY_AUTHORITY:
		desk(out, "authority", county);
		break;
	case BY_CITY_OPERATOR:
		desk(out, "operator", "city");
		break;
	case BY_CITY_AUTHORITY:
		desk(out, "authority", "city");
		break;
	case BY_TIME:
	case BY_PLATFORM:
	case ACTOR_MAX_:
		break;
	}
}

int desks_of_who(const struct who *who, char out[DESKS_MAX][DESK_TEXT])
{
	int n = 0;
	char at[COUNTY_TEXT];

	if (who_is(who, ROLE_SECADMIN)) /* never a steward as well: four are enough */
		desk(out[n++], "secadmin", "city");
	if (!who->org) {
		if (who->id)
			desk(out[n++], "person", who->id);
		return n;
	}
	seat(who, at);
	if (who_is(who, ROLE_STEWARD) || office(who))  /* an office is a party as well */
		desk(out[n++], "steward", who->org);
	if (who_is(who, ROLE_OPERATOR))
		desk(out[n++], "operator", at);
	if (who_is(who, ROLE_AUTHORITY))
		desk(out[n++], "authority", at);
	return n;
}

const char *actor_word(enum actor a)
{
	static const char *const words[ACTOR_MAX_ + 1] = {
#define X(id, word) [BY_##id] = word,
		ACTOR_TABLE(X)
#undef X
		[ACTOR_MAX_] = "nobody",
	};
	return words[a];
}

bool actor_read(const char *word, enum actor *ret_actor)
{
	for (int a = 0; a < ACTOR_MAX_; a++) {
		if (strcmp(actor_word((enum actor)a), word) == 0) {
			*ret_actor = (enum actor)a;
			return true;
		}
	}
	return false;
}
