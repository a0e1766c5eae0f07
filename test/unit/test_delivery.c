/* test_delivery.c - marks that name whose copy a table is, and the ledger of what it
 * holds. GONGSHU_DEEP=1 tries many more windows of the same million rows. */
#include "delivery/decoy.h"
#include "delivery/delivery.h"
#include "delivery/doubt.h"
#include "delivery/endorse.h"
#include "delivery/ledger.h"
#include "delivery/watermark.h"
#include "test.h"
#include <stdlib.h>

enum { ROWS = 1000000, WINDOW = 1000, PEOPLE = 50, COLUMNS = 5, SLOTS = 4096, CELL = 64 };

/* Number, remark (a blank may follow), fee (its last digit may change), day, town. */
static const struct mark_column columns[COLUMNS] = {
	{ .code = "permit_no", .anchor = true },
	{ .code = "remark", .carry = CARRY_BLANK },
	{ .code = "fee", .carry = CARRY_DIGIT, .precision = 2 },
	{ .code = "day", .sorts = true },
	{ .code = "town" },
};
static const struct mark_plan both = { columns, COLUMNS, false, false };
static const struct mark_plan ordered = { columns, COLUMNS, true, false };

struct sheet_row { char text[COLUMNS][CELL]; struct mark_cell cells[COLUMNS]; };

static void point(struct sheet_row *r)
{
	for (int i = 0; i < COLUMNS; i++)
		r->cells[i] = (struct mark_cell){ r->text[i], strlen(r->text[i]) };
}

/* The i-th row of the table: the same whenever it is asked for. */
static void make_row(struct sheet_row *r, long i)
{
	static const char *const remarks[] = { "正常", "补办", "变更 地址", "", "注销后重新申领" };
	snprintf(r->text[0], CELL, "P-%07ld", i);
	snprintf(r->text[1], CELL, "%s", remarks[i * 7 % 5]);
	if (i % 11)
		snprintf(r->text[2], CELL, "%ld.%02ld", i % 977, i * 13 % 100);
	else
		r->text[2][0] = '\0';
	snprintf(r->text[3], CELL, "2026-%02ld-%02ld", i / 100 % 12 + 1, i / 1200 % 28 + 1);
	snprintf(r->text[4], CELL, "镇%ld", i % 13);
	point(r);
}

static void key_of(int person, uint8_t key[32])
{
	struct hash h = hash_keyed("recipients", 10, &person, sizeof person);
	memcpy(key, h.b, 32);
}

static void mark_row(struct mark_pen *pen, struct sheet_row *r, struct mark_draw *d)
{
	AUTO_BUF out = buf_make(4096);
	*d = mark_draw_row(pen, r->cells);
	for (size_t i = 0; i < COLUMNS; i++) {
		buf_clear(&out);
		mark_put(pen, d, i, r->cells[i], &out);
		snprintf(r->text[i], CELL, "%.*s", (int)out.n, out.n ? out.p : "");
	}
	point(r);
}

/* `n` rows from `from` as `person` got them; NULL plan: as they are. */
static struct sheet_row *copy_of(const struct mark_plan *plan, int person, long from, long n)
{
	static struct sheet_row rows[2 * WINDOW];
	struct mark_draw draws[2];
	uint8_t key[32];
	key_of(person, key);
	for (long i = 0; i < n; i++)
		make_row(&rows[i], from + i);
	if (!plan)
		return rows;
	struct mark_pen pen = mark_pen_make(plan, key);
	for (long i = 0; i < n; i++) {
		mark_row(&pen, &rows[i], &draws[i & 1]);
		/* The million's own pairs: an even place and the next. */
		if ((from + i) % 2 == 1 && i && mark_turns(&pen, &draws[(i - 1) & 1], &draws[i & 1])) {
			struct sheet_row swap = rows[i - 1];
			rows[i - 1] = rows[i];
			rows[i] = swap;
			point(&rows[i - 1]);
			point(&rows[i]);
		}
	}
	mark_pen_end(&pen);
	return rows;
}

static const bool all_there[COLUMNS] = { true, true, true, true, true };

