/* demo_changes.c - what changed around the catalogue: laws and duties that entries must
 * follow, one in its term and one out of it; organisations that were and are to be
 * reformed; and the keys of two systems. */
#include "account/key_law.h"
#include "account/token.h"
#include "change/change.h"
#include "demo/demo.h"
#include "reform/reform.h"
#include <string.h>

enum { OUT_OF_TERM = -60, IN_TERM = -4, REFORM_AHEAD = 60 };   /* days from its making */

static const struct demo_org *city_agency(const struct demo *d, const char *key)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (d->orgs[i].agency && d->orgs[i].level == LEVEL_CITY &&
		    strcmp(d->orgs[i].agency->key, key) == 0)
			return &d->orgs[i];
	return NULL;
}

static day_t days_on(const struct demo *d, int days)
{
	return (day_t){ day_at(d->clock).n + days };
}

/* --- laws and duties ------------------------------------------------------------------ */
struct changing { struct demo *d; struct change c; };

static enum err register_change(struct ctx *cx, struct db *db, void *arg)
{
	struct changing *g = arg;
	return change_register(cx, db, g->d->legal, &g->d->operator_, &g->c);
}

/* An entry of the city each. */
static enum err change(struct demo *d, size_t skip, const char *ground, const char *instrument,
		       int days)
{
	const char *only[1] = { NULL };
	for (size_t i = 0; i < d->nentries && !only[0]; i++)
		if (d->entries[i].org->level == LEVEL_CITY && !skip--)
			only[0] = d->entries[i].id;
	struct changing g = { d, { .ground = ground, .event = days_on(d, days),
		.instrument = instrument, .resources = only, .nresources = 1 } };
	return store_change(demo_later(d, 10), d->store, register_change, &g);
}

/* --- organisations --------------------------------------------------------------------- */
struct reforming { const struct demo *d; struct reform_new_in plan; const char *json, *id; };

static enum err plan(struct ctx *cx, struct db *db, void *arg)
{
	struct reforming *r = arg;
	return reform_register(cx, db, &r->d->operator_, &r->plan, r->json, &r->id);
}

static enum err confirm(struct ctx *cx, struct db *db, void *arg)
{
	const struct reforming *r = arg;
	return reform_confirm(cx, db, r->d->legal, &r->d->authority, r->id);
}

static enum err reform(struct demo *d, const struct demo_org *o, const char *instrument, int days,
		       const char *name)
{
	char day[DAY_TEXT];
	const char *from[] = { o->id };
	day_text(days_on(d, days), day);
	struct reforming r = { .d = d, .plan = { .kind = "rename", .instrument = instrument,
		.effective_on = days_on(d, days), .from = from, .nfrom = 1, .name = name } };
	r.json = ctx_print(&d->keep, "{\"kind\":\"rename\",\"instrument\":\"%s\","
			   "\"effective_on\":\"%s\",\"from\":[\"%s\"],\"name\":\"%s\"}",
			   instrument, day, o->id, name);
	TRY(store_change(demo_later(d, 30), d->store, plan, &r));
	r.id = ctx_text(&d->keep, r.id);
	return store_change(demo_later(d, 60), d->store, confirm, &r);
}

/* --- keys --------------------------------------------------------------------------------- */
static const char *const pems[] = {             /* nobody has kept the private halves */
	"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEACNg4fgTQoEewoC"
	"ggpJxspufqNavpch+qAUtcjZI3l5k=\n-----END PUBLIC KEY-----\n",
	"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAXm5sX3mvj46xAw"
	"L2quVcWtZL7AZMO5UKWSiw42YZlX4=\n-----END PUBLIC KEY-----\n",
};

struct keying { const struct who *by; struct key_new key; struct key_move move; };

static enum err ask_key(struct ctx *cx, struct db *db, void *arg)
{
	struct keying *k = arg;
	return key_ask(cx, db, k->by, &k->key);
}

static enum err agree_key(struct ctx *cx, struct db *db, void *arg)
{
	struct keying *k = arg;
	return key_move(cx, db, k->by, &k->move);
}

static enum err key(struct demo *d, const struct demo_org *o, const char *name, const char *pem,
		    bool agreed)
{
	struct keying k = { .by = &o->steward, .key = { .org = o->id, .name = name, .pem = pem,
							.algorithm = KEY_ED25519 } };
	TRY(store_change(demo_later(d, 5), d->store, ask_key, &k));
	if (!agreed)
		return OK;
	k.by = &d->secadmin;
	k.move = (struct key_move){ .id = ctx_text(&d->keep, k.key.id), .act = KEY_DO_AGREE };
	return store_change(demo_later(d, 30), d->store, agree_key, &k);
}

enum err demo_changes(struct demo *d)
{
	const struct demo_org *done = city_agency(d, "culture");
	const struct demo_org *next = city_agency(d, "emergency");
	TRY(change(d, 0, "law", "江苏省公共数据管理办法（修订）", OUT_OF_TERM));
	TRY(change(d, 1, "duty", "市委编办关于职责调整的通知", IN_TERM));
	PRE(done && next);
	TRY(reform(d, done, "盐编〔2026〕3号", 0, "盐城市文化和旅游局"));
	TRY(reform(d, next, "盐编〔2026〕9号", REFORM_AHEAD, "盐城市应急和消防管理局"));
	TRY(key(d, &d->orgs[0], "业务系统签名密钥", pems[0], true));
	return key(d, &d->orgs[1], "档案系统签名密钥", pems[1], false);
}
