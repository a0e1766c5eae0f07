/* mended_store.c - see mended.h: what the store says of a correction. */
#include "base/jout.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "content/content.h"
#include "correction/correction_case.h"
#include "correction/correction_store.h"
#include "correction/mended.h"
#include "forward/forward.h"
#include "ingest/batch.h"
#include "ingest/dataset.h"
#include <stdlib.h>
#include <string.h>

#define OFFERED 50                     /* of each kind, on the page of an answer */

/* All that an act is held against. */
struct held {
	const struct case_file *c;
	struct resource         r;
	struct stood            stood;
	struct dataset          live;
	struct content_version  files;          /* live; version 0: none */
	bool                    public, asked;
};

static enum err hold(struct ctx *cx, struct db *db, const struct case_file *c, struct held *h)
{
	struct interface i;
	bool there;
	*h = (struct held){ .c = c, .public = (c->facts & CORRECTION_IS_PUBLIC) != 0 };
	TRY(resource_by_id(cx, db, c->resource, &h->r));
	TRY(correction_stood(cx, db, c->id, &h->stood));
	h->stood.received = c->first;
	TRY(dataset_live(cx, db, h->r.no, &h->live));
	TRY(content_version(cx, db, h->r.id, CONTENT_LIVE, &h->files));
	TRY(interface_of(cx, db, h->r.id, &i, &there));
	h->asked = there && forward_way(&i, h->live.version > 0, USE_ROWS) == FORWARD_ASKED;
	return OK;
}

static bool elsewhere(const struct held *h)
{
	return mended_elsewhere(h->live.version > 0 || h->files.version > 0, h->asked, h->public);
}

static enum err no(struct ctx *cx, const struct held *h, enum err e, const char *field)
{
	return correction_article(cx, fail_field(cx, e, field), h->c);
}

/* --- by its data ------------------------------------------------------------------------ */
/* One of this resource, that went live after the receipt, and it or a later one is what
 * readers get. */
static bool batch_mends(const struct held *h, const struct batch *b)
{
	return b->state == BATCH_LIVE && h->live.version >= b->version &&
	       mended_since(&h->stood, h->stood.data, b->version, b->ended_at);
}

static enum err by_batch(struct ctx *cx, struct db *db, const struct held *h, const char *id,
			 struct mending *ret)
{
	struct batch b;
	enum err e = batch_by_id(cx, db, id, &b);
	if (e == ERR_NOT_FOUND || (e == OK && strcmp(b.resource, h->r.id) != 0))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CORRECTION_NO_BATCH(id)),
				  "papers.batch");
	TRY(e);
	if (!batch_mends(h, &b))
		return no(cx, h, fail(cx, ERR_CONFLICT, SAY_CORRECTION_NOT_LIVE()), "papers.batch");
	*ret = (struct mending){ MENDED_BATCH, b.version, b.ended_at };
	return OK;
}

/* Files come in versions without a batch: the number is the name. */
static enum err by_files(struct ctx *cx, struct db *db, const struct held *h, const char *named,
			 struct mending *ret)
{
	struct content_version v = { 0 }, open;
	bool number = strlen(named) < 10 && named[strspn(named, "0123456789")] == 0;
	int64_t n = number ? strtol(named, NULL, 10) : 0;
	if (n > 0)
		TRY(content_version(cx, db, h->r.id, n, &v));
	if (!v.version)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CORRECTION_NO_BATCH(named)),
				  "papers.batch");
	if (!mended_since(&h->stood, h->stood.files, v.version, v.at))
		return no(cx, h, fail(cx, ERR_CONFLICT, SAY_CORRECTION_NOT_LIVE()), "papers.batch");
	TRY(content_version(cx, db, h->r.id, CONTENT_OPEN, &open));
	if (h->public && open.version < v.version)
		return no(cx, h, fail(cx, ERR_CONFLICT, SAY_CORRECTION_NOT_OPEN(v.version)),
			  "papers.batch");
	*ret = (struct mending){ MENDED_FILES, v.version, v.at };
	return OK;
}

/* --- by the words of its entry ------------------------------------------------------------- */
static bool published(const struct resource *v)
{
	return v->published_at.n && (v->version_state == RESOURCE_PUBLISHED ||
				     v->version_state == RESOURCE_SUPERSEDED);
}

