/* finder.c - see finder.h. */
#include "duplicate/finder.h"
#include "account/account.h"
#include "base/embedded.h"
#include "cases/cases.h"
#include "cases/paper.h"
#include "duplicate/duplicate.h"
#include "duplicate/names.h"
#include "duplicate/sketch.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <pthread.h>
#include <string.h>

extern const struct embedded synonym_files[];

#define STOPS_FROM 0.8                  /* so alike to a named source: not again */
#define WARNED_MOST 3
#define LOOKED_AT   20
#define STEP_MOST 1024                  /* compared in one tick of the clock */
#define STEP 128                        /* entries taken in at a time */

struct finder {
	pthread_mutex_t lock;           /* of `alike` and `behind`; no questions under it */
	pthread_mutex_t following;      /* of `seq`: held for one step; taken before `lock` */
	pthread_mutex_t running;
	struct ctx      own;            /* the synonyms */
	struct names   *names;
	struct alike   *alike;
	int64_t         seq;            /* the last change taken in */
	bool            behind;         /* by more than a step: the clock's thread catches up */
	ms_t            next;           /* when the clock runs it again */
};

enum err finder_open(struct ctx *cx, struct finder **ret_finder)
{
	struct finder *f = ctx_new(cx, struct finder);
	ctx_init(&f->own, cx->now, 0);
	pthread_mutex_init(&f->lock, NULL);
	pthread_mutex_init(&f->following, NULL);
	pthread_mutex_init(&f->running, NULL);
	f->behind = true;
	f->names = names_read(&f->own, embedded_text(synonym_files, "synonyms.txt"));
	f->alike = alike_open();
	*ret_finder = f;
	return OK;
}

void finder_close(struct finder *f)
{
	if (!f)
		return;
	alike_close(f->alike);
	ctx_end(&f->own);
	pthread_mutex_destroy(&f->lock);
	pthread_mutex_destroy(&f->following);
	pthread_mutex_destroy(&f->running);
}

/* --- an entry as alike.h knows it ----------------------------------------------- */
static int64_t number_of(const char *org)
{
	return (int64_t)(name_hash(org, strlen(org)) >> 1);
}

static void place_of(enum org_level level, const char *region, char place[ALIKE_PLACE])
{
	bool county = level == LEVEL_COUNTY || level == LEVEL_TOWN;
	memset(place, 0, ALIKE_PLACE);
	if (county && region)
		strncat(place, region, ALIKE_PLACE - 1);
}

struct item_names { uint64_t *v; size_t n, room; };

static void add_name(struct ctx *cx, struct item_names *l, uint64_t name)
{
	if (!name)
		return;
	if (l->n == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		uint64_t *wider = ctx_array(cx, uint64_t, room);
		if (l->n)
			memcpy(wider, l->v, l->n * sizeof *wider);
		l->v = wider;
		l->room = room;
	}
	l->v[l->n++] = name;
}

/* An item counts by its name and by the data element it carries. */
static void add_item(struct ctx *cx, const struct finder *f, struct item_names *l,
		     const char *name, const char *element)
{
	add_name(cx, l, name_of_item(cx, f->names, name));
	if (element && *element) {
		const char *text = ctx_print(cx, "element:%s", element);
		add_name(cx, l, name_hash(text, strlen(text)));
	}
}

static enum err items_of(struct ctx *cx, struct db *db, const struct finder *f, const char *id,
			 int64_t version, struct item_names *l)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_ITEMS);
	bind_text(q, ":resource", id);
	bind_int(q, ":version", version);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		add_item(cx, f, l, col_text(cx, q, "name"), col_text(cx, q, "element"));
	}
}

struct changed { const char *id, *state, *org, *title, *level, *region; int64_t no, seq, head; };

static enum err changes(struct ctx *cx, struct db *db, int64_t seq, struct changed *list,
			size_t most, size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_ENTRIES);
	bind_int(q, ":seq", seq);
	bind_int(q, ":count", (int64_t)most);
	for (*ret_n = 0; *ret_n < most; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		list[*ret_n] = (struct changed){
			.id = col_text(cx, q, "id"), .state = col_text(cx, q, "state"),
			.org = col_text(cx, q, "org"), .title = col_text(cx, q, "title"),
			.level = col_text(cx, q, "level"), .region = col_text(cx, q, "region"),
			.no = col_int(q, "no"), .seq = col_int(q, "seq"),
			.head = col_int(q, "head"),
		};
	}
	return OK;
}

/* In the arena of `cx`; one that doesn't stand in the catalogue has no names. */
static enum err read_entry(struct ctx *cx, const struct finder *f, struct db *db,
			   const struct changed *c, struct alike_entry *e)
{
	struct item_names l = { 0 };
	struct sketches s;
	enum org_level level = LEVEL_CITY;
	*e = (struct alike_entry){ .id = c->no, .org = number_of(c->org) };
	if (strcmp(c->state, "published") != 0)
		return OK;
	if (c->level && org_level_read(c->level, &level))
		place_of(level, c->region, e->place);
	TRY(items_of(cx, db, f, c->id, c->head, &l));
	TRY(sketch_read(cx, db, (int)c->no, &s));
	e->items = l.v;
	e->nitems = l.n ? name_set(l.v, l.n) : 0;
	e->ntitle = name_of_title(cx, f->names, c->title ? c->title : "", &e->title);
	for (size_t i = 0; i < ALIKE_SKETCHES; i++) {
		e->sketch[i].item = s.at[i].item;
		e->sketch[i].values = s.at[i].values;
	}
	return OK;
}

