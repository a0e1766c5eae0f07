/* load_queue.c - see load_queue.h. A ring of blocks under one lock. */
#include "ingest/load_queue.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WRITER_ARENA (8u << 20)

struct load_queue {
	pthread_mutex_t    mu;
	pthread_cond_t     changed;
	pthread_t          thread;
	struct queue_block blocks[QUEUE_BLOCKS];
	size_t             sent, taken;         /* blocks, ever */
	bool               over, keep, failed;
	struct rowload    *load;
	struct ctx         cx;                  /* the thread's own */
	enum err           result;
	struct rowload_sum sum;
};

/* Text of a block may have moved while it grew: cells point into it now. */
static void point(struct queue_block *b)
{
	size_t n = b->block.nrows * b->block.ncolumns;
	for (size_t i = 0; i < n; i++)
		if (b->cells[i].n >= 0)
			b->cells[i].p = b->text.p ? b->text.p + b->offset[i] : "";
}

static enum err put_all(struct load_queue *q)
{
	for (;;) {
		pthread_mutex_lock(&q->mu);
		while (q->sent == q->taken && !q->over)
			pthread_cond_wait(&q->changed, &q->mu);
		bool none = q->sent == q->taken, keep = q->keep;
		struct queue_block *b = &q->blocks[q->taken % QUEUE_BLOCKS];
		pthread_mutex_unlock(&q->mu);
		if (none && !keep)
			return OK;
		if (none)
			return rowload_finish(&q->cx, &q->load, &q->sum);
		point(b);
		TRY(rowload_add(&q->cx, q->load, &b->block));
		pthread_mutex_lock(&q->mu);
		q->taken++;
		pthread_cond_signal(&q->changed);
		pthread_mutex_unlock(&q->mu);
	}
}

static void *writer(void *arg)
{
	struct load_queue *q = arg;
	enum err e = put_all(q);
	pthread_mutex_lock(&q->mu);
	q->result = e;
	q->failed = e != OK;
	pthread_cond_signal(&q->changed);
	pthread_mutex_unlock(&q->mu);
	return NULL;
}

static void make_block(struct queue_block *b, size_t ncolumns)
{
	b->room = QUEUE_CELLS / ncolumns + 1;
	b->numbers = calloc(b->room, sizeof *b->numbers);
	b->cells = calloc(b->room * ncolumns, sizeof *b->cells);
	b->offset = calloc(b->room * ncolumns, sizeof *b->offset);
	PRE(b->numbers && b->cells && b->offset);
	b->text = buf_make(QUEUE_TEXT_MOST);
	b->block = (struct block){ .ncolumns = ncolumns, .numbers = b->numbers,
				   .cells = b->cells };
}

enum err load_queue_begin(struct ctx *cx, struct rowload_setup setup,
			  struct load_queue **ret_queue)
{
	struct rowload *load = NULL;
	TRY(rowload_begin(cx, setup, &load));
	struct load_queue *q = calloc(1, sizeof *q);
	PRE(q != NULL);
	q->load = load;
	pthread_mutex_init(&q->mu, NULL);
	pthread_cond_init(&q->changed, NULL);
	ctx_init(&q->cx, cx->now, WRITER_ARENA);
	for (size_t i = 0; i < QUEUE_BLOCKS; i++)
		make_block(&q->blocks[i], setup.ncolumns);
	int bad = pthread_create(&q->thread, NULL, writer, q);
	PRE(bad == 0);
	*ret_queue = q;
	return OK;
}

struct queue_block *load_queue_block(struct load_queue *q)
{
	pthread_mutex_lock(&q->mu);
	while (q->sent - q->taken == QUEUE_BLOCKS && !q->failed)
		pthread_cond_wait(&q->changed, &q->mu);
	bool failed = q->failed;
	pthread_mutex_unlock(&q->mu);
	struct queue_block *b = &q->blocks[q->sent % QUEUE_BLOCKS];
	b->block.nrows = 0;
	buf_clear(&b->text);
	return failed ? NULL : b;
}

void load_queue_send(struct load_queue *q)
{
	pthread_mutex_lock(&q->mu);
	q->sent++;
	pthread_cond_signal(&q->changed);
	pthread_mutex_unlock(&q->mu);
}

static void give_back(struct load_queue **pq)
{
	struct load_queue *q = *pq;
	rowload_drop(&q->load);
	for (size_t i = 0; i < QUEUE_BLOCKS; i++) {
		free(q->blocks[i].numbers);
		free(q->blocks[i].cells);
		free(q->blocks[i].offset);
		buf_end(&q->blocks[i].text);
	}
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->mu);
	ctx_end(&q->cx);
	free(q);
	*pq = NULL;
}

enum err load_queue_end(struct ctx *cx, struct load_queue **pq, bool keep,
			struct rowload_sum *ret_sum)
{
	struct load_queue *q = *pq;
	pthread_mutex_lock(&q->mu);
	q->over = true;
	q->keep = keep;
	pthread_cond_signal(&q->changed);
	pthread_mutex_unlock(&q->mu);
	pthread_join(q->thread, NULL);
	enum err e = q->result;
	if (e == OK)
		*ret_sum = q->sum;
	else if (q->cx.fault.said.id)
		e = fail(cx, e, q->cx.fault.said);
	give_back(pq);
	return e;
}
