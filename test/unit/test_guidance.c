/* test_guidance.c - which rules are in force, which links a page may show, and what
 * comes with the pack. */
#include "core/link.h"
#include "guidance/guidance.h"
#include "law.h"
#include <string.h>

static void R08_1_a_rule_is_in_force_from_its_day_until_it_ends_or_is_replaced(void)
{
	day_t today = day("2026-11-23"), none = { 0 };
	CHECK(guidance_state_on(today, none, none, none) == GUIDANCE_IN_FORCE);
	CHECK(guidance_state_on(today, today, today, none) == GUIDANCE_IN_FORCE);
	CHECK(guidance_state_on(today, day("2026-11-24"), none, none) == GUIDANCE_COMING);
	CHECK(guidance_state_on(today, none, day("2026-11-22"), none) == GUIDANCE_ENDED);
	CHECK(guidance_state_on(today, none, none, day("2026-11-24")) == GUIDANCE_IN_FORCE);
	CHECK(guidance_state_on(today, none, none, today) == GUIDANCE_ENDED);
}

static void R08_1_a_link_leads_to_a_site_and_nowhere_else(void)
{
	CHECK(link_sound("https://www.example.gov.cn/a/b?c=d#e"));
	CHECK(link_sound("HTTP://example"));
	static const char *const bad[] = { "", "https://", "https:///a", "https://?a", "http://a b",
		"javascript:alert(1)", " https://a", "//a", "http://a\n", "http://a\"", "http://a'" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(!link_sound(bad[i]), "%s", bad[i]);
}

static void R08_1_documents_are_of_known_kinds(void)
{
	CHECK(strcmp(guidance_file_type("细则.PDF"), "application/pdf") == 0);
	CHECK(guidance_file_type("a.docx") != NULL);
	static const char *const bad[] = { "", ".pdf", "a.html", "a.pdf.svg", "pdf" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(!guidance_file_type(bad[i]), "%s", bad[i]);
}

static void R08_1_the_packs_rules_have_known_levels_and_places(void)
{
	CHECK(pack.nguides >= 7);
	for (size_t i = 0; i < pack.nguides; i++) {
		const struct guide_text *g = &pack.guides[i];
		enum guidance_level level;
		char copy[200], *save = NULL;
		CHECK_MSG(guidance_level_read(g->level, &level), "%s: %s", g->key, g->level);
		snprintf(copy, sizeof copy, "%s", g->places);
		for (char *p = strtok_r(copy, " ", &save); p; p = strtok_r(NULL, " ", &save))
			CHECK_MSG(guidance_place_known(p), "%s: %s", g->key, p);
		for (size_t k = 0; k < i; k++)
			CHECK_MSG(strcmp(g->key, pack.guides[k].key) != 0, "%s twice", g->key);
	}
}

int main(void)
{
	law_begin();
	RUN(R08_1_a_rule_is_in_force_from_its_day_until_it_ends_or_is_replaced);
	RUN(R08_1_a_link_leads_to_a_site_and_nowhere_else);
	RUN(R08_1_documents_are_of_known_kinds);
	RUN(R08_1_the_packs_rules_have_known_levels_and_places);
	ctx_end(&cx);
	return TEST_END();
}
