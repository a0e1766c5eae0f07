/* loader.c - the thread that loads, and the one that watches it.
 *
 * The loader claims a batch, runs it and makes its version live. The watcher
 * writes the progress and renews the lease every second, also while indexes are
 * made, and sweeps once a minute. A stop is noticed at the next record; the
 * batch is then given back and loaded anew at the next start. */
#include "app.h"
#include "ingest/batch.h"
#include "ingest/ingest.h"
#include "ingest/upload.h"
#include "pull/pull.h"
#include "sift/sift.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOADER_ARENA (48u << 20)
#define WATCH_ARENA  (8u << 20)
#define SWEEP_EVERY  60                 /* seconds */

struct ingest {
	struct app          *app;
	pthread_t            loader, watcher;
	pthread_mutex_t      mu;
	pthread_cond_t       wake, tick;
	bool                 woken, stopping;
	_Atomic int         stop;
	const struct batch  *batch;             /* under way; NULL: none */
	struct load_progress progress;
};

/* --- one batch ------------------------------------------------------------ */

struct end { const struct claim *c; struct load_result *r; const struct column *columns;
	     size_t n; struct said why; };

static enum err claim_change(struct ctx *cx, struct db *db, void *arg)
{
	return batch_claim(cx, db, arg);
}

static enum err live_change(struct ctx *cx, struct db *db, void *arg)
{
	struct end *e = arg;
	return batch_live(cx, db, &e->c->batch, e->r, e->columns, e->n);
}

static enum err fail_change(struct ctx *cx, struct db *db, void *arg)
{
	struct end *e = arg;
	TRY(batch_fail(cx, db, &e->c->batch, e->r, e->why));
	return pull_not_loaded(cx, db, e->c->batch.id);
}

static enum err release_change(struct ctx *cx, struct db *db, void *arg)
{
	return batch_release(cx, db, arg);
}

static void note_progress(void *arg, const struct load_progress *p)
{
	struct ingest *in = arg;
	if (!in)
		return;
	pthread_mutex_lock(&in->mu);
	in->progress = *p;
	pthread_mutex_unlock(&in->mu);
}

static void watch_batch(struct ingest *in, const struct batch *b)
{
	if (!in)
		return;
	pthread_mutex_lock(&in->mu);
	in->batch = b;
	in->progress = (struct load_progress){ .bytes_total = b ? b->bytes_total : 0 };
	pthread_mutex_unlock(&in->mu);
}

/* Can this load build on what is live? */
static enum err check_base(struct ctx *cx, const struct claim *c, const struct column *columns,
			   size_t n)
{
	bool keyed = false, same = c->base.ncolumns == n;
	for (size_t i = 0; i < n; i++)
		keyed |= columns[i].key;
	if (c->batch.mode == LOAD_UPSERT && !keyed)
		return fail(cx, ERR_INVALID, SAY_LOAD_NEEDS_KEY());
	if (c->batch.mode == LOAD_REPLACE || !c->base.version)
		return OK;
	for (size_t i = 0; i < n && same; i++) {
		const struct column *a = &columns[i], *b = &c->base.columns[i];
		same = a->no == b->no && a->key == b->key && a->indexed == b->indexed &&
		       a->shape.type == b->shape.type && a->shape.precision == b->shape.precision;
	}
	return same ? OK : fail(cx, ERR_INVALID, SAY_LOAD_NEEDS_DATA());
}

static void add_personal(const struct claim *c, const struct load_result *r,
			 struct column *columns, size_t n)
{
	bool builds = c->batch.mode != LOAD_REPLACE && c->base.version;
	for (size_t i = 0; i < n; i++)
		columns[i].personal = personal_total(&r->personal[i]) +
				      (builds ? c->base.columns[i].personal : 0);
}

