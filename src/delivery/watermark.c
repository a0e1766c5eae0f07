/* watermark.c - see watermark.h. */
#include "delivery/watermark.h"
#include "base/enc.h"
#include "delivery/decoy.h"
#include <math.h>
#include <string.h>

enum { ROOM = 1 << 20, ORDER_BYTE = 31 };

/* --- the plan ------------------------------------------------------------------------- */
bool mark_plan_works(const struct mark_plan *p)
{
	bool anchor = false, carries = p->order || p->invents;
	for (size_t i = 0; i < p->n; i++) {
		anchor |= p->columns[i].anchor;
		carries |= p->columns[i].carry != CARRY_NOTHING;
	}
	return anchor && carries;
}

struct mark_pen mark_pen_make(const struct mark_plan *plan, const uint8_t key[32])
{
	struct mark_pen p = { .plan = plan, .room = buf_make(ROOM) };
	hash_key_make(&p.key, key, HASH_SIZE);
	return p;
}

void mark_pen_end(struct mark_pen *p)
{
	buf_end(&p->room);
	explicit_bzero(&p->key, sizeof p->key);
}

void mark_name(const uint8_t key[32], char out[MARK_NAME])
{
	static const char about[] = "gongshu mark name";
	struct hash h = hash_keyed(key, HASH_SIZE, about, sizeof about);
	hex_text(h.b, 8, out);
}

/* --- what a row draws ----------------------------------------------------------------- */
static struct mark_cell trimmed(struct mark_cell c)
{
	while (c.n && c.p[c.n - 1] == ' ')
		c.n--;
	for (; c.n && c.p[0] == ' '; c.n--)
		c.p++;
	return c;
}

/* Of the cells that are anchors, or of those that say how rows sort. */
static struct hash hash_cells(struct mark_pen *p, const struct mark_cell *cells, bool anchors)
{
	buf_clear(&p->room);
	for (size_t i = 0; i < p->plan->n; i++) {
		const struct mark_column *c = &p->plan->columns[i];
		struct mark_cell cell = trimmed(cells[i]);
		if (anchors ? c->anchor : c->sorts)
			buf_run(&p->room, cell.p, cell.n);
	}
	return hash_of(p->room.p, p->room.n);
}

struct mark_draw mark_draw_row(struct mark_pen *p, const struct mark_cell *cells)
{
	struct mark_draw d = { .id = hash_cells(p, cells, true) };
	d.drawn = hash_under(&p->key, d.id.b, HASH_SIZE);
	if (p->plan->order)
		d.sort = hash_cells(p, cells, false);
	return d;
}

/* The draw of the i-th column; false: this row carries nothing in it. */
static bool drawn(const struct mark_plan *plan, const struct mark_draw *d, size_t i, bool *ret_bit)
{
	size_t nth = 0;
	if (plan->columns[i].carry == CARRY_NOTHING)
		return false;
	for (size_t k = 0; k < i; k++)
		nth += plan->columns[k].carry != CARRY_NOTHING;
	if (nth >= MARK_CARRIERS || (d->drawn.b[nth] & 6) != 0)
		return false;
	*ret_bit = d->drawn.b[nth] & 1;
	return true;
}

/* Where the last permitted decimal stands; n: the cell hasn't as many; -1: no number. */
static long digit_at(const struct mark_column *c, struct mark_cell cell)
{
	size_t point = 0;
	for (size_t i = 0; i < cell.n; i++) {
		bool sign = i == 0 && (cell.p[i] == '-' || cell.p[i] == '+');
		if (cell.p[i] == '.' && !point && i > 0)
			point = i;
		else if (!sign && (cell.p[i] < '0' || cell.p[i] > '9'))
			return -1;
	}
	if (!cell.n || c->precision < 1)
		return -1;
	size_t at = point + (size_t)c->precision;
	return point && at < cell.n ? (long)at : (long)cell.n;
}

void mark_put(const struct mark_pen *p, const struct mark_draw *d, size_t i, struct mark_cell in,
	      struct buf *out)
{
	const struct mark_column *c = &p->plan->columns[i];
	bool bit;
	if (!in.n || !drawn(p->plan, d, i, &bit)) {
		buf_bytes(out, in.p, in.n);
		return;
	}
	if (c->carry == CARRY_BLANK) {
		while (in.n && in.p[in.n - 1] == ' ')
			in.n--;
		buf_bytes(out, in.p, in.n);
		if (in.n && bit)
			buf_byte(out, ' ');
		return;
	}
	long at = digit_at(c, in);
	size_t from = out->n;
	buf_bytes(out, in.p, in.n);
	if (at >= 0 && (size_t)at < in.n && buf_ok(out)) {
		char *digit = &out->p[from + (size_t)at];
		*digit = (char)('0' + (((*digit - '0') & ~1) | bit));
	}
}

