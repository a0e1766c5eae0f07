/* mark.c - see mark.h. */
#include "dataapi/mark.h"
#include "base/buf.h"
#include "base/jout.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 4096 };

/* --- what is doubted, as rules --------------------------------------------------------- */
static int key_order(const char *a, size_t na, const char *b, size_t nb)
{
	int d = memcmp(a, b, na < nb ? na : nb);
	return d ? d : (na > nb) - (na < nb);
}

static int by_key(const void *a, const void *b)
{
	const struct mark_rule *x = a, *y = b;
	if (!x->key || !y->key)
		return (x->key != NULL) - (y->key != NULL);
	return key_order(x->key, x->n, y->key, y->n);
}

static bool rule_of(struct ctx *cx, struct view view, const struct in_doubt *d, bool keyed,
		    struct mark_rule *ret)
{
	*ret = (struct mark_rule){ .field = MARK_WHOLE };
	if (d->item) {
		const struct viewed *f = view_find(view, d->item);
		if (!f || !f->no)
			return false;
		ret->field = (size_t)(f - view.at);
	}
	if (d->key && !keyed)
		return false;
	ret->key = ctx_text(cx, d->key);
	ret->n = d->key ? strlen(d->key) : 0;
	return true;
}

struct marks marks_of(struct ctx *cx, struct view view, const struct in_doubt *list, size_t n)
{
	struct marks m = { .at = n ? ctx_array(cx, struct mark_rule, n) : NULL };
	if (!n)
		return m;
	for (size_t i = 0; i < view.n; i++)
		if (view.at[i].key && view.at[i].no && m.nkeys < 8)
			m.keys[m.nkeys++] = i;
	for (size_t i = 0; i < n; i++)
		m.n += rule_of(cx, view, &list[i], m.nkeys > 0, &m.at[m.n]);
	qsort(m.at, m.n, sizeof *m.at, by_key);
	while (m.nall < m.n && !m.at[m.nall].key)
		m.nall++;
	return m;
}

/* --- a row held against them --------------------------------------------------------------- */
static bool says(const struct mark_rule *r, size_t item)
{
	return r->field == MARK_WHOLE || r->field == item;
}

static bool whole(const struct mark_rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rules[i].field == MARK_WHOLE)
			return true;
	return false;
}

/* Which of the items given do these rules speak of? A count gives none: there whole
 * records alone are spoken of. */
static void put_mark(struct ctx *cx, const struct mark_rule *rules, size_t n,
		     const size_t *seen, size_t nseen, int64_t row, struct marked_list *out)
{
	size_t *items = ctx_array(cx, size_t, nseen), nitems = 0;
	for (size_t i = 0; i < nseen; i++) {
		bool any = false;
		for (size_t k = 0; k < n && !any; k++)
			any = says(&rules[k], seen[i]);
		if (any)
			items[nitems++] = seen[i];
	}
	if (!nitems && (nseen || !whole(rules, n)))
		return;
	if (out->n == out->room) {
		out->room = out->room ? out->room * 2 : 8;
		struct marked *wider = ctx_array(cx, struct marked, out->room);
		if (out->n)
			memcpy(wider, out->at, out->n * sizeof *wider);
		out->at = wider;
	}
	out->at[out->n++] = (struct marked){ row, items, nitems };
}

void mark_all(struct ctx *cx, const struct marks *m, const size_t *seen, size_t nseen,
	      struct marked_list *out)
{
	if (m->nall)
		put_mark(cx, m->at, m->nall, seen, nseen, MARK_EVERY, out);
}

