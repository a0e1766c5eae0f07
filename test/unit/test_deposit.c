/* test_deposit.c - does a recipient's table hold what is delivered, what makes such a one,
 * and how long a failed write waits. */
#include "core/item.h"
#include "deposit/deposit.h"
#include "test.h"

static const struct viewed fields[] = {
	{ .code = "no", .shape = { .type = ITEM_STRING, .length = 20 }, .key = true },
	{ .code = "fee", .shape = { .type = ITEM_DECIMAL, .length = 12, .precision = 2 } },
	{ .code = "on_day", .shape = { .type = ITEM_DATE } },
	{ .code = "holder", .shape = { .type = ITEM_STRING, .length = 60 }, .mask = MASK_NAME },
	{ .code = "open", .shape = { .type = ITEM_BOOLEAN } },
	{ .code = "at", .shape = { .type = ITEM_DATETIME } },
	{ .code = "share", .shape = { .type = ITEM_DECIMAL } },
	{ .code = "place", .shape = { .type = ITEM_STRING, .length = 255 } },
	{ .code = "mark", .shape = { .type = ITEM_STRING }, .key = true },
};
static const struct view view = { fields, sizeof fields / sizeof *fields };
static const size_t seen[] = { 0, 1, 2, 3, 4 }, others[] = { 0, 4, 5, 6, 7, 8 };

