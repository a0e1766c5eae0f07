/* standing.c - the release gate: who stands on the portal, and who is held. */
#include "portal/standing.h"
#include "catalogue/catalogue.h"
#include "content/content.h"
#include "ingest/dataset.h"
#include "record/record.h"
#include <stdlib.h>
#include <string.h>

#define BARRING "grades-barring-opening"        /* a bit each, kept for what settles */
#define SETTLED "grades-settled"                /* the bits all places are settled by */

struct standing { const char *word; struct dataset data; };

/* Personal data in what is to be opened: items that are not opened are dropped
 * before anything leaves, so only the opened ones count. NULL: none. */
static const struct item *unclean(const struct resource *r, const struct column *c)
{
	const struct item *it = item_by_no(r->items, r->nitems, c->no);
	bool opened = it && item_open(r, it) == ACCESS_UNCONDITIONAL;
	return opened && c->personal ? it : NULL;
}

static bool clean(const struct resource *r, const struct dataset *d)
{
	for (size_t i = 0; i < d->ncolumns; i++)
		if (unclean(r, &d->columns[i]))
			return false;
	return true;
}

static enum err last_of(struct ctx *cx, struct db *db, const char *name, int64_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CATALOGUE_LAST);
	bind_text(q, ":name", name);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, "last") : 0;
	return OK;
}

static bool barred(const struct item *it, int64_t grades)
{
	return it->grade > 0 && it->grade < 32 && grades >> it->grade & 1;
}

/* Is anything left of it to be opened? What has no items yet has no data either. */
static bool opens(const struct resource *r, int64_t grades)
{
	for (size_t i = 0; i < r->nitems; i++)
		if (item_open(r, &r->items[i]) == ACCESS_UNCONDITIONAL &&
		    !barred(&r->items[i], grades))
			return true;
	return r->nitems == 0;
}

/* A file can't be given without an item of it: all of them are opened, or there are none. */
static bool opens_whole(const struct resource *r, int64_t grades)
{
	for (size_t i = 0; i < r->nitems; i++)
		if (item_open(r, &r->items[i]) != ACCESS_UNCONDITIONAL ||
		    barred(&r->items[i], grades))
			return false;
	return content_form(r->form);
}

static enum err stopped(struct ctx *cx, struct db *db, const char *resource, bool *ret_stopped)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PORTAL_STOPS);
	bind_text(q, ":resource", resource);
	TRY(rows_next(cx, q, &more));
	*ret_stopped = more && col_int(q, "n") > 0;
	return OK;
}

/* The table of standing.h; NULL: no business there. */
static const char *word_of(bool published, enum access open, bool stop, bool data, bool fit)
{
	if (!published || open == ACCESS_NONE)
		return NULL;
	if (stop)
		return "suspended";
	if (open == ACCESS_CONDITIONAL)
		return "listed";
	return data && fit ? "live" : "held";
}

static enum err decide(struct ctx *cx, struct db *db, const struct resource *r,
		       struct standing *ret)
{
	bool stop = false, published = r->state == RESOURCE_PUBLISHED;
	int64_t grades;
	struct content_version files = { 0 };
	*ret = (struct standing){ 0 };
	if (!word_of(published, r->open_type, false, false, false))
		return OK;
	TRY(stopped(cx, db, r->id, &stop));
	TRY(dataset_live(cx, db, r->no, &ret->data));
	TRY(last_of(cx, db, BARRING, &grades));
	bool rows = ret->data.version > 0;
	if (opens_whole(r, grades))
		TRY(content_version(cx, db, r->id, CONTENT_OPEN, &files));
	ret->word = word_of(published, r->open_type, stop, rows || files.version > 0,
			    (!rows || clean(r, &ret->data)) && opens(r, grades));
	if (!rows && files.version)
		ret->data.live_at = files.opened_at;
	return OK;
}

/* What stood before: NULL for nothing. */
static enum err before(struct ctx *cx, struct db *db, int no, const char **ret_word,
		       int64_t *ret_version)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PORTAL_GET);
	bind_int(q, ":no", no);
	TRY(rows_next(cx, q, &more));
	*ret_word = more ? col_text(cx, q, "standing") : NULL;
	*ret_version = more ? col_int(q, "data_version") : 0;
	return OK;
}

