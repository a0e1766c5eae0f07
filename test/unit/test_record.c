/* test_record.c - leaves become provable; nothing that was tampered with is
 * signed; what is derived comes back when it is lost.
 *
 * Runs on SQLite, and on PostgreSQL when GONGSHU_TEST_PG names one (in a
 * database of its own there). */
#include "base/enc.h"
#include "record/inside.h"
#include "record/verify.h"
#include "test.h"
#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static const char *dsn;
static char dir[64], pg_dsn[512];
static struct store *store;
static struct record *rec;
static bool threaded;

/* --- a store of our own ---------------------------------------------------- */

static enum err try_open(struct ctx *cx)
{
	TRY(store_open(cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 2,
						 .fsync_off = true }, &store));
	enum err e = record_open(cx, (struct record_setup){ .store = store,
			.reader = store_reader(store, 1), .origin = "test/record",
			.no_thread = !threaded }, &rec);
	if (e != OK) {
		store_close(store);
		store = NULL;
	}
	return e;
}

static void start(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	enum err e = try_open(&cx);
	CHECK_MSG(e == OK, "%s", e ? said_words(&cx, cx.fault.said, SAID_EN) : "");
	if (e != OK)
		exit(1);
}

static void stop(void)
{
	record_close(rec);
	store_close(store);
	rec = NULL;
	store = NULL;
}

/* Straight past the program, as somebody with the database would. */
static void raw(const char *sql)
{
	if (strcmp(dsn, "sqlite") == 0) {
		sqlite3 *db;
		char path[128];
		snprintf(path, sizeof path, "%s/main.db", dir);
		CHECK(sqlite3_open(path, &db) == SQLITE_OK);
		CHECK_MSG(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
			  sqlite3_errmsg(db));
		sqlite3_close(db);
		return;
	}
	PGconn *pg = PQconnectdb(dsn);
	PGresult *res = PQexec(pg, sql);
	ExecStatusType st = PQresultStatus(res);
	CHECK_MSG(st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK, "%s: %s", sql,
		  PQerrorMessage(pg));
	PQclear(res);
	PQfinish(pg);
}

static void fresh(void)
{
	char cmd[128];
	snprintf(dir, sizeof dir, "/tmp/gongshu-test-record.XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	if (strcmp(dsn, "sqlite") != 0) {
		raw("DROP SCHEMA public CASCADE");
		raw("CREATE SCHEMA public");
	}
	(void)cmd;
	threaded = false;
	start();
}

static void away(void)
{
	char cmd[128];
	if (rec)
		stop();
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	CHECK(system(cmd) == 0);
}

/* --- notes ----------------------------------------------------------------- */

struct job { struct note note; struct hash leaf; bool fails; };

static enum err do_job(struct ctx *cx, struct db *db, void *arg)
{
	struct job *j = arg;
	TRY(record_note_hash(cx, db, &j->note, &j->leaf));
	return j->fails ? fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT()) : OK;
}

static struct hash note_one(struct note n)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	struct job j = { .note = n };
	CHECK_INT(store_change(&cx, store, do_job, &j), OK);
	return j.leaf;
}

struct crowd { int n; struct hash *leaf; };

static enum err do_crowd(struct ctx *cx, struct db *db, void *arg)
{
	struct crowd *c = arg;
	for (int i = 0; i < c->n; i++) {
		const char *org = ctx_print(cx, "o%d", i % 3);
		TRY(record_note_hash(cx, db, &(struct note){ .kind = NOTE_CASE, .act = "agree",
				     .org = org, .rows = i }, &c->leaf[i]));
	}
	return OK;
}

static void note_many(int n, struct hash *leaf)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	struct crowd c = { n, leaf };
	CHECK_INT(store_change(&cx, store, do_crowd, &c), OK);
}

static bool settle(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	enum err e = record_settle(&cx, rec);
	if (e != OK)
		printf("# settle: %s\n", said_words(&cx, cx.fault.said, SAID_EN));
	return e == OK;
}

