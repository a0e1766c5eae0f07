/* odbc.c - see odbc.h and inside.h: text, faults, the connection, one statement. */
#include "tap/inside.h"
#include "base/utf8.h"
#include <string.h>
#include <time.h>

#define LOGIN_SECONDS  10
#define QUERY_SECONDS  3600
#define MESSAGE_MOST   400
#define FLUSH_AT       (64u << 10)
#define ROW_ARENA      (64u << 20)

_Static_assert(sizeof(SQLWCHAR) == 2, "unixODBC's wide characters");

/* --- text --------------------------------------------------------------------------------- */
SQLWCHAR *odbc_wide(struct ctx *cx, const char *text)
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

bool odbc_good(SQLRETURN r)
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
	if (strstr(message, "permission denied") || strstr(message, "command denied"))
		return "denied";
	if (strstr(message, "Access denied") && strstr(message, "to database"))
		return "no-database";           /* MySQL's, of one that isn't there as well */
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncmp(state, words[i].state, strlen(words[i].state)) == 0)
			return words[i].word;
	return "statement";
}

void odbc_fault(struct tap *t, const char *word, const char *state, const char *message)
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
	if (odbc_good(SQLGetDiagRecW(kind, h, 1, state, &native, text, MESSAGE_MOST, &n))) {
		narrow(&code, state, 5, &high);
		size_t len = 0;
		while (len < MESSAGE_MOST && text[len])
			len++;
		narrow(&message, text, len, &high);
	}
	const char *said = buf_cstr(&message);
	odbc_fault(t, word_of(buf_cstr(&code), said), buf_cstr(&code), scrubbed(t, said));
}

/* MySQL has one state for what it doesn't let do and what it doesn't understand. */
static bool mysql_denied(const char *state, SQLINTEGER native)
{
	static const SQLINTEGER denied[] = { 1044, 1142, 1143, 1227, 1370 };
	bool is = false;
	for (size_t i = 0; i < sizeof denied / sizeof denied[0]; i++)
		is |= native == denied[i];
	return is && strcmp(state, "42000") == 0;
}

void odbc_state(SQLHSTMT s, char ret[6])
{
	SQLWCHAR state[6] = { 0 };
	SQLINTEGER native = 0;
	SQLSMALLINT n;
	memset(ret, 0, 6);
	if (odbc_good(SQLGetDiagRecW(SQL_HANDLE_STMT, s, 1, state, &native, NULL, 0, &n)))
		for (int i = 0; i < 5; i++)
			ret[i] = state[i] < 0x7f ? (char)state[i] : '?';
	if (mysql_denied(ret, native))
		memcpy(ret, "42501", 6);
}

