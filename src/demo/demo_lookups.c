/* demo_lookups.c - who looked up the city's verified citizen: the offices that hold a
 * grant of a register of persons asked for his row, some days before the story ends.
 * Charged and on the record as an answer is; no bytes left, so no digest of any is
 * claimed. */
#include "demo/demo.h"
#include "demo/tables.h"
#include "grant/grants.h"
#include "record/record.h"
#include <string.h>

enum { GRANTS_LOOKED_AT = 200, LOOKUPS_MOST = 6, OF_A_GRANT = 3,
       MINUTES_APART = 290 };

static const struct demo_entry *entry_of(const struct demo *d, const char *resource)
{
	for (size_t i = 0; i < d->nentries; i++)
		if (strcmp(d->entries[i].id, resource) == 0)
			return &d->entries[i];
	return NULL;
}

static const struct who *asker(const struct demo *d, const char *org)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (d->orgs[i].agency && strcmp(d->orgs[i].id, org) == 0)
			return &d->orgs[i].steward;
	return NULL;
}

/* The first row of such a table is the citizen's. */
static bool tells_of_citizen(const struct demo_entry *e, const struct grant *g)
{
	if (!e || e->org->level != LEVEL_CITY || !table_by_person(e->table) || g->where ||
	    !(g->uses & USE_BIT(USE_ROWS)))
		return false;
	for (size_t i = 0; i < g->nitems; i++)
		if (strcmp(g->items[i], e->table->items[0].code) == 0)
			return true;
	return false;
}

struct looking { const struct grant *g; const struct who *by; const char *person; };

static enum err look(struct ctx *cx, struct db *db, void *arg)
{
	const struct looking *l = arg;
	const struct grant *g = l->g;
	int64_t changed;
	struct charge c = { .grant = g->id, .revision = g->revision, .now = cx->now,
			    .period = quota_period(g->quota.per, cx->now), .calls = 1, .rows = 1 };
	TRY(grant_charge(cx, db, &c, &changed));
	PRE(changed == 1);
	return record_note(cx, db, &(struct note){
		.kind = NOTE_RELEASE, .act = "release", .org = g->org, .principal = l->by->id,
		.resource = g->resource, .resource_version = 1, .grant = g->id,
		.case_id = g->case_id, .purpose = g->purpose_code, .rows = 1,
		.subjects = &l->person, .nsubjects = 1,
		.matter = g->matter ? "窗口业务" : NULL });
}

enum err demo_lookups(struct demo *d)
{
	struct grant_query want = { .state = "open", .limit = GRANTS_LOOKED_AT };
	struct grant *list;
	struct person citizen;
	struct ctx cx;
	size_t n;
	int done = 0;
	city_person(d->seed, 0, &citizen);
	ctx_init(&cx, d->clock, 0);
	enum err err = grant_list(&cx, d->db, &want, &list, &n);
	for (size_t i = err == OK ? n : 0; i-- > 0 && done < LOOKUPS_MOST && err == OK;) {
		struct looking l = { &list[i], asker(d, list[i].org), citizen.id };
		if (!l.by || !tells_of_citizen(entry_of(d, list[i].resource), l.g))
			continue;
		for (int k = 0; k < OF_A_GRANT && done < LOOKUPS_MOST && err == OK; k++, done++)
			err = store_change(demo_later(d, MINUTES_APART), d->store, look, &l);
	}
	ctx_end(&cx);
	return err;
}