/* Takes in up to STEP changes; the caller holds `following`. */
static enum err follow_step(struct finder *f, struct db *db, ms_t now, size_t *ret_n)
{
	AUTO_CTX cx;
	ctx_init(&cx, now, 0);
	struct changed *list = ctx_array(&cx, struct changed, STEP);
	struct alike_entry *entries = ctx_array(&cx, struct alike_entry, STEP);
	TRY(changes(&cx, db, f->seq, list, STEP, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(read_entry(&cx, f, db, &list[i], &entries[i]));
	pthread_mutex_lock(&f->lock);
	for (size_t i = 0; i < *ret_n; i++)
		alike_put(f->alike, &entries[i]);
	f->behind = *ret_n == STEP;
	pthread_mutex_unlock(&f->lock);
	if (*ret_n)
		f->seq = list[*ret_n - 1].seq;
	return OK;
}

/* Everything, a step at a time. */
static enum err follow(struct finder *f, struct db *db, ms_t now)
{
	enum err bad = OK;
	for (size_t n = STEP; bad == OK && n == STEP;) {
		pthread_mutex_lock(&f->following);
		bad = follow_step(f, db, now, &n);
		pthread_mutex_unlock(&f->following);
	}
	return bad;
}

/* What changed just now, for one who waits; of a whole catalogue that is still to be
 * read, a step, if nobody reads it already. */
static enum err follow_a_little(struct finder *f, struct db *db, ms_t now)
{
	size_t n;
	pthread_mutex_lock(&f->lock);
	bool behind = f->behind;
	pthread_mutex_unlock(&f->lock);
	if (!behind)
		pthread_mutex_lock(&f->following);
	else if (pthread_mutex_trylock(&f->following) != 0)
		return OK;
	enum err bad = follow_step(f, db, now, &n);
	pthread_mutex_unlock(&f->following);
	return bad;
}

/* --- asking ------------------------------------------------------------------------ */
enum err finder_follow(struct ctx *cx, struct finder *f, struct db *db)
{
	enum err bad = follow_a_little(f, db, cx->now);
	return bad == OK ? OK : fail(cx, bad, SAY_STORE_BROKEN());
}

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
	struct alike_entry e = { .id = r->no, .org = number_of(r->org ? r->org : "") };
	struct item_names l = { 0 };
	const struct alike_pair *p;
	if (o)
		place_of(o->level, o->region, e.place);
	for (size_t i = 0; i < r->nitems; i++)
		add_item(cx, f, &l, r->items[i].name, r->items[i].element);
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

/* --- a run ------------------------------------------------------------------------- */
struct putting {
	const struct legal *legal;
	const char         *a, *b;
	struct alike_pair   how;
	bool                fresh;
};

/* A pair known already keeps its order. */
static enum err known(struct ctx *cx, struct db *db, struct putting *p, bool *ret)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_GET);
	bind_text(q, ":a", p->a);
	bind_text(q, ":b", p->b);
	TRY(rows_next(cx, q, ret));
	if (*ret) {
		p->a = col_text(cx, q, "a");
		p->b = col_text(cx, q, "b");
	}
	return OK;
}

static enum err keep(struct ctx *cx, struct db *db, const struct putting *p)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_PUT);
	bind_text(q, ":a", p->a);
	bind_text(q, ":b", p->b);
	bind_int(q, ":score", (int64_t)(p->how.score * 1000));
	bind_int(q, ":items", (int64_t)(p->how.items * 1000));
	bind_int(q, ":title", (int64_t)(p->how.title * 1000));
	bind_int(q, ":overlap", p->how.values < 0 ? -1 : (int64_t)(p->how.values * 1000));
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

static json_t *found_papers(struct ctx *cx, const struct putting *p)
{
	const struct alike_pair *how = &p->how;
	int64_t score = (int64_t)(how->score * 100), items = (int64_t)(how->items * 100);
	int64_t title = (int64_t)(how->title * 100), values = (int64_t)(how->values * 100);
	struct said said = how->values < 0 ? SAY_DUPLICATE_EVIDENCE(score, items, title)
		: SAY_DUPLICATE_EVIDENCE_VALUES(score, items, title, values);
	json_t *papers = json_pack("{s:s, s:s}", "other", p->b, "evidence",
				   said_words(cx, said, SAID_ZH));
	PRE(papers != NULL);
	return papers;
}

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct putting *p = arg;
	const char *id;
	bool there;
	TRY(known(cx, db, p, &there));
	p->fresh = !there;
	TRY(keep(cx, db, p));
	if (there)
		return OK;
	AUTO_JSON papers = found_papers(cx, p);
	return case_open(cx, db, &(struct case_ask){ .legal = p->legal, .papers = papers,
		.process = duplicate_process.name, .resource = p->a }, &id);
}

