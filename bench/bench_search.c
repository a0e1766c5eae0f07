/* bench_search.c - a search with ten facets against the bare FTS5 query it rests
 * on, in the same run: bench_search ENTRIES [QUESTIONS].
 *
 * The reference is the same SQLite table with the same segmenter, ranked by bm25
 * over all hits, first 20, as one prepared statement and without facets, totals
 * or rights. Ours gives the first 20, an exact total and ten facets. */
#include "account/org.h"
#include "base/utf8.h"
#include "catalogue/entry.h"
#include "catalogue/listing.h"
#include "record/record.h"
#include "search/search.h"
#include "sys/clock.h"
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Two-character words of 300 characters; the most frequent one stands in some
 * 8 % of the entries, as 信息 does in a real catalogue. */
#define WORDS 3000

static struct store *store;
static struct who steward = { .kind = WHO_STAFF, .id = "bench", .name = "bench" };

static uint32_t chance(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

struct some { int from, n; };

static enum err make_org(struct ctx *cx, struct db *db, void *arg)
{
	return org_create(cx, db, NULL, arg);
}

static const char *word(struct ctx *cx, uint32_t k)
{
	char text[9];
	size_t n = utf8_put(0x4e00 + k % 300 * 7, text);
	n += utf8_put(0x4e00 + (k * 31 + k / 300) % 300 * 7, text + n);
	return ctx_textn(cx, text, n);
}

static const char *phrase(struct ctx *cx, uint32_t *seed, int n)
{
	const char *all = "";
	for (int i = 0; i < n; i++) {
		double u = chance(seed) % 1000000 / 1e6;
		all = ctx_print(cx, "%s%s", all, word(cx, (uint32_t)(WORDS * u * sqrt(u))));
	}
	return all;
}

static enum err add_some(struct ctx *cx, struct db *db, void *arg)
{
	const struct some *s = arg;
	static const char *const themes_[] = { "education", "transport", "health", "market" };
	for (int i = 0; i < s->n; i++) {
		uint32_t seed = (uint32_t)(s->from + i) * 2654435761u;
		struct item items[4];
		for (int k = 0; k < 4; k++)
			items[k] = (struct item){ .code = ctx_print(cx, "c%d", k), .type = ITEM_STRING,
						  .name = phrase(cx, &seed, 2), .key = k == 0 };
		struct resource r = { .title = phrase(cx, &seed, 4), .abstract = phrase(cx, &seed, 8),
			.form = "table", .update_cycle = "daily", .grade = 1 + (int)(seed >> 9) % 4,
			.theme = themes_[seed >> 7 & 3], .org = steward.org,
			.share_type = ACCESS_UNCONDITIONAL, .open_type = ACCESS_UNCONDITIONAL,
			.items = items, .nitems = 4 };
		TRY(resource_add(cx, db, &steward, &r));
		TRY(resource_publish(cx, db, &r, &steward));
	}
	return OK;
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void tell(const char *name, int64_t *us, int n)
{
	qsort(us, (size_t)n, sizeof *us, by_time);
	printf("%-28s p50 %7.2f ms   p99 %7.2f ms\n", name, (double)us[n / 2] / 1e3,
	       (double)us[n * 99 / 100] / 1e3);
}

static int64_t reference(struct ctx *cx, struct db *db, const char *q)
{
	sqlite3_stmt *st;
	int64_t began = clock_steady_us();
	sqlite3_prepare_v2(db_sqlite(db), "SELECT rowid FROM search_text WHERE search_text MATCH ?1 "
			   "ORDER BY bm25(search_text, 4.0, 1.0, 1.0) LIMIT 20", -1, &st, NULL);
	sqlite3_bind_text(st, 1, segment_match(cx, q, SEGMENT_ALL), -1, SQLITE_TRANSIENT);
	while (sqlite3_step(st) == SQLITE_ROW)
		;
	sqlite3_finalize(st);
	return clock_steady_us() - began;
}

static int64_t ours(struct ctx *cx, struct listing *l, struct db *db, const char *q)
{
	struct listing_page page;
	int64_t began = clock_steady_us();
	struct listing_ask ask = { .q = q, .who = &steward, .limit = 20 };
	if (listing_find(cx, l, db, &ask, &page) != OK)
		printf("# %s: failed\n", q);
	return clock_steady_us() - began;
}

static void measure(struct ctx *boot, struct listing *l, int questions)
{
	struct db *db = store_reader(store, 0);
	int64_t *a = ctx_array(boot, int64_t, (size_t)questions);
	int64_t *b = ctx_array(boot, int64_t, (size_t)questions);
	uint32_t seed = 7;
	for (int i = -3; i < questions; i++) {
		AUTO_CTX cx;
		ctx_init(&cx, boot->now, 0);
		const char *q = i & 1 ? phrase(&cx, &seed, 1) : phrase(&cx, &seed, 2);
		int64_t x = db_kind(db) == STORE_SQLITE ? reference(&cx, db, q) : 0;
		int64_t y = ours(&cx, l, db, q);
		if (i >= 0)
			a[i] = x, b[i] = y;
	}
	tell("bm25 over all hits, no facets", a, questions);
	tell("ours, total and ten facets", b, questions);
	printf("ratio p99 %.2f\n", (double)b[questions * 99 / 100] / (double)(a[questions * 99 / 100] + 1));
}

int main(int argc, char *argv[])
{
	char dir[] = "/tmp/gongshu-bench.XXXXXX";
	int entries = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 20000;
	int questions = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 400;
	const char *dsn = getenv("GONGSHU_TEST_PG");
	struct record *rec;
	struct listing *l;
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	if (!mkdtemp(dir) ||
	    store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn ? dsn : "sqlite",
			.readers = 2, .fsync_off = true }, &store) != OK ||
	    record_open(&cx, (struct record_setup){ .store = store, .origin = "bench",
			.reader = store_reader(store, 1), .no_thread = true }, &rec) != OK ||
	    listing_open(&cx, &l) != OK)
		return 1;
	struct org o = { .name = "盐城市教育局", .code = "", .region = "320900", .kind = ORG_AGENCY };
	if (store_change(&cx, store, make_org, &o) != OK)
		return 1;
	steward.org = o.id;
	steward.caps = role_caps(1u << ROLE_STEWARD);
	int64_t began = clock_steady_us();
	for (int i = 0; i < entries; i += 50) {
		AUTO_CTX mine;
		ctx_init(&mine, cx.now, 0);
		if (store_change(&mine, store, add_some, &(struct some){ i, 50 }) != OK) {
			printf("# %s (%s:%d)\n", said_words(&mine, mine.fault.said, SAID_EN),
			       mine.fault.file, mine.fault.line);
			return 1;
		}
	}
	printf("%d entries in %.1f s\n", entries, (double)(clock_steady_us() - began) / 1e6);
	began = clock_steady_us();
	ours(&cx, l, store_reader(store, 0), word(&cx, 0));
	printf("first question (reads all in) %.2f s\n", (double)(clock_steady_us() - began) / 1e6);
	measure(&cx, l, questions);
	listing_close(l);
	record_close(rec);
	store_close(store);
	return 0;
}
