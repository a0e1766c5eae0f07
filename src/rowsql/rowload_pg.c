/* rowload_pg.c - a version as a table r<n>_v<v>, made in one transaction.
 *
 * Rows come by binary COPY into a table of the same transaction, so nobody sees
 * it before the commit and a crash leaves nothing. When a version is built on
 * another, the new rows go to a temporary table first and are merged by key.
 * The load has a connection of its own: it may take minutes. */
#include "rowsql/rowload_backend.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PG(l) ((PGconn *)(l)->pg)
#define SQL_ROOM 65536
#define SEND_AT  (256 << 10)

static enum err broke(struct ctx *cx, PGconn *pg, const PGresult *res)
{
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	fprintf(stderr, "{\"level\":\"error\",\"store\":\"postgresql\",\"doing\":\"load\","
		"\"code\":\"%s\"}\n", state ? state : "");
	if (state && strncmp(state, "53", 2) == 0)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	if (!state || PQstatus(pg) != CONNECTION_OK || strncmp(state, "57", 2) == 0)
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
}

static enum err run(struct ctx *cx, PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);
	ExecStatusType st = PQresultStatus(res);
	enum err e = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_COPY_IN
			     ? OK : broke(cx, pg, res);
	PQclear(res);
	return e;
}

/* The statement built in `sql`, which is emptied for the next one. */
static enum err run_buf(struct ctx *cx, struct rowload *l, struct buf *sql)
{
	PRE(buf_ok(sql));
	enum err e = run(cx, PG(l), buf_cstr(sql));
	buf_clear(sql);
	return e;
}

/* One number, as `SELECT count(*) …` answers it. */
static enum err ask(struct ctx *cx, PGconn *pg, const char *sql, int64_t *ret)
{
	PGresult *res = PQexec(pg, sql);
	enum err e = OK;
	if (PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res) == 1)
		*ret = strtoll(PQgetvalue(res, 0, 0), NULL, 10);
	else
		e = broke(cx, pg, res);
	PQclear(res);
	return e;
}

