/* block.c - see block.h. */
#include "tap/block.h"
#include <string.h>
#include <time.h>

#define FIRST_ROWS 16
#define MOST_CELLS 2000                 /* parameters of a statement: SQL Server takes 2100 */
#define MOST_BYTES (1u << 20)
#define QUICK_MS   100
#define SLOW_MS    400
#define STEP       4

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

/* true or false; MySQL has them as the smallest of whole numbers. */
static bool truth(int64_t type, const struct csv_field *f)
{
	return type == SQL_BIT || (type == SQL_TINYINT && f->n && (*f->p == 't' || *f->p == 'f'));
}

/* 2026-03-01T08:00:00+08:00 is told without T and zone: both sides mean UTC+8. */
static const char *as_moment(struct ctx *row, const char *p, size_t n)
{
	char *text = ctx_textn(row, p, n);
	char *t = strchr(text, 'T'), *zone = t ? strpbrk(t, "+Z") : NULL;
	if (t)
		*t = ' ';
	if (zone)
		*zone = 0;
	return text;
}

static struct cell value(struct ctx *row, const struct column *column, const struct csv_field *f)
{
	static SQLWCHAR nothing[1];
	const char *text;
	size_t n = 0;
	if (!f->n && (column->null != SQL_NO_NULLS || !textual(column->type)))
		return (struct cell){ nothing, SQL_NULL_DATA, 0 };
	if (moment(column->type))
		text = as_moment(row, f->p, f->n);
	else if (truth(column->type, f))
		text = f->n == 4 ? "1" : "0";
	else
		text = ctx_textn(row, f->p, f->n);
	SQLWCHAR *wide = odbc_wide(row, text);
	while (wide[n])
		n++;
	return (struct cell){ wide, SQL_NTS, (n + 1) * sizeof *wide };
}

void block_add(struct block *b, const struct csv *row)
{
	struct cell *cells = b->cells + b->rows * b->n;
	for (size_t i = 0; i < b->n; i++) {
		cells[i] = value(&b->t->row, b->at[i].column, &row->fields[i]);
		b->bytes += cells[i].bytes;
	}
	b->rows++;
}

bool block_full(const struct block *b)
{
	return b->rows >= b->most || b->bytes >= MOST_BYTES;
}

/* --- statements --------------------------------------------------------------------------- */
typedef void statement_text(const struct block *b, size_t rows, struct buf *sql);

static void insert_text(const struct block *b, size_t rows, struct buf *sql)
{
	buf_text(sql, "INSERT INTO ");
	odbc_table_name(b->t, sql, b->ask->schema, b->ask->table);
	buf_text(sql, " (");
	for (size_t i = 0; i < b->n; i++) {
		buf_text(sql, i ? ", " : "");
		odbc_name(b->t, sql, b->at[i].column->name);
	}
	buf_text(sql, ") VALUES ");
	for (size_t row = 0; row < rows; row++) {
		buf_text(sql, row ? ", (" : "(");
		for (size_t i = 0; i < b->n; i++)
			buf_text(sql, i ? ", ?" : "?");
		buf_byte(sql, ')');
	}
}

static const struct column *only_key(const struct block *b)
{
	const struct column *key = NULL;
	for (size_t i = 0; i < b->n && b->keys == 1; i++)
		if (b->at[i].key)
			key = b->at[i].column;
	return key;
}

static void equal_keys(const struct block *b, struct buf *sql)
{
	for (size_t i = 0, k = 0; i < b->n; i++) {
		if (!b->at[i].key)
			continue;
		buf_text(sql, k++ ? " AND " : "(");
		odbc_name(b->t, sql, b->at[i].column->name);
		buf_text(sql, " = ?");
	}
	buf_byte(sql, ')');
}

static void remove_text(const struct block *b, size_t rows, struct buf *sql)
{
	const struct column *key = only_key(b);
	buf_text(sql, "DELETE FROM ");
	odbc_table_name(b->t, sql, b->ask->schema, b->ask->table);
	buf_text(sql, " WHERE ");
	if (key) {
		odbc_name(b->t, sql, key->name);
		buf_text(sql, " IN (");
	}
	for (size_t row = 0; row < rows; row++) {
		if (key) {
			buf_text(sql, row ? ", ?" : "?");
			continue;
		}
		buf_text(sql, row ? " OR " : "");
		equal_keys(b, sql);
	}
	buf_text(sql, key ? ")" : "");
}

/* Each row after the first makes a statement longer by the same. */
static size_t rows_of_text(const struct block *b, statement_text *text)
{
	AUTO_BUF one = buf_make(TAP_ASK_MOST);
	AUTO_BUF two = buf_make(TAP_ASK_MOST);
	text(b, 1, &one);
	text(b, 2, &two);
	return buf_ok(&two) ? 1 + (TAP_ASK_MOST - one.n) / (two.n - one.n) : 1;
}

