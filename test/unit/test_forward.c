/* test_forward.c - what is asked of a provider's interface and what of its answers is let
 * through; when it isn't asked at all; where it may lie. */
#include "fetch/body.h"
#include "fetch/turn.h"
#include "forward/breaker.h"
#include "forward/forward.h"
#include "forward/standing.h"
#include "test.h"

static struct frame frame;

/* --- what a provider answers ------------------------------------------------------------------ */
static const char *const columns[] = { "=no", "=holder", "{place" };
static const struct fetch_ask ask = { .rows = 2, .bytes = 1000, .columns = columns, .ncolumns = 3 };

static void put_row(void *arg, const struct frame_field *values, size_t n)
{
	struct buf *out = arg;
	for (size_t i = 0; i < n; i++) {
		buf_text(out, i ? "|" : "");
		if (values[i].p)
			buf_bytes(out, values[i].p, values[i].n);
		else
			buf_text(out, "~");
	}
	buf_text(out, ";");
}

static enum fetch_fault answered(const char *text, size_t n, struct buf *out)
{
	AUTO_BUF plain = buf_make(1u << 16);
	struct frame_field cursor = { NULL, 0 };
	int64_t rows = 0;
	enum fetch_fault f = fetch_body_read(text, n, &ask, put_row, out, &plain, &cursor, &rows);
	if (f == FETCH_NONE)
		buf_print(out, "%d %.*s", (int)rows, (int)cursor.n, cursor.p ? cursor.p : "");
	return f;
}

static void test_R20_1_rows_come_in_the_order_of_the_columns_and_what_was_not_asked_for_is_dropped(void)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "{\"rows\":[],\"next_cursor\":null}", "0 " },
		{ " {\"total\":{\"n\":[1,{}]},\n\t"
		  "\"rows\" : [ {\"holder\":\"\\u738b\\\"\",\"no\":7} ] } ",
		  "7|王\"|~;1 " },
		{ "{\"next_cursor\":\"a\\u00e9\",\"rows\":["
		  "{\"no\":true,\"x\":\"y\",\"place\":{\"a\":[1, 2]}},"
		  "{\"no\":12.50,\"holder\":null}]}", "true|~|{\"a\":[1, 2]};12.50|~|~;2 aé" },
		{ "{\"rows\":[{}],\"next_cursor\":\"\"}", "~|~|~;1 " },
		{ "{\"rows\":[],\"next_cursor\":12}", "0 12" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_BUF out = buf_make(4096);
		CHECK_INT(answered(rows[i].text, strlen(rows[i].text), &out), FETCH_NONE);
		CHECK_TEXT(buf_cstr(&out), rows[i].want);
	}
}

static void test_R20_1_what_is_not_exactly_an_answer_is_none(void)
{
	static const char *const bad[] = { "", "{", "[]", "null", "{}", "{\"rows\":{}}", "{\"rows\":[1]}",
		"{\"rows\":[[]]}", "{\"rows\":[]} x", "{\"rows\":[],}", "{\"rows\":[{},]}", "{\"rows\":[]",
		"{\"rows\":[],\"rows\":[]}", "{\"rows\":[{\"no\":1,\"no\":2}]}", "{\"rows\":[{\"no\":{}}]}",
		"{\"rows\":[{\"no\":[1]}]}", "{\"rows\":[{\"no\":01}]}", "{\"rows\":[{\"no\":\"a\nb\"}]}",
		"{\"rows\":[{\"no\":\"\\u0000\"}]}", "{\"rows\":[{\"no\":\"\\ud800\"}]}",
		"{\"rows\":[{\"no\":nope}]}", "{\"next_cursor\":\"a\"}", "{\"rows\":[],\"next_cursor\":{}}",
		"{\"rows\":[{\"no\":\"\xff\"}]}", "\xef\xbb\xbf{\"rows\":[]}" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		AUTO_BUF out = buf_make(4096);
		CHECK_MSG(answered(bad[i], strlen(bad[i]), &out) == FETCH_NOT_JSON, "%s", bad[i]);
	}
	AUTO_BUF out = buf_make(4096);
	const char many[] = "{\"rows\":[{},{},{}]}";
	CHECK_INT(answered(many, sizeof many - 1, &out), FETCH_TOO_MANY_ROWS);
	CHECK_INT(answered("{\"rows\":[]}\0", 12, &out), FETCH_NOT_JSON);
	AUTO_BUF deep = buf_make(1u << 20);
	buf_text(&deep, "{\"x\":");
	for (int i = 0; i < 100000; i++)
		buf_byte(&deep, '[');
	CHECK_INT(answered(deep.p, deep.n, &out), FETCH_NOT_JSON);
}

