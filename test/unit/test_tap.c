/* test_tap.c - what the server and gongshu-tap say to each other, true or not; how a
 * connection is named; which item holds what a column does. */
#include "database/database.h"
#include "pull/pull.h"
#include "tap/heard.h"
#include "test.h"

static struct frame frame;

/* --- frames ------------------------------------------------------------------------------- */
static void test_R12_1_frames_come_out_as_they_went_in_however_they_were_cut(void)
{
	AUTO_BUF out = buf_make(1u << 16);
	size_t at = frame_begin(&out, 'R');
	frame_text(&out, "盐城");
	frame_text(&out, NULL);
	frame_text(&out, "");
	frame_int(&out, -42);
	frame_end(&out, at);
	frame_end(&out, frame_begin(&out, 'Z'));
	for (size_t step = 1; step <= out.n; step++) {
		struct frames f = frames_make();
		size_t fed = 0, got = 0;
		int64_t n = 0;
		for (enum frame_got g; got < 2;) {
			while ((g = frames_next(&f, &frame)) == FRAME_MORE && fed < out.n) {
				size_t m = out.n - fed < step ? out.n - fed : step;
				frames_feed(&f, out.p + fed, m);
				fed += m;
			}
			CHECK_INT(g, FRAME_GOT);
			if (got++ == 0) {
				CHECK_INT(frame.nfields, 4);
				CHECK(frame.fields[1].p == NULL && frame.fields[2].p && !frame.fields[2].n);
				CHECK(frame_number(&frame.fields[3], &n) && n == -42);
			}
		}
		CHECK(frame.kind == 'Z' && frame.nfields == 0 && frames_empty(&f));
		frames_drop(&f);
	}
}

static enum frame_got first(const char *p, size_t n)
{
	struct frames f = frames_make();
	frames_feed(&f, p, n);
	enum frame_got got = frames_next(&f, &frame);
	if (got == FRAME_BROKEN)
		CHECK_INT(frames_next(&f, &frame), FRAME_BROKEN);       /* and stays so */
	frames_drop(&f);
	return got;
}
#define FIRST(text) first(text, sizeof text - 1)

static void test_R12_1_a_length_that_lies_is_not_believed(void)
{
	CHECK_INT(FIRST("R\0\0\0\0"), FRAME_GOT);
	CHECK_INT(FIRST("R\0\0\0"), FRAME_MORE);
	CHECK_INT(FIRST("R\0\0\0\6\0\0\0\2a"), FRAME_MORE);
	CHECK_INT(FIRST("R\0\0\0\6\0\0\0\2ab"), FRAME_GOT);
	CHECK_INT(FIRST("R\0\0\0\6\0\0\0\3ab"), FRAME_BROKEN);  /* a field beyond its frame */
	CHECK_INT(FIRST("R\0\0\0\6\0\0\0\1ab"), FRAME_BROKEN);  /* half a field left */
	CHECK_INT(FIRST("R\0\0\0\6\377\377\377\376ab"), FRAME_BROKEN);
	CHECK_INT(FIRST("R\0\0\0\3\0\0\0"), FRAME_BROKEN);
	CHECK_INT(FIRST("R\0\140\0\1"), FRAME_BROKEN);          /* longer than any may be */
	CHECK_INT(FIRST("R\377\377\377\377"), FRAME_BROKEN);
	AUTO_BUF many = buf_make(1u << 16);
	size_t at = frame_begin(&many, 'R');
	for (int i = 0; i <= FRAME_FIELDS; i++)
		frame_text(&many, NULL);
	frame_end(&many, at);
	CHECK_INT(first(many.p, many.n), FRAME_BROKEN);
}

