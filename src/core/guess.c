/* guess.c - see guess.h. For each column a set of types that every value so far
 * could be; what is left at the end decides. Names stand in guess_name.c. */
#include "core/guess.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include "core/facts.h"
#include "core/guess_name.h"
#include <stdlib.h>
#include <string.h>

#define UNIQUE_COLUMNS 64               /* only so many may turn out keys */

enum { IS_INTEGER = 1, IS_DECIMAL = 2, IS_DATE = 4, IS_DATETIME = 8, IS_BOOLEAN = 16,
       IS_GEOMETRY = 32, IS_ALL = 63 };

static const enum fact_kind formats[] = { FACT_RESIDENT_ID, FACT_CREDIT_CODE, FACT_MOBILE,
					  FACT_BANK_CARD, FACT_PLATE, FACT_POSTCODE };
#define FORMATS (sizeof formats / sizeof *formats)

struct look {
	unsigned  could;
	int64_t   filled, fits[FORMATS], bits;  /* bits: values 0 and 1 */
	size_t    longest, shortest;            /* characters */
	int       whole, part;                  /* digits of a decimal */
	bool      time_of_day;
	uint64_t *hashes;                       /* of the first columns alone */
	size_t    nhashes;
	char      example[96];
};

struct guess { size_t n; int64_t rows; day_t today; struct look *looks; };

struct guess *guess_begin(struct ctx *cx, size_t ncolumns, day_t today)
{
	struct guess *g = ctx_new(cx, struct guess);
	g->n = ncolumns;
	g->today = today;
	g->looks = ctx_array(cx, struct look, ncolumns + 1);
	for (size_t i = 0; i < ncolumns; i++) {
		g->looks[i].could = IS_ALL;
		g->looks[i].shortest = SIZE_MAX;
		if (i < UNIQUE_COLUMNS)
			g->looks[i].hashes = ctx_array(cx, uint64_t, GUESS_ROWS);
	}
	return g;
}

int64_t guess_rows(const struct guess *g)
{
	return g->rows;
}

static bool reads_as(enum item_type type, const char *p, size_t n)
{
	struct shape s = { .type = type, .length = type == ITEM_DECIMAL ? 38 : 0,
			   .precision = type == ITEM_DECIMAL ? 12 : 0 };
	struct value v;
	char scratch[VALUE_ROOM];
	return value_read(&s, p, n, scratch, &v) == VALUE_FINE;
}

static bool all_digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return n > 0;
}

/* A date or time with its marks; or eight digits that are a day of our times. */
static bool dated(enum item_type type, const char *p, size_t n)
{
	bool bare = all_digits(p, n) || memchr(p, '.', n) == p + 5;
	if (bare && (type == ITEM_DATETIME || n != 8 || memcmp(p, "19", 2) < 0 ||
		     memcmp(p, "20", 2) > 0))
		return false;
	return reads_as(type, p, n);
}

static bool wordy_boolean(const char *p, size_t n)
{
	return !all_digits(p, n) && reads_as(ITEM_BOOLEAN, p, n);
}

static unsigned narrow(unsigned could, const char *p, size_t n)
{
	bool code = n > 1 && p[0] == '0' && all_digits(p, n);   /* 0101 is no number */
	if (could & IS_INTEGER && (code || n > 18 || !reads_as(ITEM_INTEGER, p, n)))
		could &= ~(unsigned)IS_INTEGER;
	if (could & IS_DECIMAL && (code || n > 24 || !reads_as(ITEM_DECIMAL, p, n)))
		could &= ~(unsigned)IS_DECIMAL;
	if (could & IS_DATE && !dated(ITEM_DATE, p, n))
		could &= ~(unsigned)IS_DATE;
	if (could & IS_DATETIME && !dated(ITEM_DATETIME, p, n))
		could &= ~(unsigned)IS_DATETIME;
	if (could & IS_BOOLEAN && !wordy_boolean(p, n))
		could &= ~(unsigned)IS_BOOLEAN;
	if (could & IS_GEOMETRY && !reads_as(ITEM_GEOMETRY, p, n))
		could &= ~(unsigned)IS_GEOMETRY;
	return could;
}

static void measure_decimal(struct look *l, const char *p, size_t n)
{
	const char *dot = memchr(p, '.', n);
	size_t sign = *p == '-' || *p == '+';
	int part = dot ? (int)(p + n - dot) - 1 : 0;
	int whole = (int)((dot ? (size_t)(dot - p) : n) - sign);
	l->part = part > l->part ? part : l->part;
	l->whole = whole > l->whole ? whole : l->whole;
}

static uint64_t hash_text(const char *p, size_t n)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 1099511628211u;
	return h ^ h >> 29;
}

