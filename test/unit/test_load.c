/* test_load.c - files loaded one on another leave what a simple model says:
 * replace, append and upsert with repeated keys and bad rows, by chance. Runs on
 * SQLite, and on PostgreSQL when GONGSHU_TEST_PG names one. */
#include "ingest/columns.h"
#include "ingest/load.h"
#include "rowsql/rowread.h"
#include "sys/file.h"
#include "test.h"
#include <stdlib.h>
#include <unistd.h>

#define KEYS 400
#define RESOURCE 77

static struct store *store;
static struct rowpool *pool;
static const char *dsn;
static char dir[64];

static const struct column columns[] = {
	{ .no = 1, .code = "id", .name = "编号", .shape = { .type = ITEM_STRING, .length = 6 },
	  .key = true, .indexed = true },
	{ .no = 2, .code = "amount", .name = "金额", .shape = { .type = ITEM_DECIMAL, .length = 9,
	  .precision = 2, .nullable = true }, .indexed = true },
	{ .no = 5, .code = "note", .name = "备注", .shape = { .type = ITEM_TEXT, .nullable = true } },
};
static const struct viewed items[] = {
	{ .code = "id", .no = 1, .shape = { .type = ITEM_STRING }, .key = true, .granted = true },
	{ .code = "amount", .no = 2, .shape = { .type = ITEM_DECIMAL, .length = 9, .precision = 2 },
	  .granted = true },
	{ .code = "note", .no = 5, .shape = { .type = ITEM_TEXT }, .granted = true },
};

static uint32_t seed = 11;
static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

struct model { bool there[KEYS]; int64_t cents[KEYS]; int64_t rows, rejected; };

/* One row of the file, and what the model makes of it. */
static void one_row(struct buf *file, struct model *m, enum load_mode mode,
		    bool taken[KEYS])
{
	uint32_t key = chance(KEYS), cents = chance(100000);
	m->rows++;
	if (chance(40) == 0) {
		buf_print(file, "k%03u,not a number,x\n", key);
		m->rejected++;
		return;
	}
	buf_print(file, "k%03u,%u.%02u,\"第%u行\n\"\"引号\"\"\"\n", key, cents / 100, cents % 100,
		  key);
	if (taken[key] || (mode == LOAD_APPEND && m->there[key])) {
		m->rejected++;
		return;
	}
	taken[key] = true;
	m->there[key] = true;
	m->cents[key] = cents;
}

static enum err load(struct ctx *cx, const struct buf *file, enum load_mode mode, int version,
		     int base, struct load_result *r)
{
	const char *path = ctx_print(cx, "%s/file.csv", dir);
	TRY(file_put(cx, path, file->p, file->n, 0600));
	struct load_plan plan = {
		.store = store, .resource_no = RESOURCE, .version = version, .base = base,
		.mode = mode, .reject_percent = 100, .rejects = ctx_print(cx, "%s/rejects.csv", dir),
		.source = { .path = path, .columns = columns, .ncolumns = 3 } };
	return load_run(cx, &plan, r);
}

/* Every row of the version is the model's, and there are as many. */
static void compare(struct ctx *cx, const struct model *m, int version)
{
	static const size_t seen[] = { 0, 1, 2 };
	struct row_ask ask = { .resource_no = RESOURCE, .version = version,
		.fields = { items, 3 }, .seen = seen, .nseen = 3, .limit = 100000 };
	int64_t n = 0, want = 0;
	bool more = false;
	AUTO_SCAN s = NULL;
	CHECK_INT(rowscan_open(cx, pool, store_reader(store, 0), &ask, &s), OK);
	while (s && rowscan_next(cx, s, &more) == OK && more) {
		struct value id = rowscan_value(s, 0), amount = rowscan_value(s, 1);
		long key = strtol(ctx_textn(cx, id.p + 1, id.n - 1), NULL, 10);
		CHECK_MSG(key >= 0 && key < KEYS && m->there[key] && m->cents[key] == amount.i,
			  "version %d, k%03ld: %lld", version, key, (long long)amount.i);
		n++;
	}
	for (int i = 0; i < KEYS; i++)
		want += m->there[i];
	CHECK_INT(n, want);
}

/* False: the file had no good row, and so changed nothing. */
static bool one_load(struct model *m, enum load_mode mode, int version, int base, uint32_t rows)
{
	AUTO_CTX cx = { 0 };
	bool taken[KEYS] = { false };
	struct load_result r;
	ctx_init(&cx, (ms_t){ 1795400000000 }, 32 << 20);
	if (mode == LOAD_REPLACE)
		*m = (struct model){ 0 };
	m->rows = m->rejected = 0;
	AUTO_BUF file = buf_make(4 << 20);
	buf_text(&file, "id,金额,note\n");
	while (rows--)
		one_row(&file, m, mode, taken);
	bool good = m->rejected < m->rows;
	CHECK_INT(load(&cx, &file, mode, version, base, &r), good ? OK : ERR_INVALID);
	CHECK_INT(r.rows_read, m->rows);
	CHECK_INT(r.rows_rejected, m->rejected);
	CHECK_INT(r.problems.rejected, m->rejected);
	problems_end(&r.problems);
	if (good)
		compare(&cx, m, version);
	return good;
}

