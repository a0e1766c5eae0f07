/* demo_registers.c - what the city's agencies have registered about themselves:
 * exchange channels outside the platform, and their information systems. */
#include "cases/cases.h"
#include "demo/demo.h"
#include "itsystem/itsystem.h"
#include <string.h>

enum { PLAN_LATE = 0, PLAN_AHEAD = 90 };       /* days from its making */

/* --- channels -------------------------------------------------------------------------- */
struct line { const char *route, *end_a, *end_b, *carries, *purpose, *built, *then; int days; };

/* One for every state that needs no grant; the second plan has run out by today. */
/* clang-format off */
static const struct line lines[] = {
{ "窗口核验专线", "政务服务窗口系统", "人力资源社会保障系统", "参保登记信息", "核验参保状态", "2018-05-20", NULL, 0 },
{ "月度介质交换", "业务档案系统", "统计直报系统", "月度业务统计表", "统计汇总", "2016-03-01", NULL, 0 },
{ "前置机对接", "审批业务系统", "市场监管登记系统", "企业登记信息", "核对申请主体", "2019-11-08", "plan", PLAN_AHEAD },
{ "点对点接口", "监管业务系统", "信用信息系统", "行政处罚信息", "信用联合惩戒", "2020-07-15", "plan", PLAN_LATE },
{ "临时数据专线", "应急指挥系统", "气象服务系统", "预警信息", "应急处置", "2024-04-10", NULL, 0 },
{ "自建共享前置机", "资金监管系统", "银行业务系统", "补贴发放明细", "资金核对", "2023-09-01", "order", 0 },
};
/* clang-format on */

struct saying { struct case_ask ask; const char *id; };

static enum err say(struct ctx *cx, struct db *db, void *arg)
{
	struct saying *s = arg;
	return s->ask.id ? case_do(cx, db, &s->ask) : case_open(cx, db, &s->ask, &s->id);
}

static json_t *registration(const struct line *l)
{
	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "route", l->route, "end_a", l->end_a,
			 "end_b", l->end_b, "carries", l->carries, "purpose", l->purpose,
			 "built_on", l->built);
}

static json_t *next_papers(const struct demo *d, const struct line *l)
{
	char day[DAY_TEXT];
	day_text((day_t){ day_at(d->clock).n + l->days }, day);
	if (strcmp(l->then, "order") == 0)
		return json_pack("{s:s}", "reason", "办法施行后新建，违反统一通道的规定");
	return json_pack("{s:s,s:s,s:s}", "plan", "先并行运行，核对一致后切换到平台", "promised_on", day,
			 "responsible", "信息科负责人");
}

static enum err tell_line(struct demo *d, const struct line *l, const struct demo_org *o)
{
	struct saying s = { .ask = { .legal = d->legal, .who = &o->steward, .process = "channel" } };
	json_t *papers = registration(l);
	s.ask.papers = papers;
	enum err e = store_change(&d->work, d->store, say, &s);
	json_decref(papers);
	if (e != OK || !l->then)
		return e;
	s.ask.id = ctx_text(&d->keep, s.id);
	demo_later(d, 60);
	papers = next_papers(d, l);
	s.ask.papers = papers;
	s.ask.act = l->then;
	if (strcmp(l->then, "order") == 0)
		s.ask.who = &d->authority;
	e = store_change(&d->work, d->store, say, &s);
	json_decref(papers);
	return e;
}

static enum err channels(struct demo *d)
{
	size_t told = 0;
	for (size_t k = 0; k < d->norgs && told < sizeof lines / sizeof lines[0]; k++) {
		if (!d->orgs[k].agency || d->orgs[k].level != LEVEL_CITY)
			continue;
		demo_later(d, 30);
		TRY(tell_line(d, &lines[told++], &d->orgs[k]));
	}
	return OK;
}

/* --- information systems ------------------------------------------------------------------ */
struct machine { const char *name, *holds; int protection; enum hosting hosting; int days; };

/* The first of each agency is the one its entries name; every fourth agency hasn't
 * registered any, every third has one that feeds nothing. */
static const struct machine machines[] = {
	{ "业务系统", "本机构业务办理数据", 3, HOSTING_CLOUD, -700 },
	{ "业务系统", "本机构业务办理数据", 3, HOSTING_MOVING, 120 },
	{ "业务系统", "本机构业务办理数据", 2, HOSTING_MOVING, -20 },
	{ "业务系统", "本机构业务办理数据", 0, HOSTING_OWN, 0 },
	{ "档案系统", "归档目录和电子档案", 2, HOSTING_OWN, 0 },
};

struct registering { const struct who *who; struct itsystem s; };

static enum err register_one(struct ctx *cx, struct db *db, void *arg)
{
	struct registering *r = arg;
	return itsystem_add(cx, db, r->who, &r->s);
}

static enum err register_machine(struct demo *d, const struct demo_org *o,
				 const struct machine *m)
{
	struct registering r = { &o->steward, {
		.org = o->id, .name = ctx_print(&d->keep, "%s%s", o->name, m->name),
		.holds = m->holds, .protection = m->protection, .hosting = m->hosting,
		.cloud_on = { m->days ? day_at(d->today).n + m->days : 0 },
		.builder = "某信息技术公司", .state = "running" } };
	TRY(store_change(&d->work, d->store, register_one, &r));
	if (o != &d->orgs[0] && o->level == LEVEL_CITY && !d->system) {
		d->system_of = o;
		d->system = ctx_text(&d->keep, r.s.id);
	}
	return OK;
}

static enum err systems(struct demo *d)
{
	size_t n = 0;
	for (size_t k = 0; k < d->norgs; k++) {
		if (!d->orgs[k].agency || n++ % 4 == 3)
			continue;
		demo_later(d, 2);
		TRY(register_machine(d, &d->orgs[k], &machines[n % 4]));
		if (n % 3 == 0)
			TRY(register_machine(d, &d->orgs[k], &machines[4]));
	}
	return OK;
}

enum err demo_registers(struct demo *d)
{
	TRY(systems(d));
	return channels(d);
}
