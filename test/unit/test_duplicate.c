/* test_duplicate.c - what is collected twice is found, and hardly anything else.
 *
 * The measure is taken on a made catalogue: tables of many domains and purposes
 * that share items and words on purpose, the same books kept by each county, and
 * some tables collected a second time by another agency under other names, with
 * items left out and added. Figures are counted pairs, the same in each run. */
#include "base/embedded.h"
#include "duplicate/alike.h"
#include "duplicate/names.h"
#include "test.h"
#include <stdlib.h>

extern const struct embedded synonym_files[];

static struct ctx cx;
static struct names *names;

/* --- chance that is the same each time ------------------------------------------ */
static uint64_t dice_state;
static uint64_t dice(void)
{
	uint64_t z = (dice_state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}
static size_t below(size_t n) { return (size_t)(dice() % n); }
static bool chance(int percent) { return below(100) < (size_t)percent; }

/* --- names ------------------------------------------------------------------------ */
static bool same_item(const char *a, const char *b)
{
	return name_of_item(&cx, names, a) == name_of_item(&cx, names, b);
}

static void R09_3_names_that_mean_the_same_are_one(void)
{
	CHECK(same_item("身份证号", "公民身份号码"));
	CHECK(same_item("身份证号码", "ＩＤ＿ｎｏ"));
	CHECK(same_item(" 统一社会信用代码 ", "社会信用代码（18位）") == false);
	CHECK(same_item("统一社会 信用代码", "信用代码"));
	CHECK(same_item("姓 名", "姓名"));
	CHECK(same_item("企业名称", "单位名称"));
	CHECK(!same_item("企业名称", "企业类型"));
	CHECK(same_item("出生年月信息", "出生日期"));
	CHECK(!same_item("发证日期", "登记日期"));
	CHECK_INT((int64_t)name_of_item(&cx, names, " -（）"), 0);
}

static size_t title_common(const char *a, const char *b)
{
	const uint64_t *x, *y;
	size_t nx = name_of_title(&cx, names, a, &x), ny = name_of_title(&cx, names, b, &y), n = 0;
	for (size_t i = 0; i < nx; i++)
		for (size_t j = 0; j < ny; j++)
			n += x[i] == y[j];
	return n == nx && n == ny ? 1000 : n;
}

static void R09_3_a_title_is_compared_without_its_place_and_generic_tail(void)
{
	CHECK_INT(title_common("盐城市养老机构登记信息表", "养老机构注册名录"), 1000);
	CHECK_INT(title_common("亭湖区低保人员清单", "最低生活保障人士信息"), 1000);
	CHECK(title_common("养老机构登记信息", "养老补贴发放信息") < 3);
	CHECK_INT(title_common("信息", "数据"), 0);
	CHECK_INT(title_common("", ""), 1000);
}

/* --- sketches ---------------------------------------------------------------------- */
static void R09_3_siphash_agrees_with_its_authors_vectors(void)
{
	struct kmv_key k = { UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908) };
	unsigned char in[15];
	for (int i = 0; i < 15; i++)
		in[i] = (unsigned char)i;
	CHECK(kmv_hash(&k, in, 15) == UINT64_C(0xa129ca6149be45e5));
	CHECK(kmv_hash(&k, in, 0) == UINT64_C(0x726fdb47dd0e0e31));
	CHECK(kmv_hash(&k, in, 8) == UINT64_C(0x93f5f5799a932462));
}

static struct kmv *column(uint64_t from, uint64_t to)
{
	struct kmv_key key = { 1, 2 };
	struct kmv *s = ctx_new(&cx, struct kmv);
	for (uint64_t i = from; i < to; i++)
		kmv_add(s, kmv_hash(&key, &i, sizeof i));
	return s;
}

static bool near(double got, double want, double part)
{
	return got > want * (1 - part) && got < want * (1 + part);
}

static void R09_3_an_overlap_is_estimated_without_comparing_rows(void)
{
	struct kmv *a = column(0, 100000), *b = column(50000, 150000), *c = column(200000, 200100);
	CHECK(near(kmv_count(a), 100000, 0.15));
	CHECK(near(kmv_overlap(a, b), 0.5, 0.2));
	CHECK(kmv_overlap(a, c) < 0.05);
	CHECK(near(kmv_count(c), 100, 0.0001));
	CHECK(kmv_overlap(column(0, 100), column(50, 150)) == 0.5);
	CHECK(kmv_overlap(column(0, 0), a) == 0);
	CHECK(kmv_overlap(a, a) > 0.99);
	CHECK(near(kmv_overlap(column(0, 2000), a), 1, 0.35));
}