static double evidence_of(const struct mark_plan *plan, int person, const struct sheet_row *rows, long n,
			  const bool *has)
{
	static uint64_t seen[SLOTS];
	uint8_t key[32];
	key_of(person, key);
	struct mark_pen pen = mark_pen_make(plan, key);
	memset(seen, 0, sizeof seen);
	struct mark_eye eye = { .pen = &pen, .seen = seen, .slots = SLOTS };
	for (long i = 0; i < n; i++) {
		struct mark_cell cells[COLUMNS];
		for (int k = 0; k < COLUMNS; k++)
			cells[k] = has[k] ? rows[i].cells[k] : (struct mark_cell){ NULL, 0 };
		mark_look(&eye, cells, has);
	}
	mark_pen_end(&pen);
	return mark_evidence(&eye.tally);
}

/* The one that is proved; -1: nobody, -2: several. */
static int named(const struct mark_plan *plan, const struct sheet_row *rows, long n, const bool *has)
{
	int found = -1;
	for (int p = 0; p < PEOPLE; p++)
		if (mark_proves(evidence_of(plan, p, rows, n, has), PEOPLE))
			found = found == -1 ? p : -2;
	return found;
}

static int windows(int few)
{
	return getenv("GONGSHU_DEEP") ? 400 : few;
}

static uint64_t dice = 88172645463325252u;
static long roll(long n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (long)(dice % (uint64_t)n);
}

/* --- naming ----------------------------------------------------------------------------- */
static void test_any_thousand_rows_of_a_million_name_the_one_of_fifty_R20_1(void)
{
	for (int w = 0; w < windows(30); w++) {
		int person = (int)roll(PEOPLE);
		long from = roll(ROWS - WINDOW);
		struct sheet_row *rows = copy_of(&both, person, from, WINDOW);
		CHECK_INT(named(&both, rows, WINDOW, all_there), person);
	}
}

static void test_the_order_of_rows_alone_names_the_recipient_too_R20_1(void)
{
	static const bool no_carriers[COLUMNS] = { true, false, false, true, true };
	for (int w = 0; w < windows(10); w++) {
		int person = (int)roll(PEOPLE);
		struct sheet_row *rows = copy_of(&ordered, person, 2 * roll((ROWS - WINDOW) / 2), WINDOW);
		CHECK_INT(named(&ordered, rows, WINDOW, no_carriers), person);
	}
}

static void test_an_unmarked_file_accuses_nobody_R20_1(void)
{
	for (int w = 0; w < windows(10); w++)
		CHECK_INT(named(&ordered, copy_of(NULL, 0, roll(ROWS - WINDOW), WINDOW), WINDOW,
				all_there), -1);
}

static void test_rows_cut_out_and_rows_in_any_order_still_name_R20_1(void)
{
	struct sheet_row *rows = copy_of(&both, 17, 300000, 2 * WINDOW);
	long n = 0;
	for (long i = 0; i < 2 * WINDOW; i++) {
		if (roll(2))
			continue;
		rows[n] = rows[i];
		point(&rows[n++]);
	}
	for (long i = n - 1; i > 0; i--) {
		long k = roll(i + 1);
		struct sheet_row swap = rows[i];
		rows[i] = rows[k];
		rows[k] = swap;
		point(&rows[i]);
		point(&rows[k]);
	}
	CHECK_INT(named(&both, rows, n, all_there), 17);
}

static void test_one_carrier_is_enough_when_the_other_was_washed_out_R20_1(void)
{
	struct sheet_row *rows = copy_of(&both, 31, 5000, WINDOW);
	static const bool no_fee[COLUMNS] = { true, true, false, true, true };
	static const bool no_remark[COLUMNS] = { true, false, true, true, true };
	CHECK_INT(named(&both, rows, WINDOW, no_fee), 31);
	CHECK_INT(named(&both, rows, WINDOW, no_remark), 31);
}

static void test_a_copy_mixed_of_two_names_both_R20_1(void)
{
	static struct sheet_row mixed[WINDOW];
	memcpy(mixed, copy_of(&both, 3, 0, WINDOW), sizeof mixed);
	struct sheet_row *other = copy_of(&both, 4, 0, WINDOW);
	for (long i = 0; i < WINDOW; i++) {
		if (i % 2)
			mixed[i] = other[i];
		point(&mixed[i]);
	}
	CHECK(mark_proves(evidence_of(&both, 3, mixed, WINDOW, all_there), PEOPLE));
	CHECK(mark_proves(evidence_of(&both, 4, mixed, WINDOW, all_there), PEOPLE));
	CHECK(!mark_proves(evidence_of(&both, 5, mixed, WINDOW, all_there), PEOPLE));
}

