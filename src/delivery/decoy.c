/* decoy.c - see decoy.h. */
#include "delivery/decoy.h"
#include "base/err.h"
#include "core/item.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 16, HEAD = 3 };           /* characters of a name, and before the first: "12:" */

uint64_t decoy_name(const struct hash *id)
{
	uint64_t n;
	memcpy(&n, id->b, sizeof n);
	return n;
}

/* A draw of its own: a mark's bits tell nothing of it. */
static struct hash drawn_for(const struct mark_pen *p, const struct mark_draw *d, const char *use)
{
	uint8_t text[HASH_SIZE + 16] = { 0 };
	memcpy(text, d->id.b, HASH_SIZE);
	memcpy(text + HASH_SIZE, use, strlen(use));
	return hash_under(&p->key, text, sizeof text);
}

bool decoy_due(const struct mark_pen *p, const struct mark_draw *d)
{
	return drawn_for(p, d, "decoy").b[0] == 0;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number's first digit is no zero, or it would be a number of another length. */
static char draw_digit(uint8_t byte, bool first)
{
	return (char)(first ? '1' + byte % 9 : '0' + byte % 10);
}

int decoy_make(const struct mark_pen *p, const struct mark_draw *d, const bool *keys,
	       const struct mark_cell *row, const struct mark_cell *before,
	       struct mark_cell *ret, struct buf *room)
{
	struct hash key = drawn_for(p, d, "decoy key"), mix = drawn_for(p, d, "decoy cells");
	size_t at[ITEM_MAX], n = p->plan->n;
	int digits = 0;
	PRE(n <= ITEM_MAX);
	buf_clear(room);
	for (size_t i = 0; i < n; i++) {
		at[i] = room->n;
		ret[i] = mix.b[i / 8 % HASH_SIZE] >> (i % 8) & 1 ? before[i] : row[i];
		for (size_t k = 0; keys[i] && k < row[i].n; k++) {
			char c = row[i].p[k];
			if (digit(c) && digits < HASH_SIZE)
				c = draw_digit(key.b[digits++], k == 0 && c != '0');
			buf_byte(room, c);
		}
	}
	for (size_t i = 0; i < n && buf_ok(room); i++)
		if (keys[i])
			ret[i] = (struct mark_cell){ room->p + at[i], row[i].n };
	return buf_ok(room) && digits >= DECOY_DIGITS ? digits : 0;
}

bool decoy_room(int digits, size_t rows)
{
	return pow(10, digits) >= 2.0 * (double)rows;
}

/* --- kept, and found again ----------------------------------------------------------------- */
static int by_name(const void *a, const void *b)
{
	uint64_t x, y;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x > y) - (x < y);
}

void decoys_sort(struct decoys *d)
{
	if (d->n)
		qsort(d->names, d->n, sizeof *d->names, by_name);
}

bool decoys_have(const struct decoys *d, uint64_t name)
{
	return d->n && bsearch(&name, d->names, d->n, sizeof name, by_name);
}

/* A digit is drawn of 256, so none comes oftener than 29 times (a first one); and that it is
 * no key of the table leaves at least half of them. */
double decoys_chance(const struct decoys *d)
{
	return 2.0 * (double)d->n * pow(29.0 / 256.0, d->digits);
}

const char *decoys_text(struct ctx *cx, const struct decoys *d)
{
	char name[NAME + 1];
	if (!d->n)
		return NULL;
	AUTO_BUF b = buf_make(HEAD + DECOY_MOST * NAME + 1);
	buf_print(&b, "%02d:", d->digits);
	for (size_t i = 0; i < d->n; i++) {
		snprintf(name, sizeof name, "%016llx", (unsigned long long)d->names[i]);
		buf_text(&b, name);
	}
	return ctx_textn(cx, b.p, b.n);
}

size_t decoys_count(const char *text)
{
	size_t n = text ? strlen(text) : 0;
	return n > HEAD ? (n - HEAD) / NAME : 0;
}

struct decoys decoys_read(struct ctx *cx, const char *text)
{
	struct decoys d = { .n = decoys_count(text) };
	if (!d.n)
		return d;
	d.digits = (int)strtol(text, NULL, 10);
	d.names = ctx_array(cx, uint64_t, d.n);
	for (size_t i = 0; i < d.n; i++)
		d.names[i] = strtoull(ctx_textn(cx, text + HEAD + i * NAME, NAME), NULL, 16);
	decoys_sort(&d);
	return d;
}