/* --- a made catalogue ------------------------------------------------------------------ */
static const char *const domains[] = {
	"养老", "残疾", "低保", "工伤", "失业", "生育", "医疗救助", "住房", "公积金", "学前教育",
	"义务教育", "职业培训", "留学", "疫苗", "传染病", "慢性病", "药品", "食品", "特种设备", "危险化学品",
	"消防", "燃气", "供水", "排污", "垃圾", "噪声", "湿地", "林木", "渔业", "农机",
	"种子", "畜禽", "粮食", "土地", "矿产", "测绘", "海域", "道路", "桥梁", "公交",
	"出租汽车", "网约车", "船舶", "港口", "物流", "旅行社", "民宿", "文物", "图书馆", "体育场馆",
	"社会组织", "宗教场所", "律师", "公证", "法律援助", "社区矫正", "科技项目", "专利", "招商", "外贸",
};
static const char *const purposes[] = {
	"补贴发放", "资格认定", "机构登记", "监督检查", "行政处罚", "从业人员", "项目审批", "投诉举报", "信用评价", "年度报告",
};
static const char *const purposes_too[] = {             /* as another office calls them */
	"补助发放", "资格审核", "机构备案", "执法检查", "处罚决定", "执业人员", "建设项目核准", "群众诉求", "诚信评级", "年报",
};
static const char *const own_items[] = {                /* of a domain */
	"类别", "等级", "编号", "名称", "用途", "规模", "起始年份",
};
static const char *const purpose_items[][6] = {
	{ "补贴标准", "发放金额", "发放月份", "发放方式", "开户银行", "银行账号" },
	{ "认定类型", "认定日期", "认定机关", "认定文号", "有效期至", "复核结果" },
	{ "登记机关", "成立日期", "注册资本", "经营范围", "登记状态", "床位数量" },
	{ "检查日期", "检查人员", "检查结果", "整改要求", "整改期限", "检查表编号" },
	{ "处罚文号", "违法事实", "处罚依据", "处罚种类", "罚款金额", "处罚日期" },
	{ "从业资格", "证书编号", "发证日期", "从业年限", "岗位名称", "培训学时" },
	{ "项目名称", "项目代码", "建设地点", "总投资", "批复文号", "批复日期" },
	{ "受理日期", "诉求内容", "承办单位", "办结日期", "满意度", "回访结果" },
	{ "评价年度", "评价等级", "得分", "扣分事由", "评价机关", "公示日期" },
	{ "报告年度", "资产总额", "从业人数", "营业收入", "纳税总额", "报送日期" },
};
static const char *const person[] = { "公民身份号码", "姓名", "性别", "出生日期", "民族", "联系电话",
				      "居住地址" };
static const char *const company[] = { "统一社会信用代码", "单位名称", "法定代表人", "联系电话", "注册地址",
				       "行政区划代码" };
/* How another office writes them: some the table knows, some it doesn't. */
static const char *const other_names[][2] = {
	{ "公民身份号码", "身份证号" }, { "姓名", "人员姓名" }, { "性别", "xb" }, { "出生日期", "出生年月" },
	{ "联系电话", "联系方式" }, { "居住地址", "家庭住址" }, { "统一社会信用代码", "信用代码" },
	{ "单位名称", "企业名称" }, { "法定代表人", "法人代表" }, { "行政区划代码", "所属区划" },
	{ "有效期至", "有效期截止" }, { "证书编号", "证照编号" }, { "发证日期", "颁发日期" },
	{ "成立日期", "设立日期" }, { "发放金额", "发放额（元）" }, { "处罚日期", "处罚决定日期" },
	{ "检查结果", "检查结论" }, { "注册地址", "住所" }, { "从业人数", "职工人数" },
	{ "评价等级", "信用等级" },
};
static const char *const spare[] = { "备注", "更新日期", "数据来源", "经办人", "审核状态", "序号", "批次号", "填报单位" };
#define N(a) (sizeof(a) / sizeof(a)[0])

struct made { char title[96]; const char *item[40]; size_t n; int64_t org; char place[7];
	      uint64_t from, to; int64_t twin; };