/* Found by its hash, and proved against the checkpoint as a stranger would. */
static bool proved(const struct hash *leaf)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct checkpoint c;
	struct verify_key key;
	uint64_t at[4];
	int n = 0;
	char path[128];
	const char *note = record_checkpoint(&cx, rec, &c);
	snprintf(path, sizeof path, "%s/record", dir);
	if (!note || vkey_of(&cx, path, &key) != OK ||
	    !checkpoint_open(note, strlen(note), &key, &c) ||
	    index_of_hash(&cx, rec->index, leaf, at, 4, &n) != OK || n < 1)
		return false;
	struct tile_reader *t = ctx_new(&cx, struct tile_reader);
	struct proof p;
	snprintf(path, sizeof path, "%s/record/tile", dir);
	*t = (struct tile_reader){ .dir = path, .size = c.size };
	return merkle_inclusion(tile_hash, t, at[0], c.size, &p) &&
	       merkle_included(leaf, at[0], c.size, &c.root, &p);
}

/* --- tests ----------------------------------------------------------------- */

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
	struct job j = { .note = { .kind = NOTE_CASE }, .fails = true };
	CHECK_INT(store_change(&cx, store, do_job, &j), ERR_CONFLICT);
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

static void shell(const char *what)
{
	char cmd[256];
	snprintf(cmd, sizeof cmd, "cd '%s/record/index' && { %s; }", dir, what);
	CHECK_MSG(system(cmd) == 0, "%s", what);
}

static void restart(void)
{
	start();
	index_tune(rec->index, 100);
}

static void test_the_index_comes_back_when_it_is_lost_or_damaged(void)
{
	static const char *const harm[] = {
		"rm -r ../index", "rm $(ls | head -1)", "rm $(ls | tail -1)",
		"for f in *.part; do echo this is no part > $f; done",
		"for f in *.part; do truncate -s -8 $f; done",
		"for f in *.part; do printf x | dd of=$f bs=1 seek=5000 conv=notrunc status=none; done",
		"cp $(ls | head -1) $(ls | tail -1)", "echo half > new; echo half > merged",
		"mv $(ls | head -1) 000000000000-9.part",
	};
	static struct hash leaf[400];
	fresh();
	index_tune(rec->index, 100);
	for (int i = 0; i < 4; i++)
		note_many(100, leaf + 100 * i);
	CHECK(settle());
	CHECK_INT(index_parts(rec->index), 4);
	for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
		stop();
		shell(harm[i]);
		restart();
		CHECK(settle());
		for (int k = 0; k < 400; k++)
			CHECK_MSG(proved(&leaf[k]), "%s: leaf %d", harm[i], k);
		CHECK_MSG(index_parts(rec->index) == 4, "%s", harm[i]);
		shell("test $(ls | wc -l) = 4");
	}
	away();
}

static void test_an_index_of_another_record_is_not_believed(void)
{
	static struct hash leaf[200];
	char cmd[256];
	for (int i = 0; i < 2; i++) {
		fresh();
		index_tune(rec->index, 100);
		note_many(100, leaf + 100 * i);
		CHECK(settle());
		stop();
		if (i == 0) {
			snprintf(cmd, sizeof cmd, "mv '%s/record/index' /tmp/other-index.%d", dir,
				 (int)getpid());
			CHECK(system(cmd) == 0);
			away();
		}
	}
	snprintf(cmd, sizeof cmd, "rm -r '%s/record/index'; mv /tmp/other-index.%d '%s/record/index'",
		 dir, (int)getpid(), dir);
	CHECK(system(cmd) == 0);
	restart();
	CHECK(settle());
	CHECK(proved(&leaf[100]) && proved(&leaf[199]) && !proved(&leaf[0]));
	away();
}

