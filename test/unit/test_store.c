/* test_store.c - what both stores promise: all or nothing, durable groups,
 * leaves in the same transaction, refusals instead of surprises.
 *
 * Runs on SQLite, and on PostgreSQL when GONGSHU_TEST_PG names one. */
#include "store/store.h"
#include "test.h"
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct store *store;
static const char *dsn;
static char dir[64];

static _Atomic int sealed_leaves;

static enum err seal(struct ctx *cx, struct db *db, struct buf *leaves,
		     struct buf *secrets, int n, void *arg)
{
	(void)cx, (void)db, (void)arg, (void)secrets;
	sealed_leaves += n;
	return leaves->n ? OK : ERR_INTERNAL;
}

static enum err add_row(struct ctx *cx, struct db *db, int no)
{
	AUTO_ROWS q = db_run(db, SQL_MIGRATION_ADD);
	bind_int(q, ":no", no);
	bind_text(q, ":name", "a test's row, 盐城");
	bind_text(q, ":sha256", "");
	bind_ms(q, ":applied", cx->now);
	return rows_done(cx, q, NULL);
}

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	db_leaf(db, "leaf", 4, "secret", 6);
	return add_row(cx, db, *(int *)arg);
}

static enum err add_then_fail(struct ctx *cx, struct db *db, void *arg)
{
	TRY(add(cx, db, arg));
	return fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT());
}

static int64_t rows_above(struct ctx *cx, int64_t least)
{
	int64_t n = 0;
	AUTO_ROWS q = db_run(store_reader(store, 0), SQL_MIGRATION_LIST);
	for (bool more;;) {
		if (rows_next(cx, q, &more) != OK)
			return -1;
		if (!more)
			return n;
		n += col_int(q, "no") >= least;
	}
}

static void test_what_a_change_wrote_is_there_and_reads_back_the_same(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000123 }, 0);
	int no = 1000;
	CHECK_INT(store_change(&cx, store, add, &no), OK);
	AUTO_ROWS q = db_run(store_reader(store, 0), SQL_MIGRATION_LIST);
	bool more = false, found = false;
	while (rows_next(&cx, q, &more) == OK && more)
		if (col_int(q, "no") == 1000) {
			found = true;
			CHECK_TEXT(col_text(&cx, q, "name"), "a test's row, 盐城");
			CHECK_TEXT(col_text(&cx, q, "sha256"), "");
			CHECK(!col_null(q, "sha256"));
		}
	CHECK(found);
}

static void test_ids_made_at_one_time_differ_and_ascend(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000123 }, 64u << 20);
	const char *was = id_new_at(&cx, (ms_t){ 1600000000000 });
	for (int i = 0; i < 50000; i++) {
		const char *id = id_new_at(&cx, (ms_t){ 1600000000000 });
		if (strcmp(was, id) >= 0) {
			CHECK_MSG(false, "%d: %s after %s", i, id, was);
			return;
		}
		was = id;
	}
	CHECK(strcmp(id_new_at(&cx, (ms_t){ 1500000000000 }), was) < 0);
}

static void test_a_failed_change_leaves_nothing_not_even_its_leaf(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	int no = 1001, before = sealed_leaves;
	CHECK_INT(store_change(&cx, store, add_then_fail, &no), ERR_CONFLICT);
	CHECK_INT(rows_above(&cx, 1001), 0);
	CHECK_INT(sealed_leaves, before);
}

static void test_the_same_key_twice_is_a_conflict_not_a_crash(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	int no = 1000;
	CHECK_INT(store_change(&cx, store, add, &no), ERR_CONFLICT);
	CHECK_TEXT(said_code(cx.fault.said.id), "store-conflict");
	CHECK_INT(rows_above(&cx, 1000), 1);
}

enum { THREADS = 16, EACH = 20 };

