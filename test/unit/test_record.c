/* test_record.c - leaves become provable; nothing that was tampered with is
 * signed; processes take turns. */
#include "record_room.h"
#include <pthread.h>
#include <unistd.h>

static void test_R34_1_a_noted_step_can_be_proved_from_the_files_alone(void)
{
	fresh();
	struct hash a = note_one((struct note){ .kind = NOTE_CATALOGUE, .act = "publish" });
	CHECK(!proved(&a));
	CHECK(settle());
	CHECK(proved(&a));
	struct hash other = a;
	other.b[0] ^= 1;
	CHECK(!proved(&other));
	away();
}

static void test_R34_1_a_step_that_failed_leaves_no_leaf(void)
{
	fresh();
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	CHECK_INT(note_and_fail((struct note){ .kind = NOTE_CASE }), ERR_CONFLICT);
	CHECK(settle());
	struct checkpoint c = { 0 };
	record_checkpoint(&cx, rec, &c);
	CHECK_INT(c.size, 0);
	away();
}

static void test_a_tree_over_several_tiles_survives_restarts(void)
{
	enum { N = 700, TIMES = 100 };
	static struct hash leaf[N];
	fresh();
	for (int i = 0; i < 3; i++)
		note_many(N / 4, leaf + i * (N / 4));
	CHECK(settle());
	stop();
	start();
	note_many(N / 4, leaf + 3 * (N / 4));
	CHECK(settle());
	for (int i = 0; i < N; i++)
		CHECK_MSG(proved(&leaf[i]), "leaf %d", i);
	for (int i = 0; i < TIMES; i++) {
		struct hash h;
		note_many(N - 50, leaf);
		h = note_one((struct note){ .kind = NOTE_VERIFY });
		if (i % 7 == 0) {
			stop();
			start();
		}
		CHECK(i % 5 || (settle() && proved(&h) && proved(leaf)));
	}
	CHECK(settle());
	CHECK(rec->head.size > 65536);
	for (int i = 0; i < N - 50; i += 13)
		CHECK(proved(&leaf[i]));
	away();
}

static void *noter(void *arg)
{
	struct hash *leaf = arg;
	for (int i = 0; i < 200; i++)
		leaf[i] = note_one((struct note){ .kind = NOTE_RELEASE, .act = "call" });
	return NULL;
}

static void test_R34_1_leaves_of_many_threads_are_proved_within_two_seconds(void)
{
	enum { THREADS = 8 };
	static struct hash leaf[THREADS][200];
	pthread_t t[THREADS];
	fresh();
	stop();
	threaded = true;
	start();
	for (int i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, noter, leaf[i]);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	bool all = false;
	for (int tries = 0; !all && tries < 20; tries++) {
		usleep(100000);
		all = true;
		for (int i = 0; all && i < THREADS; i++)
			all = proved(&leaf[i][199]);
	}
	CHECK(all);
	for (int i = 0; i < THREADS; i++)
		for (int k = 0; k < 200; k++)
			CHECK(proved(&leaf[i][k]));
	away();
}

static void test_R34_1_a_store_behind_its_checkpoint_does_not_start(void)
{
	AUTO_CTX cx;
	static struct hash leaf[20];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	note_many(20, leaf);
	CHECK(settle());
	stop();
	raw("UPDATE record_head SET size = 19");
	CHECK_TEXT(refusal(&cx), "record-behind");
	raw("UPDATE record_head SET size = 20");
	raw("DELETE FROM record_place");
	CHECK_TEXT(refusal(&cx), "record-leaf-bad");
	away();
}

static void test_R34_1_nothing_is_signed_over_altered_bytes(void)
{
	AUTO_CTX cx;
	static struct hash leaf[20];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	note_many(10, leaf);
	CHECK(settle());
	note_many(10, leaf + 10);
	raw("UPDATE record_segment SET leaves = (SELECT leaves FROM record_segment ORDER BY id "
	    "LIMIT 1) WHERE id = (SELECT segment FROM record_unplaced)");
	CHECK(!settle());
	CHECK_INT(rec->head.size, 10);
	away();
}

