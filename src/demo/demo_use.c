/* demo_use.c - shared data in use: some ordinary days, then one that isn't, with what comes
 * of it. Some grants of tables that tell of no person are called day by day,
 * charged and on the record as answers are; no bytes left, so no digest of any is claimed.
 * On the last day one takes far more rows than it does, one is used at night, and one asks
 * again and again for what isn't there. The platform's own passes count that and warn of
 * it, and the provider has a measure published. */
#include "cases/cases.h"
#include "demo/demo_cases.h"
#include "demo/tables.h"
#include "forward/forward.h"
#include "grant/grants.h"
#include "notice/notice.h"
#include "record/record.h"
#include "usage/usage_step.h"
#include "warning/warning_step.h"
#include <string.h>

enum { GRANTS_LOOKED_AT = 200, USED_MOST = 5, DAYS = 10, CALLS = 3, OPENS = 9, MINUTES_APART = 40,
       WHAT_ROWS = 811, FEW = 12, PAGES = 8, PAGE = 90, GUESSES = 130, NIGHT_HOUR = 2,
       MEASURE_DAYS = 30, UNREAD_DAYS = 2 };
#define HOUR_MS INT64_C(3600000)
#define DAY_MS  (24 * HOUR_MS)

struct used { struct grant g; struct demo_entry *entry; const struct who *by; };

/* --- what is used ------------------------------------------------------------------------ */
static struct demo_entry *entry_of(const struct demo *d, const char *resource)
{
	for (size_t i = 0; i < d->nentries; i++)
		if (strcmp(d->entries[i].id, resource) == 0)
			return &d->entries[i];
	return NULL;
}

static const struct demo_org *agency_of(const struct demo *d, const char *org)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (d->orgs[i].agency && strcmp(d->orgs[i].id, org) == 0)
			return &d->orgs[i];
	return NULL;
}

/* A leaf of such rows would have to say who they were about. */
static bool tells_of_persons(const struct city_table *t)
{
	for (size_t i = 0; i < t->nitems; i++)
		if (t->items[i].format && strcmp(t->items[i].format, "resident_id") == 0)
			return true;
	return false;
}

static bool usable(const struct demo *d, const struct grant *g, struct used *ret)
{
	const struct demo_org *by = agency_of(d, g->org);
	struct demo_entry *e = entry_of(d, g->resource);
	if (!by || !e || e->org->level != LEVEL_CITY || tells_of_persons(e->table) ||
	    !(g->uses & USE_BIT(USE_ROWS)))
		return false;
	*ret = (struct used){ *g, e, &by->steward };
	return true;
}

/* The oldest first, as they stand now: they were charged since. */
static enum err find(struct demo *d, struct ctx *cx, struct used *ret, size_t *ret_n)
{
	struct grant_query want = { .state = "open", .limit = GRANTS_LOOKED_AT };
	struct grant *list;
	size_t n, got = 0;
	TRY(grant_list(cx, d->db, &want, &list, &n));
	for (size_t i = n; i-- > 0 && got < USED_MOST;)
		got += usable(d, &list[i], &ret[got]);
	*ret_n = got;
	return OK;
}

/* --- calls ---------------------------------------------------------------------------------- */
struct calling { const struct used *u; int64_t calls, rows; };

static enum err call(struct ctx *cx, struct db *db, void *arg)
{
	const struct calling *k = arg;
	const struct grant *g = &k->u->g;
	int64_t changed;
	struct charge c = { .grant = g->id, .revision = g->revision, .now = cx->now,
			    .period = quota_period(g->quota.per, cx->now), .calls = k->calls,
			    .rows = k->calls * k->rows };
	TRY(grant_charge(cx, db, &c, &changed));
	PRE(changed == 1);
	for (int64_t i = 0; i < k->calls; i++)
		TRY(record_note(cx, db, &(struct note){
			.kind = NOTE_RELEASE, .act = "release", .org = g->org,
			.principal = k->u->by->id, .resource = g->resource, .resource_version = 1,
			.grant = g->id, .case_id = g->case_id, .purpose = g->purpose_code,
			.rows = k->rows, .matter = g->matter ? "窗口业务" : NULL }));
	return OK;
}

static enum err calls_of(struct demo *d, const struct used *u, int64_t calls, int64_t rows)
{
	return store_change(&d->work, d->store, call, &(struct calling){ u, calls, rows });
}

static void wait_until(struct demo *d, int64_t at)
{
	demo_later(d, at > d->clock.n ? (at - d->clock.n + 59999) / 60000 : 0);
}

/* An ordinary day at the offices: some calls, a few rows each. */
static enum err office_day(struct demo *d, const struct used *used, size_t n)
{
	int64_t opens = day_start(day_at(d->clock)).n + OPENS * HOUR_MS;
	for (int64_t k = 0; k < CALLS; k++) {
		wait_until(d, opens + k * MINUTES_APART * 60000);
		for (size_t i = 0; i < n; i++)
			TRY(calls_of(d, &used[i], 1, 1 + chance_below(d->seed, WHAT_ROWS,
				(uint64_t)day_at(d->clock).n * 100 + (uint64_t)k * 10 + i, FEW)));
	}
	return OK;
}

