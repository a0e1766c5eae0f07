/* demo_entries.c - the city's catalogue.
 *
 * Each agency describes the tables that are its own (city/tables.txt); their
 * reviews are real cases with the law's actors. A whole city also has thousands
 * of entries that nobody tells a story about: those come as an import does,
 * published straight away, a few left as drafts. */
#include "catalogue/entry.h"
#include "demo/demo.h"
#include "demo/demo_cases.h"
#include "demo/tables.h"
#include <string.h>

enum { ENTRIES_CITY = 15000, ENTRIES_LARGE = 40000, BATCH = 100, ITEMS_LEAST = 20,
       ITEMS_SPREAD = 14, WHAT_LEDGER = 401 };

/* --- tables with data -------------------------------------------------------------- */
static void limits(struct resource *r, const struct city_table *t)
{
	r->share_type = t->share;
	r->open_type = t->open;
	struct basis basis = { t->law, NULL, t->article };
	bool regulation = t->law && strstr(t->law, "条例");
	bool rule = t->law && strstr(t->law, "办法");
	basis.level = rule ? "rule" : regulation ? "regulation" : "law";
	if (t->share != ACCESS_UNCONDITIONAL) {
		r->share_reason = t->reason;
		r->share_conditions = "说明用途和场景，按最小必要范围提供";
		r->share_basis = basis;
	}
	if (t->open != ACCESS_UNCONDITIONAL) {
		r->open_reason = t->reason;
		r->open_conditions = t->open == ACCESS_CONDITIONAL ? "申请并签订利用协议" : NULL;
		r->open_basis = basis;
	}
}

/* Where a table hangs in the trees; most say their domain alone. */
static const struct { const char *table, *category, *industry; } places[] = {
	{ "population", "101", NULL }, { "births", "101", "84" }, { "marriages", "101", NULL },
	{ "enterprises", "102", NULL }, { "lenders", "102", "66" }, { "land_titles", "103", "70" },
	{ "penalties", "104", NULL }, { "food_permits", "204", "62" }, { "bus_stops", "201", "54" },
	{ "bus_routes", "201", "54" }, { "schools", "201", "83" }, { "hospitals", "202", "84" },
	{ "insured", "203", NULL }, { "hazard_firms", "205", "26" }, { "farm_prices", "206", "51" },
	{ "air_quality", "211", "77" }, { "water_quality", "211", "77" }, { "shelters", "212", NULL },
	{ "sights", NULL, "78" }, { "heritage", NULL, "88" },
};

static void place(struct resource *r, const struct city_table *t)
{
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (strcmp(places[i].table, t->key) == 0) {
			r->category = places[i].category;
			r->industry = places[i].industry;
		}
}

static struct resource entry_of(struct ctx *cx, const struct demo_org *o,
				const struct city_table *t)
{
	struct resource r = {
		.title = o->level == LEVEL_COUNTY ?
			 ctx_print(cx, "%s%s", ctx_textn(cx, o->name, 9), t->title) : t->title,
		.abstract = t->about, .theme = t->theme, .form = "table", .format = "数据库表",
		.org = o->id, .collector = o->id, .reviewer = o->id, .update_cycle = t->cycle,
		.grade = t->grade, .source_system = ctx_print(cx, "%s业务系统", o->name),
		.duty = "法定职责履行中产生", .collect_basis = "本机构法定职责",
		.collect_scope = "本行政区域", .collect_necessity = "履行职责所必需",
		.nitems = t->nitems };
	limits(&r, t);
	place(&r, t);
	r.keywords = ctx_array(cx, const char *, 2);
	r.keywords[0] = t->title;
	r.keywords[1] = o->agency->name;
	r.nkeywords = 2;
	r.items = ctx_array(cx, struct item, t->nitems);
	memcpy(r.items, t->items, t->nitems * sizeof *r.items);
	for (size_t i = 0; i < r.nitems; i++)
		if (r.items[i].grade > r.grade)
			r.items[i].grade = r.grade;
	for (size_t i = 0; i < r.nitems; i++)
		if (t->made[i].of == OF_DIVISION)
			r.items[i].code_set = "gbt-2260-yancheng";
	return r;
}

struct adding { const struct who *by; struct resource *r; };

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	const struct adding *a = arg;
	return resource_add(cx, db, a->by, a->r);
}

