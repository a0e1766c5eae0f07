/* demo_plans.c - what the city's agencies plan to open, and the data assets that some
 * of them have confirmed. */
#include "asset/asset.h"
#include "catalogue/catalogue.h"
#include "demo/demo.h"
#include "demo/tables.h"
#include "openplan/openplan.h"
#include <string.h>

enum { FROM_ENTRIES = 6, CONFIRMING = 2, CONFIRMED = 3 };

struct planning { const struct who *who; struct plan_line line; };

static enum err plan(struct ctx *cx, struct db *db, void *arg)
{
	const struct planning *p = arg;
	struct plan_line l = p->line;
	return openplan_add(cx, db, p->who, &l);
}

static enum err add(struct demo *d, const struct demo_org *o, struct plan_line line, int days)
{
	struct planning p = { &o->steward, line };
	struct ctx *cx = demo_later(d, 1);
	p.line.org = o->id;
	p.line.due = (day_t){ cx->today.n + days };
	return store_change(cx, d->store, plan, &p);
}

/* Some that stand on the portal by now, or will when their data has come. */
static enum err of_entries(struct demo *d)
{
	int n = 0;
	for (size_t i = 0; i < d->nentries && n < FROM_ENTRIES; i += 5) {
		const struct demo_entry *e = &d->entries[i];
		if (e->table->open == ACCESS_NONE)
			continue;
		TRY(add(d, e->org, (struct plan_line){ .theme = e->table->theme,
			.resource = e->id, .way = access_word(e->table->open) }, 10 * n++ - 20));
	}
	return OK;
}

/* The city's own of that kind; a small city may have none. */
static const struct demo_org *agency_of(const struct demo *d, const char *key)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (d->orgs[i].agency && d->orgs[i].level == LEVEL_CITY &&
		    strcmp(d->orgs[i].agency->key, key) == 0)
			return &d->orgs[i];
	return NULL;
}

/* Some that have no entry yet, each by whose business it is; the first is late. */
static enum err intended(struct demo *d)
{
	static const struct { const char *agency, *title, *way; int days; } lines[] = {
		{ "transport", "公共自行车站点信息", "unconditional", -15 },
		{ "culture", "公共文化场馆开放时间", "unconditional", 45 },
		{ "eco", "集中式饮用水水源地水质信息", "unconditional", 90 },
		{ "health", "社区卫生服务机构名录", "unconditional", 120 },
		{ "reform", "信用承诺履约信息", "conditional", 180 },
		{ "agri", "农产品质量安全抽检结果", "unconditional", 240 },
	};
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		const struct demo_org *o = agency_of(d, lines[i].agency);
		if (o)
			TRY(add(d, o, (struct plan_line){ .theme = o->agency->theme,
				.title = lines[i].title, .way = lines[i].way }, lines[i].days));
	}
	return OK;
}

struct confirming { const struct who *who; struct asset_confirmed c; };

static enum err confirm(struct ctx *cx, struct db *db, void *arg)
{
	struct confirming *c = arg;
	return asset_confirm(cx, db, c->who, &c->c);
}

/* The first two agencies have yet to do it. */
static enum err confirmed(struct demo *d)
{
	for (size_t i = CONFIRMING; i < CONFIRMING + CONFIRMED && i < d->norgs; i++) {
		struct confirming c = { &d->orgs[i].steward, { .note = "季度盘点" } };
		struct ctx *cx = demo_later(d, 5);
		enum err e = store_change(cx, d->store, confirm, &c);
		if (e != OK && e != ERR_CONFLICT)       /* it may have no entry */
			return e;
	}
	return OK;
}

enum err demo_plans(struct demo *d)
{
	TRY(of_entries(d));
	TRY(intended(d));
	return confirmed(d);
}
