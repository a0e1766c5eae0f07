/* puller.c - the thread that takes rows: what the schedule owes, and what was asked for.
 * One run at a time. A stop is noticed at the next row; the run is then given back. */
#include "app.h"
#include "ingest/batch.h"
#include "ingest/ingest.h"
#include "ingest/upload.h"
#include "pull/inside.h"
#include "pull/take.h"
#include "record/record.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ARENA (64u << 20)

struct pull_clock {
	struct app      *app;
	pthread_t        thread;
	pthread_mutex_t  mu;
	pthread_cond_t   wake;
	bool             woken;
	volatile int     stop;
};

struct running {
	struct app        *app;
	struct pull_run    run;
	struct pull_source of;
	const char        *mark;
	struct resource    resource;
	struct database    database;
	struct take        take;
	struct upload      upload;
	struct batch       batch;
	const char        *state;       /* how it ends */
	struct said        why;
};

/* --- its changes --------------------------------------------------------------------------- */
static enum err due_change(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	return pull_due(cx, db);
}

static enum err claim_change(struct ctx *cx, struct db *db, void *arg)
{
	struct running *r = arg;
	return pull_claim(cx, db, &r->run, &r->of, &r->mark);
}

/* What it needs, and the record of what it is about to do. */
static enum err prepare_change(struct ctx *cx, struct db *db, void *arg)
{
	struct running *r = arg;
	const struct pull_source *p = &r->of;
	if (r->run.attempts > PULL_ATTEMPTS)
		return fail(cx, ERR_INVALID, SAY_PULL_TRIED_TOO_OFTEN());
	if (p->removed)
		return fail(cx, ERR_INVALID, SAY_PULL_REMOVED());
	TRY(resource_by_id(cx, db, p->resource, &r->resource));
	if (!p->system_org || strcmp(p->system_org, r->resource.org) != 0 ||
	    strcmp(p->system_state, "retired") == 0)
		return fail(cx, ERR_INVALID, SAY_PULL_SYSTEM());
	if (!r->resource.nitems)
		return fail(cx, ERR_INVALID, SAY_BATCH_NO_ITEMS());
	if (r->resource.state == RESOURCE_RETIRED)
		return fail(cx, ERR_INVALID, SAY_BATCH_RETIRED());
	TRY(database_find(cx, db, p->system, &r->database));
	return record_note(cx, db, &(struct note){ .kind = NOTE_IMPORT, .act = "rows-asked",
		.org = r->resource.org, .principal = p->by_id, .resource = p->resource,
		.object = r->run.id, .detail = ctx_print(cx, "%s %s%s%s", p->system,
		p->schema ? p->schema : "", p->schema ? "." : "", p->table) });
}

static enum err progress_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct running *r = arg;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_PROGRESS);
	bind_text(q, ":id", r->run.id);
	bind_int(q, ":attempt", r->run.attempts);
	bind_int(q, ":rows", r->take.rows);
	bind_int(q, ":bytes", r->take.bytes);
	bind_ms(q, ":lease", (ms_t){ cx->now.n + PULL_LEASE_MS });
	return rows_one(cx, q, ERR_CONFLICT, SAY_PULL_UNDER_WAY());
}

static enum err end_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct running *r = arg;
	bool failed = r->why.id != 0;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_END);
	bind_text(q, ":id", r->run.id);
	bind_int(q, ":attempt", r->run.attempts);
	bind_text(q, ":state", r->state);
	bind_text(q, ":batch", r->batch.id);
	bind_int(q, ":rows", r->take.rows);
	bind_int(q, ":bytes", r->take.bytes);
	bind_text(q, ":mark", r->take.mark);
	bind_text(q, ":fault", failed ? said_code(r->why.id) : NULL);
	bind_text(q, ":detail", failed ? said_words(cx, r->why, SAID_ZH) : NULL);
	bind_text(q, ":detail_en", failed ? said_words(cx, r->why, SAID_EN) : NULL);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_PULL_UNDER_WAY()));
	return failed ? record_note(cx, db, &(struct note){ .kind = NOTE_IMPORT,
		.act = "rows-not-taken", .outcome = "failed", .principal = r->of.by_id,
		.resource = r->of.resource, .object = r->run.id,
		.detail = said_code(r->why.id) }) : OK;
}

/* The file becomes a batch like any other, and the run hangs on it. */
static enum err hand_over_change(struct ctx *cx, struct db *db, void *arg)
{
	struct running *r = arg;
	struct who who = { .kind = WHO_SYSTEM, .id = r->of.by_id, .name = r->of.by_name,
			   .org = r->resource.org };
	TRY(upload_add(cx, db, &who, &r->upload));
	TRY(batch_add(cx, db, &who, &r->batch));
	return end_change(cx, db, r);
}

static enum err release_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct running *r = arg;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_RELEASE);
	bind_text(q, ":id", r->run.id);
	bind_int(q, ":attempt", r->run.attempts);
	return rows_done(cx, q, NULL);
}

static enum err release_all_change(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_RELEASE_ALL);
	return rows_done(cx, q, NULL);
}

/* --- one run ------------------------------------------------------------------------------- */
static enum err tell(struct ctx *cx, void *arg, const struct take *t)
{
	struct running *r = arg;
	(void)t;
	return store_change(cx, r->app->store, progress_change, r);
}

