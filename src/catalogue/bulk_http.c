/* bulk_http.c - many entries changed alike: what would change is shown for each, then
 * each is kept in a change of its own, as a draft beside what stands. */
#include "app.h"
#include "catalogue/bulk.h"
#include "catalogue/entry.h"
#include "catalogue/input.h"
#include "catalogue/listing.h"
#include "catalogue/listing_answer.h"
#include "catalogue/routes.h"
#include "catalogue/wire.h"
#include "duplicate/finder.h"
#include "web/req.h"
#include <string.h>

struct chosen { const char *id; int64_t revision; };    /* revision 0: whatever it is */

struct bulk {
	struct req               *rq;
	const struct bulk_new_in *in;
	struct resource_fields_in set;
	const char *const        *names;
	struct jout              *j;
	int64_t                   changed, same, refused;
};

/* --- which --------------------------------------------------------------------- */
static enum err by_filter(struct ctx *cx, struct req *rq, struct chosen **ret, size_t *ret_n)
{
	struct listing_ask ask;
	struct listing_page page;
	TRY(listing_asked(cx, rq, &ask));
	ask.who = rq->who;
	ask.want[DIM_ORG] = rq->who->org;
	ask.limit = BULK_MOST;
	ask.order = ORDER_NEWEST;
	TRY(listing_find(cx, rq->app->listing, rq->db, &ask, &page));
	if (page.total > BULK_MOST)
		return fail(cx, ERR_INVALID, SAY_BULK_MANY(page.total, BULK_MOST));
	struct chosen *list = ctx_array(cx, struct chosen, page.n + 1);
	for (size_t i = 0; i < page.n; i++) {
		struct resource r;
		TRY(resource_by_no(cx, rq->db, page.nos[i], &r));
		list[i].id = r.id;
	}
	*ret = list;
	*ret_n = page.n;
	return OK;
}

static enum err which(struct ctx *cx, struct req *rq, const struct bulk_new_in *in,
		      struct chosen **ret, size_t *ret_n)
{
	bool filtered = req_query_count(rq) > 0;
	if (!in->has_entries && filtered && rq->who->org)
		return by_filter(cx, rq, ret, ret_n);
	if (!in->nentries)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BULK_NONE()), "entries");
	struct chosen *list = ctx_array(cx, struct chosen, in->nentries);
	for (size_t i = 0; i < in->nentries; i++)
		list[i] = (struct chosen){ in->entries[i].resource, in->entries[i].revision };
	*ret = list;
	*ret_n = in->nentries;
	return OK;
}

/* --- one ------------------------------------------------------------------------ */
struct keeping { const struct who *who; struct resource *r; };

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	struct keeping *k = arg;
	struct resource want = *k->r;
	TRY(elements_check(cx, db, &want, NULL));
	TRY(resource_edit(cx, db, k->who, &want));
	*k->r = want;
	return OK;
}

static enum err editable(struct ctx *cx, const struct resource *r, int64_t revision)
{
	if (revision && revision != r->revision)
		return fail(cx, ERR_STALE, SAY_RESOURCE_MOVED());
	if (r->version_state == RESOURCE_IN_REVIEW)
		return fail(cx, ERR_CONFLICT, SAY_RESOURCE_IN_REVIEW());
	if (r->state == RESOURCE_RETIRED)
		return fail(cx, ERR_CONFLICT, SAY_RESOURCE_RETIRED());
	return OK;
}

/* The entry as it is and as it would be. */
static enum err ready(struct ctx *cx, struct bulk *b, const struct chosen *c,
		      struct resource *was, struct resource *want)
{
	struct req *rq = b->rq;
	struct doubts d = { 0 };
	struct resource seen;
	TRY(resource_for_owner(cx, rq->db, c->id, rq->who, &seen));
	TRY(resource_working(cx, rq->db, seen.id, was));
	TRY(editable(cx, was, c->revision));
	*want = *was;
	TRY(resource_fill(cx, rq->app->pack, &b->set, want, &d));
	TRY(bulk_keywords(cx, b->in, want));
	return OK;
}

static size_t differences(struct ctx *cx, struct bulk *b, const struct resource *was,
			  const struct resource *want)
{
	size_t n = 0;
	jout_key(b->j, "fields");
	jout_list(b->j);
	for (const char *const *f = b->names; was && *f; f++) {
		const char *before = entry_field_value(cx, was, *f);
		const char *after = entry_field_value(cx, want, *f);
		if (strcmp(before, after) == 0)
			continue;
		n++;
		jout_open(b->j);
		jout_key_text(b->j, "field", *f);
		jout_key_text(b->j, "before", before);
		jout_key_text(b->j, "after", after);
		jout_close(b->j);
	}
	jout_end_list(b->j);
	return n;
}

