/* demo_asks.c - what agencies asked of each other beside shares: data that the sharing
 * catalogue lacks, at every stage; and one thing that two of them collect. */
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "demo/demo.h"
#include <string.h>

struct asking { struct case_ask ask; const char *id; };

static enum err say(struct ctx *cx, struct db *db, void *arg)
{
	struct asking *a = arg;
	return a->ask.id ? case_do(cx, db, &a->ask) : case_open(cx, db, &a->ask, &a->id);
}

/* Takes the papers. */
static enum err step(struct demo *d, struct asking *a, json_t *papers, int64_t minutes)
{
	a->ask.papers = papers;
	enum err e = store_change(demo_later(d, minutes), d->store, say, a);
	json_decref(papers);
	if (e == OK && !a->ask.id)
		a->ask.id = ctx_text(&d->keep, a->id);
	return e;
}

static const struct demo_org *city_agency(const struct demo *d, const char *key)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (d->orgs[i].agency && d->orgs[i].level == LEVEL_CITY &&
		    strcmp(d->orgs[i].agency->key, key) == 0)
			return &d->orgs[i];
	return NULL;
}

/* --- data that isn't catalogued ---------------------------------------------------------- */
struct wish {
	const char *by, *of, *demand, *duty, *scenario, *answer;
	int         days;               /* to the date the answer names */
};

/* clang-format off */
static const struct wish wishes[] = {
{ "market",    NULL,        "近三年特种作业人员持证情况", "安全生产监督检查",   "企业安全评级",     NULL, 0 },
{ "civil",     "hrss",       "灵活就业人员参保缴费月数",   "社会救助对象核查",   "救助申请核对",     NULL, 0 },
{ "emergency", "transport", "危险货物运输车辆实时位置",   "事故应急处置",       "应急指挥一张图",   "agree_later", 45 },
{ "culture",   "police",    "旅馆业治安管理备案信息",     "旅游市场监管",       "假日旅游服务",     "agree_direct", 0 },
{ "edu",       "police",    "未成年人户籍变动明细",       "义务教育入学审核",   "入学一件事",       "refuse", 0 },
};
/* clang-format on */

static json_t *answer(const struct demo *d, const struct wish *w)
{
	char day[DAY_TEXT];
	if (strcmp(w->answer, "agree_later") == 0) {
		day_text((day_t){ day_at(d->clock).n + w->days }, day);
		return json_pack("{s:s,s:s}", "promised_on", day, "reason", "位置数据需要清洗和抽稀");
	}
	if (strcmp(w->answer, "refuse") == 0)
		return json_pack("{s:s,s:{s:s,s:s,s:s}}", "reason", "明细涉及未成年人个人信息，可改用核验接口",
				 "basis", "law", "中华人民共和国个人信息保护法", "level", "law",
				 "article", "第三十一条");
	return json_object();
}

static enum err want(struct demo *d, const struct wish *w)
{
	const struct demo_org *by = city_agency(d, w->by), *of = w->of ? city_agency(d, w->of) : NULL;
	if (!by || (w->of && !of))
		return OK;             /* a small city has fewer agencies */
	struct asking a = { .ask = { .legal = d->legal, .who = &by->steward, .process = "demand" } };
	json_t *papers = json_pack("{s:s,s:s,s:s,s:b}", "demand", w->demand, "duty", w->duty,
				   "scenario", w->scenario, "commitment", 1);
	if (of)
		json_object_set_new(papers, "holder", json_string(of->id));
	TRY(step(d, &a, papers, 45));
	if (!w->answer)
		return OK;
	a.ask.who = &of->steward;
	a.ask.act = w->answer;
	return step(d, &a, answer(d, w), 600);
}

/* --- collected twice ------------------------------------------------------------------------ */
static bool stands(struct demo *d, const struct demo_entry *e)
{
	struct resource r;
	return resource_by_id(&d->work, d->db, e->id, &r) == OK &&
	       r.state == RESOURCE_PUBLISHED;
}

/* A published entry, and one of the same table by another agency. */
static bool pair(struct demo *d, const struct demo_entry **ret_a, const struct demo_entry **ret_b)
{
	for (size_t i = 0; i < d->nentries; i++)
		for (size_t k = 0; k < i; k++) {
			*ret_a = &d->entries[k];
			*ret_b = &d->entries[i];
			if ((*ret_a)->table == (*ret_b)->table && (*ret_a)->org != (*ret_b)->org &&
			    stands(d, *ret_a) && stands(d, *ret_b))
				return true;
		}
	return false;
}

static enum err twice(struct demo *d)
{
	const struct demo_entry *a, *b;
	if (!pair(d, &a, &b))
		return OK;
	struct asking ask = { .ask = { .legal = d->legal, .who = &d->operator_,
				       .process = "duplicate-collection", .resource = a->id } };
	return step(d, &ask, json_pack("{s:s,s:s}", "other", b->id, "evidence",
				       "信息项和对象基本一致，建议明确一个收集机构"), 30);
}

enum err demo_asks(struct demo *d)
{
	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
		TRY(want(d, &wishes[i]));
	return twice(d);
}
