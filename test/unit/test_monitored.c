/* test_monitored.c - what the record keeps of a monitored operation in short forms is told
 * in words, in both languages, for every act that is monitored (R39.1). */
#include "test.h"
#include "usage/monitor_words.h"
#include "usage/usage.h"

static const char *org(struct ctx *cx, void *arg, const char *id)
{
	(void)cx;
	(void)arg;
	return strcmp(id, "o-1") == 0 ? "民政局" : NULL;
}

static const char *system_of(struct ctx *cx, void *arg, const char *id)
{
	(void)cx;
	(void)arg;
	return strcmp(id, "s-1") == 0 ? "低保系统" : NULL;
}

static struct word_text states[] = { { "due", { "待评估", "To be looked at" } },
				     { "converted", { "已转换", "Converted" } } };
static struct process_text processes[] = {
	{ .name = "evaluation", .words = { "开放评估", "Evaluation" }, .states = states, .nstates = 2 },
};
static const struct pack pack = { .processes = processes, .nprocesses = 1 };

#define SHA "0123456789012345678901234567890123456789012345678901234567890123"
static const struct { enum note_kind kind; const char *act, *detail, *zh, *en; } told[] = {
	{ NOTE_RELEASE, "delivery", "incremental o-1 -", "增量批次，提供给“民政局”；没有水印",
	  "An incremental batch for \"民政局\"; Without a mark" },
	{ NOTE_RELEASE, "delivery", "full 370s k7", "全量批次，提供给“370s”；水印编号 k7",
	  "A full batch for \"370s\"; Its mark is k7" },
	{ NOTE_RELEASE, "delivery-fetch", "入库; 每周", "理由：入库; 每周", "Reason: 入库; 每周" },
	{ NOTE_RELEASE, "delivery-write", "s-1 public.permits", "写入“低保系统”的表 public.permits",
	  "Written into the table public.permits of \"低保系统\"" },
	{ NOTE_CASE, "copy-registered", "三号机房", "落地位置：三号机房", "It lies at: 三号机房" },
	{ NOTE_CASE, "copy-destroyed", "已粉碎", "销毁说明：已粉碎", "How it was destroyed: 已粉碎" },
	{ NOTE_EXPORT, "copy-erase", "s-9 permits", "清除“s-9”的表 permits",
	  "Erased from the table permits of \"s-9\"" },
	{ NOTE_EXPORT, "record-export", "年度检查; org=o-1; from=2026-01-01; to=2026-02-01; kind=release",
	  "理由：年度检查；机构：民政局；自2026年1月1日起；至2026年2月1日；条件 kind：release",
	  "Reason: 年度检查; Of \"民政局\"; From 2026-01-01; Until 2026-02-01; Where kind is release" },
	{ NOTE_EXPORT, "file-looked-at", "核对; file 3 " SHA, "理由：核对；第 3 个文件", "Reason: 核对; File 3" },
	{ NOTE_EXPORT, "attachment-fetched", "办理", "理由：办理", "Reason: 办理" },
	{ NOTE_EXPORT, "sealed-page-fetched", "办理", "理由：办理", "Reason: 办理" },
	{ NOTE_EXPORT, "rejects-fetched", "改错; form=lines", "理由：改错；条件 form：lines",
	  "Reason: 改错; Where form is lines" },
	{ NOTE_EXPORT, "catalogue-export", "format=xlsx", "格式 xlsx", "As xlsx" },
	{ NOTE_EXPORT, "release-file-fetched", "比对; 二次", "理由：比对；二次", "Reason: 比对; 二次" },
	{ NOTE_ERASURE, "person-erased", "本人要求", "理由：本人要求", "Reason: 本人要求" },
	{ NOTE_CASE, "convert", "evaluation due > converted", "开放评估：待评估 → 已转换",
	  "Evaluation: To be looked at → Converted" },
	{ NOTE_IMPORT, "rows-asked", "补数; s-1 hr.people", "理由：补数；取自“低保系统”的表 hr.people",
	  "Reason: 补数; From the table hr.people of \"低保系统\"" },
	{ NOTE_IMPORT, "rows-asked", "s-1 people", "取自“低保系统”的表 people",
	  "From the table people of \"低保系统\"" },
	{ NOTE_ADMIN, "leak-traced", "举报; 2 named of 7", "理由：举报；比对 7 份，指认 2 份",
	  "Reason: 举报; 7 copies compared, 2 named" },
	{ NOTE_ADMIN, "leak-traced", "; 0 named of 7", "比对 7 份，指认 0 份", "7 copies compared, 0 named" },
};
/* Of another form than the act writes now: as it stands. */
static const struct { const char *act, *detail; } odd[] = {
	{ "delivery", "incremental" }, { "delivery", "full o-1" }, { "delivery", "full o-1 a b" },
	{ "delivery-write", "s-1" }, { "convert", "evaluation" }, { "convert", "nothing a > b" },
	{ "rows-asked", "people" }, { "leak-traced", "举报" }, { "something-new", "a b - x" },
};

static void test_R39_1_each_monitored_operation_is_told_in_words_of_both_languages(void)
{
	AUTO_CTX cx = { 0 };
	const struct monitor_names names = { &pack, org, system_of, NULL };
	bool seen[MONITORED_KINDS_] = { false };
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		const struct leaf_facts f = { .kind = told[i].kind, .act = {
			(const unsigned char *)told[i].act, strlen(told[i].act) } };
		struct words w = monitor_words(&cx, &names, told[i].act, told[i].detail);
		CHECK_TEXT(w.zh, told[i].zh);
		CHECK_TEXT(w.en, told[i].en);
		CHECK_MSG(usage_monitored(&f) != MONITORED_NOT, "%s", told[i].act);
		seen[usage_monitored(&f)] = true;
	}
	for (int k = MONITORED_NOT + 1; k < MONITORED_KINDS_; k++)
		CHECK_MSG(seen[k], "%s", monitored_word((enum monitored)k));
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		CHECK_TEXT(monitor_words(&cx, &names, odd[i].act, odd[i].detail).zh, odd[i].detail);
	CHECK(!monitor_words(&cx, &names, "delivery", NULL).zh);
	CHECK(!monitor_words(&cx, &names, "delivery", "").en);
}

int main(void)
{
	RUN(test_R39_1_each_monitored_operation_is_told_in_words_of_both_languages);
	return TEST_END();
}
