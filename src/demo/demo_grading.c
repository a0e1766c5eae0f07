/* demo_grading.c - two rules of grading, and what was suggested and decided for some
 * tables. */
#include "demo/demo.h"
#include "demo/tables.h"
#include "grading/scan.h"
#include <string.h>

enum { RULES_APART = 30, SCANS_APART = 7 };

/* --- rules ------------------------------------------------------------------------ */
static const struct grading_pattern basics[] = {
	{ .word = "低保", .grade = 3, .sense = SENSE_INCOME },
	{ .word = "补助金额", .grade = 3, .sense = SENSE_INCOME },
	{ .word = "户主关系", .grade = 2, .sense = SENSE_PROFILE },
	{ .word = "未成年", .grade = 4, .sense = SENSE_RULE },
};
static const struct grading_pattern health[] = {
	{ .word = "出生医学证明", .grade = 4, .sense = SENSE_HEALTH },
	{ .word = "接种", .grade = 3, .sense = SENSE_HEALTH },
};

struct putting { const struct who *by; struct grading_rule rule; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct putting *p = arg;
	struct grading_rule fresh = p->rule;
	return grading_rule_put(cx, db, p->by, &fresh);
}

static enum err rules(struct demo *d)
{
	struct grading_rule list[] = {
		{ .name = "公共数据分类分级通用规则（示例）", .issuer = "盐城市数据局", .number = "示例〔2026〕1号",
		  .text = "涉及家庭经济状况的信息项不低于3级，涉及未成年人的不低于4级。", .lines = basics,
		  .nlines = sizeof basics / sizeof basics[0] },
		{ .name = "卫生健康数据分类分级细则（示例）", .issuer = "盐城市卫生健康委员会",
		  .number = "示例〔2026〕2号", .domain = "health",
		  .text = "出生医学证明、接种信息按敏感个人信息管理。", .lines = health,
		  .nlines = sizeof health / sizeof health[0] },
	};
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		struct ctx *cx = demo_later(d, RULES_APART);
		struct putting p = { &d->authority, list[i] };
		p.rule.issued = (day_t){ day_at(d->today).n - 200 - (int)i * 30 };
		TRY(store_change(cx, d->store, put, &p));
	}
	return OK;
}

/* --- suggestions ------------------------------------------------------------------- */
struct keeping { const struct who *by; const struct grading_scan *scan; };

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	const struct keeping *k = arg;
	return grading_keep(cx, db, k->by, k->scan);
}

struct deciding { const struct who *by; struct grading_decisions d; };

static enum err decide(struct ctx *cx, struct db *db, void *arg)
{
	const struct deciding *d = arg;
	return grading_decide(cx, db, d->by, &d->d);
}

/* What the agency had graded already is confirmed; what it graded lower waits. */
static size_t confirmed(const struct grading_scan *s, struct grading_decision *list)
{
	size_t n = 0;
	for (size_t i = 0; i < s->r->nitems; i++) {
		const struct item *it = &s->r->items[i];
		const struct suggestion *g = &s->list[i];
		if (!g->grade || it->grade < g->grade)
			continue;
		list[n++] = (struct grading_decision){ .item = it->code, .grade = it->grade,
			.mask = it->mask, .says_mask = true,
			.reason = it->grade > g->grade ? "与身份号码等并存，就高定级" : NULL };
	}
	return n;
}

static enum err one(struct demo *d, const struct demo_entry *e, bool decides)
{
	struct ctx *cx = demo_later(d, SCANS_APART);
	const struct who *by = &e->org->steward;
	struct resource r;
	struct grading_scan scan;
	TRY(resource_working(cx, d->db, e->id, &r));
	TRY(grading_scan(cx, d->app, d->db, &r, &scan));
	TRY(store_change(cx, d->store, keep, &(struct keeping){ by, &scan }));
	struct grading_decision *list = ctx_array(cx, struct grading_decision, r.nitems + 1);
	size_t n = decides ? confirmed(&scan, list) : 0;
	if (!n || r.version_state == RESOURCE_IN_REVIEW)
		return OK;
	struct deciding done = { by, { r.id, d->app->pack, list, n } };
	return store_change(cx, d->store, decide, &done);
}

enum err demo_grading(struct demo *d)
{
	static const struct { const char *table; bool decides; } told[] = {
		{ "population", true }, { "vehicles", true }, { "insured", true }, { "pupils", true },
		{ "allowances", false }, { "elder_homes", false }, { "haulage_permits", false },
		{ "food_permits", false },
	};
	TRY(rules(d));
	for (size_t i = 0; i < d->nentries; i++)
		for (size_t k = 0; k < sizeof told / sizeof told[0]; k++)
			if (d->entries[i].org->level == LEVEL_CITY &&
			    strcmp(d->entries[i].table->key, told[k].table) == 0)
				TRY(one(d, &d->entries[i], told[k].decides));
	return OK;
}