/* What the law or the store says no to, said now as it would be said later. */
static enum err allowed(struct ctx *cx, struct bulk *b, struct resource *want)
{
	struct keeping k = { b->rq->who, want };
	TRY(finder_check(cx, b->rq->app->finder, b->rq->db, want));
	TRY(elements_check(cx, b->rq->db, want, NULL));
	return b->in->apply ? store_change(cx, b->rq->store, keep, &k) : OK;
}

static void refusal(struct ctx *cx, struct bulk *b, enum err e)
{
	const struct fault f = cx->fault;
	b->refused++;
	jout_key_text(b->j, "outcome", "refused");
	jout_key_int(b->j, "status", err_http(e));
	jout_key_text(b->j, "why", said_code(f.said.id));
	jout_key_text(b->j, "detail", said_words(cx, f.said, SAID_ZH));
	jout_key_text(b->j, "detail_en", said_words(cx, f.said, SAID_EN));
	jout_key_text(b->j, "field", f.field);
	jout_key_text(b->j, "article", f.article);
}

static void standing(struct bulk *b, const struct resource *was, const struct resource *want)
{
	int next = was->draft ? was->draft : was->head + 1;
	jout_key_text(b->j, "code", was->code);
	jout_key_text(b->j, "title", was->title);
	jout_key_text(b->j, "state", resource_state_word(was->state));
	jout_key_int(b->j, "version", next);
	jout_key_int(b->j, "revision", want->revision);
}

/* In an arena of its own: a thousand need no more of it than one. A broken store is
 * no refusal: the request ends there, and sent again it goes on from there. */
static enum err one(struct bulk *b, const struct chosen *c)
{
	AUTO_CTX own;
	struct resource was, want;
	ctx_init(&own, b->rq->cx->now, 8u << 20);
	enum err e = ready(&own, b, c, &was, &want);
	bool known = e == OK;
	jout_open(b->j);
	jout_key_text(b->j, "resource", known ? was.id : c->id);
	size_t n = differences(&own, b, known ? &was : NULL, &want);
	if (known && n)
		e = allowed(&own, b, &want);
	if (e != OK && err_http(e) >= 500)
		return fail(b->rq->cx, e, own.fault.said);
	if (known)
		standing(b, &was, &want);
	if (e != OK) {
		refusal(&own, b, e);
	} else if (!n) {
		b->same++;
		jout_key_text(b->j, "outcome", "same");
	} else {
		b->changed++;
		jout_key_text(b->j, "outcome", b->in->apply ? "changed" : "would_change");
	}
	jout_close(b->j);
	return OK;
}

static void twice(struct bulk *b, const struct chosen *c)
{
	AUTO_CTX own;
	ctx_init(&own, b->rq->cx->now, 0);
	jout_open(b->j);
	jout_key_text(b->j, "resource", c->id);
	differences(&own, b, NULL, NULL);
	refusal(&own, b, fail(&own, ERR_INVALID, SAY_BULK_TWICE(c->id)));
	jout_close(b->j);
}

static bool named_before(const struct chosen *list, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(list[k].id, list[i].id) == 0)
			return true;
	return false;
}

enum err resource_bulk(struct ctx *cx, struct req *rq)
{
	struct chosen *list;
	size_t n;
	struct bulk b = { .rq = rq, .in = rq->body };
	if (!bulk_says(b.in))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BULK_NOTHING()), "set");
	TRY(which(cx, rq, b.in, &list, &n));
	bulk_fields(b.in->set, &b.set);
	b.names = bulk_names(cx, b.in);
	b.j = answer_json(rq, 200);
	jout_open(b.j);
	jout_key(b.j, "items");
	jout_list(b.j);
	for (size_t i = 0; i < n; i++) {
		if (named_before(list, i))
			twice(&b, &list[i]);
		else
			TRY(one(&b, &list[i]));
	}
	jout_end_list(b.j);
	jout_key_text(b.j, "next_cursor", NULL);
	jout_key_int(b.j, "total", (int64_t)n);
	jout_key_bool(b.j, "applied", b.in->apply);
	jout_key_int(b.j, "changed", b.changed);
	jout_key_int(b.j, "same", b.same);
	jout_key_int(b.j, "refused", b.refused);
	jout_close(b.j);
	return OK;
}