/* A table whose anchors are few draws the same bits again and again: they count once. */
static void test_few_identities_accuse_nobody_R20_1(void)
{
	struct sheet_row *rows = copy_of(NULL, 0, 0, WINDOW);
	for (long i = 0; i < WINDOW; i++) {
		snprintf(rows[i].text[0], CELL, "%ld", i % 3);
		point(&rows[i]);
	}
	CHECK_INT(named(&both, rows, WINDOW, all_there), -1);
}

/* --- what it alters ----------------------------------------------------------------------- */
static void test_nothing_is_altered_but_where_it_is_allowed_R20_1(void)
{
	struct mark_draw d;
	uint8_t key[32];
	int blanks = 0, digits = 0;
	key_of(1, key);
	struct mark_pen pen = mark_pen_make(&both, key);
	for (long i = 0; i < WINDOW; i++) {
		struct sheet_row was, now;
		make_row(&was, i);
		make_row(&now, i);
		mark_row(&pen, &now, &d);
		CHECK_TEXT(now.text[0], was.text[0]);
		CHECK_TEXT(now.text[3], was.text[3]);
		CHECK_TEXT(now.text[4], was.text[4]);
		size_t n = strlen(was.text[1]);
		CHECK(strncmp(now.text[1], was.text[1], n) == 0 && strspn(now.text[1] + n, " ") <= 1);
		blanks += strlen(now.text[1]) != n;
		size_t f = strlen(was.text[2]);
		CHECK(strlen(now.text[2]) == f && (!f || strncmp(now.text[2], was.text[2], f - 1) == 0));
		digits += strcmp(now.text[2], was.text[2]) != 0;
	}
	mark_pen_end(&pen);
	CHECK_MSG(blanks > 50 && blanks < 160, "%d blanks", blanks);
	CHECK_MSG(digits > 60 && digits < 180, "%d digits", digits);
}

static void test_a_plan_without_anchor_or_carrier_marks_nothing(void)
{
	static const struct mark_column bare[] = { { .code = "a", .anchor = true }, { .code = "b" } };
	static const struct mark_column loose[] = { { .code = "a", .carry = CARRY_BLANK } };
	CHECK(!mark_plan_works(&(struct mark_plan){ bare, 2, false, false }));
	CHECK(mark_plan_works(&(struct mark_plan){ bare, 2, true, false }));
	CHECK(!mark_plan_works(&(struct mark_plan){ loose, 1, true, false }));
	CHECK(mark_plan_works(&both));
}

/* --- the ledger ------------------------------------------------------------------------------- */
static void enter(struct ledger *l, const char *id, const char *says)
{
	struct hash a = hash_of(id, strlen(id)), b = hash_of(says, strlen(says));
	ledger_add(l, &a, &b);
}

static void test_a_ledger_tells_what_is_new_what_changed_and_what_went(void)
{
	struct ledger was = ledger_make(10), now = ledger_make(10), read = ledger_make(10);
	AUTO_BUF bytes = buf_make(4096);
	uint8_t news[1] = { 0 };
	const char *before[] = { "a", "b", "c", "c" }, *after[] = { "d", "c", "b", "a" };
	for (int i = 0; i < 4; i++)
		enter(&was, before[i], before[i]);
	for (int i = 0; i < 4; i++)
		enter(&now, after[i], i == 2 ? "changed" : after[i]);
	was.shape = hash_of("x", 1);
	ledger_sort(&was);
	ledger_sort(&now);
	ledger_write(&was, &bytes);
	CHECK(ledger_read(&read, bytes.p, bytes.n) && hash_same(&read.shape, &was.shape));
	CHECK(!ledger_read(&read, bytes.p, bytes.n - 1));
	ledger_end(&read);
	read = ledger_make(10);
	CHECK(ledger_read(&read, bytes.p, bytes.n));
	struct ledger_change c = ledger_compare(&read, &now, news);
	CHECK_INT(c.fresh, 1);
	CHECK_INT(c.changed, 1);
	CHECK_INT(c.gone, 1);           /* one of two equal rows */
	CHECK_INT(news[0], 1 | 1 << 2);
	ledger_end(&was);
	ledger_end(&now);
	ledger_end(&read);
}