/* Every fifth change of every thread fails after it wrote. */
static void *many(void *arg)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	long bad = 0;
	for (int i = 0; i < EACH; i++) {
		int no = 2000 + (int)(intptr_t)arg * EACH + i;
		bool failing = i % 5 == 4;
		enum err e = store_change(&cx, store, failing ? add_then_fail : add, &no);
		bad += e != (failing ? ERR_CONFLICT : OK);
	}
	return (void *)bad;
}

static void test_failing_changes_do_not_harm_those_that_share_their_group(void)
{
	pthread_t t[THREADS];
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	for (intptr_t i = 0; i < THREADS; i++)
		CHECK(pthread_create(&t[i], NULL, many, (void *)i) == 0);
	for (int i = 0; i < THREADS; i++) {
		void *bad;
		pthread_join(t[i], &bad);
		CHECK_INT((long)bad, 0);
	}
	CHECK_INT(rows_above(&cx, 2000), THREADS * EACH * 4 / 5);
}

static _Atomic int done_ok, done_bad;

static void count_done(struct ctx *cx, void *arg, enum err result)
{
	(void)cx, (void)arg;
	if (result == OK)
		done_ok++;
	else
		done_bad++;
}

static enum err add_twice_unmoved(struct ctx *cx, struct db *db, void *arg)
{
	TRY(add(cx, db, arg));
	(void)!add_row(cx, db, *(int *)arg);    /* a conflict, and nobody looks */
	return OK;
}

/* PostgreSQL answers COMMIT of a failed transaction with success and rolls back. */
static void test_a_change_that_overlooked_a_failure_is_whole_or_not_done(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	int no = 1300;
	enum err e = store_change(&cx, store, add_twice_unmoved, &no);
	CHECK_INT(rows_above(&cx, 1300) - rows_above(&cx, 1301), e == OK ? 1 : 0);
}

/* A word of the server lies unread on this connection. */
static bool leave_unread(PGconn *pg)
{
	PGconn *other = PQconnectdb(dsn);
	PQclear(PQexec(pg, "LISTEN a_test"));
	PQclear(PQexec(other, "NOTIFY a_test"));
	PQfinish(other);
	struct pollfd p = { .fd = PQsocket(pg), .events = POLLIN };
	return poll(&p, 1, 5000) == 1;
}

/* The server's end of a connection may go at any moment, also when libpq has not
 * yet noticed: what only reads is asked again on a new one. */
static void test_a_connection_that_was_cut_is_made_anew(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	PGconn *pg = (PGconn *)(void *)db_pg(store_reader(store, 0));
	if (!pg)
		return;
	for (int i = 0; i < 4; i++) {
		bool more;
		CHECK(rows_above(&cx, 0) > 0);
		CHECK(i % 2 == 0 || leave_unread(pg));
		shutdown(PQsocket(pg), i < 2 ? SHUT_WR : SHUT_RDWR);
		AUTO_ROWS q = db_run(store_reader(store, 0), SQL_MIGRATION_LIST);
		CHECK_INT(rows_next(&cx, q, &more), OK);
	}
	CHECK(rows_above(&cx, 0) > 0);
}

static void test_changes_queued_for_later_are_each_told_their_own_end(void)
{
	enum { N = 200 };
	static struct ctx cx[N];
	static int no[N];
	int before = sealed_leaves;
	for (int i = 0; i < N; i++) {
		ctx_init(&cx[i], (ms_t){ 1 }, 0);
		no[i] = 5000 + i;
		store_change_later(&cx[i], store, i % 10 == 3 ? add_then_fail : add,
				   count_done, &no[i]);
	}
	for (int i = 0; i < 1000 && done_ok + done_bad < N; i++)
		usleep(10000);
	CHECK_INT(done_ok, N * 9 / 10);
	CHECK_INT(done_bad, N / 10);
	CHECK(sealed_leaves - before >= N * 9 / 10);
	for (int i = 0; i < N; i++)
		ctx_end(&cx[i]);
}