/* What left the portal, for whoever keeps words of it (release/reissue.h). */
static enum err note_gone(struct ctx *cx, struct db *db, const struct resource *r, bool gone)
{
	AUTO_ROWS q = db_run(db, gone ? SQL_PORTAL_GONE_ADD : SQL_PORTAL_GONE_BACK);
	bind_text(q, ":resource", r->id);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

static enum err put(struct ctx *cx, struct db *db, const struct resource *r,
		    const struct standing *s)
{
	TRY(note_gone(cx, db, r, !s->word || strcmp(s->word, "suspended") == 0));
	if (!s->word) {
		AUTO_ROWS drop = db_run(db, SQL_PORTAL_DROP);
		bind_int(drop, ":no", r->no);
		return rows_done(cx, drop, NULL);
	}
	AUTO_ROWS q = db_run(db, SQL_PORTAL_PUT);
	bind_int(q, ":no", r->no);
	bind_text(q, ":resource", r->id);
	bind_text(q, ":standing", s->word);
	bind_int(q, ":data_version", s->data.version);
	bind_int(q, ":rows", s->data.rows);
	bind_int(q, ":bytes", s->data.bytes);
	bind_ms(q, ":updated_at", s->data.live_at);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

static bool same_word(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

enum err portal_settle(struct ctx *cx, struct db *db, int no)
{
	struct resource r;
	struct standing s;
	const char *was;
	int64_t version;
	TRY(resource_by_no(cx, db, no, &r));
	TRY(decide(cx, db, &r, &s));
	TRY(before(cx, db, no, &was, &version));
	bool same = same_word(was, s.word);
	if (same && version == s.data.version)
		return OK;
	TRY(put(cx, db, &r, &s));
	TRY(resource_touch(cx, db, no));
	if (same)
		return OK;
	return record_note(cx, db, &(struct note){
		.kind = NOTE_OPEN, .act = s.word ? s.word : "taken-off", .org = r.org,
		.resource = r.id, .resource_version = s.data.version });
}

/* Is it certain, without a look at items and values, that the place is right? */
static bool settled(struct ctx *cx, struct rows *q)
{
	enum access open = ACCESS_NONE;
	int64_t version = col_int(q, "version");
	const char *was = col_text(cx, q, "standing");
	if (col_int(q, "files"))
		return false;
	bool published = strcmp(col_text(cx, q, "state"), "published") == 0;
	access_read(col_text(cx, q, "open_type"), &open);
	const char *fit = word_of(published, open, col_int(q, "stops") > 0, version > 0, true);
	const char *unfit = word_of(published, open, col_int(q, "stops") > 0, version > 0, false);
	return fit == unfit && same_word(fit, was) && (!was || version == col_int(q, "was_version"));
}

enum err portal_settle_some(struct ctx *cx, struct db *db, struct places *w)
{
	size_t n = 0;
	int *doubtful = ctx_array(cx, int, (size_t)w->most);
	AUTO_ROWS q = db_run(db, SQL_PORTAL_FACTS);
	bind_int(q, ":no", w->after);
	bind_int(q, ":count", w->most);
	w->last = w->after;
	for (w->n = 0;; w->n++) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		w->last = col_int(q, "no");
		if (!settled(cx, q))
			doubtful[n++] = (int)w->last;
	}
	for (size_t i = 0; i < n; i++)
		TRY(portal_settle(cx, db, doubtful[i]));
	return OK;
}

/* --- another table of grades ---------------------------------------------------- */
struct grades { const char *name; uint32_t bits; };

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	const struct grades *g = arg;
	AUTO_ROWS q = db_run(db, SQL_PORTAL_GRADES);
	bind_text(q, ":name", g->name);
	bind_int(q, ":bits", g->bits);
	return rows_done(cx, q, NULL);
}

static enum err settle_graded(struct ctx *cx, struct db *db, void *arg)
{
	struct places *w = arg;
	int *nos = ctx_array(cx, int, (size_t)w->most);
	AUTO_ROWS q = db_run(db, SQL_PORTAL_GRADED);
	bind_int(q, ":no", w->after);
	bind_int(q, ":count", w->most);
	for (w->n = 0, w->last = w->after; w->n < w->most; w->n++) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		nos[w->n] = (int)(w->last = col_int(q, "no"));
	}
	for (int64_t i = 0; i < w->n; i++)
		TRY(portal_settle(cx, db, nos[i]));
	return OK;
}

