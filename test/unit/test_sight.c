/* test_sight.c - whose affairs somebody sees, and for whom they act. */
#include "core/sight.h"
#include "test.h"
#include <string.h>

static struct ctx cx;

static struct who of(enum org_level level, const char *region, uint32_t roles)
{
	return (struct who){ .org = "o1", .level = level, .region = region, .roles = roles,
			     .caps = role_caps(roles) };
}

static void R44_1_a_steward_sees_the_own_agency_whatever_its_level(void)
{
	for (int level = LEVEL_CITY; level <= LEVEL_PROVINCE; level++) {
		struct who w = of((enum org_level)level, "320902", 1u << ROLE_STEWARD);
		struct sight s = sight_of(&cx, &w);
		CHECK_TEXT(s.org, "o1");
		CHECK(sight_allows(&s, NULL) && sight_allows(&s, "o1") && !sight_allows(&s, "o2"));
		CHECK(sight_takes(&s, "o1", "320900") && !sight_takes(&s, "o2", "320902"));
		CHECK_TEXT(sight_region(&s, "320900"), "320900");
	}
}

static void R44_1_an_office_of_the_city_sees_all(void)
{
	static const enum role offices[] = { ROLE_OPERATOR, ROLE_AUTHORITY, ROLE_AUDITOR,
					     ROLE_SECADMIN, ROLE_CYBER };
	for (size_t i = 0; i < sizeof offices / sizeof offices[0]; i++) {
		struct who w = of(LEVEL_CITY, "320900", 1u << offices[i]);
		struct sight s = sight_of(&cx, &w);
		CHECK(!s.org && !s.county && sight_allows(&s, "o2"));
		CHECK(sight_takes(&s, "o2", "320902") && sight_takes(&s, "o2", NULL));
		CHECK(!sight_region(&s, NULL));
		CHECK_TEXT(sight_region(&s, "320902"), "320902");
	}
}

static void R44_1_an_office_of_a_county_or_town_sees_the_six_digits_of_its_county(void)
{
	static const struct { enum org_level level; const char *region; } seats[] = {
		{ LEVEL_COUNTY, "320902" }, { LEVEL_TOWN, "320902101" }, { LEVEL_TOWN, "320902" } };
	for (size_t i = 0; i < sizeof seats / sizeof seats[0]; i++) {
		struct who w = of(seats[i].level, seats[i].region, 1u << ROLE_OPERATOR);
		struct sight s = sight_of(&cx, &w);
		CHECK(!s.org && sight_allows(&s, "o2"));
		CHECK_TEXT(s.county, "320902");
		CHECK(sight_takes(&s, "o2", "320902") && sight_takes(&s, "o2", "320902101"));
		CHECK(!sight_takes(&s, "o1", "320903") && !sight_takes(&s, "o1", "3209"));
		CHECK(!sight_takes(&s, "o1", NULL));
		CHECK_TEXT(sight_region(&s, NULL), "320902");
		CHECK_TEXT(sight_region(&s, "320902101"), "320902101");
		CHECK_TEXT(sight_region(&s, "320903"), "320902");
	}
}

static void R44_1_who_acts_for_nobody_and_a_county_without_a_division_see_none(void)
{
	struct who w = { .roles = 1u << ROLE_SYSADMIN, .caps = role_caps(1u << ROLE_SYSADMIN) };
	struct sight s = sight_of(&cx, &w);
	CHECK(!sight_allows(&s, NULL) && !sight_allows(&s, "o1") && !sight_allows(&s, ""));
	w = of(LEVEL_COUNTY, NULL, 1u << ROLE_OPERATOR);
	s = sight_of(&cx, &w);
	CHECK(s.county && !sight_takes(&s, "o1", "320902") && !sight_takes(&s, "o1", NULL));
}