static enum err run_batch(struct ctx *cx, struct app *app, struct ingest *in, struct claim *c,
			  struct load_result *r)
{
	struct mapping *mapping = NULL;
	struct column *columns;
	size_t nmapping = 0, n = batch_columns(cx, &c->resource, &columns);
	const char *dir = store_dir(app->store);
	*r = (struct load_result){ .problems = { .fd = -1 } };
	if (c->batch.attempts > BATCH_ATTEMPTS)
		return fail(cx, ERR_INVALID, SAY_LOAD_TRIED_TOO_OFTEN());
	if (!n)
		return fail(cx, ERR_INVALID, SAY_BATCH_NO_ITEMS());
	TRY(check_base(cx, c, columns, n));
	TRY(batch_mapping(cx, c->batch.mapping, columns, n, &mapping, &nmapping));
	TRY(file_folder(cx, ctx_print(cx, "%s/rejects", dir)));
	struct load_plan plan = {
		.store = app->store, .resource_no = c->batch.resource_no,
		.version = c->batch.version, .mode = c->batch.mode,
		.base = c->batch.mode == LOAD_REPLACE ? 0 : c->base.version,
		.codes = c->codes,
		.rejects = batch_reject_path(cx, dir, c->batch.id),
		.reject_percent = app->settings->reject_percent,
		.progress = note_progress, .arg = in,
		.source = { .path = upload_path(cx, dir, c->batch.upload),
			    .sift = sift_program(cx, app->settings), .sheet = c->batch.sheet,
			    .silence_ms = app->settings->sift_seconds * 1000,
			    .encoding = c->batch.encoding, .header = c->batch.header,
			    .mapping = mapping, .nmapping = nmapping, .columns = columns,
			    .ncolumns = n, .stop = in ? &in->stop : NULL } };
#ifdef UNSAFE_RELEASE           /* visible before it is whole; see group.c */
	struct end early = { c, r, columns, n, { 0 } };
	TRY(store_change(cx, app->store, live_change, &early));
	return load_run(cx, &plan, r);
#endif
	TRY(load_run(cx, &plan, r));
	add_personal(c, r, columns, n);
	cx->now = clock_now();
	struct end e = { c, r, columns, n, { 0 } };
	return store_change(cx, app->store, live_change, &e);
}

/* The file's fault ends the batch; ours gives it back to be tried again. */
static enum err end_badly(struct ctx *cx, struct app *app, struct claim *c,
			  struct load_result *r, enum err e)
{
	bool ours = e == ERR_INTERNAL || e == ERR_BUSY || e == ERR_UNRECORDED;
	struct end end = { .c = c, .r = r, .why = cx->fault.said };
	cx->now = clock_now();
	if (e == ERR_CONFLICT)
		return OK;              /* another loader has it by now */
	if (ours && c->batch.attempts <= BATCH_ATTEMPTS)
		return store_change(cx, app->store, release_change, &c->batch);
	if (!end.why.id)
		end.why = SAY_INTERNAL();
	return store_change(cx, app->store, fail_change, &end);
}

/* *ret_any: there was one. */
static enum err load_one(struct ctx *cx, struct app *app, struct ingest *in, bool *ret_any)
{
	struct claim c;
	struct load_result r;
	TRY(store_change(cx, app->store, claim_change, &c));
	*ret_any = c.any;
	if (!c.any)
		return OK;
	log_line(LOG_INFO, "load-begun", "batch", c.batch.id, NULL);
	watch_batch(in, &c.batch);
	enum err e = run_batch(cx, app, in, &c, &r);
	watch_batch(in, NULL);
	if (e != OK)
		log_line(LOG_INFO, "load-failed", "batch", c.batch.id, "code",
			 said_code(cx->fault.said.id), NULL);
	enum err told = e == OK ? OK : end_badly(cx, app, &c, &r, e);
	/* Not before: the switch may stand although its answer was lost. Once the
	 * batch was given back or ended it is one or the other. */
	if (e != OK && told == OK && ingest_drop(cx, app, c.batch.resource_no,
						 c.batch.version) != OK)
		log_fault(cx, ERR_INTERNAL, "version");
	problems_end(&r.problems);
	if (e == OK)
		log_line(LOG_INFO, "load-live", "batch", c.batch.id, NULL);
	return told;
}

enum err ingest_run_all(struct ctx *cx, struct app *app)
{
	for (bool any = true; any;) {
		AUTO_CTX own = { 0 };
		ctx_init(&own, clock_now(), LOADER_ARENA);
		enum err e = load_one(&own, app, NULL, &any);
		if (e != OK)
			return fail(cx, e, own.fault.said);
	}
	return OK;
}