/* --- rows that were never there --------------------------------------------------------- */
static const struct mark_plan inventive = { columns, COLUMNS, false, true };
static const bool keys[COLUMNS] = { true, false, false, false, false };

/* Rows of `person`'s own behind the first `n` of the table: their names, sorted. */
static struct decoys invent(int person, long n, struct sheet_row *ret, size_t most)
{
	static uint64_t names[PEOPLE][256];
	struct decoys d = { .names = names[person] };
	struct sheet_row row, before;
	uint8_t key[32];
	AUTO_BUF room = buf_make(4096);
	key_of(person, key);
	struct mark_pen pen = mark_pen_make(&inventive, key);
	make_row(&before, 0);
	for (long i = 0; i < n && d.n < most; i++) {
		struct mark_cell cells[COLUMNS];
		make_row(&row, i);
		struct mark_draw draw = mark_draw_row(&pen, row.cells);
		if (decoy_due(&pen, &draw) &&
		    (d.digits = decoy_make(&pen, &draw, keys, row.cells, before.cells, cells, &room))) {
			for (int c = 0; c < COLUMNS; c++)
				snprintf(ret[d.n].text[c], CELL, "%.*s", (int)cells[c].n,
					 cells[c].n ? cells[c].p : "");
			point(&ret[d.n]);
			draw = mark_draw_row(&pen, ret[d.n].cells);
			d.names[d.n++] = decoy_name(&draw.id);
		}
		make_row(&before, i);
	}
	mark_pen_end(&pen);
	decoys_sort(&d);
	return d;
}

static double looked(int person, const struct decoys *d, const struct sheet_row *rows, size_t n)
{
	static uint64_t seen[SLOTS];
	static const bool has[COLUMNS] = { true, true, true, true, true };
	uint8_t key[32];
	key_of(person, key);
	struct mark_pen pen = mark_pen_make(&inventive, key);
	struct mark_plan bare = inventive;
	struct mark_column cut[COLUMNS];
	memcpy(cut, columns, sizeof cut);
	for (int i = 0; i < COLUMNS; i++)
		cut[i].carry = CARRY_NOTHING;           /* only what was invented tells */
	bare.columns = cut;
	pen.plan = &bare;
	struct mark_eye eye = { .pen = &pen, .decoys = d, .seen = seen, .slots = SLOTS };
	memset(seen, 0, sizeof seen);
	for (size_t i = 0; i < n; i++)
		mark_look(&eye, rows[i].cells, has);
	eye.tally.chance = decoys_chance(d);
	mark_pen_end(&pen);
	return mark_evidence(&eye.tally);
}

static void test_invented_rows_name_their_recipient_and_nobody_else_R20_1(void)
{
	static struct sheet_row one[256], two[256], piece[1500];
	struct decoys a = invent(1, 20000, one, 256), b = invent(2, 20000, two, 256);
	CHECK_MSG(a.n > 40 && a.n < 130 && a.digits == 7, "%zu of %d digits", a.n, a.digits);
	for (size_t i = 0; i < a.n; i++) {
		/* The table's numbers end at 20000; its forms and values are the table's. */
		CHECK_MSG(strncmp(one[i].text[0], "P-", 2) == 0 && strlen(one[i].text[0]) == 9 &&
			  atol(one[i].text[0] + 2) >= 0, "%s", one[i].text[0]);
		CHECK(strstr(one[i].text[4], "镇") == one[i].text[4]);
	}
	for (int i = 0; i < 1500; i++)
		make_row(&piece[i], 5000 + i);
	CHECK_MSG(looked(1, &a, piece, 1500) <= 0, "%f", looked(1, &a, piece, 1500));
	for (int i = 0; i < 8; i++)
		piece[i * 100] = one[i];
	CHECK_MSG(mark_proves(looked(1, &a, piece, 1500), PEOPLE), "%f", looked(1, &a, piece, 1500));
	CHECK_MSG(looked(2, &b, piece, 1500) <= 0, "%f", looked(2, &b, piece, 1500));
	/* Taking them all out costs the evidence of other marks no more than half of a half. */
	for (int i = 0; i < 1500; i++)
		make_row(&piece[i], i);
	CHECK_MSG(looked(1, &a, piece, 1500) > -0.31, "%f", looked(1, &a, piece, 1500));
}