static const char *refusal(struct ctx *cx)
{
	enum err e = try_open(cx);
	if (e == OK)
		stop();
	return e == OK ? "opened" : said_code(cx->fault.said.id);
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

static int64_t found(const struct index_query *q, int64_t *ret_total)
{
	AUTO_CTX cx;
	int64_t *at, n = -1;
	struct index_query with = *q;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	with.limit = 100;
	if (!with.before)
		with.before = INT64_MAX;
	CHECK_INT(index_search(&cx, rec->index, &with, &at, &n, ret_total), OK);
	for (int64_t i = 1; i < n; i++)
		CHECK(at[i] < at[i - 1]);
	return n;
}

static void test_R34_1_an_auditor_finds_steps_by_every_filter(void)
{
	int64_t total = 0;
	static struct hash leaf[90];
	fresh();
	note_many(90, leaf);
	note_one((struct note){ .kind = NOTE_RELEASE, .org = "o1", .principal = "k9",
				.resource = "r1", .grant = "g1", .outcome = "refused" });
	note_one((struct note){ .kind = NOTE_CASE, .org = "o1", .case_id = "c1" });
	CHECK(settle());
	CHECK_INT(found(&(struct index_query){ 0 }, &total), 92);
	CHECK_INT(total, 92);
	CHECK_INT(found(&(struct index_query){ .before = 50 }, &total), 50);
	CHECK_INT(total, 92);
	CHECK_INT(found(&(struct index_query){ .org = "o1" }, &total), 32);
	CHECK_INT(found(&(struct index_query){ .org = "o1", .kind = NOTE_RELEASE }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .grant = "g1" }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .resource = "r1" }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .case_id = "c1" }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .principal = "k9", .outcome = "refused" },
			&total), 1);
	CHECK_INT(found(&(struct index_query){ .principal = "k9", .outcome = "ok" }, &total), 0);
	CHECK_INT(found(&(struct index_query){ .org = "unheard of" }, &total), 0);
	CHECK_INT(total, 0);
	CHECK_INT(found(&(struct index_query){ .from = { 1700000000001 } }, &total), 0);
	CHECK_INT(found(&(struct index_query){ .to = { 1700000000001 } }, &total), 92);
	away();
}

static void test_R42_2_a_person_is_found_by_tag_and_by_nothing_else(void)
{
	static const char *const me[] = { "320901190001011234" };
	uint8_t key[32], tag[2][SUBJECT_TAG];
	int64_t total = 0;
	fresh();
	note_one((struct note){ .kind = NOTE_RELEASE, .subjects = me, .nsubjects = 1 });
	note_one((struct note){ .kind = NOTE_RELEASE });
	CHECK(settle());
	subject_year_key(rec->keys.subject, 2023, key);
	subject_tag(key, me[0], tag[0]);
	subject_tag(key, "320901190001011235", tag[1]);
	CHECK_INT(found(&(struct index_query){ .tags = tag[0], .ntags = 1 }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .tags = tag[1], .ntags = 1 }, &total), 0);
	CHECK_INT(found(&(struct index_query){ .tags = tag[0], .ntags = 2 }, &total), 1);
	char cmd[160];
	stop();
	snprintf(cmd, sizeof cmd, "grep -rq 320901190001011234 '%s'", dir);
	CHECK_MSG(system(cmd) != 0, "an identity stands in clear under %s", dir);
	away();
}

static void test_an_erased_private_part_leaves_the_proof_standing(void)
{
	static struct hash leaf[5];
	fresh();
	note_many(5, leaf);
	CHECK(settle());
	raw("DELETE FROM record_private");
	stop();
	shell("rm -rf ../index");
	start();
	CHECK(settle() && proved(&leaf[2]));
	away();
}

/* --- verify ---------------------------------------------------------------- */

