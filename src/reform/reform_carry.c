/* reform_carry.c - a reform takes effect: one change of the store, whole or not at all. */
#include "account/org.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "grant/grant.h"
#include "ingest/moved.h"
#include "openplan/openplan.h"
#include "reform/inside.h"
#include "store/store.h"
#include <string.h>

struct carrying {
	const struct reform *r;
	const struct legal  *legal;
	const struct who    *by;
	const char         **into;      /* of each part: where it goes */
};

/* --- whom it makes ------------------------------------------------------------- */
/* As the first it takes from is, where nothing else is said. Its code comes last:
 * until then one that it takes in may still have it. */
static enum err found_org(struct ctx *cx, struct db *db, struct carrying *c, size_t i)
{
	const struct reform_part_in *p = &c->r->plan->parts[i];
	const struct reform_org_in *n = p->new;
	const struct org *like;
	c->into[i] = p->into;
	if (!n)
		return OK;
	TRY(account_org(cx, db, c->r->plan->from[0], &like));
	struct org o = { .name = n->name, .short_name = n->short_name, .level = like->level,
			 .region = like->region, .kind = like->kind,
			 .parent = n->parent ? n->parent : like->parent, .unit = n->unit,
			 .person = n->person, .officer = n->officer, .phone = n->phone };
	TRY(org_create(cx, db, c->by, &o));
	c->into[i] = o.id;
	return OK;
}

static enum err give_code(struct ctx *cx, struct db *db, struct carrying *c, size_t i)
{
	const struct reform_org_in *n = c->r->plan->parts[i].new;
	const struct org *made;
	if (!n || !n->code || !*n->code)
		return OK;
	TRY(account_org(cx, db, c->into[i], &made));
	struct org o = *made;
	o.code = n->code;
	return org_change(cx, db, c->by, &o);
}

/* --- what goes there ------------------------------------------------------------- */
static enum err entry(struct ctx *cx, struct db *db, struct carrying *c, const char *name,
		      const char *into)
{
	struct resource r;
	const char *was = c->r->plan->from[0];
	TRY(resource_named(cx, db, name, &r));
	TRY(catalogue_entry_moved(cx, db, &r, into, c->by));
	TRY(case_resource_moved(cx, db, r.id, was, into));
	TRY(grant_resource_moved(cx, db, r.id, was, into));
	TRY(openplan_resource_moved(cx, db, r.id, was, into));
	return ingest_resource_moved(cx, db, r.id, into);
}

static enum err entries(struct ctx *cx, struct db *db, struct carrying *c, size_t i)
{
	const struct reform_part_in *p = &c->r->plan->parts[i];
	for (size_t k = 0; k < p->nresources; k++) {
		AUTO_CTX own;
		ctx_init(&own, cx->now, 0);
		enum err e = entry(&own, db, c, p->resources[k], c->into[i]);
		if (e != OK)
			return fail(cx, e, own.fault.said);
	}
	return OK;
}

/* Of a split or of duties that go elsewhere: what was named, the rest stays. */
static enum err chosen(struct ctx *cx, struct db *db, struct carrying *c, size_t i)
{
	const struct reform_part_in *p = &c->r->plan->parts[i];
	const char *was = c->r->plan->from[0];
	const char *act = c->r->kind == REFORM_SPLIT ? "split" : "gave";
	TRY(entries(cx, db, c, i));
	for (size_t k = 0; k < p->nkeys; k++)
		TRY(org_key_move(cx, db, p->keys[k], was, c->into[i]));
	for (size_t k = 0; k < p->npeople; k++)
		TRY(org_person_move(cx, db, p->people[k], was, c->into[i]));
	TRY(org_happened(cx, db, c->by, was, act, c->into[i]));
	return org_happened(cx, db, c->by, c->into[i], "received", was);
}

static enum err renamed(struct ctx *cx, struct db *db, struct carrying *c)
{
	const struct reform_new_in *plan = c->r->plan;
	const struct org *was;
	TRY(account_org(cx, db, plan->from[0], &was));
	struct org o = *was;
	o.name = plan->name;
	o.short_name = plan->short_name && *plan->short_name ? plan->short_name : plan->name;
	return org_change(cx, db, c->by, &o);
}

static enum err by_kind(struct ctx *cx, struct db *db, struct carrying *c)
{
	const struct reform_new_in *plan = c->r->plan;
	switch (c->r->kind) {
	case REFORM_RENAME:
		return renamed(cx, db, c);
	case REFORM_CLOSE:
		return org_close(cx, db, c->legal, c->by, plan->from[0]);
	case REFORM_MERGE:
		for (size_t i = 0; i < plan->nfrom; i++)
			TRY(org_merge(cx, db, c->by, plan->from[i], c->into[0]));
		return OK;
	case REFORM_SPLIT:
	case REFORM_MOVE:
	case REFORM_KINDS_:
		break;
	}
	for (size_t i = 0; i < plan->nparts; i++)
		TRY(chosen(cx, db, c, i));
	return OK;
}

/* --- on the record ------------------------------------------------------------------ */
static enum err line(struct ctx *cx, struct db *db, const struct carrying *c,
		     const char *org, const char *side)
{
	AUTO_ROWS who = db_run(db, SQL_REFORM_ORG_ADD);
	bind_text(who, ":reform", c->r->id);
	bind_text(who, ":org", org);
	bind_text(who, ":side", side);
	TRY(rows_done(cx, who, NULL));
	AUTO_ROWS q = db_run(db, SQL_REFORM_HISTORY);
	bind_text(q, ":reform", c->r->id);
	bind_text(q, ":org", org);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

enum err reform_carry(struct ctx *cx, struct db *db, const struct legal *legal,
		      const struct reform *r, const struct who *by)
{
	const struct reform_new_in *plan = r->plan;
	struct carrying c = { r, legal, by, ctx_array(cx, const char *, plan->nparts + 1) };
	for (size_t i = 0; i < plan->nparts; i++)
		TRY(found_org(cx, db, &c, i));
	TRY(by_kind(cx, db, &c));
	for (size_t i = 0; i < plan->nparts; i++)
		TRY(give_code(cx, db, &c, i));
	for (size_t i = 0; i < plan->nfrom; i++)
		TRY(line(cx, db, &c, plan->from[i], "from"));
	for (size_t i = 0; i < plan->nparts; i++)
		TRY(line(cx, db, &c, c.into[i], "into"));
	return OK;
}
