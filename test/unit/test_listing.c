/* test_listing.c - the table of entries in memory and in its file, and the search
 * index made anew beside changes, on a real store: SQLite, and PostgreSQL when
 * GONGSHU_TEST_PG names one. */
#include "catalogue_room.h"
#include "catalogue/reindex.h"
#include "search/search.h"
#include "sys/clock.h"
#include <libpq-fe.h>
#include <pthread.h>

/* --- the table in memory ----------------------------------------------------- */
static void test_a_change_is_one_row_read_on_in_every_process(void)
{
	CTX;
	struct listing *other_process;
	CHECK_INT(listing_open(&keep, &other_process), OK);
	struct resource r = added(cx, entry("逐条读入"));
	const struct listing_ask ask = { .q = "逐条", .who = &operator_ };
	CHECK_INT(total(lists, ask), 1);
	CHECK_INT(total(other_process, ask), 1);
	int64_t here = listing_taken(lists), there = listing_taken(other_process);
	CHECK(there > 10);
	CHECK_INT(total(lists, ask), 1);
	CHECK_INT(listing_taken(lists), here);          /* nothing changed, nothing read */
	r.grade = 3;
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), OK);
	struct listing_ask third = ask;
	third.want[DIM_GRADE] = "3";
	CHECK_INT(total(lists, third), 1);
	CHECK_INT(total(other_process, third), 1);
	CHECK_INT(listing_taken(lists), here + 1);
	CHECK_INT(listing_taken(other_process), there + 1);
	listing_close(other_process);
}

static void same_page(struct listing *a, struct listing *b, struct listing_ask ask)
{
	CTX;
	struct listing_page x, y;
	ask.limit = 7;
	CHECK_INT(listing_find(cx, a, db, &ask, &x), OK);
	CHECK_INT(listing_find(cx, b, db, &ask, &y), OK);
	CHECK_INT(x.total, y.total);
	CHECK(x.n == y.n && memcmp(x.nos, y.nos, x.n * sizeof *x.nos) == 0);
	for (int d = 0; d < DIM_MAX_; d++) {
		CHECK_INT(x.ncounts[d], y.ncounts[d]);
		for (size_t i = 0; i < x.ncounts[d] && i < y.ncounts[d]; i++)
			CHECK(!strcmp(x.counts[d][i].value, y.counts[d][i].value) &&
			      x.counts[d][i].n == y.counts[d][i].n);
	}
}

/* How many rows a table that begins from the file reads on. */
static int64_t read_on(struct listing **ret)
{
	CTX;
	struct listing *l;
	CHECK_INT(listing_open(&keep, &l), OK);
	CHECK_INT(listing_recall(cx, l, db), OK);
	CHECK_INT(listing_refresh(cx, l, db), OK);
	int64_t n = listing_taken(l);
	if (ret)
		*ret = l;
	else
		listing_close(l);
	return n;
}

static enum err forget(struct ctx *cx, struct db *to, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(to, SQL_LISTING_FORGET);
	bind_int(q, ":before", cx->now.n + 1);
	return rows_done(cx, q, NULL);
}

static void turn_a_bit(struct ctx *cx, long at)
{
	FILE *f = fopen(ctx_print(cx, "%s/.listing", store_dir(store)), "r+b");
	CHECK(f && fseek(f, at, SEEK_SET) == 0);
	int c = f ? fgetc(f) : 0;
	CHECK(f && fseek(f, at, SEEK_SET) == 0 && fputc(c ^ 1, f) >= 0);
	if (f)
		fclose(f);
}

static void test_the_table_kept_in_a_file_is_the_table_and_only_changes_are_read_on(void)
{
	CTX;
	struct listing *next;
	CHECK_INT(listing_refresh(cx, lists, db), OK);
	CHECK_INT(listing_keep(cx, lists, store, LISTING_KEEP_ALL), OK);
	CHECK_INT(read_on(&next), 0);
	same_page(lists, next, (struct listing_ask){ .who = &operator_ });
	same_page(lists, next, (struct listing_ask){ .who = &other, .order = ORDER_TITLE });
	same_page(lists, next, (struct listing_ask){ .q = "名录", .who = &steward });
	struct resource r = added(cx, entry("文件之后"));
	same_page(lists, next, (struct listing_ask){ .q = r.title, .who = &operator_ });
	CHECK_INT(listing_taken(next), 1);
	CHECK_INT(read_on(NULL), 1);
	listing_close(next);
}

static void test_a_file_that_is_damaged_or_unknown_to_the_store_is_not_taken(void)
{
	CTX;
	CHECK_INT(listing_refresh(cx, lists, db), OK);
	CHECK_INT(listing_keep(cx, lists, store, LISTING_KEEP_ALL), OK);
	CHECK_INT(read_on(NULL), 0);
	turn_a_bit(cx, 4096 + 100);
	CHECK(read_on(NULL) > 10);
	turn_a_bit(cx, 4096 + 100);
	CHECK_INT(read_on(NULL), 0);
	CHECK_INT(store_change(cx, store, forget, NULL), OK);   /* as a store of before has it */
	CHECK(read_on(NULL) > 10);
}

/* --- the index made anew -------------------------------------------------------- */
enum { ANEW = 60, ROUNDS = 4 };
static struct resource anew[ANEW];
static int anew_word[ANEW];

static const char *anew_title(struct ctx *cx, int i)
{
	return ctx_print(cx, "重建 e%dv%dz", i, anew_word[i]);
}

