/* catalogue.c - what there is in a database: tables, columns, keys. */
#include "tap/inside.h"
#include <string.h>

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

/* In another database of the same server, which no name of ours would mean. */
static bool elsewhere(const struct tap *t, const char *catalog)
{
	return t->mysql && catalog && t->catalog && strcmp(catalog, t->catalog) != 0;
}

bool odbc_tables(struct tap *t, const struct tap_ask *ask)
{
	int64_t n = 0;
	bool more = true;
	if (!odbc_begin(t))
		return false;
	if (!odbc_good(SQLTablesW(t->stmt, NULL, 0, NULL, 0, NULL, 0,
				  odbc_wide(t->cx, "TABLE,VIEW"), SQL_NTS)))
		return odbc_failed(t);
	while (more && (!ask->most || n < ask->most)) {
		const char *catalog = NULL, *schema = NULL, *name = NULL, *kind = NULL;
		if (!odbc_next(t, &more))
			return false;
		if (!more)
			break;
		if (!odbc_text(t, 1, &catalog) || !odbc_text(t, 2, &schema) ||
		    !odbc_text(t, 3, &name) || !odbc_text(t, 4, &kind))
			return false;
		if (elsewhere(t, catalog) || its_own(schema) || !name || !*name)
			continue;
		size_t at = frame_begin(t->out, 'T');
		frame_text(t->out, schema && *schema ? schema : NULL);
		frame_text(t->out, name);
		frame_text(t->out, kind);
		n++;
		if (!odbc_put(t, at))
			return false;
	}
	return odbc_end(t, n);
}

/* Not every driver knows keys; a table without one is like one of which none is known. */
bool odbc_keys(struct tap *t, const char *schema_name, const char *table, struct keys *k)
{
	bool more = true;
	SQLWCHAR *schema = schema_name ? odbc_wide(t->cx, schema_name) : NULL;
	if (!odbc_begin(t))
		return false;
	if (!odbc_good(SQLPrimaryKeysW(t->stmt, NULL, 0, schema, schema ? SQL_NTS : 0,
				  odbc_wide(t->cx, table), SQL_NTS)))
		return true;
	while (k->n < ODBC_KEYS_MOST) {
		const char *name = NULL;
		if (!odbc_next(t, &more))
			return false;
		if (!more)
			break;
		if (!odbc_text(t, 4, &name))
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
	if (!odbc_good(SQLGetInfoW(t->dbc, SQL_SEARCH_PATTERN_ESCAPE, mark, sizeof mark, &got)))
		mark[0] = 0;
	for (const char *p = name; *p; p++) {
		if (mark[0] && mark[0] < 0x80 && (*p == '%' || *p == '_' || *p == (char)mark[0]))
			buf_byte(&out, (char)mark[0]);
		buf_byte(&out, *p);
	}
	return odbc_wide(t->cx, buf_cstr(&out));
}

struct place { const char *catalog, *schema, *table; };
static bool read_column(struct tap *t, struct column *c, struct place *ret)
{
	return odbc_text(t, 1, &ret->catalog) && odbc_text(t, 2, &ret->schema) &&
	       odbc_text(t, 3, &ret->table) &&
	       odbc_text(t, 4, &c->name) && odbc_number(t, 5, &c->type, 0) &&
	       odbc_text(t, 6, &c->word) && odbc_number(t, 7, &c->size, 0) &&
	       odbc_number(t, 9, &c->digits, 0) && odbc_number(t, 11, &c->null, 2) &&
	       odbc_text(t, 12, &c->remark);
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool odbc_columns(struct tap *t, const char *schema_name, const char *table,
		  struct column **ret, size_t *ret_n)
{
	struct column *all = ctx_array(t->cx, struct column, TAP_COLUMNS);
	bool more = true;
	size_t n = 0;
	SQLWCHAR *schema = schema_name ? pattern(t, schema_name) : NULL;
	if (!odbc_begin(t))
		return false;
	if (!odbc_good(SQLColumnsW(t->stmt, NULL, 0, schema, schema ? SQL_NTS : 0,
			      pattern(t, table), SQL_NTS, NULL, 0)))
		return odbc_failed(t);
	while (n < TAP_COLUMNS) {
		struct place in;
		if (!odbc_next(t, &more))
			return false;
		if (!more)
			break;
		if (!read_column(t, &all[n], &in))
			return false;
		n += !elsewhere(t, in.catalog) && same(in.schema, schema_name) &&
		     same(in.table, table) && all[n].name;
	}
	*ret = all;
	*ret_n = n;
	return true;
}

bool odbc_table(struct tap *t, const struct tap_ask *ask, struct column **ret, size_t *ret_n)
{
	if (!odbc_columns(t, ask->schema, ask->table, ret, ret_n))
		return false;
	if (!*ret_n)
		odbc_fault(t, "no-table", "", "");
	return *ret_n > 0;
}

const struct column *odbc_column(const struct column *all, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
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
	if (!odbc_begin(t))
		return false;
	SQLBindParameter(t->stmt, 1, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WVARCHAR, ODBC_NAME_MOST, 0,
			 odbc_wide(t->cx, ask->table), 0, &whole);
	SQLBindParameter(t->stmt, 2, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WVARCHAR, ODBC_NAME_MOST, 0,
			 odbc_wide(t->cx, ask->schema), 0, &whole);
	if (!odbc_good(SQLExecDirectW(t->stmt, odbc_wide(t->cx, sql), SQL_NTS)))
		return true;
	for (;;) {
		const char *name = NULL, *remark = NULL;
		if (!odbc_next(t, &more))
			return false;
		if (!more)
			return true;
		if (!odbc_text(t, 1, &name) || !odbc_text(t, 2, &remark))
			return false;
		for (size_t i = 0; i < n && name; i++)
			if (strcmp(all[i].name, name) == 0)
				all[i].remark = remark;
	}
}

bool odbc_describe(struct tap *t, const struct tap_ask *ask)
{
	struct keys keys = { .n = 0 };
	struct column *all;
	size_t n;
	if (!odbc_table(t, ask, &all, &n) || !find_remarks(t, ask, all, n) ||
	    !odbc_keys(t, ask->schema, ask->table, &keys))
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
		if (!odbc_put(t, at))
			return false;
	}
	return odbc_end(t, (int64_t)n);
}
