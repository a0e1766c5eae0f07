/* standing.c - see standing.h. */
#include "forward/standing.h"
#include "forward/forward.h"
#include <string.h>

static const char *const words[] = {
#define X(id, word) word,
	STANDING_TABLE(X)
#undef X
};

enum standing standing_of(bool withdrawn, bool enabled, bool rightful, enum breaker_state s)
{
	if (withdrawn)
		return STANDING_WITHDRAWN;
	if (!enabled)
		return STANDING_OFF;
	if (!rightful)
		return STANDING_STRANDED;
	return s == BREAKER_OPEN ? STANDING_PAUSED
	     : s == BREAKER_HALF_OPEN ? STANDING_TRYING : STANDING_ASKED;
}

enum forward_way forward_way(const struct interface *i, bool held, enum grant_use use)
{
	if (!i || (!i->enabled && held))
		return FORWARD_HERE;
	if (!i->enabled)
		return FORWARD_OFF;
	if (use == USE_AGGREGATE)
		return FORWARD_NO_GROUPS;
	return i->rightful ? FORWARD_ASKED : FORWARD_STRANDED;
}

const char *standing_word(enum standing s)
{
	return words[s];
}

bool standing_read(const char *word, enum standing *ret)
{
	for (int i = 0; i < STANDINGS_; i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		*ret = (enum standing)i;
		return true;
	}
	return false;
}

bool standing_order_read(const char *word, enum standing_order *ret)
{
	static const char *const orders[] = {
#define X(id, text) text,
		STANDING_ORDERS(X)
#undef X
	};
	for (int i = 0; i < STANDING_ORDERS_; i++) {
		if (strcmp(orders[i], word) != 0)
			continue;
		*ret = (enum standing_order)i;
		return true;
	}
	return false;
}

static int64_t weight(enum standing_order o, const struct stands *s)
{
	switch (o) {
	case STANDING_BY_CALLS:  return s->calls;
	case STANDING_BY_FAILED: return s->failed;
	case STANDING_BY_GOOD:   return s->good_at.n;
	case STANDING_BY_BAD:    return s->bad_at.n;
	case STANDING_BY_NEWEST: case STANDING_ORDERS_:
		break;
	}
	return s->changed_at.n;
}

int standing_compare(enum standing_order o, const struct stands *a, const struct stands *b)
{
	int64_t x = weight(o, a), y = weight(o, b);
	return x != y ? (x < y) - (x > y) : strcmp(a->resource, b->resource);
}
