/* parts.c - see parts.h. */
#include "search/inside.h"
#include "search/parts.h"
#include "sys/clock.h"
#include <pthread.h>
#include <time.h>

enum { ALIVE_SECONDS = 10 };            /* between two signs of life */

struct making {
	struct store   *store;
	int             table;
	int64_t         builder;
	pthread_mutex_t lock;
	pthread_cond_t  moved;
	int             over;           /* parts */
	struct part {
		struct making *of;
		int            no;
		int            backend; /* that makes it; 0 before and after */
		pthread_t      thread;
		struct ctx     cx;      /* the thread's; holds its failure */
		enum err       result;
	} part[SEARCH_PARTS];
};

static void told(struct part *p, int backend, int over)
{
	pthread_mutex_lock(&p->of->lock);
	p->backend = backend;
	p->of->over += over;
	pthread_cond_signal(&p->of->moved);
	pthread_mutex_unlock(&p->of->lock);
}

static enum err make(struct ctx *cx, struct db *db, void *arg)
{
	struct part *p = arg;
	int backend;
	TRY(search_part_begin(cx, db, p->of->builder, &backend));
	told(p, backend, 0);
	return search_part_index(cx, db, p->of->table, p->no);
}

static void *run(void *arg)
{
	struct part *p = arg;
	p->result = store_change(&p->cx, p->of->store, make, p);
	told(p, 0, 1);
	return NULL;
}

static enum err begin(struct ctx *cx, struct making *m, int no)
{
	struct part *p = &m->part[no];
	p->of = m;
	p->no = no;
	ctx_init(&p->cx, clock_now(), 0);
	if (pthread_create(&p->thread, NULL, run, p) == 0)
		return OK;
	ctx_end(&p->cx);
	return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

static enum err end(struct ctx *cx, struct part *p)
{
	pthread_join(p->thread, NULL);
	enum err e = p->result == OK ? OK : fail(cx, p->result, p->cx.fault.said);
	ctx_end(&p->cx);
	return e;
}

static enum err sign_of_life(struct ctx *cx, struct db *db, void *arg)
{
	const struct making *m = arg;
	cx->now = clock_now();
	return search_anew_alive(cx, db, m->builder);
}

static enum err cancel(struct ctx *cx, struct db *db, void *arg)
{
	return search_part_cancel(cx, db, *(const int *)arg);
}

/* Whoever has no more use for an index doesn't wait until it is whole. */
static void cancel_all(struct ctx *cx, struct making *m, int n)
{
	for (int i = 0; i < n; i++) {
		pthread_mutex_lock(&m->lock);
		int backend = m->part[i].backend;
		pthread_mutex_unlock(&m->lock);
		if (backend)            /* busy with something else by now: that goes on */
			(void)!store_change(cx, m->store, cancel, &backend);
	}
}

/* A second, or until all of `n` are over: true. */
static bool all_over(struct making *m, int n)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&m->lock);
	while (m->over < n && pthread_cond_timedwait(&m->moved, &m->lock, &until) == 0)
		;
	bool over = m->over == n;
	pthread_mutex_unlock(&m->lock);
	return over;
}

static enum err wait_for_all(struct ctx *cx, struct making *m, int n, const _Atomic bool *stop)
{
	enum err e = n == SEARCH_PARTS ? OK : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	for (int second = 1; !all_over(m, n); second++) {
		if (e == OK && stop && *stop)
			e = fail(cx, ERR_BUSY, SAY_STORE_BUSY());
		else if (e == OK && second % ALIVE_SECONDS == 0)
			e = store_change(cx, m->store, sign_of_life, m);
		if (e != OK)
			cancel_all(cx, m, n);
	}
	return e;
}

enum err search_parts_index(struct ctx *cx, struct store *store, int table, int64_t builder,
			    const _Atomic bool *stop)
{
	struct making m = { .store = store, .table = table, .builder = builder };
	enum err e = OK;
	int n = 0;
	pthread_mutex_init(&m.lock, NULL);
	clock_cond(&m.moved);
	for (; n < SEARCH_PARTS && e == OK; n += e == OK)
		e = begin(cx, &m, n);
	e = wait_for_all(cx, &m, n, stop);
	for (int i = 0; i < n; i++) {
		enum err made = end(cx, &m.part[i]);
		e = e == OK ? made : e;
	}
	pthread_cond_destroy(&m.moved);
	pthread_mutex_destroy(&m.lock);
	return e;
}