bool mark_turns(const struct mark_pen *p, const struct mark_draw *a, const struct mark_draw *b)
{
	uint8_t pair[2 * HASH_SIZE];
	int way = memcmp(a->id.b, b->id.b, HASH_SIZE);
	if (!p->plan->order || way == 0 || memcmp(a->sort.b, b->sort.b, HASH_SIZE) != 0)
		return false;
	memcpy(pair, way < 0 ? a->id.b : b->id.b, HASH_SIZE);
	memcpy(pair + HASH_SIZE, way < 0 ? b->id.b : a->id.b, HASH_SIZE);
	struct hash h = hash_under(&p->key, pair, sizeof pair);
	bool small_first = h.b[ORDER_BYTE] & 1;
	return small_first != (way < 0);
}

/* --- whose is it? --------------------------------------------------------------------- */
/* Was this identity not there yet? */
static bool fresh(struct mark_eye *e, const struct hash *id)
{
	uint64_t h;
	memcpy(&h, id->b, sizeof h);
	h |= 1;                         /* zero is an empty slot */
	for (size_t at = (size_t)(h >> 1) & (e->slots - 1);; at = (at + 1) & (e->slots - 1)) {
		if (e->seen[at] == h)
			return false;
		if (!e->seen[at]) {
			e->seen[at] = h;
			return true;
		}
	}
}

static void look_at_cell(struct mark_eye *e, const struct mark_draw *d, size_t i, struct mark_cell cell)
{
	const struct mark_column *c = &e->pen->plan->columns[i];
	bool bit, is;
	if (!cell.n || !drawn(e->pen->plan, d, i, &bit))
		return;
	if (c->carry == CARRY_BLANK) {
		is = cell.p[cell.n - 1] == ' ';
	} else {
		struct mark_cell number = trimmed(cell);
		long at = digit_at(c, number);
		if (at < 0)
			return;
		/* A zero at the end may have been cut off on the way. */
		is = (size_t)at < number.n && ((number.p[at] - '0') & 1);
	}
	e->tally.bits++;
	e->tally.held += is == bit;
}

void mark_look(struct mark_eye *e, const struct mark_cell *cells, const bool *has)
{
	struct mark_draw d = mark_draw_row(e->pen, cells);
	e->tally.rows++;
	if (!fresh(e, &d.id)) {
		e->any = false;
		return;
	}
	e->tally.apart++;
	e->tally.invented += e->decoys && decoys_have(e->decoys, decoy_name(&d.id));
	for (size_t i = 0; i < e->pen->plan->n; i++)
		if (has[i])
			look_at_cell(e, &d, i, cells[i]);
	if (e->any && e->pen->plan->order &&
	    memcmp(e->last.sort.b, d.sort.b, HASH_SIZE) == 0) {
		e->tally.pairs++;
		e->tally.pairs_held += !mark_turns(e->pen, &e->last, &d);
	}
	e->last = d;
	e->any = true;
}

/* What a wager on `held` of `bits` wins, mixed over how sure one may have been: log10. */
static double wager(int64_t held, int64_t bits, const double *sure, int n)
{
	double won[8], best = -INFINITY, sum = 0;
	for (int i = 0; i < n; i++) {
		won[i] = (double)held * log10(2 * sure[i]) +
			 (double)(bits - held) * log10(2 * (1 - sure[i]));
		best = fmax(best, won[i]);
	}
	for (int i = 0; i < n; i++)
		sum += pow(10, won[i] - best);
	return best + log10(sum / n);
}

/* The same for rows that were never there: one in so many should be. */
static double invented(const struct mark_tally *t)
{
	double share = 0.5 / DECOY_ONE_IN;
	if (t->chance <= 0 || t->chance >= share)
		return 0;
	return (double)t->invented * log10(share / t->chance) +
	       (double)(t->apart - t->invented) * log10((1 - share) / (1 - t->chance));
}

/* Half of the stake stays at home: who takes invented rows out washes nothing else away. */
static double half_on(double won)
{
	return won > 0 ? won + log10(0.5 + 0.5 * pow(10, -won)) : log10(0.5 + 0.5 * pow(10, won));
}

double mark_evidence(const struct mark_tally *t)
{
	static const double cells[] = { 0.6, 0.75, 0.9, 0.995 };
	/* Half of the neighbours in a piece were no pair and stand by chance. */
	static const double pairs[] = { 0.55, 0.65, 0.75, 0.85 };
	return wager(t->held, t->bits, cells, 4) + wager(t->pairs_held, t->pairs, pairs, 4) +
	       half_on(invented(t));
}

bool mark_proves(double evidence, size_t asked)
{
	return evidence - log10((double)(asked ? asked : 1)) >= MARK_PROOF;
}