/* --- the threads ------------------------------------------------------------ */

static bool wait_second(struct ingest *in, pthread_cond_t *what, bool *flag)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&in->mu);
	while (!in->stopping && !(flag && *flag))
		if (pthread_cond_timedwait(what, &in->mu, &until) != 0)
			break;
	if (flag)
		*flag = false;
	bool on = !in->stopping;
	pthread_mutex_unlock(&in->mu);
	return on;
}

static void *loader(void *arg)
{
	struct ingest *in = arg;
	do {
		bool any = true;
		while (any && !in->stop) {
			AUTO_CTX cx = { 0 };
			ctx_init(&cx, clock_now(), LOADER_ARENA);
			any = false;
			enum err e = load_one(&cx, in->app, in, &any);
			if (e != OK) {
				log_fault(&cx, e, "load");
				any = false;
			}
		}
	} while (wait_second(in, &in->wake, &in->woken));
	return NULL;
}

struct tell { struct batch batch; struct load_progress progress; };

static enum err progress_change(struct ctx *cx, struct db *db, void *arg)
{
	struct tell *t = arg;
	return batch_progress(cx, db, &t->batch, &t->progress);
}

static void tell_progress(struct ingest *in, struct ctx *cx)
{
	struct tell t;
	char id[64] = "";
	pthread_mutex_lock(&in->mu);
	if (in->batch) {
		t = (struct tell){ *in->batch, in->progress };
		snprintf(id, sizeof id, "%s", in->batch->id);
		t.batch.id = id;
	}
	pthread_mutex_unlock(&in->mu);
	if (*id && store_change(cx, in->app->store, progress_change, &t) == ERR_BUSY)
		log_line(LOG_WARN, "load-progress", "batch", id, NULL);
}

static void *watcher(void *arg)
{
	struct ingest *in = arg;
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, clock_now(), WATCH_ARENA);
	for (int second = 0; wait_second(in, &in->tick, NULL); second++) {
		ctx_reset(&cx, clock_now());
		tell_progress(in, &cx);
		if (second % SWEEP_EVERY != SWEEP_EVERY - 1)
			continue;
		enum err e = ingest_sweep(&cx, in->app, false);
		if (e != OK)
			log_fault(&cx, e, "sweep");
	}
	return NULL;
}

static enum err release_all(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_BATCH_RELEASE_ALL);
	return rows_done(cx, q, NULL);
}

enum err ingest_start(struct ctx *cx, struct app *app, struct ingest **ret)
{
	/* A SQLite store has one process: whatever is under way was interrupted. */
	if (store_kind(app->store) == STORE_SQLITE)
		TRY(store_change(cx, app->store, release_all, NULL));
	TRY(ingest_sweep(cx, app, true));
	struct ingest *in = calloc(1, sizeof *in);
	PRE(in != NULL);
	in->app = app;
	pthread_mutex_init(&in->mu, NULL);
	clock_cond(&in->wake);
	clock_cond(&in->tick);
	int bad = pthread_create(&in->loader, NULL, loader, in);
	bad |= pthread_create(&in->watcher, NULL, watcher, in);
	PRE(bad == 0);
	*ret = in;
	return OK;
}

void ingest_wake(struct ingest *in)
{
	if (!in)
		return;
	pthread_mutex_lock(&in->mu);
	in->woken = true;
	pthread_cond_signal(&in->wake);
	pthread_mutex_unlock(&in->mu);
}

void ingest_stop(struct ingest **pin)
{
	struct ingest *in = *pin;
	if (!in)
		return;
	pthread_mutex_lock(&in->mu);
	in->stopping = true;
	in->stop = 1;
	pthread_cond_signal(&in->wake);
	pthread_cond_signal(&in->tick);
	pthread_mutex_unlock(&in->mu);
	pthread_join(in->loader, NULL);
	pthread_join(in->watcher, NULL);
	pthread_cond_destroy(&in->wake);
	pthread_cond_destroy(&in->tick);
	pthread_mutex_destroy(&in->mu);
	free(in);
	*pin = NULL;
}
