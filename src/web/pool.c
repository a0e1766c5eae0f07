/* pool.c - the workers: a bounded number of threads, one queue.
 *
 * Waking a thread costs more than most requests, so no more than one a core are
 * woken as jobs come; those that are awake go on until the queue is empty. A
 * watcher sees when jobs still wait, because the awake ones wait for the store
 * or work long, and wakes more, one a millisecond. The worker that went idle
 * last is woken first, so that few stay warm when there is little to do. */
#include "app.h"
#include "store/store.h"
#include "sys/clock.h"
#include "web/job.h"
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define WAIT_US 2000                    /* a job that waits longer gets one more worker */

struct worker {
	struct pool   *pool;
	int            number;
	pthread_t      thread;
	pthread_cond_t wake;
	bool           called;
};
struct pool {
	struct web     *web;
	pthread_mutex_t lock;
	struct job     *first, *last;
	int             waiting, most, nworkers, nidle, soft;
	bool            stop, watched;  /* watched: the watcher is up */
	uint64_t        taken;          /* jobs, ever */
	pthread_cond_t  watch;
	pthread_t       watcher;
	struct worker **idle;
	struct worker  *workers;
};

static struct job *next_job(struct worker *me)
{
	struct pool *p = me->pool;
	pthread_mutex_lock(&p->lock);
	while (!p->first && !p->stop) {
		me->called = false;
		p->idle[p->nidle++] = me;
		while (!me->called)
			pthread_cond_wait(&me->wake, &p->lock);
	}
	struct job *j = p->first;
	if (j) {
		p->first = j->next;
		if (!p->first)
			p->last = NULL;
		p->waiting--;
		p->taken++;
	}
	pthread_mutex_unlock(&p->lock);
	return j;
}

static void *work(void *arg)
{
	struct worker *me = arg;
	struct app *app = me->pool->web->set.app;
	struct db *db = app && app->store ? store_reader(app->store, me->number) : NULL;
	for (struct job *j; (j = next_job(me));)
		run_job(j, db);
	return NULL;
}

/* Under the lock; to be signalled after it. */
static struct worker *call_one(struct pool *p)
{
	struct worker *k = p->idle[--p->nidle];
	k->called = true;
	return k;
}

static void *watch(void *arg)
{
	struct pool *p = arg;
	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		if (!p->waiting || !p->nidle) {
			p->watched = false;
			pthread_cond_wait(&p->watch, &p->lock);
			continue;
		}
		p->watched = true;
		uint64_t before = p->taken;
		pthread_mutex_unlock(&p->lock);
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
		pthread_mutex_lock(&p->lock);
		bool stuck = p->taken == before ||
			     (p->first && clock_steady_us() - p->first->queued > WAIT_US);
		if (!p->stop && p->waiting && p->nidle && stuck)
			pthread_cond_signal(&call_one(p)->wake);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_start(struct web *w, int workers, int most_waiting)
{
	struct pool *p = calloc(1, sizeof *p);
	PRE(p != NULL);
	p->web = w;
	p->most = most_waiting;
	p->nworkers = workers;
	p->soft = (int)sysconf(_SC_NPROCESSORS_ONLN);
	p->soft = p->soft < 2 ? 2 : p->soft;
	/* On PostgreSQL a worker waits most of its time for an answer. */
	if (w->set.app && w->set.app->store && store_kind(w->set.app->store) == STORE_PG)
		p->soft *= 8;
	pthread_cond_init(&p->watch, NULL);
	pthread_mutex_init(&p->lock, NULL);
	p->workers = calloc((size_t)workers, sizeof *p->workers);
	p->idle = calloc((size_t)workers, sizeof *p->idle);
	PRE(p->workers && p->idle);
	for (int i = 0; i < workers; i++) {
		struct worker *k = &p->workers[i];
		*k = (struct worker){ .pool = p, .number = i };
		pthread_cond_init(&k->wake, NULL);
		PRE(pthread_create(&k->thread, NULL, work, k) == 0);
	}
	PRE(pthread_create(&p->watcher, NULL, watch, p) == 0);
	return p;
}

static bool push(struct pool *p, struct job *j, int most)
{
	struct worker *k = NULL;
	bool tell = false;
	j->queued = clock_steady_us();
	pthread_mutex_lock(&p->lock);
	if (p->waiting >= most) {
		pthread_mutex_unlock(&p->lock);
		return false;
	}
	j->next = NULL;
	if (p->last)
		p->last->next = j;
	else
		p->first = j;
	p->last = j;
	p->waiting++;
	if (p->nidle && p->nworkers - p->nidle < p->soft)
		k = call_one(p);
	else if (p->nidle && !p->watched)
		tell = p->watched = true;
	pthread_mutex_unlock(&p->lock);
	if (k)
		pthread_cond_signal(&k->wake);
	else if (tell)
		pthread_cond_signal(&p->watch);
	return true;
}

bool pool_push(struct pool *p, struct job *j)
{
	return push(p, j, p->most);
}

void pool_push_always(struct pool *p, struct job *j)
{
	push(p, j, 1 << 30);
}

int pool_waiting(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	int n = p->waiting;
	pthread_mutex_unlock(&p->lock);
	return n;
}

int pool_idle(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	int n = p->nidle;
	pthread_mutex_unlock(&p->lock);
	return n;
}

void pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	while (p->nidle)
		pthread_cond_signal(&call_one(p)->wake);
	pthread_cond_signal(&p->watch);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->watcher, NULL);
	pthread_cond_destroy(&p->watch);
	for (int i = 0; i < p->nworkers; i++) {
		pthread_join(p->workers[i].thread, NULL);
		pthread_cond_destroy(&p->workers[i].wake);
	}
	pthread_mutex_destroy(&p->lock);
	free(p->workers);
	free(p->idle);
	free(p);
}
