/* test_csv.c - records from text, in one piece and in every split.
 *
 * What the parser finds is printed as one line of text per record,
 * `line|field|field`, and compared. */
#include "core/csv.h"
#include "core/csvout.h"
#include "base/ctx.h"
#include "test.h"
#include <stdlib.h>

static struct buf read_split(const char *text, size_t n, size_t step)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	struct buf out = buf_make(64u << 20);
	AUTO_CSV c = csv_make(&cx, 0);
	enum csv_got got = CSV_MORE;
	for (size_t at = 0; got == CSV_MORE; at += step) {
		if (at < n)
			csv_feed(&c, text + at, n - at < step ? n - at : step);
		else
			csv_finish(&c);
		while ((got = csv_next(&c)) == CSV_RECORD || got == CSV_SPOILT) {
			buf_int(&out, c.line);
			for (size_t i = 0; got == CSV_RECORD && i < c.nfields; i++) {
				buf_byte(&out, '|');
				buf_bytes(&out, c.fields[i].p, c.fields[i].n);
			}
			if (got == CSV_SPOILT)
				buf_print(&out, "!%s %d:%d {%.*s}", csv_fault_word(c.fault.code),
					  (int)c.fault.line, (int)c.fault.column,
					  (int)c.nraw, c.raw);
			buf_byte(&out, '\n');
		}
	}
	if (got == CSV_BROKEN)
		buf_print(&out, "!!%s %d:%d\n", csv_fault_word(c.fault.code),
			  (int)c.fault.line, (int)c.fault.column);
	return out;
}

static void check(const char *text, size_t n, const char *want, const char *why)
{
	for (size_t step = 1; step <= n + 1; step += step < 9 ? 1 : n / 3 + 1) {
		AUTO_BUF got = read_split(text, n, step);
		CHECK_MSG(strcmp(buf_cstr(&got), want) == 0, "%s, %d at a time:\n%s", why,
			  (int)step, got.p);
	}
}

