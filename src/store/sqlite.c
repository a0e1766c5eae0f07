/* sqlite.c - the embedded store.
 *
 * WAL with synchronous=FULL, asserted after every open: anything less lost
 * acknowledged commits in power-cut trials. Exactly one connection writes and
 * checkpoints; two resetting a WAL at once corrupt it in 3.7.0 to 3.51.2. So
 * autocheckpoint is off everywhere, and the writer checkpoints between groups
 * once the log has grown past CHECKPOINT_PAGES. */
#include "store/backend.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <endian.h>

#define CHECKPOINT_PAGES 4000           /* 16 MiB of log: short stops, not rare ones */

static enum err broke(struct ctx *cx, struct db *db, const char *doing)
{
	int code = db->sq ? sqlite3_extended_errcode(db->sq) : SQLITE_CANTOPEN;
	/* After some failures there is no transaction any more. */
	db->aborted = db->in_txn && sqlite3_get_autocommit(db->sq);
	if ((code & 0xff) == SQLITE_CONSTRAINT)
		return fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT());
	fprintf(stderr, "{\"level\":\"error\",\"store\":\"sqlite\",\"doing\":\"%s\","
		"\"code\":%d,\"text\":\"%s\"}\n", doing, code,
		db->sq ? sqlite3_errmsg(db->sq) : "");
	/* A failed fsync may have dropped pages the kernel now calls clean. */
	if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
		broken("fsync failed", doing, code);
	switch (code & 0xff) {
	case SQLITE_FULL:
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	default:
		return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	}
}

static enum err script(struct ctx *cx, struct db *db, const char *sql)
{
	return sqlite3_exec(db->sq, sql, NULL, NULL, NULL) == SQLITE_OK
		       ? OK : broke(cx, db, "script");
}

