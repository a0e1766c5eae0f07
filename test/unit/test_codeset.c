/* test_codeset.c - tables of codes read, compared and asked; pure. */
#include "base/embedded.h"
#include "codeset/tree.h"
#include "test.h"
#include <string.h>

extern const struct embedded code_files[];

static struct code_file read_file(struct ctx *cx, const char *text)
{
	struct code_file f;
	CHECK(codes_read(cx, text, strlen(text), day_of((struct ymd){ 2026, 11, 23 }), &f) == OK);
	return f;
}

static struct codes_plan plan(struct ctx *cx, const struct codes *now, enum codes_mode mode,
			      struct code_file *f)
{
	struct codes_plan p;
	CHECK(codes_plan(cx, now, mode, f, &p) == OK);
	return p;
}

static void test_every_list_that_comes_with_the_program_is_whole(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	size_t n = 0;
	for (const struct embedded *f = code_files; f->path; f++, n++) {
		struct shipped s;
		struct codes none = { 0 };
		CHECK(shipped_read(&cx, f->path, f->text, &s) == OK);
		CHECK_MSG(strlen(s.source) > 10, "%s", f->path);
		struct code_file file = read_file(&cx, s.csv);
		CHECK_MSG(!file.faults.wrong, "%s", f->path);
		struct codes_plan p = plan(&cx, &none, CODES_REPLACE, &file);
		CHECK_MSG(!file.faults.wrong && p.added == (int64_t)file.codes.n, "%s", f->path);
	}
	CHECK(n == 12);
}

static const char *shipped_name(struct ctx *cx, const char *path, const char *code)
{
	struct shipped s;
	CHECK(shipped_read(cx, path, embedded_text(code_files, path), &s) == OK);
	struct code_file file = read_file(cx, s.csv);
	const struct code *k = code_find(&file.codes, code);
	return k ? k->name : "";
}

