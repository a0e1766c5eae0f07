/* fuzz_filter.c - a filter from outside: read, printed as a statement, evaluated.
 * Held: the text is made of a fixed set of characters and of as many parameters
 * as there are; a tree read again hashes the same; `not` of a tree never agrees
 * with the tree.
 *
 * Input: JSON. */
#include "rowsql/rowtext.h"
#include "web/schema.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct viewed items[] = {
	{ .code = "a", .no = 1, .shape = { .type = ITEM_INTEGER }, .granted = true },
	{ .code = "b", .no = 2, .shape = { .type = ITEM_STRING }, .key = true, .granted = true },
	{ .code = "c", .no = 3, .shape = { .type = ITEM_DECIMAL, .length = 30, .precision = 4 },
	  .granted = true, .mask = MASK_HASH },
	{ .code = "d", .no = 0, .shape = { .type = ITEM_DATE }, .granted = true },
	{ .code = "e", .no = 5, .shape = { .type = ITEM_BOOLEAN } },
	{ .code = "f", .no = 6, .shape = { .type = ITEM_TEXT, .format = "resident_id" } },
};
static const struct view view = { items, sizeof items / sizeof items[0] };

static void check_text(struct ctx *cx, const struct filter *f, enum store_kind kind)
{
	static const size_t seen[] = { 0, 1, 3 };
	AUTO_BUF text = buf_make(1 << 20);
	struct row_params params;
	struct row_ask ask = { .resource_no = 7, .version = 2, .fields = view, .seen = seen,
			       .nseen = 3, .where = f, .after = 5, .limit = 10 };
	if (row_text(cx, kind, &ask, &text, &params) != OK)
		return;
	const char *p = buf_cstr(&text);
	size_t marks = 0;
	PRE(strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefnrtv0123456789 ,()=<>?$") == text.n);
	for (; *p; p++)
		marks += *p == (kind == STORE_PG ? '$' : '?');
	PRE(marks == params.n);
}

static void check_meaning(const struct filter *f)
{
	struct value row[] = { { .i = 3 }, { .p = "x", .n = 1 }, { .p = "5", .n = 1 },
			       { .null = true }, { .i = 1 }, { .null = true } };
	const struct filter *part = f;
	struct filter not = { .op = FILTER_NOT, .n = 1, .parts = &part };
	enum tri is = filter_eval(f, view, row), is_not = filter_eval(&not, view, row);
	PRE(is == TRI_UNKNOWN ? is_not == TRI_UNKNOWN
			      : (is == TRI_TRUE) == (is_not == TRI_FALSE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_CTX cx;
	json_t *json;
	const struct filter *f = NULL, *again = NULL;
	ctx_init(&cx, (ms_t){ 0 }, 16 << 20);
	if (json_read(&cx, (const char *)data, n, &json) != OK)
		return 0;
	if (filter_read(&cx, json, view, "where", &f) == OK && f) {
		PRE(filter_read(&cx, json, view, "where", &again) == OK);
		struct hash a = filter_hash(f, view), b = filter_hash(again, view);
		PRE(hash_same(&a, &b));
		(void)filter_hidden(f, view);
		check_text(&cx, f, STORE_SQLITE);
		check_text(&cx, f, STORE_PG);
		check_meaning(f);
	}
	struct key_list list;
	(void)!filter_keys(&cx, json, view, &list, &f);
	json_decref(json);
	return 0;
}
