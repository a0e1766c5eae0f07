/* test_segment.c - words for search: what is cut, what is asked. */
#include "core/item.h"
#include "core/segment.h"
#include "test.h"

#define CTX AUTO_CTX ctx; struct ctx *cx = &ctx; ctx_init(cx, (ms_t){ 0 }, 1 << 22)

static void test_runs_become_pairs_and_a_last_character(void)
{
	CTX;
	CHECK_TEXT(segment_words(cx, "教育局"), "教育 育局 局");
	CHECK_TEXT(segment_words(cx, "水"), "水");
	CHECK_TEXT(segment_words(cx, "公交 GPS 位置2号"), "公交 交 gps 位置 置 2 号");
	CHECK_TEXT(segment_words(cx, "学校,名录"), "学校 校 名录 录");
	CHECK_TEXT(segment_words(cx, ""), "");
	CHECK_TEXT(segment_words(cx, NULL), "");
	CHECK_TEXT(segment_words(cx, "!!—。"), "");
}

static void test_full_width_and_case_are_made_plain(void)
{
	CTX;
	CHECK_TEXT(segment_words(cx, "ＡＢＣ１２３"), "abc123");
	CHECK_TEXT(segment_words(cx, "GB/T 2260"), "gb t 2260");
	CHECK_TEXT(segment_words(cx, "Straße"), "strasse");
}

static void test_questions_ask_for_pairs_side_by_side(void)
{
	CTX;
	CHECK_TEXT(segment_match(cx, "教育局", SEGMENT_ALL), "(\"教育 育局 \")");
	CHECK_TEXT(segment_match(cx, "教育", SEGMENT_TITLE), "title : (\"教育 \")");
	CHECK_TEXT(segment_match(cx, "水", SEGMENT_PUBLIC), "{title body} : (\"水\" *)");
	CHECK_TEXT(segment_match(cx, "学校 abc", SEGMENT_ALL), "(\"学校 \" AND \"abc\" *)");
	CHECK(segment_match(cx, " ，。\"'", SEGMENT_ALL) == NULL);
	CHECK_TEXT(segment_tsquery(cx, "教育局", SEGMENT_TITLE), "('教育':A <-> '育局':A)");
	CHECK_TEXT(segment_tsquery(cx, "水 a", SEGMENT_ALL), "'水':* & 'a':*");
}

static void test_vectors_count_positions_and_leave_gaps(void)
{
	CTX;
	int pos = 0;
	CHECK_TEXT(segment_vector(cx, "教育局", 'A', &pos), "'教育':1A '育局':2A '局':3A ");
	CHECK_TEXT(segment_vector(cx, "x", 'B', &pos), "'x':5B ");
}

static void test_broken_text_is_no_word(void)
{
	CTX;
	CHECK_TEXT(segment_words(cx, "\xff\xfe"), "");
}

static void test_item_codes_keep_out_of_the_interface_words(void)
{
	CHECK(item_code_good("id_number") && item_code_good("a"));
	static const char *const bad[] = { "", "1a", "_a", "A", "名称", "fields", "limit",
					   "cursor", "where", "keys", "a-b", "a b" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(!item_code_good(bad[i]), "%s", bad[i]);
	char longest[65];
	memset(longest, 'a', 64);
	longest[64] = 0;
	CHECK(!item_code_good(longest));
	longest[63] = 0;
	CHECK(item_code_good(longest));
}

int main(void)
{
	RUN(test_runs_become_pairs_and_a_last_character);
	RUN(test_full_width_and_case_are_made_plain);
	RUN(test_questions_ask_for_pairs_side_by_side);
	RUN(test_vectors_count_positions_and_leave_gaps);
	RUN(test_broken_text_is_no_word);
	RUN(test_item_codes_keep_out_of_the_interface_words);
	return TEST_END();
}
