/* odbc.c - see odbc.h. All text goes through ODBC as UTF-16, the one form that every
 * driver means alike; SQLWCHAR has two bytes in unixODBC. */
#include "tap/odbc.h"
#include "base/utf8.h"
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <string.h>
#include <time.h>

#define LOGIN_SECONDS  10
#define QUERY_SECONDS  3600
#define NAME_MOST      128              /* characters of a name */
#define MESSAGE_MOST   400
#define CELL_MOST      (1u << 20)       /* bytes of a value */
#define PIECE          4096             /* characters read at a time */
#define FLUSH_AT       (64u << 10)
#define KEYS_MOST      32

_Static_assert(sizeof(SQLWCHAR) == 2, "unixODBC's wide characters");

struct tap {
	struct ctx  *cx;
	struct buf  *out;
	bool       (*flush)(void);
	SQLHENV      env;
	SQLHDBC      dbc;
	SQLHSTMT     stmt;
	const char  *password;          /* so that no message tells it */
	char         quote[8];
	SQLWCHAR     piece[PIECE];
	struct buf   cell;
	int64_t      flushed_at;        /* seconds */
};

/* --- text --------------------------------------------------------------------------------- */
static SQLWCHAR *wide(struct ctx *cx, const char *text)
{
	size_t n = strlen(text), at = 0;
	SQLWCHAR *out = ctx_array(cx, SQLWCHAR, n + 1);
	for (size_t i = 0; i < n;) {
		size_t len = utf8_len(text + i, n - i);
		uint32_t c = len ? utf8_char(text + i, &len) : 0xfffd;
		i += len ? len : 1;
		if (c >= 0x10000)
			out[at++] = (SQLWCHAR)(0xd7c0 + (c >> 10));
		out[at++] = (SQLWCHAR)(c >= 0x10000 ? 0xdc00 | (c & 0x3ff) : c);
	}
	return out;
}

/* *high is the first half of a character whose second comes with the next piece. */
static void narrow(struct buf *out, const SQLWCHAR *p, size_t n, uint32_t *high)
{
	char room[4];
	for (size_t i = 0; i < n; i++) {
		uint32_t c = p[i];
		bool first = c >= 0xd800 && c < 0xdc00, second = c >= 0xdc00 && c < 0xe000;
		if (*high && second)
			c = 0x10000 + ((*high & 0x3ff) << 10) + (c & 0x3ff);
		else if (*high || second)
			buf_bytes(out, room, utf8_put(0xfffd, room));
		bool whole = *high && second;
		*high = first ? c : 0;
		if (!first && (whole || !second) && c)
			buf_bytes(out, room, utf8_put(c, room));
	}
}

static bool good(SQLRETURN r)
{
	return SQL_SUCCEEDED(r);
}

/* --- faults ------------------------------------------------------------------------------- */
static const char *word_of(const char *state, const char *message)
{
	static const struct { const char *state, *word; } words[] = {
		{ "28", "sign-in" }, { "IM", "no-driver" }, { "01000", "no-driver" },
		{ "3D000", "no-database" }, { "42501", "denied" }, { "42P01", "no-table" },
		{ "42S02", "no-table" }, { "42703", "no-column" }, { "42S22", "no-column" },
		{ "HYT", "slow" }, { "57014", "slow" }, { "HY001", "memory" },
		{ "08", "no-connection" },
	};
	/* PostgreSQL's driver has one state for all that keeps it from connecting. */
	if (strstr(message, "authentication failed") || strstr(message, "no password supplied"))
		return "sign-in";
	if (strncmp(state, "08", 2) == 0 && strstr(message, "does not exist"))
		return strstr(message, "role") ? "sign-in" : "no-database";
	if (strstr(message, "permission denied"))
		return "denied";
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncmp(state, words[i].state, strlen(words[i].state)) == 0)
			return words[i].word;
	return "statement";
}

