/* test_filter.c - what a filter may say, and what it means, held against a small
 * oracle that reads the JSON itself and shares no code with the engine. */
#include "core/filter.h"
#include "test.h"
#include <stdlib.h>

static const struct viewed items[] = {
	{ .code = "id", .no = 1, .shape = { .type = ITEM_STRING, .format = "resident_id" },
	  .key = true, .granted = true },
	{ .code = "year", .no = 2, .shape = { .type = ITEM_INTEGER }, .granted = true },
	{ .code = "money", .no = 3, .shape = { .type = ITEM_DECIMAL, .length = 10,
	  .precision = 2 }, .granted = true },
	{ .code = "born", .no = 4, .shape = { .type = ITEM_DATE }, .granted = true },
	{ .code = "ok", .no = 5, .shape = { .type = ITEM_BOOLEAN }, .granted = true },
	{ .code = "place", .no = 6, .shape = { .type = ITEM_GEOMETRY }, .granted = true },
	{ .code = "name", .no = 7, .shape = { .type = ITEM_TEXT }, .granted = true,
	  .mask = MASK_NAME },
	{ .code = "secret", .no = 8, .shape = { .type = ITEM_STRING } },
};
static const struct view view = { items, sizeof items / sizeof items[0] };

static enum err read(struct ctx *cx, const char *text, const struct filter **f)
{
	json_error_t e;
	json_t *json = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &e);
	enum err r = json ? filter_read(cx, json, view, "where", f) : ERR_INTERNAL;
	json_decref(json);
	return r;
}

static void test_what_is_malformed_is_named_by_its_place(void)
{
	static const struct { const char *json, *field; } rows[] = {
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":2020}", NULL },
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":\"2020\"}", NULL },
		{ "{\"item\":\"money\",\"op\":\"gt\",\"value\":12.5}", NULL },
		{ "{\"item\":\"money\",\"op\":\"le\",\"value\":\"-0.01\"}", NULL },
		{ "{\"item\":\"born\",\"op\":\"between\",\"value\":[\"2020-01-01\",\"2020-12-31\"]}", NULL },
		{ "{\"item\":\"ok\",\"op\":\"eq\",\"value\":true}", NULL },
		{ "{\"item\":\"place\",\"op\":\"is_null\"}", NULL },
		{ "{\"item\":\"id\",\"op\":\"prefix\",\"value\":\"3209\"}", NULL },
		{ "{\"item\":\"id\",\"op\":\"is_null\",\"value\":false}", NULL },
		{ "null", NULL },
		{ "[]", "where" },
		{ "1", "where" },
		{ "{}", "where" },
		{ "{\"and\":[]}", "where.and" },
		{ "{\"and\":{}}", "where.and" },
		{ "{\"or\":[1]}", "where.or[0]" },
		{ "{\"not\":[]}", "where.not" },
		{ "{\"and\":[{\"item\":\"id\",\"op\":\"is_null\"}],\"or\":[]}", "where" },
		{ "{\"item\":\"nothing\",\"op\":\"eq\",\"value\":1}", "where.item" },
		{ "{\"item\":1,\"op\":\"eq\",\"value\":1}", "where.item" },
		{ "{\"item\":\"year\",\"op\":\"like\",\"value\":1}", "where.op" },
		{ "{\"item\":\"year\",\"value\":1}", "where" },
		{ "{\"item\":\"year\",\"op\":\"eq\"}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":1,\"x\":1}", "where" },
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":null}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":1.5}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":\"abc\"}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":[1]}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"in\",\"value\":1}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"in\",\"value\":[]}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"in\",\"value\":[1,\"x\"]}", "where.value[1]" },
		{ "{\"item\":\"year\",\"op\":\"between\",\"value\":[1]}", "where.value" },
		{ "{\"item\":\"year\",\"op\":\"prefix\",\"value\":\"1\"}", "where.op" },
		{ "{\"item\":\"ok\",\"op\":\"lt\",\"value\":true}", "where.op" },
		{ "{\"item\":\"place\",\"op\":\"eq\",\"value\":\"x\"}", "where.op" },
		{ "{\"item\":\"id\",\"op\":\"eq\",\"value\":1}", "where.value" },
		{ "{\"item\":\"id\",\"op\":\"eq\",\"value\":\"\"}", "where.value" },
		{ "{\"item\":\"born\",\"op\":\"eq\",\"value\":\"2023-02-29\"}", "where.value" },
		{ "{\"not\":{\"and\":[{\"item\":\"year\",\"op\":\"eq\",\"value\":1},"
		  "{\"item\":\"zz\",\"op\":\"eq\",\"value\":1}]}}", "where.not.and[1].item" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		const struct filter *f;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		enum err e = read(&cx, rows[i].json, &f);
		CHECK_MSG(e == (rows[i].field ? ERR_INVALID : OK), "%s", rows[i].json);
		if (rows[i].field)
			CHECK_MSG(cx.fault.field && strcmp(cx.fault.field, rows[i].field) == 0,
				  "%s: %s", rows[i].json, cx.fault.field);
	}
}

