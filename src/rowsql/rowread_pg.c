/* rowread_pg.c - one table a version; statements prepared on the worker's own
 * connection, parameters and results in binary. A result is fetched whole: the
 * caller's limit bounds it. On a connection that gathers, several scans are under
 * way at once. */
#include "rowsql/inside.h"
#include "sys/log.h"
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

enum { OID_INT8 = 20, OID_TEXT = 25 };

static PGconn *pg(const struct row_lane *l)
{
	return (PGconn *)(void *)db_pg(l->db);
}

static enum err broke(struct ctx *cx, struct row_lane *l, const PGresult *res,
		      const char *doing)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	enum err e = OK;
	if (state && strcmp(state, "42P01") == 0)
		e = fail(cx, ERR_GONE, SAY_ROWS_GONE());
	else if (state && strcmp(state, "57014") == 0)
		e = fail(cx, ERR_BUSY, SAY_ROWS_SLOW());
	else if (!state || strncmp(state, "57", 2) == 0)
		e = fail(cx, ERR_BUSY, SAY_STORE_BUSY());
	else
		e = fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	if (e == ERR_BUSY && (!state || strcmp(state, "57014") != 0))
		db_lose(l->db);
	if (e != ERR_GONE)
		log_line(LOG_ERROR, "rows-failed", "store", "postgresql", "doing", doing,
			 "code", state ? state : "", NULL);
	return e;
}

/* Names that a scan under way may still send are given up when none is. */
static void give_up(struct row_lane *l)
{
	if (l->given_up.n && !l->asking) {
		PQclear(PQexec(pg(l), buf_cstr(&l->given_up)));
		buf_clear(&l->given_up);
	}
}

static void drop(struct row_lane *l, struct row_statement *st)
{
	if (st->name[0])
		buf_print(&l->given_up, "DEALLOCATE %s;", st->name);
	give_up(l);
}

/* There is no such statement on this connection: nobody finds it any more. */
static void forget(struct row_statement *st)
{
	st->hash = 0;
	st->name[0] = 0;
}

static enum err prepare(struct ctx *cx, struct row_lane *l, struct row_statement *st,
			const struct row_params *p)
{
	Oid *types = ctx_array(cx, Oid, p->n);
	for (size_t i = 0; i < p->n; i++)
		types[i] = p->at[i].text ? OID_TEXT : OID_INT8;
	snprintf(st->name, sizeof st->name, "rows%llu", (unsigned long long)++l->named);
	PGresult *res = PQprepare(pg(l), st->name, st->text, (int)p->n, types);
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK ? OK : broke(cx, l, res, "prepare");
	PQclear(res);
	if (e != OK)
		forget(st);
	return e;
}

static void ask(struct ctx *cx, struct rowscan *s, const struct row_statement *st,
		const struct row_params *p)
{
	const char **val = ctx_array(cx, const char *, p->n);
	uint64_t *num = ctx_array(cx, uint64_t, p->n);
	int *len = ctx_array(cx, int, p->n), *binary = ctx_array(cx, int, p->n);
	for (size_t i = 0; i < p->n; i++) {
		const struct row_param *v = &p->at[i];
		num[i] = htobe64((uint64_t)v->i);
		val[i] = v->text ? v->p : (const char *)&num[i];
		len[i] = v->text ? (int)v->n : 8;
		binary[i] = 1;
	}
	s->ask = (struct db_ask){ .name = ctx_text(cx, st->name), .n = (int)p->n, .val = val,
				  .len = len, .format = binary };
	db_ask(s->lane->db, &s->ask);
	s->lane->asking++;
}

static const PGresult *result(const struct rowscan *s)
{
	return (const PGresult *)(const void *)s->ask.answer;
}

static enum err take(struct ctx *cx, struct rowscan *s)
{
	const PGresult *res = result(s);
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		return broke(cx, s->lane, res, "read");
	s->nrows = PQntuples(res);
	s->taken = true;
	return OK;
}

static enum err open_now(struct ctx *cx, struct rowscan *s, const struct row_params *p)
{
	struct row_lane *l = s->lane;
	struct row_handle *h = l->handles[0];
	bool fresh;
	if (l->generation != db_generation(l->db)) {
		for (size_t i = 0; i < h->nst; i++)
			forget(&h->st[i]);      /* prepared on a connection that is gone */
		buf_clear(&l->given_up);
		l->generation = db_generation(l->db);
	}
	struct row_statement *st = statement_slot(l, h, &fresh, drop);
	if (fresh)
		TRY(prepare(cx, l, st, p));
	ask(cx, s, st, p);
	if (db_gathers(l->db))
		return OK;
	db_fetch(l->db);
	enum err e = take(cx, s);
	if (e != OK)
		pgrow_end(s);
	return e;
}

enum err pgrow_open(struct ctx *cx, struct rowscan *s, const struct row_params *p)
{
	enum err e = open_now(cx, s, p);
	return e == ERR_BUSY && db_again(cx, s->lane->db) ? open_now(cx, s, p) : e;
}

enum err pgrow_next(struct ctx *cx, struct rowscan *s, bool *ret_more)
{
	if (!s->taken)
		TRY(take(cx, s));
	*ret_more = ++s->row < s->nrows;
	return OK;
}

static int64_t number(const PGresult *res, int row, int col)
{
	uint64_t raw;
	PRE(PQgetlength(res, row, col) == sizeof raw);
	memcpy(&raw, PQgetvalue(res, row, col), sizeof raw);
	return (int64_t)be64toh(raw);
}

int64_t pgrow_n(const struct rowscan *s)
{
	return number(result(s), s->row, 0);
}

struct value pgrow_value(const struct rowscan *s, size_t i)
{
	const PGresult *res = result(s);
	int col = (int)i + 1;
	if (PQgetisnull(res, s->row, col))
		return (struct value){ .null = true };
	if (PQftype(res, col) == OID_INT8)
		return (struct value){ .i = number(res, s->row, col) };
	return (struct value){ .p = PQgetvalue(res, s->row, col),
			       .n = (size_t)PQgetlength(res, s->row, col) };
}

void pgrow_end(struct rowscan *s)
{
	db_unask(s->lane->db, &s->ask);
	s->lane->asking--;
	give_up(s->lane);
}
