/* random.c - drawn in blocks of 4 KiB per thread: a call a draw costs 0.4 µs,
 * a block a hundredth of it. Bytes are wiped as they are handed out. */
#include "sys/random.h"
#include "base/err.h"
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

static _Thread_local uint8_t pool[4096];
static _Thread_local size_t left;
static pthread_once_t watched = PTHREAD_ONCE_INIT;

/* In the child of a fork, whose only thread this is: draws of its own. */
static void forked(void)
{
	left = 0;
}

static void watch_forks(void)
{
	PRE(pthread_atfork(NULL, NULL, forked) == 0);
}

void random_bytes(void *p, size_t n)
{
	uint8_t *out = p;
	pthread_once(&watched, watch_forks);
	while (n) {
		if (!left) {
			for (size_t got = 0; got < sizeof pool;) {
				ssize_t k = getrandom(pool + got, sizeof pool - got, 0);
				PRE(k > 0);
				got += (size_t)k;
			}
			left = sizeof pool;
		}
		size_t take = n < left ? n : left;
		uint8_t *from = pool + sizeof pool - left;
		memcpy(out, from, take);
		explicit_bzero(from, take);
		left -= take;
		out += take;
		n -= take;
	}
}
