/* pg.h - what pg.c (connections, statements, transactions) asks of pg_due.c (several on
 * one way there and back). */
#ifndef STORE_PG_H
#define STORE_PG_H
#include "store/backend.h"
#include <libpq-fe.h>

#define PG(db) ((PGconn *)(db)->pg)

/* What was begun and not yet committed may be run again, on a new connection. */
void     pg_lose(struct db *db);
/* Why `doing` failed, in our words; the rest goes into the log. */
enum err pg_broke(struct ctx *cx, struct db *db, const PGresult *res, const char *doing);

bool     pg_is_due(const struct db *db);
/* What is due and then, if any, `r` or `sql`, in one way there and back. *ret_res is the
 * caller's. */
enum err pg_run_due(struct ctx *cx, struct db *db, const struct rows *r, const char *sql,
		    PGresult **ret_res) MUST_USE;
void     pg_drop_due(struct db *db);
/* See struct backend. */
enum err pg_post(struct ctx *cx, struct rows *r) MUST_USE;
enum err pg_pipe_begin(struct ctx *cx, struct db *db) MUST_USE;
enum err pg_send(struct ctx *cx, struct rows *r) MUST_USE;
enum err pg_pipe_sync(struct ctx *cx, struct db *db) MUST_USE;
enum err pg_pipe_next(struct ctx *cx, struct db *db, int64_t *ret_changed) MUST_USE;
enum err pg_pipe_end(struct ctx *cx, struct db *db) MUST_USE;
#endif
