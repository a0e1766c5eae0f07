/* plan.c - compiling grants, and keeping what was compiled. */
#include "dataapi/plan.h"
#include "app.h"
#include "base/keep.h"
#include "codeset/codeset.h"
#include "grant/grants.h"
#include "ingest/dataset.h"
#include "sys/clock.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define LANES  256
#define PLANS  48                       /* kept per connection */
#define LOOK_US 100000

struct lane { struct db *db; struct plan *plans[PLANS]; size_t n; uint64_t tick; };
struct dataapi {
	pthread_mutex_t mu;
	struct lane    *lanes[LANES];
	_Atomic size_t  n;
};

struct dataapi *dataapi_open(void)
{
	struct dataapi *d = keep_new(struct dataapi);
	pthread_mutex_init(&d->mu, NULL);
	return d;
}

static void plan_free(struct plan *p)
{
	p->outdated = true;
	if (p->held)
		return;
	ctx_end(&p->cx);
	keep_end(p);
}

/* Plans are ours to change; callers only read them. */
static struct plan *own(const struct plan *p)
{
	return (struct plan *)(uintptr_t)p;
}

void plan_hold(const struct plan *p)
{
	own(p)->held++;
}

void plan_let_go(const struct plan *p)
{
	if (!--own(p)->held && p->outdated)
		plan_free(own(p));
}

void dataapi_close(struct dataapi *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++) {
		for (size_t k = 0; k < d->lanes[i]->n; k++)
			plan_free(d->lanes[i]->plans[k]);
		keep_end(d->lanes[i]);
	}
	pthread_mutex_destroy(&d->mu);
	keep_end(d);
}

/* A connection belongs to one thread at a time, so only adding is locked. */
static struct lane *lane_of(struct dataapi *d, struct db *db)
{
	size_t n = d->n;
	for (size_t i = 0; i < n; i++)
		if (d->lanes[i]->db == db)
			return d->lanes[i];
	struct lane *l = keep_new(struct lane);
	l->db = db;
	pthread_mutex_lock(&d->mu);
	PRE(d->n < LANES);
	d->lanes[d->n] = l;
	d->n++;
	pthread_mutex_unlock(&d->mu);
	return l;
}

/* --- what stands now --------------------------------------------------------- */

struct seen { const char *id; int no, version; int64_t revision, epoch; bool published; };

static enum err look(struct ctx *cx, struct db *db, const char *code, struct seen *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DATA_SEEN);
	bind_text(q, ":code", code);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_DATA_UNKNOWN());
	*ret = (struct seen){
		.id = col_text(cx, q, "id"), .no = (int)col_int(q, "no"),
		.version = (int)col_int(q, "version"), .revision = col_int(q, "revision"),
		.epoch = col_int(q, "epoch"),
		.published = strcmp(col_text(cx, q, "state"),
				    resource_state_word(RESOURCE_PUBLISHED)) == 0,
	};
	return ret->published ? OK : fail(cx, ERR_NOT_FOUND, SAY_DATA_UNKNOWN());
}

static bool same_names(const struct plan *p, const struct plan_key *k)
{
	return strcmp(p->key.purpose, k->purpose) == 0 &&
	       strcmp(p->key.org, k->org) == 0 && strcmp(p->key.code, k->code) == 0;
}

static struct plan *known(struct lane *l, const struct plan_key *k, const struct seen *s,
			  int version)
{
	for (size_t i = 0; i < l->n; i++) {
		struct plan *p = l->plans[i];
		if (p->version != version || !same_names(p, k))
			continue;
		if (p->epoch == s->epoch && p->revision == s->revision) {
			p->used = ++l->tick;
			return p;
		}
		plan_free(p);
		l->plans[i] = l->plans[--l->n];
		break;
	}
	return NULL;
}

