/* test_completeness.c - what an entry passes, and what is computed of many. */
#include "base/embedded.h"
#include "completeness/completeness.h"
#include "test.h"
#include <stdio.h>

static struct ctx cx;
static const struct calendar *cal;
static ms_t now;

static struct entry_facts complete(void)
{
	return (struct entry_facts){
		.published = true, .table = true, .has_duty = true, .items = 3,
		.live_at = { now.n - 3600000 }, .update_cycle = "daily", .shared = true,
		.category = "301", .national_code = "301001/1", .provider_code = "11320900X",
		.abstract = "摘要", .form = "table", .format = "csv",
		.share_type = "unconditional", .open_type = "none", .open_law = "法" };
}

static bool passes(const struct entry_facts *f, enum check c)
{
	return entry_check(f, cal, now).passes >> c & 1;
}

static bool applies(const struct entry_facts *f, enum check c)
{
	return entry_check(f, cal, now).applies >> c & 1;
}

static void R44_1_a_complete_entry_passes_all_that_applies(void)
{
	struct entry_facts f = complete();
	struct checked c = entry_check(&f, cal, now);
	CHECK_INT(c.applies, c.passes);
	CHECK(!applies(&f, CHECK_SHARED));       /* nobody asked */
	f.asked = f.given = 1;
	CHECK(passes(&f, CHECK_SHARED));
	f.late = 1;
	CHECK(applies(&f, CHECK_SHARED) && !passes(&f, CHECK_SHARED));
	f.shared = false;
	CHECK(!applies(&f, CHECK_SHARED));
}

static void R44_1_a_draft_counts_as_not_published_and_as_nothing_else(void)
{
	struct entry_facts f = complete();
	f.published = false;
	CHECK_INT(entry_check(&f, cal, now).applies, 1u << CHECK_PUBLISHED);
	CHECK_INT(entry_check(&f, cal, now).passes, 0);
}

static void R44_1_one_item_without_description_fails_the_entry(void)
{
	struct entry_facts f = complete();
	f.undescribed = 1;
	CHECK(!passes(&f, CHECK_ITEMS));
	f.items = f.undescribed = 0;
	CHECK(applies(&f, CHECK_ITEMS) && !passes(&f, CHECK_ITEMS));
	f.table = false;
	CHECK(!applies(&f, CHECK_ITEMS) && !applies(&f, CHECK_DATA));
}

static void R44_1_files_are_data_as_rows_are(void)
{
	struct entry_facts f = complete();
	f.table = false;
	f.files = true;
	f.items = f.undescribed = 0;
	CHECK(!applies(&f, CHECK_ITEMS) && passes(&f, CHECK_DATA) && passes(&f, CHECK_TIMELY));
	f.live_at.n = 0;
	CHECK(applies(&f, CHECK_DATA) && !passes(&f, CHECK_DATA) && !applies(&f, CHECK_TIMELY));
}

static void R44_1_each_core_field_is_missed_by_name(void)
{
	const char *missing[CORE_FIELDS];
	struct entry_facts f = complete(), none = { .published = true, .table = true };
	CHECK_INT((int64_t)core_missing(&f, missing), 0);
	f.category = "";
	f.share_type = "conditional";
	CHECK_INT((int64_t)core_missing(&f, missing), 2);
	CHECK_TEXT(missing[0], "category");
	CHECK_TEXT(missing[1], "share_conditions");
	f.open_law = NULL;
	CHECK_INT((int64_t)core_missing(&f, missing), 3);
	CHECK(core_missing(&none, missing) == CORE_FIELDS - 2);
}

/* Live on `live`, looked at on `today`: late? */
static bool late(const char *cycle, const char *live, const char *today)
{
	day_t a, b;
	CHECK(day_read(live, &a) && day_read(today, &b));
	return cycle_late(cal, cycle, day_start(a), day_start(b));
}

static void R44_1_data_is_late_after_its_cycle_and_working_days_of_grace(void)
{
	CHECK(!late("daily", "2026-11-23", "2026-11-25"));      /* Mon + 1 d + 1 working day */
	CHECK(late("daily", "2026-11-23", "2026-11-26"));
	CHECK(!late("daily", "2026-11-27", "2026-11-30"));      /* Fri: Saturday, then Monday */
	CHECK(late("daily", "2026-11-27", "2026-12-01"));
	CHECK(!late("weekly", "2026-11-02", "2026-11-11"));
	CHECK(late("weekly", "2026-11-02", "2026-11-12"));
	CHECK(!late("yearly", "2025-01-02", "2026-02-10") && late("yearly", "2025-01-02", "2026-04-01"));
	CHECK(!late("irregular", "2001-01-01", "2026-04-01") && !late(NULL, "2001-01-01", "2026-04-01"));
	CHECK(cycle_late(cal, "realtime", (ms_t){ 0 }, (ms_t){ 3600001 }));
	CHECK(!cycle_late(cal, "realtime", (ms_t){ 0 }, (ms_t){ 3600000 }));
	CHECK(cycle_measured("realtime") && cycle_measured("yearly"));
	CHECK(!cycle_measured("never") && !cycle_measured(NULL));
}

static void R44_1_what_applies_to_nothing_counts_neither_as_nought_nor_as_all(void)
{
	struct tally t = { 0 };
	CHECK_INT(tally_score(&t), -1);
	CHECK_INT(tally_next(&t), CHECKS_);
	tally_add(&t, (struct checked){ 1u << CHECK_PUBLISHED | 1u << CHECK_DUTY,
					1u << CHECK_PUBLISHED });
	tally_add(&t, (struct checked){ 1u << CHECK_PUBLISHED | 1u << CHECK_DUTY,
					1u << CHECK_PUBLISHED | 1u << CHECK_DUTY });
	CHECK_INT(t.entries, 2);
	CHECK_INT(tally_score(&t), 750);
	CHECK_INT(tally_next(&t), CHECK_DUTY);
	tally_add(&t, (struct checked){ 1u << CHECK_PUBLISHED, 0 });
	CHECK_INT(tally_score(&t), (666 + 500) / 2);
}


int main(void)
{
	static struct calendar held;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(calendar_read(&cx, embedded_text(law_files, "calendar/workdays.csv"),
			    embedded_text(law_files, "calendar/statutory.csv"), &held) == OK);
	cal = &held;
	now = day_start((day_t){ 20000 });
	RUN(R44_1_a_complete_entry_passes_all_that_applies);
	RUN(R44_1_a_draft_counts_as_not_published_and_as_nothing_else);
	RUN(R44_1_one_item_without_description_fails_the_entry);
	RUN(R44_1_files_are_data_as_rows_are);
	RUN(R44_1_each_core_field_is_missed_by_name);
	RUN(R44_1_data_is_late_after_its_cycle_and_working_days_of_grace);
	RUN(R44_1_what_applies_to_nothing_counts_neither_as_nought_nor_as_all);
	ctx_end(&cx);
	return TEST_END();
}
