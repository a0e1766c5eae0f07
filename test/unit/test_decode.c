/* test_decode.c - bodies against schemas: what fits arrives typed, what does not
 * is named by its path. */
#include "example_schema.h"
#include "test.h"
#include "web/schema.h"

static json_t *kept;

static enum err read_body(struct ctx *cx, const char *text, const struct example_body_in **ret)
{
	const void *in = NULL;
	json_decref(kept);
	kept = NULL;
	TRY(json_read(cx, text, strlen(text), &kept));
	TRY(decode(cx, &schema_example_body, kept, &in));
	*ret = in;
	return OK;
}

static void test_each_kind_of_field_arrives_typed(void)
{
	AUTO_CTX cx;
	const struct example_body_in *in = NULL;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(read_body(&cx, "{\"title\":\"停车泊位\",\"form\":\"table\",\"note\":null,\"grade\":3,"
			"\"share\":1.5,\"case\":true,\"valid_until\":\"2026-11-23\","
			"\"at\":\"2026-11-23T00:00:00Z\",\"keywords\":[\"a\",\"b\"],"
			"\"items\":[{\"code\":\"x\"},{\"code\":\"y_1\",\"length\":20}],"
			"\"first\":{\"code\":\"z\",\"key\":true},\"papers\":{\"a\":1},"
			"\"rows\":[1],\"where\":7}", &in) == OK);
	if (!in)
		return;
	CHECK_TEXT(in->title, "停车泊位");
	CHECK_TEXT(in->form, "table");
	CHECK(in->has_note && !in->note);
	CHECK_INT(in->grade, 3);
	CHECK(in->has_share && in->share > 1.4 && in->share < 1.6);
	CHECK(in->case_ && in->has_case_);
	CHECK_INT(in->valid_until.n, 20780);
	CHECK_INT(in->at.n, 20780 * INT64_C(86400000));
	CHECK_INT(in->nkeywords, 2);
	CHECK_TEXT(in->keywords[1], "b");
	CHECK_INT(in->nitems, 2);
	CHECK_TEXT(in->items[1].code, "y_1");
	CHECK_INT(in->items[1].length, 20);
	CHECK(in->first && in->first->key);
	CHECK(json_is_object(in->papers) && json_is_array(in->rows) && json_is_integer(in->where));
}

static void test_what_is_absent_reads_as_nothing_and_says_so(void)
{
	AUTO_CTX cx;
	const struct example_body_in *in = NULL;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(read_body(&cx, "{\"title\":\"a\",\"form\":\"file\"}", &in) == OK);
	if (!in)
		return;
	CHECK(!in->has_note && !in->has_grade && !in->has_items && !in->nitems && !in->first);
}