/* What verify says of the store as it is, in a fresh read-only connection. */
static const char *verdict(struct ctx *cx)
{
	struct store *s;
	struct verify_found found;
	AUTO_BUF out = buf_make(1 << 16);
	if (store_open(cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 1,
				.fsync_off = true, .read_only = true }, &s) != OK)
		return "not opened";
	enum err e = verify_all(cx, &(struct verify_ask){ .dir = dir, .db = store_reader(s, 0) },
				&out, &found);
	if (e == OK && !found.faults)
		buf_print(&out, "good %lld+%lld", (long long)found.leaves,
			  (long long)found.unsigned_leaves);
	store_close(s);
	return ctx_text(cx, e == OK ? buf_cstr(&out) : said_words(cx, cx->fault.said, SAID_EN));
}

/* Ten segments of ten leaves, signed; two leaves more that are not. */
static void hundred(void)
{
	static struct hash leaf[10];
	fresh();
	for (int i = 0; i < 10; i++)
		note_many(10, leaf);
	CHECK(settle());
	note_many(2, leaf);
}

#define NTH_SEGMENT(n) "(SELECT segment FROM record_place WHERE first = " #n "0)"

static void test_R34_1_verify_passes_what_nobody_touched(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	CHECK_TEXT(verdict(&cx), "good 100+0");
	CHECK(settle());
	CHECK_TEXT(verdict(&cx), "good 102+0");
	away();
}

/* Byte `at` of a segment's leaves, turned over. */
static void flip(const char *segment, int at)
{
	char sql[512];
	if (strcmp(dsn, "sqlite") == 0)
		snprintf(sql, sizeof sql, "UPDATE record_segment SET leaves = CAST(substr(leaves, 1,"
			 " %d) || x'2a' || substr(leaves, %d) AS BLOB) WHERE id = %s", at, at + 2,
			 segment);
	else
		snprintf(sql, sizeof sql, "UPDATE record_segment SET leaves = set_byte(leaves, %d, 42)"
			 " WHERE id = %s", at, segment);
	raw(sql);
}

static void test_R34_1_verify_names_an_altered_leaf(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	flip(NTH_SEGMENT(3), 20);
	CHECK_MSG(strncmp(verdict(&cx), "bad leaf 30 ", 12) == 0, "%s", verdict(&cx));
	CHECK(strstr(verdict(&cx), "bad leaf 30 altered\n"));
	CHECK(!strstr(verdict(&cx), "bad leaf 31"));
	away();
}

static void test_R34_1_verify_names_what_a_deleted_segment_held(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("DELETE FROM record_segment WHERE id = " NTH_SEGMENT(4));
	CHECK_TEXT(verdict(&cx), "bad leaf 40-49 missing\n");
	raw("DELETE FROM record_place WHERE first = 40");
	CHECK_TEXT(verdict(&cx), "bad leaf 40-49 missing\n");
	away();
}

static void test_R34_1_verify_names_a_tail_that_was_cut(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("DELETE FROM record_segment WHERE id >= " NTH_SEGMENT(8));
	raw("DELETE FROM record_place WHERE first >= 80");
	CHECK_TEXT(verdict(&cx), "bad leaf 80-99 missing\n");
	away();
}

static void test_R34_1_verify_names_segments_that_changed_places(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("UPDATE record_segment SET leaves = (SELECT s.leaves FROM record_segment s WHERE s.id = "
	    NTH_SEGMENT(6) ") WHERE id = " NTH_SEGMENT(5));
	const char *said = verdict(&cx);
	/* 60 to 69 stand twice and 50 to 59 nowhere. */
	CHECK_TEXT(said, "bad leaf 50 private\n" "bad leaf 51 private\n" "bad leaf 52 private\n"
		   "bad leaf 53 private\n" "bad leaf 54 private\n" "bad leaf 55 private\n"
		   "bad leaf 56 private\n" "bad leaf 57 private\n" "bad leaf 58 private\n"
		   "bad leaf 59 private\n" "bad leaf 50-59 missing\n" "bad leaf 60 inserted\n");
	away();
}