enum err portal_settle_grades(struct ctx *cx, struct store *store, struct db *reader,
			      uint32_t bits)
{
	int64_t settled, now;
	TRY(last_of(cx, reader, SETTLED, &settled));
	TRY(last_of(cx, reader, BARRING, &now));
	if (settled == bits && now == bits)
		return OK;
	TRY(store_change(cx, store, keep, &(struct grades){ BARRING, bits }));
	for (struct places w = { .most = 500, .n = 500 }; w.n == w.most; w.after = w.last) {
		AUTO_CTX mine;
		ctx_init(&mine, cx->now, 0);
		enum err e = store_change(&mine, store, settle_graded, &w);
		if (e != OK)
			return fail(cx, e, mine.fault.said);
	}
	return store_change(cx, store, keep, &(struct grades){ SETTLED, bits });
}

bool portal_stands(struct ctx *cx, struct db *db, const char *tag)
{
	const char *word;
	int64_t version;
	int no = (int)strtol(tag + strlen(PORTAL_TAG), NULL, 10);
	return before(cx, db, no, &word, &version) == OK && word && !strcmp(word, "live");
}

/* Files that are mounted wait until somebody has looked inside. */
static enum err files_json(struct ctx *cx, struct db *db, struct jout *j,
			   const struct resource *r)
{
	struct content_version live, open;
	TRY(content_version(cx, db, r->id, CONTENT_LIVE, &live));
	TRY(content_version(cx, db, r->id, CONTENT_OPEN, &open));
	jout_key_text(j, "files", open.version ? "open" : live.version ? "waiting" : NULL);
	return OK;
}

enum err portal_standing_json(struct ctx *cx, struct db *db, struct jout *j,
			      const struct resource *r, const struct dataset *d)
{
	const char *word;
	int64_t version, grades;
	TRY(before(cx, db, r->no, &word, &version));
	jout_key(j, "portal");
	if (!word) {
		jout_null(j);
		return OK;
	}
	jout_open(j);
	jout_key_text(j, "standing", word);
	jout_key(j, "personal");
	jout_list(j);
	for (size_t i = 0; i < d->ncolumns; i++)
		if (unclean(r, &d->columns[i]))
			jout_text(j, unclean(r, &d->columns[i])->code);
	jout_end_list(j);
	TRY(last_of(cx, db, BARRING, &grades));
	jout_key_bool(j, "graded", !opens(r, grades));
	TRY(files_json(cx, db, j, r));
	jout_close(j);
	return OK;
}

enum err portal_stop_put(struct ctx *cx, struct db *db, const char *resource,
			 const char *by_case, enum portal_stop kind)
{
	struct resource r;
	TRY(resource_by_id(cx, db, resource, &r));
	AUTO_ROWS q = db_run(db, SQL_PORTAL_STOP_PUT);
	bind_text(q, ":resource", r.id);
	bind_text(q, ":by_case", by_case);
	bind_text(q, ":kind", kind == PORTAL_SUSPEND ? "suspend" : "withdraw");
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	return portal_settle(cx, db, r.no);
}

enum err portal_stop_lift(struct ctx *cx, struct db *db, const char *resource,
			  const char *by_case)
{
	struct resource r;
	TRY(resource_by_id(cx, db, resource, &r));
	AUTO_ROWS q = db_run(db, SQL_PORTAL_STOP_LIFT);
	bind_text(q, ":resource", r.id);
	bind_text(q, ":by_case", by_case);
	TRY(rows_done(cx, q, NULL));
	return portal_settle(cx, db, r.no);
}
