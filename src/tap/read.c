/* read.c - rows of a table, read. */
#include "tap/inside.h"
#include <string.h>

/* Every name was found in the database's own list before it stands in a statement. */
static bool select_rows(struct tap *t, const struct tap_ask *ask, const struct column *since)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	SQLLEN whole = SQL_NTS;
	buf_text(&sql, "SELECT ");
	for (size_t i = 0; i < ask->ncolumns; i++) {
		if (i)
			buf_text(&sql, ", ");
		odbc_name(t, &sql, ask->columns[i]);
	}
	buf_text(&sql, " FROM ");
	odbc_table_name(t, &sql, ask->schema, ask->table);
	if (since && ask->from) {
		buf_text(&sql, " WHERE ");
		odbc_name(t, &sql, ask->since);
		buf_text(&sql, " >= ?");
	}
	if (since) {
		buf_text(&sql, " ORDER BY ");
		odbc_name(t, &sql, ask->since);
	}
	if (!buf_ok(&sql)) {            /* cut, it could mean other rows */
		odbc_fault(t, "statement", ODBC_TOO_LONG, "");
		return false;
	}
	if (!odbc_begin(t))
		return false;
	if (since && ask->from)
		SQLBindParameter(t->stmt, 1, SQL_PARAM_INPUT, SQL_C_WCHAR, (SQLSMALLINT)since->type,
				 (SQLULEN)since->size, (SQLSMALLINT)since->digits,
				 odbc_wide(t->cx, ask->from), 0, &whole);
	SQLWCHAR *text = odbc_wide(t->cx, buf_cstr(&sql));
	return odbc_good(SQLExecDirectW(t->stmt, text, SQL_NTS)) || odbc_failed(t);
}

static bool columns_there(struct tap *t, const struct tap_ask *ask, const struct column *all,
			  size_t n, const struct column **ret_since)
{
	for (size_t i = 0; i <= ask->ncolumns; i++) {
		const char *want = i < ask->ncolumns ? ask->columns[i] : ask->since;
		const struct column *found = want ? odbc_column(all, n, want) : NULL;
		if (want && !found) {
			odbc_fault(t, "no-column", "", want);
			return false;
		}
		*ret_since = found;             /* the last one looked for */
	}
	return true;
}

bool odbc_read(struct tap *t, const struct tap_ask *ask)
{
	const struct column *since = NULL;
	struct column *all;
	size_t ncolumns;
	int64_t n = 0;
	bool more = true;
	if (!odbc_table(t, ask, &all, &ncolumns) ||
	    !columns_there(t, ask, all, ncolumns, &since) || !select_rows(t, ask, since))
		return false;
	while (!ask->most || n < ask->most) {
		if (!odbc_next(t, &more))
			return false;
		if (!more)
			break;
		size_t at = frame_begin(t->out, 'R');
		for (size_t i = 0; i < ask->ncolumns; i++) {
			bool null = false;
			if (!odbc_cell(t, (int)i + 1, &null))
				return false;
			frame_put(t->out, null ? NULL : t->cell.p ? t->cell.p : "", t->cell.n);
		}
		n++;
		if (!odbc_put(t, at))
			return false;
	}
	return odbc_end(t, n);
}