/* Nothing can have changed since it was looked at. */
static struct plan *untouched(struct lane *l, struct store *s, const struct plan_key *k)
{
	uint64_t epoch = store_epoch(s);
	bool alone = store_kind(s) == STORE_SQLITE;
	for (size_t i = 0; i < l->n; i++) {
		struct plan *p = l->plans[i];
		if (p->store_epoch != epoch || (k->version ? p->version != k->version : !p->live) ||
		    !same_names(p, k))
			continue;
		if (!alone && clock_steady_us() - p->looked_us > LOOK_US)
			return NULL;
		p->used = ++l->tick;
		return p;
	}
	return NULL;
}

static void keep(struct lane *l, struct plan *p)
{
	size_t oldest = 0;
	p->used = ++l->tick;
	for (size_t i = 1; i < l->n; i++)
		if (l->plans[i]->used < l->plans[oldest]->used)
			oldest = i;
	if (l->n == PLANS) {
		plan_free(l->plans[oldest]);
		l->plans[oldest] = l->plans[--l->n];
	}
	l->plans[l->n++] = p;
}

/* --- compiling ------------------------------------------------------------------ */

static const struct column *column_of(const struct dataset *ds, int no)
{
	for (size_t i = 0; i < ds->ncolumns; i++)
		if (ds->columns[i].no == no)
			return &ds->columns[i];
	return NULL;
}

static void take_subject(struct plan *p, const struct viewed *at, size_t i)
{
	if (at->subject && p->nsubjects < sizeof p->subjects / sizeof p->subjects[0])
		p->subjects[p->nsubjects++] = i;
}

/* The entry says what items there are, the data which of them it holds and in
 * what form. */
static void join(struct plan *p, struct viewed *at, size_t n, const struct dataset *ds)
{
	for (size_t i = 0; i < n; i++) {
		const struct column *c = column_of(ds, at[i].no);
		if (!c) {
			at[i].no = 0;
			continue;
		}
		const char *format = at[i].shape.format;
		at[i].shape = c->shape;
		at[i].shape.format = format;
		at[i].key = c->key;
		at[i].indexed = c->indexed || c->key;
		take_subject(p, &at[i], i);
	}
}

/* Where the provider answers, the entry alone says what there is. */
static enum err join_interface(struct plan *p, struct db *db, struct viewed *at,
			       const struct resource *res)
{
	p->code_sets = ctx_array(&p->cx, const char *, res->nitems);
	for (size_t i = 0; i < res->nitems; i++) {
		const struct item *it = &res->items[i];
		take_subject(p, &at[i], i);
		if (it->code_set && item_takes_codes(it))
			TRY(codeset_closed(&p->cx, db, it->code_set, &p->code_sets[i]));
	}
	return OK;
}

enum forward_way plan_way(const struct plan *p, enum grant_use use)
{
	return forward_way(p->mounted ? &p->interface : NULL, p->version != 0, use);
}

static enum err find_interface(struct plan *p, struct db *db, const char *resource)
{
	TRY(interface_of(&p->cx, db, resource, &p->interface, &p->mounted));
	enum forward_way way = plan_way(p, USE_ROWS);
	p->forwards = way == FORWARD_ASKED || way == FORWARD_STRANDED;
	p->off = way == FORWARD_OFF;
	return OK;
}

int plan_version(const struct plan *p)
{
	return p->forwards ? 0 : p->version;
}

static enum err read_policy(struct plan *p)
{
	if (!p->grant.where)
		return OK;
	json_t *json = json_loads(p->grant.where, JSON_REJECT_DUPLICATES, NULL);
	enum err e = json ? filter_read(&p->cx, json, p->view, "where", &p->policy)
			  : ERR_INVALID;
	json_decref(json);
	return e == OK ? OK : fail(&p->cx, ERR_FORBIDDEN, SAY_DATA_GRANT_BROKEN());
}

