/* entries.c - see entries.h. The rows are put where publishing an entry would put
 * them, in bulk: by COPY, or by one prepared statement a table; what their items count
 * to is added up as a reindex would. Their words are not:
 * reindex_words() finds them (catalogue/reindex.h), and is measured by it. */
#include "entries.h"
#include "account/org.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "catalogue/entry.h"
#include <libpq-fe.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 5000, ITEMS = 4, CELLS = 24 };

uint32_t entries_chance(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

const char *entries_word(struct ctx *cx, uint32_t k)
{
	char text[9];
	size_t n = utf8_put(0x4e00 + k % 300 * 7, text);
	n += utf8_put(0x4e00 + (k * 31 + k / 300) % 300 * 7, text + n);
	return ctx_textn(cx, text, n);
}

const char *entries_phrase(struct ctx *cx, uint32_t *seed, int n)
{
	const char *all = "";
	for (int i = 0; i < n; i++) {
		double u = entries_chance(seed) % 1000000 / 1e6;
		all = ctx_print(cx, "%s%s", all,
				entries_word(cx, (uint32_t)(ENTRY_WORDS * u * sqrt(u))));
	}
	return all;
}

/* --- rows of tables, the same way into both stores -------------------------- */
struct table { const char *name, *columns; int ncolumns; };
static const struct table tables[] = {
	{ "resource", "id, no, code, national_code, org, state, head, draft, next_item, revision, seq, "
	  "created_at, changed_at", 13 },
	{ "resource_version", "resource, version, state, title, abstract, keywords, theme, form, "
	  "update_cycle, grade, share_type, open_type, completeness, created_at, changed_at, "
	  "published_at", 16 },
	{ "item", "resource, version, pos, no, code, name, type, length, decimals, is_key, nullable, "
	  "grade, share_type, open_type", 14 },
	{ "portal_dataset", "no, resource, standing, data_version, rows, bytes, updated_at, first_at", 8 },
};
enum { RESOURCE, VERSION, ITEM_, PORTAL, TABLES };

/* Cells of a row, in order, none with a tab or a backslash. */
struct lines { struct buf text[TABLES]; };

static void row(struct lines *l, int table, const char *const *cells)
{
	struct buf *b = &l->text[table];
	for (int i = 0; i < tables[table].ncolumns; i++)
		buf_print(b, "%s%s", i ? "\t" : "", cells[i]);
	buf_byte(b, '\n');
}

static bool copy_in(PGconn *c, const struct table *t, const struct buf *b)
{
	char sql[512];
	snprintf(sql, sizeof sql, "COPY %s (%s) FROM STDIN", t->name, t->columns);
	PGresult *res = PQexec(c, sql);
	bool good = PQresultStatus(res) == PGRES_COPY_IN;
	PQclear(res);
	good = good && PQputCopyData(c, b->p, (int)b->n) == 1 && PQputCopyEnd(c, NULL) == 1;
	while ((res = PQgetResult(c)) != NULL) {
		good = good && PQresultStatus(res) == PGRES_COMMAND_OK;
		PQclear(res);
	}
	return good;
}

static bool insert_all(sqlite3 *sq, const struct table *t, struct buf *b)
{
	char sql[640];
	sqlite3_stmt *st;
	snprintf(sql, sizeof sql, "INSERT INTO %s (%s) VALUES (?%.*s)", t->name, t->columns,
		 (t->ncolumns - 1) * 2, ",?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?");
	if (sqlite3_prepare_v2(sq, sql, -1, &st, NULL) != SQLITE_OK)
		return false;
	bool good = true;
	for (const char *p = buf_cstr(b); *p && good; p++) {
		for (int i = 1; i <= t->ncolumns; i++) {
			size_t n = strcspn(p, "\t\n");
			sqlite3_bind_text(st, i, p, (int)n, SQLITE_STATIC);
			p += n + (i < t->ncolumns);
		}
		good = sqlite3_step(st) == SQLITE_DONE;
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	return good;
}

/* --- entries ------------------------------------------------------------------ */
struct some { const char *org; int from, n; };

static void one(struct ctx *cx, const struct some *s, int i, struct lines *l)
{
	static const char *const themes_[] = { "education", "transport", "health", "market" };
	uint32_t seed = (uint32_t)i * 2654435761u;
	const char *id = id_new(cx), *no = ctx_print(cx, "%d", i + 1);
	const char *at = ctx_print(cx, "%lld", (long long)cx->now.n);
	for (int k = 0; k < ITEMS; k++)
		row(l, ITEM_, (const char *[]){ id, "1", ctx_print(cx, "%d", k),
			ctx_print(cx, "%d", k + 1), ctx_print(cx, "c%d", k),
			entries_phrase(cx, &seed, 2), "string", "0", "0", k ? "0" : "1", "0", "1",
			"unconditional", "unconditional" });
	const char *title = entries_phrase(cx, &seed, 4);
	row(l, RESOURCE, (const char *[]){ id, no, ctx_print(cx, "320900-%s", no),
		ctx_print(cx, "307009/%06d", i + 1), s->org, "published", "1", "0", "5", "2", no, at, at });
	row(l, VERSION, (const char *[]){ id, "1", "published",
		i % 10 ? title : ctx_print(cx, "%s" ENTRY_COMMON, title), entries_phrase(cx, &seed, 8),
		"", themes_[seed >> 7 & 3], "table", "daily", ctx_print(cx, "%d", 1 + (int)(seed >> 9) % 4),
		"unconditional", "unconditional", "60", at, at, at });
	row(l, PORTAL, (const char *[]){ no, id, "held", "0", "0", "0", "0", at });
}

static enum err add_some(struct ctx *cx, struct db *db, void *arg)
{
	const struct some *s = arg;
	struct lines l;
	bool good = true;
	for (int t = 0; t < TABLES; t++)
		l.text[t] = buf_make(64u << 20);
	for (int i = s->from; i < s->from + s->n; i++)
		one(cx, s, i, &l);
	for (int t = 0; t < TABLES && good; t++)
		good = db_kind(db) == STORE_PG ? copy_in((PGconn *)db_pg(db), &tables[t], &l.text[t])
					       : insert_all(db_sqlite(db), &tables[t], &l.text[t]);
	for (int t = 0; t < TABLES; t++)
		buf_end(&l.text[t]);
	if (!good)
		return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	struct counting these = { .most = s->n, .after = s->from };
	return entry_count_some(cx, db, &these);
}

static enum err make_org(struct ctx *cx, struct db *db, void *arg)
{
	return org_create(cx, db, NULL, arg);
}

/* The numbers given so far. */
static enum err count_on(struct ctx *cx, struct db *db, void *arg)
{
	static const char *const names[] = { "resource", "change" };
	int n = *(int *)arg;
	for (int k = 0; k < 2; k++) {
		AUTO_BUF b = buf_make(100);
		buf_print(&b, "%s\t%d\n", names[k], n);
		const struct table t = { "catalogue_sequence", "name, last", 2 };
		if (!(db_kind(db) == STORE_PG ? copy_in((PGconn *)db_pg(db), &t, &b)
					      : insert_all(db_sqlite(db), &t, &b)))
			return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	}
	return OK;
}

enum err entries_make(struct ctx *cx, struct store *store, int n)
{
	struct org o = { .name = "盐城市教育局", .code = "", .region = "320900", .kind = ORG_AGENCY };
	TRY(store_change(cx, store, make_org, &o));
	TRY(store_change(cx, store, count_on, &n));
	for (int i = 0; i < n; i += STEP) {
		AUTO_CTX mine;
		ctx_init(&mine, cx->now, 512u << 20);
		struct some s = { o.id, i, n - i < STEP ? n - i : STEP };
		enum err e = store_change(&mine, store, add_some, &s);
		if (e != OK)
			return fail(cx, e, mine.fault.said);
	}
	return OK;
}
