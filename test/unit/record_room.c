/* record_room.c - see record_room.h. */
#include "record_room.h"
#include "record/verify.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

const char *dsn;
char dir[64];
struct store *store;
struct record *rec;
bool threaded;
static char pg_dsn[512];

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

void start(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	enum err e = try_open(&cx);
	CHECK_MSG(e == OK, "%s", e ? said_words(&cx, cx.fault.said, SAID_EN) : "");
	if (e != OK)
		exit(1);
}

void stop(void)
{
	record_close(rec);
	store_close(store);
	rec = NULL;
	store = NULL;
}

/* Straight past the program, as somebody with the database would. */
void raw(const char *sql)
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

void fresh(void)
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

void away(void)
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

struct hash note_one(struct note n)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	struct job j = { .note = n };
	CHECK_INT(store_change(&cx, store, do_job, &j), OK);
	return j.leaf;
}

enum err note_and_fail(struct note n)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	struct job j = { .note = n, .fails = true };
	return store_change(&cx, store, do_job, &j);
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

void note_many(int n, struct hash *leaf)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	struct crowd c = { n, leaf };
	CHECK_INT(store_change(&cx, store, do_crowd, &c), OK);
}

bool settle(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	enum err e = record_settle(&cx, rec);
	if (e != OK)
		printf("# settle: %s\n", said_words(&cx, cx.fault.said, SAID_EN));
	return e == OK;
}

/* Found by its hash, and proved against the checkpoint as a stranger would. */
bool proved(const struct hash *leaf)
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

/* --- asking ---------------------------------------------------------------- */

const char *refusal(struct ctx *cx)
{
	enum err e = try_open(cx);
	if (e == OK)
		stop();
	return e == OK ? "opened" : said_code(cx->fault.said.id);
}

int64_t found(const struct index_query *q, int64_t *ret_total)
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

/* What verify says of the store as it is, in a fresh read-only connection. */
const char *verdict(struct ctx *cx)
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

/* --- the index's files ------------------------------------------------------- */

void shell(const char *what)
{
	char cmd[256];
	snprintf(cmd, sizeof cmd, "cd '%s/record/index' && { %s; }", dir, what);
	CHECK_MSG(system(cmd) == 0, "%s", what);
}

void restart(void)
{
	start();
	index_tune(rec->index, 100);
}

/* --- both stores ------------------------------------------------------------ */

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

int on_both_stores(void (*all)(void))
{
	const char *pg = getenv("GONGSHU_TEST_PG");
	dsn = "sqlite";
	printf("# on SQLite\n");
	all();
	if (pg)
		make_database(pg);
	if (pg_dsn[0]) {
		dsn = pg_dsn;
		printf("# on PostgreSQL\n");
		all();
	} else {
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	}
	return TEST_END();
}