/* Rows of the longest statement that is made at all. */
static size_t limit(const struct block *b)
{
	size_t most = b->n >= MOST_CELLS ? 1 : MOST_CELLS / b->n;
	size_t insert = rows_of_text(b, insert_text);
	size_t remove = b->keys ? rows_of_text(b, remove_text) : most;
	most = insert < most ? insert : most;
	return remove < most ? remove : most;
}

static void forget(SQLHSTMT *s)
{
	if (*s)
		SQLFreeHandle(SQL_HANDLE_STMT, *s);
	*s = NULL;
}

static void unprepare(struct block *b)
{
	forget(&b->insert);
	forget(&b->remove);
	b->prepared = 0;
}

/* A text that was cut at its maximum could be understood, and mean other rows. */
static bool prepare(struct block *b, statement_text *text, SQLHSTMT *ret)
{
	struct tap *t = b->t;
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	text(b, b->rows, &sql);
	b->cut = !buf_ok(&sql);
	if (b->cut || !odbc_begin(t))
		return false;
	if (!odbc_good(SQLPrepareW(t->stmt, odbc_wide(&t->row, buf_cstr(&sql)), SQL_NTS)))
		return false;                   /* its state is t->stmt's */
	*ret = t->stmt;
	t->stmt = NULL;                         /* kept: the next one is another */
	return true;
}

static bool prepared(struct block *b)
{
	if (b->prepared == b->rows)
		return true;
	unprepare(b);
	if ((b->keys && !prepare(b, remove_text, &b->remove)) ||
	    !prepare(b, insert_text, &b->insert))
		return false;
	b->prepared = b->rows;
	return true;
}

/* --- written ------------------------------------------------------------------------------ */
static void bind(SQLHSTMT s, size_t nth, const struct column *column, struct cell *c)
{
	bool sized = column->size > 0 && column->size < ODBC_CELL_MOST;
	SQLULEN size = sized ? (SQLULEN)column->size : ODBC_CELL_MOST;
	SQLBindParameter(s, (SQLUSMALLINT)nth, SQL_PARAM_INPUT, SQL_C_WCHAR,
			 (SQLSMALLINT)column->type, size, (SQLSMALLINT)column->digits, c->text,
			 (SQLLEN)c->bytes, &c->length);
}

static void bind_all(struct block *b)
{
	size_t nth = 0, key = 0;
	for (size_t row = 0; row < b->rows; row++) {
		for (size_t i = 0; i < b->n; i++) {
			struct cell *c = &b->cells[row * b->n + i];
			bind(b->insert, ++nth, b->at[i].column, c);
			if (b->keys && b->at[i].key)
				bind(b->remove, ++key, b->at[i].column, c);
		}
	}
}

static bool execute(SQLHSTMT s, char ret_state[6])
{
	SQLRETURN r = SQLExecute(s);
	if (odbc_good(r) || r == SQL_NO_DATA)
		return true;
	odbc_state(s, ret_state);
	return false;
}

static int64_t steady_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pace(struct block *b, int64_t took)
{
	if (took < QUICK_MS && b->rows == b->most)
		b->most = b->most * STEP < b->limit ? b->most * STEP : b->limit;
	if (took > SLOW_MS)
		b->most = b->most > STEP ? b->most / STEP : 1;
}

bool block_put(struct block *b, char ret_state[6])
{
	int64_t began = steady_ms();
	if (!b->rows)
		return true;
	if (!prepared(b)) {
		if (b->cut)
			memcpy(ret_state, ODBC_TOO_LONG, sizeof ODBC_TOO_LONG);
		else
			odbc_state(b->t->stmt, ret_state);
		return false;
	}
	bind_all(b);
	if ((b->keys && !execute(b->remove, ret_state)) || !execute(b->insert, ret_state))
		return false;
	pace(b, steady_ms() - began);
	b->rows = b->bytes = 0;
	ctx_reset(&b->t->row, b->t->cx->now);
	return true;
}

/* --- from the beginning --------------------------------------------------------------------- */
struct block block_make(struct tap *t, const struct tap_ask *ask, const struct target *at, size_t n,
			bool replaces)
{
	struct block b = { .t = t, .ask = ask, .at = at, .n = n, .most = FIRST_ROWS };
	for (size_t i = 0; i < n && replaces; i++)
		b.keys += at[i].key;
	b.limit = limit(&b);
	if (b.most > b.limit)
		b.most = b.limit;
	b.cells = ctx_array(t->cx, struct cell, b.limit * n);
	return b;
}

void block_drop(struct block *b)
{
	unprepare(b);
	b->rows = b->bytes = 0;
	ctx_reset(&b->t->row, b->t->cx->now);
}