/* --- what the program says ---------------------------------------------------------------------- */
static bool said(char kind, const char *const *fields, size_t n, struct fetch_said *ret)
{
	AUTO_BUF out = buf_make(1u << 16);
	size_t begun = frame_begin(&out, kind), at = 0;
	for (size_t i = 0; i < n; i++)
		frame_text(&out, fields[i]);
	frame_end(&out, begun);
	return frame_at(out.p, out.n, &at, &frame) && at == out.n && fetch_said_read(&frame, ret);
}
#define SAID(kind, ...) said(kind, (const char *const[]){ __VA_ARGS__ }, \
	sizeof (const char *const[]){ __VA_ARGS__ } / sizeof (char *), &s)

static void test_R20_1_of_the_program_beside_the_server_only_its_words_are_heard(void)
{
	struct fetch_said s;
	CHECK(SAID('R', "7", "a", NULL) && s.number == 7 && s.nvalues == 2 && !s.values[1].p);
	CHECK(SAID('Z', "7", "2", "next") && s.n == 2 && s.cursor.n == 4);
	CHECK(SAID('E', "7", "slow", "0") && s.fault == FETCH_SLOW);
	CHECK(SAID('E', "7", "status", "503") && s.fault == FETCH_STATUS && s.n == 503);
	CHECK(!SAID('E', "7", "", "0") && !SAID('E', "7", "grand", "0") && !SAID('E', "7", "slow", NULL));
	CHECK(!SAID('Z', "7", "-1", NULL) && !SAID('Z', "7", "2") && !SAID('Z', "x", "2", NULL));
	CHECK(!SAID('R', NULL, "a") && !SAID('R', "7", "\xff") && !SAID('X', "7"));
}

static void test_R20_1_place_and_question_are_read_back_as_they_were_written(void)
{
	AUTO_CTX cx = { 0 };
	AUTO_BUF out = buf_make(1u << 16);
	struct fetch_place p = { "https://h.test:8443/a?b=1", "h.test", 8443, "10.1.2.3", "/roots", "X-Key",
				 "k" }, q;
	struct fetch_ask a = { 9, 3000, 1u << 20, 1000, "{\"a\":1}", 7, columns, 3 }, b;
	size_t at = 0;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	fetch_place_write(&out, &p);
	fetch_ask_write(&out, &a);
	CHECK(frame_at(out.p, out.n, &at, &frame) && fetch_place_read(&cx, &frame, &q));
	CHECK_TEXT(q.url, p.url);
	CHECK_TEXT(q.secret, "k");
	CHECK_INT(q.port, 8443);
	CHECK(frame_at(out.p, out.n, &at, &frame) && fetch_ask_read(&cx, &frame, &b) && at == out.n);
	CHECK(b.number == 9 && b.rows == 1000 && b.nbody == 7 && b.ncolumns == 3);
	CHECK_TEXT(b.columns[2], "{place");
	CHECK(!frame_at(out.p, out.n, &at, &frame));
	a.bytes = FETCH_BYTES + 1;
	buf_clear(&out);
	fetch_ask_write(&out, &a);
	at = 0;
	CHECK(frame_at(out.p, out.n, &at, &frame) && !fetch_ask_read(&cx, &frame, &b));
}