/* May run twice: what it was given stays as it was. */
static enum err retitle(struct ctx *cx, struct db *to, void *arg)
{
	int i = *(const int *)arg;
	struct resource r;
	TRY(resource_by_id(cx, to, anew[i].id, &r));
	r.title = anew_title(cx, i);
	return resource_edit(cx, to, &steward, &r);
}

static void *keep_changing(void *arg)
{
	(void)arg;
	for (int k = 0; k < ANEW * ROUNDS; k++) {
		CTX;
		int i = k * 7 % ANEW;
		anew_word[i]++;
		CHECK_INT(store_change(cx, store, retitle, &i), OK);
	}
	return NULL;
}

static enum err anew_begin(struct ctx *cx, struct db *to, void *arg)
{
	int table;
	return search_anew_begin(cx, to, *(int64_t *)arg, &table);
}

static enum err anew_alive(struct ctx *cx, struct db *to, void *arg)
{
	return search_anew_alive(cx, to, *(int64_t *)arg);
}

static enum err anew_end(struct ctx *cx, struct db *to, void *arg)
{
	return search_anew_end(cx, to, *(int64_t *)arg);
}

static void check_anew(const char *when)
{
	for (int i = 0; i < ANEW; i++) {
		CTX;
		int64_t now = total(lists, (struct listing_ask){ .q = anew_title(cx, i),
								 .who = &operator_ });
		int64_t before = total(lists, (struct listing_ask){
			.q = ctx_print(cx, "e%dv%dz", i, anew_word[i] - 1), .who = &operator_ });
		CHECK_MSG(now == 1 && before == 0, "%s: %d: %d, %d", when, i, (int)now, (int)before);
	}
}

/* On PostgreSQL: have both parts of the table that is asked their index? */
static bool indexed(void)
{
	if (db_kind(db) != STORE_PG)
		return true;
	PGresult *res = PQexec((PGconn *)db_pg(db), "SELECT count(*) FROM pg_indexes, search_state "
		"WHERE indexname IN ('search_a0_words', 'search_a1_words') AND current = 0 "
		"OR indexname IN ('search_b0_words', 'search_b1_words') AND current = 1");
	bool both = PQntuples(res) == 1 && strcmp(PQgetvalue(res, 0, 0), "2") == 0;
	PQclear(res);
	return both;
}

static void test_the_index_is_made_anew_while_entries_change_and_misses_nothing(void)
{
	CTX;
	pthread_t changing;
	struct search_state s, after;
	int64_t n = 0;
	for (int i = 0; i < ANEW; i++) {
		anew_word[i] = 0;
		anew[i] = entry(anew_title(&keep, i));
		anew[i] = added(&keep, anew[i]);
	}
	CHECK_INT(search_state(cx, db, &s), OK);
	for (int round = 0; round < 2; round++) {
		CHECK(pthread_create(&changing, NULL, keep_changing, NULL) == 0);
		for (int i = 0; i < 3; i++)
			CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, i ? 10 : 1, &n),
				  OK);
		CHECK(n >= ANEW);
		CHECK(indexed());
		pthread_join(changing, NULL);
		check_anew("changed meanwhile");
		CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 1000, &n), OK);
		check_anew("made anew after");
	}
	CHECK_INT(search_state(cx, db, &after), OK);
	CHECK_INT(after.turn, s.turn + 8);
	CHECK(!search_stale(&after));
}

static void test_two_never_make_the_index_anew_at_once_and_one_that_died_is_followed(void)
{
	CTX;
	int64_t one = 1, two = 2, n;
	struct search_state s;
	cx->now = clock_now();
	CHECK_INT(store_change(cx, store, anew_begin, &one), OK);
	CHECK_INT(store_change(cx, store, anew_begin, &two), ERR_CONFLICT);
	CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 10, &n), ERR_CONFLICT);
	check_anew("half made");
	CHECK_INT(search_state(cx, db, &s), OK);
	CHECK(search_stale(&s));
	cx->now.n -= 120000;                    /* the first has not got on for two minutes */
	CHECK_INT(store_change(cx, store, anew_begin, &one), OK);
	cx->now.n += 80000;                     /* but gave a sign of life since: not yet */
	CHECK_INT(store_change(cx, store, anew_alive, &one), OK);
	CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 10, &n), ERR_CONFLICT);
	cx->now.n -= 80000;
	CHECK_INT(store_change(cx, store, anew_alive, &one), OK);
	CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 10, &n), OK);
	CHECK_INT(store_change(cx, store, anew_alive, &one), ERR_CONFLICT);
	CHECK_INT(store_change(cx, store, anew_end, &one), ERR_CONFLICT);
	check_anew("by the second");
}

static void some_entries(void)
{
	for (int i = 0; i < 12; i++) {
		CTX;
		added(cx, entry(ctx_print(cx, "第%d号名录", i)));
	}
}

static void all(void)
{
	some_entries();
	RUN(test_a_change_is_one_row_read_on_in_every_process);
	RUN(test_the_table_kept_in_a_file_is_the_table_and_only_changes_are_read_on);
	RUN(test_a_file_that_is_damaged_or_unknown_to_the_store_is_not_taken);
	RUN(test_the_index_is_made_anew_while_entries_change_and_misses_nothing);
	RUN(test_two_never_make_the_index_anew_at_once_and_one_that_died_is_followed);
}

int main(void)
{
	return on_both_stores(all);
}