static void quiet(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static enum err connect_to(struct ctx *cx, struct store *s, PGconn **ret)
{
	PGconn *pg = PQconnectdb(store_dsn(s));
	if (PQstatus(pg) != CONNECTION_OK) {
		PQfinish(pg);
		return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	}
	PQsetNoticeProcessor(pg, quiet, NULL);
	*ret = pg;
	return run(cx, pg, "SET client_encoding = 'UTF8'; SET statement_timeout = 0;"
			   "SET synchronous_commit = on; SET maintenance_work_mem = '64MB'");
}

static const char *type_of(const struct column *c)
{
	return shape_physical(&c->shape) == PHYS_INT ? "BIGINT" : "TEXT COLLATE \"C\"";
}

static void name_table(const struct rowload *l, int version, struct buf *sql)
{
	buf_print(sql, "r%d_v%d", l->setup.resource_no, version);
}

static void columns_of(const struct rowload *l, struct buf *sql)
{
	buf_text(sql, "n");
	for (size_t i = 0; i < l->setup.ncolumns; i++)
		buf_print(sql, ", c%d", l->setup.columns[i].no);
}

static enum err make_table(struct ctx *cx, struct rowload *l, const char *kind,
			   const char *name)
{
	AUTO_BUF sql = buf_make(SQL_ROOM);
	buf_print(&sql, "CREATE %s TABLE %s (n BIGINT NOT NULL", kind, name);
	for (size_t i = 0; i < l->setup.ncolumns; i++)
		buf_print(&sql, ", c%d %s", l->setup.columns[i].no, type_of(&l->setup.columns[i]));
	buf_text(&sql, *kind ? ") ON COMMIT DROP" : ")");
	return run_buf(cx, l, &sql);
}

static enum err begin(struct ctx *cx, struct rowload *l)
{
	static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
	PGconn *pg = NULL;
	enum err e = connect_to(cx, l->setup.store, &pg);
	l->pg = (struct pg_conn *)pg;
	if (e != OK)
		return e;
	l->copy = buf_make(16 << 20);
	const char *name = ctx_print(cx, "r%d_v%d", l->setup.resource_no, l->setup.version);
	TRY(run(cx, pg, "BEGIN"));
	TRY(run(cx, pg, ctx_print(cx, "DROP TABLE IF EXISTS %s", name)));
	TRY(make_table(cx, l, "", name));
	if (l->setup.base) {
		AUTO_BUF sql = buf_make(SQL_ROOM);
		TRY(make_table(cx, l, "TEMP", "incoming"));
		buf_print(&sql, "INSERT INTO %s SELECT ", name);
		columns_of(l, &sql);
		buf_text(&sql, " FROM ");
		name_table(l, l->setup.base, &sql);
		TRY(run_buf(cx, l, &sql));
		TRY(ask(cx, pg, ctx_print(cx, "SELECT coalesce(max(n), 0) FROM %s", name),
			&l->last));
	}
	TRY(run(cx, pg, l->setup.base ? "COPY incoming FROM STDIN (FORMAT binary)" :
		ctx_print(cx, "COPY %s FROM STDIN (FORMAT binary, FREEZE)", name)));
	l->copying = true;
	buf_bytes(&l->copy, head, 19);
	return OK;
}

static void put16(struct buf *b, int v)
{
	char be[2] = { (char)((unsigned)v >> 8), (char)v };
	buf_bytes(b, be, 2);
}

static void put_cell(struct buf *b, const struct cell *c)
{
	if (c->n == CELL_NULL) {
		buf_u32(b, UINT32_MAX);
	} else if (c->n == CELL_INT) {
		buf_u32(b, 8);
		buf_u64(b, (uint64_t)c->i);
	} else {
		buf_u32(b, (uint32_t)c->n);
		buf_bytes(b, c->p, (size_t)c->n);
	}
}

static enum err send_copy(struct ctx *cx, struct rowload *l)
{
	if (PQputCopyData(PG(l), l->copy.p, (int)l->copy.n) != 1)
		return broke(cx, PG(l), NULL);
	buf_clear(&l->copy);
	return OK;
}

static enum err add(struct ctx *cx, struct rowload *l, const struct block *b)
{
	for (size_t i = 0; i < b->nrows; i++) {
		const struct cell *row = b->cells + i * b->ncolumns;
		struct cell n = { .n = CELL_INT, .i = l->last +
			(b->numbers ? b->numbers[i] : b->first + (int64_t)i) };
		put16(&l->copy, (int)b->ncolumns + 1);
		put_cell(&l->copy, &n);
		for (size_t k = 0; k < b->ncolumns; k++)
			put_cell(&l->copy, &row[k]);
		if (l->copy.n >= SEND_AT)
			TRY(send_copy(cx, l));
	}
	return OK;
}

static enum err end_copy(struct ctx *cx, struct rowload *l)
{
	put16(&l->copy, -1);
	TRY(send_copy(cx, l));
	if (PQputCopyEnd(PG(l), NULL) != 1)
		return broke(cx, PG(l), NULL);
	l->copying = false;
	PGresult *res = PQgetResult(PG(l));
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK ? OK : broke(cx, PG(l), res);
	PQclear(res);
	while ((res = PQgetResult(PG(l))) != NULL)
		PQclear(res);
	return e;
}

/* Rows of `table` that `which` selects are told as repeated and deleted. */
static enum err take_out(struct ctx *cx, struct rowload *l, const char *table,
			 const char *which)
{
	bool more = true;
	AUTO_BUF sql = buf_make(SQL_ROOM);
	TRY(run(cx, PG(l), "DROP TABLE IF EXISTS again"));
	buf_print(&sql, "CREATE TEMP TABLE again ON COMMIT DROP AS %s", which);
	TRY(run_buf(cx, l, &sql));
	TRY(run(cx, PG(l), "DECLARE again_walk CURSOR FOR SELECT n FROM again ORDER BY n"));
	while (more) {
		PGresult *res = PQexec(PG(l), "FETCH 10000 FROM again_walk");
		if (PQresultStatus(res) != PGRES_TUPLES_OK) {
			enum err e = broke(cx, PG(l), res);
			PQclear(res);
			return e;
		}
		more = PQntuples(res) > 0;
		for (int i = 0; i < PQntuples(res); i++)
			l->setup.repeated(l->setup.arg,
					  strtoll(PQgetvalue(res, i, 0), NULL, 10) - l->last);
		PQclear(res);
	}
	TRY(run(cx, PG(l), "CLOSE again_walk"));
	buf_print(&sql, "DELETE FROM %s USING again WHERE %s.n = again.n", table, table);
	return run_buf(cx, l, &sql);
}

/* All but the first of the rows of `table` with the same key. */
static enum err drop_repeated(struct ctx *cx, struct rowload *l, const char *table)
{
	AUTO_BUF which = buf_make(SQL_ROOM);
	buf_text(&which, "SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY ");
	rowload_key_list(l, "", "", &which);
	buf_print(&which, " ORDER BY n) AS nth FROM %s) AS x WHERE nth > 1", table);
	return take_out(cx, l, table, buf_cstr(&which));
}

static void same_key(const struct rowload *l, const char *a, const char *b, struct buf *sql)
{
	for (size_t i = 0; i < l->nkeys; i++) {
		int no = l->setup.columns[l->keys[i]].no;
		buf_print(sql, "%s%s.c%d = %s.c%d", i ? " AND " : "", a, no, b, no);
	}
}

/* The rows in `incoming` join those of the version built on. */
static enum err merge(struct ctx *cx, struct rowload *l, const char *name)
{
	AUTO_BUF sql = buf_make(SQL_ROOM);
	if (l->nkeys) {
		TRY(run(cx, PG(l), "ANALYZE incoming"));
		TRY(drop_repeated(cx, l, "incoming"));
	}
	if (l->nkeys && l->setup.mode == LOAD_UPSERT) {
		buf_print(&sql, "DELETE FROM %s USING incoming WHERE ", name);
		same_key(l, name, "incoming", &sql);
		TRY(run_buf(cx, l, &sql));
	} else if (l->nkeys) {
		AUTO_BUF which = buf_make(SQL_ROOM);
		buf_print(&which, "SELECT incoming.n FROM incoming JOIN %s ON ", name);
		same_key(l, name, "incoming", &which);
		TRY(take_out(cx, l, "incoming", buf_cstr(&which)));
	}
	buf_print(&sql, "INSERT INTO %s SELECT ", name);
	columns_of(l, &sql);
	buf_text(&sql, " FROM incoming");
	return run_buf(cx, l, &sql);
}

static enum err key_index(struct ctx *cx, struct rowload *l, const char *name)
{
	AUTO_BUF sql = buf_make(SQL_ROOM);
	buf_print(&sql, "CREATE UNIQUE INDEX %s_k ON %s (", name, name);
	rowload_key_list(l, "", "", &sql);
	buf_text(&sql, ")");
	TRY(run(cx, PG(l), "SAVEPOINT keys"));
	PGresult *res = PQexec(PG(l), buf_cstr(&sql));
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	bool again = state && strcmp(state, "23505") == 0;
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK || again
			     ? OK : broke(cx, PG(l), res);
	PQclear(res);
	if (e != OK || !again)
		return e;
	TRY(run(cx, PG(l), "ROLLBACK TO SAVEPOINT keys"));
	TRY(drop_repeated(cx, l, name));
	return run_buf(cx, l, &sql);
}

static enum err make_indexes(struct ctx *cx, struct rowload *l, const char *name)
{
	AUTO_BUF sql = buf_make(SQL_ROOM);
	if (l->nkeys)
		TRY(key_index(cx, l, name));
	buf_print(&sql, "ALTER TABLE %s ADD PRIMARY KEY (n)", name);
	TRY(run_buf(cx, l, &sql));
	for (size_t i = 0; i < l->setup.ncolumns; i++) {
		const struct column *c = &l->setup.columns[i];
		if (!c->indexed || (l->nkeys && i == l->keys[0]))
			continue;
		buf_print(&sql, "CREATE INDEX %s_c%d ON %s (c%d)", name, c->no, name, c->no);
		TRY(run_buf(cx, l, &sql));
	}
	buf_print(&sql, "ANALYZE %s", name);
	return run_buf(cx, l, &sql);
}

static enum err finish(struct ctx *cx, struct rowload *l, struct rowload_sum *ret)
{
	struct rowload_sum sum = { 0 };
	const char *name = ctx_print(cx, "r%d_v%d", l->setup.resource_no, l->setup.version);
	TRY(end_copy(cx, l));
	if (l->setup.base)
		TRY(merge(cx, l, name));
	TRY(make_indexes(cx, l, name));
	TRY(ask(cx, PG(l), ctx_print(cx, "SELECT count(*) FROM %s", name), &sum.rows));
	TRY(ask(cx, PG(l), ctx_print(cx, "SELECT pg_total_relation_size('%s')", name),
		&sum.bytes));
	TRY(run(cx, PG(l), "COMMIT"));
	*ret = sum;
	return OK;
}

static void end(struct rowload *l)
{
	if (l->copying)
		PQputCopyEnd(PG(l), "given up");
	PQfinish(PG(l));
	l->pg = NULL;
}

/* Waits a little for those still reading; who comes too late is tried again at
 * the next sweep. */
static enum err remove_table(struct ctx *cx, struct store *s, int resource_no, int version)
{
	PGconn *pg = NULL;
	enum err e = connect_to(cx, s, &pg);
	if (e == OK)
		e = run(cx, pg, "SET lock_timeout = '2s'");
	if (e == OK)
		e = run(cx, pg, ctx_print(cx, "DROP TABLE IF EXISTS r%d_v%d", resource_no,
					  version));
	PQfinish(pg);
	return e;
}

static enum err list(struct ctx *cx, struct store *s, rowload_each *each, void *arg)
{
	PGconn *pg = NULL;
	TRY(connect_to(cx, s, &pg));
	PGresult *res = PQexec(pg, "SELECT tablename FROM pg_tables WHERE schemaname = "
				   "current_schema() AND tablename ~ '^r[0-9]+_v[0-9]+$'");
	enum err e = PQresultStatus(res) == PGRES_TUPLES_OK ? OK : broke(cx, pg, res);
	int no, version;
	for (int i = 0; e == OK && i < PQntuples(res); i++)
		if (sscanf(PQgetvalue(res, i, 0), "r%d_v%d", &no, &version) == 2)
			e = each(cx, no, version, arg);
	PQclear(res);
	PQfinish(pg);
	return e;
}

const struct rowload_ops rowload_pg = {
	.begin = begin, .add = add, .finish = finish, .end = end,
	.remove = remove_table, .list = list,
};
