/* puller.c - the threads that take rows: what the schedule owes, and what was asked for.
 * Two runs at once, of two agencies (run.c), so that a slow database doesn't hold all.
 * A stop is noticed at the next row, or look; the run is then given back. */
#include "app.h"
#include "pull/inside.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <pthread.h>
#include <time.h>

#define ARENA   (64u << 20)
#define AT_ONCE 2

struct pull_clock {
	struct app      *app;
	pthread_t        threads[AT_ONCE];
	pthread_mutex_t  mu;
	pthread_cond_t   wake;
	int              woken;         /* threads that have yet to look round */
	volatile int     stop;
};

static bool wait_second(struct pull_clock *p)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&p->mu);
	while (!p->stop && !p->woken)
		if (pthread_cond_timedwait(&p->wake, &p->mu, &until) != 0)
			break;
	p->woken -= p->woken > 0;
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
			enum err e = pull_run_next(&cx, p->app, &p->stop, &any);
			if (e == OK)
				continue;
			log_fault(&cx, e, "pull");
			any = false;
		}
	} while (wait_second(p));
	return NULL;
}

static enum err release_all(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_RELEASE_ALL);
	return rows_done(cx, q, NULL);
}

enum err pull_start(struct ctx *cx, struct app *app, struct pull_clock **ret)
{
	pthread_condattr_t steady;
	if (store_kind(app->store) == STORE_SQLITE)
		TRY(store_change(cx, app->store, release_all, NULL));
	struct pull_clock *p = ctx_new(cx, struct pull_clock);
	p->app = app;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_mutex_init(&p->mu, NULL);
	pthread_cond_init(&p->wake, &steady);
	pthread_condattr_destroy(&steady);
	for (int i = 0; i < AT_ONCE; i++) {
		int bad = pthread_create(&p->threads[i], NULL, puller, p);
		PRE(bad == 0);
	}
	*ret = p;
	return OK;
}

void pull_wake(struct pull_clock *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->mu);
	p->woken = AT_ONCE;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->mu);
}

void pull_stop(struct pull_clock **pp)
{
	struct pull_clock *p = *pp;
	if (!p)
		return;
	pthread_mutex_lock(&p->mu);
	p->stop = 1;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->mu);
	for (int i = 0; i < AT_ONCE; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->mu);
	*pp = NULL;
}