/* What is doubted moves the grants' revision, so a plan never outlives it. */
static enum err read_marks(struct plan *p, struct db *db)
{
	struct in_doubt *list;
	size_t n;
	TRY(correction_doubts(&p->cx, db, p->resource, &list, &n));
	p->marks = marks_of(&p->cx, p->view, list, n);
	return OK;
}

static enum err compile(struct plan *p, const struct app *app, struct db *db,
			const struct seen *s)
{
	struct ctx *cx = &p->cx;
	struct resource res;
	struct dataset ds = { 0 };      /* nothing was ever loaded: every item is null */
	TRY(grant_by_purpose(cx, db, p->key.org, p->key.purpose, &p->grant));
	if (strcmp(p->grant.resource, s->id) != 0)
		return fail(cx, ERR_NOT_FOUND, SAY_GRANT_UNKNOWN());
	TRY(resource_by_id(cx, db, s->id, &res));
	if (p->version)
		TRY(dataset_version(cx, db, s->no, p->version, &ds));
	struct view v = grant_view(cx, app->pack, &res, &p->grant);
	struct viewed *at = ctx_array(cx, struct viewed, v.n);
	memcpy(at, v.at, v.n * sizeof *at);
	TRY(find_interface(p, db, res.id));
	if (p->forwards)
		TRY(join_interface(p, db, at, &res));
	else
		join(p, at, v.n, &ds);
	p->view = (struct view){ at, v.n };
	p->resource = res.id;
	snprintf(p->about.resource, ABOUT_TEXT, "%s", res.id);
	snprintf(p->about.grant, ABOUT_TEXT, "%s", p->grant.id);
	p->resource_no = s->no;
	p->mask_key = mask_key(app->seal_key, p->grant.id);
	const struct grant *g = &p->grant;
	p->limited = g->quota.calls != QUOTA_NONE || g->quota.rows != QUOTA_NONE ||
		     g->quota.subjects != QUOTA_NONE;
	for (size_t i = 0; i < v.n; i++)
		p->verifies |= at[i].mask == MASK_VERIFY;
	p->terms = (struct terms){ .org = g->org, .purpose = g->purpose_code,
				   .state = g->state, .until = g->until,
				   .matter = g->matter, .uses = g->uses, .fields = p->view,
				   .quota = g->quota };
	TRY(read_marks(p, db));
	TRY(read_policy(p));
	p->terms.rows = p->policy;
	return OK;
}

static struct plan *plan_new(const struct plan_key *key, const struct seen *s, int version,
			     ms_t now)
{
	struct plan *p = keep_new(struct plan);
	ctx_init(&p->cx, now, 0);
	p->key = (struct plan_key){ ctx_text(&p->cx, key->code), ctx_text(&p->cx, key->org),
				    ctx_text(&p->cx, key->purpose), version };
	p->version = version;
	p->epoch = s->epoch;
	p->revision = s->revision;
	return p;
}

enum err plan_get(struct ctx *cx, struct app *app, struct db *db, struct plan_key key,
		  const struct plan **ret_plan, struct resource *ret_resource)
{
	struct lane *l = lane_of(app->dataapi, db);
	uint64_t epoch = store_epoch(app->store);
	struct seen s;
	struct plan *p = untouched(l, app->store, &key);
	if (p) {
		*ret_plan = p;
		return OK;
	}
	TRY(look(cx, db, key.code, &s));
	int version = key.version ? key.version : s.version;
	p = known(l, &key, &s, version);
	if (!p) {
		p = plan_new(&key, &s, version, cx->now);
		enum err e = compile(p, app, db, &s);
		if (e != OK) {
			bool none = e == ERR_NOT_FOUND;
			if (!none)
				(void)fail(cx, e, p->cx.fault.said);
			plan_free(p);
			*ret_plan = NULL;
			return none ? resource_by_id(cx, db, s.id, ret_resource) : e;
		}
		keep(l, p);
	}
	p->store_epoch = epoch;
	p->looked_us = clock_steady_us();
	p->live = version == s.version;
	*ret_plan = p;
	return OK;
}