static void test_every_named_statement_is_understood_by_this_store(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	CHECK_INT(store_prepare_all(&cx, store_reader(store, 0)), OK);
}

/* Posts a row and, when `arg` is odd, a change of rows that aren't there. */
static enum err post(struct ctx *cx, struct db *db, void *arg)
{
	int no = *(int *)arg;
	AUTO_ROWS q = db_run(db, SQL_MIGRATION_ADD);
	bind_int(q, ":no", no);
	bind_text(q, ":name", "posted");
	bind_text(q, ":sha256", "");
	bind_ms(q, ":applied", cx->now);
	TRY(rows_post(cx, &q, 1));
	AUTO_ROWS epoch = db_run(db, SQL_ACCOUNT_EPOCH_MOVE);
	return rows_post(cx, &epoch, no % 2 ? 2 : 1);
}

/* As test_changes_queued_for_later_…, but what fails shows only at the end. */
static void test_a_posted_statement_that_fails_fails_its_own_change_alone(void)
{
	static struct ctx cx[200];
	static int no[200];
	done_ok = done_bad = 0;
	for (int i = 0; i < 200; i++) {
		ctx_init(&cx[i], (ms_t){ 1 }, 0);
		no[i] = 6000 + 2 * i + (i % 7 == 3);
		store_change_later(&cx[i], store, post, count_done, &no[i]);
	}
	AUTO_CTX mine;
	ctx_init(&mine, (ms_t){ 1 }, 0);
	int last = 6500, odd = 6501;
	CHECK_INT(store_change(&mine, store, post, &last), OK);
	CHECK_INT(store_change(&mine, store, post, &odd), ERR_CONFLICT);
	while (done_ok + done_bad < 200)
		usleep(1000);
	int bad = 0;
	for (int i = 0; i < 200; i++) {
		bad += no[i] % 2;
		ctx_end(&cx[i]);
	}
	CHECK_INT(done_bad, bad);
	CHECK_INT(rows_above(&mine, 6000), 201 - bad);
}

static enum err post_and_refuse(struct ctx *cx, struct db *db, void *arg)
{
	TRY(post(cx, db, arg));
	return *(int *)arg % 4 ? fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT()) : OK;
}

/* What it posted has gone nowhere yet, and must not go with its neighbours' either. */
static void test_a_change_that_fails_after_it_posted_leaves_nothing(void)
{
	static struct ctx cx[20];
	static int no[20];
	done_ok = done_bad = 0;
	for (int i = 0; i < 20; i++) {
		ctx_init(&cx[i], (ms_t){ 1 }, 0);
		no[i] = 7000 + 2 * i;
		store_change_later(&cx[i], store, post_and_refuse, count_done, &no[i]);
	}
	while (done_ok + done_bad < 20)
		usleep(1000);
	for (int i = 0; i < 20; i++)
		ctx_end(&cx[i]);
	AUTO_CTX mine;
	ctx_init(&mine, (ms_t){ 1 }, 0);
	CHECK_INT(done_bad, 10);
	CHECK_INT(rows_above(&mine, 7000), 10);
}

/* Nothing was committed when the first statement found the connection gone. */
static void test_a_change_begins_anew_when_its_connection_had_gone(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	if (store_kind(store) != STORE_PG)
		return;
	static struct ctx later;
	int no = 1400, queued = 1402;
	PGconn *other = PQconnectdb(dsn);
	PQclear(PQexec(other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
		       "datname = current_database() AND pid <> pg_backend_pid()"));
	PQfinish(other);
	CHECK_INT(store_change(&cx, store, add, &no), OK);
	ctx_init(&later, (ms_t){ 1 }, 0);
	done_ok = done_bad = 0;
	store_change_later(&later, store, post, count_done, &queued);
	while (done_ok + done_bad == 0)
		usleep(1000);
	ctx_end(&later);
	CHECK_INT(done_ok, 1);
	CHECK_INT(rows_above(&cx, 1400) - rows_above(&cx, 1403), 2);
}