/* --- what of it goes on -------------------------------------------------------------------------- */
static const struct viewed items[] = {
	{ .code = "no", .no = 1, .key = true, .shape = { .type = ITEM_STRING, .length = 8 } },
	{ .code = "holder", .no = 2, .shape = { .type = ITEM_STRING, .length = 4, .nullable = true } },
	{ .code = "fee", .no = 3, .shape = { .type = ITEM_DECIMAL, .length = 8, .precision = 2,
		.nullable = true } },
	{ .code = "seats", .no = 4, .shape = { .type = ITEM_INTEGER, .nullable = true } },
	{ .code = "on", .no = 5, .shape = { .type = ITEM_DATE, .nullable = true } },
	{ .code = "id_no", .no = 6, .shape = { .type = ITEM_STRING, .format = "resident_id",
		.nullable = true } },
};
static const struct view view = { items, 6 };

static const struct filter *filter(struct ctx *cx, const char *text)
{
	const struct filter *f = NULL;
	json_t *json = json_loads(text, 0, NULL);
	CHECK(json && filter_read(cx, json, view, "where", &f) == OK);
	json_decref(json);
	return f;
}

static struct frame_field cell(const char *text)
{
	return (struct frame_field){ text, text ? (uint32_t)strlen(text) : 0 };
}

static void test_R20_1_a_row_outside_of_what_was_asked_or_granted_spoils_the_answer(void)
{
	static const size_t wanted[] = { 0, 1, 2, 3 };
	static const struct { const char *at[4]; enum fetch_fault want; size_t item; } rows[] = {
		{ { "A1", "王", "1.5", "7" }, FETCH_NONE, 9 },
		{ { "A1", "李", "1.5", "7" }, FETCH_OUTSIDE, 9 },       /* not granted */
		{ { "A1", NULL, "1.5", "7" }, FETCH_OUTSIDE, 9 },       /* neither yes nor no isn't yes */
		{ { "B1", "王", "1.5", "7" }, FETCH_OUTSIDE, 9 },       /* not asked for */
		{ { "A1", "王", "1.505", "7" }, FETCH_ROW, 2 },
		{ { "A1", "王", "1e3", "7" }, FETCH_ROW, 2 },
		{ { "A1", "王", NULL, "7.0" }, FETCH_ROW, 3 },
		{ { "A1", "王", NULL, "99999999999999999999" }, FETCH_ROW, 3 },
		{ { NULL, "王", NULL, NULL }, FETCH_ROW, 0 },
		{ { "A12345678", "王", NULL, NULL }, FETCH_ROW, 0 },
	};
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 1790000000000 }, 0);
	cx.today = day_at(cx.now);
	struct question q = { .view = view, .columns = wanted, .n = 4, .limit = 10,
		.policy = filter(&cx, "{\"item\":\"holder\",\"op\":\"eq\",\"value\":\"王\"}"),
		.where = filter(&cx, "{\"item\":\"no\",\"op\":\"prefix\",\"value\":\"A\"}") };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct frame_field cells[4];
		struct value whole[6], values[4];
		size_t item = 9;
		for (size_t k = 0; k < 4; k++)
			cells[k] = cell(rows[i].at[k]);
		enum fetch_fault f = row_check(&cx, &q, cells, whole, values, &item);
		CHECK_MSG(f == rows[i].want && item == rows[i].item, "row %zu: %s %zu", i,
			  fetch_fault_word(f), item);
	}
}