static const char *nested(struct ctx *cx, int depth)
{
	const char *text = "{\"item\":\"year\",\"op\":\"is_null\"}";
	for (int i = 1; i < depth; i++)
		text = ctx_print(cx, "{\"not\":%s}", text);
	return text;
}

static const char *many(struct ctx *cx, int n)
{
	AUTO_BUF b = buf_make(1 << 20);
	buf_text(&b, "{\"item\":\"year\",\"op\":\"in\",\"value\":[0");
	for (int i = 1; i < n; i++)
		buf_print(&b, ",%d", i);
	buf_text(&b, "]}");
	return ctx_text(cx, buf_cstr(&b));
}

static const char *wide(struct ctx *cx, int n)
{
	AUTO_BUF b = buf_make(1 << 20);
	buf_text(&b, "{\"or\":[{\"item\":\"year\",\"op\":\"is_null\"}");
	for (int i = 1; i < n; i++)
		buf_text(&b, ",{\"item\":\"year\",\"op\":\"is_null\"}");
	buf_text(&b, "]}");
	return ctx_text(cx, buf_cstr(&b));
}

static void test_a_node_that_names_no_item_is_malformed(void)
{
	static const char *const odd[] = { "{\"op\":\"and\",\"args\":[]}",
		"{\"op\":\"and\",\"value\":[]}", "{\"item\":1,\"op\":\"is_null\"}" };
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		AUTO_CTX cx;
		const struct filter *f;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		CHECK(read(&cx, odd[i], &f) == ERR_INVALID);
		CHECK_TEXT(said_code(cx.fault.said.id), "filter-shape");
	}
}

static void test_depth_nodes_and_values_are_bounded_exactly(void)
{
	AUTO_CTX cx;
	const struct filter *f;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(read(&cx, nested(&cx, FILTER_DEPTH), &f) == OK);
	CHECK(read(&cx, nested(&cx, FILTER_DEPTH + 1), &f) == ERR_INVALID);
	CHECK(read(&cx, many(&cx, FILTER_VALUES), &f) == OK);
	CHECK(read(&cx, many(&cx, FILTER_VALUES + 1), &f) == ERR_INVALID);
	CHECK(read(&cx, wide(&cx, FILTER_NODES - 1), &f) == OK);
	CHECK(read(&cx, wide(&cx, FILTER_NODES), &f) == ERR_INVALID);
}