static void fault(struct tap *t, const char *word, const char *state, const char *message)
{
	size_t at = frame_begin(t->out, 'E');
	frame_text(t->out, word);
	frame_text(t->out, state);
	frame_text(t->out, message);
	frame_end(t->out, at);
}

/* The driver's words, without the password should it quote what it was given. */
static const char *scrubbed(struct tap *t, const char *message)
{
	size_t n = strlen(t->password);
	AUTO_BUF out = buf_make(MESSAGE_MOST * 4 + 16);
	for (const char *p = message; *p;) {
		if (n && strncmp(p, t->password, n) == 0) {
			buf_text(&out, "***");
			p += n;
			continue;
		}
		buf_byte(&out, (unsigned char)*p < 0x20 ? ' ' : *p);
		p++;
	}
	return ctx_text(t->cx, buf_cstr(&out));
}

static void fault_of(struct tap *t, SQLSMALLINT kind, SQLHANDLE h)
{
	SQLWCHAR state[6] = { 0 }, text[MESSAGE_MOST] = { 0 };
	SQLINTEGER native;
	SQLSMALLINT n = 0;
	uint32_t high = 0;
	AUTO_BUF message = buf_make(MESSAGE_MOST * 4), code = buf_make(32);
	if (good(SQLGetDiagRecW(kind, h, 1, state, &native, text, MESSAGE_MOST, &n))) {
		narrow(&code, state, 5, &high);
		size_t len = 0;
		while (len < MESSAGE_MOST && text[len])
			len++;
		narrow(&message, text, len, &high);
	}
	const char *said = buf_cstr(&message);
	fault(t, word_of(buf_cstr(&code), said), buf_cstr(&code), scrubbed(t, said));
}

/* --- the connection ----------------------------------------------------------------------- */
const char *odbc_folder(struct ctx *cx, const char *driver)
{
	SQLHENV env = NULL;
	SQLCHAR name[256], more[4096];
	SQLSMALLINT n, m;
	const char *found = NULL;
	if (!good(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env)))
		return NULL;
	SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
	for (SQLUSMALLINT way = SQL_FETCH_FIRST; !found && good(SQLDrivers(env, way, name,
	     sizeof name, &n, more, sizeof more - 1, &m)); way = SQL_FETCH_NEXT) {
		if (strcmp((char *)name, driver) != 0)
			continue;
		found = "";
		more[sizeof more - 1] = 0;
		for (char *p = (char *)more; *p && p < (char *)more + m; p += strlen(p) + 1)
			if (strncmp(p, "Driver=", 7) == 0)
				found = p + 7;
		found = ctx_text(cx, found);
	}
	SQLFreeHandle(SQL_HANDLE_ENV, env);
	const char *slash = found ? strrchr(found, '/') : NULL;
	if (!found || !slash)
		return found ? "" : NULL;       /* by its name alone, where libraries lie */
	const char *folder = ctx_textn(cx, found, (size_t)(slash - found));
	const char *up = strrchr(folder, '/');
	bool around = up && strncmp(up, "/lib", 4) == 0 && up - folder > 5;     /* beyond /opt */
	return around ? ctx_textn(cx, folder, (size_t)(up - folder)) : folder;
}

static bool open_connection(struct tap *t, const struct tap_place *p)
{
	AUTO_BUF text = buf_make(16384);
	SQLWCHAR quote[4] = { 0 };
	SQLSMALLINT n;
	SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &t->env);
	SQLSetEnvAttr(t->env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
	SQLAllocHandle(SQL_HANDLE_DBC, t->env, &t->dbc);
	SQLSetConnectAttrW(t->dbc, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)LOGIN_SECONDS, 0);
	SQLSetConnectAttrW(t->dbc, SQL_ATTR_ACCESS_MODE, (SQLPOINTER)SQL_MODE_READ_ONLY, 0);
	tap_string(&text, p);
	SQLWCHAR *string = wide(t->cx, buf_cstr(&text));
	SQLRETURN r = SQLDriverConnectW(t->dbc, NULL, string, SQL_NTS, NULL, 0, NULL,
					SQL_DRIVER_NOPROMPT);
	explicit_bzero(text.p, text.n);
	if (!good(r)) {
		fault_of(t, SQL_HANDLE_DBC, t->dbc);
		return false;
	}
	if (good(SQLGetInfoW(t->dbc, SQL_IDENTIFIER_QUOTE_CHAR, quote, sizeof quote, &n)) &&
	    quote[0] > ' ' && quote[0] < 0x7f)
		t->quote[0] = (char)quote[0];
	return true;
}