static void test_R20_1_a_question_says_what_is_wanted_and_under_which_conditions(void)
{
	AUTO_CTX cx = { 0 };
	AUTO_BUF out = buf_make(1u << 16);
	static const size_t wanted[] = { 3, 0, 3 };
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct question q = { .view = view, .code = "R1", .limit = 10, .cursor = "a\"b",
		.policy = filter(&cx, "{\"not\":{\"item\":\"holder\",\"op\":\"is_null\"}}"),
		.where = filter(&cx, "{\"or\":[{\"item\":\"fee\",\"op\":\"between\",\"value\":[1,\"2.5\"]},"
				"{\"item\":\"seats\",\"op\":\"in\",\"value\":[7,3]},"
				"{\"item\":\"on\",\"op\":\"lt\",\"value\":\"2026-01-05\"}]}") };
	question_wants(&cx, &q, wanted, 3);
	question_json(&out, &q);
	CHECK_TEXT(buf_cstr(&out),
		"{\"resource\":\"R1\",\"fields\":[\"seats\",\"no\",\"holder\",\"fee\",\"on\"],"
		"\"where\":{\"and\":[{\"not\":{\"item\":\"holder\",\"op\":\"is_null\",\"value\":true}},"
		"{\"or\":[{\"item\":\"fee\",\"op\":\"between\",\"value\":[\"1.00\",\"2.50\"]},"
		"{\"item\":\"seats\",\"op\":\"in\",\"value\":[3,7]},"
		"{\"item\":\"on\",\"op\":\"lt\",\"value\":\"2026-01-05\"}]}]},"
		"\"limit\":10,\"cursor\":\"a\\\"b\"}");
	CHECK_TEXT(question_columns(&cx, &q)[0], "=seats");
}

/* --- whether it is asked ---------------------------------------------------------------------------- */
static void test_R20_1_five_failures_on_end_stop_the_calls_and_one_tries_when_it_has_cooled(void)
{
	struct breaker b = { 0 };
	int64_t wait = 0, now = 1000;
	for (int i = 1; i <= 5; i++) {
		CHECK(breaker_lets(&b, now, 1000, &wait));
		CHECK_INT(breaker_told(&b, now, true), i == 5);
	}
	CHECK_INT(breaker_state(&b, now), BREAKER_OPEN);
	CHECK(!breaker_lets(&b, now, 1000, &wait));
	CHECK_INT(wait, BREAKER_COOL_MS);
	CHECK(!breaker_told(&b, now + 1, false));               /* it was on its way before */
	CHECK_INT(breaker_state(&b, now + 1), BREAKER_OPEN);
	now += BREAKER_COOL_MS;
	CHECK_INT(breaker_state(&b, now), BREAKER_HALF_OPEN);
	CHECK(breaker_lets(&b, now, 1000, &wait) && !breaker_lets(&b, now, 1000, &wait));
	CHECK_INT(wait, 1000);
	CHECK(!breaker_told(&b, now, true) && !breaker_lets(&b, now, 1000, &wait));
	CHECK_INT(wait, 2 * BREAKER_COOL_MS);                   /* told of once, cooled for longer */
	now += wait;
	CHECK(breaker_lets(&b, now, 1000, &wait) && breaker_lets(&b, now + 1000, 1000, &wait));
	CHECK(!breaker_told(&b, now + 1000, false));            /* the first that tried never came back */
	CHECK_INT(breaker_state(&b, now + 1000), BREAKER_CLOSED);
	CHECK_INT(b.opened, 1);
	for (int i = 0; i < 4; i++)
		CHECK(!breaker_told(&b, now, true));            /* it begins without a past */
}

static void test_R20_1_half_of_the_last_twenty_stop_them_too_and_it_cools_for_five_minutes_at_most(void)
{
	struct breaker b = { 0 };
	int64_t wait = 0, now = 0;
	bool opened = false;
	int told = 0;
	for (; !opened && told < 100; told++)
		opened = breaker_told(&b, now, told % 2);
	CHECK_INT(told, 20);
	for (int i = 0; i < 12; i++) {
		CHECK(!breaker_lets(&b, now, 1000, &wait) && wait <= BREAKER_COOL_MOST);
		now += wait;
		CHECK(breaker_lets(&b, now, 1000, &wait));
		breaker_told(&b, now, true);
	}
	CHECK_INT(b.cool, BREAKER_COOL_MOST);
	struct breaker fine = { 0 };
	for (int i = 0; i < 1000; i++)
		CHECK(!breaker_told(&fine, now, i % 3 == 0));   /* a third of them is borne */
}

