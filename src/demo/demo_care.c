/* demo_care.c - what came of using shared data: an error that was reported and is being
 * checked, told of the oldest grant that fits, which no example of a call uses; a dispute
 * between the two; and what a county's agency needs from elsewhere. */
#include "cases/cases.h"
#include "demo/demo.h"
#include "demo/tables.h"
#include "grant/grants.h"
#include <string.h>

enum { GRANTS_LOOKED_AT = 200 };

struct saying { struct case_ask ask; const char *id; };

static enum err say(struct ctx *cx, struct db *db, void *arg)
{
	struct saying *s = arg;
	return s->ask.id ? case_do(cx, db, &s->ask) : case_open(cx, db, &s->ask, &s->id);
}

static const struct demo_org *org_named(const struct demo *d, const char *id)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (strcmp(d->orgs[i].id, id) == 0)
			return &d->orgs[i];
	return NULL;
}

static const struct demo_entry *entry_of(const struct demo *d, const char *resource)
{
	for (size_t i = 0; i < d->nentries; i++)
		if (strcmp(d->entries[i].id, resource) == 0)
			return &d->entries[i];
	return NULL;
}

/* The first row's key, where the first item alone is the key. */
static const char *first_key(struct ctx *cx, const struct demo *d, const struct demo_entry *e)
{
	size_t keys = 0;
	for (size_t i = 0; i < e->table->nitems; i++)
		keys += e->table->items[i].key;
	if (keys != 1 || !e->table->items[0].key)
		return NULL;
	AUTO_BUF b = buf_make(1 << 16);
	demo_row(d, e, 0, &b);
	size_t n = b.n ? strcspn(b.p, ",\r\n") : 0;
	return ctx_textn(cx, b.p, n);
}

/* Takes the papers; *id NULL opens a case and fills it. */
static enum err tell(struct demo *d, struct case_ask ask, json_t *papers, const char **id)
{
	struct saying s = { .ask = ask };
	s.ask.legal = d->legal;
	s.ask.id = *id;
	s.ask.papers = papers;
	enum err e = store_change(demo_later(d, 60), d->store, say, &s);
	json_decref(papers);
	if (e == OK && !*id)
		*id = ctx_text(&d->keep, s.id);
	return e;
}

static enum err report(struct demo *d, const struct grant *g, const struct demo_entry *e,
		       const struct demo_org *consumer, const char *key)
{
	const char *id = NULL;
	return tell(d, (struct case_ask){ .who = &consumer->steward, .process = "correction",
					  .resource = g->resource },
		    json_pack("{s:s, s:s, s:s, s:s}", "record_key", key, "item",
			      e->table->items[e->table->nitems - 1].code, "what_is_wrong",
			      "与当事人出示的证件不一致", "source", "窗口电话反馈"), &id);
}

static enum err dispute(struct demo *d, const struct demo_org *one, const struct demo_org *other)
{
	const char *id = NULL;
	TRY(tell(d, (struct case_ask){ .who = &one->steward, .process = "dispute" },
		 json_pack("{s:s, s:s, s:s}", "facts", "授权的调用额度不能满足窗口办理高峰", "demand",
			   "请求协调提高额度", "addressee", other->id), &id));
	TRY(tell(d, (struct case_ask){ .who = &other->steward, .act = "comment" },
		 json_pack("{s:s}", "statement", "额度按申请时说明的业务量核定"), &id));
	return tell(d, (struct case_ask){ .who = &d->authority, .act = "propose" },
		    json_pack("{s:s, s:s}", "proposal", "高峰时段临时提高额度，三个月后按实际用量核定",
			      "reason", "兼顾办理需要和数据安全"), &id);
}

/* Of the first county's first agency; its own authority has it. */
static enum err from_elsewhere(struct demo *d)
{
	const char *id = NULL;
	for (size_t i = 0; i < d->norgs; i++) {
		const struct demo_org *o = &d->orgs[i];
		if (!o->agency || o->level != LEVEL_COUNTY)
			continue;
		return tell(d, (struct case_ask){ .who = &o->steward, .process = "coordination" },
			    json_pack("{s:s, s:s, s:s, s:s, s:b}", "demand", "外省户籍人员婚姻登记信息",
				      "scope", "省级", "scenario", "婚姻登记跨省通办", "reason",
				      "本级平台没有外省数据", "commitment", 1), &id);
	}
	return OK;
}

enum err demo_care(struct demo *d)
{
	struct grant *list;
	size_t n;
	struct grant_query want = { .state = "open", .limit = GRANTS_LOOKED_AT };
	struct ctx cx;
	enum err err = OK;
	ctx_init(&cx, d->clock, 0);
	err = grant_list(&cx, d->db, &want, &list, &n);
	for (size_t i = err == OK ? n : 0; i-- > 0;) {
		const struct demo_entry *e = entry_of(d, list[i].resource);
		const struct demo_org *consumer = org_named(d, list[i].org);
		const char *key = e && consumer && consumer->agency ? first_key(&cx, d, e) : NULL;
		if (!key)
			continue;
		err = report(d, &list[i], e, consumer, key);
		if (err == OK)
			err = dispute(d, consumer, e->org);
		break;
	}
	ctx_end(&cx);
	return err == OK ? from_elsewhere(d) : err;
}
