/* bench_duplicate.c - a whole catalogue compared for what is collected twice, and one
 * changed entry after that: bench_duplicate [ENTRIES].
 *
 * The reference in the same run compares an entry with each other one by the same
 * measure, without the index; it is timed on some entries and told for one. Every
 * entry has 27 items: some that all books have, some of its purpose, some of its
 * own; one in ten is another agency's copy with a part of the names changed. */
#include "base/embedded.h"
#include "duplicate/alike.h"
#include "duplicate/names.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

extern const struct embedded synonym_files[];

enum { ITEMS = 27, SOME = 50 };

static struct ctx cx, own;
static struct names *names;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t state = 7;
static size_t below(size_t n)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (size_t)(state >> 33) % n;
}

static const char *item_name(size_t subject, size_t i)
{
	if (i < 7)
		return ctx_print(&cx, "通用信息项%zu", i);
	if (i < 14)
		return ctx_print(&cx, "业务%zu信息项%zu", subject % 40, i);
	return ctx_print(&cx, "事项%zu信息项%zu", subject, i);
}

static void put(struct alike *a, int64_t id, size_t subject, size_t org, size_t changed)
{
	uint64_t items[ITEMS];
	struct alike_entry e = { .id = id, .org = (int64_t)org, .items = items };
	for (size_t i = 0; i < ITEMS; i++) {
		size_t other = i >= ITEMS - changed ? 1000000 + (size_t)id : subject;
		items[e.nitems++] = name_of_item(&cx, names, item_name(other, i));
	}
	e.nitems = name_set(items, e.nitems);
	e.ntitle = name_of_title(&cx, names, ctx_print(&cx, "第%zu类事项%zu登记信息", subject % 40,
						       subject), &e.title);
	alike_put(a, &e);
}

int main(int argc, char *argv[])
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 15000, subject = 0, found = 0;
	const struct alike_pair *p;
	struct alike_pair pair;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	ctx_init(&own, (ms_t){ 0 }, 0);
	names = names_read(&own, embedded_text(synonym_files, "synonyms.txt"));
	struct alike *a = alike_open();
	double began = now();
	for (size_t i = 1; i <= n; i++) {
		bool copy = i > 1 && below(10) == 0;
		subject += !copy;
		put(a, (int64_t)i, subject, copy ? 900 + below(50) : below(600), copy ? 5 : 0);
		ctx_reset(&cx, (ms_t){ 0 });
	}
	double kept = now();
	for (size_t i = 1; i <= n; i++) {
		found += alike_find(&cx, a, (int64_t)i, &p);
		ctx_reset(&cx, (ms_t){ 0 });
	}
	double compared = now();
	for (size_t i = 0; i < SOME; i++) {
		put(a, (int64_t)(1 + below(n)), below(n), below(600), 0);
		found += alike_find(&cx, a, (int64_t)(1 + below(n)), &p);
	}
	double changed = now();
	for (size_t i = 0; i < SOME; i++) {
		int64_t one = (int64_t)(1 + below(n));
		for (size_t j = 1; j <= n; j++)
			if (alike_two(a, one, (int64_t)j, &pair))
				found += pair.score > 2;
	}
	double all = (now() - changed) / SOME;
	printf("%zu entries, %zu items: taken in %.2f s, compared %.2f s, %zu findings\n", n,
	       n * ITEMS, kept - began, compared - kept, found);
	printf("one changed entry %.3f ms; against each other entry %.3f ms; ratio %.4f\n",
	       (changed - compared) / SOME * 1000, all * 1000, (changed - compared) / SOME / all);
	alike_close(a);
	ctx_end(&cx);
	ctx_end(&own);
	return 0;
}
