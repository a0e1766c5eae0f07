/* maker.c - see maker.h. */
#include "delivery/maker.h"
#include "delivery/doubt.h"
#include "delivery/make.h"
#include "delivery/rhythm.h"
#include "deposit/deposit.h"
#include "job/crew.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CLEAR_AT_ONCE = 50 };

struct maker {
	struct app     *app;
	struct db      *reader;
	pthread_t       thread;
	pthread_mutex_t mu;
	pthread_cond_t  wake;
	bool            woken, stopping;
	_Atomic int    stop;
};

struct failing { const struct delivery_batch *b; struct said why; const char *field; };

static enum err failed(struct ctx *cx, struct db *db, void *arg)
{
	const struct failing *f = arg;
	return delivery_batch_failed(cx, db, f->b, f->why, f->field);
}

/* What lies there of a batch that isn't to be. */
static void drop_files(struct ctx *cx, const struct store *s, const char *id)
{
	unlink(delivery_batch_path(cx, s, id));
	unlink(delivery_ledger_path(cx, s, id));
}

static enum err cleared(struct ctx *cx, struct db *db, void *arg)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_CLEARED);
	bind_text(q, ":id", arg);
	return rows_done(cx, q, NULL);
}

/* A delivery that is over leaves no file of rows behind here either. */
static enum err clear_ended(struct ctx *cx, struct app *app, struct db *reader)
{
	char *ids[CLEAR_AT_ONCE];
	size_t n = 0;
	AUTO_ROWS q = db_run(reader, SQL_DELIVERY_TO_CLEAR);
	bind_int(q, ":limit", CLEAR_AT_ONCE);
	for (bool more = true; n < CLEAR_AT_ONCE; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[n] = ctx_text(cx, col_text(cx, q, "id"));
	}
	rows_freep(&q);
	q = NULL;
	for (size_t i = 0; i < n; i++) {
		drop_files(cx, app->store, ids[i]);
		TRY(store_change(cx, app->store, cleared, ids[i]));
	}
	return OK;
}

/* What a server that was killed had begun to write. */
static void drop_begun(struct ctx *cx, const struct store *s)
{
	const char *folder = ctx_print(cx, "%s/deliveries", store_dir(s));
	DIR *d = opendir(folder);
	for (struct dirent *e; d && (e = readdir(d));) {
		size_t n = strlen(e->d_name);
		if (n > 4 && strcmp(e->d_name + n - 4, ".tmp") == 0)
			unlink(ctx_print(cx, "%s/%s", folder, e->d_name));
	}
	if (d)
		closedir(d);
}

/* Ours to mend, or somebody else's just then: the batch waits. */
static bool to_be_tried_again(enum err e)
{
	return e == ERR_INTERNAL || e == ERR_BUSY || e == ERR_UNRECORDED || e == ERR_FULL ||
	       e == ERR_GONE || e == ERR_CONFLICT;
}

/* *after: the batch looked at; NULL when there was none. */
static enum err make_next(struct ctx *cx, struct app *app, struct db *reader,
			  const _Atomic int *stop, const char **after)
{
	struct delivery_batch b;
	TRY(delivery_batch_making(cx, reader, *after, &b));
	*after = b.id;
	if (!b.id)
		return OK;
	enum err e = batch_make(cx, app, reader, &b, stop);
	if (e == OK)
		crew_wake(app->deposits);
	if (e == OK || (stop && *stop))
		return OK;
	if (to_be_tried_again(e)) {
		log_fault(cx, e, "delivery");
		return OK;
	}
	struct failing f = { &b, cx->fault.said, cx->fault.field };
	cx->now = clock_now();
	TRY(store_change(cx, app->store, failed, &f));
	drop_files(cx, app->store, b.id);
	return OK;
}

/* Who holds what is under verification since, or no more, is told; who owes a batch too. */
static void tell_all(struct app *app, struct db *reader, const _Atomic int *stop,
		     enum err (*next)(struct ctx *, struct app *, struct db *, bool *))
{
	for (bool any = true; any && !(stop && *stop);) {
		AUTO_CTX cx;
		ctx_init(&cx, clock_now(), 0);
		enum err e = next(&cx, app, reader, &any);
		if (e != OK && e != ERR_BUSY)
			log_fault(&cx, e, "delivery notices");
		if (e != OK)
			return;
	}
}

static enum err make_all(struct app *app, struct db *reader, const _Atomic int *stop)
{
	char last[64] = "";
	AUTO_CTX own;
	ctx_init(&own, clock_now(), 0);
	enum err over = clear_ended(&own, app, reader);
	if (over != OK)
		log_fault(&own, over, "delivery");
	tell_all(app, reader, stop, doubt_tell_next);
	tell_all(app, reader, stop, rhythm_tell_next);
	for (bool any = true; any && !(stop && *stop);) {
		AUTO_CTX cx;
		ctx_init(&cx, clock_now(), 0);
		const char *after = last;
		enum err e = make_next(&cx, app, reader, stop, &after);
		if (e != OK) {
			log_fault(&cx, e, "delivery");
			return e;
		}
		any = after != NULL;
		if (any)
			snprintf(last, sizeof last, "%s", after);
	}
	return OK;
}

enum err maker_run_all(struct ctx *cx, struct app *app, struct db *reader)
{
	enum err e = make_all(app, reader, NULL);
	return e == OK ? OK : fail(cx, e, SAY_INTERNAL());
}

/* Until it is woken, or for a second: another server may have been asked. */
static bool rest(struct maker *m)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&m->mu);
	while (!m->stopping && !m->woken)
		if (pthread_cond_timedwait(&m->wake, &m->mu, &until) != 0)
			break;
	m->woken = false;
	bool on = !m->stopping;
	pthread_mutex_unlock(&m->mu);
	return on;
}

static void *run(void *arg)
{
	struct maker *m = arg;
	do {
		(void)make_all(m->app, m->reader, &m->stop);
	} while (rest(m));
	return NULL;
}

enum err maker_start(struct ctx *cx, struct app *app, struct db *reader, struct maker **ret_maker)
{
	struct maker *m = ctx_new(cx, struct maker);
	drop_begun(cx, app->store);
	*m = (struct maker){ .app = app, .reader = reader };
	pthread_mutex_init(&m->mu, NULL);
	clock_cond(&m->wake);
	if (pthread_create(&m->thread, NULL, run, m) != 0)
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	*ret_maker = m;
	return OK;
}

void maker_wake(struct maker *m)
{
	if (!m)
		return;
	pthread_mutex_lock(&m->mu);
	m->woken = true;
	pthread_cond_signal(&m->wake);
	pthread_mutex_unlock(&m->mu);
}

void maker_stop(struct maker *m)
{
	if (!m)
		return;
	pthread_mutex_lock(&m->mu);
	m->stopping = true;
	m->stop = 1;
	pthread_cond_signal(&m->wake);
	pthread_mutex_unlock(&m->mu);
	pthread_join(m->thread, NULL);
	pthread_cond_destroy(&m->wake);
	pthread_mutex_destroy(&m->mu);
}
