/* suppress.c - see suppress.h. */
#include "dataapi/suppress.h"
#include <stdlib.h>

struct sorting { const struct cell *cells; unsigned fixed; };

static int by_fixed(const void *a, const void *b, void *arg)
{
	const struct sorting *s = arg;
	const struct cell *x = &s->cells[*(const size_t *)a], *y = &s->cells[*(const size_t *)b];
	for (int d = 0; d < SUPPRESS_DIMS; d++)
		if ((s->fixed >> d & 1) && x->at[d] != y->at[d])
			return x->at[d] < y->at[d] ? -1 : 1;
	return 0;
}

/* One total: the cells that are alike in what is fixed. True: another one was hidden. */
static bool settle(struct cell *cells, const size_t *at, size_t n, int64_t least)
{
	struct cell *smallest = NULL;
	int64_t rows = 0;
	size_t hidden = 0;
	for (size_t i = 0; i < n; i++) {
		struct cell *c = &cells[at[i]];
		hidden += c->hidden;
		rows += c->hidden ? c->size : 0;
		if (!c->hidden && (!smallest || c->size < smallest->size))
			smallest = c;
	}
	if (!smallest || !hidden || (hidden > 1 && rows >= least))
		return false;
	return smallest->hidden = true;
}

static bool settle_all(struct cell *cells, size_t *at, size_t n, unsigned fixed, int64_t least)
{
	struct sorting s = { cells, fixed };
	bool moved = false;
	qsort_r(at, n, sizeof *at, by_fixed, &s);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && !by_fixed(&at[from], &at[to], &s);)
			to++;
		while (settle(cells, at + from, to - from, least))
			moved = true;
	}
	return moved;
}

void suppress(struct ctx *cx, struct cell *cells, size_t n, size_t dims, int64_t least)
{
	size_t *at = ctx_array(cx, size_t, n);
	bool moved = true;
	for (size_t i = 0; i < n; i++) {
		at[i] = i;
		cells[i].hidden = cells[i].size < least;
	}
	while (moved) {
		moved = false;
		for (unsigned fixed = 0; fixed + 1 < 1u << dims; fixed++)
			moved |= settle_all(cells, at, n, fixed, least);
	}
}

static bool nobody_or_group(int64_t n, int64_t least)
{
	return !n || n >= least;
}

bool suppress_part(int64_t counted, int64_t set, int64_t least)
{
	return nobody_or_group(counted, least) && nobody_or_group(set - counted, least);
}
