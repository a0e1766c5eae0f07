/* part.c - finding a key, opening a file. */
#include "record/part.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNREAD_EVERY = 4 << 20 };        /* bytes */

/* --- finding --------------------------------------------------------------- */

/* The first place in key[lo .. hi] whose key is not below `key`. */
static uint64_t lower(const uint64_t *key, uint64_t lo, uint64_t hi, uint64_t want)
{
	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;
		if (key[mid] < want)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Keys are spread evenly, so the place is guessed and the guess widened: a few
 * neighbouring pages are read instead of one page a halving. */
static uint64_t seek(const struct column *c, uint64_t want)
{
	if (!c->nkeys)
		return 0;
	uint64_t n = c->nkeys, step = 32;
	uint64_t at = (want >> 32) * n >> 32, lo = at, hi = at;
	while (lo > 0 && c->key[lo] >= want) {
		lo = lo > step ? lo - step : 0;
		step *= 4;
	}
	for (step = 32; hi < n && c->key[hi] < want; step *= 4)
		hi = n - hi > step ? hi + step : n;
	return lower(c->key, lo, hi, want);
}

struct leaves part_find(struct part *p, enum part_column which, uint64_t key)
{
	const struct column *c = &p->col[which];
	uint64_t i = seek(c, key);
	if (i == c->nkeys || c->key[i] != key)
		return (struct leaves){ 0 };
	if (!c->start)
		return (struct leaves){ c->leaf + i, 1 };
	uint64_t from = c->start[i], to = c->start[i + 1];
	if (from >= to || to > c->nleaves) {
		p->bad = true;
		return (struct leaves){ 0 };
	}
	return (struct leaves){ c->leaf + from, (size_t)(to - from) };
}

/* --- files ----------------------------------------------------------------- */

void part_unread(const struct part *p)
{
	if (p->path && p->size > PART_SUMMED)
		madvise(p->map, p->size, MADV_DONTNEED);
}

static bool section_sound(const struct part *p, struct section s, size_t bytes)
{
	uint64_t sum = 0, word;
	for (size_t i = 0; i < in_words(bytes); i += 8) {
		memcpy(&word, (const uint8_t *)p->map + s.at + i, 8);
		sum = sum_word(sum, word);
		if (i % UNREAD_EVERY == 0)
			part_unread(p);
	}
	return sum == s.sum;
}

bool part_sound(const struct part *p)
{
	const struct part_head *h = p->map;
	if (!p->path)
		return true;
	bool ok = section_sound(p, h->at, p->n * 8) &&
		  section_sound(p, h->zone, (p->n + PART_ZONE - 1) / PART_ZONE * sizeof *p->zone);
	for (int i = 0; ok && i < PART_COLUMNS; i++) {
		const struct column *c = &p->col[i];
		ok = section_sound(p, h->col[i].key, c->nkeys * 8) &&
		     section_sound(p, h->col[i].leaf, c->nleaves * 4) &&
		     (!c->start || section_sound(p, h->col[i].start, (c->nkeys + 1) * 4));
	}
	return ok;
}

/* Where the section lies; NULL when it doesn't fit into the file. */
static const void *section_of(const struct part *p, struct section s, uint64_t count,
			      size_t width)
{
	if (count > p->size / width || s.at % 8 || s.at < PART_HEAD || s.at > p->size ||
	    in_words(count * width) > p->size - s.at)
		return NULL;
	return (const uint8_t *)p->map + s.at;
}

static bool columns_of(struct part *p, const struct part_head *h)
{
	for (int i = 0; i < PART_COLUMNS; i++) {
		struct column *c = &p->col[i];
		c->nkeys = h->col[i].nkeys;
		c->nleaves = h->col[i].nleaves;
		c->key = section_of(p, h->col[i].key, c->nkeys, 8);
		c->leaf = section_of(p, h->col[i].leaf, c->nleaves, 4);
		if (!c->key || !c->leaf || c->nkeys > c->nleaves)
			return false;
		if (c->nkeys == c->nleaves)
			continue;
		c->start = section_of(p, h->col[i].start, c->nkeys + 1, 4);
		if (!c->start)
			return false;
	}
	return true;
}

static bool head_sound(const struct part_head *h, uint64_t first, uint64_t n, size_t size)
{
	struct hash sum = hash_of(h, offsetof(struct part_head, sum));
	return memcmp(h->magic, PART_MAGIC, sizeof h->magic) == 0 && h->ends == PART_ENDS &&
	       hash_same(&sum, &h->sum) && h->first == first && h->n == n && n > 0 &&
	       n < UINT32_MAX && h->size == size;
}

static bool arrange(struct part *p, uint64_t first, uint64_t n)
{
	const struct part_head *h = p->map;
	if (!head_sound(h, first, n, p->size))
		return false;
	p->first = first;
	p->n = n;
	p->last = h->last;
	p->at = section_of(p, h->at, n, 8);
	p->zone = section_of(p, h->zone, (n + PART_ZONE - 1) / PART_ZONE, sizeof *p->zone);
	return p->at && p->zone && columns_of(p, h) &&
	       (p->size > PART_SUMMED || part_sound(p));
}

struct part *part_open(const char *path, uint64_t first, uint64_t n)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	void *map = MAP_FAILED;
	if (fstat(fd, &st) == 0 && st.st_size >= PART_HEAD)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return NULL;
	struct part *p = calloc(1, sizeof *p);
	PRE(p != NULL);
	p->refs = 1;
	p->map = map;
	p->size = (size_t)st.st_size;
	p->path = strdup(path);
	PRE(p->path != NULL);
	if (arrange(p, first, n))
		return p;
	part_drop(p);
	return NULL;
}

struct part *part_keep(struct part *p)
{
	p->refs++;
	return p;
}

void part_drop(struct part *p)
{
	if (!p || --p->refs)
		return;
	if (p->path)
		munmap(p->map, p->size);
	else
		free(p->map);
	free(p->path);
	free(p);
}
