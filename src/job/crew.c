/* crew.c - see crew.h. */
#include "job/crew.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <pthread.h>
#include <time.h>

#define ARENA   (64u << 20)             /* of one step */
#define THREADS_MOST 4

struct crew {
	struct app      *app;
	const char      *name;
	crew_step       *step;
	int              n;
	pthread_t        threads[THREADS_MOST];
	pthread_mutex_t  mu;
	pthread_cond_t   wake;
	int              woken;         /* threads that have yet to look round */
	_Atomic int     stop;
};

static bool rest(struct crew *c)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&c->mu);
	while (!c->stop && !c->woken)
		if (pthread_cond_timedwait(&c->wake, &c->mu, &until) != 0)
			break;
	c->woken -= c->woken > 0;
	bool on = !c->stop;
	pthread_mutex_unlock(&c->mu);
	return on;
}

static void *work(void *arg)
{
	struct crew *c = arg;
	do {
		bool any = true;
		while (any && !c->stop) {
			AUTO_CTX cx = { 0 };
			ctx_init(&cx, clock_now(), ARENA);
			any = false;
			enum err e = c->step(&cx, c->app, &c->stop, &any);
			if (e == OK)
				continue;
			log_fault(&cx, e, c->name);
			any = false;
		}
	} while (rest(c));
	return NULL;
}

struct crew *crew_start(struct ctx *cx, struct app *app, const char *name, int threads,
			crew_step *step)
{
	struct crew *c = ctx_new(cx, struct crew);
	PRE(threads <= THREADS_MOST);
	c->app = app;
	c->name = name;
	c->step = step;
	c->n = threads;
	pthread_mutex_init(&c->mu, NULL);
	clock_cond(&c->wake);
	for (int i = 0; i < threads; i++) {
		int bad = pthread_create(&c->threads[i], NULL, work, c);
		PRE(bad == 0);
	}
	return c;
}

void crew_wake(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->mu);
	c->woken = c->n;
	pthread_cond_broadcast(&c->wake);
	pthread_mutex_unlock(&c->mu);
}

void crew_stop(struct crew **cc)
{
	struct crew *c = *cc;
	if (!c)
		return;
	pthread_mutex_lock(&c->mu);
	c->stop = 1;
	pthread_cond_broadcast(&c->wake);
	pthread_mutex_unlock(&c->mu);
	for (int i = 0; i < c->n; i++)
		pthread_join(c->threads[i], NULL);
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->mu);
	*cc = NULL;
}