static void test_ids_ascend_even_within_a_millisecond(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1795000000000 }, 0);
	const char *last = id_new(&cx);
	for (int i = 0; i < 1000; i++) {
		const char *id = id_new(&cx);
		if (strcmp(id, last) <= 0)
			CHECK_MSG(0, "%s after %s", id, last);
		last = id;
	}
	CHECK_INT((long long)strlen(last), 16);
}

static void test_a_second_server_on_the_same_directory_is_refused(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	struct store *second = NULL;
	if (store_kind(store) != STORE_SQLITE)
		return;
	CHECK_INT(store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn,
		  .readers = 1 }, &second), ERR_CONFLICT);
}

/* The code of a refused opening of an empty directory; what it left there is gone. */
static const char *refused(struct ctx *cx, const char *address, bool read_only)
{
	struct store *s = NULL;
	char empty[] = "/tmp/gongshu-empty.XXXXXX";
	CHECK(mkdtemp(empty) != NULL);
	enum err e = store_open(cx, (struct store_setup){ .dir = empty, .dsn = address,
				.readers = 1, .read_only = read_only }, &s);
	CHECK(e != OK);
	CHECK(!store_recall(cx, empty));
	unlink(ctx_print(cx, "%s/lock", empty));
	CHECK(rmdir(empty) == 0);
	return said_code(cx->fault.said.id);
}

static void test_an_address_that_leads_nowhere_is_told_and_not_remembered(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	CHECK_TEXT(refused(&cx, "postgresql://u:hidden@/x?host=/nowhere", false),
		   "store-unreachable");
	CHECK_TEXT(refused(&cx, "postgresql://u:hidden@h/x?nonsense=1", false),
		   "store-address");
	CHECK(!strstr(said_words(&cx, cx.fault.said, SAID_EN), "hidden"));
}

static void test_who_only_reads_is_told_that_nothing_is_there(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	CHECK_TEXT(refused(&cx, NULL, true), "dir-nothing");
}

static void run_all(const char *address)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	dsn = address;
	strcpy(dir, "/tmp/gongshu-store.XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	enum err e = store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn,
				.readers = 2, .fsync_off = true }, &store);
	if (e != OK) {
		test_bad_ = 1;
		printf("not ok - %s: %s\n", address, said_words(&cx, cx.fault.said, SAID_EN));
		return;
	}
	store_on_seal(store, seal, NULL);
	done_ok = done_bad = 0;
	RUN(test_what_a_change_wrote_is_there_and_reads_back_the_same);
	RUN(test_a_failed_change_leaves_nothing_not_even_its_leaf);
	RUN(test_the_same_key_twice_is_a_conflict_not_a_crash);
	RUN(test_failing_changes_do_not_harm_those_that_share_their_group);
	RUN(test_a_change_that_overlooked_a_failure_is_whole_or_not_done);
	RUN(test_a_connection_that_was_cut_is_made_anew);
	RUN(test_changes_queued_for_later_are_each_told_their_own_end);
	RUN(test_a_posted_statement_that_fails_fails_its_own_change_alone);
	RUN(test_a_change_that_fails_after_it_posted_leaves_nothing);
	RUN(test_a_change_begins_anew_when_its_connection_had_gone);
	RUN(test_every_named_statement_is_understood_by_this_store);
	RUN(test_ids_ascend_even_within_a_millisecond);
	RUN(test_a_second_server_on_the_same_directory_is_refused);
	store_close(store);
}

int main(void)
{
	RUN(test_ids_made_at_one_time_differ_and_ascend);       /* before any later time */
	RUN(test_an_address_that_leads_nowhere_is_told_and_not_remembered);
	RUN(test_who_only_reads_is_told_that_nothing_is_there);
	run_all("sqlite");
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		run_all(pg);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
