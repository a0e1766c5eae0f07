/* flat.c - the table of columns, read in both directions. */
#include "catalogue/flat.h"
#include "core/csvout.h"
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, NUMBER, TRUTH, LIST };
struct column { const char *name, *in, *key; enum kind kind; };  /* in: the object */

static const struct column columns[FLAT_COLUMNS] = {
	{ "code", NULL, "code", TEXT }, { "title", NULL, "title", TEXT },
	{ "abstract", NULL, "abstract", TEXT }, { "keywords", NULL, "keywords", LIST },
	{ "category", NULL, "category", TEXT }, { "theme", NULL, "theme", TEXT },
	{ "industry", NULL, "industry", TEXT }, { "scenario", NULL, "scenario", TEXT },
	{ "form", NULL, "form", TEXT }, { "format", NULL, "format", TEXT },
	{ "collector", NULL, "collector", TEXT }, { "reviewer", NULL, "reviewer", TEXT },
	{ "source_system", NULL, "source_system", TEXT }, { "duty", NULL, "duty", TEXT },
	{ "collection_basis", "collection", "basis", TEXT },
	{ "collection_scope", "collection", "scope", TEXT },
	{ "collection_necessity", "collection", "necessity", TEXT },
	{ "update_cycle", NULL, "update_cycle", TEXT }, { "region", NULL, "region", TEXT },
	{ "grade", NULL, "grade", NUMBER }, { "share_type", NULL, "share_type", TEXT },
	{ "share_conditions", NULL, "share_conditions", TEXT },
	{ "share_reason", NULL, "share_reason", TEXT },
	{ "share_law", "share_basis", "law", TEXT }, { "share_level", "share_basis", "level", TEXT },
	{ "share_article", "share_basis", "article", TEXT },
	{ "open_type", NULL, "open_type", TEXT },
	{ "open_conditions", NULL, "open_conditions", TEXT },
	{ "open_reason", NULL, "open_reason", TEXT },
	{ "open_law", "open_basis", "law", TEXT }, { "open_level", "open_basis", "level", TEXT },
	{ "open_article", "open_basis", "article", TEXT },
	{ "item_code", "items", "code", TEXT }, { "item_name", "items", "name", TEXT },
	{ "item_type", "items", "type", TEXT }, { "item_length", "items", "length", NUMBER },
	{ "item_precision", "items", "precision", NUMBER }, { "item_key", "items", "key", TRUTH },
	{ "item_nullable", "items", "nullable", TRUTH },
	{ "item_grade", "items", "grade", NUMBER },
	{ "item_share_type", "items", "share_type", TEXT },
	{ "item_open_type", "items", "open_type", TEXT },
	{ "item_element", "items", "element", TEXT },
	{ "item_code_set", "items", "code_set", TEXT }, { "item_format", "items", "format", TEXT },
	{ "item_mask", "items", "mask", TEXT },
	{ "item_description", "items", "description", TEXT },
};

static bool of_item(const struct column *c)
{
	return c->in && strcmp(c->in, "items") == 0;
}

const char *flat_name(size_t i)
{
	return columns[i].name;
}

int flat_find(const char *name, size_t n)
{
	for (int i = 0; i < FLAT_COLUMNS; i++)
		if (strlen(columns[i].name) == n && memcmp(columns[i].name, name, n) == 0)
			return i;
	return -1;
}

const char *flat_column(struct ctx *cx, const char *field, size_t *ret_item)
{
	*ret_item = 0;
	if (!field)
		return NULL;
	const char *dot = strrchr(field, '.'), *bracket = strchr(field, '[');
	if (bracket)
		*ret_item = strtoul(bracket + 1, NULL, 10);
	size_t n = bracket ? (size_t)(bracket - field) : dot ? (size_t)(dot - field) : 0;
	const char *in = n ? ctx_textn(cx, field, n) : NULL;
	const char *key = dot ? dot + 1 : field;
	for (size_t i = 0; i < FLAT_COLUMNS; i++) {
		const struct column *c = &columns[i];
		bool same = in && dot ? c->in && !strcmp(c->in, in) : !c->in;
		if (same && strcmp(c->key, key) == 0)
			return c->name;
	}
	return NULL;
}

/* --- out ------------------------------------------------------------------- */
static const char *number(struct ctx *cx, int n)
{
	return n ? ctx_print(cx, "%d", n) : NULL;
}

static const char *keywords(struct ctx *cx, const struct resource *r)
{
	const char *all = NULL;
	for (size_t i = 0; i < r->nkeywords; i++)
		all = all ? ctx_print(cx, "%s;%s", all, r->keywords[i]) : r->keywords[i];
	return all;
}

static const char *truth(bool v)
{
	return v ? "true" : "false";
}