static void test_R34_1_verify_names_a_leaf_that_was_slipped_in(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw(strcmp(dsn, "sqlite") == 0
		? "UPDATE record_segment SET leaves = CAST(x'00000003616263' || leaves AS BLOB) WHERE "
		  "id = " NTH_SEGMENT(2)
		: "UPDATE record_segment SET leaves = '\\x00000003616263'::bytea || leaves WHERE id = "
		  NTH_SEGMENT(2));
	const char *said = verdict(&cx);
	CHECK_MSG(strncmp(said, "bad leaf 20 private\n", 20) == 0, "%s", said);
	CHECK(strstr(said, "bad leaf 20 inserted\n"));
	raw("INSERT INTO record_segment (id, at, n, leaves, digest) SELECT id + 1, at, n, leaves, "
	    "digest FROM record_segment WHERE id = " NTH_SEGMENT(1));
	CHECK(strstr(verdict(&cx), "stray\n"));
	away();
}

static void test_R34_1_verify_names_a_private_part_that_was_exchanged(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("UPDATE record_private SET secrets = (SELECT x.secrets FROM record_private x WHERE "
	    "x.segment = " NTH_SEGMENT(1) ") WHERE segment = " NTH_SEGMENT(2));
	CHECK(strncmp(verdict(&cx), "bad leaf 20 private\n", 20) == 0);
	raw("DELETE FROM record_private");
	CHECK_TEXT(verdict(&cx), "good 100+0");
	away();
}

static void test_R34_1_verify_names_an_altered_file(void)
{
	AUTO_CTX cx;
	char path[128];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	snprintf(path, sizeof path, "%s/record/tile/0/000.p/100", dir);
	FILE *f = fopen(path, "r+");
	CHECK(f != NULL);
	if (f) {
		fseek(f, 32 * 7 + 3, SEEK_SET);
		int was = fgetc(f);
		fseek(f, 32 * 7 + 3, SEEK_SET);
		fputc(was ^ 0x55, f);
		fclose(f);
	}
	const char *said = verdict(&cx);
	CHECK_MSG(strstr(said, "bad checkpoint 100 root") && strstr(said, "bad leaf 7 altered"),
		  "%s", said);
	away();
}

static const char *receipt_verdict(struct ctx *cx, const char *receipt)
{
	struct verify_found found;
	AUTO_BUF out = buf_make(1 << 16);
	enum err e = verify_receipt(cx, &(struct verify_ask){ .dir = dir,
			.db = store_reader(store, 0) }, receipt, &out, &found);
	return e == OK ? ctx_text(cx, buf_cstr(&out)) : said_code(cx->fault.said.id);
}

static void test_R34_1_a_receipt_is_verified_or_refused(void)
{
	AUTO_CTX cx;
	AUTO_CTX own;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	ctx_init(&own, (ms_t){ 0 }, 0);
	hundred();
	struct hash h = note_one((struct note){ .kind = NOTE_RELEASE });
	const char *receipt = record_receipt(&own, rec, &h);
	CHECK_TEXT(receipt_verdict(&cx, receipt), "bad receipt -1 not in the record\n");
	CHECK(settle());
	CHECK_TEXT(receipt_verdict(&cx, receipt), "ok leaf 102 of 103\n");
	CHECK_TEXT(receipt_verdict(&cx, ctx_print(&own, "test/record;102;%s",
						  strrchr(receipt, ';') + 1)),
		   "ok leaf 102 of 103\n");
	CHECK_TEXT(receipt_verdict(&cx, ctx_print(&own, "test/record;101;%s",
						  strrchr(receipt, ';') + 1)),
		   "bad receipt 101 not in the record\n");
	CHECK_TEXT(receipt_verdict(&cx, ctx_print(&own, "other/record;102;%s",
						  strrchr(receipt, ';') + 1)),
		   "bad receipt 0 of another record\n");
	CHECK_TEXT(receipt_verdict(&cx, "nonsense"), "bad-value");
	flip(NTH_SEGMENT(0), 20);
	away();
}

