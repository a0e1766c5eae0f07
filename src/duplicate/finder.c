/* finder.c - asked who collects the same; see finder.h. */
#include "duplicate/finder_inside.h"
#include "account/account.h"
#include <string.h>

#define STOPS_FROM 0.8                  /* so alike to a named source: not again */
#define WARNED_MOST 3
#define LOOKED_AT   20

static size_t pairs_like(struct ctx *cx, struct finder *f, const struct alike_entry *e,
			 const struct alike_pair **ret)
{
	pthread_mutex_lock(&f->lock);
	size_t n = alike_look(cx, f->alike, e, ret);
	pthread_mutex_unlock(&f->lock);
	return n;
}

static enum err is_source(struct ctx *cx, struct db *db, const char *id, bool *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SETTLED);
	bind_text(q, ":resource", id);
	TRY(rows_next(cx, q, &more));
	*ret = more && col_int(q, "n") > 0;
	return OK;
}

static enum err describe(struct ctx *cx, struct db *db, const struct alike_pair *p,
			 struct like *ret)
{
	struct resource r;
	const struct org *o;
	TRY(resource_by_no(cx, db, (int)p->id, &r));
	TRY(account_org(cx, db, r.org, &o));
	*ret = (struct like){ .id = r.id, .code = r.code, .title = r.title ? r.title : "",
			      .org = r.org, .org_name = o->name, .how = *p };
	return is_source(cx, db, r.id, &ret->source);
}

/* `o` is r's organisation; NULL: it has none. */
static enum err likes_of(struct ctx *cx, struct finder *f, struct db *db, const struct resource *r,
			 const struct org *o, size_t most, struct likes *ret)
{
	struct alike_entry e = { .id = r->no, .org = finder_org(r->org ? r->org : "") };
	struct item_names l = { 0 };
	const struct alike_pair *p;
	if (o)
		finder_place(o->level, o->region, e.place);
	for (size_t i = 0; i < r->nitems; i++)
		finder_item(cx, f, &l, r->items[i].name, r->items[i].element);
	e.items = l.v;
	e.nitems = l.n ? name_set(l.v, l.n) : 0;
	e.ntitle = name_of_title(cx, f->names, r->title ? r->title : "", &e.title);
	size_t n = pairs_like(cx, f, &e, &p);
	ret->n = n < most ? n : most;
	ret->list = ctx_array(cx, struct like, ret->n + 1);
	for (size_t i = 0; i < ret->n; i++)
		TRY(describe(cx, db, &p[i], &ret->list[i]));
	return OK;
}

enum err finder_like(struct ctx *cx, struct finder *f, struct db *db, const struct resource *r,
		     size_t most, struct likes *ret)
{
	const struct org *o = NULL;
	if (r->org)
		TRY(account_org(cx, db, r->org, &o));
	TRY(finder_follow(cx, f, db));
	return likes_of(cx, f, db, r, o, most, ret);
}

enum err collector_is(struct ctx *cx, struct db *db, const struct resource *r,
		      const struct org *org, bool *ret)
{
	const char *meant;
	const struct org *now;
	*ret = r->collector && (strcmp(r->collector, org->id) == 0 ||
				strcmp(r->collector, org->name) == 0);
	if (*ret || !r->collector)
		return OK;
	enum err e = account_org_meant(cx, db, r->collector, &meant, &now);
	if (e == ERR_NOT_FOUND)
		return OK;
	*ret = e == OK && strcmp(now->id, org->id) == 0;
	return e;
}

/* It says itself that this is where its data comes from. */
static enum err points_to(struct ctx *cx, struct db *db, const struct resource *r,
			  const struct like *l, bool *ret)
{
	return collector_is(cx, db, r, &(struct org){ .id = l->org, .name = l->org_name }, ret);
}

enum err finder_doubts(struct ctx *cx, struct finder *f, struct db *db,
		       const struct resource *r, struct doubts *d)
{
	struct likes likes;
	TRY(finder_like(cx, f, db, r, WARNED_MOST, &likes));
	for (size_t i = 0; i < likes.n; i++) {
		const struct like *l = &likes.list[i];
		bool said;
		TRY(points_to(cx, db, r, l, &said));
		if (!said)
			doubt_add(cx, d, "title", SAY_WARN_COLLECTED_TOO(l->title, l->code,
				l->org_name, (int64_t)(l->how.score * 100)));
	}
	return OK;
}

static enum err none_stops(struct ctx *cx, struct db *db, const struct resource *r,
			   const struct likes *likes)
{
	for (size_t i = 0; i < likes->n; i++) {
		const struct like *l = &likes->list[i];
		bool said;
		if (!l->source || l->how.score < STOPS_FROM)
			continue;
		TRY(points_to(cx, db, r, l, &said));
		if (said)
			continue;
		enum err e = fail(cx, ERR_CONFLICT, SAY_DUPLICATE_COLLECTED_ALREADY(
			l->title, l->code, l->org_name));
		return fail_article(cx, fail_field(cx, e, "title"), "11 ¶2");
	}
	return OK;
}

enum err finder_check(struct ctx *cx, struct finder *f, struct db *db,
		      const struct resource *r)
{
	struct likes likes;
	TRY(finder_like(cx, f, db, r, LOOKED_AT, &likes));
	return none_stops(cx, db, r, &likes);
}

enum err finder_check_next(struct ctx *cx, struct finder *f, struct db *db,
			   const struct resource *r, const struct org *org)
{
	struct likes likes;
	TRY(likes_of(cx, f, db, r, org, LOOKED_AT, &likes));
	return none_stops(cx, db, r, &likes);
}
