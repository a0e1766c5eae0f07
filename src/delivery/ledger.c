/* ledger.c - see ledger.h. */
#include "delivery/ledger.h"
#include <stdlib.h>
#include <string.h>

static const char magic[8] = "gsledg1";
enum { ROW = 32, HEAD = sizeof magic + HASH_SIZE };

struct ledger ledger_make(size_t most)
{
	return (struct ledger){ .rows = buf_make(most * sizeof(struct ledger_row) + 1) };
}

void ledger_end(struct ledger *l)
{
	buf_end(&l->rows);
}

size_t ledger_count(const struct ledger *l)
{
	return l->rows.n / sizeof(struct ledger_row);
}

void ledger_add(struct ledger *l, const struct hash *id, const struct hash *says)
{
	struct ledger_row r = { .at = (uint32_t)ledger_count(l) };
	memcpy(r.id, id->b, sizeof r.id);
	memcpy(r.says, says->b, sizeof r.says);
	buf_bytes(&l->rows, &r, sizeof r);
}

static int by_id(const void *a, const void *b)
{
	return memcmp(a, b, 2 * sizeof((struct ledger_row *)0)->id);
}

void ledger_sort(struct ledger *l)
{
	if (l->rows.n)
		qsort(l->rows.p, ledger_count(l), sizeof(struct ledger_row), by_id);
}

static int id_alone(const void *a, const void *b)
{
	return memcmp(a, b, sizeof((struct ledger_row *)0)->id);
}

bool ledger_has(const struct ledger *l, const struct hash *id)
{
	return l->rows.n && bsearch(id->b, l->rows.p, ledger_count(l), sizeof(struct ledger_row), id_alone);
}

static struct ledger_row row_at(const struct ledger *l, size_t i)
{
	struct ledger_row r;
	memcpy(&r, l->rows.p + i * sizeof r, sizeof r);
	return r;
}

struct ledger_change ledger_compare(const struct ledger *was, const struct ledger *now,
				    uint8_t *news)
{
	struct ledger_change c = { 0 };
	size_t a = 0, b = 0, na = ledger_count(was), nb = ledger_count(now);
	while (a < na || b < nb) {
		struct ledger_row old = { .at = 0 }, row = { .at = 0 };
		if (a < na)
			old = row_at(was, a);
		if (b < nb)
			row = row_at(now, b);
		int way = a == na ? 1 : b == nb ? -1 : memcmp(old.id, row.id, sizeof row.id);
		bool same = way == 0 && memcmp(old.says, row.says, sizeof row.says) == 0;
		c.gone += way < 0;
		c.fresh += way > 0;
		c.changed += way == 0 && !same;
		if (way >= 0 && !same)
			news[row.at / 8] |= (uint8_t)(1u << (row.at % 8));
		a += way <= 0;
		b += way >= 0;
	}
	return c;
}

void ledger_write(const struct ledger *l, struct buf *out)
{
	buf_bytes(out, magic, sizeof magic);
	buf_bytes(out, l->shape.b, HASH_SIZE);
	for (size_t i = 0; i < ledger_count(l); i++) {
		struct ledger_row r = row_at(l, i);
		buf_bytes(out, r.id, sizeof r.id);
		buf_bytes(out, r.says, sizeof r.says);
	}
}

bool ledger_read(struct ledger *l, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	if (n < HEAD || (n - HEAD) % ROW || memcmp(p, magic, sizeof magic) != 0)
		return false;
	memcpy(l->shape.b, p + sizeof magic, HASH_SIZE);
	for (size_t at = HEAD; at < n; at += ROW) {
		struct ledger_row r = { .at = (uint32_t)ledger_count(l) };
		memcpy(r.id, p + at, sizeof r.id);
		memcpy(r.says, p + at + sizeof r.id, sizeof r.says);
		buf_bytes(&l->rows, &r, sizeof r);
	}
	return buf_ok(&l->rows);
}