/* --- the day that isn't as usual --------------------------------------------------------------- */
static enum err unusual(struct demo *d, const struct used *used, size_t n, int64_t day)
{
	const struct used *guesser = &used[0], *much = &used[n > 1], *night = &used[n > 2 ? 2 : 0];
	wait_until(d, day + NIGHT_HOUR * HOUR_MS);
	TRY(calls_of(d, night, 1, FEW));
	TRY(office_day(d, used, n));
	demo_later(d, MINUTES_APART);
	TRY(calls_of(d, much, PAGES, PAGE));
	demo_later(d, MINUTES_APART);
	return calls_of(d, guesser, GUESSES, 0);
}

struct saying { struct case_ask ask; const char *id; };

static enum err say(struct ctx *cx, struct db *db, void *arg)
{
	struct saying *s = arg;
	return s->ask.id ? case_do(cx, db, &s->ask) : case_open(cx, db, &s->ask, &s->id);
}

/* Takes the papers. */
static enum err step(struct demo *d, struct saying *s, const struct who *who, const char *act,
		     json_t *papers)
{
	s->ask.who = who;
	s->ask.act = act;
	s->ask.papers = papers;
	enum err e = store_change(demo_later(d, MINUTES_APART), d->store, say, s);
	json_decref(papers);
	if (e == OK && !s->ask.id)
		s->ask.id = ctx_text(&d->keep, s->id);
	return e;
}

/* Its provider brings who guessed, hears them, and publishes what is to be done. */
static enum err measure(struct demo *d, const struct used *u)
{
	const struct who *giver = &u->entry->org->steward;
	struct saying s = { .ask = { .legal = d->legal, .process = "violation" } };
	char day[DAY_TEXT];
	day_text((day_t){ day_at(d->today).n + MEASURE_DAYS }, day);
	TRY(step(d, &s, giver, NULL, json_pack("{s:s,s:s,s:[s]}", "user", u->g.org, "facts",
		"一天内连续一百多次查询没有结果，没有说明用途", "grants", u->g.id)));
	TRY(step(d, &s, u->by, "comment", json_pack("{s:s}", "statement",
		"系统升级后用旧编号查询，已经停止")));
	TRY(step(d, &s, giver, "measure", json_pack("{s:s,s:s,s:{s:s,s:s,s:s},s:s}", "measure",
		"提醒并限期整改", "reason", "查询方式不符合申请时的说明", "basis", "law",
		"盐城市公共数据管理办法", "level", "other", "article", "第三十五条", "promised_on", day)));
	return step(d, &s, giver, "publish", json_pack("{s:s}", "notice",
		"提醒使用机构限期整改查询方式，期间授权继续有效。"));
}

/* Counted and looked at as the server does. */
enum err demo_count(struct demo *d)
{
	int64_t n;
	struct ctx *cx = demo_later(d, 1);
	TRY(record_settle(cx, d->app->record));
	do
		TRY(usage_pass(cx, d->store, d->db, &n));
	while (n);
	return warning_step(cx, d->app, d->db);
}

static enum err settle(struct ctx *cx, struct db *db, void *arg)
{
	const struct demo *d = arg;
	return notice_settled(cx, db, (ms_t){ d->today.n - UNREAD_DAYS * DAY_MS });
}

enum err demo_inboxes(struct demo *d)
{
	return store_change(demo_later(d, 0), d->store, settle, d);
}

/* --- all of it ------------------------------------------------------------------------------ */
/* With what was told of the other agencies up to that day. */
static enum err one_day(struct demo *d, struct ctx *cx, int64_t day, bool last)
{
	struct used used[USED_MOST];
	size_t n;
	TRY(demo_quarters(d, (ms_t){ day }));
	wait_until(d, day);
	TRY(find(d, cx, used, &n));
	if (!n)
		return OK;
	for (size_t i = 0; i < n; i++)
		TRY(demo_rows(d, used[i].entry));
	if (!last)
		return office_day(d, used, n);
	TRY(unusual(d, used, n, day));
	TRY(demo_count(d));
	return measure(d, &used[0]);
}

enum err demo_use(struct demo *d, ms_t until)
{
	enum err e = OK;
	for (int64_t day = until.n - DAYS * DAY_MS; day < until.n && e == OK; day += DAY_MS) {
		struct ctx cx;
		ctx_init(&cx, d->clock, 0);
		e = one_day(d, &cx, day, day + DAY_MS >= until.n);
		ctx_end(&cx);
	}
	return e;
}

/* --- a provider's own interface --------------------------------------------------------------- */
struct mounting { const struct who *who; struct interface i; };

static enum err mount(struct ctx *cx, struct db *db, void *arg)
{
	const struct mounting *m = arg;
	return interface_put(cx, db, m->who, &m->i);
}

/* It is mounted and not switched on: no network is named that this node might ask, and the
 * address is one that leads nowhere (RFC 5737). What is loaded answers meanwhile. */
enum err demo_interface(struct demo *d)
{
	for (size_t i = 0; i < d->nentries; i++) {
		const struct demo_entry *e = &d->entries[i];
		if (e->org != d->system_of || tells_of_persons(e->table))
			continue;
		struct mounting m = { &e->org->steward, {
			.resource = e->id, .system = d->system, .header = "", .address = "192.0.2.10",
			.url = "https://data.agency.example/query", .ms = 3000, .rows = 1000,
			.bytes = 1 << 20, .enabled = false } };
		return store_change(demo_later(d, 1), d->store, mount, &m);
	}
	return OK;
}