static void look_at(struct guess *g, struct look *l, const char *p, size_t n)
{
	char tidied[FACT_TEXT];
	size_t chars = utf8_count(p, n);
	if (!n)
		return;
	if (!l->filled++) {
		size_t keep = n < sizeof l->example - 1 ? n : 0;
		memcpy(l->example, p, keep);
	}
	l->longest = chars > l->longest ? chars : l->longest;
	l->shortest = chars < l->shortest ? chars : l->shortest;
	l->could = narrow(l->could, p, n);
	l->bits += n == 1 && (*p == '0' || *p == '1');
	l->time_of_day |= memchr(p, ':', n) != NULL;
	if (l->could & IS_DECIMAL)
		measure_decimal(l, p, n);
	for (size_t i = 0; i < FORMATS && n < 40; i++)
		l->fits[i] += fact_ok(fact_check(formats[i], p, n, g->today, tidied));
	if (l->hashes)
		l->hashes[l->nhashes++] = hash_text(p, n);
}

bool guess_add(struct guess *g, const struct guess_text *cells, size_t n)
{
	if (g->rows >= GUESS_ROWS)
		return false;
	g->rows++;
	for (size_t i = 0; i < g->n && i < n; i++)
		look_at(g, &g->looks[i], cells[i].p ? cells[i].p : "", cells[i].n);
	return g->rows < GUESS_ROWS;
}

bool guess_is_header(const struct guess_text *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *p = cells[i].p;
		size_t len = cells[i].n;
		if (!len || len > 180 || reads_as(ITEM_DECIMAL, p, len) ||
		    reads_as(ITEM_DATE, p, len) || reads_as(ITEM_DATETIME, p, len))
			return false;
		for (size_t k = 0; k < i; k++)
			if (cells[k].n == len && memcmp(cells[k].p, p, len) == 0)
				return false;
	}
	return n > 0;
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static bool is_unique(const struct guess *g, struct look *l)
{
	if (!l->hashes || l->filled != g->rows || g->rows < 2)
		return false;
	qsort(l->hashes, l->nhashes, sizeof *l->hashes, by_hash);
	for (size_t i = 1; i < l->nhashes; i++)
		if (l->hashes[i] == l->hashes[i - 1])
			return false;
	return true;
}

/* Room for what is still to come: codes of one length keep it. */
static int room_for(const struct look *l)
{
	static const int sizes[] = { 10, 20, 50, 100, 200, 500, 1000, 2000, 4000 };
	if (l->longest == l->shortest && l->filled > 4)
		return (int)l->longest;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		if (l->longest * 5 / 4 <= (size_t)sizes[i])
			return sizes[i];
	return 0;
}

static void set_format(struct guess_item *out, const struct look *l)
{
	struct item *it = &out->item;
	for (size_t i = 0; i < FORMATS; i++) {
		bool said = formats[i] != FACT_POSTCODE && formats[i] != FACT_BANK_CARD;
		said |= name_means(it->name, fact_kind_word(formats[i]));
		if (!l->filled || l->fits[i] * 10 < l->filled * 9 || !said)
			continue;
		it->type = ITEM_STRING;
		it->format = fact_kind_word(formats[i]);
		it->length = (int)l->longest;
		out->fitting = l->fits[i];
		return;
	}
}

static void set_type(struct item *it, const struct look *l)
{
	unsigned could = l->filled ? l->could : 0;
	if (name_is_code(it->name))
		could &= ~(unsigned)(IS_INTEGER | IS_DECIMAL | IS_DATE);
	if (could & IS_DATE) {
		it->type = ITEM_DATE;
	} else if (could & IS_DATETIME) {
		it->type = ITEM_DATETIME;
	} else if (could & IS_INTEGER) {
		it->type = ITEM_INTEGER;
	} else if (could & IS_DECIMAL) {
		it->type = ITEM_DECIMAL;
		it->precision = l->part;
		it->length = l->whole + l->part + 2;
	} else if (could & IS_BOOLEAN) {
		it->type = ITEM_BOOLEAN;
	} else if (could & IS_GEOMETRY) {
		it->type = ITEM_GEOMETRY;
	} else {
		it->type = l->longest > 500 ? ITEM_TEXT : ITEM_STRING;
		it->length = it->type == ITEM_STRING ? room_for(l) : 0;
	}
}

static bool may_be_key(const struct item *it)
{
	return it->type == ITEM_STRING || it->type == ITEM_INTEGER;
}

struct guess_item *guess_end(struct ctx *cx, struct guess *g, const struct guess_text *names)
{
	struct guess_item *out = ctx_array(cx, struct guess_item, g->n + 1);
	bool keyed = false;
	for (size_t i = 0; i < g->n; i++) {
		struct look *l = &g->looks[i];
		struct item *it = &out[i].item;
		it->no = (int)i + 1;
		it->name = names && names[i].n ? ctx_textn(cx, names[i].p, names[i].n)
					       : ctx_print(cx, "列%d", (int)i + 1);
		set_type(it, l);
		set_format(&out[i], l);
		it->mask = name_mask(it->name, it->format);
		out[i].filled = l->filled;
		out[i].unique = is_unique(g, l);
		out[i].example = ctx_text(cx, l->example);
		it->key = !keyed && out[i].unique && may_be_key(it);
		keyed |= it->key;
		it->nullable = !it->key;
	}
	name_codes(cx, out, g->n, names != NULL);
	return out;
}
