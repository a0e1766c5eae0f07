/* guess_name.c - see guess_name.h. Well-known names of government tables; the
 * longer one first where one holds another. */
#include "core/guess_name.h"
#include "base/ctx.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* clang-format off */
static const struct { const char *name, *code; } known[] = {
	{ "统一社会信用代码", "credit_code" }, { "组织机构代码", "org_code" },
	{ "公民身份号码", "id_number" }, { "身份证号码", "id_number" },
	{ "身份证号", "id_number" }, { "证件号码", "certificate_number" },
	{ "证件类型", "certificate_type" }, { "法定代表人", "legal_representative" },
	{ "行政区划代码", "division_code" }, { "行政区划", "division" },
	{ "企业名称", "company_name" }, { "单位名称", "org_name" },
	{ "机构名称", "org_name" }, { "车牌号码", "plate_number" }, { "车牌号", "plate_number" },
	{ "手机号码", "mobile" }, { "手机号", "mobile" }, { "联系电话", "phone" },
	{ "电话号码", "phone" }, { "联系人", "contact" }, { "邮政编码", "postcode" },
	{ "邮编", "postcode" }, { "银行卡号", "bank_card" }, { "银行账号", "bank_account" },
	{ "出生日期", "birth_date" }, { "发证日期", "issued_on" }, { "有效期至", "valid_until" },
	{ "有效期", "valid_until" }, { "成立日期", "founded_on" }, { "登记日期", "registered_on" },
	{ "更新时间", "updated_at" }, { "创建时间", "created_at" }, { "开始时间", "started_at" },
	{ "结束时间", "ended_at" }, { "开始日期", "started_on" }, { "结束日期", "ended_on" },
	{ "日期", "on_date" }, { "时间", "at_time" }, { "年份", "year" }, { "月份", "month" },
	{ "姓名", "name" }, { "名称", "name" }, { "性别", "sex" }, { "民族", "ethnic_group" },
	{ "年龄", "age" }, { "学历", "education" }, { "籍贯", "native_place" },
	{ "婚姻状况", "marital_status" }, { "户籍地址", "registered_address" },
	{ "详细地址", "address" }, { "地址", "address" }, { "住址", "address" },
	{ "住所", "address" }, { "经度", "longitude" }, { "纬度", "latitude" },
	{ "序号", "sn" }, { "编号", "number" }, { "代码", "code" }, { "编码", "code" },
	{ "类型", "kind" }, { "类别", "category" }, { "状态", "state" }, { "级别", "level" },
	{ "等级", "grade" }, { "金额", "amount" }, { "单价", "unit_price" }, { "数量", "quantity" },
	{ "面积", "area" }, { "人数", "persons" }, { "人口", "population" }, { "户数", "households" },
	{ "部门", "department" }, { "单位", "unit" }, { "街道", "street" }, { "社区", "community" },
	{ "区县", "county" }, { "省份", "province" }, { "城市", "city" }, { "乡镇", "town" },
	{ "线路", "line" }, { "站点", "station" }, { "站名", "station_name" },
	{ "是否有效", "valid" }, { "标题", "title" }, { "内容", "content" }, { "备注", "note" },
	{ "说明", "description" }, { "来源", "source" }, { "网址", "url" }, { "邮箱", "email" },
};
static const struct { const char *part, *format; } meanings[] = {
	{ "邮编", "postcode" }, { "邮政编码", "postcode" }, { "postcode", "postcode" },
	{ "zip", "postcode" }, { "银行卡", "bank_card" }, { "卡号", "bank_card" },
	{ "bank_card", "bank_card" }, { "card", "bank_card" },
};
static const struct { const char *part, *mask; } masks[] = {
	{ "姓名", "name" }, { "法定代表人", "name" }, { "联系人", "name" },
	{ "住址", "address" }, { "户籍地址", "address" }, { "家庭地址", "address" },
};
/* clang-format on */
#define N(a) (sizeof(a) / sizeof(a)[0])

bool name_means(const char *name, const char *format)
{
	for (size_t i = 0; i < N(meanings); i++)
		if (strcmp(meanings[i].format, format) == 0 && strcasestr(name, meanings[i].part))
			return true;
	return false;
}

bool name_is_code(const char *name)
{
	static const char *const words[] = { "code", "代码", "编码", "编号", "区划", "邮编" };
	for (size_t i = 0; i < N(words); i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

const char *name_mask(const char *name, const char *format)
{
	if (format && strcmp(format, "resident_id") == 0)
		return "id_number";
	if (format && (strcmp(format, "mobile") == 0 || strcmp(format, "bank_card") == 0))
		return format;
	for (size_t i = 0; i < N(masks); i++)
		if (strstr(name, masks[i].part))
			return masks[i].mask;
	return NULL;
}

/* countryCode -> country_code; anything that is no letter or digit parts words. */
static bool snake(const char *name, char out[64])
{
	size_t n = 0;
	for (const char *p = name; *p && n < 60; p++) {
		bool upper = *p >= 'A' && *p <= 'Z', lower = *p >= 'a' && *p <= 'z';
		bool digit = *p >= '0' && *p <= '9';
		if ((unsigned char)*p >= 0x80)
			return false;
		if (upper && p > name && p[-1] >= 'a' && p[-1] <= 'z')
			out[n++] = '_';
		if (upper || lower || digit)
			out[n++] = upper ? (char)(*p + 32) : *p;
		else if (n && out[n - 1] != '_')
			out[n++] = '_';
	}
	while (n && out[n - 1] == '_')
		n--;
	out[n] = 0;
	return item_code_good(out);
}

static const char *base_code(const char *name, char room[64])
{
	if (snake(name, room))
		return room;
	for (size_t i = 0; i < N(known); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].code;
	for (size_t i = 0; i < N(known); i++)
		if (strstr(name, known[i].name))
			return known[i].code;
	return NULL;
}

static bool taken(const struct guess_item *items, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i].item.code, code) == 0)
			return true;
	return false;
}

void name_codes(struct ctx *cx, struct guess_item *items, size_t n, bool named)
{
	char room[64];
	for (size_t i = 0; i < n; i++) {
		const char *code = named ? base_code(items[i].item.name, room) : NULL;
		code = code ? ctx_text(cx, code) : ctx_print(cx, "item_%d", (int)i + 1);
		const char *first = code;
		for (int again = 2; taken(items, i, code); again++)
			code = ctx_print(cx, "%s_%d", first, again);
		items[i].item.code = code;
	}
}
