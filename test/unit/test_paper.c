/* test_paper.c - papers of an act: forms, what counts as given, bases by level. */
#include "cases/paper.h"
#include "core/article.h"
#include "law.h"

static json_t *json(const char *text)
{
	json_error_t e;
	json_t *j = json_loads(text, 0, &e);
	CHECK_MSG(j != NULL, "%s", text);
	return j;
}

static enum err checked(const char *text, const char *field)
{
	AUTO_JSON j = json(text);
	cx.fault.field = NULL;
	enum err e = papers_check(&cx, &pack, j);
	if (field)
		CHECK_TEXT(cx.fault.field, field);
	return e;
}

static void papers_of_the_wrong_form_are_refused_with_their_field(void)
{
	CHECK(checked("{}", NULL) == OK);
	CHECK(checked("{\"reason\":\"x\",\"commitment\":false,\"evidence\":null}", NULL) == OK);
	CHECK(checked("{\"song\":1}", "papers.song") == ERR_INVALID);
	CHECK(checked("{\"reason\":7}", "papers.reason") == ERR_INVALID);
	CHECK(checked("{\"reason\":[\"a\"]}", "papers.reason") == ERR_INVALID);
	CHECK(checked("{\"commitment\":\"yes\"}", "papers.commitment") == ERR_INVALID);
	CHECK(checked("{\"promised_on\":\"2026-02-30\"}", "papers.promised_on") == ERR_INVALID);
	CHECK(checked("{\"conditions\":[]}", "papers.conditions") == ERR_INVALID);
	CHECK(checked("{\"basis\":\"law\"}", "papers.basis") == ERR_INVALID);
	CHECK(checked("{\"basis\":{\"law\":7}}", "papers.basis.law") == ERR_INVALID);
	CHECK(checked("{\"basis\":{\"law\":\"x\",\"level\":\"top\"}}", "papers.basis.level") ==
	      ERR_INVALID);
	CHECK(checked("{\"basis\":{\"law\":\"x\",\"song\":\"y\"}}", "papers.basis.song") ==
	      ERR_INVALID);
	CHECK(papers_check(&cx, &pack, NULL) == OK);
	AUTO_JSON list = json("[1]");
	CHECK(papers_check(&cx, &pack, list) == ERR_INVALID);
}

static bool given(const char *text, const char *name)
{
	AUTO_JSON j = json(text);
	return papers_given(&pack, j) >> pack_paper(&pack, name) & 1;
}

static void R19_2_blank_texts_and_promises_not_made_are_not_given(void)
{
	CHECK(given("{\"reason\":\"x\"}", "reason"));
	CHECK(!given("{\"reason\":\"\"}", "reason"));
	CHECK(!given("{\"reason\":\" \\t\\n\xe3\x80\x80 \"}", "reason"));
	CHECK(given("{\"reason\":\" \xe3\x80\x80 y\"}", "reason"));
	CHECK(!given("{\"reason\":null}", "reason"));
	CHECK(given("{\"commitment\":true}", "commitment"));
	CHECK(!given("{\"commitment\":false}", "commitment"));
	CHECK(!given("{\"basis\":{\"level\":\"law\"}}", "basis"));
	CHECK(given("{\"basis\":{\"law\":\"x\"}}", "basis"));
	CHECK(papers_given(&pack, NULL) == 0);
}

static enum err basis(const char *text, uint8_t levels)
{
	AUTO_JSON j = json(text);
	return papers_basis(&cx, &pack, levels, j, "20 ¶3(2)");
}

static void R20_3_a_basis_counts_by_the_level_of_its_instrument(void)
{
	uint8_t lr = 1 << BASIS_LAW | 1 << BASIS_REGULATION, lrr = lr | 1 << BASIS_RULE;
	CHECK(basis("{\"basis\":{\"law\":\"个人信息保护法\",\"article\":\"6\"}}", lr) == OK);
	CHECK(basis("{\"basis\":{\"law\":\"某某条例\",\"level\":\"regulation\","
		    "\"article\":\"第六条\"}}", lr) == OK);
	CHECK(basis("{\"basis\":{\"law\":\"某某办法\",\"level\":\"rule\"}}", lr) == ERR_INCOMPLETE);
	CHECK_TEXT(cx.fault.field, "papers.basis.level");
	CHECK_TEXT(cx.fault.article, "20 ¶3(2)");
	CHECK(basis("{\"basis\":{\"law\":\"某某办法\",\"level\":\"rule\",\"article\":\"6\"}}", lrr) ==
	      OK);
	CHECK(basis("{\"basis\":{\"law\":\"某某办法\"}}", lrr) == ERR_INCOMPLETE);
	/* What an instrument is goes before what somebody says it is. */
	CHECK(basis("{\"basis\":{\"law\":\"江苏省公共数据管理办法\",\"level\":\"law\"}}", lr) ==
	      ERR_INCOMPLETE);
	CHECK(basis("{\"basis\":{\"law\":\"某某办法\"}}", 0) == OK);
	CHECK(basis("{\"basis\":{\"instrument\":\"数据安全法\",\"level\":\"law\","
		    "\"article\":\"38\"}}", lr) == OK);
}