static enum err hand_over(struct ctx *cx, struct running *r)
{
	const struct settings *s = r->app->settings;
	r->upload = (struct upload){ .id = r->upload.id, .filename = ctx_print(cx, "%s.csv",
		r->of.table), .size = r->take.bytes, .have = r->take.bytes,
		.expires_at = { cx->now.n + s->upload_hours * 3600000 } };
	r->batch = (struct batch){ .resource = r->resource.id, .resource_no = r->resource.no,
		.org = r->resource.org, .mode = r->of.mode, .encoding = ENC_UTF8,
		.header = HEADER_YES, .upload = r->upload.id, .filename = r->upload.filename,
		.bytes_total = r->take.bytes };
	r->state = "loading";
	TRY(store_change(cx, r->app->store, hand_over_change, r));
	ingest_wake(r->app->ingest);
	return OK;
}

static enum err run_it(struct ctx *cx, struct pull_clock *p, struct running *r)
{
	struct tap_place place;
	TRY(store_change(cx, r->app->store, prepare_change, r));
	TRY(database_place(cx, r->app, &r->database, &place));
	r->upload.id = id_new(cx);
	r->take = (struct take){ .app = r->app, .of = &r->of, .resource = &r->resource,
		.place = &place, .from = r->mark, .stop = &p->stop, .progress = tell, .arg = r,
		.path = upload_path(cx, store_dir(r->app->store), r->upload.id) };
	TRY(take_rows(cx, &r->take));
	cx->now = clock_now();
	if (r->take.rows)
		return hand_over(cx, r);
	if (!r->mark)
		return fail(cx, ERR_INVALID, SAY_PULL_EMPTY(r->of.table));
	r->state = "done";
	return store_change(cx, r->app->store, end_change, r);
}

/* What the database or the site said ends it; our own trouble gives it back. */
static enum err end_badly(struct ctx *cx, struct running *r, enum err e)
{
	bool ours = e == ERR_INTERNAL || e == ERR_BUSY || e == ERR_UNRECORDED;
	cx->now = clock_now();
	/* Handing over may stand although its answer was lost: then the batch has the file. */
	bool ours_still = !r->upload.size || e == ERR_CONFLICT;
	if (r->take.path && ours_still && unlink(r->take.path) == 0)
		log_line(LOG_INFO, "pull-dropped", "run", r->run.id, NULL);
	if (ours && r->run.attempts <= PULL_ATTEMPTS)
		return store_change(cx, r->app->store, release_change, r);
	r->why = cx->fault.said.id ? cx->fault.said : SAY_INTERNAL();
	r->state = "failed";
	r->batch.id = NULL;
	r->take.mark = NULL;
	return store_change(cx, r->app->store, end_change, r);
}

static enum err run_one(struct ctx *cx, struct pull_clock *p, bool *ret_any)
{
	struct running r = { .app = p->app };
	TRY(store_change(cx, p->app->store, due_change, NULL));
	TRY(store_change(cx, p->app->store, claim_change, &r));
	*ret_any = r.run.id != NULL;
	if (!r.run.id)
		return OK;
	log_line(LOG_INFO, "pull-begun", "run", r.run.id, NULL);
	enum err e = run_it(cx, p, &r);
	log_line(LOG_INFO, e == OK ? "pull-read" : "pull-failed", "run", r.run.id, "code",
		 e == OK ? "" : said_code(cx->fault.said.id), NULL);
	return e == OK ? OK : end_badly(cx, &r, e);
}

/* --- the thread ------------------------------------------------------------------------------ */
static bool wait_second(struct pull_clock *p)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&p->mu);
	while (!p->stop && !p->woken)
		if (pthread_cond_timedwait(&p->wake, &p->mu, &until) != 0)
			break;
	p->woken = false;
	bool on = !p->stop;
	pthread_mutex_unlock(&p->mu);
	return on;
}

static void *puller(void *arg)
{
	struct pull_clock *p = arg;
	do {
		bool any = true;
		while (any && !p->stop) {
			AUTO_CTX cx = { 0 };
			ctx_init(&cx, clock_now(), ARENA);
			any = false;
			enum err e = run_one(&cx, p, &any);
			if (e == OK)
				continue;
			log_fault(&cx, e, "pull");
			any = false;
		}
	} while (wait_second(p));
	return NULL;
}

enum err pull_start(struct ctx *cx, struct app *app, struct pull_clock **ret)
{
	pthread_condattr_t steady;
	if (store_kind(app->store) == STORE_SQLITE)
		TRY(store_change(cx, app->store, release_all_change, NULL));
	struct pull_clock *p = ctx_new(cx, struct pull_clock);
	p->app = app;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_mutex_init(&p->mu, NULL);
	pthread_cond_init(&p->wake, &steady);
	pthread_condattr_destroy(&steady);
	int bad = pthread_create(&p->thread, NULL, puller, p);
	PRE(bad == 0);
	*ret = p;
	return OK;
}

void pull_wake(struct pull_clock *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->mu);
	p->woken = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->mu);
}

void pull_stop(struct pull_clock **pp)
{
	struct pull_clock *p = *pp;
	if (!p)
		return;
	pthread_mutex_lock(&p->mu);
	p->stop = 1;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->mu);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->mu);
	*pp = NULL;
}
