/* test_rowread.c - rows read through statements are the rows the pure evaluator
 * chooses, whatever the filter; on SQLite, and on PostgreSQL when
 * GONGSHU_TEST_PG names one. */
#include "rowsql/rowload.h"
#include "rowsql/rowread.h"
#include "rowsql/rowtext.h"
#include "test.h"
#include <libpq-fe.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROWS 300
static struct store *store;
static struct rowpool *pool;
static const char *dsn;
static char dir[64];

static const struct column columns[] = {
	{ .no = 1, .code = "id", .name = "id", .shape = { .type = ITEM_STRING }, .key = true },
	{ .no = 3, .code = "year", .name = "year", .shape = { .type = ITEM_INTEGER,
	  .nullable = true }, .indexed = true },
	{ .no = 7, .code = "note", .name = "note", .shape = { .type = ITEM_TEXT,
	  .nullable = true } },
};
static const struct viewed items[] = {
	{ .code = "id", .no = 1, .shape = { .type = ITEM_STRING }, .key = true, .granted = true },
	{ .code = "year", .no = 3, .shape = { .type = ITEM_INTEGER }, .granted = true },
	{ .code = "note", .no = 7, .shape = { .type = ITEM_TEXT }, .granted = true },
	{ .code = "later", .no = 0, .shape = { .type = ITEM_TEXT }, .granted = true },
};
static const struct view view = { items, 4 };
static const size_t seen[] = { 0, 1, 2, 3 };
static struct value rows[ROWS][4];

static uint32_t seed = 7;
static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static void make_rows(struct ctx *cx)
{
	static const char *const notes[] = { "a", "ab", "盐城", "盐城市", "\x7f", "%_\\'\"", "é" };
	for (int i = 0; i < ROWS; i++) {
		const char *id = ctx_print(cx, "k%03d", i);
		const char *note = notes[chance(7)];
		rows[i][0] = (struct value){ .p = id, .n = strlen(id) };
		rows[i][1] = (struct value){ .null = chance(5) == 0, .i = 2000 + chance(6) };
		rows[i][2] = (struct value){ .null = chance(5) == 0, .p = note, .n = strlen(note) };
		rows[i][3] = (struct value){ .null = true };
	}
}

static enum err load(struct ctx *cx)
{
	struct cell *cells = ctx_array(cx, struct cell, ROWS * 3);
	struct rowload_sum sum;
	AUTO_ROWLOAD l = NULL;
	for (int i = 0; i < ROWS * 3; i++) {
		const struct value *v = &rows[i / 3][i % 3];
		cells[i] = (struct cell){ v->i, v->p, v->null ? CELL_NULL :
					  i % 3 == 1 ? CELL_INT : (int32_t)v->n };
	}
	TRY(rowload_begin(cx, (struct rowload_setup){ .store = store, .resource_no = 9,
		.version = 1, .mode = LOAD_REPLACE, .columns = columns, .ncolumns = 3 }, &l));
	struct block b = { .nrows = ROWS, .ncolumns = 3, .first = 1, .cells = cells };
	TRY(rowload_add(cx, l, &b));
	return rowload_finish(cx, &l, &sum);
}

/* --- filters by chance ------------------------------------------------------ */

static void any_filter(struct buf *b, int depth)
{
	static const char *const ops[] = { "eq", "ne", "lt", "le", "gt", "ge" };
	static const char *const texts[] = { "a", "ab", "盐", "盐城市", "%", "\x7f", "b" };
	switch (depth ? chance(9) : chance(6)) {
	case 0:
		buf_print(b, "{\"item\":\"year\",\"op\":\"%s\",\"value\":%u}", ops[chance(6)],
			  1999 + chance(8));
		return;
	case 1:
		buf_print(b, "{\"item\":\"note\",\"op\":\"%s\",\"value\":\"%s\"}", ops[chance(6)],
			  texts[chance(7)]);
		return;
	case 2:
		buf_print(b, "{\"item\":\"note\",\"op\":\"prefix\",\"value\":\"%s\"}",
			  texts[chance(7)]);
		return;
	case 3:
		buf_print(b, "{\"item\":\"year\",\"op\":\"in\",\"value\":[%u,%u]}",
			  2000 + chance(6), 2000 + chance(6));
		return;
	case 4:
		buf_print(b, "{\"item\":\"%s\",\"op\":\"is_null\",\"value\":%s}",
			  items[1 + chance(3)].code, chance(2) ? "true" : "false");
		return;
	case 5:
		buf_print(b, "{\"item\":\"id\",\"op\":\"between\",\"value\":[\"k%03u\",\"k%03u\"]}",
			  chance(300), chance(300));
		return;
	case 6:
		buf_text(b, "{\"not\":");
		any_filter(b, depth - 1);
		buf_text(b, "}");
		return;
	default:
		buf_text(b, chance(2) ? "{\"and\":[" : "{\"or\":[");
		for (uint32_t n = 1 + chance(3); n; n--) {
			any_filter(b, depth - 1);
			buf_text(b, n > 1 ? "," : "]}");
		}
	}
}