/* Published after the receipt, and saying something else than what stood then. */
static enum err by_entry(struct ctx *cx, struct db *db, const struct held *h, int64_t n,
			 struct mending *ret)
{
	static const char field[] = "papers.entry_version";
	struct resource v, was;
	enum err e = n > 0 && n <= INT32_MAX ? resource_version(cx, db, h->r.id, (int)n, &v)
					     : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CORRECTION_NO_VERSION(n)), field);
	TRY(e);
	if (!published(&v) || !mended_since(&h->stood, h->stood.entry, n, v.published_at))
		return no(cx, h, fail(cx, ERR_CONFLICT, SAY_CORRECTION_NOT_PUBLISHED(n)), field);
	if (h->stood.entry > 0 && n > h->stood.entry) {
		TRY(resource_version(cx, db, h->r.id, (int)h->stood.entry, &was));
		if (resource_same(&v, &was))
			return no(cx, h, fail(cx, ERR_CONFLICT, SAY_CORRECTION_SAME_WORDS(n)),
				  field);
	}
	*ret = (struct mending){ MENDED_ENTRY, n, v.published_at };
	return OK;
}

/* --- all of it -------------------------------------------------------------------------------- */
static enum err by_source(struct ctx *cx, const struct held *h, struct mending *ret)
{
	if (!elsewhere(h))
		return no(cx, h, fail(cx, ERR_CONFLICT, SAY_CORRECTION_HELD()), "papers.at_source");
	*ret = (struct mending){ MENDED_SOURCE, 0, cx->now };
	return OK;
}

enum err mended_check(struct ctx *cx, struct db *db, const struct case_move *m,
		      struct mending *ret)
{
	const char *batch = json_string_value(json_object_get(m->given, "batch"));
	const json_t *entry = json_object_get(m->given, "entry_version");
	struct mending words = { 0 }, data = { 0 }, source = { 0 };
	struct held h;
	TRY(hold(cx, db, m->file, &h));
	if (json_is_integer(entry))
		TRY(by_entry(cx, db, &h, json_integer_value(entry), &words));
	if (batch && *batch)
		TRY(content_form(h.r.form) ? by_files(cx, db, &h, batch, &data)
					   : by_batch(cx, db, &h, batch, &data));
	if (json_is_true(json_object_get(m->given, "at_source")))
		TRY(by_source(cx, &h, &source));
	*ret = data.by ? data : words.by ? words : source;
	if (ret->by)
		return OK;
	if (elsewhere(&h))
		return no(cx, &h, fail(cx, ERR_INCOMPLETE, SAY_CORRECTION_HOW_SOURCE()),
			  "papers.at_source");
	return no(cx, &h, fail(cx, ERR_INCOMPLETE, SAY_CORRECTION_HOW()), "papers.batch");
}

/* --- what may be named ------------------------------------------------------------------------ */
static void offered(struct jout *j, const char *batch, int64_t version, ms_t at)
{
	jout_open(j);
	if (batch)
		jout_key_text(j, "batch", batch);
	jout_key_int(j, "version", version);
	jout_key_ms(j, "at", at);
	jout_close(j);
}

static enum err offer_batches(struct ctx *cx, struct jout *j, struct db *db, const struct held *h)
{
	struct batch_list all;
	TRY(batch_list(cx, db, h->r.id, NULL, OFFERED, &all));
	for (size_t i = 0; i < all.n; i++)
		if (batch_mends(h, &all.items[i]))
			offered(j, all.items[i].id, all.items[i].version, all.items[i].ended_at);
	return OK;
}

static enum err offer_files(struct ctx *cx, struct jout *j, struct db *db, const struct held *h)
{
	struct content_version v;
	struct mending unused;
	for (int64_t n = h->files.version; n > 0 && n > h->files.version - OFFERED; n--) {
		const char *named = ctx_print(cx, "%lld", (long long)n);
		TRY(content_version(cx, db, h->r.id, n, &v));
		enum err e = by_files(cx, db, h, named, &unused);
		if (e == OK)
			offered(j, named, n, v.at);
		else if (e != ERR_CONFLICT && e != ERR_INVALID)
			return e;
	}
	return OK;
}

static enum err offer_entries(struct ctx *cx, struct jout *j, struct db *db, const struct held *h)
{
	struct mending by;
	for (int n = h->r.head; n > 0 && n > h->r.head - OFFERED; n--) {
		enum err e = by_entry(cx, db, h, n, &by);
		if (e == OK)
			offered(j, NULL, n, by.at);
		else if (e != ERR_CONFLICT && e != ERR_INVALID)
			return e;
	}
	return OK;
}

enum err mended_offer(struct ctx *cx, struct jout *j, struct db *db, const struct case_file *c)
{
	struct held h;
	TRY(hold(cx, db, c, &h));
	jout_key(j, "data");
	jout_list(j);
	TRY(content_form(h.r.form) ? offer_files(cx, j, db, &h) : offer_batches(cx, j, db, &h));
	jout_end_list(j);
	jout_key(j, "entry");
	jout_list(j);
	TRY(offer_entries(cx, j, db, &h));
	jout_end_list(j);
	jout_key_bool(j, "at_source", elsewhere(&h));
	return OK;
}