static void R12_1_loads_one_on_another_leave_what_the_model_says(void)
{
	struct model m = { 0 };
	int base = 0;
	for (int version = 1; version <= 24; version++) {
		enum load_mode mode = base ? (enum load_mode)chance(3) : LOAD_REPLACE;
		if (one_load(&m, mode, version, mode == LOAD_REPLACE ? 0 : base,
			     1 + chance(version % 3 ? 40 : 900)))
			base = version;
	}
}

static enum err count(struct ctx *cx, int resource_no, int version, void *arg)
{
	(void)cx, (void)version;
	*(int *)arg += resource_no == RESOURCE;
	return OK;
}

static void R12_1_a_version_is_there_whole_or_not_at_all(void)
{
	AUTO_CTX cx = { 0 };
	struct load_result r;
	int before = 0, after = 0;
	ctx_init(&cx, (ms_t){ 1795400000000 }, 32 << 20);
	CHECK_INT(rowload_list(&cx, store, count, &before), OK);
	AUTO_BUF file = buf_make(1 << 20);
	buf_text(&file, "id,amount,note\nk1,1,x\nk2,\"2,unclosed\n");
	CHECK_INT(load(&cx, &file, LOAD_REPLACE, 90, 0, &r), ERR_INVALID);
	CHECK_TEXT(r.problems.broken.code, "unclosed-quote");
	problems_end(&r.problems);
	buf_clear(&file);
	buf_text(&file, "id,amount,note\nk1,1,x\nk1,2,again\nk1,3,again\nk1,3,again\nk1,3,again\n"
			"k1,3,\nk1,3,\nk1,3,\nk1,3,\nk1,3,\nk1,3,\n");
	CHECK_INT(load(&cx, &file, LOAD_REPLACE, 91, 0, &r), OK);
	CHECK_INT(r.rows_rejected, 10);
	CHECK_INT(rowload_delete(&cx, store, RESOURCE, 91), OK);
	problems_end(&r.problems);
	CHECK_INT(rowload_list(&cx, store, count, &after), OK);
	CHECK_INT(after, before);
	CHECK_INT(rowload_delete(&cx, store, RESOURCE, 1), OK);
	CHECK_INT(rowload_delete(&cx, store, RESOURCE, 1), OK);
}

static void R12_1_columns_are_kept_with_their_version(void)
{
	AUTO_CTX cx = { 0 };
	struct column *back;
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	AUTO_BUF text = buf_make(1 << 16);
	struct column odd[2] = { columns[1], columns[2] };
	odd[0].name = "一\t二\n三";
	odd[0].personal = 42;
	odd[1].shape.format = "mobile";
	columns_write(&text, odd, 2);
	CHECK_INT((long long)columns_read(&cx, buf_cstr(&text), &back), 2);
	CHECK_TEXT(back[0].name, "一 二 三");
	CHECK(back[0].no == 2 && back[0].personal == 42 && back[0].shape.type == ITEM_DECIMAL &&
	      back[0].shape.precision == 2 && back[0].indexed && !back[0].key);
	CHECK(back[1].shape.nullable && !back[0].shape.format);
	CHECK_TEXT(back[1].shape.format, "mobile");
}

static void on(const char *which)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 1795400000000 }, 1 << 20);
	dsn = which;
	snprintf(dir, sizeof dir, "/tmp/gongshu-load.XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	printf("# %s\n", strncmp(dsn, "sqlite", 6) == 0 ? "sqlite" : "postgresql");
	CHECK_INT(store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 1,
			     .fsync_off = true }, &store), OK);
	pool = rowpool_open(store);
	RUN(R12_1_loads_one_on_another_leave_what_the_model_says);
	RUN(R12_1_a_version_is_there_whole_or_not_at_all);
	RUN(R12_1_columns_are_kept_with_their_version);
	for (int v = 1; v < 30; v++)
		CHECK_INT(rowload_delete(&cx, store, RESOURCE, v), OK);
	rowpool_close(pool);
	store_close(store);
}

int main(void)
{
	on("sqlite");
	if (getenv("GONGSHU_TEST_PG"))
		on(getenv("GONGSHU_TEST_PG"));
	return TEST_END();
}