static void R12_1_records_come_out_the_same_in_every_split(void)
{
	static const struct { const char *text, *want, *why; } rows[] = {
		{ "a,b\n1,2\n", "1|a|b\n2|1|2\n", "plain" },
		{ "a,b\n1,2", "1|a|b\n2|1|2\n", "no line end at the end" },
		{ "a,b\r\n1,2\r\n", "1|a|b\n2|1|2\n", "CRLF" },
		{ "a,b\r1,2\r", "1|a|b\n2|1|2\n", "CR" },
		{ "\xEF\xBB\xBF" "a,b\n1,2\n", "1|a|b\n2|1|2\n", "byte order mark" },
		{ "a\tb\n1,5\t2\n", "1|a|b\n2|1,5|2\n", "tabs" },
		{ "a;b;c\n1,5;2;3\n", "1|a|b|c\n2|1,5|2|3\n", "semicolons" },
		{ "a|b\n1|2\n", "1|a|b\n2|1|2\n", "bars" },
		{ "a,b\n,\n", "1|a|b\n2||\n", "empty fields" },
		{ "a,b\n\n\n1,2\n\n", "1|a|b\n4|1|2\n", "blank lines are no records" },
		{ "a,b\n\"1,x\",\"say \"\"hi\"\"\"\n", "1|a|b\n2|1,x|say \"hi\"\n", "quotes" },
		{ "a,b\n\"1\n2\",x\n3,4\n", "1|a|b\n2|1\n2|x\n4|3|4\n", "a line end inside" },
		{ "a,b\r\n\"1\r\n2\",x\r\n3,4", "1|a|b\n2|1\r\n2|x\n4|3|4\n", "CRLF inside" },
		{ "a,b\n\"\"\"\",\"\"\n", "1|a|b\n2|\"|\n", "quotes alone" },
		{ "a,b\n\"\"\"x\"\"\",\"\"\"\"\"y\"\n", "1|a|b\n2|\"x\"|\"\"y\n", "two copies" },
		{ "a,b\n1\"5,2\n3,4\n", "1|a|b\n2!stray-quote 2:1 {1\"5,2}\n3|3|4\n",
		  "a stray quote spoils its record alone" },
		{ "a,b\n1,\"2\"x\n3,4\n", "1|a|b\n2!stray-quote 2:2 {1,\"2\"x}\n3|3|4\n",
		  "text after a closing quote" },
		{ "a,b\n1,2\n3,\"4\n5,6\n", "1|a|b\n2|1|2\n!!unclosed-quote 3:2\n", "unclosed" },
		{ "", "", "nothing" },
		{ "\n\r\n\r", "", "line ends only" },
		{ "a", "1|a\n", "one byte" },
		{ "a,b\n盐城,\"东台，\"\n", "1|a|b\n2|盐城|东台，\n", "Chinese" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(rows[i].text, strlen(rows[i].text), rows[i].want, rows[i].why);
}

static void R12_1_a_NUL_is_named_with_row_and_column(void)
{
	static const char text[] = "a,b\n1,2\n3,x\0y\n4,5\n";
	check(text, sizeof text - 1, "1|a|b\n2|1|2\n!!nul-byte 3:2\n", "NUL");
}

static char *filled(size_t n, char c)
{
	char *p = malloc(n + 16);
	memset(p, c, n);
	return p;
}

static void R12_1_endless_fields_rows_and_columns_meet_their_limit(void)
{
	char *p = filled(CSV_MAX_FIELD + 64, 'x');
	memcpy(p, "a,b\n1,", 6);
	for (size_t step = 4096; step <= 1 << 20; step *= 16) {
		AUTO_BUF got = read_split(p, CSV_MAX_FIELD + 64, step);
		CHECK_TEXT(buf_cstr(&got), "1|a|b\n!!field-too-long 2:2\n");
	}
	p[6] = '"';
	for (size_t step = 4096; step <= 1 << 20; step *= 16) {
		AUTO_BUF got = read_split(p, CSV_MAX_FIELD + 64, step);
		CHECK_TEXT(buf_cstr(&got), "1|a|b\n!!unclosed-quote 2:2\n");
	}
	memset(p, ',', 10000);
	AUTO_BUF got = read_split(p, 10000, 4096);
	CHECK_TEXT(buf_cstr(&got), "!!too-many-columns 1:2001\n");
	free(p);

	p = filled(6u << 20, 'x');
	for (size_t i = 0; i < 6u << 20; i += 1000 << 10)
		p[i] = ',';
	AUTO_BUF row = read_split(p, 6u << 20, 65536);
	CHECK_MSG(strncmp(buf_cstr(&row), "!!row-too-long 1:", 17) == 0, "%s", row.p);
	free(p);
}

static void R12_1_the_longest_lawful_field_is_taken(void)
{
	char *p = filled(CSV_MAX_FIELD + 64, 'x');
	memcpy(p, "a\n\"", 3);
	p[3 + CSV_MAX_FIELD] = '"';
	p[4 + CSV_MAX_FIELD] = '\n';
	for (size_t step = 1000; step <= 1 << 20; step *= 37) {
		AUTO_BUF got = read_split(p, CSV_MAX_FIELD + 5, step);
		CHECK_INT((long long)got.n, 4 + 2 + CSV_MAX_FIELD + 1);
	}
	free(p);
}

static void R12_1_the_place_of_the_last_byte_is_known(void)
{
	static const struct { const char *text; int line, column; } rows[] = {
		{ "a,b\n1,2\n3,盐", 3, 2 }, { "a,b\n1,2\n", 3, 1 }, { "", 1, 1 },
		{ "a,b\r\n\"x\ny,z\",w", 3, 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO_CTX cx = { 0 };
		ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
		AUTO_CSV c = csv_make(&cx, 0);
		int64_t line, column;
		csv_feed(&c, rows[i].text, strlen(rows[i].text));
		csv_where(&c, &line, &column);
		CHECK_INT(line, rows[i].line);
		CHECK_INT(column, rows[i].column);
	}
}

static void R12_1_a_table_for_people_is_marked_and_runs_nothing(void)
{
	AUTO_BUF b = buf_make(1 << 10);
	csv_mark(&b);
	csv_row(&b, (const char *const[]){ "name", "=1+1", NULL, "a,b" }, 4);
	csv_int(&b, 0, -12);
	csv_day(&b, 1, (day_t){ 20000 });
	csv_day(&b, 2, (day_t){ 0 });
	csv_end(&b);
	CHECK_TEXT(buf_cstr(&b), "\xEF\xBB\xBFname,\"'=1+1\",,\"a,b\"\r\n\"'-12\",2024-10-04,\r\n");
}

int main(void)
{
	RUN(R12_1_records_come_out_the_same_in_every_split);
	RUN(R12_1_a_NUL_is_named_with_row_and_column);
	RUN(R12_1_endless_fields_rows_and_columns_meet_their_limit);
	RUN(R12_1_the_longest_lawful_field_is_taken);
	RUN(R12_1_the_place_of_the_last_byte_is_known);
	RUN(R12_1_a_table_for_people_is_marked_and_runs_nothing);
	return TEST_END();
}
