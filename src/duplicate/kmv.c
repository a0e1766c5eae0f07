/* kmv.c - see kmv.h. */
#include "duplicate/kmv.h"
#include <string.h>

/* --- keyed hashes ------------------------------------------------------------ */
static uint64_t turn(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void mix(uint64_t v[4])
{
	v[0] += v[1]; v[1] = turn(v[1], 13); v[1] ^= v[0]; v[0] = turn(v[0], 32);
	v[2] += v[3]; v[3] = turn(v[3], 16); v[3] ^= v[2];
	v[0] += v[3]; v[3] = turn(v[3], 21); v[3] ^= v[0];
	v[2] += v[1]; v[1] = turn(v[1], 17); v[1] ^= v[2]; v[2] = turn(v[2], 32);
}

static void take(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	mix(v);
	mix(v);
	v[0] ^= word;
}

uint64_t kmv_hash(const struct kmv_key *key, const void *p, size_t n)
{
	const unsigned char *at = p;
	uint64_t word, last = (uint64_t)n << 56;
	uint64_t v[4] = { key->k0 ^ UINT64_C(0x736f6d6570736575),
			  key->k1 ^ UINT64_C(0x646f72616e646f6d),
			  key->k0 ^ UINT64_C(0x6c7967656e657261),
			  key->k1 ^ UINT64_C(0x7465646279746573) };
	for (; n >= 8; n -= 8, at += 8) {
		memcpy(&word, at, 8);           /* little-endian, as the algorithm reads */
		take(v, word);
	}
	for (size_t i = 0; i < n; i++)
		last |= (uint64_t)at[i] << 8 * i;
	take(v, last);
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		mix(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* --- the smallest ------------------------------------------------------------- */
/* Where `hash` stands or would stand. */
static uint32_t place(const struct kmv *s, uint64_t hash)
{
	uint32_t low = 0, high = s->n;
	while (low < high) {
		uint32_t mid = (low + high) / 2;
		if (s->least[mid] < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void kmv_add(struct kmv *s, uint64_t hash)
{
	if (s->n == KMV_SIZE && hash >= s->least[KMV_SIZE - 1])
		return;                 /* nearly all of a long column */
	uint32_t at = place(s, hash);
	if (at < s->n && s->least[at] == hash)
		return;
	uint32_t tail = (s->n < KMV_SIZE ? s->n : KMV_SIZE - 1) - at;
	memmove(s->least + at + 1, s->least + at, tail * sizeof hash);
	s->least[at] = hash;
	s->n += s->n < KMV_SIZE;
}

static double density(uint64_t kth, uint32_t k)
{
	return (double)(k - 1) / ((double)kth / 18446744073709551616.0);
}

double kmv_count(const struct kmv *s)
{
	return s->n < KMV_SIZE ? (double)s->n : density(s->least[KMV_SIZE - 1], KMV_SIZE);
}

double kmv_common(const struct kmv *a, const struct kmv *b)
{
	uint32_t i = 0, j = 0, both = 0, all = 0;
	uint64_t last = 0;
	while (all < KMV_SIZE && (i < a->n || j < b->n)) {
		uint64_t x = i < a->n ? a->least[i] : UINT64_MAX;
		uint64_t y = j < b->n ? b->least[j] : UINT64_MAX;
		last = x < y ? x : y;
		both += x == y;
		i += x == last;
		j += y == last;
		all++;
	}
	if (a->n < KMV_SIZE && b->n < KMV_SIZE)
		return both;            /* both columns are known whole */
	if (all < KMV_SIZE)
		return both;
	return density(last, all) * both / all;
}

double kmv_overlap(const struct kmv *a, const struct kmv *b)
{
	double x = kmv_count(a), y = kmv_count(b), least = x < y ? x : y;
	double share = least > 0 ? kmv_common(a, b) / least : 0;
	return share > 1 ? 1 : share;
}
