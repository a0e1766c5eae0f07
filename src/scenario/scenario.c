/* scenario.c - see scenario.h. Pure. */
#include "scenario/scenario.h"
#include <string.h>

enum { CODE_MOST = 63 };

static const char *const kinds[] = {
#define X(id, word) word,
	SCENARIO_KINDS(X)
#undef X
};
static const char *const states[] = {
#define X(id, word) word,
	SCENARIO_STATES(X)
#undef X
};

const char *scenario_kind_word(enum scenario_kind k)
{
	return kinds[k];
}

const char *scenario_state_word(enum scenario_state s)
{
	return states[s];
}

static int word_no(const char *const *words, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

bool scenario_kind_read(const char *word, enum scenario_kind *ret)
{
	int i = word_no(kinds, SCENARIO_KINDS_, word);
	if (i >= 0)
		*ret = (enum scenario_kind)i;
	return i >= 0;
}

bool scenario_state_read(const char *word, enum scenario_state *ret)
{
	int i = word_no(states, SCENARIO_STATES_, word);
	if (i >= 0)
		*ret = (enum scenario_state)i;
	return i >= 0;
}

bool scenario_code_sound(const char *code)
{
	size_t n = strlen(code);
	return n > 0 && n <= CODE_MOST &&
	       strspn(code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == n;
}

const char *scenario_wrong(const struct scenario *s, day_t today)
{
	if (s->until.n && s->since.n && s->until.n < s->since.n)
		return "until";
	if (s->state == SCENARIO_RUNNING && s->since.n > today.n)
		return "since";
	if (s->state == SCENARIO_ENDED && s->until.n > today.n)
		return "until";
	return NULL;
}

enum scenario_use scenario_usable(const struct scenario *s, const char *org, day_t today)
{
	bool own = org && strcmp(org, s->org) == 0;
	if (!own && !s->city_wide)
		return SCENARIO_NOT_YOURS;
	if (s->state == SCENARIO_ENDED || (s->until.n && s->until.n < today.n))
		return SCENARIO_OVER;
	return SCENARIO_MAY;
}
