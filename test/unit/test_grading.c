/* test_grading.c - what is suggested for tables whose kinds are known.
 *
 * The tables are made here: columns of every kind the values can show, under names
 * that say so, names that say nothing and names that say something else, with empty
 * cells, dirty values and near misses (order numbers of 18 digits, serials of 11,
 * lists of states that begin with a surname). Persons are invented and born before
 * 1905. */
#include "base/embedded.h"
#include "core/facts.h"
#include "grading/suggest.h"
#include "test.h"

extern const struct embedded synonym_files[];
static struct ctx keep;
static const struct names *names;
static day_t today;

static uint64_t state = 88172645463325252;
static unsigned any(unsigned below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 11) % below;
}

static const char *pick(const char *const *words, unsigned n)
{
	return words[any(n)];
}
#define PICK(words) pick(words, sizeof(words) / sizeof(words)[0])

/* --- values of known kinds ---------------------------------------------------- */
static const char *const towns[] = { "江苏省盐城市亭湖区", "盐城市盐都区潘黄街道", "盐城市东台市安丰镇",
				     "盐城市大丰区刘庄镇", "射阳县合德镇" };
static const char *const roads[] = { "人民路", "建军中路", "解放南路", "青年西路", "振兴路" };

static const char *id_number(struct ctx *cx)
{
	char id[19];
	snprintf(id, sizeof id, "3209%02u%04u%02u%02u%03u", 2 + any(2), 1880 + any(25), 1 + any(12),
		 1 + any(28), any(1000));
	id[17] = resident_id_check(id);
	id[18] = '\0';
	return ctx_text(cx, id);
}

/* Eighteen digits that look like one and fail the check. */
static const char *near_id(struct ctx *cx)
{
	char *id = ctx_text(cx, id_number(cx));
	id[17] = id[17] == '9' || id[17] == 'X' ? '0' : (char)(id[17] + 1);
	return id;
}

static const char *order_number(struct ctx *cx)
{
	return ctx_print(cx, "2026%02u%02u%010u", 1 + any(12), 1 + any(28), any(4000000000u));
}