static void R20_3_a_law_is_cited_by_its_article_and_known_ones_by_their_own_level(void)
{
	uint8_t lr = 1 << BASIS_LAW | 1 << BASIS_REGULATION, any = 15;
	CHECK(basis("{\"basis\":{\"law\":\"个人信息保护法\"}}", lr) == ERR_INCOMPLETE);
	CHECK_TEXT(cx.fault.field, "papers.basis.article");
	CHECK(basis("{\"basis\":{\"law\":\"某某条例\",\"level\":\"regulation\","
		    "\"article\":\"因为\"}}", lr) == ERR_INCOMPLETE);
	CHECK_TEXT(cx.fault.field, "papers.basis.article");
	CHECK(basis("{\"basis\":{\"law\":\"个人信息保护法\",\"level\":\"regulation\","
		    "\"article\":\"第六条\"}}", lr) == ERR_INCOMPLETE);
	CHECK_TEXT(cx.fault.field, "papers.basis.level");
	CHECK(basis("{\"basis\":{\"law\":\"某通知\",\"level\":\"other\"}}", any) == OK);
	CHECK(basis("{\"basis\":{\"law\":\"盐城市公共数据管理办法\",\"level\":\"law\","
		    "\"article\":\"第二十条\"}}", any) == ERR_INCOMPLETE);
}

static void an_article_is_its_number_in_figures_or_words(void)
{
	static const char *const good[] = { "38", " 38", "20 ¶3(2)", "20-1", "38条", "第38条",
		"第 38 条", "第３８条", "第三十八条", "三十八条第二款", "第一百零四条之一",
		"附则第二条", "Article 38", "Art. 38(2)", "§ 12", "12、13" };
	static const char *const bad[] = { "", " ", "因为", "0", "第条", "第零条", "三", "第三章",
		"Article", "x38", "38th", "123456", "条" };
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		CHECK_MSG(article_said(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(!article_said(bad[i]), "%s", bad[i]);
	CHECK(!article_said(NULL));
}

static void R18_1_one_article_is_written_in_one_way_however_it_was_said(void)
{
	static const struct { const char *said, *written; } rows[] = {
		{ "34", "34" }, { " 34 ", "34" }, { "第34条", "34" },
		{ "第 ３４ 条", "34" }, { "第三十四条", "34" },
		{ "三十四条", "34" }, { "Article 34", "34" },
		{ "十", "10" }, { "第一百零四条", "104" },
		{ "第二百条", "200" }, { "第两千零二条", "2002" },
		{ "第二十条第三款第二项", "20 ¶3(2)" },
		{ "20 ¶3(2)", "20 ¶3(2)" },
		{ "第二十条第（二）项", "第二十条第（二）项" },
		{ "20(2)", "20(2)" }, { "20 ¶3", "20 ¶3" },
		{ "第十二条、第十三条", "第十二条、第十三条" },
		{ "附则第二条", "附则第二条" }, { "第二四条", "第二四条" },
		{ "第34", "第34" }, { "20-1", "20-1" }, { "", "" },
		{ "第一百零四条之一", "第一百零四条之一" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_TEXT(article_written(&cx, rows[i].said), rows[i].written);
	CHECK(!article_written(&cx, NULL));
	AUTO_JSON j = json("{\"law\":\"《个人信息保护法》\",\"article\":\"第三十四条\"}");
	struct citation c = paper_citation(&cx, &pack, j);
	CHECK_TEXT(c.law, "中华人民共和国个人信息保护法");
	CHECK_TEXT(c.level, "law");
	CHECK_TEXT(c.article, "34");
	CHECK_TEXT(paper_cited(&cx, j), "《个人信息保护法》 第三十四条");
}

static void dates_are_found_where_they_are_promised(void)
{
	char text[DAY_TEXT];
	AUTO_JSON a = json("{\"conditions\":{\"valid_until\":\"2027-06-30\"}}");
	AUTO_JSON b = json("{\"conditions\":{\"valid_until\":\"2027-06-30T12:00:00+08:00\"}}");
	AUTO_JSON c = json("{\"promised_on\":\"2027-01-02\",\"event_on\":\"2026-01-01\"}");
	CHECK_TEXT(day_text(papers_promised(a), text), "2027-06-30");
	CHECK_TEXT(day_text(papers_promised(b), text), "2027-06-30");
	CHECK_TEXT(day_text(papers_promised(c), text), "2027-01-02");
	CHECK_TEXT(day_text(papers_event(c), text), "2026-01-01");
	CHECK_INT(papers_promised(NULL).n, 0);
}

int main(void)
{
	law_begin();
	RUN(papers_of_the_wrong_form_are_refused_with_their_field);
	RUN(R19_2_blank_texts_and_promises_not_made_are_not_given);
	RUN(R20_3_a_basis_counts_by_the_level_of_its_instrument);
	RUN(R20_3_a_law_is_cited_by_its_article_and_known_ones_by_their_own_level);
	RUN(an_article_is_its_number_in_figures_or_words);
	RUN(R18_1_one_article_is_written_in_one_way_however_it_was_said);
	RUN(dates_are_found_where_they_are_promised);
	ctx_end(&cx);
	return TEST_END();
}
