/* pg.c - PostgreSQL 15 through libpq.
 *
 * Statements are prepared once a connection, parameters go and answers come in
 * binary. A way there and back costs more than most statements, so those nobody
 * waits for go along with one that is waited for (pg_due.c). A group of queued closures runs
 * READ COMMITTED, everything else SERIALIZABLE; a serialization failure or
 * deadlock sets db->retry. Results are fetched whole: every listing has a limit. */
#include "store/pg.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where many wait for one: who needs longer asks elsewhere. */
#define SLOW_TOGETHER "SET statement_timeout = '1s'"

/* --- connections --------------------------------------------------------------- */

static enum err script(struct ctx *cx, struct db *db, const char *sql)
{
	PGresult *res = NULL;
	if (pg_is_due(db))
		TRY(pg_run_due(cx, db, NULL, NULL, &res));
	res = PQexec(PG(db), sql);
	ExecStatusType st = PQresultStatus(res);
	/* A migration may be for the other store alone. */
	bool ok = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_EMPTY_QUERY;
	enum err e = ok ? OK : pg_broke(cx, db, res, "script");
	if (PQtransactionStatus(PG(db)) == PQTRANS_INTRANS)
		db->aborted = false;    /* to a savepoint */
	PQclear(res);
	return e;
}

static void quiet(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static enum err set_up(struct ctx *cx, struct store *s, struct db *db)
{
	TRY(script(cx, db, "SET client_encoding = 'UTF8'"));
	TRY(script(cx, db, db->gathers ? SLOW_TOGETHER : "SET statement_timeout = '60s'"));
	TRY(script(cx, db, "SET standard_conforming_strings = on"));
	/* Compiling a question takes longer than any of ours should run. */
	TRY(script(cx, db, "SET jit = off"));
	/* Starting workers costs 5 ms; short questions of many people don't win by them. */
	TRY(script(cx, db, "SET max_parallel_workers_per_gather = 0"));
	if (s->setup.fsync_off)
		TRY(script(cx, db, "SET synchronous_commit = off"));
	else
		TRY(script(cx, db, "SET synchronous_commit = on"));
	return OK;
}

/* libpq says why in lines, of which the first names it; where it can't even read
 * the address it repeats that, with the password in it. */
static enum err unreachable(struct ctx *cx, const struct store *s, const PGconn *pg)
{
	PQconninfoOption *read = PQconninfoParse(s->dsn, NULL);
	if (!read)
		return fail(cx, ERR_INVALID, SAY_STORE_ADDRESS());
	PQconninfoFree(read);
	const char *why = PQerrorMessage(pg);
	why = ctx_textn(cx, why, strcspn(why, "\n"));
	return fail(cx, ERR_BUSY, SAY_STORE_UNREACHABLE(why));
}

static enum err connect_to(struct ctx *cx, struct store *s, struct db *db)
{
	db->pg = (struct pg_conn *)PQconnectdb(s->dsn);
	if (PQstatus(PG(db)) != CONNECTION_OK)
		return unreachable(cx, s, PG(db));
	PQsetNoticeProcessor(PG(db), quiet, NULL);
	db->prepared = calloc(SQL_MAX_, sizeof *db->prepared);
	PRE(db->prepared != NULL);
	return set_up(cx, s, db);
}

static void disconnect(struct db *db)
{
	PQfinish(PG(db));
	free(db->prepared);
	db->pg = NULL;
	db->prepared = NULL;
}

/* After a lost connection the next statement or transaction tries anew. */
static enum err revive(struct ctx *cx, struct db *db)
{
	if (!db->lost || db->in_txn)
		return OK;
	PQreset(PG(db));
	if (PQstatus(PG(db)) != CONNECTION_OK)
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	memset(db->prepared, 0, SQL_MAX_ * sizeof *db->prepared);
	db->generation++;
	TRY(set_up(cx, db->store, db));
	db->lost = false;
	return OK;
}

static enum err prepare_now(struct ctx *cx, const struct rows *r)
{
	struct db *db = r->db;
	char name[32];
	Oid oids[SQL_PARAMS];

	for (int i = 0; i < r->text->nparams; i++)
		oids[i] = r->text->params[i].oid;
	snprintf(name, sizeof name, "s%d", (int)r->id);
	PGresult *res = PQprepare(PG(db), name, r->text->postgres, r->text->nparams, oids);
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK
			     ? OK : pg_broke(cx, db, res, r->text->name);
	PQclear(res);
	db->prepared[r->id] = e == OK;
	return e;
}

/* A connection may have gone while nobody used it: then once more, on a new one;
 * inside a transaction that begins anew (db->retry). */
static enum err prepare(struct ctx *cx, struct rows *r)
{
	struct db *db = r->db;
	TRY(revive(cx, db));
	if (db->prepared[r->id])
		return OK;
	enum err e = prepare_now(cx, r);
	if (e == OK || !db->lost || db->in_txn)
		return e;
	TRY(revive(cx, db));
	return prepare_now(cx, r);
}

static void ask(struct rows *r)
{
	snprintf(r->name, sizeof r->name, "s%d", (int)r->id);
	r->ask = (struct db_ask){ .name = r->name, .n = r->text->nparams, .val = r->val,
				  .len = r->len, .format = r->format };
	db_ask(r->db, &r->ask);
}

/* --- running ------------------------------------------------------------------ */

static enum err run(struct ctx *cx, struct rows *r, PGresult **ret_res)
{
	char name[32];
	if (r->asked) {
		*ret_res = (PGresult *)r->ask.answer;
		r->ask.answer = NULL;
		return OK;
	}
	if (pg_is_due(r->db))
		return pg_run_due(cx, r->db, r, NULL, ret_res);
	snprintf(name, sizeof name, "s%d", (int)r->id);
	*ret_res = PQexecPrepared(PG(r->db), name, r->text->nparams, r->val, r->len, r->format,
				  1);
	return OK;
}

static enum err execute(struct ctx *cx, struct rows *r)
{
	PGresult *res;
	TRY(run(cx, r, &res));
	ExecStatusType st = PQresultStatus(res);
	if (st != PGRES_TUPLES_OK && st != PGRES_COMMAND_OK) {
		enum err e = pg_broke(cx, r->db, res, r->text->name);
		PQclear(res);
		return e;
	}
	r->res = (struct pg_result *)res;
	r->nrows = PQntuples(res);
	r->row = -1;
	if (r->text->writes) {
		r->changed = strtoll(PQcmdTuples(res), NULL, 10);
		r->db->changes += r->changed;
	}
	return OK;
}

/* The same for what only reads. */
static enum err execute_well(struct ctx *cx, struct rows *r)
{
	enum err e = execute(cx, r);
	if (e == OK || !r->db->lost || r->db->in_txn || r->asked)
		return e;
	TRY(prepare(cx, r));
	return execute(cx, r);
}

static void gather(struct db *db)
{
	db->gathers = true;
	PQclear(PQexec(PG(db), SLOW_TOGETHER));
}

static bool again(struct ctx *cx, struct db *db)
{
	return db->lost && revive(cx, db) == OK;
}

static enum err step(struct ctx *cx, struct rows *r, bool *ret_more)
{
	if (!r->res)
		TRY(execute_well(cx, r));
	*ret_more = ++r->row < r->nrows;
	return OK;
}

static void finish(struct rows *r)
{
	PQclear((PGresult *)r->res);
	r->res = NULL;
	if (r->asked)
		db_unask(r->db, &r->ask);
	r->asked = false;
}

static enum err begin(struct ctx *cx, struct db *db, enum txn_kind kind)
{
	TRY(revive(cx, db));
	db->kind = kind;
	db->begin_due = true;
	db->in_txn = true;
	db->aborted = db->committing = false;
	return OK;
}

/* The server doesn't know how many rows were wanted: it would commit them all. */
static bool any_wanted(const struct db *db)
{
	for (const struct rows *r = db->posted; r; r = r->next_posted)
		if (r->want >= 0)
			return true;
	return false;
}

/* COMMIT after a failed statement says ROLLBACK, as if all were well. */
static enum err commit(struct ctx *cx, struct db *db)
{
	PGresult *res = NULL;
	if (db->aborted)                /* somebody didn't pass on that it failed */
		return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	if (db->begin_due && !db->posted) {
		pg_drop_due(db);
		db->in_txn = false;
		return OK;
	}
	if (any_wanted(db))
		TRY(pg_run_due(cx, db, NULL, NULL, &res));
	db->committing = true;
	if (pg_is_due(db))
		TRY(pg_run_due(cx, db, NULL, "COMMIT", &res));
	else
		res = PQexec(PG(db), "COMMIT");
	bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
	bool done = ok && strcmp(PQcmdStatus(res), "COMMIT") == 0;
	enum err e = done ? OK : ok ? fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN())
				    : pg_broke(cx, db, res, "commit");
	PQclear(res);
	db->in_txn = e != OK;
	return e;
}

static void rollback(struct db *db)
{
	pg_drop_due(db);
	if (PQtransactionStatus(PG(db)) != PQTRANS_IDLE)
		PQclear(PQexec(PG(db), "ROLLBACK"));
	db->in_txn = false;
}

static void idle(struct db *db)
{
	(void)db;
}

const struct backend pg_backend = {
	.connect = connect_to, .disconnect = disconnect, .prepare = prepare,
	.step = step, .post = pg_post, .finish = finish, .script = script, .begin = begin,
	.commit = commit, .rollback = rollback, .pipe_begin = pg_pipe_begin,
	.send = pg_send, .pipe_sync = pg_pipe_sync, .pipe_next = pg_pipe_next,
	.pipe_end = pg_pipe_end,
	.gather = gather, .ask = ask, .again = again, .idle = idle, .dialect = "postgres",
};
