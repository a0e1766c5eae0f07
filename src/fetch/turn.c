/* turn.c - see turn.h. */
#include "fetch/turn.h"
#include <limits.h>
#include <string.h>

#define RESERVE 8                       /* one of so many places */

bool turn_may(int most, int taken, int present, int own)
{
	int people = present + !own + 1, part = most / people > 1 ? most / people : 1;
	int reserve = most > 1 && most < RESERVE ? 1 : most / RESERVE;
	return taken < most && (own < part || most - taken > reserve);
}

static int count(const char *const *list, int n, const char *who)
{
	int found = 0;
	for (int i = 0; i < n; i++)
		found += strcmp(list[i], who) == 0;
	return found;
}

int turn_next(int most, const char *const *under_way, int n, const char *const *waiting, int m)
{
	int present = 0, best = -1, fewest = INT_MAX;
	for (int i = 0; i < n; i++)
		present += count(under_way, i, under_way[i]) == 0;
	for (int i = 0; i < m; i++) {
		int own = count(under_way, n, waiting[i]);
		if (own < fewest) {
			fewest = own;
			best = i;
		}
	}
	return best >= 0 && turn_may(most, n, present, fewest) ? best : -1;
}