static const struct filter *filter_of(struct ctx *cx, const char *text)
{
	const struct filter *f = NULL;
	json_t *json = json_loads(text, 0, NULL);
	CHECK_MSG(json && filter_read(cx, json, view, "where", &f) == OK, "%s", text);
	json_decref(json);
	return f;
}

static bool same(const struct value *a, const struct value *b)
{
	if (a->null || b->null)
		return a->null && b->null;
	return a->i == b->i && a->n == b->n && (!a->n || memcmp(a->p, b->p, a->n) == 0);
}

/* All rows, page by page, against the evaluator's choice. */
static void compare(struct ctx *cx, const struct filter *policy, const struct filter *where,
		    int64_t page, const char *text)
{
	struct row_ask ask = { .resource_no = 9, .version = 1, .fields = view, .seen = seen,
			       .nseen = 4, .policy = policy, .where = where, .limit = page };
	int64_t got;
	int at = 0;
	do {
		AUTO_SCAN s = NULL;
		bool more;
		got = 0;
		CHECK_MSG(rowscan_open(cx, pool, store_reader(store, 0), &ask, &s) == OK,
			  "%s", text);
		for (; s && rowscan_next(cx, s, &more) == OK && more; got++) {
			for (; at < ROWS && !(filter_eval(policy, view, rows[at]) == TRI_TRUE &&
					      filter_eval(where, view, rows[at]) == TRI_TRUE); at++)
				;
			ask.after = rowscan_n(s);
			CHECK_MSG(at < ROWS && ask.after == at + 1, "%s: row %lld, want %d",
				  text, (long long)ask.after, at + 1);
			for (size_t i = 0; at < ROWS && i < 4; i++) {
				struct value v = rowscan_value(s, i);
				CHECK_MSG(same(&v, &rows[at][i]), "%s: row %d item %zu", text,
					  at + 1, i);
			}
			at++;
		}
	} while (got == page);
	for (; at < ROWS; at++)
		CHECK_MSG(filter_eval(policy, view, rows[at]) != TRI_TRUE ||
			  filter_eval(where, view, rows[at]) != TRI_TRUE,
			  "%s: row %d is missing", text, at + 1);
}

static void test_statements_choose_what_the_evaluator_chooses_R20_1(void)
{
	static const int64_t pages[] = { 1000, 50, 7 };
	for (int i = 0; i < 1500; i++) {
		AUTO_CTX cx;
		AUTO_BUF a = buf_make(1 << 20);
		AUTO_BUF b = buf_make(1 << 20);
		ctx_init(&cx, (ms_t){ 0 }, 0);
		any_filter(&a, 3);
		any_filter(&b, 2);
		const struct filter *policy = chance(3) ? filter_of(&cx, buf_cstr(&b)) : NULL;
		compare(&cx, policy, filter_of(&cx, buf_cstr(&a)), pages[chance(3)], a.p);
	}
}