static void test_what_was_invented_is_kept_as_a_text_and_read_back_R20_1(void)
{
	static struct sheet_row one[256];
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	struct decoys a = invent(1, 20000, one, 256), none = { .n = 0 };
	const char *text = decoys_text(&cx, &a);
	struct decoys back = decoys_read(&cx, text);
	CHECK_INT(decoys_count(text), a.n);
	CHECK(back.n == a.n && back.digits == 7 && memcmp(back.names, a.names, a.n * sizeof *a.names) == 0);
	CHECK(decoys_have(&back, a.names[3]) && !decoys_have(&back, a.names[3] + 1));
	CHECK(decoys_text(&cx, &none) == NULL && decoys_read(&cx, NULL).n == 0 && decoys_count("") == 0);
	CHECK(decoy_room(5, 50000) && !decoy_room(5, 50001));
}

static void test_a_key_of_few_digits_is_not_invented_R20_1(void)
{
	struct sheet_row row;
	struct mark_cell cells[COLUMNS];
	AUTO_BUF room = buf_make(4096);
	uint8_t key[32];
	key_of(1, key);
	struct mark_pen pen = mark_pen_make(&inventive, key);
	make_row(&row, 7);
	snprintf(row.text[0], CELL, "P-0007");
	point(&row);
	struct mark_draw d = mark_draw_row(&pen, row.cells);
	CHECK_INT(decoy_make(&pen, &d, keys, row.cells, row.cells, cells, &room), 0);
	mark_pen_end(&pen);
}

static void test_which_form_a_delivery_takes_R20_3(void)
{
	const struct party city = { "a", LEVEL_CITY, "320900" }, county = { "b", LEVEL_COUNTY, "320902" };
	const struct party town = { "c", LEVEL_TOWN, "320902100" }, other = { "d", LEVEL_COUNTY, "320921" };
	CHECK_INT(delivery_level(&city, &city), DELIVERY_IS_CITY);
	CHECK_INT(delivery_level(&city, &county), DELIVERY_IS_CITY);
	CHECK_INT(delivery_level(&county, &city), DELIVERY_IS_COUNTY);
	CHECK_INT(delivery_level(&county, &town), DELIVERY_IS_LOCAL);
	CHECK_INT(delivery_level(&county, &other), DELIVERY_IS_COUNTY);
}

/* --- confirmed by both sides ------------------------------------------------------------ */
static bool page(const char *name, const char *bytes, size_t n)
{
	const char *type = endorse_page_type(name);
	return type && endorse_page_is(type, bytes, n, bytes, n);
}
#define PAGE(name, bytes) page(name, bytes, sizeof bytes - 1)

static void test_a_sealed_page_is_what_its_name_says_R20_3(void)
{
	CHECK(PAGE("a.pdf", "%PDF-1.7\n..startxref\n9\n%%EOF"));
	CHECK(PAGE("a.PDF", "%PDF-2.0\n..startxref\n9\n%%EOF\r\n"));
	CHECK(!PAGE("a.pdf", "just text"));
	CHECK(!PAGE("a.pdf", "%PDF-1"));
	CHECK(!PAGE("a.pdf", "%PDF-1.7\n..%%EOF"));
	CHECK(!PAGE("a.pdf", "%PDF-1.7\n..startxref\n9\n"));
	CHECK(!PAGE("a.pdf", ".%PDF-1.7\n..startxref\n9\n%%EOF"));
	CHECK(!PAGE("a.pdf", ""));
	CHECK(PAGE("a.png", "\x89PNG\r\n\x1a\n..IEND\xae" "B`\x82"));
	CHECK(!PAGE("a.png", "%PDF-1.7\nstartxref\n%%EOF"));
	CHECK(PAGE("a.jpeg", "\xff\xd8\xff\xe0..\xff\xd9"));
	CHECK(!PAGE("a.jpg", "\xff\xd8\xff\xe0.."));
	CHECK(PAGE("a.tif", "II*\0..") && PAGE("a.tiff", "MM\0*.."));
	CHECK(PAGE("a.ofd", "PK\x03\x04..PK\x05\x06.."));
	CHECK(!endorse_page_type("a.exe") && !endorse_page_type("a") && !endorse_page_type(NULL));
}

