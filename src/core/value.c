/* value.c - reading and printing of cells. The readers run once per cell of a
 * load, so they scan bytes and allocate nothing. Dates stand in value_date.c. */
#include "core/value.h"
#include "base/utf8.h"
#include "core/facts.h"
#include "core/value_date.h"
#include <string.h>
#include <strings.h>

#define LOOSE_DIGITS 18                 /* a decimal that says nothing of its size */
#define LOOSE_DECIMALS 6
#define FAR_DAY 2932896                 /* 9999-12-31 */

const char *value_fault_word(enum value_fault f)
{
	static const char *const words[] = {
#define X(id, word) word,
		VALUE_FAULT_TABLE(X)
#undef X
	};
	return f < VALUE_FAULTS_ ? words[f] : "";
}

const char *item_type_word(enum item_type t)
{
	static const char *const words[] = { "",
#define X(id, word) word,
		ITEM_TYPE_TABLE(X)
#undef X
	};
	return t < ITEM_MAX_ ? words[t] : "";
}

bool item_type_read(const char *word, enum item_type *ret_type)
{
	for (enum item_type t = ITEM_STRING; t < ITEM_MAX_; t++)
		if (strcmp(item_type_word(t), word) == 0) {
			*ret_type = t;
			return true;
		}
	return false;
}

/* The size of a decimal, with what it leaves unsaid filled in. */
struct size { int length, precision; bool loose; };

static struct size decimal_size(const struct shape *s)
{
	struct size z = { s->length, s->precision, !s->length && !s->precision };
	if (z.loose)
		z.precision = LOOSE_DECIMALS;
	if (!z.length)
		z.length = z.precision > 9 ? z.precision + 9 : LOOSE_DIGITS;
	return z;
}

enum physical shape_physical(const struct shape *s)
{
	switch (s->type) {
	case ITEM_DECIMAL:
		return decimal_size(s).length > SHAPE_INT_DIGITS ? PHYS_TEXT : PHYS_INT;
	case ITEM_INTEGER: case ITEM_DATE: case ITEM_DATETIME: case ITEM_BOOLEAN:
		return PHYS_INT;
	case ITEM_STRING: case ITEM_TEXT: case ITEM_GEOMETRY: case ITEM_MAX_: case ITEM_UNSET_:
		break;
	}
	return PHYS_TEXT;
}

