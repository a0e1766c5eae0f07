/* batch.c - words of a batch, and what its resource asks of the file. */
#include "ingest/batch.h"
#include "web/schema.h"
#include <jansson.h>
#include <string.h>

static bool word_at(const char *const words[], int n, const char *word, int *ret)
{
	for (int i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

static const char *const states[] = {
#define X(id, word) word,
	BATCH_STATE_TABLE(X)
#undef X
};
static const char *const modes[] = { "replace", "append", "upsert" };
static const char *const headers[] = { "auto", "yes", "no" };

bool batch_seen_by(const struct batch *b, const struct who *who)
{
	bool own = who->org && strcmp(who->org, b->org) == 0;
	return own || who_can(who, CAP_CATALOGUE_REVIEW) || who_can(who, CAP_RECORD_READ);
}

const char *batch_state_word(enum batch_state s)
{
	return states[s];
}

const char *load_mode_word(enum load_mode m)
{
	return modes[m];
}

bool load_mode_read(const char *word, enum load_mode *ret)
{
	int i;
	if (!word_at(modes, 3, word, &i))
		return false;
	*ret = (enum load_mode)i;
	return true;
}

const char *header_word(enum header h)
{
	return headers[h];
}

bool header_read(const char *word, enum header *ret)
{
	int i;
	if (!word_at(headers, 3, word, &i))
		return false;
	*ret = (enum header)i;
	return true;
}

const char *batch_reject_path(struct ctx *cx, const char *dir, const char *id)
{
	return ctx_print(cx, "%s/rejects/%s.csv", dir, id);
}

/* Looked up by key, or by a number its standard knows: those get an index. */
static bool worth_an_index(const struct item *it)
{
	return it->key || (it->format && (it->type == ITEM_STRING ||
					  it->type == ITEM_INTEGER || it->type == ITEM_DATE));
}

size_t batch_columns(struct ctx *cx, const struct resource *r, struct column **ret)
{
	struct column *c = ctx_array(cx, struct column, r->nitems + 1);
	for (size_t i = 0; i < r->nitems; i++) {
		const struct item *it = &r->items[i];
		c[i] = (struct column){ .no = it->no, .code = it->code, .name = it->name,
					.shape = item_shape(it), .key = it->key,
					.indexed = worth_an_index(it) };
		c[i].shape.nullable = it->nullable && !it->key;
	}
	*ret = c;
	return r->nitems;
}

enum err batch_mapping(struct ctx *cx, const char *json, const struct column *columns,
		       size_t n, struct mapping **ret, size_t *ret_n)
{
	json_t *root = NULL;
	*ret_n = 0;
	if (!json)
		return OK;
	TRY(json_read(cx, json, strlen(json), &root));
	struct mapping *m = ctx_array(cx, struct mapping, json_object_size(root) + 1);
	const char *key, *unknown = NULL;
	json_t *v;
	size_t used = 0;
	json_object_foreach(root, key, v) {
		const char *to = json_string_value(v);
		bool known = json_is_null(v);
		for (size_t i = 0; i < n && to && !known; i++)
			known = strcmp(columns[i].code, to) == 0;
		if (!known)
			unknown = ctx_text(cx, to ? to : key);
		m[used++] = (struct mapping){ ctx_text(cx, key), ctx_text(cx, to) };
	}
	json_decref(root);
	if (unknown)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BATCH_MAPPING_ITEM(unknown)),
				  "mapping");
	*ret = m;
	*ret_n = used;
	return OK;
}