static void test_a_wrong_body_names_the_field(void)
{
	static const struct { const char *body, *field, *code; } rows[] = {
		{ "{\"form\":\"file\"}", "title", "field-missing" },
		{ "{\"title\":\"\",\"form\":\"file\"}", "title", "field-too-short" },
		{ "{\"title\":\"0123456789a\",\"form\":\"file\"}", "title", "field-too-long" },
		{ "{\"title\":null,\"form\":\"file\"}", "title", "field-null" },
		{ "{\"title\":1,\"form\":\"file\"}", "title", "field-not-text" },
		{ "{\"title\":\"a\",\"form\":\"cube\"}", "form", "field-not-listed" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"grade\":5}", "grade", "field-out-of-range" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"grade\":1.0}", "grade", "field-not-int" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"x\":1}", "x", "field-unknown" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"at\":\"now\"}", "at", "field-no-time" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"valid_until\":\"2026-02-30\"}",
		  "valid_until", "field-no-date" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"keywords\":[\"a\",2]}",
		  "keywords[1]", "field-not-text" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"keywords\":[\"a\",\"b\",\"c\",\"d\"]}",
		  "keywords", "field-too-many" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"items\":[{\"code\":\"a\"},{\"code\":\"A\"}]}",
		  "items[1].code", "field-no-match" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"first\":{\"code\":\"a\",\"y\":1}}",
		  "first.y", "field-unknown" },
		{ "{\"title\":\"a\",\"form\":\"file\",\"papers\":[]}", "papers",
		  "field-not-object" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		const struct example_body_in *in = NULL;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		CHECK_MSG(read_body(&cx, rows[i].body, &in) == ERR_INVALID, "%s", rows[i].body);
		CHECK_TEXT(cx.fault.field, rows[i].field);
		CHECK_TEXT(said_code(cx.fault.said.id), rows[i].code);
	}
}

static void test_json_that_is_not_strict_is_refused(void)
{
	static const char *const rows[] = {
		"", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\xff\"}", "7",
		"{\"a\":01}", "{\"a\":1}x", "{'a':1}", "{\"a\":NaN}", "{\"a\":\"\x01\"}",
		"{\"a\":\"\\ud800\"}", "[1,]", "{\"a\":99999999999999999999}", "{\"a\":1e999}",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		json_t *json = NULL;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		CHECK_MSG(json_read(&cx, rows[i], strlen(rows[i]), &json) == ERR_INVALID,
			  "row %zu", i);
		json_decref(json);
	}
}

static void test_depth_32_is_read_and_33_is_not(void)
{
	AUTO_CTX cx;
	json_t *json = NULL;
	char text[128] = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 0);
	memset(text, '[', 32);
	memset(text + 32, ']', 32);
	CHECK(json_read(&cx, text, 64, &json) == OK);
	json_decref(json);
}

static void test_patterns_of_the_subset(void)
{
	static const struct { const char *pattern, *text; bool yes; } rows[] = {
		{ "^[a-z][a-z0-9_]{0,62}$", "a", true }, { "^[a-z][a-z0-9_]{0,62}$", "1", false },
		{ "^[A-Za-z0-9_-]+$", "a-B_9", true }, { "^[A-Za-z0-9_-]+$", "", false },
		{ "^\\d{4}$", "2026", true }, { "^\\d{4}$", "20265", false },
		{ "^a*ab$", "aaab", true }, { "^[^/]+$", "盐城", true },
		{ "^[^/]+$", "a/b", false }, { "^x?y$", "y", true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_MSG(pattern_match(rows[i].pattern, rows[i].text) == rows[i].yes,
			  "%s on %s", rows[i].pattern, rows[i].text);
}

static void test_patterns_are_told_in_words(void)
{
	static const struct { const char *pattern, *zh, *en; } rows[] = {
		{ "^[0-9A-Za-z/.-]+$", "只能由数字、字母、“/”、“.”、“-”组成",
		  "may only have digits, letters, \"/\", \".\", \"-\"" },
		{ "^[a-z0-9][a-z0-9._-]*$", "要以小写字母、数字开头，之后由小写字母、数字、“.”、“_”、“-”组成",
		  "must begin with small letters, digits, and go on with small letters, digits, "
		  "\".\", \"_\", \"-\"" },
		{ "^[^ ,]+$", "不能有空格、“,”", "can't have blanks, \",\"" },
		{ "^[^\\n]+$", "不能有换行", "can't have line breaks" },
		{ "^a{2}$", "要符合 ^a{2}$", "must match ^a{2}$" } };
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *zh, *en;
		pattern_words(&cx, rows[i].pattern, &zh, &en);
		CHECK_TEXT(zh, rows[i].zh);
		CHECK_TEXT(en, rows[i].en);
	}
}

int main(void)
{
	RUN(test_each_kind_of_field_arrives_typed);
	RUN(test_what_is_absent_reads_as_nothing_and_says_so);
	RUN(test_a_wrong_body_names_the_field);
	RUN(test_json_that_is_not_strict_is_refused);
	RUN(test_depth_32_is_read_and_33_is_not);
	RUN(test_patterns_of_the_subset);
	RUN(test_patterns_are_told_in_words);
	json_decref(kept);
	return TEST_END();
}