static const char *credit_code(struct ctx *cx)
{
	static const char chars[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char code[19] = "91320900MA";
	for (int i = 10; i < 16; i++)
		code[i] = chars[any(10)];
	code[16] = org_code_check(code + 8);
	code[17] = credit_code_check(code);
	code[18] = '\0';
	return ctx_text(cx, code);
}

static const char *mobile(struct ctx *cx)
{
	return ctx_print(cx, "1%u%09u", 3 + any(7), any(1000000000));
}

static const char *bank_card(struct ctx *cx)
{
	char card[20];
	snprintf(card, sizeof card, "622202%012u", any(4000000000u));
	for (char c = '0'; c <= '9'; c++) {
		card[18] = c;
		card[19] = '\0';
		char tidied[FACT_TEXT];
		if (fact_ok(fact_check(FACT_BANK_CARD, card, 19, today, tidied)))
			break;
	}
	return ctx_text(cx, card);
}

static const char *person(struct ctx *cx)
{
	static const char *const first[] = { "王", "李", "张", "陈", "欧阳", "徐", "孙", "顾", "卞",
					     "仇", "司马", "严", "周", "吴", "胥", "蔡" };
	static const char *const given[] = { "德海", "秀英", "文", "玉兰", "建国", "子平", "月娥", "敬之",
					     "少卿", "淑贞", "云", "长庚", "仲文", "桂芳", "守义", "若兰" };
	return ctx_print(cx, "%s%s", PICK(first), PICK(given));
}

static const char *plate(struct ctx *cx)
{
	return ctx_print(cx, "苏J%u%c%03u", any(10), 'A' + (int)any(8), any(1000));
}

static const char *email(struct ctx *cx)
{
	static const char *const hosts[] = { "example.com", "mail.example.cn", "example.org" };
	return ctx_print(cx, "user%u.%u@%s", any(1000), any(100), PICK(hosts));
}

static const char *address(struct ctx *cx)
{
	return ctx_print(cx, "%s%s%u号%u室", PICK(towns), PICK(roads), 1 + any(400), 101 + any(900));
}

static const char *landline(struct ctx *cx)
{
	return ctx_print(cx, "0515-8%07u", any(10000000));
}

static const char *note(struct ctx *cx)
{
	return any(8) ? "材料齐全，按期办结" : ctx_print(cx, "联系本人电话%s，下午来取", mobile(cx));
}

static const char *plain_note(struct ctx *cx)
{
	return any(4) ? "材料齐全，按期办结" : ctx_print(cx, "于2026年%u月补正第%u项材料", 1 + any(12),
							any(9));
}

static const char *birth(struct ctx *cx)
{
	return ctx_print(cx, "%04u-%02u-%02u", 1870 + any(34), 1 + any(12), 1 + any(28));
}

static const char *day_of_issue(struct ctx *cx)
{
	return ctx_print(cx, "2026-%02u-%02u", 1 + any(12), 1 + any(28));
}

static const char *marital(struct ctx *cx)
{
	static const char *const words[] = { "未婚", "已婚", "离婚", "丧偶" };
	(void)cx;
	return PICK(words);
}

/* Lists of a few words that begin with surnames: 高新区, 江苏, 常住, 安全, 马路. */
static const char *surname_words(struct ctx *cx)
{
	static const char *const words[] = { "安全", "常住", "高级", "金属", "方正", "成立" };
	(void)cx;
	return PICK(words);
}

static const char *company(struct ctx *cx)
{
	static const char *const tails[] = { "机械有限公司", "农业专业合作社", "物流有限公司" };
	static const char *const heads[] = { "盐城海棠", "东台金穗", "射阳鹤鸣", "大丰麋鹿" };
	return ctx_print(cx, "%s%u%s", PICK(heads), any(900), PICK(tails));
}

static const char *serial11(struct ctx *cx)
{
	return ctx_print(cx, "2%010u", any(4000000000u));
}

static const char *amount(struct ctx *cx)
{
	return ctx_print(cx, "%u.%02u", any(90000), any(100));
}

/* Its digits without the point are a telephone of eight. */
static const char *latitude(struct ctx *cx)
{
	return ctx_print(cx, "33.%06u", 100000 + any(900000));
}

static const char *division(struct ctx *cx)
{
	static const char *const codes[] = { "320902", "320903", "320904", "320921", "320981" };
	(void)cx;
	return PICK(codes);
}

/* --- tables -------------------------------------------------------------------- */
struct column { const char *name, *code; enum sense sense; const char *(*value)(struct ctx *); };

/* clang-format off */
static const struct column persons[] = {
	{ "公民身份号码", "a1", SENSE_RESIDENT_ID, id_number }, { "sfzh", "a2", SENSE_RESIDENT_ID, id_number },
	{ "证件号", "a3", SENSE_RESIDENT_ID, id_number }, { "字段七", "f7", SENSE_RESIDENT_ID, id_number },
	{ "身份证号（配偶以外）", "a4", SENSE_RESIDENT_ID, id_number },
	{ "姓名", "xm", SENSE_NAME, person }, { "户主", "b2", SENSE_NAME, person },
	{ "列一", "f1", SENSE_NAME, person }, { "经办人", "b3", SENSE_NAME, person },
	{ "手机号", "c1", SENSE_MOBILE, mobile }, { "联系电话", "c2", SENSE_MOBILE, mobile },
	{ "字段九", "f9", SENSE_MOBILE, mobile }, { "sjh", "c3", SENSE_MOBILE, mobile },
	{ "家庭电话", "c4", SENSE_PHONE, landline },
	{ "现住址", "d1", SENSE_ADDRESS, address }, { "字段二", "f2", SENSE_ADDRESS, address },
	{ "户籍所在地", "d2", SENSE_ADDRESS, address },
	{ "发放账号", "e1", SENSE_BANK_CARD, bank_card }, { "银行卡号", "e2", SENSE_BANK_CARD, bank_card },
	{ "字段三", "f3", SENSE_BANK_CARD, bank_card },
	{ "邮箱", "g1", SENSE_EMAIL, email }, { "字段四", "f4", SENSE_EMAIL, email },
	{ "车牌", "h1", SENSE_PLATE, plate }, { "字段五", "f5", SENSE_PLATE, plate },
	{ "出生年月日", "i1", SENSE_BIRTH, birth }, { "xb", "i2", SENSE_PROFILE, marital },
	{ "婚姻状态", "j1", SENSE_FAMILY, marital },
	{ "主要诊断", "k1", SENSE_HEALTH, plain_note }, { "指纹特征", "l1", SENSE_BIOMETRIC, serial11 },
	{ "宗教信仰", "m1", SENSE_BELIEF, surname_words }, { "月工资", "n1", SENSE_INCOME, amount },
	{ "备注", "o1", SENSE_TEXT, note },
	/* near misses */
	{ "订单编号", "z1", SENSE_NONE, order_number }, { "字段六", "f6", SENSE_NONE, order_number },
	{ "受理编号", "z2", SENSE_NONE, near_id }, { "流水号", "z3", SENSE_NONE, serial11 },
	{ "字段八", "f8", SENSE_NONE, serial11 }, { "类别", "z4", SENSE_NONE, surname_words },
	{ "说明", "z5", SENSE_NONE, plain_note }, { "发证日期", "z6", SENSE_NONE, day_of_issue },
	{ "金额", "z7", SENSE_NONE, amount }, { "行政区划代码", "z8", SENSE_NONE, division },
	{ "参保人数", "z9", SENSE_NONE, amount }, { "残疾等级人数", "z10", SENSE_NONE, amount },
	{ "登记单位", "z11", SENSE_NONE, company }, { "纬度", "lat", SENSE_NONE, latitude },
	/* serials that begin as mobiles do, under a name that says what they are */
	{ "业务流水号", "z12", SENSE_NONE, mobile },
};
static const struct column firms[] = {
	{ "统一社会信用代码", "tyshxydm", SENSE_CREDIT_CODE, credit_code },
	{ "单位代码", "f1", SENSE_CREDIT_CODE, credit_code },
	{ "法定代表人", "fddbr", SENSE_NAME, person }, { "企业名称", "qymc", SENSE_NONE, company },
	{ "住所", "zs", SENSE_PLACE, address }, { "字段一", "f2", SENSE_PLACE, address },
	{ "值班电话", "dh", SENSE_PHONE, landline }, { "注册资本", "zczb", SENSE_NONE, amount },
	{ "成立日期", "clrq", SENSE_NONE, day_of_issue }, { "经营状态", "zt", SENSE_NONE, surname_words },
	{ "许可证编号", "xkz", SENSE_NONE, order_number }, { "民族", "mz", SENSE_NONE, marital },
	{ "区划", "qh", SENSE_NONE, division },
};
/* clang-format on */

/* A cell as offices have them: empty ones, full-width or blank-filled ones, wrong ones. */
static const char *dirty(struct ctx *cx, const char *value)
{
	static const char *const nothing[] = { "", "无", "-", "null", "不详", "" };
	unsigned dice = any(100);
	if (dice < 12)
		return PICK(nothing);
	if (dice < 16)
		return ctx_print(cx, " %s　", value);
	if (dice < 20)
		return ctx_print(cx, "待核实%u", any(100));
	if (dice < 23)
		return ctx_textn(cx, value, strlen(value) / 6 * 3);
	return value;
}

static void fill(struct ctx *cx, const struct column *c, struct look *l, int rows)
{
	for (int i = 0; i < rows; i++) {
		const char *v = dirty(cx, c->value(cx));
		look_add(l, v, strlen(v), today);
	}
}

static struct suggestion *suggested(struct ctx *cx, const struct column *columns, size_t n,
				    int rows)
{
	struct item *items = ctx_array(cx, struct item, n);
	struct look *looks = ctx_array(cx, struct look, n);
	for (size_t i = 0; i < n; i++) {
		items[i] = (struct item){ .code = columns[i].code, .name = columns[i].name };
		fill(cx, &columns[i], &looks[i], rows);
	}
	return suggest(cx, &(struct suggest_ask){ .items = items, .nitems = n, .looks = looks,
						  .names = names });
}

struct score { int right, wrong, missed, columns; };

static bool tells(enum sense s)
{
	return s != SENSE_NONE && s != SENSE_PLACE;
}

static void score(struct score *sum, const struct column *columns, size_t n,
		  const struct suggestion *got)
{
	for (size_t i = 0; i < n; i++) {
		bool same = got[i].sense == columns[i].sense ||
			    (columns[i].sense == SENSE_BANK_CARD && got[i].sense == SENSE_ACCOUNT);
		sum->columns++;
		sum->right += same && tells(columns[i].sense);
		sum->wrong += !same && tells(got[i].sense);
		sum->missed += !same && tells(columns[i].sense);
		if (!same)
			printf("# %s: want %s, got %s (%d%%)\n", columns[i].name,
			       senses[columns[i].sense].word, senses[got[i].sense].word,
			       got[i].confidence);
	}
}

static void kinds_are_found_and_near_misses_left_R38_1(void)
{
	struct score s = { 0 };
	for (int rows = 60; rows <= 1000; rows += 235) {
		AUTO_CTX cx;
		ctx_init(&cx, (ms_t){ 0 }, 0);
		size_t n = sizeof persons / sizeof persons[0], m = sizeof firms / sizeof firms[0];
		score(&s, persons, n, suggested(&cx, persons, n, rows));
		score(&s, firms, m, suggested(&cx, firms, m, rows));
	}
	printf("# %d columns: precision %d of %d, recall %d of %d\n", s.columns, s.right,
	       s.right + s.wrong, s.right, s.right + s.missed);
	CHECK(s.right * 100 >= 95 * (s.right + s.wrong));
	CHECK(s.right * 100 >= 95 * (s.right + s.missed));
}

static struct suggestion one(struct ctx *cx, const char *name, const char *element,
			     const char *(*value)(struct ctx *), int rows,
			     const struct grading_pattern *p, size_t np)
{
	struct item *it = ctx_new(cx, struct item);
	struct look *l = ctx_new(cx, struct look);
	*it = (struct item){ .code = "x", .name = name, .element = element };
	for (int i = 0; value && i < rows; i++) {
		const char *v = value(cx);
		look_add(l, v, strlen(v), today);
	}
	return *suggest(cx, &(struct suggest_ask){ .items = it, .nitems = 1,
		.looks = value ? l : NULL, .names = names, .patterns = p, .npatterns = np });
}

static void the_evidence_is_numbers_and_words_never_values_R38_1(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	struct suggestion s = one(&cx, "身份证号码", NULL, id_number, 1000, NULL, 0);
	CHECK_INT(s.sense, SENSE_RESIDENT_ID);
	CHECK_INT(s.grade, 3);
	CHECK_TEXT(s.mask, "id_number");
	CHECK(s.confidence >= 95);
	CHECK_INT(s.reasons[0].by, BY_VALUES);
	CHECK(s.reasons[0].fits == 1000 && s.reasons[0].of == 1000);
	CHECK_INT(s.reasons[1].by, BY_NAME);
	s = one(&cx, "身份证号码", NULL, near_id, 1000, NULL, 0);
	CHECK_INT(s.sense, SENSE_NONE);         /* the values deny the name … */
	CHECK_INT(s.reasons[s.nreasons - 1].by, BY_NEAR);       /* … and it is said why */
	CHECK_INT(s.reasons[s.nreasons - 1].fits, 1000);
}

static void without_data_the_name_alone_speaks_and_is_less_sure_R38_1(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK_INT(one(&cx, "病历摘要", NULL, NULL, 0, NULL, 0).grade, 4);
	CHECK(one(&cx, "姓名", NULL, NULL, 0, NULL, 0).confidence < 80);
	CHECK_INT(one(&cx, "负责人", NULL, NULL, 0, NULL, 0).grade, 0);
	CHECK_INT(one(&cx, "站点名称", NULL, NULL, 0, NULL, 0).grade, 0);
	CHECK_INT(one(&cx, "手机号", NULL, mobile, LOOK_LEAST - 1, NULL, 0).reasons[0].by, BY_NAME);
}

static void a_rule_goes_before_a_name_and_beside_the_values_R38_1(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	const struct grading_pattern p[] = {
		{ false, "病历", 2, SENSE_RULE, "r1" }, { true, "DE-7", 4, SENSE_HEALTH, "r2" },
		{ false, "证件", 1, SENSE_RULE, "r3" }, { false, "手机号码", 4, SENSE_RULE, "r4" },
	};
	struct suggestion s = one(&cx, "病历摘要", NULL, NULL, 0, p, 4);
	CHECK_INT(s.grade, 2);                  /* the sector says less than the name does */
	CHECK_INT(s.confidence, 95);
	s = one(&cx, "随便", "DE-7", NULL, 0, p, 4);
	CHECK(s.grade == 4 && s.sense == SENSE_HEALTH);
	s = one(&cx, "身份证件号", NULL, id_number, 200, p, 4);
	CHECK_INT(s.grade, 3);                  /* never below what the values show */
	s = one(&cx, "移动电话", NULL, mobile, 200, p, 4);      /* a synonym of the rule's word */
	CHECK(s.grade == 4 && s.sense == SENSE_MOBILE);
	CHECK_TEXT(s.mask, "mobile");
	for (size_t i = 0; i < s.nreasons; i++)
		if (s.reasons[i].by == BY_RULE)
			CHECK_TEXT(s.reasons[i].rule, "r4");
}

static void an_address_is_somebodys_where_persons_are_R38_1(void)
{
	const struct column with[] = { { "编号甲", "a", SENSE_RESIDENT_ID, id_number },
				       { "地址", "b", SENSE_ADDRESS, address } };
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK_INT(suggested(&cx, with, 2, 200)[1].grade, 3);
	CHECK_INT(suggested(&cx, with + 1, 1, 200)[0].grade, 1);
	const struct column home = { "家庭地址", "b", SENSE_ADDRESS, address };
	CHECK_INT(suggested(&cx, &home, 1, 200)[0].grade, 3);
}

int main(void)
{
	ctx_init(&keep, (ms_t){ 0 }, 0);
	names = names_read(&keep, embedded_text(synonym_files, "synonyms.txt"));
	CHECK(day_read("2026-11-23", &today));
	RUN(kinds_are_found_and_near_misses_left_R38_1);
	RUN(the_evidence_is_numbers_and_words_never_values_R38_1);
	RUN(without_data_the_name_alone_speaks_and_is_less_sure_R38_1);
	RUN(a_rule_goes_before_a_name_and_beside_the_values_R38_1);
	RUN(an_address_is_somebodys_where_persons_are_R38_1);
	ctx_end(&keep);
	return TEST_END();
}