static bool begin(struct tap *t)
{
	if (t->stmt)
		SQLFreeHandle(SQL_HANDLE_STMT, t->stmt);
	t->stmt = NULL;
	if (!good(SQLAllocHandle(SQL_HANDLE_STMT, t->dbc, &t->stmt))) {
		fault_of(t, SQL_HANDLE_DBC, t->dbc);
		return false;
	}
	SQLSetStmtAttrW(t->stmt, SQL_ATTR_QUERY_TIMEOUT, (SQLPOINTER)QUERY_SECONDS, 0);
	return true;
}

static bool failed(struct tap *t)
{
	fault_of(t, SQL_HANDLE_STMT, t->stmt);
	return false;
}

/* *ret_more false at the end; false: it failed, and was told. */
static bool next(struct tap *t, bool *ret_more)
{
	SQLRETURN r = SQLFetch(t->stmt);
	*ret_more = r != SQL_NO_DATA;
	return r == SQL_NO_DATA || good(r) || failed(t);
}

/* A column of the row under way, into t->cell. *ret_null. */
static bool cell(struct tap *t, int column, bool *ret_null)
{
	uint32_t high = 0;
	SQLLEN left;
	buf_clear(&t->cell);
	for (;;) {
		SQLRETURN r = SQLGetData(t->stmt, (SQLUSMALLINT)column, SQL_C_WCHAR, t->piece,
					 sizeof t->piece, &left);
		if (r == SQL_NO_DATA)
			return true;
		if (!good(r))
			return failed(t);
		*ret_null = left == SQL_NULL_DATA;
		if (*ret_null)
			return true;
		bool more = left == SQL_NO_TOTAL || left >= (SQLLEN)sizeof t->piece;
		narrow(&t->cell, t->piece, more ? PIECE - 1 : (size_t)left / 2, &high);
		if (!buf_ok(&t->cell)) {
			fault(t, "too-wide", "", "");
			return false;
		}
		if (!more)
			return true;
	}
}

/* The same as text of its own; null is NULL. */
static bool text_cell(struct tap *t, int column, const char **ret)
{
	bool null = false;
	if (!cell(t, column, &null))
		return false;
	*ret = null ? NULL : ctx_textn(t->cx, t->cell.p ? t->cell.p : "", t->cell.n);
	return true;
}

static bool number_cell(struct tap *t, int column, int64_t *ret, int64_t none)
{
	SQLINTEGER n = 0;
	SQLLEN left;
	if (!good(SQLGetData(t->stmt, (SQLUSMALLINT)column, SQL_C_SLONG, &n, sizeof n, &left)))
		return failed(t);
	*ret = left == SQL_NULL_DATA ? none : n;
	return true;
}

static bool end(struct tap *t, int64_t n)
{
	size_t at = frame_begin(t->out, 'Z');
	frame_int(t->out, n);
	frame_end(t->out, at);
	return true;
}

static bool put(struct tap *t, size_t at)
{
	frame_end(t->out, at);
	if (!buf_ok(t->out)) {
		buf_clear(t->out);
		t->out->full = false;
		fault(t, "too-wide", "", "");
		return false;
	}
	/* Who waits is to see that rows come, however slowly. */
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (t->out->n < FLUSH_AT && now.tv_sec == t->flushed_at)
		return true;
	t->flushed_at = now.tv_sec;
	return t->flush();
}

