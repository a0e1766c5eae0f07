/* filter.c - what a tree means; filter_read.c turns JSON into one. */
#include "core/filter.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

const struct viewed *view_find(struct view fields, const char *code)
{
	for (size_t i = 0; i < fields.n; i++)
		if (strcmp(fields.at[i].code, code) == 0)
			return &fields.at[i];
	return NULL;
}

const struct filter *filter_both(struct ctx *cx, const struct filter *a,
				 const struct filter *b)
{
	if (!a || !b)
		return a ? a : b;
	struct filter *f = ctx_new(cx, struct filter);
	f->op = FILTER_AND;
	f->n = 2;
	f->parts = ctx_array(cx, const struct filter *, 2);
	f->parts[0] = a;
	f->parts[1] = b;
	return f;
}

static bool grouping(const struct filter *f)
{
	return f->op <= FILTER_NOT;
}

/* What is given for verification is asked for by its exact value, never by what it
 * isn't: an answer then tells no more than yes or no. */
static bool may_ask(const struct filter *f, const struct viewed *at, bool denied)
{
	bool exact = f->op == FILTER_EQ || f->op == FILTER_IN;
	return at->granted && (at->mask == MASK_KEEP ||
			       (at->mask == MASK_VERIFY && exact && !denied));
}

static const struct viewed *hidden(const struct filter *f, struct view fields, bool denied)
{
	if (!grouping(f)) {
		const struct viewed *at = &fields.at[f->field];
		return may_ask(f, at, denied) ? NULL : at;
	}
	for (size_t i = 0; i < f->n; i++) {
		const struct viewed *at = hidden(f->parts[i], fields, denied || f->op == FILTER_NOT);
		if (at)
			return at;
	}
	return NULL;
}

const struct viewed *filter_hidden(const struct filter *f, struct view fields)
{
	return f ? hidden(f, fields, false) : NULL;
}

bool filter_uses(const struct filter *f, size_t field)
{
	if (!f || !grouping(f))
		return f && f->field == field;
	for (size_t i = 0; i < f->n; i++)
		if (filter_uses(f->parts[i], field))
			return true;
	return false;
}

int value_order(const struct shape *s, const struct value *a, const struct value *b)
{
	if (shape_physical(s) == PHYS_INT)
		return (a->i > b->i) - (a->i < b->i);
	size_t n = a->n < b->n ? a->n : b->n;
	int order = n ? memcmp(a->p, b->p, n) : 0;
	return order ? order : (a->n > b->n) - (a->n < b->n);
}

static enum tri tri_of(bool b)
{
	return b ? TRI_TRUE : TRI_FALSE;
}

static bool begins(const struct value *v, const struct value *prefix)
{
	return v->n >= prefix->n &&
	       (!prefix->n || memcmp(v->p, prefix->p, prefix->n) == 0);
}

static bool among(const struct filter *f, const struct shape *s, const struct value *v)
{
	size_t lo = 0, hi = f->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = value_order(s, v, &f->values[mid]);
		if (!order)
			return true;
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}

static enum tri compare(const struct filter *f, struct view fields,
			const struct value *row)
{
	const struct value *v = &row[f->field];
	const struct shape *s = &fields.at[f->field].shape;
	const struct value *x = f->values;
	if (f->op == FILTER_IS_NULL)
		return tri_of(v->null == f->null);
	if (v->null)
		return TRI_UNKNOWN;
	switch (f->op) {
	case FILTER_EQ:      return tri_of(value_order(s, v, x) == 0);
	case FILTER_NE:      return tri_of(value_order(s, v, x) != 0);
	case FILTER_LT:      return tri_of(value_order(s, v, x) < 0);
	case FILTER_LE:      return tri_of(value_order(s, v, x) <= 0);
	case FILTER_GT:      return tri_of(value_order(s, v, x) > 0);
	case FILTER_GE:      return tri_of(value_order(s, v, x) >= 0);
	case FILTER_BETWEEN: return tri_of(value_order(s, v, x) >= 0 &&
					   value_order(s, v, x + 1) <= 0);
	case FILTER_IN:      return tri_of(among(f, s, v));
	case FILTER_PREFIX:  return tri_of(begins(v, x));
	case FILTER_AND: case FILTER_OR: case FILTER_NOT: case FILTER_IS_NULL:
	case FILTER_OPS_:    break;
	}
	return TRI_UNKNOWN;
}

