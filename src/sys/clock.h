/* clock.h - the one door to the time of day. Everything else is given it. */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H
#include "base/unit.h"
#include <pthread.h>
ms_t    clock_now(void);                /* never runs backwards in a process */
int64_t clock_steady_us(void);          /* for durations only */
int64_t clock_coarse_us(void);          /* the same, a few milliseconds behind, for less */
/* A condition whose timed waits are until a CLOCK_MONOTONIC time. */
void    clock_cond(pthread_cond_t *ret);
/* Demo data directories may run at another time (serve --clock). */
void    clock_shift(int64_t ms);
/* While a demo city is made, the time is that of its story; {0}: it runs again. */
void    clock_hold(ms_t at);
#endif
