/* demo_scenarios.c - what the city uses shared data for: scenarios that requests name, what
 * came of them, and a grant that somebody asks to go on with. */
#include "cases/cases.h"
#include "demo/demo.h"
#include "grant/grants.h"
#include "scenario/scenario.h"
#include <string.h>

enum { RUNNING_DAYS = 200, GRANTS_MOST = 200 };

/* clang-format off */
static const struct {
	const char *by, *code, *name, *description, *duty, *basis, *result;
	enum scenario_kind kind;
} list[] = {          /* by NULL: the operator's */
{ NULL, "gov-services", "政务服务一网通办", "申请人只交一次材料，审批部门之间核验证照和登记信息，不再重复提交。", "政务服务",
  "盐城市公共数据管理办法", "核验代替提交后，申请材料平均减少 40%", SCENARIO_ONE_STOP },
{ "civil", "social-relief", "社会救助一件事", "救助申请受理后，自动核对家庭成员的户籍、就业和住房状况。", "社会救助",
  "社会救助暂行办法", "核对时间由 15 个工作日缩短为 3 个工作日", SCENARIO_ONE_STOP },
{ NULL, "city-governance", "社会治理一网统管", "汇聚监管和治理事件，按风险分级处置。", "社会治理",
  NULL, NULL, SCENARIO_ONE_NETWORK },
{ "stats", "city-monitoring", "城市运行监测", "分析公共服务设施的分布和使用情况，支撑规划布局。", "统计监测",
  NULL, NULL, SCENARIO_CROSS_AGENCY },
};
/* clang-format on */

struct registering { const struct who *who; struct scenario s; const char *result; day_t on; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct registering *r = arg;
	struct scenario s = r->s;
	TRY(scenario_add(cx, db, r->who, &s));
	return r->result ? scenario_result_add(cx, db, r->who, s.code, r->on, r->result) : OK;
}

static const struct who *runs(const struct demo *d, const char *key)
{
	for (size_t i = 0; key && i < d->norgs; i++)
		if (d->orgs[i].agency && d->orgs[i].level == LEVEL_CITY &&
		    strcmp(d->orgs[i].agency->key, key) == 0)
			return &d->orgs[i].steward;
	return &d->operator_;          /* a small city has fewer agencies */
}

enum err demo_scenarios(struct demo *d)
{
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		const struct who *who = runs(d, list[i].by);
		struct ctx *cx = demo_later(d, 10);
		day_t today = day_at(d->clock);
		struct registering r = { .who = who, .result = list[i].result, .on = today,
			.s = { .code = list[i].code, .name = list[i].name, .kind = list[i].kind,
			       .org = who->org, .city_wide = true, .duty = list[i].duty,
			       .description = list[i].description, .basis = list[i].basis,
			       .state = SCENARIO_RUNNING, .since = { today.n - RUNNING_DAYS } } };
		TRY(store_change(cx, d->store, put, &r));
	}
	return OK;
}

const char *demo_scenario_code(const char *name)
{
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (strcmp(list[i].name, name) == 0)
			return list[i].code;
	return NULL;
}

/* --- going on with a grant --------------------------------------------------------------- */
static const struct who *steward_of(const struct demo *d, const char *org)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (strcmp(d->orgs[i].id, org) == 0)
			return d->orgs[i].agency ? &d->orgs[i].steward : NULL;
	return NULL;
}

struct asking { struct case_ask ask; const char *id; };

static enum err ask_on(struct ctx *cx, struct db *db, void *arg)
{
	struct asking *a = arg;
	return case_open(cx, db, &a->ask, &a->id);
}

/* The oldest open one with an end: its user asks to renew it. */
enum err demo_renewal(struct demo *d)
{
	struct ctx *cx = demo_later(d, 5);
	struct grant_query want = { .state = "open", .limit = GRANTS_MOST };
	struct grant *grants;
	size_t n;
	TRY(grant_list(cx, d->db, &want, &grants, &n));
	for (size_t i = n; i-- > 0;) {
		const struct grant *g = &grants[i];
		const struct who *who = steward_of(d, g->org);
		if (!who || !g->valid_until || !g->scenario)
			continue;
		json_t *papers = json_pack("{s:s,s:s,s:b,s:s}", "purpose", g->purpose, "scenario",
					   g->scenario, "commitment", 1, "renews", g->id);
		struct asking a = { .ask = { .legal = d->legal, .who = who, .papers = papers,
					     .process = "share-request", .resource = g->resource } };
		enum err e = store_change(cx, d->store, ask_on, &a);
		json_decref(papers);
		return e;
	}
	return OK;
}