static void test_a_thousand_keys_and_a_deep_or_fit_a_statement(void)
{
	AUTO_CTX cx;
	AUTO_BUF b = buf_make(1 << 20);
	ctx_init(&cx, (ms_t){ 0 }, 0);
	buf_text(&b, "[\"k000\"");
	for (int i = 1; i < 1000; i++)
		buf_print(&b, ",\"k%03d\"", i);
	buf_text(&b, "]");
	json_t *keys = json_loads(buf_cstr(&b), 0, NULL);
	const struct filter *f;
	struct key_list list;
	CHECK(filter_keys(&cx, keys, view, &list, &f) == OK);
	json_decref(keys);
	compare(&cx, NULL, f, 1000, "keys");
}

/* What stands in a statement's text comes from a fixed set of words; nothing a
 * caller wrote is among them. */
static void test_a_statement_is_made_of_known_words_only(void)
{
	static const char *const words[] = {
		"SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "IS", "NULL", "ORDER", "BY",
		"LIMIT", "CAST", "AS", "BIGINT", "TEXT", "n", "t", "c1", "c3", "c7", "r9_v1",
	};
	for (int i = 0; i < 3000; i++) {
		AUTO_CTX cx;
		AUTO_BUF a = buf_make(1 << 20);
		AUTO_BUF text = buf_make(1 << 20);
		struct row_params params;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		any_filter(&a, 3);
		struct row_ask ask = { .resource_no = 9, .version = 1, .fields = view, .seen = seen,
				       .nseen = 4, .where = filter_of(&cx, buf_cstr(&a)), .limit = 1 };
		CHECK(row_text(&cx, i % 2 ? STORE_PG : STORE_SQLITE, &ask, &text, &params) == OK);
		for (char *p = buf_cstr(&text); *p;) {
			p += strspn(p, " ,()=<>?");
			size_t n = strcspn(p, " ,()=<>?");
			bool known = !n || (*p == '$' && strspn(p + 1, "0123456789") == n - 1);
			for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
				known |= strlen(words[w]) == n && memcmp(words[w], p, n) == 0;
			CHECK_MSG(known, "%.*s in %s", (int)n, p, text.p);
			p += n;
		}
	}
}

static void test_a_version_that_is_not_there_is_gone(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct row_ask ask = { .resource_no = 9, .version = 2, .fields = view, .seen = seen,
			       .nseen = 1, .limit = 1 };
	AUTO_SCAN s = NULL;
	CHECK_INT(rowscan_open(&cx, pool, store_reader(store, 0), &ask, &s), ERR_GONE);
	ask.version = 1;
	CHECK_INT(rowscan_open(&cx, pool, store_reader(store, 0), &ask, &s), OK);
}

/* --- several scans on one way there and back ------------------------------------ */

#define SCANS 60                        /* more texts than statements are kept */
struct scans { struct rowscan *at[SCANS]; struct row_ask ask[SCANS]; };

/* Scan i asks for one row by its key, with a text of its own. */
static enum err ask_for(struct ctx *cx, struct scans *all, int i, struct db *db)
{
	size_t *which = ctx_array(cx, size_t, SCANS + 2);
	size_t n = 0;
	for (int k = 0; k <= i; k++)
		which[n++] = (size_t)k % 4;
	const char *text = ctx_print(cx, "{\"item\":\"id\",\"op\":\"eq\",\"value\":\"k%03d\"}", i);
	all->ask[i] = (struct row_ask){ .resource_no = 9, .version = 1, .fields = view,
		.seen = which, .nseen = n, .where = filter_of(cx, text), .limit = 2 };
	return rowscan_open(cx, pool, db, &all->ask[i], &all->at[i]);
}

static void check_row(struct ctx *cx, struct rowscan *s, int i)
{
	bool more = false;
	CHECK_INT(rowscan_next(cx, s, &more), OK);
	CHECK(more);
	for (size_t k = 0; more && k <= (size_t)i; k++) {
		struct value v = rowscan_value(s, k);
		CHECK_MSG(same(&v, &rows[i][k % 4]), "scan %d, item %zu", i, k);
	}
	CHECK_INT(rowscan_next(cx, s, &more), OK);
	CHECK(!more);
}

static void test_scans_asked_together_each_get_their_own_rows(void)
{
	struct db *db = store_reader(store, 1);
	for (int round = 0; round < 3; round++) {
		AUTO_CTX cx;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		struct scans *all = ctx_new(&cx, struct scans);
		for (int i = 0; i < SCANS; i++)
			CHECK_INT(ask_for(&cx, all, i, db), OK);
		db_fetch(db);
		for (int i = SCANS; i--;) {
			check_row(&cx, all->at[i], i);
			rowscan_freep(&all->at[i]);
		}
	}
}

