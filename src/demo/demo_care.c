/* demo_care.c - what came of using shared data: an error that was reported and is being
 * checked. Told of the oldest grant that fits, which no example of a call uses. */
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

static enum err report(struct demo *d, const struct grant *g, const struct demo_entry *e,
		       const struct demo_org *consumer, const char *key)
{
	json_t *papers = json_pack("{s:s, s:s, s:s, s:s}", "record_key", key, "item",
				   e->table->items[e->table->nitems - 1].code, "what_is_wrong",
				   "与当事人出示的证件不一致", "source", "窗口电话反馈");
	struct saying s = { .ask = { .legal = d->legal, .who = &consumer->steward,
				     .process = "correction", .resource = g->resource,
				     .papers = papers } };
	enum err err = store_change(&d->work, d->store, say, &s);
	json_decref(papers);
	return err;
}

enum err demo_care(struct demo *d)
{
	struct grant *list;
	size_t n;
	struct grant_query want = { .state = "open", .limit = GRANTS_LOOKED_AT };
	struct ctx *cx = demo_later(d, 60);
	TRY(grant_list(cx, d->db, &want, &list, &n));
	for (size_t i = n; i-- > 0;) {
		const struct demo_entry *e = entry_of(d, list[i].resource);
		const struct demo_org *consumer = org_named(d, list[i].org);
		const char *key = e && consumer && consumer->agency ? first_key(cx, d, e) : NULL;
		if (key)
			return report(d, &list[i], e, consumer, key);
	}
	return OK;
}
