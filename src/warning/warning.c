/* warning.c - what is unusual. Pure. */
#include "warning/warning.h"
#include <stdlib.h>
#include <string.h>

#define NIGHT UINT32_C(0xc0003f)        /* 22:00 to 06:00, an hour each bit */
#define DAY_MS INT64_C(86400000)

static const char *const words[WARNING_KINDS_] = {
#define X(id, word) [WARNING_##id] = word,
	WARNING_KINDS(X)
#undef X
};

const char *warning_word(enum warning_kind k)
{
	return words[k];
}

bool warning_read(const char *word, enum warning_kind *ret)
{
	for (int k = 0; k < WARNING_KINDS_; k++) {
		if (strcmp(words[k], word) == 0) {
			*ret = (enum warning_kind)k;
			return true;
		}
	}
	return false;
}

/* --- how much --------------------------------------------------------------------- */
static int64_t amount(const struct warning_day *d, enum warning_kind k)
{
	switch (k) {
	case WARNING_CALLS:   return d->calls;
	case WARNING_ROWS:    return d->rows;
	case WARNING_PERSONS: return d->persons;
	case WARNING_MISSES:  return d->misses;
	case WARNING_WRONG:   return d->wrong;
	case WARNING_COPY:    return d->copied;
	case WARNING_HOUR:
	case WARNING_ADDRESS:
	case WARNING_KINDS_:  break;
	}
	return 0;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Of an even number of days the greater one in the middle: in doubt no warning. */
static int64_t median(struct ctx *cx, enum warning_kind k, const struct warning_day *past,
		      size_t n)
{
	int64_t *all = ctx_array(cx, int64_t, n + 1);
	for (size_t i = 0; i < n; i++)
		all[i] = amount(&past[i], k);
	qsort(all, n, sizeof *all, by_size);
	return n ? all[n / 2] : 0;
}

static bool too_much(struct ctx *cx, const struct warning_rules *r, enum warning_kind k,
		     const struct warning_day *now, const struct warning_day *past, size_t n,
		     struct warning_found *ret)
{
	int64_t figure = amount(now, k), usual = median(cx, k, past, n);
	int64_t least = k == WARNING_MISSES || k == WARNING_WRONG ? r->misses : r->least;
	int64_t most = usual > INT64_MAX / (r->times + 1) ? INT64_MAX : usual * r->times;
	int64_t limit = most > least ? most : least;
	*ret = (struct warning_found){ k, figure, usual, limit };
	return figure >= limit;
}

/* --- when --------------------------------------------------------------------------- */
static bool at_hour(uint32_t now, uint32_t past, int64_t *ret_hour)
{
	uint32_t beside = past | past << 1 | past >> 1 | past >> 23 | past << 23;
	uint32_t odd = now & ((~beside & ~NIGHT) | (~past & NIGHT)) & UINT32_C(0xffffff);
	for (int h = 0; h < 24; h++) {
		if (odd >> h & 1) {
			*ret_hour = h;
			return true;
		}
	}
	return false;
}

size_t warning_judge(struct ctx *cx, const struct warning_rules *r, const struct warning_day *now,
		     const struct warning_day *past, size_t n,
		     struct warning_found found[WARNING_KINDS_])
{
	static const enum warning_kind amounts[] = { WARNING_CALLS, WARNING_ROWS, WARNING_PERSONS,
						     WARNING_MISSES, WARNING_WRONG };
	size_t got = 0;
	uint32_t hours = 0;
	bool known = (int64_t)n >= r->days;
	for (size_t i = 0; i < n; i++)
		hours |= past[i].hours;
	for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
		/* Guessing needs no past to be told. */
		bool guess = amounts[i] == WARNING_MISSES || amounts[i] == WARNING_WRONG;
		if ((known || guess) && too_much(cx, r, amounts[i], now, past, n, &found[got]))
			got++;
	}
	if (now->copied >= r->copied)
		found[got++] = (struct warning_found){ WARNING_COPY, now->copied,
			median(cx, WARNING_COPY, past, n), r->copied };
	int64_t hour;
	if (known && at_hour(now->hours, hours, &hour))
		found[got++] = (struct warning_found){ .kind = WARNING_HOUR, .figure = hour };
	return got;
}

bool warning_new_address(const struct warning_rules *r, ms_t first, ms_t oldest)
{
	return first.n - oldest.n >= r->days * DAY_MS;
}