static void test_a_scan_that_fails_or_is_given_up_harms_none_beside_it(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct db *db = store_reader(store, 1);
	struct scans *all = ctx_new(&cx, struct scans);
	struct rowscan *bad = NULL;
	struct row_ask wrong = { .resource_no = 9, .version = 1, .fields = view, .seen = seen,
				 .nseen = 1, .limit = -1 };
	for (int i = 0; i < 20; i++) {
		CHECK_INT(ask_for(&cx, all, i, db), OK);
		if (i == 10)
			CHECK_INT(rowscan_open(&cx, pool, db, &wrong, &bad), OK);
	}
	rowscan_freep(&all->at[3]);
	db_fetch(db);
	bool more;
	CHECK_INT(rowscan_next(&cx, bad, &more), ERR_INTERNAL);
	rowscan_freep(&bad);
	for (int i = 0; i < 20; i++) {
		if (i != 3)
			check_row(&cx, all->at[i], i);
		rowscan_freep(&all->at[i]);
	}
}

static void test_a_connection_lost_before_the_answers_is_busy_then_well_again(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct db *db = store_reader(store, 1);
	struct scans *all = ctx_new(&cx, struct scans);
	bool more;
	for (int i = 0; i < 3; i++)
		CHECK_INT(ask_for(&cx, all, i, db), OK);
	shutdown(PQsocket((PGconn *)(void *)db_pg(db)), SHUT_RDWR);
	db_fetch(db);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(rowscan_next(&cx, all->at[i], &more), ERR_BUSY);
		rowscan_freep(&all->at[i]);
	}
	AUTO_ROWS q = db_run(db, SQL_MIGRATION_LIST);   /* comes back, as it was */
	CHECK_INT(rows_ask(&cx, q), OK);
	CHECK_INT(ask_for(&cx, all, 5, db), OK);
	db_fetch(db);
	CHECK_INT(rows_next(&cx, q, &more), OK);
	CHECK(more && col_int(q, "no") > 0);
	PGresult *shown = PQexec((PGconn *)(void *)db_pg(db), "SHOW statement_timeout");
	CHECK_TEXT(PQgetvalue(shown, 0, 0), "1s");
	PQclear(shown);
	check_row(&cx, all->at[5], 5);
	rowscan_freep(&all->at[5]);
}

static int run_on(const char *which)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1 }, 0);
	dsn = which;
	snprintf(dir, sizeof dir, "/tmp/test_rowread.XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	enum err e = store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 2,
							   .fsync_off = true }, &store);
	make_rows(&cx);
	if (e == OK)
		e = load(&cx);
	CHECK_MSG(e == OK, "%s", said_words(&cx, cx.fault.said, SAID_EN));
	if (e != OK)
		return 1;
	pool = rowpool_open(store);
	RUN(test_statements_choose_what_the_evaluator_chooses_R20_1);
	RUN(test_a_thousand_keys_and_a_deep_or_fit_a_statement);
	RUN(test_a_statement_is_made_of_known_words_only);
	RUN(test_a_version_that_is_not_there_is_gone);
	if (store_kind(store) == STORE_PG) {
		db_gather(store_reader(store, 1));
		RUN(test_scans_asked_together_each_get_their_own_rows);
		RUN(test_a_scan_that_fails_or_is_given_up_harms_none_beside_it);
		RUN(test_a_connection_lost_before_the_answers_is_busy_then_well_again);
	}
	rowpool_close(pool);
	CHECK_INT(rowload_delete(&cx, store, 9, 1), OK);
	store_close(store);
	char rm[96];
	snprintf(rm, sizeof rm, "rm -rf %s", dir);
	return system(rm);
}

int main(void)
{
	const char *pg = getenv("GONGSHU_TEST_PG");
	int bad = run_on("sqlite");
	if (pg)
		bad |= run_on(pg);
	test_bad_ |= bad;
	return TEST_END();
}