/* The older entry is the one the case names. */
static enum err put_pair(struct ctx *cx, struct app *app, struct db *reader,
			 const struct changed *c, const struct alike_pair *how, bool *ret_fresh)
{
	struct resource other;
	TRY(resource_by_no(cx, reader, (int)how->id, &other));
	bool older = how->id < c->no;
	struct putting p = { .legal = app->legal, .how = *how,
			     .a = older ? other.id : c->id, .b = older ? c->id : other.id };
	enum err e = store_change(cx, app->store, put, &p);
	if (e != OK && e != ERR_BUSY) {        /* one pair holds nobody up */
		log_fault(cx, e, "put a pair");
		e = OK;
	}
	*ret_fresh = e == OK && p.fresh;
	return e;
}

/* Sketches of today's data, before any of the batch is compared. */
static enum err prepare(struct ctx *cx, struct app *app, struct db *reader,
			const struct changed *c)
{
	struct finder *f = app->finder;
	struct alike_entry entry;
	if (strcmp(c->state, "published") != 0)
		return OK;
	enum err e = sketch_refresh(cx, app, reader, (int)c->no);
	if (e == ERR_BUSY)
		return e;
	if (e != OK)                    /* rows that can't be read hold nobody up */
		log_fault(cx, e, "sketch an entry");
	pthread_mutex_lock(&f->following);
	e = read_entry(cx, f, reader, c, &entry);
	if (e == OK) {
		pthread_mutex_lock(&f->lock);
		alike_put(f->alike, &entry);
		pthread_mutex_unlock(&f->lock);
	}
	pthread_mutex_unlock(&f->following);
	return e;
}

static enum err compare(struct ctx *cx, struct app *app, struct db *reader,
			const struct changed *c, struct finding *ret)
{
	struct finder *f = app->finder;
	const struct alike_pair *p;
	ret->compared++;
	pthread_mutex_lock(&f->lock);
	size_t n = alike_find(cx, f->alike, c->no, &p);
	pthread_mutex_unlock(&f->lock);
	for (size_t i = 0; i < n; i++) {
		bool fresh;
		TRY(put_pair(cx, app, reader, c, &p[i], &fresh));
		ret->found += fresh;
	}
	return OK;
}

static enum err seen(struct ctx *cx, struct db *db, int64_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SEEN);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, "seq") : 0;
	return OK;
}

static enum err set_seen(struct ctx *cx, struct db *db, void *arg)
{
	db_quiet(db);
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SEEN_SET);
	bind_int(q, ":seq", *(const int64_t *)arg);
	return rows_done(cx, q, NULL);
}

/* Up to STEP changed entries behind *at; how many there were. */
static enum err batch(struct ctx *cx, struct app *app, struct db *reader, int64_t *at,
		      struct finding *ret, size_t *ret_n)
{
	struct changed *list = ctx_array(cx, struct changed, STEP);
	TRY(changes(cx, reader, *at, list, STEP, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(prepare(cx, app, reader, &list[i]));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(compare(cx, app, reader, &list[i], ret));
	if (*ret_n)
		*at = list[*ret_n - 1].seq;
	return OK;
}

static enum err run(struct ctx *cx, struct app *app, struct db *reader, int64_t most,
		    struct finding *ret)
{
	struct finder *f = app->finder;
	int64_t at;
	AUTO_CTX own;
	ctx_init(&own, cx->now, 0);
	TRY(seen(cx, reader, &at));
	enum err e = follow(f, reader, cx->now);
	for (size_t n = STEP; e == OK && n == STEP && ret->compared < most;) {
		e = batch(&own, app, reader, &at, ret, &n);
		ret->more = n == STEP;
		cx->fault = own.fault;
		if (e == OK && n)
			e = store_change(cx, app->store, set_seen, &at);
		ctx_reset(&own, cx->now);
	}
	return e == OK ? OK : fail(cx, e, SAY_STORE_BROKEN());
}

enum err finder_run(struct ctx *cx, struct app *app, struct db *reader, int64_t most,
		    struct finding *ret)
{
	*ret = (struct finding){ 0 };
	if (pthread_mutex_trylock(&app->finder->running) != 0)
		return fail(cx, ERR_BUSY, SAY_DUPLICATE_RUNNING());
	enum err e = run(cx, app, reader, most, ret);
	pthread_mutex_unlock(&app->finder->running);
	return e;
}

enum err finder_step(struct ctx *cx, struct app *app, struct db *reader)
{
	struct finder *f = app->finder;
	struct finding found;
	int64_t minutes = app->settings->duplicate_minutes;
	TRY(follow(f, reader, cx->now));        /* so that nobody who asks has to */
	if (!minutes || cx->now.n < f->next.n)
		return OK;
	if (!f->next.n) {               /* a server that has just begun has other things to do */
		f->next.n = cx->now.n + minutes * 60000;
		return OK;
	}
	TRY(finder_run(cx, app, reader, STEP_MOST, &found));
	f->next.n = cx->now.n + (found.more ? 0 : minutes * 60000);
	return OK;
}