static void test_what_is_masked_or_not_granted_is_found_wherever_it_hides(void)
{
	static const struct { const char *json, *hidden; } rows[] = {
		{ "{\"item\":\"year\",\"op\":\"eq\",\"value\":1}", NULL },
		{ "{\"item\":\"name\",\"op\":\"prefix\",\"value\":\"a\"}", "name" },
		{ "{\"item\":\"secret\",\"op\":\"is_null\"}", "secret" },
		{ "{\"or\":[{\"item\":\"year\",\"op\":\"eq\",\"value\":1},{\"not\":{\"and\":["
		  "{\"item\":\"ok\",\"op\":\"eq\",\"value\":true},"
		  "{\"item\":\"secret\",\"op\":\"is_null\",\"value\":false}]}}]}", "secret" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		const struct filter *f;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		CHECK(read(&cx, rows[i].json, &f) == OK);
		const struct viewed *at = filter_hidden(f, view);
		CHECK_MSG((!at && !rows[i].hidden) ||
			  (at && rows[i].hidden && strcmp(at->code, rows[i].hidden) == 0),
			  "%s", rows[i].json);
	}
}

/* --- the oracle: 1 true, 0 false, -1 unknown; reads JSON, compares numbers --- */

static int says(const json_t *f, const json_t *row)
{
	const json_t *list = json_object_get(f, "and"), *any = json_object_get(f, "or");
	const json_t *inner = json_object_get(f, "not");
	int all = list ? 1 : 0;
	if (inner) {
		int t = says(inner, row);
		return t < 0 ? t : !t;
	}
	for (size_t i = 0; i < json_array_size(list ? list : any); i++) {
		int t = says(json_array_get(list ? list : any, i), row);
		if (list)
			all = t == 0 || all == 0 ? 0 : t < 0 ? -1 : all;
		else
			all = t == 1 || all == 1 ? 1 : t < 0 ? -1 : all;
	}
	if (list || any)
		return all;
	const char *op = json_string_value(json_object_get(f, "op"));
	const json_t *v = json_object_get(row, json_string_value(json_object_get(f, "item")));
	const json_t *x = json_object_get(f, "value");
	if (strcmp(op, "is_null") == 0)
		return json_is_null(v) == !json_is_false(x);
	if (json_is_null(v))
		return -1;
	json_int_t n = json_integer_value(v), m = json_integer_value(x);
	if (strcmp(op, "in") == 0) {
		for (size_t i = 0; i < json_array_size(x); i++)
			if (json_integer_value(json_array_get(x, i)) == n)
				return 1;
		return 0;
	}
	if (strcmp(op, "between") == 0)
		return json_integer_value(json_array_get(x, 0)) <= n &&
		       n <= json_integer_value(json_array_get(x, 1));
	return op[0] == 'e' ? n == m : op[0] == 'n' ? n != m :
	       strcmp(op, "lt") == 0 ? n < m : strcmp(op, "le") == 0 ? n <= m :
	       strcmp(op, "gt") == 0 ? n > m : n >= m;
}

static const char *const leaves[] = {
	"{\"item\":\"a\",\"op\":\"eq\",\"value\":1}", "{\"item\":\"a\",\"op\":\"ne\",\"value\":1}",
	"{\"item\":\"b\",\"op\":\"lt\",\"value\":2}", "{\"item\":\"b\",\"op\":\"ge\",\"value\":2}",
	"{\"item\":\"a\",\"op\":\"is_null\"}", "{\"item\":\"b\",\"op\":\"is_null\",\"value\":false}",
	"{\"item\":\"b\",\"op\":\"in\",\"value\":[3,1,3]}",
	"{\"item\":\"a\",\"op\":\"between\",\"value\":[2,3]}",
	"{\"item\":\"a\",\"op\":\"gt\",\"value\":1}", "{\"item\":\"b\",\"op\":\"le\",\"value\":0}",
};
#define LEAVES (sizeof leaves / sizeof leaves[0])

static const struct viewed two[] = {
	{ .code = "a", .no = 1, .shape = { .type = ITEM_INTEGER }, .granted = true },
	{ .code = "b", .no = 2, .shape = { .type = ITEM_INTEGER }, .granted = true },
};

static void compare(struct ctx *cx, const char *text)
{
	static const json_int_t cells[] = { -1, 1, 2, 3 };      /* -1: null */
	struct view v = { two, 2 };
	const struct filter *f;
	json_t *json = json_loads(text, 0, NULL);
	CHECK_MSG(filter_read(cx, json, v, "where", &f) == OK, "%s", text);
	for (int i = 0; i < 16; i++) {
		json_int_t a = cells[i & 3], b = cells[i >> 2];
		struct value row[2] = { { .null = a < 0, .i = a }, { .null = b < 0, .i = b } };
		json_t *jrow = json_object();
		json_object_set_new(jrow, "a", a < 0 ? json_null() : json_integer(a));
		json_object_set_new(jrow, "b", b < 0 ? json_null() : json_integer(b));
		int want = says(json, jrow);
		enum tri got = filter_eval(f, v, row);
		CHECK_MSG(got == (want < 0 ? TRI_UNKNOWN : want ? TRI_TRUE : TRI_FALSE),
			  "%s on %lld %lld", text, (long long)a, (long long)b);
		json_decref(jrow);
	}
	json_decref(json);
}

static void test_every_small_filter_means_what_the_oracle_says(void)
{
	static const char *const shapes[] = {
		"%s", "{\"not\":%s}", "{\"and\":[%s,%s]}", "{\"or\":[%s,%s]}",
		"{\"not\":{\"and\":[%s,%s]}}", "{\"not\":{\"or\":[%s,{\"not\":%s}]}}",
		"{\"and\":[%s,{\"or\":[%s,%s]}]}", "{\"or\":[{\"and\":[%s,%s]},{\"not\":%s}]}",
	};
	for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++)
		for (size_t i = 0; i < LEAVES; i++)
			for (size_t j = 0; j < LEAVES; j++)
				for (size_t k = 0; k < LEAVES; k++) {
					AUTO_CTX cx;
					char text[512];
					ctx_init(&cx, (ms_t){ 0 }, 0);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
					snprintf(text, sizeof text, shapes[s], leaves[i],
						 leaves[j], leaves[k]);
#pragma GCC diagnostic pop
					compare(&cx, text);
					if ((s < 2 && (j || k)) || (s < 6 && k))
						break;
				}
}

