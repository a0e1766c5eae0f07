/* bench_search.c - searches with an exact total and ten facets against the store's
 * own ranked query, in the same run: bench_search ENTRIES [QUESTIONS [DIR]].
 *
 * The reference is what the store would do by itself: FTS5 with the same segmenter
 * and bm25 over all hits, or a table of tsvectors with positions and weights under a
 * GIN index and ts_rank over all hits (GONGSHU_TEST_PG names the database), first
 * 20 as one prepared statement, without facets, totals or rights. With DIR the
 * catalogue is kept there, or found there again. */
#include "catalogue/listing.h"
#include "catalogue/reindex.h"
#include "entries.h"
#include "record/record.h"
#include "search/search.h"
#include "sys/clock.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct store *store;
static const struct who steward = { .kind = WHO_STAFF, .id = "bench", .name = "bench" };
static sqlite3_stmt *ranked;

/* Of this thread or process: on PostgreSQL the server's comes on top. */
static int64_t processor_us(clockid_t whose)
{
	struct timespec t;
	clock_gettime(whose, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* --- the reference --------------------------------------------------------- */
static bool pg_run(PGconn *c, const char *sql)
{
	PGresult *res = PQexec(c, sql);
	bool good = PQresultStatus(res) == PGRES_COMMAND_OK || PQresultStatus(res) == PGRES_TUPLES_OK;
	if (!good)
		printf("# %s", PQresultErrorMessage(res));
	PQclear(res);
	return good;
}

static bool pg_reference(PGconn *c)
{
#define PLACES(column, weight)                                                                  \
	"coalesce((SELECT string_agg(quote_literal(w) || ':' || o || '" weight "', ' ') FROM "  \
	"unnest(string_to_array(btrim(" column "), ' ')) WITH ORDINALITY u(w, o) WHERE w <> '')" \
	"::tsvector, ''::tsvector)"
	return pg_run(c, "SET statement_timeout = 0") &&
	       pg_run(c, "CREATE TABLE IF NOT EXISTS bench_words AS SELECT no, "
			 PLACES("title", "A") " || " PLACES("body", "B") " AS words FROM search_b") &&
	       pg_run(c, "CREATE INDEX IF NOT EXISTS bench_words_i ON bench_words USING gin (words)") &&
	       pg_run(c, "VACUUM ANALYZE bench_words") && pg_run(c, "VACUUM ANALYZE search_b") &&
	       pg_run(c, "PREPARE ranked (text) AS SELECT no FROM bench_words "
			 "WHERE words @@ CAST($1 AS tsquery) "
			 "ORDER BY ts_rank(words, CAST($1 AS tsquery)) DESC LIMIT 20");
}

/* The first index made anew is table b. */
static bool reference_open(struct ctx *cx, struct db *db)
{
	struct search_state s;
	PRE(search_state(cx, db, &s) == OK && s.current == 1);
	if (db_kind(db) == STORE_PG)
		return pg_reference((PGconn *)db_pg(db));
	return sqlite3_prepare_v2(db_sqlite(db), "SELECT rowid FROM search_b WHERE search_b MATCH ?1 "
				  "ORDER BY bm25(search_b, 4.0, 1.0, 1.0) LIMIT 20", -1, &ranked,
				  NULL) == SQLITE_OK;
}

/* As PostgreSQL's own phrases and beginnings are written. */
static const char *pg_question(struct ctx *cx, const char *q)
{
	AUTO_BUF b = buf_make(4096);
	size_t n = strlen(q) / 3;
	if ((unsigned char)*q < 0x80 || n == 1)
		return ctx_print(cx, "'%s':*", q);
	for (size_t i = 0; i + 1 < n; i++)
		buf_print(&b, "%s'%.6s'", i ? " <-> " : "", q + i * 3);
	return ctx_text(cx, buf_cstr(&b));
}

static int64_t reference(struct ctx *cx, struct db *db, const char *q)
{
	int64_t began = clock_steady_us();
	if (db_kind(db) == STORE_PG) {
		const char *value = pg_question(cx, q);
		PQclear(PQexecPrepared((PGconn *)db_pg(db), "ranked", 1, &value, NULL, NULL, 0));
		return clock_steady_us() - began;
	}
	sqlite3_bind_text(ranked, 1, segment_match(cx, q, SEGMENT_ALL), -1, SQLITE_TRANSIENT);
	while (sqlite3_step(ranked) == SQLITE_ROW)
		;
	sqlite3_reset(ranked);
	return clock_steady_us() - began;
}

/* --- questions ----------------------------------------------------------------- */
enum kind { AS_WRITTEN, COMMON, FREQUENT, RARE, FILTERED, LONGER, ONE_CHARACTER, INITIALS,
	    NO_WORDS, KINDS };
static const char *const kind_words[KINDS] = {
	[AS_WRITTEN] = "two characters", [COMMON] = "in a tenth of all entries",
	[FREQUENT] = "the five most frequent", [RARE] = "a rare word",
	[FILTERED] = "two characters and a filter", [LONGER] = "four characters",
	[ONE_CHARACTER] = "one character", [INITIALS] = "four initials",
	[NO_WORDS] = "all entries, no words",
};

static const char *initials_of(struct ctx *cx, const char *phrase)
{
	static const char circled[] = "\xe2\x93\x90";           /* ⓐ */
	const char *words = strstr(segment_words(cx, phrase, PART_TITLE), " \xe2\x93");
	AUTO_BUF b = buf_make(64);
	for (const char *p = words; p && *p && b.n < 4; p += strcspn(p + 1, " ") + 1)
		if (p[1])
			buf_byte(&b, (char)('a' + (unsigned char)p[3] - (unsigned char)circled[2]));
	return ctx_text(cx, buf_cstr(&b));
}

static const char *question(struct ctx *cx, enum kind kind, uint32_t *seed)
{
	switch (kind) {
	case AS_WRITTEN: case FILTERED:
		return entries_phrase(cx, seed, 1);
	case COMMON:
		return ENTRY_COMMON;
	case FREQUENT:
		return entries_word(cx, entries_chance(seed) % 5);
	case RARE:
		return entries_word(cx, ENTRY_WORDS - 1 - entries_chance(seed) % 100);
	case LONGER:
		return entries_phrase(cx, seed, 2);
	case ONE_CHARACTER:
		return ctx_textn(cx, entries_phrase(cx, seed, 1), 3);
	case INITIALS:
		return initials_of(cx, entries_phrase(cx, seed, 2));
	case NO_WORDS: case KINDS:
		break;
	}
	return NULL;
}

static int64_t ours(struct ctx *cx, struct listing *l, struct db *db, const char *q, enum kind kind,
		    int64_t *ret_total)
{
	struct listing_page page = { 0 };
	int64_t began = clock_steady_us();
	struct listing_ask ask = { .q = q, .who = &steward, .limit = 20,
				   .order = q ? ORDER_BEST : ORDER_NEWEST };
	if (kind == FILTERED)
		ask.want[DIM_THEME] = "education";
	if (listing_find(cx, l, db, &ask, &page) != OK)
		printf("# %s: failed\n", q ? q : "");
	*ret_total = page.total;
	return clock_steady_us() - began;
}

/* --- figures -------------------------------------------------------------------- */
static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void measure(struct ctx *boot, struct listing *l, enum kind kind, int questions)
{
	struct db *db = store_reader(store, 0);
	int64_t *a = ctx_array(boot, int64_t, (size_t)questions);
	int64_t *b = ctx_array(boot, int64_t, (size_t)questions);
	int64_t *c = ctx_array(boot, int64_t, (size_t)questions), total, all = 0;
	uint32_t seed = 7;
	for (int i = -3; i < questions; i++) {
		AUTO_CTX cx;
		ctx_init(&cx, boot->now, 0);
		const char *q = question(&cx, kind, &seed);
		int64_t x = q && kind != INITIALS ? reference(&cx, db, q) : 0;
		int64_t busy = processor_us(CLOCK_THREAD_CPUTIME_ID), y = ours(&cx, l, db, q, kind, &total);
		if (i >= 0)
			a[i] = x, b[i] = y, c[i] = processor_us(CLOCK_THREAD_CPUTIME_ID) - busy, all += total;
	}
	qsort(a, (size_t)questions, sizeof *a, by_time);
	qsort(b, (size_t)questions, sizeof *b, by_time);
	qsort(c, (size_t)questions, sizeof *c, by_time);
	int p99 = questions * 99 / 100;
	printf("%-28s %8lld hits   p50 %7.2f   p99 %7.2f ms (busy %.2f)   "
	       "the store's own p50 %7.2f   p99 %7.2f ms   ratio p99 %.2f\n",
	       kind_words[kind], (long long)(all / questions), (double)b[questions / 2] / 1e3,
	       (double)b[p99] / 1e3, (double)c[p99] / 1e3, (double)a[questions / 2] / 1e3,
	       (double)a[p99] / 1e3, a[p99] ? (double)b[p99] / (double)a[p99] : 0);
	fflush(stdout);
}

/* Fills an empty store, or finds it filled; makes its index, or without questions makes
 * it anew. */
static enum err fill(struct ctx *cx, struct db *db, int entries, int questions)
{
	int64_t n, began = clock_steady_us();
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_AFTER);
	bind_int(q, ":no", 0);
	bind_int(q, ":count", 1);
	TRY(rows_next(cx, q, &more));
	if (more && questions)
		return OK;
	if (!more) {
		TRY(entries_make(cx, store, entries));
		printf("%d entries in %.1f s\n", entries, (double)(clock_steady_us() - began) / 1e6);
		fflush(stdout);
	}
	int64_t busy = processor_us(CLOCK_PROCESS_CPUTIME_ID);
	began = clock_steady_us();
	TRY(reindex_words(cx, store, store_reader(store, 1), NULL, REINDEX_BATCH, &n));
	printf("their search index made anew in %.1f s (%.1f s of processor)\n",
	       (double)(clock_steady_us() - began) / 1e6,
	       (double)(processor_us(CLOCK_PROCESS_CPUTIME_ID) - busy) / 1e6);
	fflush(stdout);
	return OK;
}

static enum err open_all(struct ctx *cx, const char *dir, struct record **rec)
{
	const char *dsn = getenv("GONGSHU_TEST_PG");
	TRY(store_open(cx, (struct store_setup){ .dir = dir, .dsn = dsn ? dsn : "sqlite",
			.readers = 2, .fsync_off = true }, &store));
	return record_open(cx, (struct record_setup){ .store = store, .origin = "bench",
			.reader = store_reader(store, 1), .no_thread = true }, rec);
}

static enum err run(struct ctx *cx, int entries, int questions)
{
	struct listing *l;
	struct db *db = store_reader(store, 0);
	int64_t total;
	TRY(fill(cx, db, entries, questions));
	TRY(listing_open(cx, &l));
	if (!questions)
		return OK;              /* the catalogue alone was wanted */
	PRE(reference_open(cx, db));
	int64_t began = clock_steady_us();
	ours(cx, l, db, NULL, NO_WORDS, &total);
	printf("first question (reads all in) %.2f s\n", (double)(clock_steady_us() - began) / 1e6);
	for (int kind = 0; kind < KINDS; kind++)
		measure(cx, l, (enum kind)kind, kind == AS_WRITTEN ? questions : questions / 4);
	listing_close(l);
	return OK;
}

int main(int argc, char *argv[])
{
	char made[] = "/tmp/gongshu-bench.XXXXXX";
	int entries = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 20000;
	int questions = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 400;
	const char *dir = argc > 3 ? argv[3] : mkdtemp(made);
	struct record *rec = NULL;
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	enum err e = dir ? open_all(&cx, dir, &rec) : ERR_INTERNAL;
	if (e == OK)
		e = run(&cx, entries, questions);
	if (e != OK)
		printf("# %s (%s:%d)\n", said_words(&cx, cx.fault.said, SAID_EN), cx.fault.file,
		       cx.fault.line);
	sqlite3_finalize(ranked);
	record_close(rec);
	store_close(store);
	return e != OK;
}
