/* test_release.c - periods, and what differs between two versions of an entry. */
#include "release/fact.h"
#include "test.h"
#include <stdio.h>

static struct ctx cx;

static struct period on(enum release_cycle c, const char *day)
{
	day_t d;
	CHECK(day_read(day, &d));
	return release_period(c, d);
}

static void check(enum release_cycle c, const char *day, const char *name, const char *first,
		  const char *next)
{
	char text[DAY_TEXT];
	struct period p = on(c, day);
	CHECK_TEXT(p.text, name);
	CHECK_TEXT(day_text(p.first, text), first);
	CHECK_TEXT(day_text(p.next, text), next);
}

static void R10_1_a_day_is_in_one_period_of_its_cycle(void)
{
	check(RELEASE_QUARTERLY, "2026-11-28", "2026-Q4", "2026-10-01", "2027-01-01");
	check(RELEASE_QUARTERLY, "2027-01-01", "2027-Q1", "2027-01-01", "2027-04-01");
	check(RELEASE_QUARTERLY, "2028-03-31", "2028-Q1", "2028-01-01", "2028-04-01");
	check(RELEASE_MONTHLY, "2028-02-29", "2028-02", "2028-02-01", "2028-03-01");
	check(RELEASE_MONTHLY, "2026-12-31", "2026-12", "2026-12-01", "2027-01-01");
	check(RELEASE_HALF_YEARLY, "2026-06-30", "2026-H1", "2026-01-01", "2026-07-01");
	check(RELEASE_HALF_YEARLY, "2026-07-01", "2026-H2", "2026-07-01", "2027-01-01");
	check(RELEASE_YEARLY, "2026-12-31", "2026", "2026-01-01", "2027-01-01");
	CHECK_TEXT(on(RELEASE_NEVER, "2026-12-31").text, "");
	CHECK_INT(on(RELEASE_NEVER, "2026-12-31").next.n, 0);
}

static void R10_1_periods_follow_each_other_without_a_gap(void)
{
	for (int c = 0; c < RELEASE_NEVER; c++) {
		day_t d = { 20000 };
		struct period p = release_period((enum release_cycle)c, d);
		for (; d.n < 21500; d.n++) {
			struct period q = release_period((enum release_cycle)c, d);
			CHECK(q.first.n <= d.n && d.n < q.next.n);
			CHECK((strcmp(q.text, p.text) == 0) == (d.n < p.next.n));
			if (d.n >= p.next.n)
				CHECK_INT(q.first.n, p.next.n);
			p = q;
		}
	}
}

static void R10_1_words_are_read_back(void)
{
	enum release_cycle c;
	enum release_format f;
	for (int i = 0; i < RELEASE_CYCLE_MAX_; i++)
		CHECK(release_cycle_read(release_cycle_word((enum release_cycle)i), &c) &&
		      (int)c == i);
	for (int i = 0; i < RELEASE_FORMATS_; i++)
		CHECK(release_format_read(release_format_word((enum release_format)i), &f) &&
		      (int)f == i);
	CHECK(!release_cycle_read("weekly", &c) && !release_cycle_read("", &c));
	CHECK(!release_format_read("zip", &f));
}

/* --- differences ------------------------------------------------------------- */
static struct item items[] = {
	{ .code = "a", .name = "甲", .type = ITEM_STRING, .key = true },
	{ .code = "b", .name = "乙", .type = ITEM_INTEGER, .grade = 2 },
};

static struct stood some(void)
{
	return (struct stood){ .org_name = "市某局", .r = {
		.code = "C1", .title = "名录", .version = 1, .grade = 1, .org = "o1",
		.share_type = ACCESS_UNCONDITIONAL, .open_type = ACCESS_CONDITIONAL,
		.items = items, .nitems = 2 } };
}

static size_t told(const struct stood *a, const struct stood *b, enum face face,
		   struct difference list[8])
{
	return differences(&cx, a, b, face, list, 8);
}

