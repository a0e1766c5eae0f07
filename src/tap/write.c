/* write.c - a batch's rows written into a recipient's table: all of them or none, once.
 *
 * File 3 is the batch's file: CSV, its first line the items' codes. In one transaction a
 * line for the batch goes into the ledger there (ledger.c), the table is emptied (a full
 * batch) or the rows that have the same key go (an incremental one), the file's rows come,
 * and it is kept. Whatever goes wrong before leaves the table as it was; where the answer
 * to the last step is lost, the ledger tells the next try. Drivers put values of rows into
 * their messages, so a refusal is told by its state and the row's number alone. */
#include "core/csv.h"
#include "tap/inside.h"
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH_FILE 3

struct target {                         /* a column that is written */
	const struct column *column;
	bool                 key;
	struct buf           room;      /* its value, UTF-16 */
	SQLLEN               length;
};
struct writing {
	struct tap           *t;
	const struct tap_ask *ask;
	struct target        *at;
	size_t                n;
	SQLHSTMT              insert, remove;   /* remove NULL: a full batch, or no key */
	int64_t               rows, told_at;
};

/* --- values ------------------------------------------------------------------------------- */
static bool moment(int64_t type)
{
	return type == SQL_TYPE_TIMESTAMP || type == SQL_TIMESTAMP;
}

static bool textual(int64_t type)
{
	return type == SQL_CHAR || type == SQL_VARCHAR || type == SQL_LONGVARCHAR ||
	       type == SQL_WCHAR || type == SQL_WVARCHAR || type == SQL_WLONGVARCHAR;
}

/* 2026-03-01T08:00:00+08:00 is told without T and zone: both sides mean UTC+8. */
static const char *as_moment(struct writing *w, const char *p, size_t n)
{
	char *text = ctx_textn(&w->t->row, p, n);
	char *t = strchr(text, 'T'), *zone = t ? strpbrk(t, "+Z") : NULL;
	if (t)
		*t = ' ';
	if (zone)
		*zone = 0;
	return text;
}

static void put_value(struct writing *w, struct target *c, const struct csv_field *f)
{
	const char *text = NULL;
	buf_clear(&c->room);
	if (!f->n && (c->column->null != SQL_NO_NULLS || !textual(c->column->type))) {
		c->length = SQL_NULL_DATA;
		return;
	}
	if (moment(c->column->type))
		text = as_moment(w, f->p, f->n);
	else if (c->column->type == SQL_BIT)
		text = f->n == 4 ? "1" : "0";           /* true, false */
	else
		text = ctx_textn(&w->t->row, f->p, f->n);
	SQLWCHAR *wide = odbc_wide(&w->t->row, text);
	size_t n = 0;
	while (wide[n])
		n++;
	buf_bytes(&c->room, wide, (n + 1) * sizeof *wide);
	c->length = SQL_NTS;
}

static void bind(SQLHSTMT s, size_t nth, struct target *c)
{
	static SQLWCHAR nothing[1];
	SQLSMALLINT type = (SQLSMALLINT)c->column->type;
	SQLULEN size = c->column->size > 0 ? (SQLULEN)c->column->size : ODBC_CELL_MOST;
	SQLBindParameter(s, (SQLUSMALLINT)nth, SQL_PARAM_INPUT, SQL_C_WCHAR, type, size,
			 (SQLSMALLINT)c->column->digits, c->room.n ? (void *)c->room.p : nothing,
			 (SQLLEN)c->room.n, &c->length);
}

/* --- rows --------------------------------------------------------------------------------- */
static bool execute(struct writing *w, SQLHSTMT s)
{
	SQLRETURN r = SQLExecute(s);
	w->t->stmt = s;                 /* whose state is told */
	bool fine = odbc_good(r) || r == SQL_NO_DATA;
	if (!fine)
		(void)odbc_refused(w->t, w->rows);
	w->t->stmt = NULL;
	return fine;
}

static bool put_row(struct writing *w, const struct csv *c)
{
	size_t keys = 0;
	w->rows++;
	if (c->nfields != w->n) {
		odbc_fault(w->t, "file", "", "");
		return false;
	}
	ctx_reset(&w->t->row, w->t->cx->now);
	for (size_t i = 0; i < w->n; i++) {
		put_value(w, &w->at[i], &c->fields[i]);
		bind(w->insert, i + 1, &w->at[i]);
		if (w->remove && w->at[i].key)
			bind(w->remove, ++keys, &w->at[i]);
	}
	return (!w->remove || execute(w, w->remove)) && execute(w, w->insert);
}

/* Who waits is told each second, and so is it that a lost reader ends this. */
static bool tell(struct writing *w)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec == w->told_at)
		return true;
	w->told_at = now.tv_sec;
	return odbc_done(w->t, w->rows, TAP_DONE_NOT_YET);
}

static bool take_records(struct writing *w, struct csv *c, bool *head)
{
	enum csv_got got;
	while ((got = csv_next(c)) == CSV_RECORD) {
		if (*head && !put_row(w, c))
			return false;
		*head = true;
		if (!tell(w))
			return false;
	}
	if (got == CSV_MORE || got == CSV_END)
		return true;
	odbc_fault(w->t, "file", "", "");
	return false;
}

