/* job.c - jobs taken, given back, and handed between the loop and the workers. See job.h. */
#include "web/job.h"
#include <stdlib.h>

#define ARENA_MOST   (64u << 20)
#define JOBS_KEPT    128
#define BODY_KEPT    (16u << 10)        /* idle jobs keep no more than this */

struct job *job_take(struct web *w)
{
	pthread_mutex_lock(&w->free_lock);
	struct job *j = w->free_jobs;
	if (j) {
		w->free_jobs = j->next;
		w->nfree--;
	}
	pthread_mutex_unlock(&w->free_lock);
	if (!j) {
		j = calloc(1, sizeof *j);
		PRE(j != NULL);
		ctx_init(&j->cx, (ms_t){ 0 }, ARENA_MOST);
		ctx_init(&j->piece, (ms_t){ 0 }, ARENA_MOST);
		j->out = (struct answer){ .buf = buf_make(ANSWER_MOST), .fd = -1 };
	}
	j->web = w;
	atomic_fetch_add(&w->jobs_out, 1);
	return j;
}

void job_free(struct job *j)
{
	ctx_end(&j->cx);
	ctx_end(&j->piece);
	buf_end(&j->out.buf);
	buf_end(&j->body);
	free(j);
}

static void job_wipe(struct job *j)
{
	answer_clear(&j->out);
	json_decref(j->rq.json);
	ctx_reset(&j->cx, (ms_t){ 0 });
	ctx_reset(&j->piece, (ms_t){ 0 });
	if (j->body.room > BODY_KEPT)
		buf_end(&j->body);
	buf_clear(&j->body);
	j->rq = (struct req){ 0 };
	j->sink = (struct sink){ 0 };
	j->match = (struct match){ 0 };
	j->facts = (struct head_facts){ 0 };
	j->query.n = 0;
	j->close = j->whole = j->again = j->admitted = j->home = false;
	j->tries = 0;
	j->received = 0;
	j->session = NULL;
	j->idem = NULL;
	j->lane = NULL;
}

void job_give(struct job *j)
{
	struct web *w = j->web;
	job_wipe(j);
	pthread_mutex_lock(&w->free_lock);
	bool keep = w->nfree < JOBS_KEPT;
	if (keep) {
		j->next = w->free_jobs;
		w->free_jobs = j;
		w->nfree++;
	}
	pthread_mutex_unlock(&w->free_lock);
	if (!keep)
		job_free(j);
	atomic_fetch_sub(&w->jobs_out, 1);
}

void job_ready(struct job *j)
{
	if (j->state != JOB_SENDING)
		j->state = JOB_READY;
	if (!j->home)
		loop_resume(j->loop, j->mhd);
}

void job_more(struct job *j)
{
	j->state = JOB_READING;
	live_phase(j->live, LIVE_STREAM_IN);
	loop_resume(j->loop, j->mhd);
}

/* Suspended before it is handed over: the worker may be faster than we are. */
void job_hop(struct job *j, enum job_task task)
{
	j->task = task;
	if (task != TASK_PIECE) {
		j->state = JOB_AWAY;
		live_phase(j->live, LIVE_AWAY);
	}
	MHD_suspend_connection(j->mhd);
	if (task != TASK_RUN)
		pool_push_always(j->web->pool, j);
	else if (!pool_push(j->web->pool, j)) {
		answer_problem(j, fail(&j->cx, ERR_BUSY, SAY_OVERLOADED()));
		job_ready(j);
	}
}