static void test_R20_1_how_an_interface_stands_is_one_word_and_a_list_has_its_orders(void)
{
	enum standing s;
	enum standing_order o;
	CHECK_INT(standing_of(false, true, true, BREAKER_CLOSED), STANDING_ASKED);
	CHECK_INT(standing_of(false, true, true, BREAKER_HALF_OPEN), STANDING_TRYING);
	CHECK_INT(standing_of(false, true, true, BREAKER_OPEN), STANDING_PAUSED);
	CHECK_INT(standing_of(false, true, false, BREAKER_OPEN), STANDING_STRANDED);
	CHECK_INT(standing_of(false, false, false, BREAKER_OPEN), STANDING_OFF);
	CHECK_INT(standing_of(true, false, false, BREAKER_CLOSED), STANDING_WITHDRAWN);
	for (int i = 0; i < STANDINGS_; i++)
		CHECK(standing_read(standing_word((enum standing)i), &s) && (int)s == i);
	CHECK(!standing_read("closed", &s) && !standing_order_read("title", &o));
	CHECK(standing_order_read("failed", &o) && o == STANDING_BY_FAILED);
	const struct stands a = { "a", { 9 }, { 0 }, { 5 }, 3, 3 }, b = { "b", { 8 }, { 7 }, { 5 }, 4, 1 };
	CHECK(standing_compare(STANDING_BY_NEWEST, &a, &b) < 0);
	CHECK(standing_compare(STANDING_BY_CALLS, &a, &b) > 0);
	CHECK(standing_compare(STANDING_BY_FAILED, &a, &b) < 0);
	CHECK(standing_compare(STANDING_BY_GOOD, &a, &b) > 0);
	CHECK(standing_compare(STANDING_BY_BAD, &a, &b) < 0 && standing_compare(STANDING_BY_BAD, &b, &a) > 0);
}

/* --- whose turn it is ---------------------------------------------------------------------------- */
static void test_R20_1_who_floods_an_interface_leaves_places_and_falls_back_to_its_part(void)
{
	static const int sizes[] = { 2, 3, 5, 16, 64, 256 };
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		int most = sizes[i], flood = 0, other = 0;
		while (turn_may(most, flood, flood > 0, flood))
			flood++;
		CHECK_MSG(flood < most && flood >= most * 3 / 4 - 1, "%d of %d alone", flood, most);
		CHECK_MSG(turn_may(most, flood, 1, 0), "of %d one is left", most);
		for (int turn = 0; turn < most * 4; turn++) {   /* the flood asks first, always */
			flood -= flood > 0;
			other += turn_may(most, flood + other, 1 + (other > 0), other) && other < most / 3;
			while (turn_may(most, flood + other, 1 + (other > 0), flood))
				flood++;
		}
		CHECK_MSG(other >= most / 3, "%d of %d, the flood has %d", other, most, flood);
		CHECK_MSG(flood + other <= most && flood >= other, "%d and %d of %d", flood, other, most);
	}
	CHECK(turn_may(1, 0, 0, 0) && !turn_may(1, 1, 1, 0) && !turn_may(1, 1, 1, 1));
	CHECK_MSG(turn_may(64, 60, 30, 1), "within its part it may take the last");
	CHECK_MSG(!turn_may(64, 60, 30, 2), "and not beyond");
}