/* The cells of row `i` of an entry, in the order of the columns. */
static void cells(struct ctx *cx, const struct resource *r, size_t i,
		  const char *out[FLAT_COLUMNS])
{
	const char *entry[] = {
		r->code, r->title, r->abstract, keywords(cx, r), r->category, r->theme,
		r->industry, r->scenario, r->form, r->format, r->collector, r->reviewer,
		r->source_system, r->duty,
		r->collect_basis, r->collect_scope, r->collect_necessity, r->update_cycle,
		r->region, number(cx, r->grade), access_word(r->share_type),
		r->share_conditions, r->share_reason, r->share_basis.law, r->share_basis.level,
		r->share_basis.article, access_word(r->open_type), r->open_conditions,
		r->open_reason, r->open_basis.law, r->open_basis.level, r->open_basis.article,
	};
	const size_t nentry = sizeof entry / sizeof entry[0];
	memset(out, 0, FLAT_COLUMNS * sizeof *out);
	if (i == 0)
		memcpy(out, entry, sizeof entry);
	if (i >= r->nitems)
		return;
	const struct item *it = &r->items[i];
	const char *item[] = {
		it->code, it->name, item_type_word(it->type), number(cx, it->length),
		it->type == ITEM_DECIMAL ? ctx_print(cx, "%d", it->precision) : NULL,
		truth(it->key), truth(it->nullable), number(cx, it->grade), access_word(it->share_type),
		access_word(it->open_type), it->element, it->code_set, it->format, it->mask, it->description,
	};
	_Static_assert(sizeof entry + sizeof item == FLAT_COLUMNS * sizeof *out,
		       "a cell for every column");
	memcpy(out + nentry, item, sizeof item);
}

void flat_csv_header(struct buf *b)
{
	for (size_t i = 0; i < FLAT_COLUMNS; i++)
		csv_cell(b, i, columns[i].name, CSV_FOR_PEOPLE);
	csv_end(b);
}

void flat_csv(struct ctx *cx, struct buf *b, const struct resource *r)
{
	const char *row[FLAT_COLUMNS];
	for (size_t i = 0; i == 0 || i < r->nitems; i++) {
		cells(cx, r, i, row);
		for (size_t c = 0; c < FLAT_COLUMNS; c++)
			csv_cell(b, c, row[c], CSV_FOR_PEOPLE);
		csv_end(b);
	}
}

static bool digits(const char *p, size_t n, int *ret)
{
	int v = 0;
	for (size_t i = 0; i < n; i++) {
		if (n > 8 || p[i] < '0' || p[i] > '9')
			return false;
		v = v * 10 + (p[i] - '0');
	}
	*ret = v;
	return true;
}

void flat_take(json_t *entry, int column, const char *p, size_t n)
{
	const struct column *c = &columns[column];
	json_t *to = entry, *value;
	if (!n)
		return;
	if (of_item(c)) {
		json_t *items = json_object_get(entry, "items");
		to = json_array_get(items, json_array_size(items) - 1);
	} else if (c->in) {
		to = json_object_get(entry, c->in);
		if (!to)
			json_object_set_new(entry, c->in, to = json_object());
	}
	value = json_stringn(p, n);
	int number = 0;
	if (c->kind == NUMBER && digits(p, n, &number)) {
		json_decref(value);
		value = json_integer(number);
	} else if (c->kind == TRUTH) {
		bool yes = (n == 4 && !memcmp(p, "true", 4)) || (n == 3 && !memcmp(p, "是", 3));
		bool no = (n == 5 && !memcmp(p, "false", 5)) || (n == 3 && !memcmp(p, "否", 3));
		if (yes || no) {
			json_decref(value);
			value = json_boolean(yes);
		}
	} else if (c->kind == LIST) {
		json_decref(value);
		value = json_array();
		for (const char *at = p, *end = p + n; at < end;) {
			const char *cut = memchr(at, ';', (size_t)(end - at));
			size_t len = (size_t)((cut ? cut : end) - at);
			if (len)
				json_array_append_new(value, json_stringn(at, len));
			at += len + 1;
		}
	}
	json_object_set_new(to, c->key, value);
}

void flat_item(json_t *entry)
{
	json_t *items = json_object_get(entry, "items");
	if (!items)
		json_object_set_new(entry, "items", items = json_array());
	json_array_append_new(items, json_object());
}

void flat_item_done(json_t *entry)
{
	json_t *items = json_object_get(entry, "items");
	size_t last = json_array_size(items) - 1;
	if (json_object_size(json_array_get(items, last)) == 0)
		json_array_remove(items, last);
}

static int put_text(const char *p, size_t n, void *buf)
{
	buf_bytes(buf, p, n);
	return buf_ok(buf) ? 0 : -1;
}

void flat_json(struct ctx *cx, struct jout *j, const struct resource *r)
{
	const char *row[FLAT_COLUMNS];
	json_t *entry = json_object();
	for (size_t i = 0; i == 0 || i < r->nitems; i++) {
		cells(cx, r, i, row);
		flat_item(entry);
		for (int c = 0; c < FLAT_COLUMNS; c++)
			if (row[c])
				flat_take(entry, c, row[c], strlen(row[c]));
		flat_item_done(entry);
	}
	AUTO_BUF text = buf_make(4u << 20);
	if (json_dump_callback(entry, put_text, &text, JSON_COMPACT) == 0)
		jout_raw(j, buf_cstr(&text));
	json_decref(entry);
}