static enum err describe(struct demo *d, const struct demo_org *o, const struct city_table *t)
{
	struct ctx *cx = demo_later(d, 180);
	struct resource r = entry_of(cx, o, t);
	TRY(store_change(cx, d->store, add, &(struct adding){ &o->steward, &r }));
	PRE(d->nentries < DEMO_ENTRIES_MOST);
	struct demo_entry *e = &d->entries[d->nentries++];
	*e = (struct demo_entry){ .table = t, .org = o, .id = ctx_text(&d->keep, r.id),
				  .no = r.no };
	return OK;
}

/* --- what else an agency keeps ------------------------------------------------------- */
/* clang-format off */
static const char *const matters[] = {
	"行政许可", "行政处罚", "行政检查", "公共服务事项", "办事指南", "信用承诺", "项目申报", "专项资金",
	"投诉举报", "执法人员", "内设机构", "业务培训", "设备设施", "巡查巡检", "统计月报", "政策文件",
	"合同履约", "值班值守", "志愿服务", "教育宣传", "安全生产", "应急预案", "档案目录", "资产使用",
	"委托事项", "联席会议", "年度计划", "监督抽查", "整改落实", "工作人员", "信访事项", "预算执行",
};
static const char *const kinds[] = { "信息", "台账", "清单", "统计", "结果", "记录" };
static const struct { const char *code, *name; enum item_type type; int length; } pool[] = {
	{ "matter_no", "事项编号", ITEM_STRING, 30 }, { "matter_name", "事项名称", ITEM_STRING, 100 },
	{ "kind", "类别", ITEM_STRING, 20 }, { "unit", "承办单位", ITEM_STRING, 100 },
	{ "unit_code", "承办单位代码", ITEM_STRING, 18 }, { "object", "相对人名称", ITEM_STRING, 100 },
	{ "object_code", "相对人代码", ITEM_STRING, 18 }, { "address", "地址", ITEM_STRING, 120 },
	{ "division", "行政区划代码", ITEM_STRING, 6 }, { "town", "镇（街道）", ITEM_STRING, 40 },
	{ "contact_phone", "联系电话", ITEM_STRING, 20 }, { "accepted_on", "受理日期", ITEM_DATE, 0 },
	{ "decided_on", "决定日期", ITEM_DATE, 0 }, { "valid_from", "有效期起", ITEM_DATE, 0 },
	{ "valid_until", "有效期止", ITEM_DATE, 0 }, { "state", "状态", ITEM_STRING, 20 },
	{ "result", "结果", ITEM_STRING, 60 }, { "basis", "依据", ITEM_STRING, 200 },
	{ "document_no", "文号", ITEM_STRING, 60 }, { "amount", "金额（万元）", ITEM_DECIMAL, 14 },
	{ "paid", "已支付金额（万元）", ITEM_DECIMAL, 14 }, { "quantity", "数量", ITEM_INTEGER, 8 },
	{ "measure", "计量单位", ITEM_STRING, 20 }, { "year", "年度", ITEM_INTEGER, 4 },
	{ "month", "月份", ITEM_INTEGER, 2 }, { "remark", "备注", ITEM_TEXT, 0 },
	{ "source", "来源", ITEM_STRING, 40 }, { "channel", "办理渠道", ITEM_STRING, 20 },
	{ "days", "办理时长（工作日）", ITEM_INTEGER, 4 }, { "online", "是否网办", ITEM_BOOLEAN, 0 },
	{ "rating", "评价", ITEM_STRING, 20 }, { "published_on", "公示日期", ITEM_DATE, 0 },
	{ "updated_at", "更新时间", ITEM_DATETIME, 0 }, { "batch_no", "批次号", ITEM_STRING, 30 },
	{ "level", "级别", ITEM_STRING, 20 }, { "area", "面积（平方米）", ITEM_DECIMAL, 12 },
};
/* clang-format on */
#define COUNT(array) (uint32_t)(sizeof(array) / sizeof((array)[0]))