static void base_table(struct made *m, size_t domain, size_t purpose)
{
	bool people = purpose == 0 || purpose == 1 || purpose == 5 || purpose == 7;
	snprintf(m->title, sizeof m->title, "%s%s信息", domains[domain], purposes[purpose]);
	for (size_t i = 0; i < (people ? N(person) : N(company)); i++)
		m->item[m->n++] = people ? person[i] : company[i];
	for (size_t i = 0; i < 6; i++)
		m->item[m->n++] = purpose_items[purpose][i];
	for (size_t i = 0; i < N(own_items); i++)
		if (chance(70))
			m->item[m->n++] = ctx_print(&cx, "%s%s", domains[domain], own_items[i]);
}

static const char *renamed(const char *item)
{
	for (size_t i = 0; i < N(other_names); i++)
		if (strcmp(other_names[i][0], item) == 0)
			return other_names[i][1];
	return item;
}

/* Another agency's table of the same matter. */
static void twin_of(struct made *t, const struct made *m, size_t domain, size_t purpose)
{
	static const char *const forms[][2] = { { "盐城市", "表" }, { "", "登记表" }, { "", "台账" },
						{ "全市", "明细" } };
	size_t form = below(N(forms));
	snprintf(t->title, sizeof t->title, "%s%s%s%s", forms[form][0], domains[domain],
		 chance(30) ? purposes_too[purpose] : purposes[purpose], forms[form][1]);
	for (size_t i = 0; i < m->n; i++)
		if (!chance(18))
			t->item[t->n++] = chance(60) ? renamed(m->item[i]) : m->item[i];
	for (size_t extra = below(4); extra; extra--)
		t->item[t->n++] = spare[below(N(spare))];
	t->from = m->from + (m->to - m->from) * below(30) / 100;
	t->to = m->to + below(500);
}

static void put(struct alike *a, int64_t id, const struct made *m, bool values)
{
	uint64_t items[64];
	struct alike_entry e = { .id = id, .org = m->org, .items = items };
	for (size_t i = 0; i < m->n; i++) {
		uint64_t name = name_of_item(&cx, names, m->item[i]);
		if (name)
			items[e.nitems++] = name;
	}
	e.nitems = name_set(items, e.nitems);
	e.ntitle = name_of_title(&cx, names, m->title, &e.title);
	memcpy(e.place, m->place, sizeof e.place);
	if (values) {
		e.sketch[0].item = name_of_item(&cx, names, m->item[0]);
		e.sketch[0].values = column(m->from, m->to);
	}
	alike_put(a, &e);
}

static struct made *catalogue(size_t n, size_t *ret_pairs)
{
	struct made *all = ctx_array(&cx, struct made, n);
	size_t i = 0, at = 0;
	*ret_pairs = 0;
	for (; i < n; at++) {
		size_t domain = at % N(domains), purpose = at / N(domains) % N(purposes);
		size_t round = at / N(domains) / N(purposes);
		struct made *m = &all[i++];
		base_table(m, domain, purpose);
		m->org = (int64_t)(1 + domain % 30 + 100 * round);
		m->from = 10000000 * round + dice() % 1000000;  /* some of that place's people */
		m->to = m->from + 500 + below(20000);
		if (round)              /* each county keeps its own */
			snprintf(m->place, sizeof m->place, "3209%02d", (int)round);
		if (i < n && chance(12)) {
			struct made *t = &all[i++];
			twin_of(t, m, domain, purpose);
			t->org = m->org + 50;
			memcpy(t->place, m->place, sizeof t->place);
			m->twin = (int64_t)i;
			t->twin = (int64_t)i - 1;
			++*ret_pairs;
		}
	}
	return all;
}

struct figures { size_t pairs, found, right; };

static struct figures measure(size_t n, bool values)
{
	struct figures f = { 0 };
	struct alike *a = alike_open();
	dice_state = 7;
	struct made *all = catalogue(n, &f.pairs);
	for (size_t i = 0; i < n; i++)
		put(a, (int64_t)i + 1, &all[i], values);
	for (size_t i = 0; i < n; i++) {
		const struct alike_pair *p;
		size_t got = alike_find(&cx, a, (int64_t)i + 1, &p);
		for (size_t j = 0; j < got; j++) {
			if (p[j].id > (int64_t)i + 1)
				continue;       /* each pair once */
			f.found++;
			f.right += all[i].twin == p[j].id;
		}
	}
	alike_close(a);
	return f;
}

