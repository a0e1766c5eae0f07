/* breaker.c - see breaker.h. */
#include "forward/breaker.h"

const char *breaker_word(enum breaker_state s)
{
	static const char *const words[] = {
#define X(id, word) word,
		BREAKER_TABLE(X)
#undef X
	};
	return words[s];
}

enum breaker_state breaker_state(const struct breaker *b, int64_t now)
{
	return !b->open ? BREAKER_CLOSED : now < b->until ? BREAKER_OPEN : BREAKER_HALF_OPEN;
}

bool breaker_lets(struct breaker *b, int64_t now, int64_t most, int64_t *ret_wait)
{
	if (!b->open)
		return true;
	int64_t until = now < b->until ? b->until : now < b->trying ? b->trying : now;
	if (until > now) {
		*ret_wait = until - now;
		return false;
	}
	b->trying = now + most;
	return true;
}

static void open_for(struct breaker *b, int64_t now, int64_t cool)
{
	b->cool = cool < BREAKER_COOL_MOST ? cool : BREAKER_COOL_MOST;
	b->until = now + b->cool;
	b->open = true;
}

bool breaker_told(struct breaker *b, int64_t now, bool failed)
{
	bool trying = b->open && b->trying;
	b->last = (b->last << 1 | failed) & ((UINT32_C(1) << BREAKER_OF_LAST) - 1);
	b->known += b->known < BREAKER_OF_LAST;
	b->in_a_row = failed ? b->in_a_row + 1 : 0;
	if (b->open && !trying)         /* it was on its way when the door closed */
		return false;
	if (trying && failed) {
		open_for(b, now, b->cool * 2);
		b->trying = 0;
		return false;
	}
	if (trying) {
		int64_t opened = b->opened;
		*b = (struct breaker){ .opened = opened };
		return false;
	}
	if (b->in_a_row < BREAKER_IN_A_ROW && __builtin_popcount(b->last) < BREAKER_BAD)
		return false;
	open_for(b, now, BREAKER_COOL_MS);
	b->opened++;
	return true;
}