const char *shape_check(const struct shape *s)
{
	if (s->length < 0 || s->precision < 0)
		return "length";
	struct size z = decimal_size(s);
	if (s->type == ITEM_DECIMAL &&
	    (z.length > SHAPE_MAX_DIGITS || z.precision > z.length))
		return "precision";
	return NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of a blank at `p`: ASCII, U+00A0, U+3000, U+FEFF, zero width; or 0. */
static size_t blank_at(const char *p, size_t n)
{
	static const char *const wide[] = { "\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF",
					    "\xE2\x80\x8B" };
	if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
		return 1;
	if ((unsigned char)*p < 0x80)
		return 0;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (n >= strlen(wide[i]) && memcmp(p, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

static void trim(const char **p, size_t *n)
{
	for (size_t b; *n && (b = blank_at(*p, *n)) != 0; *p += b, *n -= b)
		;
	for (bool more = true; more && *n;) {
		more = false;
		for (size_t b = 1; b <= 3 && b <= *n && !more; b++) {
			more = blank_at(*p + *n - b, b) == b;
			*n -= more ? b : 0;
		}
	}
}

static enum value_fault read_integer(const struct shape *s, const char *p, size_t n,
				     struct value *ret)
{
	bool minus = *p == '-';
	size_t i = minus || *p == '+', digits = 0;
	uint64_t v = 0, most = (uint64_t)INT64_MAX + minus;

	if (i == n)
		return VALUE_NOT_INTEGER;
	for (; i < n; i++) {
		unsigned d = (unsigned char)p[i] - '0';
		if (d > 9)
			return VALUE_NOT_INTEGER;
		if (v > (most - d) / 10)
			return VALUE_OUT_OF_RANGE;
		v = v * 10 + d;
		digits += v != 0;
	}
	if (s->length && digits > (size_t)s->length)
		return VALUE_TOO_LONG;
	ret->i = minus ? (int64_t)(0 - v) : (int64_t)v;
	return VALUE_FINE;
}

/* What stands in a decimal's text: digits before and after the point. */
struct parts { bool minus; const char *whole, *part; size_t nwhole, npart; };

static bool split_decimal(const char *p, size_t n, struct parts *r)
{
	size_t i = 0;
	r->minus = n && *p == '-';
	if (n && (*p == '-' || *p == '+'))
		i++;
	for (r->whole = p + i; i < n && is_digit(p[i]); i++)
		;
	r->nwhole = (size_t)(p + i - r->whole);
	r->part = p + i;
	r->npart = 0;
	if (i < n && p[i] == '.') {
		for (r->part = p + ++i; i < n && is_digit(p[i]); i++)
			;
		r->npart = (size_t)(p + i - r->part);
	}
	if (i < n || r->nwhole + r->npart == 0)
		return false;
	for (; r->nwhole && *r->whole == '0'; r->whole++, r->nwhole--)
		;
	for (; r->npart && r->part[r->npart - 1] == '0'; r->npart--)
		;
	return true;
}

/* Byte order is number order: p<digits> for what is not below zero, n<each
 * digit's complement to nine> for what is; every value of an item as long. */
static void order_text(struct size z, const struct parts *d, char *out, struct value *ret)
{
	size_t whole = (size_t)(z.length - z.precision), n = 0;
	bool minus = d->minus && d->nwhole + d->npart;

	out[n++] = minus ? 'n' : 'p';
	memset(out + n, '0', (size_t)z.length);
	memcpy(out + n + whole - d->nwhole, d->whole, d->nwhole);
	memcpy(out + n + whole, d->part, d->npart);
	for (n += (size_t)z.length; minus && n > 1; n--)
		out[n - 1] = (char)('0' + '9' - out[n - 1]);
	ret->p = out;
	ret->n = (size_t)z.length + 1;
}

static enum value_fault read_decimal(const struct shape *s, const char *p, size_t n,
				     char *scratch, struct value *ret)
{
	struct size z = decimal_size(s);
	struct parts d;
	if (!split_decimal(p, n, &d))
		return VALUE_NOT_DECIMAL;
	if (d.npart > (size_t)z.precision)
		return VALUE_TOO_PRECISE;
	if (d.nwhole > (size_t)(z.length - z.precision))
		return VALUE_TOO_LONG;
	if (z.length > SHAPE_INT_DIGITS) {
		order_text(z, &d, scratch, ret);
		return VALUE_FINE;
	}
	int64_t v = 0;
	for (size_t i = 0; i < d.nwhole; i++)
		v = v * 10 + (d.whole[i] - '0');
	for (size_t i = 0; i < (size_t)z.precision; i++)
		v = v * 10 + (i < d.npart ? d.part[i] - '0' : 0);
	ret->i = d.minus ? -v : v;
	return VALUE_FINE;
}

static enum value_fault read_boolean(const char *p, size_t n, struct value *ret)
{
	static const struct { const char *word; int v; } words[] = {
		{ "1", 1 }, { "0", 0 }, { "true", 1 }, { "false", 0 },
		{ "是", 1 }, { "否", 0 }, { "y", 1 }, { "n", 0 },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i].word) == n && strncasecmp(words[i].word, p, n) == 0) {
			ret->i = words[i].v;
			return VALUE_FINE;
		}
	return VALUE_NOT_BOOLEAN;
}

/* Well-known text or GeoJSON by its beginning and its brackets; what the
 * coordinates say is a quality rule's matter. */
static bool geometry_good(const char *p, size_t n)
{
	static const char *const words[] = { "POINT", "LINESTRING", "POLYGON", "MULTI",
					     "GEOMETRYCOLLECTION" };
	bool known = n && *p == '{';
	int depth = 0, opened = 0;
	for (size_t i = 0; i < sizeof words / sizeof *words && !known; i++)
		known = n > strlen(words[i]) && strncasecmp(p, words[i], strlen(words[i])) == 0;
	for (size_t i = 0; i < n && depth >= 0; i++) {
		depth += (p[i] == '(' || p[i] == '[' || p[i] == '{');
		depth -= (p[i] == ')' || p[i] == ']' || p[i] == '}');
		opened |= depth;
	}
	return known && opened && depth == 0;
}

void shape_ready(struct shape *s, day_t today)
{
	enum fact_kind kind;
	s->today = today.n ? today : (day_t){ FAR_DAY };
	s->fact = s->format && fact_kind_read(s->format, &kind) ? (int)kind + 1 : -1;
}

/* Judges by the standard of the item's format; the tidied form is kept. */
static enum value_fault check_format(const struct shape *s, const char *p, size_t n,
				     char *scratch, struct value *ret)
{
	struct shape own = *s;
	if (!s->fact)
		shape_ready(&own, s->today);
	if (own.fact < 0)
		return VALUE_FINE;
	enum fact f = fact_check((enum fact_kind)(own.fact - 1), p, n, own.today, scratch);
	if (!fact_ok(f))
		return f == FACT_BAD_CHECK ? VALUE_BAD_CHECK : VALUE_BAD_FORMAT;
	ret->p = scratch;
	ret->n = strlen(scratch);
	return VALUE_FINE;
}

static enum value_fault read_text(const struct shape *s, const char *p, size_t n,
				  char *scratch, struct value *ret)
{
	ret->p = p;
	ret->n = n;
	if (s->format) {
		enum value_fault f = check_format(s, p, n, scratch, ret);
		if (f != VALUE_FINE)
			return f;
	}
	if (s->length && ret->n > (size_t)s->length &&
	    utf8_count(ret->p, ret->n) > (size_t)s->length)
		return VALUE_TOO_LONG;
	if (s->type == ITEM_GEOMETRY && !geometry_good(p, n))
		return VALUE_NOT_GEOMETRY;
	return VALUE_FINE;
}

enum value_fault value_read(const struct shape *s, const char *p, size_t n,
			    char scratch[VALUE_ROOM], struct value *ret_value)
{
	struct value v = { 0 };
	enum value_fault f = VALUE_FINE;
	if (s->type != ITEM_STRING && s->type != ITEM_TEXT)
		trim(&p, &n);
	if (!n) {
		*ret_value = (struct value){ .null = true };
		return s->nullable ? VALUE_FINE : VALUE_MISSING;
	}
	switch (s->type) {
	case ITEM_INTEGER:  f = read_integer(s, p, n, &v); break;
	case ITEM_DECIMAL:  f = read_decimal(s, p, n, scratch, &v); break;
	case ITEM_DATE:     f = value_date(p, n, &v.i); break;
	case ITEM_DATETIME: f = value_datetime(p, n, &v.i); break;
	case ITEM_BOOLEAN:  f = read_boolean(p, n, &v); break;
	case ITEM_STRING: case ITEM_TEXT: case ITEM_GEOMETRY: case ITEM_MAX_: case ITEM_UNSET_:
		f = read_text(s, p, n, scratch, &v);
		break;
	}
	if (f == VALUE_FINE)
		*ret_value = v;
	return f;
}

/* Digits scaled by 10^precision, with their point put back. */
static void print_scaled(struct buf *b, struct size z, bool minus, const char *digits,
			 size_t n)
{
	size_t part = (size_t)z.precision, lead = 0;
	while (n - lead > part + 1 && digits[lead] == '0')
		lead++;
	size_t keep = part;
	while (z.loose && keep && digits[n - part + keep - 1] == '0')
		keep--;
	if (minus)
		buf_byte(b, '-');
	buf_bytes(b, digits + lead, n - lead - part);
	if (keep) {
		buf_byte(b, '.');
		buf_bytes(b, digits + n - part, keep);
	}
}

static void print_decimal(struct buf *b, const struct shape *s, const struct value *v)
{
	char digits[SHAPE_MAX_DIGITS + 4];
	struct size z = decimal_size(s);
	size_t n = (size_t)z.precision + 1;
	bool minus;

	if (z.length > SHAPE_INT_DIGITS) {
		n = v->n ? v->n - 1 : 0;
		if (n != (size_t)z.length)
			return;
		minus = v->p[0] == 'n';
		for (size_t i = 0; i < n; i++)
			digits[i] = minus ? (char)('0' + '9' - v->p[i + 1]) : v->p[i + 1];
		if (n == (size_t)z.precision) {     /* 0.xx wants its zero */
			memmove(digits + 1, digits, n++);
			digits[0] = '0';
		}
		print_scaled(b, z, minus, digits, n);
		return;
	}
	minus = v->i < 0;
	uint64_t u = minus ? 0 - (uint64_t)v->i : (uint64_t)v->i;
	if (n < 20)
		n = 20;
	for (size_t i = n; i--; u /= 10)
		digits[i] = (char)('0' + u % 10);
	print_scaled(b, z, minus, digits, n);
}

void value_print(struct buf *b, const struct shape *s, const struct value *v)
{
	char text[MS_TEXT];
	if (v->null)
		return;
	switch (s->type) {
	case ITEM_INTEGER:
		buf_int(b, v->i);
		return;
	case ITEM_DECIMAL:
		print_decimal(b, s, v);
		return;
	case ITEM_DATE:
		buf_text(b, day_text((day_t){ (int32_t)v->i }, text));
		return;
	case ITEM_DATETIME:
		buf_text(b, value_moment(v->i, text));
		return;
	case ITEM_BOOLEAN:
		buf_text(b, v->i ? "true" : "false");
		return;
	case ITEM_STRING: case ITEM_TEXT: case ITEM_GEOMETRY: case ITEM_MAX_: case ITEM_UNSET_:
		buf_bytes(b, v->p, v->n);
	}
}