static void told(const char *what, struct figures f)
{
	double precision = f.found ? (double)f.right / (double)f.found : 0;
	double recall = f.pairs ? (double)f.right / (double)f.pairs : 0;
	printf("# %s: %zu pairs, %zu found, %zu of them right: precision %.3f, recall %.3f\n",
	       what, f.pairs, f.found, f.right, precision, recall);
	CHECK(f.pairs > 100);
	CHECK(precision >= 0.95);
	CHECK(recall >= 0.95);
}

static void R09_3_duplicates_are_found_by_names_alone(void)
{
	told("names", measure(3000, false));
}

static void R09_3_duplicates_are_found_with_what_columns_hold(void)
{
	told("names and values", measure(1200, true));
}

/* --- keeping up --------------------------------------------------------------------------- */
static void R09_3_a_changed_entry_is_compared_anew_and_a_gone_one_not_at_all(void)
{
	struct alike *a = alike_open();
	struct made m = { .org = 1 }, t = { .org = 2 }, far = { .org = 3 };
	const struct alike_pair *p;
	dice_state = 3;
	for (size_t d = 10; d < 40; d++) {      /* others, so that names weigh something */
		struct made other = { .org = (int64_t)d };
		base_table(&other, d, d % N(purposes));
		put(a, (int64_t)(100 + d), &other, false);
	}
	base_table(&m, 0, 0);
	twin_of(&t, &m, 0, 0);
	base_table(&far, 5, 3);
	put(a, 1, &m, false);
	put(a, 2, &far, false);
	CHECK_INT((int64_t)alike_find(&cx, a, 1, &p), 0);
	put(a, 2, &t, false);
	CHECK_INT((int64_t)alike_find(&cx, a, 1, &p), 1);
	CHECK_INT(p[0].id, 2);
	CHECK(p[0].items > 0.5 && p[0].title > 0.5 && p[0].values < 0);
	struct alike_pair two;
	CHECK(alike_two(a, 2, 1, &two) && two.score == p[0].score);
	t.org = 1;
	put(a, 2, &t, false);
	CHECK_INT((int64_t)alike_find(&cx, a, 1, &p), 0);      /* its own agency's */
	CHECK_INT((int64_t)alike_count(a), 32);
	alike_put(a, &(struct alike_entry){ .id = 2 });
	CHECK_INT((int64_t)alike_count(a), 31);
	CHECK_INT((int64_t)alike_find(&cx, a, 2, &p), 0);
	CHECK(!alike_two(a, 1, 2, &two) && !alike_two(a, 1, 77, &two));
	alike_close(a);
	alike_close(NULL);
}

static void names_that_are_only_asked_for_leave_nothing_behind(void)
{
	struct alike *a = alike_open();
	struct made m = { .org = 1 };
	const struct alike_pair *p;
	uint64_t asked[300];
	base_table(&m, 0, 0);
	put(a, 1, &m, false);
	size_t kept = alike_names(a);
	for (size_t i = 0; i < N(asked); i++)
		asked[i] = dice();
	struct alike_entry e = { .org = 2, .items = asked, .nitems = name_set(asked, N(asked)) };
	CHECK_INT((int64_t)alike_look(&cx, a, &e, &p), 0);
	e.title = asked;                /* unknown as titles as well */
	e.ntitle = e.nitems;
	CHECK_INT((int64_t)alike_look(&cx, a, &e, &p), 0);
	CHECK_INT((int64_t)alike_names(a), (int64_t)kept);
	alike_close(a);
}

int main(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 0);
	names = names_read(&cx, embedded_text(synonym_files, "synonyms.txt"));
	RUN(R09_3_names_that_mean_the_same_are_one);
	RUN(R09_3_a_title_is_compared_without_its_place_and_generic_tail);
	RUN(R09_3_siphash_agrees_with_its_authors_vectors);
	RUN(R09_3_an_overlap_is_estimated_without_comparing_rows);
	RUN(R09_3_duplicates_are_found_by_names_alone);
	RUN(R09_3_duplicates_are_found_with_what_columns_hold);
	RUN(R09_3_a_changed_entry_is_compared_anew_and_a_gone_one_not_at_all);
	RUN(names_that_are_only_asked_for_leave_nothing_behind);
	ctx_end(&cx);
	return TEST_END();
}
