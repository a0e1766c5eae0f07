/* job.c - the thread of the clock. What fails is logged and tried again (steps.h). */
#include "job/job.h"
#include "sys/clock.h"
#include <pthread.h>
#include <time.h>

#define TICK_SECONDS 5
#define TICK_MEMORY  (32u << 20)

struct job_clock {
	struct app     *app;
	struct db      *reader;
	pthread_t       thread;
	pthread_mutex_t lock;
	pthread_cond_t  wake;
	bool            stopping;
};

/* Waits for the next tick; false when it is time to stop. */
static bool rest(struct job_clock *j)
{
	int64_t until = clock_steady_us() / 1000000 + TICK_SECONDS;
	struct timespec at = { .tv_sec = until };
	pthread_mutex_lock(&j->lock);
	while (!j->stopping && clock_steady_us() / 1000000 < until)
		pthread_cond_timedwait(&j->wake, &j->lock, &at);
	bool on = !j->stopping;
	pthread_mutex_unlock(&j->lock);
	return on;
}

static void *run(void *arg)
{
	struct job_clock *j = arg;
	struct ctx cx;
	ctx_init(&cx, clock_now(), TICK_MEMORY);
	do {
		ctx_reset(&cx, clock_now());
		job_tick(&cx, j->app, j->reader);
	} while (rest(j));
	ctx_end(&cx);
	return NULL;
}

enum err job_start(struct ctx *cx, struct app *app, struct db *reader,
		   struct job_clock **ret_clock)
{
	struct job_clock *j = ctx_new(cx, struct job_clock);

	*j = (struct job_clock){ .app = app, .reader = reader };
	pthread_mutex_init(&j->lock, NULL);
	clock_cond(&j->wake);
	if (pthread_create(&j->thread, NULL, run, j) != 0)
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	*ret_clock = j;
	return OK;
}

void job_stop(struct job_clock *j)
{
	if (!j)
		return;
	pthread_mutex_lock(&j->lock);
	j->stopping = true;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->lock);
	pthread_join(j->thread, NULL);
	pthread_cond_destroy(&j->wake);
	pthread_mutex_destroy(&j->lock);
}
