/* batch.c - see batch.h. A key that is asked for twice is answered twice. */
#include "dataapi/batch.h"
#include <stdlib.h>

struct batch {
	const struct key_list *keys;
	const json_t          *sent;
	struct view            view;
	size_t                *sorted;  /* numbers of the keys, by value */
	int64_t               *row;     /* of each key; -1: none */
};

static int order(const struct batch *b, const struct value *a, const struct value *c)
{
	int o = 0;
	for (size_t i = 0; !o && i < b->keys->nitems; i++)
		o = value_order(&b->view.at[b->keys->at[i]].shape, &a[i], &c[i]);
	return o;
}

static const struct value *key_at(const struct batch *b, size_t n)
{
	return b->keys->values + n * b->keys->nitems;
}

static int by_key(const void *a, const void *b, void *batch)
{
	return order(batch, key_at(batch, *(const size_t *)a), key_at(batch, *(const size_t *)b));
}

struct batch *batch_begin(struct ctx *cx, const struct key_list *keys, const json_t *sent,
			  struct view view)
{
	struct batch *b = ctx_new(cx, struct batch);
	*b = (struct batch){ .keys = keys, .sent = sent, .view = view,
			     .sorted = ctx_array(cx, size_t, keys->n),
			     .row = ctx_array(cx, int64_t, keys->n) };
	for (size_t i = 0; i < keys->n; i++) {
		b->sorted[i] = i;
		b->row[i] = -1;
	}
	qsort_r(b->sorted, keys->n, sizeof b->sorted[0], by_key, b);
	return b;
}

void batch_row(struct batch *b, const struct value *key, int64_t place)
{
	size_t lo = 0, hi = b->keys->n;
	for (size_t i = 0; i < b->keys->nitems; i++)
		if (key[i].null)
			return;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (order(b, key_at(b, b->sorted[mid]), key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < b->keys->n && !order(b, key_at(b, b->sorted[lo]), key); lo++)
		b->row[b->sorted[lo]] = place;
}

static void sent_key(struct ctx *cx, const json_t *key, struct buf *out)
{
	size_t n = json_dumpb(key, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
	char *text = ctx_alloc(cx, n);
	json_dumpb(key, text, n, JSON_COMPACT | JSON_ENCODE_ANY);
	buf_bytes(out, text, n);
}

void batch_print(struct ctx *cx, const struct batch *b, struct buf *out)
{
	buf_byte(out, '[');
	for (size_t i = 0; i < b->keys->n; i++) {
		buf_text(out, i ? ",{\"key\":" : "{\"key\":");
		sent_key(cx, json_array_get(b->sent, i), out);
		if (b->row[i] < 0) {
			buf_text(out, ",\"found\":false,\"row\":null}");
			continue;
		}
		buf_text(out, ",\"found\":true,\"row\":");
		buf_int(out, b->row[i]);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}