static void test_R34_1_an_altered_tail_does_not_start(void)
{
	AUTO_CTX cx;
	static struct hash leaf[10];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	note_many(10, leaf);
	note_many(10, leaf);
	CHECK(settle());
	stop();
	raw("UPDATE record_segment SET leaves = (SELECT leaves FROM record_segment ORDER BY id "
	    "LIMIT 1) WHERE id = (SELECT MAX(id) FROM record_segment)");
	CHECK_TEXT(refusal(&cx), "record-leaf-bad");
	away();
}

static void test_a_lost_key_is_not_replaced_and_a_name_stays(void)
{
	AUTO_CTX cx;
	char path[128], away_path[128];
	static struct hash leaf[1];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	note_many(1, leaf);
	CHECK(settle());
	stop();
	snprintf(path, sizeof path, "%s/record/signing.key", dir);
	snprintf(away_path, sizeof away_path, "%s/record/away", dir);
	CHECK(rename(path, away_path) == 0);
	CHECK_TEXT(refusal(&cx), "record-key-lost");
	CHECK(rename(away_path, path) == 0);
	CHECK_INT(store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 2,
			.fsync_off = true }, &store), OK);
	CHECK_INT(record_open(&cx, (struct record_setup){ .store = store, .no_thread = true,
			.reader = store_reader(store, 1), .origin = "other" }, &rec),
		  ERR_CONFLICT);
	store_close(store);
	rec = NULL;
	away();
}

static void test_R34_1_data_is_withheld_when_nothing_can_be_signed_any_more(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	CHECK_INT(record_ready(&cx, rec), OK);
	rec->late_since = 1700000000000 - 599000;
	CHECK_INT(record_ready(&cx, rec), OK);
	rec->late_since = 1700000000000 - 601000;
	CHECK_INT(record_ready(&cx, rec), ERR_UNRECORDED);
	away();
}

/* A second server on the same store and folder (PostgreSQL alone allows it). */
static void test_another_process_shows_the_record_and_takes_over_when_the_first_ends(void)
{
	AUTO_CTX cx;
	struct hash a, b, c;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	if (strcmp(dsn, "sqlite") == 0)
		return;
	fresh();
	stop();
	threaded = true;
	start();
	struct store *first_store = store;
	struct record *first = rec;
	a = note_one((struct note){ .kind = NOTE_CASE });
	record_wait(first, 2000);
	start();
	CHECK(rec->dir_lock < 0);
	b = note_one((struct note){ .kind = NOTE_CASE });
	record_wait(rec, 2000);
	usleep(1300000);
	CHECK(proved(&a) && proved(&b));
	record_close(first);
	store_close(first_store);
	c = note_one((struct note){ .kind = NOTE_CASE });
	for (int i = 0; i < 40 && !proved(&c); i++)
		usleep(100000);
	CHECK(rec->dir_lock >= 0);
	CHECK(proved(&a) && proved(&b) && proved(&c));
	away();
}

static void all(void)
{
	RUN(test_R34_1_a_noted_step_can_be_proved_from_the_files_alone);
	RUN(test_R34_1_a_step_that_failed_leaves_no_leaf);
	RUN(test_a_tree_over_several_tiles_survives_restarts);
	RUN(test_R34_1_leaves_of_many_threads_are_proved_within_two_seconds);
	RUN(test_R34_1_a_store_behind_its_checkpoint_does_not_start);
	RUN(test_R34_1_nothing_is_signed_over_altered_bytes);
	RUN(test_R34_1_an_altered_tail_does_not_start);
	RUN(test_a_lost_key_is_not_replaced_and_a_name_stays);
	RUN(test_R34_1_data_is_withheld_when_nothing_can_be_signed_any_more);
	RUN(test_another_process_shows_the_record_and_takes_over_when_the_first_ends);
}

int main(void)
{
	return on_both_stores(all);
}