static void test_codes_of_standards_read_as_printed(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	static const struct { const char *path, *code, *name; } rows[] = {
		{ "gbt-2261.1.csv", "9", "未说明的性别" }, { "gbt-2261.2.csv", "23", "复婚" },
		{ "gbt-3304.csv", "20", "傈僳族" }, { "gbt-3304.csv", "56", "基诺族" },
		{ "gbt-2260-yancheng.csv", "320904", "大丰区" }, { "industry.csv", "T", "国际组织" },
		{ "industry.csv", "01", "农业" }, { "base.csv", "102", "法人单位信息" },
		{ "gbt-2260-yancheng.csv", "320971", "" },      /* statistics' own */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_MSG(strcmp(shipped_name(&cx, rows[i].path, rows[i].code), rows[i].name) == 0,
			  "%s", rows[i].code);
}

static void test_a_wrong_row_is_named_and_the_others_are_taken(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	static const char text[] =
		"代码,名称,上级代码,状态,停用日期\n"
		"A,甲,,,\n" ",无代码,,,\n" "B,,,,\n" "C,丙,A,现行,2020-01-01\n"
		"A,再一个,,,\n" "D,丁,Z,,\n" "E,戊,D,,\n" "F,己,,也许,\n" "G,庚,,,昨天\n"
		"H I,辛,,,\n" "J,壬,K,,\n" "K,癸,J,,\n";
	static const struct { int line; const char *column; } wrong[] = {
		{ 3, "code" }, { 4, "name" }, { 9, "state" }, { 10, "valid_to" }, { 11, "code" },
		{ 6, "code" }, { 7, "parent" }, { 8, "parent" }, { 12, "parent" }, { 13, "parent" },
	};
	struct code_file f = read_file(&cx, text);
	struct codes none = { 0 };
	struct codes_plan p = plan(&cx, &none, CODES_MERGE, &f);
	CHECK(f.faults.n == sizeof wrong / sizeof wrong[0]);
	for (size_t i = 0; i < f.faults.n; i++)
		CHECK(f.faults.at[i].line == wrong[i].line &&
		      strcmp(f.faults.at[i].column, wrong[i].column) == 0);
	CHECK(p.added == 2 && p.current == 1 && p.old == 1);    /* C ended in 2020 */
}

static void test_what_a_replacement_no_longer_has_is_retired_and_known(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct codes none = { 0 };
	struct code_file old = read_file(&cx, "code,name\n1,甲\n2,乙\n3,丙\n");
	plan(&cx, &none, CODES_REPLACE, &old);
	struct code_file next = read_file(&cx, "code,name\n1,甲\n2,乙二\n4,丁\n");
	struct codes_plan p = plan(&cx, &old.codes, CODES_REPLACE, &next);
	CHECK(p.n == 3 && p.added == 1 && p.changed == 1 && p.retired == 1);
	CHECK(p.current == 3 && p.old == 1);
	for (size_t i = 0; i < p.n; i++)
		if (p.steps[i].what == CODE_RETIRED)
			CHECK(!strcmp(p.steps[i].code->code, "3") && p.steps[i].code->retired);
	struct code_file merged = read_file(&cx, "code,name\n1,甲\n2,乙二\n4,丁\n");
	p = plan(&cx, &old.codes, CODES_MERGE, &merged);
	CHECK(p.n == 2 && !p.retired && p.current == 4);
	struct code_file again = read_file(&cx, "code,name\n1,甲\n2,乙\n3,丙\n");
	CHECK(plan(&cx, &old.codes, CODES_REPLACE, &again).n == 0);
}

static void test_an_index_knows_its_codes_and_no_others(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	char text[40000] = "code,name\n";
	for (int i = 0; i < 2000; i++)
		sprintf(text + strlen(text), "%04d,n\n", 2 * i);
	struct code_file f = read_file(&cx, text);
	const struct code_index *x = code_index_make(&cx, &f.codes, false);
	for (int i = 0; i < 4000; i++) {
		char code[8];
		sprintf(code, "%04d", i);
		CHECK(code_index_has(x, code, 4) == (i % 2 == 0));
		CHECK(!code_index_has(x, code, 3));
	}
	CHECK(!code_index_has(x, "", 0));
	const struct codes none = { 0 };
	CHECK(!code_index_has(code_index_make(&cx, &none, true), "1", 1));
}

static void test_a_standard_is_known_however_its_number_is_written(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	static const char *const ways[] = { "GB/T 2261.1-2003", "gb/t2261.1", "GBT 2261.1",
					    "gbt-2261.1" };
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
		CHECK_MSG(strcmp(code_set_key(&cx, ways[i]), "GBT2261.1") == 0, "%s", ways[i]);
	CHECK(code_set_key(&cx, "--") == NULL);
}

static void test_what_is_no_table_of_codes_is_refused(void)
{
	AUTO_CTX cx;
	struct code_file f;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	static const char *const bad[] = { "", "name\nx\n", "code,name,colour\n1,a,b\n",
					   "code,code,name\n1,1,a\n", "code,name\n\"1,a\n" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(codes_read(&cx, bad[i], strlen(bad[i]), (day_t){ 0 }, &f) ==
			  ERR_INVALID, "%s", bad[i]);
	CHECK(codes_read(&cx, "\xFF\xFE\x00\xD8", 4, (day_t){ 0 }, &f) == ERR_INVALID);
}

static void test_R09_1_a_value_stands_below_its_nodes(void)
{
	AUTO_CTX cx;
	struct tree industry, base;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct code_file i = read_file(&cx, "code,name,parent\nA,甲,\n01,乙,A\n011,丙,01\n");
	struct code_file b = read_file(&cx, "code,name,parent\n1,基础,\n101,人口,1\n102,法人,1\n");
	tree_make(&cx, &i.codes, TREE_BY_PARENT, &industry);
	tree_make(&cx, &b.codes, TREE_BY_DIGITS, &base);
	CHECK(tree_below(&industry, "011", "A") && tree_below(&industry, "A", "A"));
	CHECK(!tree_below(&industry, "A", "01") && !tree_below(&industry, "0111", "011"));
	CHECK(tree_below(&base, "101007", "101") && tree_below(&base, "101007", "1"));
	CHECK(!tree_below(&base, "101007", "102") && tree_below(&base, "1020017", "102001"));
	CHECK(tree_place(&base, "9") == -1 && tree_place(&base, "") == -1);
	CHECK_TEXT(base.codes.at[tree_place(&base, "103001")].code, "1");
}

static void test_R09_1_the_front_of_a_national_code_is_digits_whatever_the_entry_says(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	static const struct { const char *category, *region, *front; } rows[] = {
		{ "1-02-003", "320900", "102003" }, { "1020030004", "320900", "1020030004" },
		{ "101", "320900", "101000" }, { "2050", "320900", "205000" },
		{ NULL, "320900", "307009" }, { NULL, "320921", "30700921" },
		{ "", NULL, "307000" }, { "4", "320902", "30700902" }, { "901001", "320900", "307009" },
		{ "x", "3209YN", "307000" }, { "10", "320900", "307009" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_TEXT(national_front(&cx, rows[i].category, rows[i].region), rows[i].front);
}

int main(void)
{
	RUN(test_every_list_that_comes_with_the_program_is_whole);
	RUN(test_codes_of_standards_read_as_printed);
	RUN(test_a_wrong_row_is_named_and_the_others_are_taken);
	RUN(test_what_a_replacement_no_longer_has_is_retired_and_known);
	RUN(test_an_index_knows_its_codes_and_no_others);
	RUN(test_a_standard_is_known_however_its_number_is_written);
	RUN(test_what_is_no_table_of_codes_is_refused);
	RUN(test_R09_1_a_value_stands_below_its_nodes);
	RUN(test_R09_1_the_front_of_a_national_code_is_digits_whatever_the_entry_says);
	return TEST_END();
}