static void test_order_of_parts_and_values_does_not_change_the_hash(void)
{
	static const char *const same[] = {
		"{\"and\":[{\"item\":\"year\",\"op\":\"in\",\"value\":[1,2,3]},"
		"{\"item\":\"ok\",\"op\":\"eq\",\"value\":true}]}",
		"{\"and\":[{\"item\":\"ok\",\"op\":\"eq\",\"value\":\"true\"},"
		"{\"item\":\"year\",\"op\":\"in\",\"value\":[3,\"1\",2,2]}]}",
	}, *const other[] = {
		"{\"or\":[{\"item\":\"year\",\"op\":\"in\",\"value\":[1,2,3]},"
		"{\"item\":\"ok\",\"op\":\"eq\",\"value\":true}]}",
		"{\"item\":\"year\",\"op\":\"in\",\"value\":[1,2,3]}",
		"{\"item\":\"year\",\"op\":\"in\",\"value\":[1,2]}",
		"{\"item\":\"year\",\"op\":\"eq\",\"value\":1}",
		"{\"item\":\"year\",\"op\":\"ne\",\"value\":1}",
		"{\"item\":\"year\",\"op\":\"is_null\"}",
		"{\"item\":\"year\",\"op\":\"is_null\",\"value\":false}", "null",
	};
	AUTO_CTX cx;
	const struct filter *a, *b;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(read(&cx, same[0], &a) == OK && read(&cx, same[1], &b) == OK);
	struct hash ha = filter_hash(a, view), hb = filter_hash(b, view);
	CHECK(hash_same(&ha, &hb));
	for (size_t i = 0; i < 8; i++)
		for (size_t j = 0; j < i; j++) {
			CHECK(read(&cx, other[i], &a) == OK && read(&cx, other[j], &b) == OK);
			ha = filter_hash(a, view);
			hb = filter_hash(b, view);
			CHECK_MSG(!hash_same(&ha, &hb), "%s %s", other[i], other[j]);
		}
}

static void test_the_end_of_a_prefix_is_the_least_text_above_it(void)
{
	static const struct { const char *s, *end; } rows[] = {
		{ "a", "b" }, { "32", "33" }, { "盐", "监" }, { "a\x7f", "a\xc2\x80" },
		{ "\xed\x9f\xbf", "\xee\x80\x80" }, { "a\xf4\x8f\xbf\xbf", "b" },
		{ "\xf4\x8f\xbf\xbf", NULL }, { "\xdf\xbf", "\xe0\xa0\x80" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char out[16];
		size_t n;
		bool any = prefix_end(rows[i].s, strlen(rows[i].s), out, &n);
		CHECK_MSG(any == (rows[i].end != NULL), "%s", rows[i].s);
		if (any)
			CHECK_MSG(n == strlen(rows[i].end) && memcmp(out, rows[i].end, n) == 0,
				  "%s", rows[i].s);
	}
}

static void test_keys_name_the_key_items_and_nothing_else(void)
{
	static const struct { const char *json; enum err want; size_t n; } rows[] = {
		{ "[\"320902190001010013\",\"440524188001010014\"]", OK, 2 },
		{ "[{\"id\":\"440524188001010014\"}]", OK, 1 },
		{ "[\"11010519491231002x\",\"11010519491231002X\"]", OK, 1 },
		{ "[]", ERR_INVALID, 0 }, { "{}", ERR_INVALID, 0 }, { "[1]", ERR_INVALID, 0 },
		{ "[{\"year\":1}]", ERR_INVALID, 0 }, { "[null]", ERR_INVALID, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		const struct filter *f = NULL;
		struct key_list list = { .n = 0 };
		ctx_init(&cx, (ms_t){ 0 }, 0);
		json_t *json = json_loads(rows[i].json, 0, NULL);
		CHECK_MSG(filter_keys(&cx, json, view, &list, &f) == rows[i].want, "%s", rows[i].json);
		if (f)
			CHECK_INT(f->n, rows[i].n);
		CHECK_INT(list.n, f ? json_array_size(json) : 0);
		json_decref(json);
	}
}

int main(void)
{
	RUN(test_what_is_malformed_is_named_by_its_place);
	RUN(test_a_node_that_names_no_item_is_malformed);
	RUN(test_depth_nodes_and_values_are_bounded_exactly);
	RUN(test_what_is_masked_or_not_granted_is_found_wherever_it_hides);
	RUN(test_every_small_filter_means_what_the_oracle_says);
	RUN(test_order_of_parts_and_values_does_not_change_the_hash);
	RUN(test_the_end_of_a_prefix_is_the_least_text_above_it);
	RUN(test_keys_name_the_key_items_and_nothing_else);
	return TEST_END();
}
