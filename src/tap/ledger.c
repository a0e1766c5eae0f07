/* ledger.c - what was written into a recipient's database, as a small table there keeps it:
 * a line a batch, in the transaction that writes its rows. See inside.h. */
#include "tap/inside.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const columns[] = { "batch", "delivery", "table_name", "rows_written", "sha256",
				       "written_at" };

/* The driver's words may hold values of rows; its state doesn't. */
bool odbc_refused(struct tap *t, int64_t row)
{
	char state[6];
	odbc_state(t->stmt, state);
	return odbc_refused_as(t, state, row);
}

bool odbc_refused_as(struct tap *t, const char *state, int64_t row)
{
	char number[24];
	const char *word = strcmp(state, "42501") == 0 ? "denied"
		: strncmp(state, "08", 2) == 0 ? "no-connection"
		: strncmp(state, "HYT", 3) == 0 || strcmp(state, "57014") == 0 ? "slow" : "row";
	snprintf(number, sizeof number, "%lld", (long long)row);
	odbc_fault(t, word, state, number);
	return false;
}

/* One parameter after the other, as text. */
bool odbc_run(struct tap *t, const char *sql, const char *const *texts, size_t n)
{
	static SQLLEN whole = SQL_NTS;
	if (!odbc_begin(t))
		return false;
	for (size_t i = 0; i < n; i++)
		SQLBindParameter(t->stmt, (SQLUSMALLINT)(i + 1), SQL_PARAM_INPUT, SQL_C_WCHAR,
				 SQL_WVARCHAR, ODBC_NAME_MOST, 0, odbc_wide(t->cx, texts[i]), 0, &whole);
	SQLRETURN r = SQLExecDirectW(t->stmt, odbc_wide(t->cx, sql), SQL_NTS);
	return odbc_good(r) || r == SQL_NO_DATA;        /* nothing was there to be deleted */
}

/* SELECT of one text; *ret NULL when there is no row. */
bool odbc_ask(struct tap *t, const char *sql, const char *const *texts, size_t n, const char **ret)
{
	bool more;
	*ret = NULL;
	if (!odbc_run(t, sql, texts, n))
		return odbc_refused(t, 0);
	if (!odbc_next(t, &more))
		return false;
	return !more || odbc_text(t, 1, ret);
}

static void ledger_name(const struct tap *t, struct buf *out, const struct tap_ask *ask)
{
	odbc_table_name(t, out, ask->schema, TAP_LEDGER);
}

/* It is there with its columns, and a batch stands in it once. */
static bool ledger_there(struct tap *t, const struct tap_ask *ask)
{
	struct keys keys = { .n = 0 };
	struct column *all;
	size_t n;
	if (!odbc_columns(t, ask->schema, TAP_LEDGER, &all, &n) ||
	    !odbc_keys(t, ask->schema, TAP_LEDGER, &keys))
		return false;
	bool fine = keys.n == 1 && strcmp(keys.names[0], "batch") == 0;
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
		fine &= odbc_column(all, n, columns[i]) != NULL;
	if (!fine)
		odbc_fault(t, "no-ledger", "", TAP_LEDGER);
	return fine;
}

/* MySQL has transactions by the table: those of MyISAM keep what was undone. A view has no
 * engine, and those of the tables below it aren't shown to everybody: it isn't used. */
static bool undoes(struct tap *t, const struct tap_ask *ask)
{
	static const char sql[] = "SELECT t.table_name FROM information_schema.tables t "
		"LEFT JOIN information_schema.engines e ON e.engine = t.engine "
		"WHERE t.table_schema = DATABASE() AND t.table_name IN (?, ?) "
		"AND COALESCE(e.transactions, 'NO') <> 'YES'";
	const char *bad = NULL, *texts[] = { ask->table, TAP_LEDGER };
	if (t->mysql && !odbc_ask(t, sql, texts, 2, &bad))
		return false;
	if (bad)
		odbc_fault(t, "no-transactions", "", "");
	return !bad;
}

bool odbc_ledger_open(struct tap *t, const struct tap_ask *ask)
{
	SQLUSMALLINT able = SQL_TC_NONE;
	SQLSMALLINT n;
	if (!ledger_there(t, ask) || !undoes(t, ask))
		return false;
#ifdef UNSAFE_RELEASE           /* so that the kill harness can show it would see it */
	return true;
#endif
	if (!odbc_good(SQLGetInfoW(t->dbc, SQL_TXN_CAPABLE, &able, sizeof able, &n)) ||
	    able == SQL_TC_NONE ||
	    !odbc_good(SQLSetConnectAttrW(t->dbc, SQL_ATTR_AUTOCOMMIT,
					  (SQLPOINTER)SQL_AUTOCOMMIT_OFF, 0))) {
		odbc_fault(t, "no-transactions", "", "");
		return false;
	}
	return true;
}

bool odbc_keep(struct tap *t)
{
	if (odbc_good(SQLEndTran(SQL_HANDLE_DBC, t->dbc, SQL_COMMIT)))
		return true;
	odbc_fault(t, "unsure", "", "");
	return false;
}

bool odbc_undo(struct tap *t)
{
	if (odbc_good(SQLEndTran(SQL_HANDLE_DBC, t->dbc, SQL_ROLLBACK)))
		return true;
	odbc_fault(t, "no-connection", "", "");
	return false;
}