static void R10_1_the_same_entry_differs_in_nothing(void)
{
	struct difference d[8];
	struct stood a = some(), b = some();
	b.r.version = 2;
	b.r.published_at = (ms_t){ 5 };
	CHECK_INT((int64_t)told(&a, &b, FACE_FULL, d), 0);
}

static void R10_1_fields_that_come_go_and_change_are_told(void)
{
	struct difference d[8];
	static const char *words[] = { "x", "y" };
	struct stood a = some(), b = some();
	a.r.abstract = "旧";
	b.r.keywords = words;
	b.r.nkeywords = 2;
	b.r.title = "新名录";
	CHECK_INT((int64_t)told(&a, &b, FACE_FULL, d), 3);
	CHECK_TEXT(d[0].field, "title");
	CHECK_TEXT(d[0].now, "新名录");
	CHECK_TEXT(d[1].field, "abstract");
	CHECK(d[1].now == NULL);
	CHECK_TEXT(d[2].now, "x;y");
	CHECK(d[2].was == NULL && d[2].item == NULL && d[2].kind == FIELD_CHANGED);
}

static void R10_1_items_are_the_same_by_their_codes(void)
{
	struct difference d[8];
	struct item other[] = { items[1], { .code = "c", .name = "丙", .type = ITEM_DATE } };
	struct stood a = some(), b = some();
	other[0].nullable = true;
	b.r.items = other;
	CHECK_INT((int64_t)told(&a, &b, FACE_FULL, d), 3);
	CHECK(d[0].kind == ITEM_CHANGED && d[1].kind == ITEM_ADDED && d[2].kind == ITEM_GONE);
	CHECK_TEXT(d[0].field, "nullable");
	CHECK_TEXT(d[1].item, "c");
	CHECK_TEXT(d[2].was, "甲");
}

static void R10_1_the_public_is_not_told_what_it_does_not_see(void)
{
	struct difference d[8];
	struct stood a = some(), b = some();
	b.r.source_system = "内部系统";
	b.r.grade = 3;
	b.r.share_basis.law = "法";
	CHECK_INT((int64_t)told(&a, &b, FACE_FULL, d), 3);
	CHECK_INT((int64_t)told(&a, &b, FACE_OPEN, d), 0);
	b.r.category = "101002";        /* its places are public, as in DCAT */
	b.r.more_categories = "203001";
	CHECK_INT((int64_t)told(&a, &b, FACE_OPEN, d), 2);
	CHECK_TEXT(d[1].now, "101002;203001");
	AUTO_BUF text = buf_make(1 << 16);
	struct jout j = jout_to(&text);
	stood_json(&cx, &j, &b, FACE_OPEN);
	CHECK(!strstr(buf_cstr(&text), "内部系统") && !strstr(text.p, "grade"));
	CHECK(strstr(text.p, "\"code\":\"a\"") && strstr(text.p, "\"key\":true"));
}

static void R10_1_more_differences_than_fit_are_counted(void)
{
	struct difference d[1];
	struct stood a = some(), b = some();
	b.r.title = "x";
	b.r.abstract = "y";
	b.r.theme = "z";
	CHECK_INT((int64_t)differences(&cx, &a, &b, FACE_FULL, d, 1), 3);
	CHECK_TEXT(d[0].field, "title");
}

int main(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 0);
	RUN(R10_1_a_day_is_in_one_period_of_its_cycle);
	RUN(R10_1_periods_follow_each_other_without_a_gap);
	RUN(R10_1_words_are_read_back);
	RUN(R10_1_the_same_entry_differs_in_nothing);
	RUN(R10_1_fields_that_come_go_and_change_are_told);
	RUN(R10_1_items_are_the_same_by_their_codes);
	RUN(R10_1_the_public_is_not_told_what_it_does_not_see);
	RUN(R10_1_more_differences_than_fit_are_counted);
	ctx_end(&cx);
	return TEST_END();
}