/* --- what there is ------------------------------------------------------------------------ */
/* Schemas that a database keeps for itself are no agency's tables. */
static bool its_own(const char *schema)
{
	static const char *const own[] = { "pg_catalog", "information_schema", "pg_toast", "sys",
		"mysql", "performance_schema", "SYS", "SYSTEM", "INFORMATION_SCHEMA", "sys_catalog" };
	for (size_t i = 0; schema && i < sizeof own / sizeof own[0]; i++)
		if (strcmp(schema, own[i]) == 0)
			return true;
	return false;
}

static bool tables(struct tap *t, const struct tap_ask *ask)
{
	int64_t n = 0;
	bool more = true;
	if (!begin(t))
		return false;
	if (!good(SQLTablesW(t->stmt, NULL, 0, NULL, 0, NULL, 0, wide(t->cx, "TABLE,VIEW"), SQL_NTS)))
		return failed(t);
	while (more && (!ask->most || n < ask->most)) {
		const char *schema = NULL, *name = NULL, *kind = NULL;
		if (!next(t, &more))
			return false;
		if (!more)
			break;
		if (!text_cell(t, 2, &schema) || !text_cell(t, 3, &name) || !text_cell(t, 4, &kind))
			return false;
		if (its_own(schema) || !name || !*name)
			continue;
		size_t at = frame_begin(t->out, 'T');
		frame_text(t->out, schema && *schema ? schema : NULL);
		frame_text(t->out, name);
		frame_text(t->out, kind);
		n++;
		if (!put(t, at))
			return false;
	}
	return end(t, n);
}

struct keys { const char *names[KEYS_MOST]; size_t n; };

/* Not every driver knows keys; a table without one is like one of which none is known. */
static bool find_keys(struct tap *t, const struct tap_ask *ask, struct keys *k)
{
	bool more = true;
	SQLWCHAR *schema = ask->schema ? wide(t->cx, ask->schema) : NULL;
	if (!begin(t))
		return false;
	if (!good(SQLPrimaryKeysW(t->stmt, NULL, 0, schema, schema ? SQL_NTS : 0,
				  wide(t->cx, ask->table), SQL_NTS)))
		return true;
	while (k->n < KEYS_MOST) {
		const char *name = NULL;
		if (!next(t, &more))
			return false;
		if (!more)
			break;
		if (!text_cell(t, 4, &name))
			return false;
		if (name)
			k->names[k->n++] = name;
	}
	return true;
}

/* % and _ stand for more than themselves where a pattern is asked for; whatever the
 * pattern finds is compared with the name again. */
static SQLWCHAR *pattern(struct tap *t, const char *name)
{
	SQLWCHAR mark[4] = { 0 };
	SQLSMALLINT got;
	AUTO_BUF out = buf_make(4096);
	if (!good(SQLGetInfoW(t->dbc, SQL_SEARCH_PATTERN_ESCAPE, mark, sizeof mark, &got)))
		mark[0] = 0;
	for (const char *p = name; *p; p++) {
		if (mark[0] && mark[0] < 0x80 && (*p == '%' || *p == '_' || *p == (char)mark[0]))
			buf_byte(&out, (char)mark[0]);
		buf_byte(&out, *p);
	}
	return wide(t->cx, buf_cstr(&out));
}

struct column { const char *name, *word, *remark; int64_t type, size, digits, null; };