/* A pragma's single answer. */
static enum err asserted(struct ctx *cx, struct db *db, const char *pragma,
			 const char *want)
{
	sqlite3_stmt *st = NULL;
	char got[32] = "";
	if (sqlite3_prepare_v2(db->sq, pragma, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		snprintf(got, sizeof got, "%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	if (strcmp(got, want) == 0)
		return OK;
	fprintf(stderr, "{\"level\":\"error\",\"store\":\"sqlite\",\"pragma\":\"%s\","
		"\"is\":\"%s\",\"want\":\"%s\"}\n", pragma, got, want);
	return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
}

/* How many pages the log holds, told by SQLite after each commit. */
static int log_grew(void *arg, struct sqlite3 *sq, const char *name, int pages)
{
	(void)sq;
	(void)name;
	((struct db *)arg)->log_pages = pages;
	return SQLITE_OK;
}

/* Statistics of its memory cost a lock that all threads share, for each block. */
static void set_up(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum err connect_to(struct ctx *cx, struct store *s, struct db *db)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char path[4096];
	pthread_once(&once, set_up);
	snprintf(path, sizeof path, "%s/main.db", s->dir);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	if (s->setup.read_only)
		flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(path, &db->sq, flags, NULL) != SQLITE_OK)
		return broke(cx, db, "open");
	sqlite3_busy_timeout(db->sq, 10000);
	sqlite3_extended_result_codes(db->sq, 1);
	TRY(script(cx, db, "PRAGMA wal_autocheckpoint=0"));
	if (db->writer)
		TRY(script(cx, db, "PRAGMA journal_mode=WAL"));
	TRY(script(cx, db, s->setup.fsync_off ? "PRAGMA synchronous=OFF"
					      : "PRAGMA synchronous=FULL"));
	TRY(script(cx, db, "PRAGMA foreign_keys=ON; PRAGMA mmap_size=4294967296;"
			   "PRAGMA cache_size=-16000; PRAGMA trusted_schema=OFF;"
			   "PRAGMA temp_store=MEMORY"));
	TRY(asserted(cx, db, "PRAGMA journal_mode", "wal"));
	TRY(asserted(cx, db, "PRAGMA synchronous", s->setup.fsync_off ? "0" : "2"));
	TRY(asserted(cx, db, "PRAGMA wal_autocheckpoint", "0"));
	sqlite3_db_config(db->sq, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (db->writer) {
		sqlite3_wal_hook(db->sq, log_grew, db);
	} else {
		TRY(script(cx, db, "PRAGMA query_only=ON"));
		sqlite3_db_config(db->sq, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	}
	db->cached = calloc(SQL_MAX_, sizeof *db->cached);
	db->in_use = calloc(SQL_MAX_, sizeof *db->in_use);
	PRE(db->cached && db->in_use);
	return OK;
}

static void disconnect(struct db *db)
{
	for (int i = 0; db->cached && i < SQL_MAX_; i++)
		sqlite3_finalize(db->cached[i]);
	free(db->cached);
	free(db->in_use);
	sqlite3_close(db->sq);
	db->cached = NULL;
	db->in_use = NULL;
	db->sq = NULL;
}

static enum err bind_all(struct ctx *cx, struct rows *r)
{
	for (int i = 0; i < r->text->nparams; i++) {
		int at = sqlite3_bind_parameter_index(r->stmt, r->text->params[i].name);
		int rc;
		uint64_t num;
		if (!r->val[i]) {
			rc = sqlite3_bind_null(r->stmt, at);
		} else if (r->text->params[i].oid == 20) {
			memcpy(&num, r->val[i], 8);
			rc = sqlite3_bind_int64(r->stmt, at, (int64_t)be64toh(num));
		} else if (r->text->params[i].oid == 25) {
			rc = sqlite3_bind_text(r->stmt, at, r->val[i], r->len[i],
					       SQLITE_STATIC);
		} else {
			rc = sqlite3_bind_blob(r->stmt, at, r->val[i], r->len[i],
					       SQLITE_STATIC);
		}
		if (rc != SQLITE_OK)
			return broke(cx, r->db, r->text->name);
	}
	return OK;
}

static enum err prepare(struct ctx *cx, struct rows *r)
{
	struct db *db = r->db;
	r->own = db->in_use[r->id];
	if (r->own || !db->cached[r->id]) {
		sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v3(db->sq, r->text->sqlite, -1,
				       r->own ? 0 : SQLITE_PREPARE_PERSISTENT, &st,
				       NULL) != SQLITE_OK)
			return broke(cx, db, r->text->name);
		r->stmt = st;
		if (!r->own)
			db->cached[r->id] = st;
	} else {
		r->stmt = db->cached[r->id];
	}
	if (!r->own)
		db->in_use[r->id] = true;
	return bind_all(cx, r);
}

static enum err step(struct ctx *cx, struct rows *r, bool *ret_more)
{
	int64_t before = sqlite3_total_changes64(r->db->sq);
	int rc = sqlite3_step(r->stmt);
	int64_t changed = sqlite3_total_changes64(r->db->sq) - before;
	r->changed += changed;
	r->db->changes += changed;
	switch (rc) {
	case SQLITE_ROW:
		*ret_more = true;
		return OK;
	case SQLITE_DONE:
		sqlite3_reset(r->stmt);
		*ret_more = false;
		return OK;
	default: {
		enum err e = broke(cx, r->db, r->text->name);
		sqlite3_reset(r->stmt);
		return e;
	}
	}
}

static void finish(struct rows *r)
{
	if (!r->stmt)
		return;
	if (r->own) {
		sqlite3_finalize(r->stmt);
	} else {
		sqlite3_reset(r->stmt);
		sqlite3_clear_bindings(r->stmt);
		r->db->in_use[r->id] = false;
	}
	r->stmt = NULL;
}

static enum err begin(struct ctx *cx, struct db *db, enum txn_kind kind)
{
	(void)kind;
	TRY(script(cx, db, "BEGIN IMMEDIATE"));
	db->in_txn = true;
	db->aborted = false;
	return OK;
}

static enum err commit(struct ctx *cx, struct db *db)
{
	TRY(script(cx, db, "COMMIT"));
	db->in_txn = false;
	return OK;
}

static void rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->sq))
		sqlite3_exec(db->sq, "ROLLBACK", NULL, NULL, NULL);
	db->in_txn = false;
}

static void idle(struct db *db)
{
	int log, done;
	if (db->log_pages < CHECKPOINT_PAGES)
		return;
	db->log_pages = 0;
	sqlite3_wal_checkpoint_v2(db->sq, NULL, SQLITE_CHECKPOINT_PASSIVE, &log, &done);
}

const struct backend sqlite_backend = {
	.connect = connect_to, .disconnect = disconnect, .prepare = prepare,
	.step = step, .finish = finish, .script = script, .begin = begin,
	.commit = commit, .rollback = rollback, .idle = idle, .dialect = "sqlite",
};
