/* ask.c - questions of several requests on one way to PostgreSQL and back.
 *
 * A question by itself costs a way there and back: a thread that waits, a backend
 * that is woken for one row. On a connection that gathers, questions are only
 * noted; db_fetch() sends all of them in one pipeline with one sync. If one of
 * them fails, those behind it were not answered: they are asked again, one by
 * one, so that nobody pays for another's mistake. */
#include "store/backend.h"
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#define PG(db) ((PGconn *)(db)->pg)

void db_gather(struct db *db)
{
	if (db->ops->gather)
		db->ops->gather(db);
}

bool db_gathers(const struct db *db)
{
	return db->gathers;
}

void db_ask(struct db *db, struct db_ask *a)
{
	a->answer = NULL;
	a->generation = db->generation;
	a->next = db->asks;
	db->asks = a;
}

void db_unask(struct db *db, struct db_ask *a)
{
	struct db_ask **at = &db->asks;
	while (*at && *at != a)
		at = &(*at)->next;
	if (*at)
		*at = a->next;
	PQclear((PGresult *)a->answer);
	a->answer = NULL;
}

static bool send(struct db *db, const struct db_ask *a)
{
	return PQsendQueryPrepared(PG(db), a->name, a->n, a->val, a->len, a->format, 1);
}

/* The answer and the null that ends it; NULL when another's failure came before. */
static struct pg_result *take(struct db *db)
{
	PGresult *res = PQgetResult(PG(db));
	if (res)
		PQclear(PQgetResult(PG(db)));
	if (PQresultStatus(res) == PGRES_PIPELINE_ABORTED) {
		PQclear(res);
		res = NULL;
	}
	return (struct pg_result *)res;
}

/* False: out of step, a new connection will do. */
static bool together(struct db *db, struct db_ask *list)
{
	int sent = 0;
	if (!PQenterPipelineMode(PG(db)))
		return false;
	for (struct db_ask *a = list; a; a = a->next, sent++)
		if (!send(db, a))
			break;
	bool ok = PQpipelineSync(PG(db));
	for (struct db_ask *a = list; a && sent; a = a->next, sent--)
		a->answer = take(db);
	PGresult *end = PQgetResult(PG(db));
	ok &= PQresultStatus(end) == PGRES_PIPELINE_SYNC;
	PQclear(end);
	return PQexitPipelineMode(PG(db)) && ok;
}

/* Those of a connection that is gone name statements which went with it. */
static struct db_ask *still_good(struct db *db)
{
	struct db_ask **at = &db->asks;
	while (*at)
		if ((*at)->generation != db->generation)
			*at = (*at)->next;
		else
			at = &(*at)->next;
	struct db_ask *list = db->asks;
	db->asks = NULL;
	return list;
}

/* A server says a code; without one it was libpq that found the wire cut. Class 57P
 * is a server that takes its leave. */
static bool cut(const struct db_ask *a)
{
	const PGresult *res = (const PGresult *)a->answer;
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	return PQresultStatus(res) == PGRES_FATAL_ERROR &&
	       (!state || strncmp(state, "57P", 3) == 0);
}

void db_fetch(struct db *db)
{
	bool ok = true;
	struct db_ask *list = still_good(db);
	if (list && list->next)
		ok = together(db, list);
	for (struct db_ask *a = list; a && ok; a = a->next) {
		if (!a->answer)
			a->answer = (struct pg_result *)PQexecPrepared(
				PG(db), a->name, a->n, a->val, a->len, a->format, 1);
		ok = !cut(a);
	}
	db->lost |= !ok || (list && PQstatus(PG(db)) != CONNECTION_OK);
}
