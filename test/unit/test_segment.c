/* test_segment.c - words for search: what is cut, what is asked. */
#include "base/buf.h"
#include "core/item.h"
#include "core/segment.h"
#include "test.h"

#define CTX AUTO_CTX ctx; struct ctx *cx = &ctx; ctx_init(cx, (ms_t){ 0 }, 1 << 22)

static void test_runs_become_pairs_and_a_last_character(void)
{
	CTX;
	CHECK_TEXT(segment_words(cx, "教育局", PART_BODY), " 教育 育局 局 ");
	CHECK_TEXT(segment_words(cx, "水", PART_BODY), " 水 ");
	CHECK_TEXT(segment_words(cx, "公交 GPS 位置2号", PART_CLOSED),
		   " 公交 交 gps 位置 置 2 号 ");
	CHECK_TEXT(segment_words(cx, "学校,名录", PART_BODY), " 学校 校 名录 录 ");
	CHECK_TEXT(segment_words(cx, "", PART_BODY), "");
	CHECK_TEXT(segment_words(cx, NULL, PART_TITLE), "");
	CHECK_TEXT(segment_words(cx, "!!—。", PART_TITLE), "");
}

static void test_full_width_and_case_are_made_plain(void)
{
	CTX;
	CHECK_TEXT(segment_words(cx, "ＡＢＣ１２３", PART_BODY), " abc123 ");
	CHECK_TEXT(segment_words(cx, "GB/T 2260", PART_BODY), " gb t 2260 ");
	CHECK_TEXT(segment_words(cx, "Straße", PART_BODY), " strasse ");
	CHECK_TEXT(segment_words(cx, "ⓑⓓ", PART_BODY), " bd ");   /* ours alone are circled */
}

static void test_titles_are_written_once_more_in_initials(void)
{
	CTX;
	CHECK_TEXT(segment_words(cx, "不动产登记", PART_TITLE),
		   " 不动 动产 产登 登记 记 ⓑⓓ ⓓⓒ ⓒⓓ ⓓⓙ ⓙ ");
	CHECK_TEXT(segment_words(cx, "水 2 电", PART_TITLE), " 水 2 电 ⓢ ⓓ ");
	CHECK_TEXT(segment_words(cx, "ひらがな", PART_TITLE), " ひら らが がな な ");
	CHECK_TEXT(segment_words(cx, "不动产", PART_BODY), " 不动 动产 产 ");
}

static void test_questions_ask_for_pairs_side_by_side(void)
{
	CTX;
	const char *beside;
	CHECK_TEXT(segment_match(cx, "教育局", SEGMENT_ALL), "(\"教育 育局\")");
	CHECK_TEXT(segment_match(cx, "教育", SEGMENT_TITLE), "title : (\"教育\")");
	CHECK_TEXT(segment_match(cx, "水", SEGMENT_PUBLIC), "{title body} : (\"水\" *)");
	CHECK_TEXT(segment_match(cx, "学校 ab", SEGMENT_ALL), "(\"学校\" AND \"ab\" *)");
	CHECK_TEXT(segment_match(cx, "bdc", SEGMENT_ALL), "((\"bdc\" * OR \"ⓑⓓ ⓓⓒ\"))");
	CHECK(segment_match(cx, " ，。\"'", SEGMENT_ALL) == NULL);
	CHECK_TEXT(segment_tsquery(cx, "教育局", SEGMENT_TITLE, &beside), "('^教育' & '^育局')");
	CHECK_TEXT(beside, " 教育 育局 ");
	CHECK_TEXT(segment_tsquery(cx, "教育", SEGMENT_ALL, &beside), "(('教育' | '~教育'))");
	CHECK(beside == NULL);
	CHECK_TEXT(segment_tsquery(cx, "水 a", SEGMENT_PUBLIC, &beside), "'水':* & 'a':*");
	CHECK(beside == NULL);
	CHECK_TEXT(segment_tsquery(cx, "教育局bdc", SEGMENT_PUBLIC, &beside),
		   "('教育' & '育局') & ('bdc':* | ('ⓑⓓ' & 'ⓓⓒ'))");
	CHECK_TEXT(beside, " 教育 育局 , bdc| ⓑⓓ ⓓⓒ ");
	CHECK_TEXT(segment_tsquery(cx, "bdc", SEGMENT_TITLE, &beside),
		   "('^bdc':* | ('ⓑⓓ' & 'ⓓⓒ'))");
}

static void test_vectors_mark_what_is_of_the_title_and_what_is_closed(void)
{
	CTX;
	CHECK_TEXT(segment_vector(cx, " 水 ", " x ", " y "), "^水 x ~y 水 ");
	CHECK_TEXT(segment_vector(cx, " 不动 动 ⓑⓓ ⓓ ", "", ""), "^不动 ^动 ⓑⓓ ⓓ 不动 动 ");
	CHECK_TEXT(segment_vector(cx, " b ", " bc b a 表示登记 表示登 ", ""), "^b a b bc 表示登 表示登记 ");
	CHECK_TEXT(segment_vector(cx, "", "", ""), "");
}

static void test_words_and_texts_have_an_end(void)
{
	CTX;
	AUTO_BUF b = buf_make(1 << 20);
	for (int i = 0; i < 3000; i++)
		buf_text(&b, "é");              /* two bytes each */
	size_t n = strlen(segment_words(cx, buf_cstr(&b), PART_BODY));
	CHECK_INT(n, SEGMENT_WORD + 2);
	buf_clear(&b);
	for (int i = 0; i < SEGMENT_MAX + 100; i++)
		buf_print(&b, "w%d ", i);
	const char *words = segment_words(cx, buf_cstr(&b), PART_BODY);
	CHECK(strstr(words, " w7999 ") && !strstr(words, " w8000 "));
}

static void test_broken_text_is_no_word(void)
{
	CTX;
	CHECK_TEXT(segment_words(cx, "\xff\xfe", PART_TITLE), "");
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
	RUN(test_titles_are_written_once_more_in_initials);
	RUN(test_vectors_mark_what_is_of_the_title_and_what_is_closed);
	RUN(test_words_and_texts_have_an_end);
	RUN(test_broken_text_is_no_word);
	RUN(test_item_codes_keep_out_of_the_interface_words);
	return TEST_END();
}
