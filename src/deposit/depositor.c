/* depositor.c - the threads that write batches into recipients' databases: two at once, of
 * two agencies, so that a slow database doesn't hold all. A stop is noticed at the next
 * look; what was under way is then given back, and its transaction comes to nothing. */
#include "app.h"
#include "deposit/inside.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <pthread.h>
#include <time.h>

#define ARENA   (64u << 20)
#define AT_ONCE 2

struct deposit_clock {
	struct app      *app;
	pthread_t        threads[AT_ONCE];
	pthread_mutex_t  mu;
	pthread_cond_t   wake;
	int              woken;         /* threads that have yet to look round */
	volatile int     stop;
};

static bool wait_second(struct deposit_clock *p)
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

static void *depositor(void *arg)
{
	struct deposit_clock *p = arg;
	do {
		bool any = true;
		while (any && !p->stop) {
			AUTO_CTX cx = { 0 };
			ctx_init(&cx, clock_now(), ARENA);
			any = false;
			enum err e = deposit_carry_next(&cx, p->app, &p->stop, &any);
			if (e == OK)
				continue;
			log_fault(&cx, e, "deposit");
			any = false;
		}
	} while (wait_second(p));
	return NULL;
}

static enum err release_all(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_GIVE_BACK_ALL);
	return rows_done(cx, q, NULL);
}

enum err deposit_start(struct ctx *cx, struct app *app, struct deposit_clock **ret)
{
	pthread_condattr_t steady;
	if (store_kind(app->store) == STORE_SQLITE)
		TRY(store_change(cx, app->store, release_all, NULL));
	struct deposit_clock *p = ctx_new(cx, struct deposit_clock);
	p->app = app;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_mutex_init(&p->mu, NULL);
	pthread_cond_init(&p->wake, &steady);
	pthread_condattr_destroy(&steady);
	for (int i = 0; i < AT_ONCE; i++) {
		int bad = pthread_create(&p->threads[i], NULL, depositor, p);
		PRE(bad == 0);
	}
	*ret = p;
	return OK;
}

void deposit_wake(struct deposit_clock *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->mu);
	p->woken = AT_ONCE;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->mu);
}

void deposit_stop(struct deposit_clock **pp)
{
	struct deposit_clock *p = *pp;
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
