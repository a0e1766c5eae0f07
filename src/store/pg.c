/* pg.c - PostgreSQL 15 through libpq.
 *
 * Statements are prepared once a connection, parameters go and answers come in
 * binary. A group of queued closures runs READ COMMITTED, everything else
 * SERIALIZABLE; a serialization failure or deadlock sets db->retry. Results are
 * fetched whole: every listing has a limit. */
#include "store/backend.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PG(db) ((PGconn *)(db)->pg)

static enum err broke(struct ctx *cx, struct db *db, const PGresult *res,
		      const char *doing)
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
	if (!*state || PQstatus(PG(db)) != CONNECTION_OK || strncmp(state, "57", 2) == 0) {
		db->lost = true;
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	}
	return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
}

static enum err script(struct ctx *cx, struct db *db, const char *sql)
{
	PGresult *res = PQexec(PG(db), sql);
	ExecStatusType st = PQresultStatus(res);
	enum err e = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK
			     ? OK : broke(cx, db, res, "script");
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
	TRY(script(cx, db, "SET statement_timeout = '60s'"));
	TRY(script(cx, db, "SET standard_conforming_strings = on"));
	if (s->setup.fsync_off)
		TRY(script(cx, db, "SET synchronous_commit = off"));
	else
		TRY(script(cx, db, "SET synchronous_commit = on"));
	return OK;
}

static enum err connect_to(struct ctx *cx, struct store *s, struct db *db)
{
	db->pg = (struct pg_conn *)PQconnectdb(s->dsn);
	if (PQstatus(PG(db)) != CONNECTION_OK) {
		fprintf(stderr, "{\"level\":\"error\",\"store\":\"postgresql\","
			"\"doing\":\"connect\"}\n");
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	}
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

static enum err prepare(struct ctx *cx, struct rows *r)
{
	struct db *db = r->db;
	char name[32];
	Oid oids[SQL_PARAMS];

	TRY(revive(cx, db));
	if (db->prepared[r->id])
		return OK;
	for (int i = 0; i < r->text->nparams; i++)
		oids[i] = r->text->params[i].oid;
	snprintf(name, sizeof name, "s%d", (int)r->id);
	PGresult *res = PQprepare(PG(db), name, r->text->postgres, r->text->nparams, oids);
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK
			     ? OK : broke(cx, db, res, r->text->name);
	PQclear(res);
	db->prepared[r->id] = e == OK;
	return e;
}

static void ask(struct rows *r)
{
	snprintf(r->name, sizeof r->name, "s%d", (int)r->id);
	r->ask = (struct db_ask){ .name = r->name, .n = r->text->nparams, .val = r->val,
				  .len = r->len, .format = r->format };
	db_ask(r->db, &r->ask);
}

static PGresult *run(struct rows *r)
{
	char name[32];
	PGresult *res = (PGresult *)r->ask.answer;
	if (r->asked) {
		r->ask.answer = NULL;
		return res;
	}
	snprintf(name, sizeof name, "s%d", (int)r->id);
	return PQexecPrepared(PG(r->db), name, r->text->nparams, r->val, r->len, r->format, 1);
}

static enum err execute(struct ctx *cx, struct rows *r)
{
	PGresult *res = run(r);
	ExecStatusType st = PQresultStatus(res);
	if (st != PGRES_TUPLES_OK && st != PGRES_COMMAND_OK) {
		enum err e = broke(cx, r->db, res, r->text->name);
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

static enum err step(struct ctx *cx, struct rows *r, bool *ret_more)
{
	if (!r->res)
		TRY(execute(cx, r));
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
	TRY(script(cx, db, kind == TXN_SERIAL ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
					      : "BEGIN ISOLATION LEVEL READ COMMITTED"));
	db->in_txn = true;
	db->aborted = false;
	return OK;
}

/* COMMIT of a transaction in which a statement failed is answered with success,
 * and with the word ROLLBACK. */
static enum err commit(struct ctx *cx, struct db *db)
{
	PGresult *res = PQexec(PG(db), "COMMIT");
	bool told = PQresultStatus(res) == PGRES_COMMAND_OK;
	bool done = told && strcmp(PQcmdStatus(res), "COMMIT") == 0;
	enum err e = done ? OK : told ? fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN())
				      : broke(cx, db, res, "commit");
	PQclear(res);
	if (done)
		db->in_txn = false;
	return e;
}

static void rollback(struct db *db)
{
	if (PQtransactionStatus(PG(db)) != PQTRANS_IDLE)
		PQclear(PQexec(PG(db), "ROLLBACK"));
	db->in_txn = false;
}

/* --- several at once --------------------------------------------------- */

static enum err pipe_begin(struct ctx *cx, struct db *db)
{
	return PQenterPipelineMode(PG(db)) ? OK : fail(cx, ERR_BUSY, SAY_STORE_BUSY());
}

static enum err send(struct ctx *cx, struct rows *r)
{
	char name[32];
	snprintf(name, sizeof name, "s%d", (int)r->id);
	if (PQsendQueryPrepared(PG(r->db), name, r->text->nparams, r->val, r->len, r->format, 1))
		return OK;
	return broke(cx, r->db, NULL, r->text->name);
}

static enum err pipe_sync(struct ctx *cx, struct db *db)
{
	return PQpipelineSync(PG(db)) ? OK : broke(cx, db, NULL, "pipeline");
}

/* The result of one statement and the null that ends it. */
static enum err pipe_next(struct ctx *cx, struct db *db, int64_t *ret_changed)
{
	PGresult *res = PQgetResult(PG(db));
	enum err e = OK;
	if (PQresultStatus(res) == PGRES_COMMAND_OK)
		*ret_changed = strtoll(PQcmdTuples(res), NULL, 10);
	else
		e = broke(cx, db, res, "pipeline");
	PQclear(res);
	PQclear(PQgetResult(PG(db)));
	return e;
}

static enum err pipe_end(struct ctx *cx, struct db *db)
{
	PGresult *res = PQgetResult(PG(db));
	bool synced = PQresultStatus(res) == PGRES_PIPELINE_SYNC;
	PQclear(res);
	if (synced && PQexitPipelineMode(PG(db)))
		return OK;
	db->lost = true;                /* out of step: a new connection will do */
	return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
}

static void idle(struct db *db)
{
	(void)db;
}

const struct backend pg_backend = {
	.connect = connect_to, .disconnect = disconnect, .prepare = prepare,
	.step = step, .finish = finish, .script = script, .begin = begin,
	.commit = commit, .rollback = rollback, .pipe_begin = pipe_begin,
	.send = send, .pipe_sync = pipe_sync, .pipe_next = pipe_next, .pipe_end = pipe_end,
	.ask = ask, .idle = idle, .dialect = "postgres",
};
