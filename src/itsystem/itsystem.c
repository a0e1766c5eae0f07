/* itsystem.c - see itsystem.h. Pure. */
#include "itsystem/itsystem.h"
#include <string.h>

static const char *const hostings[] = {
#define X(id, word) word,
	HOSTING_TABLE(X)
#undef X
};

bool hosting_read(const char *word, enum hosting *ret)
{
	for (int i = 0; i < HOSTING_MAX_; i++) {
		if (strcmp(hostings[i], word) == 0) {
			*ret = (enum hosting)i;
			return true;
		}
	}
	return false;
}

const char *hosting_word(enum hosting h)
{
	return hostings[h];
}

const char *itsystem_wrong(const struct itsystem *s, day_t today)
{
	if (s->hosting == HOSTING_MOVING && !s->cloud_on.n)
		return "cloud_on";
	if (s->hosting == HOSTING_CLOUD && s->cloud_on.n > today.n)
		return "cloud_on";
	return NULL;
}

static bool sees_all(const struct who *who)
{
	return who_is(who, ROLE_AUDITOR) || who_is(who, ROLE_SECADMIN) || who_is(who, ROLE_CYBER);
}

void itsystem_scope(struct ctx *cx, const struct who *who, const char **ret_org,
		    const char **ret_county)
{
	bool office = who_is(who, ROLE_OPERATOR) || who_is(who, ROLE_AUTHORITY);
	bool county = who->level == LEVEL_COUNTY || who->level == LEVEL_TOWN;
	*ret_org = *ret_county = NULL;
	if (sees_all(who) || (office && !county))
		return;
	if (office)
		*ret_county = ctx_print(cx, "%.6s", who->region ? who->region : "-");
	else
		*ret_org = who->org ? who->org : "";
}
