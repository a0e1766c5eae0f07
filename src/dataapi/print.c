/* print.c - see print.h. Runs once per cell of an answer: no allocation. */
#include "dataapi/print.h"
#include "base/jout.h"
#include <string.h>
#include <strings.h>

static const struct { const char *type, *sent; } types[] = {
	[DATA_JSON]   = { "application/json", "application/json" },
	[DATA_NDJSON] = { "application/x-ndjson", "application/x-ndjson" },
	[DATA_CSV]    = { "text/csv", "text/csv; charset=utf-8; header=present" },
};

const char *data_format_type(enum data_format f)
{
	return types[f].sent;
}

/* The q of one element of Accept, in thousandths. */
static int weight(const char *p, size_t n)
{
	for (size_t i = 0; i + 2 < n; i++) {
		if (p[i] != ';')
			continue;
		size_t at = i + 1 + strspn(p + i + 1, " ");
		if (at + 2 < n && (p[at] | 32) == 'q' && p[at + 1] == '=') {
			int q = p[at + 2] == '1' ? 1000 : 0;
			for (int k = 0, unit = 100; k < 3 && at + 4 + k < n; k++, unit /= 10)
				if (p[at + 3] == '.' && p[at + 4 + k] >= '0' &&
				    p[at + 4 + k] <= '9')
					q += (p[at + 4 + k] - '0') * unit;
			return q;
		}
	}
	return 1000;
}

enum data_format data_format_of(const char *accept)
{
	enum data_format best = DATA_JSON;
	int most = 0;
	for (const char *p = accept ? accept : ""; *p;) {
		p += strspn(p, " \t,");
		size_t n = strcspn(p, ","), type = strcspn(p, ";, \t");
		for (int f = DATA_JSON; f <= DATA_CSV; f++) {
			if (strlen(types[f].type) == type &&
			    strncasecmp(p, types[f].type, type) == 0 && weight(p, n) > most) {
				most = weight(p, n);
				best = (enum data_format)f;
			}
		}
		p += n;
	}
	return best;
}

/* --- JSON ------------------------------------------------------------------ */

static void json_text(struct buf *out, const char *s, size_t n)
{
	struct jout j = jout_to(out);
	j.keyed = true;                 /* the key is already there: no comma */
	jout_textn(&j, s, n);
}

/* Kept as the text it is printed as. */
static bool is_text(const struct viewed *f)
{
	return shape_physical(&f->shape) == PHYS_TEXT && f->shape.type != ITEM_DECIMAL;
}

static bool bare(enum item_type type)
{
	return type == ITEM_INTEGER || type == ITEM_BOOLEAN;
}

static void json_cell(struct printer *p, const struct viewed *f, const struct value *v,
		      bool masked)
{
	buf_byte(p->out, '"');
	buf_text(p->out, f->code);      /* [a-z0-9_]: nothing to escape */
	buf_bytes(p->out, "\":", 2);
	if (v->null) {
		buf_bytes(p->out, "null", 4);
	} else if (masked) {
		json_text(p->out, p->scratch->p, p->scratch->n);
	} else if (bare(f->shape.type) && shape_physical(&f->shape) == PHYS_INT) {
		value_print(p->out, &f->shape, v);
	} else if (is_text(f)) {
		json_text(p->out, v->p, v->n);
	} else {
		buf_byte(p->out, '"');
		value_print(p->out, &f->shape, v);
		buf_byte(p->out, '"');
	}
}

/* --- CSV (RFC 4180) ---------------------------------------------------------- */

static void csv_text(struct buf *out, const char *s, size_t n)
{
	bool quote = false;
	for (size_t i = 0; i < n && !quote; i++)
		quote = s[i] == '"' || s[i] == ',' || s[i] == '\n' || s[i] == '\r';
	if (n && (s[0] == ' ' || s[n - 1] == ' '))
		quote = true;
	if (!quote) {
		buf_bytes(out, s, n);
		return;
	}
	buf_byte(out, '"');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			buf_byte(out, '"');
		buf_byte(out, s[i]);
	}
	buf_byte(out, '"');
}

static void csv_cell(struct printer *p, const struct viewed *f, const struct value *v,
		     bool masked)
{
	if (v->null)
		return;
	if (!masked) {
		buf_clear(p->scratch);
		value_print(p->scratch, &f->shape, v);
	}
	csv_text(p->out, p->scratch->p, p->scratch->n);
}

void print_head(struct printer *p)
{
	if (p->format != DATA_CSV)
		return;
	for (size_t i = 0; i < p->nseen; i++) {
		if (i)
			buf_byte(p->out, ',');
		buf_text(p->out, p->view.at[p->seen[i]].code);
	}
	buf_bytes(p->out, "\r\n", 2);
}

void print_row_begin(struct printer *p)
{
	if (p->format == DATA_CSV)
		return;
	if (p->format == DATA_JSON && p->more)
		buf_byte(p->out, ',');
	buf_byte(p->out, '{');
	p->more = true;
}

void print_row_end(struct printer *p)
{
	if (p->format == DATA_CSV)
		buf_bytes(p->out, "\r\n", 2);
	else if (p->format == DATA_NDJSON)
		buf_bytes(p->out, "}\n", 2);
	else
		buf_byte(p->out, '}');
}

static bool mask_cell(struct printer *p, const struct viewed *f, const struct value *v,
		      struct buf *out)
{
	const char *text = v->p;
	size_t n = v->n;
	if (!is_text(f)) {
		buf_clear(p->plain);
		value_print(p->plain, &f->shape, v);
		text = p->plain->p;
		n = p->plain->n;
	}
	return mask_put(out, f->mask, p->mask_key, text, n);
}

bool print_text(struct printer *p, size_t i, const struct value *v, struct buf *out)
{
	const struct viewed *f = &p->view.at[p->seen[i]];
	if (v->null)
		return false;
	if (f->mask != MASK_KEEP)
		return mask_cell(p, f, v, out);
	value_print(out, &f->shape, v);
	return true;
}

void print_cell(struct printer *p, size_t i, const struct value *v)
{
	const struct viewed *f = &p->view.at[p->seen[i]];
	bool masked = f->mask != MASK_KEEP && !v->null;
	struct value cell = *v;
	if (masked) {
		buf_clear(p->scratch);
		cell.null = !mask_cell(p, f, v, p->scratch);
	}
	if (i)
		buf_byte(p->out, ',');
	if (p->format == DATA_CSV)
		csv_cell(p, f, &cell, masked);
	else
		json_cell(p, f, &cell, masked);
}
