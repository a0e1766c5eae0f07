/* flat_words.c - the Chinese words for what a cell may say, in both directions. The
 * codes are the interface's; people write and read the words. */
#include "catalogue/flat.h"
#include <string.h>

/* clang-format off */
static const struct flat_word forms[] = {
	{ "table", "数据表" }, { "document", "电子文件" }, { "spreadsheet", "电子表格" },
	{ "chart", "图表" }, { "file", "文件" }, { "api", "接口" }, { "image", "图像" },
	{ "audio", "音频" }, { "video", "视频" }, { "spatial", "空间数据" },
	{ "e-licence", "电子证照" }, { "e-archive", "电子档案" }, { NULL, NULL } };
static const struct flat_word cycles[] = {
	{ "realtime", "实时" }, { "daily", "每日" }, { "weekly", "每周" }, { "monthly", "每月" },
	{ "quarterly", "每季度" }, { "half_yearly", "每半年" }, { "yearly", "每年" },
	{ "irregular", "不定期" }, { "never", "不更新" }, { NULL, NULL } };
static const struct flat_word shares[] = {
	{ "unconditional", "无条件共享" }, { "conditional", "有条件共享" }, { "none", "不予共享" },
	{ NULL, NULL } };
static const struct flat_word opens[] = {
	{ "unconditional", "无条件开放" }, { "conditional", "有条件开放" }, { "none", "不予开放" },
	{ NULL, NULL } };
static const struct flat_word levels[] = {
	{ "law", "法律" }, { "regulation", "法规" }, { "rule", "规章" }, { "other", "其他文件" },
	{ NULL, NULL } };
static const struct flat_word types[] = {
	{ "string", "字符" }, { "integer", "整数" }, { "decimal", "小数" }, { "date", "日期" },
	{ "datetime", "日期时间" }, { "boolean", "是否" }, { "text", "长文本" },
	{ "geometry", "空间位置" }, { NULL, NULL } };
static const struct flat_word masks[] = {
	{ "keep", "原样" }, { "name", "姓名脱敏" }, { "id_number", "证件号脱敏" },
	{ "mobile", "手机号脱敏" }, { "address", "地址脱敏" }, { "bank_card", "卡号脱敏" },
	{ "suppress", "不提供" }, { "hash", "哈希" }, { "verify", "仅供核验" }, { NULL, NULL } };
static const struct flat_word formats[] = {
	{ "resident_id", "公民身份号码" }, { "credit_code", "统一社会信用代码" },
	{ "org_code", "组织机构代码" }, { "bank_card", "银行卡号" }, { "mobile", "手机号" },
	{ "landline", "固定电话" }, { "phone", "电话号码" }, { "plate", "车牌号" },
	{ "postcode", "邮政编码" }, { "passport", "护照号" }, { "travel_permit", "通行证号" },
	{ "foreign_id", "外国人永久居留证号" }, { "division", "行政区划代码" }, { NULL, NULL } };
static const struct flat_word truths[] = { { "true", "是" }, { "false", "否" }, { NULL, NULL } };
static const struct flat_word grades[] = {
	{ "1", "1" }, { "2", "2" }, { "3", "3" }, { "4", "4" }, { NULL, NULL } };
/* clang-format on */

static const struct { const char *column; const struct flat_word *words; } lists[] = {
	{ "form", forms }, { "update_cycle", cycles }, { "grade", grades },
	{ "share_type", shares }, { "share_level", levels },
	{ "open_type", opens }, { "open_level", levels },
	{ "item_type", types }, { "item_key", truths }, { "item_nullable", truths },
	{ "item_grade", grades }, { "item_share_type", shares }, { "item_open_type", opens },
	{ "item_format", formats }, { "item_mask", masks },
};

const struct flat_word *flat_words(const char *column)
{
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (strcmp(lists[i].column, column) == 0)
			return lists[i].words;
	return NULL;
}

const char *flat_code(const struct flat_word *words, const char *p, size_t n)
{
	for (const struct flat_word *w = words; w && w->word; w++)
		if (strlen(w->zh) == n && memcmp(w->zh, p, n) == 0)
			return w->word;
	return NULL;
}

const char *flat_label(const struct flat_word *words, const char *code)
{
	for (const struct flat_word *w = words; w && w->word; w++)
		if (strcmp(w->word, code) == 0)
			return w->zh;
	return code;
}
