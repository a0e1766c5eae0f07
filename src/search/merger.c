/* merger.c - see merger.h. */
#include "search/merger.h"
#include "sys/clock.h"

enum { MOST_BESIDE = 50 };              /* changes not merged yet that may lie there */

static enum err merge(struct ctx *cx, struct db *db, void *arg)
{
	const struct search_merger *m = arg;
	return search_anew_merge(cx, db, m->table);
}

/* Waits for changes to merge: the next takes in the first *ret_put of them at least.
 * False: none will follow. */
static bool wait_for_some(struct search_merger *m, int *ret_put)
{
	pthread_mutex_lock(&m->lock);
	while (m->put == m->merged && !m->ending)
		pthread_cond_wait(&m->moved, &m->lock);
	*ret_put = m->put;
	bool some = m->put > m->merged && !m->left;
	pthread_mutex_unlock(&m->lock);
	return some;
}

static void *run(void *arg)
{
	struct search_merger *m = arg;
	for (int put; m->result == OK && wait_for_some(m, &put);) {
		ctx_reset(&m->cx, clock_now());
		enum err e = store_change(&m->cx, m->store, merge, m);
		pthread_mutex_lock(&m->lock);
		m->merged = put;
		m->result = e;
		pthread_cond_signal(&m->moved);
		pthread_mutex_unlock(&m->lock);
	}
	return NULL;
}

enum err search_merger_start(struct ctx *cx, struct store *store, int table,
			     struct search_merger *ret)
{
	*ret = (struct search_merger){ .store = store, .table = table };
	pthread_mutex_init(&ret->lock, NULL);
	pthread_cond_init(&ret->moved, NULL);
	ctx_init(&ret->cx, clock_now(), 0);
	if (pthread_create(&ret->thread, NULL, run, ret) == 0)
		return OK;
	ctx_end(&ret->cx);
	return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

void search_merger_put(struct search_merger *m)
{
	pthread_mutex_lock(&m->lock);
	m->put++;
	pthread_cond_broadcast(&m->moved);
	while (m->put - m->merged >= MOST_BESIDE && m->result == OK)
		pthread_cond_wait(&m->moved, &m->lock);
	pthread_mutex_unlock(&m->lock);
}

enum err search_merger_end(struct ctx *cx, struct search_merger *m, bool left)
{
	pthread_mutex_lock(&m->lock);
	m->ending = true;
	m->left = left;
	pthread_cond_broadcast(&m->moved);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	enum err e = m->result == OK ? OK : fail(cx, m->result, m->cx.fault.said);
	ctx_end(&m->cx);
	pthread_cond_destroy(&m->moved);
	pthread_mutex_destroy(&m->lock);
	return e;
}