static void test_a_signature_comes_raw_or_in_strict_der_R20_3(void)
{
	uint8_t raw[64], der[72] = { 0x30, 0x08, 0x02, 0x02, 0x00, 0x80, 0x02, 0x02, 0x12, 0x34 };
	CHECK(endorse_raw(der, 10, raw) && raw[31] == 0x80 && raw[30] == 0 && raw[62] == 0x12 &&
	      raw[63] == 0x34);
	CHECK(!endorse_raw(der, 9, raw));
	CHECK(!endorse_raw(der, 11, raw));
	der[5] = 0x7f;                          /* no longer the shortest form */
	CHECK(!endorse_raw(der, 10, raw));
	der[4] = 0x80;                          /* negative */
	CHECK(!endorse_raw(der, 10, raw));
	CHECK(!endorse_raw(der, 0, raw) && !endorse_raw(der, 1, raw) && !endorse_raw(der, 2, raw));
	memset(der, 7, sizeof der);
	CHECK(endorse_raw(der, 64, raw) && raw[0] == 7 && raw[63] == 7);
	CHECK(!endorse_raw(der, 63, raw) && !endorse_raw(der, 65, raw));
}

static void test_what_is_signed_names_case_side_and_form_R20_3(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 1 << 16);
	const char *said = endorse_statement(&cx, "c1", ENDORSE_CONSUMER, "ab");
	CHECK(strcmp(said, "gongshu-filing-1\ncase: c1\nside: consumer\nform-sha256: ab\n") == 0);
}

static void test_a_doubted_record_is_found_in_a_ledger_by_its_key_R23_1(void)
{
	struct hash says = hash_of("x", 1), id = doubt_row("7\x1f" "甲");
	AUTO_BUF key = buf_make(100), json = buf_make(1000);
	struct ledger l = ledger_make(10);
	struct jout j = jout_to(&json);
	buf_run(&key, "7", 1);
	buf_run(&key, "甲", strlen("甲"));
	struct hash same = hash_of(key.p, key.n), other = doubt_row("7甲");
	ledger_add(&l, &same, &says);
	ledger_sort(&l);
	CHECK(ledger_has(&l, &id) && !ledger_has(&l, &other));
	ledger_end(&l);
	CHECK(doubt_item_given("no*,town*,fee", "fee") && doubt_item_given("no*,town*,fee", "no"));
	CHECK(!doubt_item_given("no*,town*,fee", "to") && !doubt_item_given("", "fee"));
	CHECK(doubt_key_given("no*,fee") && !doubt_key_given("no,fee") && !doubt_key_given(NULL));
	doubt_key_json(&j, "no*,fee,town*", "7\x1f" "甲");
	CHECK(strcmp(buf_cstr(&json), "{\"no\":\"7\",\"town\":\"甲\"}") == 0);
}

int main(void)
{
	RUN(test_any_thousand_rows_of_a_million_name_the_one_of_fifty_R20_1);
	RUN(test_the_order_of_rows_alone_names_the_recipient_too_R20_1);
	RUN(test_an_unmarked_file_accuses_nobody_R20_1);
	RUN(test_rows_cut_out_and_rows_in_any_order_still_name_R20_1);
	RUN(test_one_carrier_is_enough_when_the_other_was_washed_out_R20_1);
	RUN(test_a_copy_mixed_of_two_names_both_R20_1);
	RUN(test_few_identities_accuse_nobody_R20_1);
	RUN(test_nothing_is_altered_but_where_it_is_allowed_R20_1);
	RUN(test_a_plan_without_anchor_or_carrier_marks_nothing);
	RUN(test_a_ledger_tells_what_is_new_what_changed_and_what_went);
	RUN(test_invented_rows_name_their_recipient_and_nobody_else_R20_1);
	RUN(test_what_was_invented_is_kept_as_a_text_and_read_back_R20_1);
	RUN(test_a_key_of_few_digits_is_not_invented_R20_1);
	RUN(test_which_form_a_delivery_takes_R20_3);
	RUN(test_a_sealed_page_is_what_its_name_says_R20_3);
	RUN(test_a_signature_comes_raw_or_in_strict_der_R20_3);
	RUN(test_what_is_signed_names_case_side_and_form_R20_3);
	RUN(test_a_doubted_record_is_found_in_a_ledger_by_its_key_R23_1);
	return TEST_END();
}
