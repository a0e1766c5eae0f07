/* filter_keys.c - keys[] of a batch look-up: read in the order asked, and made a
 * filter. */
#include "core/filter.h"
#include <string.h>

static enum err bad(struct ctx *cx, const char *place, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), place);
}

/* One key: a bare value of the one key item, or an object or list of all of them. */
static enum err read_key(struct ctx *cx, const json_t *key, struct view fields,
			 struct key_list *k)
{
	const char *place = ctx_print(cx, "keys[%zu]", k->n);
	bool object = json_is_object(key), bare = k->nitems == 1 && !object;
	struct value *values = k->values + k->n * k->nitems;
	if (!bare && (object ? json_object_size(key) : json_array_size(key)) != k->nitems)
		return bad(cx, place, SAY_FILTER_SHAPE());
	for (size_t i = 0; i < k->nitems; i++) {
		const struct viewed *field = &fields.at[k->at[i]];
		const json_t *v = bare ? key : object ? json_object_get(key, field->code)
						      : json_array_get(key, i);
		if (!v)
			return bad(cx, place, SAY_FILTER_SHAPE());
		TRY(filter_operand(cx, field, v, place, &values[i]));
	}
	k->n++;
	return OK;
}

/* One key item: a list of values; several: any of the keys, each with all of its parts. */
const struct filter *filter_of_keys(struct ctx *cx, struct view fields, const struct key_list *k)
{
	if (k->nitems == 1) {
		struct filter *f = filter_leaf(cx, FILTER_IN, k->at[0], k->n);
		memcpy(f->values, k->values, k->n * sizeof *f->values);
		filter_sort(f, &fields.at[k->at[0]].shape);
		return f;
	}
	struct filter *any = filter_leaf(cx, FILTER_OR, 0, 0);
	any->n = k->n;
	any->parts = ctx_array(cx, const struct filter *, k->n);
	for (size_t i = 0; i < k->n; i++) {
		struct filter *all = filter_leaf(cx, FILTER_AND, 0, 0);
		all->n = k->nitems;
		all->parts = ctx_array(cx, const struct filter *, k->nitems);
		for (size_t part = 0; part < k->nitems; part++) {
			struct filter *eq = filter_leaf(cx, FILTER_EQ, k->at[part], 1);
			eq->values[0] = k->values[i * k->nitems + part];
			all->parts[part] = eq;
		}
		any->parts[i] = all;
	}
	return any;
}

enum err filter_keys(struct ctx *cx, const json_t *keys, struct view fields,
		     struct key_list *ret_keys, const struct filter **ret_filter)
{
	struct key_list k = { 0 };
	size_t n = json_array_size(keys);

	if (!json_is_array(keys) || !n)
		return bad(cx, "keys", SAY_FILTER_SHAPE());
	if (n > FILTER_KEYS)
		return bad(cx, "keys", SAY_FILTER_TOO_BIG(FILTER_KEYS));
	for (size_t i = 0; i < fields.n; i++)
		if (fields.at[i].key && k.nitems < FILTER_KEY_ITEMS)
			k.at[k.nitems++] = i;
	if (!k.nitems)
		return bad(cx, "keys", SAY_FILTER_NO_KEY());
	k.values = ctx_array(cx, struct value, n * k.nitems);
	for (size_t i = 0; i < n; i++)
		TRY(read_key(cx, json_array_get(keys, i), fields, &k));
	*ret_filter = filter_of_keys(cx, fields, &k);
	*ret_keys = k;
	return OK;
}
