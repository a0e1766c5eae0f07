/* rowread_sqlite.c - one file a version, opened as what it is: immutable. */
#include "ingest/dataset.h"
#include "rowsql/inside.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <sqlite3.h>
#include <string.h>

/* The second wall: columns of `t`, a SELECT, the cast of a null, and the four functions
 * that groups are told by; no other function, no pragma, no other table. */
static int allow(void *arg, int action, const char *a, const char *b, const char *c,
		 const char *d)
{
	(void)arg;
	static const char *const told_by[] = { "count", "sum", "min", "max" };
	for (size_t i = 0; action == SQLITE_FUNCTION && b && i < 4; i++)
		if (strcmp(b, told_by[i]) == 0)
			return SQLITE_OK;
	(void)c;
	(void)d;
	if (action == SQLITE_SELECT)
		return SQLITE_OK;
	return action == SQLITE_READ && a && strcmp(a, "t") == 0 ? SQLITE_OK : SQLITE_DENY;
}

static int in_time(void *arg)
{
	const struct row_lane *l = arg;
	return clock_steady_us() > l->deadline;
}

static enum err broke(struct ctx *cx, struct sqlite3 *sq, const char *doing)
{
	int code = sq ? sqlite3_extended_errcode(sq) : SQLITE_CANTOPEN;
	if ((code & 0xff) == SQLITE_INTERRUPT)
		return fail(cx, ERR_BUSY, SAY_ROWS_SLOW());
	if ((code & 0xff) == SQLITE_CANTOPEN)
		return fail(cx, ERR_GONE, SAY_ROWS_GONE());
	log_line(LOG_ERROR, "rows-failed", "store", "sqlite", "doing", doing, "code",
		 ctx_print(cx, "%d", code), NULL);
	return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
}

static enum err open_file(struct ctx *cx, struct row_lane *l, struct row_handle *h)
{
	const char *uri = ctx_print(cx, "file:%s?immutable=1",
				    dataset_path(cx, store_dir(db_store(l->db)),
						 h->resource_no, h->version));
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(uri, &h->sq, flags, NULL) != SQLITE_OK)
		return broke(cx, h->sq, "open");
	sqlite3_busy_timeout(h->sq, 1000);
	/* What never changes may be read in one transaction for ever. */
	if (sqlite3_exec(h->sq, "PRAGMA mmap_size=1099511627776; PRAGMA cache_size=-1024; BEGIN",
			 NULL, NULL, NULL) != SQLITE_OK)
		return broke(cx, h->sq, "pragma");
	sqlite3_set_authorizer(h->sq, allow, NULL);
	sqlite3_progress_handler(h->sq, 20000, in_time, l);
	return OK;
}

static void drop(struct row_lane *l, struct row_statement *st)
{
	(void)l;
	sqlite3_finalize(st->stmt);
	st->stmt = NULL;
}

void lite_drop(struct row_handle *h)
{
	for (size_t i = 0; i < h->nst; i++)
		sqlite3_finalize(h->st[i].stmt);
	sqlite3_close(h->sq);
}

static void bind(struct sqlite3_stmt *stmt, const struct row_params *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct row_param *v = &p->at[i];
		if (v->text)
			sqlite3_bind_text(stmt, (int)i + 1, v->p, (int)v->n, SQLITE_STATIC);
		else
			sqlite3_bind_int64(stmt, (int)i + 1, v->i);
	}
}

enum err lite_open(struct ctx *cx, struct row_lane *l, const struct row_params *p)
{
	struct row_handle *h = l->handles[0];
	bool fresh;
	if (!h->sq)
		TRY(open_file(cx, l, h));
	struct row_statement *st = statement_slot(l, h, &fresh, drop);
	if (fresh && sqlite3_prepare_v3(h->sq, st->text, (int)st->n, SQLITE_PREPARE_PERSISTENT,
					&st->stmt, NULL) != SQLITE_OK)
		return broke(cx, h->sq, "prepare");
	bind(st->stmt, p);
	l->scan.stmt = st->stmt;
	return OK;
}

enum err lite_next(struct ctx *cx, struct rowscan *s, bool *ret_more)
{
	int rc = sqlite3_step(s->stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return broke(cx, sqlite3_db_handle(s->stmt), "step");
	*ret_more = rc == SQLITE_ROW;
	return OK;
}

struct value lite_value(const struct rowscan *s, size_t i)
{
	int col = (int)i + 1;
	struct value v = { 0 };
	int type = sqlite3_column_type(s->stmt, col);
	if (type == SQLITE_NULL) {
		v.null = true;
	} else if (type == SQLITE_INTEGER) {
		v.i = sqlite3_column_int64(s->stmt, col);
	} else {
		v.p = (const char *)sqlite3_column_text(s->stmt, col);
		v.n = (size_t)sqlite3_column_bytes(s->stmt, col);
	}
	return v;
}

int64_t lite_n(const struct rowscan *s)
{
	return sqlite3_column_int64(s->stmt, 0);
}

void lite_end(struct rowscan *s)
{
	sqlite3_reset(s->stmt);
	s->stmt = NULL;
}