static bool read_column(struct tap *t, struct column *c, const char **ret_schema,
			const char **ret_table)
{
	return text_cell(t, 2, ret_schema) && text_cell(t, 3, ret_table) &&
	       text_cell(t, 4, &c->name) && number_cell(t, 5, &c->type, 0) &&
	       text_cell(t, 6, &c->word) && number_cell(t, 7, &c->size, 0) &&
	       number_cell(t, 9, &c->digits, 0) && number_cell(t, 11, &c->null, 2) &&
	       text_cell(t, 12, &c->remark);
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* *ret_n 0: there is no such table. */
static bool find_columns(struct tap *t, const struct tap_ask *ask, struct column **ret,
			 size_t *ret_n)
{
	struct column *all = ctx_array(t->cx, struct column, TAP_COLUMNS);
	bool more = true;
	size_t n = 0;
	SQLWCHAR *schema = ask->schema ? pattern(t, ask->schema) : NULL;
	if (!begin(t))
		return false;
	if (!good(SQLColumnsW(t->stmt, NULL, 0, schema, schema ? SQL_NTS : 0,
			      pattern(t, ask->table), SQL_NTS, NULL, 0)))
		return failed(t);
	while (n < TAP_COLUMNS) {
		const char *in, *of;
		if (!next(t, &more))
			return false;
		if (!more)
			break;
		if (!read_column(t, &all[n], &in, &of))
			return false;
		n += same(in, ask->schema) && same(of, ask->table) && all[n].name;
	}
	*ret = all;
	*ret_n = n;
	if (!n)
		fault(t, "no-table", "", "");
	return n > 0;
}

/* Drivers of PostgreSQL and what descends from it don't tell comments; the catalogue
 * does. Where there is no such catalogue there are none. */
static bool find_remarks(struct tap *t, const struct tap_ask *ask, struct column *all, size_t n)
{
	static const char sql[] = "SELECT a.attname, col_description(a.attrelid, a.attnum) "
		"FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
		"JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace WHERE c.relname = ? "
		"AND s.nspname = ? AND a.attnum > 0 AND NOT a.attisdropped";
	SQLLEN whole = SQL_NTS;
	bool more = true, known = false;
	for (size_t i = 0; i < n; i++)
		known |= all[i].remark && *all[i].remark;
	if (known || !ask->schema)
		return true;
	if (!begin(t))
		return false;
	SQLBindParameter(t->stmt, 1, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WVARCHAR, NAME_MOST, 0,
			 wide(t->cx, ask->table), 0, &whole);
	SQLBindParameter(t->stmt, 2, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WVARCHAR, NAME_MOST, 0,
			 wide(t->cx, ask->schema), 0, &whole);
	if (!good(SQLExecDirectW(t->stmt, wide(t->cx, sql), SQL_NTS)))
		return true;
	for (;;) {
		const char *name = NULL, *remark = NULL;
		if (!next(t, &more))
			return false;
		if (!more)
			return true;
		if (!text_cell(t, 1, &name) || !text_cell(t, 2, &remark))
			return false;
		for (size_t i = 0; i < n && name; i++)
			if (strcmp(all[i].name, name) == 0)
				all[i].remark = remark;
	}
}

static bool describe(struct tap *t, const struct tap_ask *ask)
{
	struct keys keys = { .n = 0 };
	struct column *all;
	size_t n;
	if (!find_columns(t, ask, &all, &n) || !find_remarks(t, ask, all, n) ||
	    !find_keys(t, ask, &keys))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &all[i];
		int64_t key = 0;
		for (size_t k = 0; k < keys.n; k++)
			if (strcmp(keys.names[k], c->name) == 0)
				key = (int64_t)k + 1;
		size_t at = frame_begin(t->out, 'D');
		frame_text(t->out, c->name);
		frame_int(t->out, c->type);
		frame_text(t->out, c->word);
		frame_int(t->out, c->size < 0 ? 0 : c->size);
		frame_int(t->out, c->digits < 0 ? 0 : c->digits);
		frame_int(t->out, c->null);
		frame_int(t->out, key);
		frame_text(t->out, c->remark);
		if (!put(t, at))
			return false;
	}
	return end(t, (int64_t)n);
}