static void R44_1_a_county_with_the_code_of_a_whole_city_sees_none_and_is_seen_by_none(void)
{
	static const char *const whole[] = { "320900", "320900001", "320000", "3209", "" };
	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
		for (int level = LEVEL_COUNTY; level <= LEVEL_TOWN; level++) {
			struct who w = of((enum org_level)level, whole[i], 1u << ROLE_OPERATOR);
			struct sight seen = sight_of(&cx, &w), reach = reach_of(&cx, &w);
			CHECK(!sight_takes(&seen, "o2", "320900") &&
			      !sight_takes(&seen, "o2", "320902"));
			CHECK(!sight_takes(&reach, "o2", "320900") &&
			      !sight_takes(&reach, "o2", "320900001"));
			CHECK_TEXT(sight_region(&seen, NULL), "-");
		}
	}
	struct sight old = { .county = "320900" };
	CHECK(!sight_takes(&old, "o2", "320900") && !sight_takes(&old, "o2", "320900001"));
}

static void R06_1_a_division_fits_the_level_of_whoever_has_it(void)
{
	static const struct { const char *region; const char *levels; } told[] = {
		{ "320900", "city" }, { "320900000", "city" }, { "320900000000", "city" },
		{ "320900001", "" }, { "320902", "county town" }, { "320902101", "county town" },
		{ "3209YN", "county town" }, { "320000", "province" }, { "310000", "city province" },
		{ "310100", "city" }, { "310115", "county town" }, { "3209", "" }, { "", "" },
	};
	static const char *const words[] = { [LEVEL_CITY] = "city", [LEVEL_COUNTY] = "county",
					     [LEVEL_TOWN] = "town", [LEVEL_PROVINCE] = "province" };
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		for (int l = LEVEL_CITY; l <= LEVEL_PROVINCE; l++)
			CHECK(division_fits((enum org_level)l, told[i].region) ==
			      (strstr(told[i].levels, words[l]) != NULL));
	CHECK(!division_fits(LEVEL_COUNTY, NULL));
}

static void R44_1_who_watches_sees_but_acts_for_the_own_agency_alone(void)
{
	static const enum role watching[] = { ROLE_AUDITOR, ROLE_SECADMIN, ROLE_CYBER };
	for (size_t i = 0; i < sizeof watching / sizeof watching[0]; i++) {
		struct who w = of(LEVEL_CITY, "320900", 1u << watching[i]);
		struct sight s = reach_of(&cx, &w);
		CHECK(sight_takes(&s, "o1", "320900") && !sight_takes(&s, "o2", "320900"));
	}
	struct who office = of(LEVEL_COUNTY, "320902", 1u << ROLE_AUTHORITY);
	struct sight s = reach_of(&cx, &office);
	CHECK(sight_takes(&s, "o2", "320902") && !sight_takes(&s, "o2", "320903"));
}

static void R44_1_what_is_kept_once_is_a_city_offices_and_an_agencys_part_its_stewards(void)
{
	struct who city = of(LEVEL_CITY, "320900", 1u << ROLE_AUTHORITY);
	struct who county = of(LEVEL_COUNTY, "320902", 1u << ROLE_AUTHORITY);
	struct who steward = of(LEVEL_CITY, "320900", 1u << ROLE_STEWARD);
	CHECK(city_office_alone(&cx, &city, "9") == OK);
	CHECK(city_office_alone(&cx, &county, "9") == ERR_FORBIDDEN);
	CHECK_TEXT(cx.fault.article, "9");
	CHECK(city_office_alone(&cx, &steward, "9") == ERR_FORBIDDEN);
	CHECK(city_or_own(&city, "o2") && city_or_own(&city, NULL));
	CHECK(city_or_own(&steward, "o1") && !city_or_own(&steward, "o2"));
	CHECK(!city_or_own(&steward, NULL) && !city_or_own(&county, "o1"));
}

int main(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 0);
	RUN(R44_1_a_steward_sees_the_own_agency_whatever_its_level);
	RUN(R44_1_an_office_of_the_city_sees_all);
	RUN(R44_1_an_office_of_a_county_or_town_sees_the_six_digits_of_its_county);
	RUN(R44_1_who_acts_for_nobody_and_a_county_without_a_division_see_none);
	RUN(R44_1_a_county_with_the_code_of_a_whole_city_sees_none_and_is_seen_by_none);
	RUN(R06_1_a_division_fits_the_level_of_whoever_has_it);
	RUN(R44_1_who_watches_sees_but_acts_for_the_own_agency_alone);
	RUN(R44_1_what_is_kept_once_is_a_city_offices_and_an_agencys_part_its_stewards);
	ctx_end(&cx);
	return TEST_END();
}
