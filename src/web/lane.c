/* lane.c - quick calls on PostgreSQL, several at a time.
 *
 * On SQLite a quick call runs on the event loop and waits for nothing; PostgreSQL
 * answers from afar, and a worker for each call would spend more on waiting and
 * waking than on the call. So a lane, a thread whose read connection gathers,
 * takes all calls that are here, runs each up to its question (req_await), sends
 * the questions together, and runs each to its end. While it waits for the
 * answers, another lane takes what comes. A call that turns out to be slow, before
 * it asks (req_defer) or after, goes to a worker. */
#include "app.h"
#include "store/store.h"
#include "sys/clock.h"
#include "web/job.h"
#include <stdlib.h>

#define TOGETHER_MOST 64
#define WAITING_MOST  1024              /* more are told to come again */

struct lane {
	struct lanes  *all;
	struct db     *db;
	pthread_t      thread;
	struct job    *first, **last;   /* those that await an answer */
};
struct lanes {
	struct web     *web;
	pthread_mutex_t lock;
	pthread_cond_t  wake;
	struct job     *first, *last;
	int             waiting, n;
	bool            stop;
	struct lane    *lane;
};

static struct job *take(struct lanes *all)
{
	pthread_mutex_lock(&all->lock);
	while (!all->first && !all->stop)
		pthread_cond_wait(&all->wake, &all->lock);
	struct job *list = all->first, *end = list;
	for (int n = 1; end && end->next && n < TOGETHER_MOST; n++)
		end = end->next;
	if (end) {
		all->first = end->next;
		end->next = NULL;
	}
	for (struct job *j = list; j; j = j->next)
		all->waiting--;
	bool left = all->first != NULL;
	pthread_mutex_unlock(&all->lock);
	if (left)
		pthread_cond_signal(&all->wake);
	return list;
}

/* A job that doesn't await is somebody else's when run_job() returns. */
static void run_together(struct lane *l, struct job *list)
{
	for (struct job *j = list, *next; j; j = next) {
		next = j->next;
		j->lane = l;
		run_job(j, l->db);
	}
	if (!l->first)
		return;
	db_fetch(l->db);
	list = l->first;
	l->first = NULL;
	l->last = &l->first;
	for (struct job *j = list, *next; j; j = next) {
		next = j->next;
		run_awaited(j);
	}
}

static void *serve(void *arg)
{
	struct lane *l = arg;
	for (struct job *list; (list = take(l->all)) != NULL;)
		run_together(l, list);
	return NULL;
}

void req_await(struct req *rq, await_fn *fn, void *state)
{
	struct job *j = rq->job;
	PRE(j->lane && db_gathers(rq->db));
	j->awaits = fn;
	j->await_state = state;
	j->next = NULL;
	*j->lane->last = j;
	j->lane->last = &j->next;
}

bool lanes_push(struct lanes *all, struct job *j)
{
	j->queued = clock_steady_us();
	j->next = NULL;
	pthread_mutex_lock(&all->lock);
	bool room = all->waiting < WAITING_MOST;
	if (room && all->first)
		all->last->next = j;
	else if (room)
		all->first = j;
	bool was_empty = room && all->first == j;
	if (room) {
		all->last = j;
		all->waiting++;
	}
	pthread_mutex_unlock(&all->lock);
	if (was_empty)
		pthread_cond_signal(&all->wake);
	return room;
}

int lanes_waiting(struct lanes *all)
{
	if (!all)
		return 0;
	pthread_mutex_lock(&all->lock);
	int n = all->waiting;
	pthread_mutex_unlock(&all->lock);
	return n;
}

struct lanes *lanes_start(struct web *w)
{
	struct store *s = w->set.app ? w->set.app->store : NULL;
	if (!s || store_kind(s) != STORE_PG || !w->set.loop_readers)
		return NULL;
	struct lanes *all = calloc(1, sizeof *all);
	PRE(all != NULL);
	all->web = w;
	all->n = w->set.loops;
	all->lane = calloc((size_t)all->n, sizeof *all->lane);
	PRE(all->lane != NULL);
	pthread_mutex_init(&all->lock, NULL);
	pthread_cond_init(&all->wake, NULL);
	for (int i = 0; i < all->n; i++) {
		struct lane *l = &all->lane[i];
		*l = (struct lane){ .all = all, .last = &l->first,
				    .db = store_reader(s, w->set.loop_readers + i) };
		db_gather(l->db);
		PRE(pthread_create(&l->thread, NULL, serve, l) == 0);
	}
	return all;
}

void lanes_stop(struct lanes *all)
{
	if (!all)
		return;
	pthread_mutex_lock(&all->lock);
	all->stop = true;
	pthread_mutex_unlock(&all->lock);
	pthread_cond_broadcast(&all->wake);
	for (int i = 0; i < all->n; i++)
		pthread_join(all->lane[i].thread, NULL);
	pthread_mutex_destroy(&all->lock);
	pthread_cond_destroy(&all->wake);
	free(all->lane);
	free(all);
}