enum tri filter_eval(const struct filter *f, struct view fields, const struct value *row)
{
	if (!f)
		return TRI_TRUE;
	if (!grouping(f))
		return compare(f, fields, row);
	if (f->op == FILTER_NOT) {
		enum tri t = filter_eval(f->parts[0], fields, row);
		return t == TRI_UNKNOWN ? t : tri_of(t == TRI_FALSE);
	}
	enum tri ends = f->op == FILTER_AND ? TRI_FALSE : TRI_TRUE;
	enum tri all = f->op == FILTER_AND ? TRI_TRUE : TRI_FALSE;
	for (size_t i = 0; i < f->n; i++) {
		enum tri t = filter_eval(f->parts[i], fields, row);
		if (t == ends)
			return ends;
		if (t == TRI_UNKNOWN)
			all = TRI_UNKNOWN;
	}
	return all;
}

bool prefix_end(const char *s, size_t n, char *out, size_t *ret_n)
{
	while (n) {
		size_t last = n - 1, len;
		while (last && ((unsigned char)s[last] & 0xC0) == 0x80)
			last--;
		uint32_t c = utf8_char(s + last, &len) + 1;
		if (c >= 0xD800 && c <= 0xDFFF)
			c = 0xE000;
		if (c <= 0x10FFFF) {
			char next[4];
			size_t put = utf8_put(c, next);
			if (last)
				memcpy(out, s, last);
			memcpy(out + last, next, put);
			*ret_n = last + put;
			return true;
		}
		n = last;
	}
	return false;
}

/* --- forms and hashes ---------------------------------------------------- */

void filter_form(struct buf *out, const struct filter *f)
{
	if (!f) {
		buf_u8(out, 0xff);
		return;
	}
	buf_u8(out, (uint8_t)f->op);
	buf_u32(out, (uint32_t)f->n);
	if (!grouping(f)) {
		buf_u32(out, (uint32_t)f->field);
		buf_u8(out, f->null);
		return;
	}
	for (size_t i = 0; i < f->n; i++)
		filter_form(out, f->parts[i]);
}

void filter_values(const struct filter *f, struct view fields, filter_value_fn *fn,
		   void *arg)
{
	if (!f)
		return;
	if (grouping(f)) {
		for (size_t i = 0; i < f->n; i++)
			filter_values(f->parts[i], fields, fn, arg);
		return;
	}
	for (size_t i = 0; i < f->n; i++)
		fn(arg, &fields.at[f->field], &f->values[i]);
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, HASH_SIZE);
}

static struct hash leaf_hash(const struct filter *f, struct view fields)
{
	const struct viewed *at = &fields.at[f->field];
	AUTO_BUF b = buf_make(SIZE_MAX / 2);
	buf_u8(&b, (uint8_t)f->op);
	buf_u32(&b, (uint32_t)at->no);
	buf_u8(&b, f->null);
	for (size_t i = 0; i < f->n; i++) {
		if (shape_physical(&at->shape) == PHYS_INT)
			buf_u64(&b, (uint64_t)f->values[i].i);
		else
			buf_run(&b, f->values[i].p, f->values[i].n);
	}
	return hash_of(b.p, b.n);
}

struct hash filter_hash(const struct filter *f, struct view fields)
{
	if (!f)
		return hash_of("", 0);
	if (!grouping(f))
		return leaf_hash(f, fields);
	AUTO_BUF b = buf_make(SIZE_MAX / 2);
	for (size_t i = 0; i < f->n; i++) {
		struct hash part = filter_hash(f->parts[i], fields);
		buf_bytes(&b, part.b, HASH_SIZE);
	}
	qsort(b.p, f->n, HASH_SIZE, by_bytes);
	uint8_t op = (uint8_t)f->op;
	return hash_two(&op, 1, b.p, b.n);
}
