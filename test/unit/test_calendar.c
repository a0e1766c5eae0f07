/* test_calendar.c - working days, their reasons, and years not published yet. */
#include "base/embedded.h"
#include "core/calendar.h"
#include "data.h"
#include "test.h"

static struct ctx cx;
static struct calendar cal;

static day_t day(const char *text)
{
	day_t d = { 0 };
	CHECK_MSG(day_read(text, &d), "%s is a day", text);
	return d;
}

static void terms_of_the_worked_cases_end_where_the_law_ends_them(void)
{
	struct data t = data_open("calendar.tsv", '\t');
	int rows = 0;
	while (data_next(&t)) {
		char text[DAY_TEXT];
		struct due due = calendar_due(&cal, day(t.col[2]), atoi(t.col[3]));
		CHECK_MSG(strcmp(day_text(due.day, text), t.col[0]) == 0,
			  "%s + %s: got %s, want %s (%s)", t.col[2], t.col[3], text, t.col[0],
			  t.col[4]);
		CHECK_INT(due.provisional, atoi(t.col[1]));
		rows++;
	}
	CHECK(rows >= 16);
}

static void each_published_year_has_the_known_number_of_working_days(void)
{
	static const struct { int year, days; } years[] = {
		{ 2022, 249 }, { 2023, 249 }, { 2024, 251 }, { 2025, 248 }, { 2026, 248 },
	};
	for (size_t i = 0; i < 5; i++) {
		int y = years[i].year;
		CHECK_INT(calendar_between(&cal, day_of((struct ymd){ y - 1, 12, 31 }),
					   day_of((struct ymd){ y, 12, 31 })), years[i].days);
		CHECK(calendar_knows(&cal, y));
	}
	CHECK(!calendar_knows(&cal, 2021) && !calendar_knows(&cal, 2027));
}

static void an_explanation_has_one_element_for_each_day_and_adds_up(void)
{
	struct day_said *days;
	size_t n;
	int counted = 0;

	CHECK(calendar_explain(&cx, &cal, day("2024-09-30"), day("2024-10-12"), &days, &n) == OK);
	CHECK_INT(n, 13);
	for (size_t i = 0; i < n; i++)
		counted += days[i].counts;
	CHECK_INT(counted, 5);
	CHECK_TEXT(day_words(&cx, &days[0], SAID_EN), "the day of the event is not counted");
	CHECK_TEXT(day_words(&cx, &days[1], SAID_ZH), "国庆节放假");
	CHECK_TEXT(day_words(&cx, &days[12], SAID_ZH), "国庆节调休上班");
}

static void days_between_undo_days_added(void)
{
	for (int d = day("2022-01-01").n; d < day("2026-11-01").n; d += 7)
		for (int n = 0; n <= 15; n += 3) {
			struct due due = calendar_due(&cal, (day_t){ d }, n);
			CHECK_INT(calendar_between(&cal, (day_t){ d }, due.day), n);
			CHECK_INT(calendar_between(&cal, due.day, (day_t){ d }), -n);
		}
}

static void an_imported_year_makes_a_provisional_day_final(void)
{
	struct calendar more;
	char text[DAY_TEXT];
	const char *y2027 = "date,kind,name\n2027-01-01,off,元旦\n2027-01-02,work,元旦\n"
			    "2027-10-01,off,国庆节\n";

	CHECK(calendar_add(&cx, &cal, y2027, &more) == OK);
	struct due due = calendar_due(&more, day("2026-12-25"), 10);
	CHECK_TEXT(day_text(due.day, text), "2027-01-08");
	CHECK(!due.provisional);
	CHECK(calendar_knows(&more, 2026) && calendar_knows(&more, 2027));
	CHECK_INT(more.n, cal.n + 3);
	/* The same again changes nothing. */
	CHECK(calendar_add(&cx, &more, y2027, &more) == OK);
	CHECK_INT(more.n, cal.n + 3);
}

static void a_calendar_with_a_wrong_or_missing_line_is_refused(void)
{
	struct calendar more;
	CHECK(calendar_add(&cx, &cal, "2027-02-30,off,x\n", &more) == ERR_INVALID);
	CHECK(calendar_add(&cx, &cal, "2027-10-01,maybe,x\n", &more) == ERR_INVALID);
	CHECK(calendar_add(&cx, &cal, "2027-01-01,off,元旦\n", &more) == ERR_INVALID);
	CHECK(calendar_add(&cx, &cal, "*-10-01,off,x\n", &more) == ERR_INVALID);
	CHECK(calendar_add(&cx, &cal, "", &more) == ERR_INVALID);
	CHECK(calendar_add(&cx, &cal, "2027-10-01,off,x\n2027-10-01,off,x\n", &more) ==
	      ERR_INVALID);
	CHECK(calendar_add(&cx, &cal, "2026-12-31,off,元旦\n2027-10-01,off,国庆节\n", &more) == OK);
	CHECK(!calendar_works(&more, day("2026-12-31")));
}

int main(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 1 << 22);
	CHECK(calendar_read(&cx, embedded_text(law_files, "calendar/workdays.csv"),
			    embedded_text(law_files, "calendar/statutory.csv"), &cal) == OK);
	RUN(terms_of_the_worked_cases_end_where_the_law_ends_them);
	RUN(each_published_year_has_the_known_number_of_working_days);
	RUN(an_explanation_has_one_element_for_each_day_and_adds_up);
	RUN(days_between_undo_days_added);
	RUN(an_imported_year_makes_a_provisional_day_final);
	RUN(a_calendar_with_a_wrong_or_missing_line_is_refused);
	ctx_end(&cx);
	return TEST_END();
}