static void test_a_number_is_digits(void)
{
	int64_t n;
	static const char *const bad[] = { "", "-", "+1", "1 ", " 1", "1.0", "0x1",
		"1234567890123456789" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_MSG(!frame_number(&(struct frame_field){ bad[i], (uint32_t)strlen(bad[i]) }, &n),
			  "%s", bad[i]);
	CHECK(!frame_number(&(struct frame_field){ NULL, 0 }, &n));
	CHECK(frame_number(&(struct frame_field){ "-123456789012345678", 19 }, &n) &&
	      n == -123456789012345678);
}

/* --- what is heard ------------------------------------------------------------------------- */
#define FIELDS_MOST 10
static bool take(struct hearing *h, char kind, const char *const fields[])
{
	struct heard heard;
	frame.kind = kind;
	for (frame.nfields = 0; fields[frame.nfields]; frame.nfields++)
		frame.fields[frame.nfields] = (struct frame_field){ fields[frame.nfields],
			(uint32_t)strlen(fields[frame.nfields]) };
	return hearing_take(h, &frame, &heard);
}
#define TAKE(h, kind, ...) take(h, kind, (const char *const[FIELDS_MOST]){ __VA_ARGS__ })

static void test_R12_1_only_what_was_asked_for_is_heard_and_nothing_after_the_end(void)
{
	struct hearing h = { .verb = TAP_TABLES };
	CHECK(TAKE(&h, 'T', "s", "t", "TABLE"));
	CHECK(TAKE(&h, 'Z', "1"));
	CHECK(!TAKE(&h, 'T', "s", "t", "TABLE"));
	CHECK(!TAKE(&h, 'Z', "1"));
	CHECK(!TAKE(&((struct hearing){ .verb = TAP_TABLES }), 'Z', "1"));      /* more than came */
	CHECK(!TAKE(&((struct hearing){ .verb = TAP_TABLES }), 'R', "s"));
	CHECK(!TAKE(&((struct hearing){ .verb = TAP_TABLES }), 'T', "s", "", "TABLE"));
	CHECK(!TAKE(&((struct hearing){ .verb = TAP_TABLES }), 'T', "s", "a\xff", "TABLE"));
	CHECK(!TAKE(&((struct hearing){ .verb = TAP_TABLES }), 'E', "whatever", "", ""));
	CHECK(TAKE(&((struct hearing){ .verb = TAP_TABLES }), 'E', "sign-in", "", ""));
	h = (struct hearing){ .verb = TAP_ROWS, .ncolumns = 2, .most = 1 };
	CHECK(!TAKE(&h, 'R', "one"));
	h = (struct hearing){ .verb = TAP_ROWS, .ncolumns = 2, .most = 1 };
	CHECK(TAKE(&h, 'R', "one", "two"));
	CHECK(!TAKE(&h, 'R', "three", "four"));                         /* more than asked for */
	h = (struct hearing){ .verb = TAP_DESCRIBE };
	CHECK(TAKE(&h, 'D', "c", "12", "varchar", "20", "0", "1", "0", "remark"));
	CHECK(!TAKE(&h, 'D', "c", "12", "varchar", "-1", "0", "1", "0", "remark"));
	CHECK(!TAKE(&h, 'D', "c", "twelve", "varchar", "20", "0", "1", "0", "remark"));
}

static void test_R20_3_of_what_is_written_one_word_is_for_good_and_the_last(void)
{
	struct hearing h = { .verb = TAP_WRITE, .most = 5 };
	CHECK(TAKE(&h, 'W', "3", "not-yet"));
	CHECK(TAKE(&h, 'W', "5", "now"));
	CHECK(!TAKE(&h, 'W', "5", "now"));
	h = (struct hearing){ .verb = TAP_WRITE };
	CHECK(TAKE(&h, 'W', "5", "before"));
	CHECK(TAKE(&h, 'Z', "1"));
	/* Its end alone says nothing of the rows. */
	CHECK(!TAKE(&((struct hearing){ .verb = TAP_WRITE }), 'Z', "0"));
	h = (struct hearing){ .verb = TAP_ERASE };
	CHECK(TAKE(&h, 'W', "5", "not-yet"));
	CHECK(!TAKE(&h, 'Z', "1"));
	static const char *const bad[][2] = { { "-1", "now" }, { "x", "now" }, { "1", "then" },
					      { "1", "" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		h = (struct hearing){ .verb = TAP_WRITE };
		CHECK_MSG(!TAKE(&h, 'W', bad[i][0], bad[i][1]), "%zu", i);
	}
	CHECK(!TAKE(&((struct hearing){ .verb = TAP_WRITE }), 'R', "1", "now"));
	CHECK(TAKE(&((struct hearing){ .verb = TAP_WRITE }), 'E', "unsure", "", ""));
}

/* --- what is asked ------------------------------------------------------------------------- */
static void test_R12_1_an_ask_is_read_back_as_it_was_written(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	AUTO_BUF out = buf_make(1u << 16);
	static const char *const columns[] = { "甲", "b" };
	struct tap_ask ask = { .verb = TAP_ROWS, .place = { "PostgreSQL", "10.0.0.1",
			       5432, "n", "u", "p", TAP_TLS_VERIFY },
			       .table = "t", .columns = columns, .ncolumns = 2, .since = "b",
			       .from = "7", .most = 9 }, back;
	tap_ask_write(&out, &ask);
	CHECK_INT(first(out.p, out.n), FRAME_GOT);
	struct frames f = frames_make();
	frames_feed(&f, out.p, out.n);
	CHECK_INT(frames_next(&f, &frame), FRAME_GOT);
	CHECK(tap_ask_read(&cx, &frame, &back));
	CHECK_INT(back.verb, TAP_ROWS);
	CHECK_INT(back.place.port, 5432);
	CHECK_TEXT(back.place.password, "p");
	CHECK_INT(back.place.tls, TAP_TLS_VERIFY);
	CHECK(back.schema == NULL && back.ncolumns == 2);
	CHECK_TEXT(back.columns[0], "甲");
	CHECK_TEXT(back.from, "7");
	CHECK_INT(back.most, 9);
	/* What is to be written says whose it is, and which columns are its key. */
	frame.fields[0] = (struct frame_field){ "write", 5 };
	CHECK(!tap_ask_read(&cx, &frame, &back));
	frame.fields[13] = frame.fields[14] = frame.fields[16] = (struct frame_field){ "b", 1 };
	frame.fields[17] = (struct frame_field){ "10", 2 };
	CHECK(tap_ask_read(&cx, &frame, &back) && back.batch.base == NULL);
	frame.fields[17] = (struct frame_field){ "1", 1 };
	CHECK(!tap_ask_read(&cx, &frame, &back));
	frame.fields[0] = (struct frame_field){ "rows", 4 };
	frame.fields[3] = (struct frame_field){ "65536", 5 };
	CHECK(!tap_ask_read(&cx, &frame, &back));
	frames_drop(&f);
}

static const char *string_with(enum tap_tls tls, const char *driver, const char *database,
			       const char *password)
{
	static char text[2048];
	AUTO_BUF out = buf_make(sizeof text);
	tap_string(&out, &(struct tap_place){ driver, "10.0.0.1", 5432, database, "u", password,
						tls }, false);
	return strcpy(text, buf_cstr(&out));
}

static const char *string_of(const char *driver, const char *database, const char *password)
{
	return string_with(TAP_TLS_OFF, driver, database, password);
}

static void test_R12_1_each_driver_is_told_to_encrypt_or_is_not_used(void)
{
	static const struct { enum tap_tls tls; const char *driver, *told; } rows[] = {
		{ TAP_TLS_REQUIRE, "PostgreSQL Unicode", ";SSLmode=require;" },
		{ TAP_TLS_VERIFY, "PostgreSQL Unicode", ";SSLmode=verify-full;" },
		{ TAP_TLS_REQUIRE, "MariaDB Unicode", ";FORCETLS=1;" },
		{ TAP_TLS_VERIFY, "MariaDB Unicode", ";FORCETLS=1;SSLVERIFY=1;SSLCA=/etc/ssl/certs/" },
		{ TAP_TLS_REQUIRE, "MySQL ODBC 8.0", ";SSLMODE=REQUIRED;" },
		{ TAP_TLS_VERIFY, "MySQL ODBC 8.0", ";SSLMODE=VERIFY_IDENTITY;" },
		{ TAP_TLS_REQUIRE, "FreeTDS", ";Encryption=require;" },
	};
	enum tap_tls tls = TAP_TLS_OFF;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_MSG(strstr(string_with(rows[i].tls, rows[i].driver, "n", "p"), rows[i].told),
			  "%s", string_with(rows[i].tls, rows[i].driver, "n", "p"));
	CHECK(!tap_tls_told("FreeTDS", TAP_TLS_VERIFY) && tap_tls_told("FreeTDS", TAP_TLS_OFF));
	CHECK(!tap_tls_told("X", TAP_TLS_REQUIRE) && tap_tls_told("X", TAP_TLS_OFF));
	CHECK(tap_tls_read("require", &tls) && tls == TAP_TLS_REQUIRE && tls == 0);
	CHECK(!tap_tls_read("", &tls) && !tap_tls_read("on", &tls) && !tap_tls_read(NULL, &tls));
}

static void test_R12_1_a_value_stays_one_value_of_the_connection_string(void)
{
	CHECK_TEXT(string_of("X", "n", "p"), "Driver={X};Server=10.0.0.1;Port=5432;Database=n;UID=u;PWD=p;");
	CHECK_TEXT(string_of("X", "n;Server=z", "a}b"),
		   "Driver={X};Server=10.0.0.1;Port=5432;Database={n;Server=z};UID=u;PWD={a}}b};");
	CHECK_TEXT(string_of("X", "{n}", "};x={"),
		   "Driver={X};Server=10.0.0.1;Port=5432;Database={{n}}};UID=u;PWD={}};x={};");
	CHECK(strstr(string_of("PostgreSQL Unicode", "n", "p"), ";UseDeclareFetch=1;") != NULL);
	AUTO_BUF out = buf_make(2048);
	struct tap_place p = { "PostgreSQL Unicode", "10.0.0.1", 5432, "n", "u", "p", TAP_TLS_OFF };
	tap_string(&out, &p, true);
	CHECK(strstr(buf_cstr(&out), ";ReadOnly=0;") != NULL);
	CHECK(strstr(string_of("PostgreSQL Unicode", "n", "p"), ";ReadOnly=1;") != NULL);
	CHECK(tap_value_good("a;b}{", 8));
	CHECK(!tap_value_good("a\nb", 8) && !tap_value_good("\x7f", 8) && !tap_value_good("123456789", 8));
}

/* --- items ----------------------------------------------------------------------------------- */
static void test_R12_1_an_item_holds_what_the_column_does(void)
{
	static const struct { struct database_column c; enum item_type type; int length, precision;
	} rows[] = {
		{ { "a", NULL, 12, 20, 0, 0, true }, ITEM_STRING, 20, 0 },
		{ { "a", NULL, -9, 60, 0, 0, true }, ITEM_STRING, 60, 0 },
		{ { "a", NULL, 12, 8000, 0, 0, true }, ITEM_TEXT, 0, 0 },
		{ { "a", NULL, 12, 0, 0, 0, true }, ITEM_TEXT, 0, 0 },
		{ { "a", NULL, -10, 8190, 0, 0, true }, ITEM_TEXT, 0, 0 },
		{ { "a", NULL, 4, 10, 0, 0, true }, ITEM_INTEGER, 0, 0 },
		{ { "a", NULL, 2, 10, 2, 0, true }, ITEM_DECIMAL, 10, 2 },
		{ { "a", NULL, 3, 12, 0, 0, true }, ITEM_INTEGER, 0, 0 },
		{ { "a", NULL, 3, 30, 0, 0, true }, ITEM_DECIMAL, 30, 0 },
		{ { "a", NULL, 2, 1000, 0, 0, true }, ITEM_DECIMAL, 0, 0 },
		{ { "a", NULL, 8, 53, 0, 0, true }, ITEM_DECIMAL, 0, 0 },
		{ { "a", NULL, -7, 1, 0, 0, true }, ITEM_BOOLEAN, 0, 0 },
		{ { "a", NULL, 91, 10, 0, 0, true }, ITEM_DATE, 0, 0 },
		{ { "a", NULL, 93, 26, 6, 0, true }, ITEM_DATETIME, 0, 0 },
		{ { "a", NULL, 92, 8, 0, 0, true }, ITEM_STRING, 8, 0 },
		{ { "a", NULL, -999, 8, 0, 0, true }, ITEM_TEXT, 0, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct item it = { 0 };
		CHECK(database_item(&rows[i].c, &it));
		CHECK_MSG(it.type == rows[i].type && it.length == rows[i].length &&
			  it.precision == rows[i].precision, "row %zu: %s %d %d", i,
			  item_type_word(it.type), it.length, it.precision);
		struct shape s = item_shape(&it);
		CHECK_MSG(!shape_check(&s), "row %zu: %s", i, shape_check(&s));
	}
	struct item it;
	CHECK(!database_item(&(struct database_column){ "a", NULL, -4, 0, 0, 0, true }, &it));
	CHECK(database_item(&(struct database_column){ "a", NULL, 4, 10, 0, 2, true }, &it));
	CHECK(it.key && !it.nullable);
}

static void test_R12_1_a_title_is_the_first_line_of_the_comment(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	static const char *const pairs[][2] = { { NULL, "col" }, { "", "col" }, { " \n", "col" },
		{ "许可证编号", "许可证编号" }, { "  编号\n第二行", "编号" }, { "state: ", "state" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		CHECK_TEXT(database_title(&cx, &(struct database_column){ "col", pairs[i][0], 4, 1, 0, 0,
									  true }), pairs[i][1]);
}

/* --- pulls ------------------------------------------------------------------------------------ */
static const char *next(enum pull_every every, const char *at, const char *after)
{
	static char text[MS_TEXT];
	ms_t t;
	CHECK(ms_read(after, &t));
	return ms_text(pull_next(every, pull_minute(at), t), text);
}

static void test_R12_1_a_schedule_falls_on_the_platforms_own_days(void)
{
	CHECK_TEXT(next(PULL_DAY, "03:30", "2026-11-23T10:00:00+08:00"), "2026-11-24T03:30:00.000+08:00");
	CHECK_TEXT(next(PULL_DAY, "23:30", "2026-11-23T10:00:00+08:00"), "2026-11-23T23:30:00.000+08:00");
	CHECK_TEXT(next(PULL_DAY, "03:30", "2026-11-24T03:30:00+08:00"), "2026-11-25T03:30:00.000+08:00");
	CHECK_TEXT(next(PULL_HOUR, "00:15", "2026-11-23T10:15:00+08:00"), "2026-11-23T11:15:00.000+08:00");
	CHECK_TEXT(next(PULL_HOUR, "00:15", "2026-11-23T10:14:59+08:00"), "2026-11-23T10:15:00.000+08:00");
	CHECK_TEXT(next(PULL_WEEK, "01:00", "2026-11-24T10:00:00+08:00"), "2026-11-30T01:00:00.000+08:00");
	CHECK_TEXT(next(PULL_MONTH, "01:00", "2026-12-02T00:00:00+08:00"), "2027-01-01T01:00:00.000+08:00");
	CHECK_INT(pull_next(PULL_NEVER, 0, (ms_t){ 1 }).n, 0);
	static const char *const bad[] = { "24:00", "1:00", "12:60", "12-30", "", "12:300" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_INT(pull_minute(bad[i]), -1);
}

static void test_R12_1_a_run_given_back_waits_twice_as_long_each_time(void)
{
	CHECK_INT(pull_wait_ms(0), 1000);
	for (int i = 1; i <= 8; i++)
		CHECK_INT(pull_wait_ms(i), 2 * pull_wait_ms(i - 1));
	CHECK_INT(pull_wait_ms(9), pull_wait_ms(8));
	CHECK_INT(pull_wait_ms(1000000), pull_wait_ms(8));
}

static void test_R12_1_each_item_finds_its_column_by_code_name_or_title(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	static const struct database_column columns[] = { { "Photo", NULL, -4, 0, 0, 0, true },
		{ "LICENCE_NO", NULL, 12, 20, 0, 1, false }, { "holderName", NULL, 12, 20, 0, 0, true },
		{ "c3", "座位数", 4, 10, 0, 0, true }, { "面积", NULL, 4, 10, 0, 0, true } };
	struct item items[] = { { .code = "area_x", .name = "面积" }, { .code = "licence_no" },
		{ .code = "seats", .name = "座位数" }, { .code = "holder_name" }, { .code = "photo" } };
	size_t at[5];
	CHECK(pull_match(&cx, items, 4, columns, 5, at) == NULL);
	CHECK(at[0] == 4 && at[1] == 1 && at[2] == 3 && at[3] == 2);
	CHECK(pull_match(&cx, items, 5, columns, 5, at) == &items[4]);  /* bytes are no item's */
}

int main(void)
{
	RUN(test_R12_1_frames_come_out_as_they_went_in_however_they_were_cut);
	RUN(test_R12_1_a_length_that_lies_is_not_believed);
	RUN(test_a_number_is_digits);
	RUN(test_R12_1_only_what_was_asked_for_is_heard_and_nothing_after_the_end);
	RUN(test_R20_3_of_what_is_written_one_word_is_for_good_and_the_last);
	RUN(test_R12_1_an_ask_is_read_back_as_it_was_written);
	RUN(test_R12_1_each_driver_is_told_to_encrypt_or_is_not_used);
	RUN(test_R12_1_a_value_stays_one_value_of_the_connection_string);
	RUN(test_R12_1_an_item_holds_what_the_column_does);
	RUN(test_R12_1_a_title_is_the_first_line_of_the_comment);
	RUN(test_R12_1_a_schedule_falls_on_the_platforms_own_days);
	RUN(test_R12_1_a_run_given_back_waits_twice_as_long_each_time);
	RUN(test_R12_1_each_item_finds_its_column_by_code_name_or_title);
	return TEST_END();
}
