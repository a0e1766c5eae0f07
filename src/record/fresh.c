/* fresh.c - a table of rows, and how it is sorted into a part. */
#include "record/fresh.h"
#include <stdlib.h>
#include <string.h>

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	PRE(p != NULL);
	return p;
}

struct fresh *fresh_make(uint64_t first, uint32_t room, uint32_t subject_room)
{
	struct fresh *f = zeroed(1, sizeof *f);
	f->refs = 1;
	f->first = first;
	f->room = room;
	f->subject_room = subject_room;
	f->row = zeroed(room, sizeof *f->row);
	f->subject = zeroed(subject_room, sizeof *f->subject);
	f->slot = zeroed(2 * (size_t)room, sizeof *f->slot);
	return f;
}

struct fresh *fresh_keep(struct fresh *f)
{
	f->refs++;
	return f;
}

void fresh_drop(struct fresh *f)
{
	if (!f || --f->refs)
		return;
	free(f->row);
	free(f->subject);
	free(f->slot);
	free(f);
}

/* --- adding ---------------------------------------------------------------- */

bool fresh_fits(const struct fresh *f, size_t nsubjects)
{
	return f->added < f->room && nsubjects <= f->subject_room - f->subjects_added;
}

static void put_slot(struct fresh *f, uint32_t row)
{
	uint64_t all = 2 * (uint64_t)f->room, key = f->row[row].key[PART_HASH];
	uint64_t at = key % all;
	while (f->slot[at])
		at = at + 1 < all ? at + 1 : 0;
	f->slot[at] = row + 1;
}

struct fresh *fresh_larger(const struct fresh *f, size_t nsubjects)
{
	size_t subjects = 2 * (f->subject_room + nsubjects);
	PRE(f->room < UINT32_MAX / 4 && subjects < UINT32_MAX / 4);
	struct fresh *g = fresh_make(f->first, 2 * f->room, (uint32_t)subjects);
	memcpy(g->row, f->row, f->added * sizeof *f->row);
	memcpy(g->subject, f->subject, f->subjects_added * sizeof *f->subject);
	g->n = f->n;
	g->nsubjects = f->nsubjects;
	g->added = f->added;
	g->subjects_added = f->subjects_added;
	g->last = f->last;
	for (uint32_t i = 0; i < g->n; i++)
		put_slot(g, i);
	return g;
}

void fresh_add(struct fresh *f, const struct fresh_row *row, const uint8_t *tags,
	       size_t nsubjects)
{
	PRE(fresh_fits(f, nsubjects));
	for (size_t i = 0; i < nsubjects; i++)
		f->subject[f->subjects_added++] = (struct fresh_subject){
			key_of_bytes(tags + i * SUBJECT_TAG), f->added };
	f->row[f->added++] = *row;
}

void fresh_publish(struct fresh *f, const struct hash *last)
{
	for (; f->n < f->added; f->n++)
		put_slot(f, f->n);
	f->nsubjects = f->subjects_added;
	f->last = *last;
}

int fresh_of_hash(const struct fresh *f, uint64_t key, uint64_t *ret, int most)
{
	uint64_t all = 2 * (uint64_t)f->room;
	int n = 0;
	for (uint64_t at = key % all; f->slot[at] && n < most; at = at + 1 < all ? at + 1 : 0) {
		uint32_t row = f->slot[at] - 1;
		if (f->row[row].key[PART_HASH] == key)
			ret[n++] = f->first + row;
	}
	return n;
}

/* --- sorting --------------------------------------------------------------- */

/* By the upper half of the key, a byte a pass, keeping the order of equals; the
 * lower half decides so rarely that it is put right by neighbours. */
static void sort(struct fresh_subject *a, struct fresh_subject *b, size_t n)
{
	for (int shift = 32; shift < 64; shift += 8) {
		size_t at[257] = { 0 };
		for (size_t i = 0; i < n; i++)
			at[(a[i].key >> shift & 0xff) + 1]++;
		for (int i = 1; i < 257; i++)
			at[i] += at[i - 1];
		for (size_t i = 0; i < n; i++)
			b[at[a[i].key >> shift & 0xff]++] = a[i];
		struct fresh_subject *swap = a;
		a = b;
		b = swap;
	}
	for (size_t i = 1; i < n; i++) {
		struct fresh_subject x = a[i];
		size_t k = i;
		for (; k && a[k - 1].key > x.key; k--)
			a[k] = a[k - 1];
		a[k] = x;
	}
}

static size_t gather(const struct fresh *f, int c, struct fresh_subject *out)
{
	size_t n = 0;
	if (c == PART_SUBJECT) {
		memcpy(out, f->subject, f->nsubjects * sizeof *out);
		return f->nsubjects;
	}
	for (uint32_t i = 0; i < f->n; i++)
		if (f->row[i].key[c])
			out[n++] = (struct fresh_subject){ f->row[i].key[c], i };
	return n;
}

/* Sorted pairs into the three arrays; the same leaf twice under a key is one. */
static struct column column_of(const struct fresh_subject *p, size_t n, uint8_t **room)
{
	uint64_t *key = (uint64_t *)(void *)*room;
	uint32_t *start = (uint32_t *)(void *)(*room + n * 8), *leaf = start + n + 2;
	struct column c = { .key = key, .start = start, .leaf = leaf };
	for (size_t i = 0; i < n; i++) {
		bool same = c.nkeys && key[c.nkeys - 1] == p[i].key;
		if (same && leaf[c.nleaves - 1] == p[i].leaf)
			continue;
		if (!same) {
			start[c.nkeys] = (uint32_t)c.nleaves;
			key[c.nkeys++] = p[i].key;
		}
		leaf[c.nleaves++] = p[i].leaf;
	}
	start[c.nkeys] = (uint32_t)c.nleaves;
	*room += n * 16 + 16;
	return c;
}

struct part *fresh_part(const struct fresh *f)
{
	size_t most = f->n > f->nsubjects ? f->n : f->nsubjects;
	struct part *p = zeroed(1, sizeof *p);
	struct fresh_subject *a = zeroed(2 * most, sizeof *a), *b = a + most;
	size_t bytes = (size_t)f->n * 8 + 16 * ((size_t)f->n * PART_COLUMNS + f->nsubjects) +
		       16 * PART_COLUMNS;
	uint8_t *room = zeroed(bytes, 1);
	int64_t *at = (int64_t *)(void *)room;
	p->refs = 1;
	p->map = room;
	p->first = f->first;
	p->n = f->n;
	p->last = f->last;
	p->at = at;
	for (uint32_t i = 0; i < f->n; i++)
		at[i] = f->row[i].at;
	room += (size_t)f->n * 8;
	for (int c = 0; c < PART_COLUMNS; c++) {
		size_t n = gather(f, c, a);
		sort(a, b, n);
		p->col[c] = column_of(a, n, &room);
	}
	free(a);
	return p;
}
