/* breaker.h - whether a provider that fails is asked again. Pure.
 *
 * Closed: it is asked. Five failures on end, or ten of the last twenty, open it: nobody
 * asks for a while, so that those who wait for it don't fill the house. Then one call goes
 * through to try; if that is answered well it closes, else it opens for twice as long, up
 * to five minutes. Times are milliseconds of a steady clock. */
#ifndef FORWARD_BREAKER_H
#define FORWARD_BREAKER_H
#include <stdbool.h>
#include <stdint.h>

#define BREAKER_IN_A_ROW 5
#define BREAKER_OF_LAST  20
#define BREAKER_BAD      10
#define BREAKER_COOL_MS  10000
#define BREAKER_COOL_MOST 300000

#define BREAKER_TABLE(X) X(CLOSED, "closed") X(OPEN, "open") X(HALF_OPEN, "half_open")
enum breaker_state {
#define X(id, word) BREAKER_##id,
	BREAKER_TABLE(X)
#undef X
	BREAKER_STATES_
};

struct breaker {                        /* zero: closed, and nothing known */
	uint32_t last;                  /* bit 0: the last outcome; 1: it failed */
	int      known, in_a_row;       /* outcomes in `last`; failures on end */
	bool     open;
	int64_t  until, cool;           /* open: when it is tried again; for how long it was */
	int64_t  trying;                /* a call tries it, until then; 0: none */
	int64_t  opened;                /* how often it opened */
};

const char *breaker_word(enum breaker_state s);
enum breaker_state breaker_state(const struct breaker *b, int64_t now);
/* May a call be made now, that ends within `most` ms? *ret_wait: else for how long not. */
bool breaker_lets(struct breaker *b, int64_t now, int64_t most, int64_t *ret_wait);
/* How one ended. True: this opened it, and it was closed before. */
bool breaker_told(struct breaker *b, int64_t now, bool failed);
#endif
