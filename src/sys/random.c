/* random.c - drawn in blocks of 4 KiB per thread: a call a draw costs 0.4 µs,
 * a block a hundredth of it. Bytes are wiped as they are handed out. */
#include "sys/random.h"
#include "base/err.h"
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static _Thread_local uint8_t pool[4096];
static _Thread_local size_t left;
static _Thread_local pid_t owner;

void random_bytes(void *p, size_t n)
{
	uint8_t *out = p;
	if (owner != getpid()) {
		owner = getpid();
		left = 0;
	}
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