static void test_R20_1_the_next_question_is_of_who_has_the_fewest_under_way_and_came_first(void)
{
	static const char *const busy[] = { "a", "a", "a", "a", "a", "a", "b" };
	static const char *const waiting[] = { "a", "a", "b", "c", "b", "c" };
	CHECK_INT(turn_next(8, busy, 7, waiting, 6), 3);
	CHECK_INT(turn_next(8, busy, 7, waiting, 3), 2);
	CHECK_INT(turn_next(8, busy, 7, waiting, 2), -1);
	CHECK_INT(turn_next(7, busy, 7, waiting, 6), -1);
	CHECK_INT(turn_next(8, busy, 0, waiting, 6), 0);
	CHECK_INT(turn_next(8, busy, 7, waiting, 0), -1);
}

/* --- where it lies, and by which key ------------------------------------------------------------------ */
static void test_R20_1_an_address_is_plain_or_none(void)
{
	AUTO_CTX cx = { 0 };
	struct url u;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(url_read(&cx, "https://API.Example.test/v1/q?x=%20&y=1", &u) && u.tls && u.port == 443);
	CHECK_TEXT(u.host, "api.example.test");
	CHECK(url_read(&cx, "http://10.1.2.3:8080", &u) && !u.tls && u.port == 8080);
	static const char *const bad[] = { "", "http://", "https:///x", "ftp://h/", "HTTP://h/", "//h/",
		"h/x",
		"http://u@h/", "http://u:p@h/", "http://h:/", "http://h:0/", "http://h:65536/",
			"http://h:1x/",
		"http://h:999999999999/", "http://h/#f", "http://h/a b", "http://h/\r\nX: y",
			"http://h/\\", "http://h?x",
		"http://[::1]/", "http://-h/", "http://.h/", "http://h_/", "http://\xe4\xb8\xad/",
			"http://h/\xe4\xb8\xad",
		"http://h\t/", "http://h/\"", "http://h/{a,b}", "http://h/<" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(!url_read(&cx, bad[i], &u), "%s", bad[i]);
}

static void test_R39_1_a_key_makes_no_header_of_its_own(void)
{
	CHECK(header_name_good("X-Key") && header_name_good("Authorization") &&
		header_value_good("Bearer a.b=="));
	static const char *const names[] = { "", "a b", "a:", "X\r\nY", "Host", "content-length",
		"Transfer-Encoding",
		"connection", "TE", "\xe4\xb8\xad" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		CHECK_MSG(!header_name_good(names[i]), "%s", names[i]);
	static const char *const values[] = { "", " a", "a ", "a\r\nX: y", "a\nb", "a\tb", "\x7f",
		"\xe4\xb8\xad" };
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		CHECK_MSG(!header_value_good(values[i]), "%s", values[i]);
}

int main(void)
{
	RUN(test_R20_1_rows_come_in_the_order_of_the_columns_and_what_was_not_asked_for_is_dropped);
	RUN(test_R20_1_what_is_not_exactly_an_answer_is_none);
	RUN(test_R20_1_of_the_program_beside_the_server_only_its_words_are_heard);
	RUN(test_R20_1_place_and_question_are_read_back_as_they_were_written);
	RUN(test_R20_1_a_row_outside_of_what_was_asked_or_granted_spoils_the_answer);
	RUN(test_R20_1_a_question_says_what_is_wanted_and_under_which_conditions);
	RUN(test_R20_1_five_failures_on_end_stop_the_calls_and_one_tries_when_it_has_cooled);
	RUN(test_R20_1_half_of_the_last_twenty_stop_them_too_and_it_cools_for_five_minutes_at_most);
	RUN(test_R20_1_how_an_interface_stands_is_one_word_and_a_list_has_its_orders);
	RUN(test_R20_1_who_floods_an_interface_leaves_places_and_falls_back_to_its_part);
	RUN(test_R20_1_the_next_question_is_of_who_has_the_fewest_under_way_and_came_first);
	RUN(test_R20_1_an_address_is_plain_or_none);
	RUN(test_R39_1_a_key_makes_no_header_of_its_own);
	return TEST_END();
}
