/* test_suppress.c - small groups and what could be worked out from their neighbours, held
 * against somebody who knows every total of every told table. */
#include "dataapi/suppress.h"
#include "test.h"
#include <stdlib.h>

#define LEAST 10

static uint64_t state = 88172645463325252u;

static int chance(int n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (int)(state % (uint64_t)n);
}

static bool alike(const struct cell *a, const struct cell *b, unsigned fixed)
{
	for (int d = 0; d < SUPPRESS_DIMS; d++)
		if ((fixed >> d & 1) && a->at[d] != b->at[d])
			return false;
	return true;
}

/* In no total that could be asked for beside the table is what is hidden one group, or
 * fewer rows than the least, unless nothing in it is told. */
static bool holds(const struct cell *cells, size_t n, size_t dims)
{
	for (unsigned fixed = 0; fixed + 1 < 1u << dims; fixed++)
		for (size_t i = 0; i < n; i++) {
			int64_t rows = 0;
			size_t hidden = 0, told = 0;
			for (size_t k = 0; k < n; k++) {
				if (!alike(&cells[i], &cells[k], fixed))
					continue;
				hidden += cells[k].hidden;
				told += !cells[k].hidden;
				rows += cells[k].hidden ? cells[k].size : 0;
			}
			if (told && hidden && (hidden == 1 || rows < LEAST))
				return false;
		}
	return true;
}

static void test_no_small_group_is_told_nor_left_alone_in_a_total_R20_1(void)
{
	for (int round = 0; round < 3000; round++) {
		AUTO_CTX cx;
		struct cell cells[60];
		size_t n = 0, dims = (size_t)chance(SUPPRESS_DIMS + 1);
		int wide = dims == 1 ? 60 : dims == 2 ? 7 : dims == 3 ? 3 : 1, all = 1;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		for (size_t d = 0; d < dims; d++)
			all *= wide;
		for (int at = 0; at < all && n < 60; at++)
			if (chance(5))
				cells[n++] = (struct cell){
					.at = { at % wide, at / wide % wide, at / wide / wide },
					.size = 1 + chance(chance(4) ? 200 : 12), .hidden = chance(2) };
		suppress(&cx, cells, n, dims, LEAST);
		for (size_t i = 0; i < n; i++)
			CHECK_MSG(cells[i].hidden || cells[i].size >= LEAST, "round %d", round);
		CHECK_MSG(holds(cells, n, dims), "round %d, %zu cells, %zu dims", round, n, dims);
	}
}

static void test_what_is_large_enough_is_all_told_R20_1(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct cell cells[] = { { { 0 }, 10, false }, { { 1 }, 11, false }, { { 2 }, 500, false } };
	suppress(&cx, cells, 3, 1, LEAST);
	CHECK(!cells[0].hidden && !cells[1].hidden && !cells[2].hidden);
	cells[2].size = 9;
	suppress(&cx, cells, 3, 1, LEAST);
	CHECK(cells[0].hidden && !cells[1].hidden && cells[2].hidden);
	suppress(&cx, cells, 0, 0, LEAST);
}

static void test_part_of_a_set_is_told_where_it_and_the_rest_are_nobody_or_a_group_R23_1(void)
{
	for (int64_t set = 0; set <= 30; set++) {
		for (int64_t n = 0; n <= set; n++) {
			bool small = (n > 0 && n < LEAST) || (set - n > 0 && set - n < LEAST);
			CHECK_MSG(suppress_part(n, set, LEAST) == !small, "%d of %d", (int)n, (int)set);
		}
	}
}

int main(void)
{
	RUN(test_part_of_a_set_is_told_where_it_and_the_rest_are_nobody_or_a_group_R23_1);
	RUN(test_no_small_group_is_told_nor_left_alone_in_a_total_R20_1);
	RUN(test_what_is_large_enough_is_all_told_R20_1);
	return TEST_END();
}
