/* test_personal.c - numbers of people found in free text, and what only looks
 * like them. Invented persons, born before 1905. */
#include "core/personal.h"
#include "test.h"

static void R24_1_numbers_of_people_are_found_in_free_text(void)
{
	static const struct { const char *text; int ids, mobiles, cards; } rows[] = {
		{ "持证人320902190001010013，电话13800000001", 1, 1, 0 },
		{ "11010519491231002X", 1, 0, 0 }, { "11010519491231002x。", 1, 0, 0 },
		{ "320902190001010010", 0, 0, 0 },         /* wrong check digit */
		{ "8613800000001", 0, 1, 0 }, { "+86 13800000001", 0, 1, 0 },
		{ "138000000012", 0, 0, 0 },               /* one digit too many */
		{ "12800000001", 0, 0, 0 },
		{ "卡号6222021001114456202", 0, 0, 1 }, { "6222021001114456203", 0, 0, 0 },
		{ "0515-88360016", 0, 0, 0 }, { "苏J12345", 0, 0, 0 },
		{ "20260105083000", 0, 0, 0 }, { "", 0, 0, 0 },
		{ "13800000001,13900000002;320902190001010021", 1, 2, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct personal f = { 0 };
		personal_scan(rows[i].text, strlen(rows[i].text), (day_t){ 20780 }, &f);
		CHECK_MSG(f.ids == rows[i].ids && f.mobiles == rows[i].mobiles &&
			  f.cards == rows[i].cards, "%s: %d %d %d", rows[i].text, (int)f.ids,
			  (int)f.mobiles, (int)f.cards);
	}
}

int main(void)
{
	RUN(R24_1_numbers_of_people_are_found_in_free_text);
	return TEST_END();
}
