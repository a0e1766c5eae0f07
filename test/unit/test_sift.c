/* test_sift.c - numbers of a workbook as the texts they stand for, and what the
 * server makes of gongshu-sift's words, true or not. */
#include "sift/form.h"
#include "sift/lines.h"
#include "test.h"

static const char *shown(enum form form, const char *raw, bool from_1904)
{
	static char text[512];
	AUTO_BUF b = buf_make(sizeof text);
	form_print(&b, form, raw, strlen(raw), from_1904);
	return strcpy(text, buf_cstr(&b));
}

static void test_R12_1_a_number_keeps_its_digits_and_gains_none(void)
{
	static const char *const pairs[][2] = {
		{ "7919", "7919" }, { "1.0", "1" }, { "0.10", "0.1" }, { "-0", "-0" }, { "-0.0", "0" },
		{ "0.30000000000000004", "0.3" }, { "1E5", "100000" }, { "1E-5", "0.00001" },
		{ "1.5E+21", "1500000000000000000000" }, { "-2.50", "-2.5" },
		{ "123456789012345678", "123456789012345678" }, { "3.20901E+17", "320901000000000000" },
		{ "12345678.125", "12345678.125" }, { "abc", "abc" }, { "1e999", "1e999" },
		{ "nan", "nan" }, { "", "" }, { "0.1234567890123456", "0.123456789012346" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		CHECK_TEXT(shown(FORM_NUMBER, pairs[i][0], false), pairs[i][1]);
}

static void test_R12_1_days_are_counted_as_spreadsheets_count_them(void)
{
	CHECK_TEXT(shown(FORM_DATE, "45000", false), "2023-03-15");
	CHECK_TEXT(shown(FORM_DATE, "45000.99999", false), "2023-03-15");
	CHECK_TEXT(shown(FORM_DATE, "43538", true), "2023-03-15");
	CHECK_TEXT(shown(FORM_DATE, "1", false), "1900-01-01");
	CHECK_TEXT(shown(FORM_DATE, "59", false), "1900-02-28");
	CHECK_TEXT(shown(FORM_DATE, "61", false), "1900-03-01");
	CHECK_TEXT(shown(FORM_DATE, "0", true), "1904-01-01");
	CHECK_TEXT(shown(FORM_DATETIME, "45000.354166666664", false), "2023-03-15 08:30:00");
	CHECK_TEXT(shown(FORM_DATETIME, "45000.999999", false), "2023-03-16 00:00:00");
	CHECK_TEXT(shown(FORM_TIME, "0.5", false), "12:00:00");
	CHECK_TEXT(shown(FORM_DATE, "2958465", false), "9999-12-31");
	CHECK_TEXT(shown(FORM_DATE, "2958466", false), "2958466");
	CHECK_TEXT(shown(FORM_DATE, "-1.5", false), "-1.5");
	CHECK_TEXT(shown(FORM_DATE, "soon", false), "soon");
}

static void test_R12_1_a_format_tells_dates_from_numbers(void)
{
	static const struct { const char *code; enum form form; } codes[] = {
		{ "General", FORM_NUMBER }, { "G/通用格式", FORM_NUMBER }, { "#,##0.00", FORM_NUMBER },
		{ "0.00E+00", FORM_NUMBER }, { "0%", FORM_NUMBER }, { "@", FORM_NUMBER },
		{ "[Magenta]0.0;[Red]-0.0", FORM_NUMBER }, { "\"day\" 0", FORM_NUMBER },
		{ "0\\d", FORM_NUMBER }, { "0_年", FORM_NUMBER }, { "0;yyyy", FORM_NUMBER },
		{ "yyyy-mm-dd", FORM_DATE }, { "yyyy\"年\"m\"月\"d\"日\"", FORM_DATE },
		{ "[$-804]yyyy\"年\"m\"月\";@", FORM_DATE }, { "mmm", FORM_DATE }, { "aaaa", FORM_DATE },
		{ "h:mm", FORM_TIME }, { "[h]:mm:ss", FORM_TIME }, { "mm:ss.0", FORM_TIME },
		{ "上午/下午h\"时\"mm\"分\"", FORM_TIME }, { "h:mm AM/PM", FORM_TIME },
		{ "yyyy/m/d h:mm", FORM_DATETIME }, { "", FORM_NUMBER }, { "\"", FORM_NUMBER },
		{ "\\", FORM_NUMBER }, { "[", FORM_NUMBER },
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		CHECK_MSG(form_of_code(codes[i].code) == codes[i].form, "%s: %d", codes[i].code,
			  (int)form_of_code(codes[i].code));
	CHECK(form_of_id(14) == FORM_DATE && form_of_id(31) == FORM_DATE);
	CHECK(form_of_id(57) == FORM_DATE && form_of_id(58) == FORM_DATE);
	CHECK(form_of_id(22) == FORM_DATETIME && form_of_id(46) == FORM_TIME);
	CHECK(form_of_id(0) == FORM_NUMBER && form_of_id(4) == FORM_NUMBER);
	CHECK(form_of_id(56) == FORM_TIME && form_of_id(-1) == FORM_NUMBER);
}

static void test_what_xml_cannot_hold_is_read_from_its_escape(void)
{
	static const char *const pairs[][2] = {
		{ "a_x000D_b", "a\rb" }, { "_x4E2D_", "中" }, { "_x0000_", "_x0000_" },
		{ "_xD800_", "_xD800_" }, { "_x00", "_x00" }, { "a_b_", "a_b_" },
		{ "_x005F_x0041_", "_x0041_" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		AUTO_BUF b = buf_make(100);
		form_plain(&b, pairs[i][0], strlen(pairs[i][0]));
		CHECK_TEXT(buf_cstr(&b), pairs[i][1]);
	}
}

/* The records of an output, and how it ended. */
static const char *heard(const char *output, size_t step)
{
	static char text[4096];
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	AUTO_BUF b = buf_make(sizeof text);
	struct lines l = lines_make(&cx);
	size_t n = strlen(output), at = 0;
	for (;;) {
		struct line line = lines_next(&cx, &l);
		if (line.kind == LINE_END)
			break;
		if (line.kind == LINE_SHEET)
			buf_print(&b, "<%s>", line.sheet);
		if (line.kind == LINE_ROW)
			buf_print(&b, "%d:%d{%.*s}", (int)line.row, (int)line.ncells, (int)line.nraw,
				  line.raw);
		if (line.kind != LINE_MORE)
			continue;
		size_t m = n - at < step ? n - at : step;
		if (m)
			lines_feed(&l, output + at, m);
		else
			lines_finish(&l);
		at += m;
	}
	buf_print(&b, "%s %s %d %d", l.whole ? "whole" : "not whole", l.fault ? l.fault : "-",
		  (int)l.fault_row, (int)l.fault_column);
	lines_drop(&l);
	return strcpy(text, buf_cstr(&b));
}

static void test_what_the_reader_says_is_taken_record_by_record(void)
{
	const char *output = "n,表,\"a,b\"\r\ns,表\r\n1,x,\"y\nz\"\r\np,100\r\n7,,2\r\ns,\"a,b\"\r\n"
			     "1,q\r\nz\r\n";
	const char *want = "<表>1:2{x,\"y\nz\"}7:2{,2}<a,b>1:1{q}whole - 0 0";
	for (size_t step = 1; step < 60; step++)
		CHECK_TEXT(heard(output, step), want);
	CHECK_TEXT(heard("n,a\r\ns,a\r\n3,x\r\ne,too-many-columns,9,2001,xl/s.xml\r\n", 9),
		   "<a>3:1{x}not whole too-many-columns 9 2001");
}

static void test_what_the_reader_cannot_have_said_ends_the_reading(void)
{
	static const char *const bad[] = {
		"s,a\r\nz\r\n", "n,a\r\n1,x\r\nz\r\n", "n,a\r\ns,a\r\n2,x\r\n2,y\r\nz\r\n",
		"n,a\r\nn,b\r\n", "n,a\r\ns,a\r\n-1,x\r\n", "n,a\r\ns,a\r\n1\r\n", "hello\r\n",
		"n,a\r\ne,damaged,x,0,p\r\n", "n,a\r\ne,damaged\r\n", "n,a\r\np,\r\n", "n,a\r\nz,1\r\n",
		"n,a\r\ns,a\r\n\"1\",x\r\n", "n,a\r\ns,a\r\n0,x\r\n", "n,a\r\ns,a,b\r\n",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_MSG(strstr(heard(bad[i], 7), "not whole garbled"), "%s: %s", bad[i],
			  heard(bad[i], 7));
	CHECK_TEXT(heard("n,a\r\ns,a\r\n1,x\r\n", 5), "<a>1:1{x}not whole cut 0 0");
	CHECK_TEXT(heard("", 5), "not whole cut 0 0");
}

int main(void)
{
	RUN(test_R12_1_a_number_keeps_its_digits_and_gains_none);
	RUN(test_R12_1_days_are_counted_as_spreadsheets_count_them);
	RUN(test_R12_1_a_format_tells_dates_from_numbers);
	RUN(test_what_xml_cannot_hold_is_read_from_its_escape);
	RUN(test_what_the_reader_says_is_taken_record_by_record);
	RUN(test_what_the_reader_cannot_have_said_ends_the_reading);
	return TEST_END();
}
