/* pg_due.c - several statements on one way to PostgreSQL and back, and what it means when
 * one of them fails.
 *
 * BEGIN, and statements nobody waits for (rows_post), are only noted. They go out
 * in one pipeline with the first statement that is waited for, often COMMIT; or with
 * those that change.c sends one after the other. */
#include "store/pg.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POSTED_MOST 64

void pg_lose(struct db *db)
{
	db->lost = true;
	db->retry |= db->in_txn && !db->committing;
}

enum err pg_broke(struct ctx *cx, struct db *db, const PGresult *res, const char *doing)
{
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	if (!state)
		state = "";
	db->aborted = true;
	if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0) {
		db->retry = true;
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	}
	if (strncmp(state, "23", 2) == 0)
		return fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT());
	const char *text = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	fprintf(stderr, "{\"level\":\"error\",\"store\":\"postgresql\",\"doing\":\"%s\","
		"\"code\":\"%s\",\"text\":\"%s\"}\n", doing, state, text ? text : "");
	if (strncmp(state, "53", 2) == 0)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	/* A server says a code; without one it was libpq, which may have found the wire
	 * cut and still call the connection good. */
	if (!*state || PQstatus(PG(db)) != CONNECTION_OK || strncmp(state, "57P", 3) == 0) {
		pg_lose(db);
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	}
	if (strcmp(state, "57014") == 0)        /* it took too long */
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
}

/* --- what is due ---------------------------------------------------------- */

static bool send_rows(const struct rows *r)
{
	char name[32];
	snprintf(name, sizeof name, "s%d", (int)r->id);
	return PQsendQueryPrepared(PG(r->db), name, r->text->nparams, r->val, r->len, r->format,
				   1);
}

bool pg_is_due(const struct db *db)
{
	return db->begin_due || db->posted;
}

static bool send_text(struct db *db, const char *sql)
{
	return PQsendQueryParams(PG(db), sql, 0, NULL, NULL, NULL, NULL, 1);
}

static bool send_due(struct db *db)
{
	const char *begin = db->kind == TXN_SERIAL ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
						   : "BEGIN ISOLATION LEVEL READ COMMITTED";
	if (db->begin_due && !send_text(db, begin))
		return false;
	for (struct rows *r = db->posted; r; r = r->next_posted)
		if (!send_rows(r))
			return false;
	return true;
}

/* One result of the pipeline, and the null that ends it. */
static PGresult *take(struct db *db)
{
	PGresult *res = PQgetResult(PG(db));
	if (res)
		PQclear(PQgetResult(PG(db)));
	return res;
}

static enum err took(struct ctx *cx, struct db *db, const char *doing, int64_t *ret_changed)
{
	PGresult *res = take(db);
	enum err e = OK;
	if (PQresultStatus(res) == PGRES_COMMAND_OK)
		*ret_changed = strtoll(PQcmdTuples(res), NULL, 10);
	else if (PQresultStatus(res) == PGRES_PIPELINE_ABORTED)
		e = fail(cx, ERR_BUSY, SAY_STORE_BUSY());       /* another one's failure */
	else
		e = pg_broke(cx, db, res, doing);
	PQclear(res);
	return e;
}

void pg_drop_due(struct db *db)
{
	for (struct rows *r = db->posted, *next; r; r = next) {
		next = r->next_posted;
		rows_freep(&r);
	}
	db->posted = NULL;
	db->nposted = 0;
	db->begin_due = db->due_sent = false;
}

/* Read to the end whatever comes; the first that failed tells why. */
static enum err take_due(struct ctx *cx, struct db *db)
{
	int64_t changed = 0;
	enum err e = OK;
	if (db->begin_due)
		e = took(cx, db, "begin", &changed);
	for (struct rows *r = db->posted; r; r = r->next_posted) {
		if (e != OK) {
			PQclear(take(db));
			continue;
		}
		e = took(cx, db, r->text->name, &changed);
		db->changes += changed;
		if (e == OK && r->want >= 0 && changed != r->want)
			e = fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT());
	}
	pg_drop_due(db);
	if (e != OK) {
		db->aborted = true;     /* whoever hears of it, it may be another's */
		db->retry |= db->late == LATE_AGAIN && !(db->lost && db->committing);
	}
	return e;
}

static enum err out_of_step(struct ctx *cx, struct db *db)
{
	pg_lose(db);
	return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
}

static enum err pipe_out(struct ctx *cx, struct db *db)
{
	PGresult *res = PQgetResult(PG(db));
	bool synced = PQresultStatus(res) == PGRES_PIPELINE_SYNC;
	PQclear(res);
	return synced && PQexitPipelineMode(PG(db)) ? OK : out_of_step(cx, db);
}

/* What is due and then, if any, `r` or `sql`, in one way there and back. */
enum err pg_run_due(struct ctx *cx, struct db *db, const struct rows *r, const char *sql,
			PGresult **ret_res)
{
	PGresult *res = NULL;
	if (!PQenterPipelineMode(PG(db)))
		return out_of_step(cx, db);
	bool sent = send_due(db) && (!r || send_rows(r)) && (!sql || send_text(db, sql));
	sent &= PQpipelineSync(PG(db));
	enum err e = take_due(cx, db);
	if (r || sql)
		res = take(db);
	enum err end = pipe_out(cx, db);
	if (e == OK && (!sent || end != OK))
		e = out_of_step(cx, db);
	if (e == OK)
		*ret_res = res;
	else
		PQclear(res);
	return e;
}

enum err pg_post(struct ctx *cx, struct rows *r)
{
	struct db *db = r->db;
	PGresult *none = NULL;
	if (!db->posted)
		db->last_posted = &db->posted;
	r->next_posted = NULL;
	*db->last_posted = r;
	db->last_posted = &r->next_posted;
	return ++db->nposted < POSTED_MOST ? OK : pg_run_due(cx, db, NULL, NULL, &none);
}

/* --- statements that are only sent ------------------------------------- */

enum err pg_pipe_begin(struct ctx *cx, struct db *db)
{
	if (!PQenterPipelineMode(PG(db)) || !send_due(db))
		return out_of_step(cx, db);
	db->due_sent = true;
	return OK;
}

enum err pg_send(struct ctx *cx, struct rows *r)
{
	return send_rows(r) ? OK : pg_broke(cx, r->db, NULL, r->text->name);
}

enum err pg_pipe_sync(struct ctx *cx, struct db *db)
{
	return PQpipelineSync(PG(db)) ? OK : pg_broke(cx, db, NULL, "pipeline");
}

enum err pg_pipe_next(struct ctx *cx, struct db *db, int64_t *ret_changed)
{
	enum err e = db->due_sent ? take_due(cx, db) : OK;
	if (e == OK)
		return took(cx, db, "pipeline", ret_changed);
	PQclear(take(db));
	return e;
}

enum err pg_pipe_end(struct ctx *cx, struct db *db)
{
	enum err e = db->due_sent ? take_due(cx, db) : OK;
	enum err end = pipe_out(cx, db);
	return e == OK ? end : e;
}
