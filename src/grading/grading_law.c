/* grading_law.c - kinds of sensitivity and the names items of them bear.
 *
 * Kinds and their order of weight: the law on personal information, Art. 28 (health,
 * biometrics, belief, whereabouts: grade 4), GB/T 35273 annexes A and B (numbers of
 * papers, accounts, homes, families: grade 3; how one is called or reached at work:
 * grade 2). The grades are suggestions of the house; a registered rule of the sector
 * goes before them. Pure. */
#include "grading/grading.h"
#include <string.h>

const struct sense_row senses[SENSES_] = {
#define X(id, word, grade, mask, standard) [SENSE_##id] = { word, grade, mask, standard },
	SENSE_TABLE(X)
#undef X
};

bool sense_read(const char *word, enum sense *ret_sense)
{
	for (int i = 0; i < SENSES_; i++) {
		if (strcmp(senses[i].word, word) == 0) {
			*ret_sense = (enum sense)i;
			return true;
		}
	}
	return false;
}

#define WHOLE(id, word) { SENSE_##id, true, false, word }
#define PART(id, word)  { SENSE_##id, false, false, word }
#define WEAK(id, word)  { SENSE_##id, false, true, word }

/* clang-format off */
const struct hint hints[] = {
WHOLE(RESIDENT_ID, "公民身份号码"), PART(RESIDENT_ID, "身份证号"), PART(RESIDENT_ID, "身份号码"),
PART(RESIDENT_ID, "身份证件号"), PART(RESIDENT_ID, "身份证"), WEAK(RESIDENT_ID, "证件号"),
PART(RESIDENT_ID, "id_card"), PART(RESIDENT_ID, "idcard"), WEAK(RESIDENT_ID, "id_no"),
PART(TRAVEL_PAPER, "护照"), PART(TRAVEL_PAPER, "通行证号"), PART(TRAVEL_PAPER, "passport"),
WHOLE(NAME, "姓名"), PART(NAME, "姓名"), WEAK(NAME, "法定代表人"), WEAK(NAME, "负责人"),
WEAK(NAME, "联系人"), WEAK(NAME, "持有人"), WEAK(NAME, "所有人"), WEAK(NAME, "权利人"),
WEAK(NAME, "申请人"), WEAK(NAME, "当事人"), WEAK(NAME, "户主"), WEAK(NAME, "经办人"),
WEAK(NAME, "承办人"), WEAK(NAME, "监护人"), WEAK(NAME, "持证人"), WEAK(NAME, "full_name"),
WHOLE(MOBILE, "手机号码"), PART(MOBILE, "手机"), PART(MOBILE, "移动电话"), PART(MOBILE, "mobile"),
WHOLE(PHONE, "联系电话"), PART(PHONE, "联系电话"), WEAK(PHONE, "电话"), WEAK(PHONE, "联系方式"),
WEAK(PHONE, "phone"), WEAK(PHONE, "传真"),
PART(EMAIL, "邮箱"), PART(EMAIL, "电子邮件"), PART(EMAIL, "email"), PART(EMAIL, "e-mail"),
PART(BANK_CARD, "银行卡"), PART(BANK_CARD, "卡号"), PART(BANK_CARD, "bank_card"),
PART(ACCOUNT, "银行账号"), PART(ACCOUNT, "银行帐号"), PART(ACCOUNT, "发放账号"),
PART(ACCOUNT, "账户号"), PART(ACCOUNT, "收款账号"), PART(ACCOUNT, "开户账号"),
WEAK(ACCOUNT, "账号"), WEAK(ACCOUNT, "帐号"),
WHOLE(ADDRESS, "户籍地址"), WHOLE(ADDRESS, "居住地址"), PART(ADDRESS, "住址"),
PART(ADDRESS, "居住地"), PART(ADDRESS, "家庭地址"), PART(ADDRESS, "户籍地"),
PART(ADDRESS, "通讯地址"), PART(ADDRESS, "收货地址"), WEAK(PLACE, "地址"), WEAK(PLACE, "住所"),
WEAK(PLACE, "坐落"), WEAK(PLACE, "地点"), WEAK(PLACE, "位置"),
WHOLE(PLATE, "号牌号码"), PART(PLATE, "车牌"), PART(PLATE, "号牌号"), PART(PLATE, "plate_n"),
WHOLE(BIRTH, "出生日期"), PART(BIRTH, "出生日期"), PART(BIRTH, "出生年月"), PART(BIRTH, "生日"),
PART(BIRTH, "出生时间"), PART(BIRTH, "birth"),
WHOLE(PROFILE, "性别"), WHOLE(PROFILE, "民族"), WHOLE(PROFILE, "学历"), PART(PROFILE, "籍贯"),
PART(PROFILE, "国籍"), PART(PROFILE, "户主关系"), PART(PROFILE, "工作单位"),
WHOLE(CREDIT_CODE, "统一社会信用代码"), PART(CREDIT_CODE, "信用代码"),
WHOLE(FAMILY, "婚姻状况"), PART(FAMILY, "婚姻"), PART(FAMILY, "配偶"), PART(FAMILY, "家庭成员"),
PART(INCOME, "收入"), PART(INCOME, "工资"), PART(INCOME, "薪酬"), PART(INCOME, "薪资"),
PART(INCOME, "缴费基数"), PART(INCOME, "存款余额"), PART(INCOME, "负债"),
PART(HEALTH, "病历"), PART(HEALTH, "诊断"), PART(HEALTH, "疾病"), PART(HEALTH, "病种"),
PART(HEALTH, "病情"), PART(HEALTH, "既往史"), PART(HEALTH, "过敏史"), PART(HEALTH, "用药"),
PART(HEALTH, "残疾等级"), PART(HEALTH, "残疾类别"), PART(HEALTH, "健康状况"), PART(HEALTH, "血型"),
PART(HEALTH, "手术"), PART(HEALTH, "检验结果"), PART(HEALTH, "diagnosis"),
PART(BIOMETRIC, "指纹"), PART(BIOMETRIC, "人脸"), PART(BIOMETRIC, "虹膜"), PART(BIOMETRIC, "声纹"),
PART(BIOMETRIC, "基因"), PART(BIOMETRIC, "掌纹"), PART(BIOMETRIC, "fingerprint"),
PART(BELIEF, "宗教信仰"), PART(BELIEF, "信仰"), PART(BELIEF, "政治面貌"),
PART(TRACK, "行踪"), PART(TRACK, "活动轨迹"), PART(TRACK, "行程轨迹"), PART(TRACK, "定位轨迹"),
};
/* clang-format on */
const size_t hints_n = sizeof hints / sizeof hints[0];

static bool ends(const char *name, const char *tail)
{
	size_t n = strlen(name), t = strlen(tail);
	return n >= t && memcmp(name + n - t, tail, t) == 0;
}

static bool any(const char *name, const char *const *words, bool (*is)(const char *, const char *))
{
	for (; *words; words++)
		if (is(name, *words))
			return true;
	return false;
}

static bool contains(const char *name, const char *part)
{
	return strstr(name, part) != NULL;
}

bool hint_is_figure(const char *name)
{
	static const char *const tails[] = { "数", "数量", "人次", "率", "占比", "比例", "总额",
					     "总量", "面积", "count", "rate", "total", NULL };
	return any(name, tails, ends);
}

bool hint_is_serial(const char *name)
{
	static const char *const parts[] = { "流水", "序号", "订单", "单号", "编号", "案号", "文号",
					     "批次", "件号", "工单", "交易号", "serial", "order_", NULL };
	return any(name, parts, contains);
}