static bool put_rows(struct writing *w)
{
	static char piece[64u << 10];
	AUTO_CSV c = csv_make(w->t->cx, ',');
	bool head = false;
	for (ssize_t n;;) {
		n = read(BATCH_FILE, piece, sizeof piece);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		if (n)
			csv_feed(&c, piece, (size_t)n);
		else
			csv_finish(&c);
		if (!take_records(w, &c, &head))
			return false;
		if (!n)
			break;
	}
	if (w->rows == w->ask->most)
		return true;
	odbc_fault(w->t, "file", "", "");
	return false;
}

/* --- statements ---------------------------------------------------------------------------- */
static bool prepare(struct writing *w, const char *sql, SQLHSTMT *ret)
{
	struct tap *t = w->t;
	if (!odbc_begin(t))
		return false;
	if (!odbc_good(SQLPrepareW(t->stmt, odbc_wide(t->cx, sql), SQL_NTS)))
		return odbc_refused(t, 0);
	*ret = t->stmt;
	t->stmt = NULL;                 /* kept: the next one is another */
	return true;
}

static bool prepare_insert(struct writing *w)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	buf_text(&sql, "INSERT INTO ");
	odbc_table_name(w->t, &sql, w->ask->schema, w->ask->table);
	buf_text(&sql, " (");
	for (size_t i = 0; i < w->n; i++) {
		buf_text(&sql, i ? ", " : "");
		odbc_name(w->t, &sql, w->at[i].column->name);
	}
	buf_text(&sql, ") VALUES (");
	for (size_t i = 0; i < w->n; i++)
		buf_text(&sql, i ? ", ?" : "?");
	buf_byte(&sql, ')');
	return prepare(w, buf_cstr(&sql), &w->insert);
}

static bool prepare_remove(struct writing *w)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	size_t keys = 0;
	buf_text(&sql, "DELETE FROM ");
	odbc_table_name(w->t, &sql, w->ask->schema, w->ask->table);
	for (size_t i = 0; i < w->n; i++) {
		if (!w->at[i].key)
			continue;
		buf_text(&sql, keys++ ? " AND " : " WHERE ");
		odbc_name(w->t, &sql, w->at[i].column->name);
		buf_text(&sql, " = ?");
	}
	/* Without a key an incremental batch brings new rows alone (delivery/ledger.h). */
	return !keys || prepare(w, buf_cstr(&sql), &w->remove);
}

/* --- what must hold ------------------------------------------------------------------------ */
static bool find_targets(struct writing *w)
{
	const struct tap_ask *ask = w->ask;
	struct column *all;
	size_t n;
	if (!odbc_table(w->t, ask, &all, &n))
		return false;
	w->n = ask->ncolumns;
	w->at = ctx_array(w->t->cx, struct target, w->n);
	for (size_t i = 0; i < w->n; i++) {
		const struct column *c = odbc_column(all, n, ask->columns[i]);
		if (!c) {
			odbc_fault(w->t, "no-column", "", ask->columns[i]);
			return false;
		}
		w->at[i] = (struct target){ .column = c, .key = ask->batch.keys[i] == '1',
					    .room = buf_make(2 * (ODBC_CELL_MOST + 2)) };
	}
	return true;
}

/* A full batch empties the table: only where it holds nothing but what was delivered. */
static bool may_empty(struct writing *w)
{
	const char *batch;
	bool any = false;
	if (!odbc_ledger_alone(w->t, w->ask) || !odbc_ledger_has(w->t, w->ask, &batch))
		return false;
	if (batch)
		return true;
	if (!odbc_any_row(w->t, w->ask, &any))
		return false;
	if (any)
		odbc_fault(w->t, "not-empty", "", "");
	return !any;
}

static bool make_room(struct writing *w)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	int64_t rows = -1;
	if (w->ask->batch.base) {
		if (!odbc_ledger_written(w->t, w->ask, w->ask->batch.base, &rows))
			return false;
		if (rows < 0)
			odbc_fault(w->t, "no-base", "", "");
		return rows >= 0 && odbc_ledger_enter(w->t, w->ask) && prepare_remove(w);
	}
	if (!may_empty(w) || !odbc_ledger_enter(w->t, w->ask))
		return false;
	buf_text(&sql, "DELETE FROM ");
	odbc_table_name(w->t, &sql, w->ask->schema, w->ask->table);
	return odbc_run(w->t, buf_cstr(&sql), NULL, 0) || odbc_refused(w->t, 0);
}

bool odbc_write(struct tap *t, const struct tap_ask *ask)
{
	struct writing w = { .t = t, .ask = ask };
	int64_t before = -1;
	if (!find_targets(&w) || !odbc_ledger_open(t, ask) ||
	    !odbc_ledger_written(t, ask, ask->batch.id, &before))
		return false;
	if (before >= 0)
		return odbc_done(t, before, TAP_DONE_BEFORE) && odbc_end(t, t->told);
	return make_room(&w) && prepare_insert(&w) && put_rows(&w) && odbc_keep(t) &&
	       odbc_done(t, w.rows, TAP_DONE_NOW) && odbc_end(t, t->told);
}