void mark_row(struct ctx *cx, const struct marks *m, struct view view, const size_t *seen,
	      size_t nseen, const struct value *key, int64_t row, struct marked_list *out)
{
	AUTO_BUF b = buf_make(KEY_BYTES);
	for (size_t i = 0; i < m->nkeys; i++) {
		if (i)
			buf_byte(&b, CORRECTION_PART);
		value_print(&b, &view.at[m->keys[i]].shape, &key[i]);
	}
	size_t low = m->nall, high = m->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (key_order(m->at[mid].key, m->at[mid].n, b.p, b.n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	size_t n = 0;
	while (low + n < m->n && key_order(m->at[low + n].key, m->at[low + n].n, b.p, b.n) == 0)
		n++;
	if (n)
		put_mark(cx, m->at + low, n, seen, nseen, row, out);
}

void mark_any(struct ctx *cx, const struct marks *m, const size_t *seen, size_t nseen,
	      struct marked_list *out)
{
	out->n = 0;
	put_mark(cx, m->at, m->n, seen, nseen, MARK_EVERY, out);
}

void mark_some(struct ctx *cx, const struct marks *m, const size_t *seen, size_t nseen,
	       struct marked_list *out)
{
	put_mark(cx, m->at + m->nall, m->n - m->nall, seen, nseen, MARK_SOME, out);
}

/* --- the records that are doubted -------------------------------------------------------- */
/* Is it in doubt for numbers that rest on these items? The whole record always is. */
static bool touches(const struct mark_rule *r, const size_t *seen, size_t nseen)
{
	for (size_t i = 0; i < nseen; i++)
		if (r->field == seen[i])
			return true;
	return r->field == MARK_WHOLE;
}

/* As a loaded value would be read; false: its item is another by now, and no row has it. */
static bool part(struct ctx *cx, const struct viewed *f, const char *text, size_t n,
		 struct value *ret)
{
	char scratch[VALUE_ROOM];
	struct shape s = f->shape;
	shape_ready(&s, cx->today);
	if (value_read(&s, text, n, scratch, ret) != VALUE_FINE || ret->null)
		return false;
	if (shape_physical(&s) == PHYS_TEXT)
		ret->p = ctx_textn(cx, ret->p, ret->n);
	return true;
}

static bool read_key(struct ctx *cx, const struct mark_rule *r, struct view view,
		     const struct key_list *k, struct value *ret)
{
	const char *p = r->key, *end = r->key + r->n;
	for (size_t i = 0; i < k->nitems; i++) {
		const char *stop = memchr(p, CORRECTION_PART, (size_t)(end - p));
		bool last = i + 1 == k->nitems;
		if (last != !stop ||
		    !part(cx, &view.at[k->at[i]], p, (size_t)((stop ? stop : end) - p), &ret[i]))
			return false;
		p = stop ? stop + 1 : end;
	}
	return true;
}

static bool same_key(const struct mark_rule *a, const struct mark_rule *b)
{
	return key_order(a->key, a->n, b->key, b->n) == 0;
}

bool mark_keys(struct ctx *cx, const struct marks *m, struct view view, const size_t *seen,
	       size_t nseen, size_t most, size_t *at, struct key_list *ret)
{
	struct key_list k = { .nitems = m->nkeys };
	const struct mark_rule *last = NULL;
	if (*at == m->n)
		return false;
	memcpy(k.at, m->keys, sizeof m->keys);
	k.values = ctx_array(cx, struct value, most * (m->nkeys + 1));
	for (; *at < m->n && k.n < most; ++*at) {
		const struct mark_rule *r = &m->at[*at];
		if ((last && same_key(last, r)) || !touches(r, seen, nseen))
			continue;
		last = r;
		k.n += read_key(cx, r, view, &k, k.values + k.n * k.nitems);
	}
	while (last && *at < m->n && same_key(last, &m->at[*at]))
		++*at;
	*ret = k;
	return k.n > 0;
}

static bool marked_item(const struct marked_list *l, size_t item)
{
	for (size_t i = 0; i < l->n; i++)
		for (size_t k = 0; k < l->at[i].nitems; k++)
			if (l->at[i].items[k] == item)
				return true;
	return false;
}

void mark_join(struct ctx *cx, const size_t *seen, size_t nseen, struct marked_list *l)
{
	size_t *items = ctx_array(cx, size_t, nseen), n = 0;
	for (size_t i = 0; i < nseen; i++)
		if (marked_item(l, seen[i]))
			items[n++] = seen[i];
	if (l->n)
		*l = (struct marked_list){ l->at, 1, l->room };
	if (l->n)
		l->at[0] = (struct marked){ MARK_EVERY, items, n };
}

bool marks_touch(const struct marks *m, const size_t *seen, size_t nseen)
{
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < nseen; k++)
			if (says(&m->at[i], seen[k]))
				return true;
	return false;
}

/* --- said ------------------------------------------------------------------------------------ */
void mark_rest_json(struct ctx *cx, struct jout *j, struct view view, const struct marked *m)
{
	jout_key(j, "items");
	jout_list(j);
	for (size_t k = 0; k < m->nitems; k++)
		jout_text(j, view.at[m->items[k]].code);
	jout_end_list(j);
	jout_key_text(j, "mark", "under_verification");
	jout_key_text(j, "note", said_words(cx, SAY_DATA_UNDER_VERIFICATION(), SAID_ZH));
}

void marks_json(struct ctx *cx, struct buf *out, struct view view, const struct marked_list *l)
{
	struct jout j = jout_to(out);
	j.keyed = true;                 /* the key is already there: no comma */
	jout_list(&j);
	for (size_t i = 0; i < l->n; i++) {
		const struct marked *m = &l->at[i];
		jout_open(&j);
		jout_key(&j, "row");
		if (m->row < 0)
			jout_null(&j);
		else
			jout_int(&j, m->row);
		mark_rest_json(cx, &j, view, m);
		jout_close(&j);
	}
	jout_end_list(&j);
}

const char *marks_line(struct ctx *cx, const struct marked_list *l)
{
	const char *rows = "";
	for (size_t i = 0; i < l->n; i++) {
		if (l->at[i].row < 0)
			return l->at[i].row == MARK_SOME ? "under_verification; rows=some"
							 : "under_verification; rows=all";
		if (i == MARK_ROWS)
			return ctx_print(cx, "under_verification; rows=%s,more", rows);
		rows = ctx_print(cx, "%s%s%lld", rows, *rows ? "," : "",
				 (long long)l->at[i].row);
	}
	return ctx_print(cx, "under_verification; rows=%s", rows);
}