/* --- rows --------------------------------------------------------------------------------- */
static void name(const struct tap *t, struct buf *out, const char *text)
{
	char open = t->quote[0] ? t->quote[0] : '"', shut = open == '[' ? ']' : open;
	buf_byte(out, open);
	for (const char *p = text; *p; p++) {
		buf_byte(out, *p);
		if (*p == shut)
			buf_byte(out, shut);
	}
	buf_byte(out, shut);
}

/* Every name was found in the database's own list before it stands in a statement. */
static bool select_rows(struct tap *t, const struct tap_ask *ask, const struct column *since)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	SQLLEN whole = SQL_NTS;
	buf_text(&sql, "SELECT ");
	for (size_t i = 0; i < ask->ncolumns; i++) {
		if (i)
			buf_text(&sql, ", ");
		name(t, &sql, ask->columns[i]);
	}
	buf_text(&sql, " FROM ");
	if (ask->schema) {
		name(t, &sql, ask->schema);
		buf_byte(&sql, '.');
	}
	name(t, &sql, ask->table);
	if (since && ask->from) {
		buf_text(&sql, " WHERE ");
		name(t, &sql, ask->since);
		buf_text(&sql, " >= ?");
	}
	if (since) {
		buf_text(&sql, " ORDER BY ");
		name(t, &sql, ask->since);
	}
	if (!begin(t))
		return false;
	if (since && ask->from)
		SQLBindParameter(t->stmt, 1, SQL_PARAM_INPUT, SQL_C_WCHAR, (SQLSMALLINT)since->type,
				 (SQLULEN)since->size, (SQLSMALLINT)since->digits,
				 wide(t->cx, ask->from), 0, &whole);
	return good(SQLExecDirectW(t->stmt, wide(t->cx, buf_cstr(&sql)), SQL_NTS)) || failed(t);
}

static bool columns_there(struct tap *t, const struct tap_ask *ask, const struct column *all,
			  size_t n, const struct column **ret_since)
{
	for (size_t i = 0; i <= ask->ncolumns; i++) {
		const char *want = i < ask->ncolumns ? ask->columns[i] : ask->since;
		const struct column *found = NULL;
		for (size_t k = 0; k < n && want && !found; k++)
			found = strcmp(all[k].name, want) == 0 ? &all[k] : NULL;
		if (want && !found) {
			fault(t, "no-column", "", want);
			return false;
		}
		*ret_since = found;             /* the last one looked for */
	}
	return true;
}

static bool read_rows(struct tap *t, const struct tap_ask *ask)
{
	const struct column *since = NULL;
	struct column *all;
	size_t ncolumns;
	int64_t n = 0;
	bool more = true;
	if (!find_columns(t, ask, &all, &ncolumns) ||
	    !columns_there(t, ask, all, ncolumns, &since) || !select_rows(t, ask, since))
		return false;
	while (!ask->most || n < ask->most) {
		if (!next(t, &more))
			return false;
		if (!more)
			break;
		size_t at = frame_begin(t->out, 'R');
		for (size_t i = 0; i < ask->ncolumns; i++) {
			bool null = false;
			if (!cell(t, (int)i + 1, &null))
				return false;
			frame_put(t->out, null ? NULL : t->cell.p ? t->cell.p : "", t->cell.n);
		}
		n++;
		if (!put(t, at))
			return false;
	}
	return end(t, n);
}

void odbc_answer(struct ctx *cx, const struct tap_ask *ask, struct buf *out, bool (*flush)(void))
{
	static bool (*const verbs[])(struct tap *, const struct tap_ask *) = {
		[TAP_TABLES] = tables, [TAP_DESCRIBE] = describe, [TAP_ROWS] = read_rows };
	struct tap t = { .cx = cx, .out = out, .flush = flush, .cell = buf_make(CELL_MOST),
			 .password = ask->place.password };
	if (open_connection(&t, &ask->place))
		(void)verbs[ask->verb](&t, ask);
	/* The process ends now: neither driver nor database is waited for. */
	buf_end(&t.cell);
}
