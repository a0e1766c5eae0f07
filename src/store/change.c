/* change.c - writes: closures, one at a time on a connection of their own, or queued for
 * one writer, which takes whatever is there and has it run as a group (group.c). Durable
 * before anyone hears.
 *
 * The writer doesn't linger but for a turn for those who are ready to run: while one
 * group is on its way to the disk the next one gathers. */
#include "store/group.h"
#include "sys/random.h"
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

#define GROUP_MAX 512

/* Two that failed on each other must not meet again at once: wait by chance, up
 * to 1, 2, 4 … 64 ms. */
static void part(int tries)
{
	uint32_t dice;
	random_bytes(&dice, sizeof dice);
	int64_t most = (int64_t)1000000 << (tries < 6 ? tries : 6);
	nanosleep(&(struct timespec){ .tv_nsec = dice % most }, NULL);
}

enum err change_alone(struct ctx *cx, struct db *db, store_fn *fn, void *arg)
{
	enum err e = ERR_BUSY;
	for (int i = 0; i < CHANGE_TRIES; i++) {
		db->retry = false;
		group_clear(db);
		db->quiet = false;
		db->late = LATE_FAILS;
		e = db->ops->begin(cx, db, TXN_SERIAL);
		if (e == OK)
			e = fn(cx, db, arg);
		if (e == OK)
			e = group_seal(cx, db);
		if (e == OK)
			e = db->ops->commit(cx, db);
		if (e == OK && !db->quiet)
			db->store->epoch++;
		if (e == OK)
			return OK;
		db->ops->rollback(db);
		if (!db->retry)
			return e;
		part(i);
	}
	return e;
}

/* ---------------------------------------------------------- the queue */

static struct store_queued *take(struct store *s)
{
	pthread_mutex_lock(&s->mu);
	while (!s->first && !s->stopping)
		pthread_cond_wait(&s->wake, &s->mu);
	/* Who is about to queue more goes first; an idle machine comes back at once. */
	pthread_mutex_unlock(&s->mu);
	sched_yield();
	pthread_mutex_lock(&s->mu);
	struct store_queued *list = s->first, *end = list;
	for (int n = 1; end && end->next && n < GROUP_MAX; n++)
		end = end->next;
	if (end) {
		s->first = end->next;
		end->next = NULL;
		if (!s->first)
			s->last = &s->first;
	}
	pthread_mutex_unlock(&s->mu);
	return list;
}

static void *writer(void *arg)
{
	struct store *s = arg;
	struct store_queued *list;
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	while ((list = take(s)) != NULL) {
		ctx_reset(&cx, list->cx->now);
		group_run(&cx, &s->queue_db, list);
	}
	return NULL;
}

void db_quiet(struct db *db)
{
	db->quiet = true;
}

uint64_t store_epoch(const struct store *s)
{
	return s->epoch;
}

void store_send(struct store *s, struct store_queued *list)
{
	struct store_queued *last = list;
	while (last->next)
		last = last->next;
	pthread_mutex_lock(&s->mu);
	PRE(!s->stopping);
	bool was_empty = !s->first;
	*s->last = list;
	s->last = &last->next;
	pthread_mutex_unlock(&s->mu);
	if (was_empty)
		pthread_cond_signal(&s->wake);
}

void store_change_later(struct ctx *cx, struct store *s, store_fn *fn,
			store_done *done, void *arg)
{
	struct store_queued *c = malloc(sizeof *c);
	PRE(c != NULL);
	*c = (struct store_queued){ .cx = cx, .fn = fn, .done = done, .arg = arg, .made = true };
	store_send(s, c);
}

/* ------------------------------------------------------- waiting for it */

struct wait { sem_t sem; store_fn *fn; void *arg; enum err result; };

static enum err waited(struct ctx *cx, struct db *db, void *arg)
{
	struct wait *w = arg;
	return w->fn(cx, db, w->arg);
}

static void arrived(struct ctx *cx, void *arg, enum err result)
{
	struct wait *w = arg;
	(void)cx;
	w->result = result;
	sem_post(&w->sem);
}

enum err store_change_queued(struct ctx *cx, struct store *s, store_fn *fn, void *arg)
{
	struct wait w = { .fn = fn, .arg = arg };
	sem_init(&w.sem, 0, 0);
	store_change_later(cx, s, waited, arrived, &w);
	while (sem_wait(&w.sem) != 0)
		;
	sem_destroy(&w.sem);
	return w.result;
}

/* PostgreSQL: any free connection of the pool; there is one a worker. */
static enum err change_pooled(struct ctx *cx, struct store *s, store_fn *fn, void *arg)
{
	int i;
	pthread_mutex_lock(&s->mu);
	for (;;) {
		for (i = 0; i < s->nwriters && s->writer_busy[i]; i++)
			;
		if (i < s->nwriters)
			break;
		pthread_cond_wait(&s->freed, &s->mu);
	}
	s->writer_busy[i] = true;
	pthread_mutex_unlock(&s->mu);

	enum err e = change_alone(cx, &s->writers[i], fn, arg);

	pthread_mutex_lock(&s->mu);
	s->writer_busy[i] = false;
	pthread_mutex_unlock(&s->mu);
	pthread_cond_signal(&s->freed);
	return e;
}

enum err store_change(struct ctx *cx, struct store *s, store_fn *fn, void *arg)
{
	PRE(!s->setup.read_only);
	return s->kind == STORE_SQLITE ? store_change_queued(cx, s, fn, arg)
				       : change_pooled(cx, s, fn, arg);
}

enum err change_start(struct ctx *cx, struct store *s)
{
	s->last = &s->first;
	if (pthread_create(&s->thread, NULL, writer, s) != 0)
		return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	s->started = true;
	return OK;
}

void change_stop(struct store *s)
{
	if (!s->started)
		return;
	pthread_mutex_lock(&s->mu);
	s->stopping = true;
	pthread_mutex_unlock(&s->mu);
	pthread_cond_broadcast(&s->wake);
	pthread_join(s->thread, NULL);
	s->started = false;
}
