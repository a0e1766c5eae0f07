/* words.c - the words that organisations are described with, as stored. */
#include "account/account.h"
#include <string.h>

static const char *const kinds[ORG_KIND_MAX_] = {
	[ORG_AGENCY] = "agency", [ORG_AUTHORITY] = "authority", [ORG_OPERATOR] = "operator",
	[ORG_DEPARTMENT] = "department", [ORG_GOVERNMENT] = "government", [ORG_FIRM] = "firm",
};
enum { LEVELS = LEVEL_PROVINCE + 1 };
static const char *const levels[LEVELS] = {
	[LEVEL_CITY] = "city", [LEVEL_COUNTY] = "county", [LEVEL_TOWN] = "town",
	[LEVEL_PROVINCE] = "province",
};
static const char *const states[ORG_STATE_MAX_] = {
	[ORG_ACTIVE] = "active", [ORG_MERGED] = "merged", [ORG_CLOSED] = "closed",
};

static bool find(const char *const *words, int n, const char *word, int *ret_i)
{
	for (int i = 0; i < n; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret_i = i;
			return true;
		}
	}
	return false;
}

const char *org_kind_word(enum org_kind k)
{
	return kinds[k];
}

bool org_kind_read(const char *word, enum org_kind *ret_kind)
{
	int i = 0;
	if (!find(kinds, ORG_KIND_MAX_, word, &i))
		return false;
	*ret_kind = (enum org_kind)i;
	return true;
}

const char *org_level_word(enum org_level l)
{
	return levels[l];
}

bool org_level_read(const char *word, enum org_level *ret_level)
{
	int i = 0;
	if (!find(levels, LEVELS, word, &i))
		return false;
	*ret_level = (enum org_level)i;
	return true;
}

const char *org_state_word(enum org_state s)
{
	return states[s];
}

bool org_state_read(const char *word, enum org_state *ret_state)
{
	int i = 0;
	if (!find(states, ORG_STATE_MAX_, word, &i))
		return false;
	*ret_state = (enum org_state)i;
	return true;
}
