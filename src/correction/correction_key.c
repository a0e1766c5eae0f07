/* correction_key.c - a record's key in one form, however it is written. Pure. */
#include "correction/correction.h"
#include "base/buf.h"
#include <jansson.h>
#include <string.h>

enum { KEY_BYTES = 4096 };

static size_t keys_of(struct view fields)
{
	size_t n = 0;
	for (size_t i = 0; i < fields.n; i++)
		n += fields.at[i].key;
	return n;
}

static void print_key(struct buf *b, struct view fields, const struct key_list *k)
{
	for (size_t i = 0; i < k->nitems; i++) {
		if (i)
			buf_byte(b, CORRECTION_PART);
		value_print(b, &fields.at[k->at[i]].shape, &k->values[i]);
	}
}

enum err correction_key(struct ctx *cx, struct view fields, const char *text,
			const char **ret_key)
{
	const struct filter *f;
	struct key_list list;
	json_t *one = keys_of(fields) > 1 ? json_loads(text, JSON_REJECT_DUPLICATES, NULL)
					  : json_string(text);
	if (!one)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CORRECTION_KEY_PARTS()),
				  "papers.record_key");
	json_t *keys = json_pack("[o]", one);
	PRE(keys != NULL);
	enum err e = filter_keys(cx, keys, fields, &list, &f);
	json_decref(keys);
	if (e != OK)
		return fail_field(cx, e, "papers.record_key");
	AUTO_BUF b = buf_make(KEY_BYTES);
	print_key(&b, fields, &list);
	if (!buf_ok(&b))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CORRECTION_KEY_LONG()),
				  "papers.record_key");
	*ret_key = ctx_textn(cx, b.p, b.n);
	return OK;
}