#define VARCHAR 12
#define NUMERIC 2
#define DOUBLE  8
#define DATE    91
#define BIT     (-7)
static const struct database_column columns[] = {
	{ .name = "HOLDER", .type = VARCHAR, .size = 5, .nullable = true },
	{ .name = "No", .type = VARCHAR, .size = 20 },
	{ .name = "fee", .type = NUMERIC, .size = 12, .digits = 2 },
	{ .name = "on_day", .type = DATE },
	{ .name = "own", .type = VARCHAR, .size = 20, .nullable = true },
	{ .name = "open", .type = BIT },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static struct deposit_fit fit_with(size_t at, struct database_column c)
{
	struct database_column all[COLUMNS];
	size_t places[5];
	for (size_t i = 0; i < COLUMNS; i++)
		all[i] = i == at ? c : columns[i];
	return deposit_fit(&view, seen, 5, all, COLUMNS, places);
}

static void test_R20_3_each_item_finds_the_column_of_its_code_and_columns_beside_do_no_harm(void)
{
	size_t at[4];
	struct deposit_fit f = deposit_fit(&view, seen, 4, columns, COLUMNS, at);
	CHECK_INT(f.fault, DEPOSIT_FITS);
	CHECK(at[0] == 1 && at[1] == 2 && at[2] == 3 && at[3] == 0);
	f = fit_with(2, (struct database_column){ .name = "fee_2", .type = NUMERIC });
	CHECK_INT(f.fault, DEPOSIT_NO_COLUMN);
	CHECK_TEXT(f.item, "fee");
}

static void test_R20_3_a_column_that_would_cut_or_round_is_refused(void)
{
	static const struct { size_t at; struct database_column c; enum deposit_fault fault; } rows[] = {
		{ 1, { .name = "no", .type = VARCHAR, .size = 19 }, DEPOSIT_TOO_NARROW },
		{ 1, { .name = "no", .type = VARCHAR, .size = 200 }, DEPOSIT_FITS },
		{ 1, { .name = "no", .type = NUMERIC, .size = 20 }, DEPOSIT_OTHER_TYPE },
		{ 1, { .name = "no", .type = -2, .size = 20 }, DEPOSIT_OTHER_TYPE },
		{ 2, { .name = "fee", .type = NUMERIC, .size = 12, .digits = 1 }, DEPOSIT_TOO_NARROW },
		{ 2, { .name = "fee", .type = NUMERIC, .size = 11, .digits = 2 }, DEPOSIT_TOO_NARROW },
		{ 2, { .name = "fee", .type = NUMERIC, .size = 14, .digits = 3 }, DEPOSIT_FITS },
		{ 2, { .name = "fee", .type = DOUBLE, .size = 53 }, DEPOSIT_OTHER_TYPE },
		{ 2, { .name = "fee", .type = VARCHAR, .size = 30 }, DEPOSIT_FITS },
		{ 3, { .name = "on_day", .type = 93 }, DEPOSIT_FITS },
		{ 5, { .name = "open", .type = -6, .size = 3 }, DEPOSIT_FITS },
		{ 5, { .name = "open", .type = 5, .size = 5 }, DEPOSIT_OTHER_TYPE },
		{ 3, { .name = "on_day", .type = 4, .size = 10 }, DEPOSIT_OTHER_TYPE },
		/* A masked value has a length of its own. */
		{ 0, { .name = "holder", .type = DATE }, DEPOSIT_OTHER_TYPE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_MSG(fit_with(rows[i].at, rows[i].c).fault == rows[i].fault, "row %zu: %d", i,
			  fit_with(rows[i].at, rows[i].c).fault);
}

static void test_R20_3_the_statements_make_the_table_and_its_ledger_and_quote_names(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	CHECK_TEXT(deposit_statements(&cx, &view, seen, 3, "s", "a\"; DROP", DEPOSIT_STANDARD),
		   "CREATE TABLE \"s\".\"a\"\"; DROP\" (\n  \"no\" varchar(20) NOT NULL,\n"
		   "  \"fee\" numeric(12, 2),\n  \"on_day\" date,\n  PRIMARY KEY (\"no\")\n);\n"
		   "CREATE TABLE \"s\".\"gongshu_delivery\" (\n  batch varchar(64) NOT NULL PRIMARY KEY,\n"
		   "  delivery varchar(64) NOT NULL,\n  table_name varchar(128) NOT NULL,\n"
		   "  rows_written bigint NOT NULL,\n  sha256 varchar(64) NOT NULL,\n"
		   "  written_at varchar(40) NOT NULL\n);\n");
	CHECK(strstr(deposit_statements(&cx, &view, seen + 1, 1, NULL, "t", DEPOSIT_STANDARD),
		     "CREATE TABLE \"t\" (\n  \"fee\" numeric(12, 2)\n);\n") != NULL);
}

static void test_R20_3_for_mysql_the_statements_are_its_own(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	CHECK_TEXT(deposit_statements(&cx, &view, others, 6, NULL, "a`; DROP", DEPOSIT_MYSQL),
		   "CREATE TABLE `a``; DROP` (\n  `no` varchar(20) NOT NULL,\n  `open` tinyint(1),\n"
		   "  `at` datetime(3),\n  `share` varchar(64),\n  `place` longtext,\n"
		   "  `mark` varchar(255) NOT NULL,\n  PRIMARY KEY (`no`, `mark`)\n"
		   ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;\n"
		   "CREATE TABLE `gongshu_delivery` (\n  batch varchar(64) NOT NULL PRIMARY KEY,\n"
		   "  delivery varchar(64) NOT NULL,\n  table_name varchar(128) NOT NULL,\n"
		   "  rows_written bigint NOT NULL,\n  sha256 varchar(64) NOT NULL,\n"
		   "  written_at varchar(40) NOT NULL\n"
		   ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;\n");
}

static void test_R20_3_a_failed_write_waits_twice_as_long_each_time_up_to_an_hour(void)
{
	CHECK_INT(deposit_wait_ms(60, 1), 60000);
	CHECK_INT(deposit_wait_ms(60, 2), 120000);
	CHECK_INT(deposit_wait_ms(60, 6), 1920000);
	CHECK_INT(deposit_wait_ms(60, 7), 3600000);
	CHECK_INT(deposit_wait_ms(60, 1000000), 3600000);
	CHECK_INT(deposit_wait_ms(1, 3), 4000);
}

int main(void)
{
	RUN(test_R20_3_each_item_finds_the_column_of_its_code_and_columns_beside_do_no_harm);
	RUN(test_R20_3_a_column_that_would_cut_or_round_is_refused);
	RUN(test_R20_3_the_statements_make_the_table_and_its_ledger_and_quote_names);
	RUN(test_R20_3_for_mysql_the_statements_are_its_own);
	RUN(test_R20_3_a_failed_write_waits_twice_as_long_each_time_up_to_an_hour);
	return TEST_END();
}