bool odbc_done(struct tap *t, int64_t rows, enum tap_done how)
{
	size_t at = frame_begin(t->out, 'W');
	frame_int(t->out, rows);
	frame_text(t->out, tap_done_word(how));
	t->told++;
	return odbc_put(t, at);
}

/* Does the table hold a row? */
bool odbc_any_row(struct tap *t, const struct tap_ask *ask, bool *ret)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	buf_text(&sql, "SELECT 1 FROM ");
	odbc_table_name(t, &sql, ask->schema, ask->table);
	return odbc_run(t, buf_cstr(&sql), NULL, 0) ? odbc_next(t, ret) : odbc_refused(t, 0);
}

/* Was a batch of this delivery written into this table? *ret NULL: none. */
bool odbc_ledger_has(struct tap *t, const struct tap_ask *ask, const char **ret)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	const char *texts[] = { ask->batch.of, ask->table };
	buf_text(&sql, "SELECT batch FROM ");
	ledger_name(t, &sql, ask);
	buf_text(&sql, " WHERE delivery = ? AND table_name = ?");
	return odbc_ask(t, buf_cstr(&sql), texts, 2, ret);
}

/* Has another delivery written into this table? The rows can't be told apart. */
bool odbc_ledger_alone(struct tap *t, const struct tap_ask *ask)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	const char *batch, *texts[] = { ask->batch.of, ask->table };
	buf_text(&sql, "SELECT batch FROM ");
	ledger_name(t, &sql, ask);
	buf_text(&sql, " WHERE delivery <> ? AND table_name = ?");
	if (!odbc_ask(t, buf_cstr(&sql), texts, 2, &batch))
		return false;
	if (batch)
		odbc_fault(t, "shared", "", "");
	return !batch;
}

/* --- gone again --------------------------------------------------------------------------- */
static bool drop_lines(struct tap *t, const struct tap_ask *ask)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	const char *texts[] = { ask->batch.of, ask->table };
	buf_text(&sql, "DELETE FROM ");
	ledger_name(t, &sql, ask);
	buf_text(&sql, " WHERE delivery = ? AND table_name = ?");
	return odbc_run(t, buf_cstr(&sql), texts, 2) || odbc_refused(t, 0);
}

static bool drop_rows(struct tap *t, const struct tap_ask *ask, int64_t *ret_n)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	SQLLEN n = 0;
	buf_text(&sql, "DELETE FROM ");
	odbc_table_name(t, &sql, ask->schema, ask->table);
	if (!odbc_run(t, buf_cstr(&sql), NULL, 0))
		return odbc_refused(t, 0);
	if (odbc_good(SQLRowCount(t->stmt, &n)) && n > 0)
		*ret_n = n;
	return true;
}

bool odbc_erase(struct tap *t, const struct tap_ask *ask)
{
	const char *batch;
	bool any;
	int64_t n = 0;
	struct column *all;
	size_t columns_there;
	if (!odbc_table(t, ask, &all, &columns_there) || !odbc_ledger_open(t, ask) ||
	    !odbc_ledger_alone(t, ask) || !odbc_ledger_has(t, ask, &batch))
		return false;
	if (!batch) {                   /* an answer was lost, or the rows are not ours */
		if (!odbc_any_row(t, ask, &any))
			return false;
		if (any) {
			odbc_fault(t, "not-empty", "", "");
			return false;
		}
		return odbc_done(t, 0, TAP_DONE_BEFORE) && odbc_end(t, t->told);
	}
	return drop_rows(t, ask, &n) && drop_lines(t, ask) && odbc_keep(t) &&
	       odbc_done(t, n, TAP_DONE_NOW) && odbc_end(t, t->told);
}

/* --- a batch ------------------------------------------------------------------------------- */
/* *ret_rows < 0: it wasn't written yet. */
bool odbc_ledger_written(struct tap *t, const struct tap_ask *ask, const char *batch, int64_t *ret_rows)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	const char *rows, *texts[] = { batch, ask->batch.of, ask->table };
	struct frame_field f;
	buf_text(&sql, "SELECT rows_written FROM ");
	ledger_name(t, &sql, ask);
	buf_text(&sql, " WHERE batch = ? AND delivery = ? AND table_name = ?");
	if (!odbc_ask(t, buf_cstr(&sql), texts, 3, &rows))
		return false;
	*ret_rows = -1;
	f = (struct frame_field){ rows, rows ? (uint32_t)strcspn(rows, ".") : 0 };
	if (rows && (!frame_number(&f, ret_rows) || *ret_rows < 0))
		*ret_rows = 0;
	return true;
}

/* First of all: who writes the same batch at the same time waits here, and then fails. */
bool odbc_ledger_enter(struct tap *t, const struct tap_ask *ask)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	char rows[24], at[MS_TEXT];
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	ms_text((ms_t){ (int64_t)now.tv_sec * 1000 }, at);
	snprintf(rows, sizeof rows, "%lld", (long long)ask->most);
	const char *texts[] = { ask->batch.id, ask->batch.of, ask->table, rows, ask->batch.hash, at };
	buf_text(&sql, "INSERT INTO ");
	ledger_name(t, &sql, ask);
	buf_text(&sql, " (batch, delivery, table_name, rows_written, sha256, written_at) "
		 "VALUES (?, ?, ?, ");
	buf_text(&sql, rows);           /* a number of ours: not every driver makes one of a text */
	buf_text(&sql, ", ?, ?)");
	texts[3] = texts[4];
	texts[4] = texts[5];
	return odbc_run(t, buf_cstr(&sql), texts, 5) || odbc_refused(t, 0);
}