/* --- the connection ----------------------------------------------------------------------- */
const char *odbc_folder(struct ctx *cx, const char *driver)
{
	SQLHENV env = NULL;
	SQLCHAR name[256], more[4096];
	SQLSMALLINT n, m;
	const char *found = NULL;
	if (!odbc_good(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env)))
		return NULL;
	SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
	for (SQLUSMALLINT way = SQL_FETCH_FIRST; !found && odbc_good(SQLDrivers(env, way, name,
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

static const char *own(struct tap *t, const SQLWCHAR *text, size_t most)
{
	uint32_t high = 0;
	AUTO_BUF out = buf_make(4096);
	size_t n = 0;
	while (n < most && text[n])
		n++;
	narrow(&out, text, n, &high);
	return ctx_text(t->cx, buf_cstr(&out));
}

/* Whose database it is, and which. */
static void know(struct tap *t)
{
	SQLWCHAR text[ODBC_NAME_MOST + 2] = { 0 };
	SQLINTEGER n;
	SQLSMALLINT m;
	if (odbc_good(SQLGetConnectAttrW(t->dbc, SQL_ATTR_CURRENT_CATALOG, text, sizeof text, &n)))
		t->catalog = own(t, text, ODBC_NAME_MOST);
	memset(text, 0, sizeof text);
	if (!odbc_good(SQLGetInfoW(t->dbc, SQL_DBMS_NAME, text, sizeof text, &m)))
		return;
	const char *name = own(t, text, ODBC_NAME_MOST);
	t->mysql = strstr(name, "MySQL") || strstr(name, "MariaDB");
}

static bool open_connection(struct tap *t, const struct tap_ask *ask)
{
	const struct tap_place *p = &ask->place;
	bool writes = tap_writes(ask->verb);
	AUTO_BUF text = buf_make(16384);
	SQLWCHAR quote[4] = { 0 };
	SQLSMALLINT n;
	SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &t->env);
	SQLSetEnvAttr(t->env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
	SQLAllocHandle(SQL_HANDLE_DBC, t->env, &t->dbc);
	SQLSetConnectAttrW(t->dbc, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)LOGIN_SECONDS, 0);
	SQLSetConnectAttrW(t->dbc, SQL_ATTR_ACCESS_MODE,
			   (SQLPOINTER)(writes ? SQL_MODE_READ_WRITE : SQL_MODE_READ_ONLY), 0);
	tap_string(&text, p, writes);
	SQLWCHAR *string = odbc_wide(t->cx, buf_cstr(&text));
	SQLRETURN r = SQLDriverConnectW(t->dbc, NULL, string, SQL_NTS, NULL, 0, NULL,
					SQL_DRIVER_NOPROMPT);
	explicit_bzero(text.p, text.n);
	if (!odbc_good(r)) {
		fault_of(t, SQL_HANDLE_DBC, t->dbc);
		return false;
	}
	if (odbc_good(SQLGetInfoW(t->dbc, SQL_IDENTIFIER_QUOTE_CHAR, quote, sizeof quote, &n)) &&
	    quote[0] > ' ' && quote[0] < 0x7f)
		t->quote[0] = (char)quote[0];
	know(t);
	return true;
}

bool odbc_begin(struct tap *t)
{
	if (t->stmt)
		SQLFreeHandle(SQL_HANDLE_STMT, t->stmt);
	t->stmt = NULL;
	if (!odbc_good(SQLAllocHandle(SQL_HANDLE_STMT, t->dbc, &t->stmt))) {
		fault_of(t, SQL_HANDLE_DBC, t->dbc);
		return false;
	}
	SQLSetStmtAttrW(t->stmt, SQL_ATTR_QUERY_TIMEOUT, (SQLPOINTER)QUERY_SECONDS, 0);
	return true;
}

bool odbc_failed(struct tap *t)
{
	fault_of(t, SQL_HANDLE_STMT, t->stmt);
	return false;
}

/* *ret_more false at the end; false: it failed, and was told. */
bool odbc_next(struct tap *t, bool *ret_more)
{
	SQLRETURN r = SQLFetch(t->stmt);
	*ret_more = r != SQL_NO_DATA;
	return r == SQL_NO_DATA || odbc_good(r) || odbc_failed(t);
}

/* A column of the row under way, into t->cell. *ret_null. */
bool odbc_cell(struct tap *t, int column, bool *ret_null)
{
	uint32_t high = 0;
	SQLLEN left;
	buf_clear(&t->cell);
	for (;;) {
		SQLRETURN r = SQLGetData(t->stmt, (SQLUSMALLINT)column, SQL_C_WCHAR, t->piece,
					 sizeof t->piece, &left);
		if (r == SQL_NO_DATA)
			return true;
		if (!odbc_good(r))
			return odbc_failed(t);
		*ret_null = left == SQL_NULL_DATA;
		if (*ret_null)
			return true;
		bool more = left == SQL_NO_TOTAL || left >= (SQLLEN)sizeof t->piece;
		narrow(&t->cell, t->piece, more ? ODBC_PIECE - 1 : (size_t)left / 2, &high);
		if (!buf_ok(&t->cell)) {
			odbc_fault(t, "too-wide", "", "");
			return false;
		}
		if (!more)
			return true;
	}
}

/* The same as text of its own; null is NULL. */
bool odbc_text(struct tap *t, int column, const char **ret)
{
	bool null = false;
	if (!odbc_cell(t, column, &null))
		return false;
	*ret = null ? NULL : ctx_textn(t->cx, t->cell.p ? t->cell.p : "", t->cell.n);
	return true;
}

bool odbc_number(struct tap *t, int column, int64_t *ret, int64_t none)
{
	SQLINTEGER n = 0;
	SQLLEN left;
	if (!odbc_good(SQLGetData(t->stmt, (SQLUSMALLINT)column, SQL_C_SLONG, &n, sizeof n, &left)))
		return odbc_failed(t);
	*ret = left == SQL_NULL_DATA ? none : n;
	return true;
}

bool odbc_end(struct tap *t, int64_t n)
{
	size_t at = frame_begin(t->out, 'Z');
	frame_int(t->out, n);
	frame_end(t->out, at);
	return true;
}

bool odbc_put(struct tap *t, size_t at)
{
	frame_end(t->out, at);
	if (!buf_ok(t->out)) {
		buf_clear(t->out);
		t->out->full = false;
		odbc_fault(t, "too-wide", "", "");
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

void odbc_name(const struct tap *t, struct buf *out, const char *text)
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

void odbc_table_name(const struct tap *t, struct buf *out, const char *schema, const char *table)
{
	if (schema) {
		odbc_name(t, out, schema);
		buf_byte(out, '.');
	}
	odbc_name(t, out, table);
}

void odbc_answer(struct ctx *cx, const struct tap_ask *ask, struct buf *out, bool (*flush)(void))
{
	static bool (*const verbs[])(struct tap *, const struct tap_ask *) = {
		[TAP_TABLES] = odbc_tables, [TAP_DESCRIBE] = odbc_describe, [TAP_ROWS] = odbc_read,
		[TAP_WRITE] = odbc_write, [TAP_ERASE] = odbc_erase };
	struct tap t = { .cx = cx, .out = out, .flush = flush, .cell = buf_make(ODBC_CELL_MOST),
			 .password = ask->place.password };
	ctx_init(&t.row, cx->now, ROW_ARENA);
	if (open_connection(&t, ask))
		(void)verbs[ask->verb](&t, ask);
	/* The process ends now: neither driver nor database is waited for. */
	buf_end(&t.cell);
}
