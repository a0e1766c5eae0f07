#include "sys/clock.h"
#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t shift, last, held;

/* At start only: what was seen before the shift is of another time. */
void clock_shift(int64_t ms)
{
	shift = ms;
	last = 0;
}

void clock_hold(ms_t at)
{
	held = at.n;
}

/* A clock set back would reorder the record: hold the latest time seen. */
ms_t clock_now(void)
{
	struct timespec t;
	if (held)
		return (ms_t){ held };
	clock_gettime(CLOCK_REALTIME, &t);
	int64_t now = t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000 + shift;
	int64_t seen = last;
	while (now > seen && !atomic_compare_exchange_weak(&last, &seen, now))
		;
	return (ms_t){ now > seen ? now : seen };
}

static int64_t us_of(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

int64_t clock_steady_us(void)
{
	return us_of(CLOCK_MONOTONIC);
}

int64_t clock_coarse_us(void)
{
	return us_of(CLOCK_MONOTONIC_COARSE);
}

void clock_cond(pthread_cond_t *ret)
{
	pthread_condattr_t steady;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(ret, &steady);
	pthread_condattr_destroy(&steady);
}