static void test_R34_1_two_heads_of_one_record_agree(void)
{
	AUTO_CTX cx;
	struct checkpoint c, forged;
	struct verify_found found = { 0 };
	AUTO_BUF a = buf_make(4096);
	AUTO_BUF b = buf_make(4096);
	AUTO_BUF out = buf_make(4096);
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	buf_text(&a, record_checkpoint(&cx, rec, &forged));
	CHECK(settle());
	buf_text(&b, record_checkpoint(&cx, rec, &c));
	const struct verify_ask ask = { .dir = dir };
	CHECK_INT(verify_heads(&cx, &ask, &b, &a, &out, &found), OK);
	CHECK_TEXT(buf_cstr(&out), "ok checkpoint 102 extends 100\n");
	AUTO_BUF text = buf_make(4096);
	buf_clear(&a);
	buf_clear(&out);
	forged.root.b[0] ^= 1;
	checkpoint_text(&text, "test/record", &forged);
	CHECK(note_sign(&a, text.p, text.n, &rec->keys.sign));
	CHECK_INT(verify_heads(&cx, &ask, &a, &b, &out, &found), OK);
	CHECK_INT(found.faults, 1);
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

/* --- several processes ------------------------------------------------------ */

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

static void run_all(const char *where)
{
	dsn = where;
	printf("# on %s\n", strcmp(where, "sqlite") == 0 ? "SQLite" : "PostgreSQL");
	RUN(test_R34_1_a_noted_step_can_be_proved_from_the_files_alone);
	RUN(test_R34_1_a_step_that_failed_leaves_no_leaf);
	RUN(test_a_tree_over_several_tiles_survives_restarts);
	RUN(test_R34_1_leaves_of_many_threads_are_proved_within_two_seconds);
	RUN(test_the_index_comes_back_when_it_is_lost_or_damaged);
	RUN(test_an_index_of_another_record_is_not_believed);
	RUN(test_R34_1_a_store_behind_its_checkpoint_does_not_start);
	RUN(test_R34_1_nothing_is_signed_over_altered_bytes);
	RUN(test_R34_1_an_altered_tail_does_not_start);
	RUN(test_a_lost_key_is_not_replaced_and_a_name_stays);
	RUN(test_R34_1_an_auditor_finds_steps_by_every_filter);
	RUN(test_R42_2_a_person_is_found_by_tag_and_by_nothing_else);
	RUN(test_an_erased_private_part_leaves_the_proof_standing);
	RUN(test_R34_1_verify_passes_what_nobody_touched);
	RUN(test_R34_1_verify_names_an_altered_leaf);
	RUN(test_R34_1_verify_names_what_a_deleted_segment_held);
	RUN(test_R34_1_verify_names_a_tail_that_was_cut);
	RUN(test_R34_1_verify_names_segments_that_changed_places);
	RUN(test_R34_1_verify_names_a_leaf_that_was_slipped_in);
	RUN(test_R34_1_verify_names_a_private_part_that_was_exchanged);
	RUN(test_R34_1_verify_names_an_altered_file);
	RUN(test_R34_1_a_receipt_is_verified_or_refused);
	RUN(test_R34_1_two_heads_of_one_record_agree);
	RUN(test_R34_1_data_is_withheld_when_nothing_can_be_signed_any_more);
	RUN(test_another_process_shows_the_record_and_takes_over_when_the_first_ends);
}

/* A database of our own beside the one we were given. */
static void make_database(const char *given)
{
	const char *slash = strstr(given, "/gongshu?");
	char sql[64];
	PGconn *pg = PQconnectdb(given);
	snprintf(sql, sizeof sql, "CREATE DATABASE record_%d", (int)getpid());
	PQclear(PQexec(pg, sql));
	PQfinish(pg);
	if (slash)
		snprintf(pg_dsn, sizeof pg_dsn, "%.*s/record_%d%s", (int)(slash - given), given,
			 (int)getpid(), slash + 8);
}

int main(void)
{
	run_all("sqlite");
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		make_database(pg);
	if (pg_dsn[0])
		run_all(pg_dsn);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