static void fill_ledger(struct ctx *cx, const struct demo *d, const struct demo_org *o,
			uint64_t n, struct resource *r)
{
	static const char *const cycles[] = { "daily", "weekly", "monthly", "quarterly", "yearly" };
	uint64_t c = chance(d->seed, WHAT_LEDGER, n);
	const char *matter = matters[n / 6 % COUNT(matters)], *kind = kinds[n % COUNT(kinds)];
	bool conditional = c % 5 == 0, closed = c % 3 == 0;
	*r = (struct resource){
		.title = ctx_print(cx, "%s%s%s", o->name, matter, kind),
		.abstract = ctx_print(cx, "%s在履行职责中形成的%s%s。", o->name, matter, kind),
		.theme = o->agency->theme, .form = "table", .format = "数据库表", .org = o->id,
		.collector = o->id, .update_cycle = cycles[(c >> 8) % COUNT(cycles)],
		.collect_basis = "本机构法定职责", .collect_scope = "本行政区域",
		.collect_necessity = "履行职责所必需",
		.grade = conditional ? 2 : 1, .nitems = ITEMS_LEAST + (c >> 16) % ITEMS_SPREAD,
		.share_type = conditional ? ACCESS_CONDITIONAL : ACCESS_UNCONDITIONAL,
		.open_type = closed ? ACCESS_NONE : ACCESS_UNCONDITIONAL };
	if (conditional) {
		r->share_reason = "涉及内部管理，按职责需要提供";
		r->share_conditions = "说明用途和场景";
		r->share_basis = (struct basis){ "政务数据共享条例", "regulation", "第十四条" };
	}
	if (closed) {
		r->open_reason = "涉及内部管理事项";
		r->open_basis = (struct basis){ "中华人民共和国政府信息公开条例", "regulation",
						"第十六条" };
	}
	r->items = ctx_array(cx, struct item, r->nitems);
	for (size_t i = 0; i < r->nitems; i++) {
		size_t k = i ? 1 + (i - 1 + (c >> 24)) % (COUNT(pool) - 1) : 0;
		r->items[i] = (struct item){ .code = pool[k].code, .name = pool[k].name,
			.type = pool[k].type, .length = pool[k].length, .key = i == 0,
			.nullable = i > 3, .grade = 1,
			.precision = pool[k].type == ITEM_DECIMAL ? 2 : 0 };
	}
}

struct ledgers { struct demo *d; uint64_t from, to; };

static enum err add_ledgers(struct ctx *cx, struct db *db, void *arg)
{
	const struct ledgers *l = arg;
	for (uint64_t n = l->from; n < l->to; n++) {
		const struct demo_org *o = &l->d->orgs[n % l->d->norgs];
		struct resource r;
		fill_ledger(cx, l->d, o, n / l->d->norgs, &r);
		TRY(resource_add(cx, db, &o->steward, &r));
		if (n % 16 != 7)
			TRY(resource_publish(cx, db, &r, &l->d->operator_));
	}
	return OK;
}

static enum err ledgers(struct demo *d)
{
	uint64_t most = d->scale == DEMO_LARGE ? ENTRIES_LARGE : ENTRIES_CITY;
	if (d->scale == DEMO_SMALL)
		return OK;
	for (uint64_t n = d->nentries; n < most; n += BATCH) {
		struct ctx *cx = demo_later(d, 20);
		struct ledgers l = { d, n, n + BATCH < most ? n + BATCH : most };
		TRY(store_change(cx, d->store, add_ledgers, &l));
	}
	return OK;
}

enum err demo_ledger(struct demo *d, const struct demo_org *o, uint64_t n, bool conditional,
		     const char **ret_id)
{
	struct ctx *cx = &d->work;
	struct resource r;
	while ((chance(d->seed, WHAT_LEDGER, n) % 5 == 0) != conditional)
		n += 1000;
	fill_ledger(cx, d, o, n, &r);
	TRY(store_change(cx, d->store, add, &(struct adding){ &o->steward, &r }));
	*ret_id = ctx_text(&d->keep, r.id);
	return OK;
}

/* A table belongs to the agency of its key: the city's, and a county's own. */
enum err demo_entries(struct demo *d)
{
	d->entries = ctx_array(&d->keep, struct demo_entry, DEMO_ENTRIES_MOST);
	for (size_t i = 0; i < d->norgs; i++)
		for (size_t k = 0; k < d->city->ntables; k++)
			if (strcmp(d->city->tables[k].agency, d->orgs[i].agency->key) == 0)
				TRY(describe(d, &d->orgs[i], &d->city->tables[k]));
	TRY(demo_reviews(d));
	return ledgers(d);
}
