/* test_scenario.c - which scenarios a request may name, which grants it may renew, which
 * files it may bring. */
#include "cases/attachment.h"
#include "scenario/scenario.h"
#include "share/renewal.h"
#include "test.h"
#include <string.h>

static void R31_1_a_request_names_what_its_agency_may_and_what_still_runs(void)
{
	static const struct {
		const char *org;
		bool wide;
		enum scenario_state state;
		int until;
		enum scenario_use is;
	} rows[] = {
		{ "a", false, SCENARIO_RUNNING, 0, SCENARIO_MAY },
		{ "a", false, SCENARIO_PLANNED, 0, SCENARIO_MAY },
		{ "b", false, SCENARIO_RUNNING, 0, SCENARIO_NOT_YOURS },
		{ NULL, false, SCENARIO_RUNNING, 0, SCENARIO_NOT_YOURS },
		{ "b", true, SCENARIO_RUNNING, 0, SCENARIO_MAY },
		{ "b", true, SCENARIO_ENDED, 0, SCENARIO_OVER },
		{ "a", false, SCENARIO_RUNNING, 99, SCENARIO_OVER },
		{ "a", false, SCENARIO_RUNNING, 100, SCENARIO_MAY },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct scenario s = { .org = "a", .city_wide = rows[i].wide, .state = rows[i].state,
				      .until = { rows[i].until } };
		CHECK_INT(scenario_usable(&s, rows[i].org, (day_t){ 100 }), rows[i].is);
	}
}

static void R31_1_codes_and_days_are_sound(void)
{
	CHECK(scenario_code_sound("one-stop_01") && !scenario_code_sound("一件事") &&
	      !scenario_code_sound("") && !scenario_code_sound("a b"));
	struct scenario s = { .state = SCENARIO_RUNNING, .since = { 90 }, .until = { 200 } };
	CHECK(scenario_wrong(&s, (day_t){ 100 }) == NULL);
	CHECK_TEXT(scenario_wrong(&s, (day_t){ 80 }), "since");
	s.state = SCENARIO_ENDED;
	CHECK_TEXT(scenario_wrong(&s, (day_t){ 100 }), "until");
	s.until.n = 80;
	CHECK_TEXT(scenario_wrong(&s, (day_t){ 100 }), "until");
}

static void R20_3_what_ran_out_is_renewed_and_what_was_taken_back_is_not(void)
{
	struct grant g = { .org = "a", .resource = "r", .state = GRANT_OPEN, .until = { 2000 },
			   .changed_at = { 100 } };
	CHECK_INT(renewal_of(&g, "a", "r"), RENEWAL_MAY);
	CHECK_INT(renewal_of(&g, "b", "r"), RENEWAL_OTHERS);
	CHECK_INT(renewal_of(&g, NULL, "r"), RENEWAL_OTHERS);
	CHECK_INT(renewal_of(&g, "a", "s"), RENEWAL_ELSEWHERE);
	g.state = GRANT_SUSPENDED;
	CHECK_INT(renewal_of(&g, "a", "r"), RENEWAL_SUSPENDED);
	g.state = GRANT_ENDED;
	g.changed_at.n = 1999;          /* before its day, whether a reason was told or not */
	CHECK_INT(renewal_of(&g, "a", "r"), RENEWAL_TAKEN_BACK);
	g.changed_at.n = 2000;
	CHECK_INT(renewal_of(&g, "a", "r"), RENEWAL_MAY);
	g.reason = "misused";
	CHECK_INT(renewal_of(&g, "a", "r"), RENEWAL_TAKEN_BACK);
	g = (struct grant){ .org = "a", .resource = "r", .state = GRANT_OPEN };
	CHECK_INT(renewal_of(&g, "a", "r"), RENEWAL_ENDLESS);
}

static void R19_2_a_file_is_what_its_name_says(void)
{
	CHECK_TEXT(attachment_type("任务书.PDF", "%PDF-1.7", 8), "application/pdf");
	CHECK_TEXT(attachment_type("a.png", "\x89PNG\r\n\x1a\n\0\0", 10), "image/png");
	CHECK(attachment_type("a.pdf", "<html>", 6) == NULL);
	CHECK(attachment_type("a.pdf", "%PD", 3) == NULL);
	CHECK(attachment_type("a.html", "<html>", 6) == NULL);
	CHECK(attachment_type("a.svg", "<svg", 4) == NULL);
	CHECK(attachment_type("pdf", "%PDF-1.7", 8) == NULL);
	CHECK(attachment_type(NULL, "%PDF-1.7", 8) == NULL);
}

int main(void)
{
	RUN(R31_1_a_request_names_what_its_agency_may_and_what_still_runs);
	RUN(R31_1_codes_and_days_are_sound);
	RUN(R20_3_what_ran_out_is_renewed_and_what_was_taken_back_is_not);
	RUN(R19_2_a_file_is_what_its_name_says);
	return TEST_END();
}
