/* flat.c - the table of columns, read in both directions. */
#include "catalogue/flat.h"
#include "catalogue/check.h"
#include "core/csvout.h"
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, NUMBER, TRUTH, LIST };
struct column { const char *name, *head, *in, *key; enum kind kind; };   /* in: the object */

static const struct column columns[FLAT_COLUMNS] = {
	{ "code", "资源编码", NULL, "code", TEXT },
	{ "title", "资源名称", NULL, "title", TEXT },
	{ "abstract", "摘要", NULL, "abstract", TEXT },
	{ "keywords", "关键字", NULL, "keywords", LIST },
	{ "category", "分类代码", NULL, "category", LIST },
	{ "theme", "领域", NULL, "theme", TEXT },
	{ "industry", "行业", NULL, "industry", TEXT },
	{ "scenario", "应用场景", NULL, "scenario", TEXT },
	{ "form", "数据形式", NULL, "form", TEXT },
	{ "format", "数据格式", NULL, "format", TEXT },
	{ "collector", "收集机构", NULL, "collector", TEXT },
	{ "reviewer", "审核机构", NULL, "reviewer", TEXT },
	{ "source_system", "来源系统", NULL, "source_system", TEXT },
	{ "duty", "对应职责", NULL, "duty", TEXT },
	{ "collection_basis", "收集依据", "collection", "basis", TEXT },
	{ "collection_scope", "收集范围", "collection", "scope", TEXT },
	{ "collection_necessity", "收集必要性", "collection", "necessity", TEXT },
	{ "update_cycle", "更新频率", NULL, "update_cycle", TEXT },
	{ "region", "区划代码", NULL, "region", TEXT },
	{ "grade", "数据分级", NULL, "grade", NUMBER },
	{ "share_type", "共享类型", NULL, "share_type", TEXT },
	{ "share_conditions", "共享条件", NULL, "share_conditions", TEXT },
	{ "share_reason", "共享理由", NULL, "share_reason", TEXT },
	{ "share_law", "共享依据", "share_basis", "law", TEXT },
	{ "share_level", "共享依据效力", "share_basis", "level", TEXT },
	{ "share_article", "共享依据条款", "share_basis", "article", TEXT },
	{ "open_type", "开放类型", NULL, "open_type", TEXT },
	{ "open_conditions", "开放条件", NULL, "open_conditions", TEXT },
	{ "open_reason", "开放理由", NULL, "open_reason", TEXT },
	{ "open_law", "开放依据", "open_basis", "law", TEXT },
	{ "open_level", "开放依据效力", "open_basis", "level", TEXT },
	{ "open_article", "开放依据条款", "open_basis", "article", TEXT },
	{ "item_code", "信息项代码", "items", "code", TEXT },
	{ "item_name", "信息项名称", "items", "name", TEXT },
	{ "item_type", "信息项类型", "items", "type", TEXT },
	{ "item_length", "信息项长度", "items", "length", NUMBER },
	{ "item_precision", "小数位数", "items", "precision", NUMBER },
	{ "item_key", "是否主键", "items", "key", TRUTH },
	{ "item_nullable", "可否为空", "items", "nullable", TRUTH },
	{ "item_grade", "信息项分级", "items", "grade", NUMBER },
	{ "item_share_type", "信息项共享类型", "items", "share_type", TEXT },
	{ "item_open_type", "信息项开放类型", "items", "open_type", TEXT },
	{ "item_element", "数据元", "items", "element", TEXT },
	{ "item_code_set", "代码集", "items", "code_set", TEXT },
	{ "item_format", "值的格式", "items", "format", TEXT },
	{ "item_mask", "建议脱敏", "items", "mask", TEXT },
	{ "item_description", "信息项说明", "items", "description", TEXT },
};

static bool of_item(const struct column *c)
{
	return c->in && strcmp(c->in, "items") == 0;
}

const char *flat_name(size_t i)
{
	return columns[i].name;
}

const char *flat_head(size_t i)
{
	return columns[i].head;
}

bool flat_of_item(size_t i)
{
	return of_item(&columns[i]);
}

const char *flat_field(size_t i, const char **ret_in)
{
	*ret_in = columns[i].in;
	return columns[i].key;
}

const char *flat_called(struct ctx *cx, const char *field)
{
	const char *dot = strchr(field, '.');
	size_t n = dot ? (size_t)(dot - field) : strlen(field);
	if (strncmp(field, "items", n) == 0)
		return dot ? ctx_print(cx, "信息项 %s", dot + 1) : "信息项";
	if (strcmp(field, "categories") == 0)
		return flat_head(FLAT_CATEGORY);
	for (size_t i = 0; i < FLAT_COLUMNS; i++) {
		const struct column *c = &columns[i];
		const char *outer = c->in ? c->in : c->key;
		if (strlen(outer) == n && memcmp(outer, field, n) == 0 &&
		    (!dot || strcmp(c->key, dot + 1) == 0))
			return c->head;
	}
	return field;
}

void flat_called_all(struct ctx *cx, const char *const *fields, const char **ret_zh,
		     const char **ret_en)
{
	const char *zh = "", *en = "";
	for (const char *const *f = fields; *f; f++) {
		zh = ctx_print(cx, "%s%s%s", zh, *zh ? "、" : "", flat_called(cx, *f));
		en = ctx_print(cx, "%s%s%s", en, *en ? ", " : "", *f);
	}
	*ret_zh = zh;
	*ret_en = en;
}

/* A head may carry the star of what is required, and blanks. */
static void trim(const char **p, size_t *n)
{
	while (*n && strchr(" \t*\r\n", **p))
		++*p, --*n;
	while (*n && strchr(" \t*\r\n", (*p)[*n - 1]))
		--*n;
}

static bool same(const char *word, const char *p, size_t n)
{
	return strlen(word) == n && memcmp(word, p, n) == 0;
}

int flat_find(const char *name, size_t n)
{
	trim(&name, &n);
	for (int i = 0; i < FLAT_COLUMNS; i++)
		if (same(columns[i].name, name, n) || same(columns[i].head, name, n))
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
		if (!dot && c == &columns[FLAT_CATEGORY] && in && strcmp(in, "categories") == 0)
			return c->name;
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

void flat_cells(struct ctx *cx, const struct resource *r, size_t i,
		const char *out[FLAT_COLUMNS])
{
	const char *entry[] = {
		r->code, r->title, r->abstract, keywords(cx, r),
		resource_categories_text(cx, r, ";"), r->theme,
		r->industry, r->scenario, r->form, r->format, r->collector, r->reviewer,
		r->source_system, r->duty,
		r->collect_basis, r->collect_scope, r->collect_necessity, r->update_cycle,
		r->region, number(cx, r->grade), access_word(r->share_type),
		r->share_conditions, r->share_reason, r->share_basis.law, r->share_basis.level,
		r->share_basis.article, access_word(r->open_type), r->open_conditions,
		r->open_reason, r->open_basis.law, r->open_basis.level, r->open_basis.article,
	};
	const size_t nentry = sizeof entry / sizeof entry[0];
	_Static_assert(sizeof entry / sizeof entry[0] == FLAT_ITEM_CODE, "then come the items'");
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
		flat_cells(cx, r, i, row);
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

/* The first of words set apart by ; or its full-width like; *ret_gap follows it. */
static size_t list_part(const char *p, size_t n, size_t *ret_gap)
{
	static const char wide[] = "；";
	for (size_t i = 0; i < n; i++) {
		bool is_wide = n - i >= 3 && memcmp(p + i, wide, 3) == 0;
		*ret_gap = is_wide ? 3 : 1;
		if (is_wide || p[i] == ';')
			return i;
	}
	*ret_gap = 0;
	return n;
}

static const char *theme_code(const char *p, size_t n)
{
	for (const struct theme *t = themes; t->word; t++)
		if (same(t->zh, p, n))
			return t->word;
	return NULL;
}

bool flat_begins(const struct flat_cells *first, const struct flat_cells *row, bool coded)
{
	bool said = false, differs = false, twice = true;
	for (int i = FLAT_CODE; i < FLAT_COLUMNS; i++) {
		size_t n = row->at[i].n, was = first->at[i].n;
		bool other = n != was || (n && memcmp(row->at[i].p, first->at[i].p, n) != 0);
		twice &= !other;
		if (flat_of_item((size_t)i) || !n)
			continue;
		said |= i != FLAT_CODE || coded;
		differs |= other && (i != FLAT_CODE || was);
	}
	return differs || (said && (!row->at[FLAT_ITEM_CODE].n || twice));
}

void flat_take(json_t *entry, int column, const char *p, size_t n)
{
	const struct column *c = &columns[column];
	json_t *to = entry, *value;
	const char *code = column == FLAT_THEME ? theme_code(p, n)
						: flat_code(flat_words(c->name), p, n);
	if (code)
		p = code, n = strlen(code);
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
		bool yes = same("true", p, n), no = same("false", p, n);
		if (yes || no) {
			json_decref(value);
			value = json_boolean(yes);
		}
	} else if (c->kind == LIST) {
		json_decref(value);
		value = json_array();
		for (const char *at = p, *end = p + n; at < end;) {
			size_t gap, len = list_part(at, (size_t)(end - at), &gap);
			if (len)
				json_array_append_new(value, json_stringn(at, len));
			at += len + gap;
		}
	}
	if (column == FLAT_CATEGORY) {  /* whoever knows of one reads the first */
		json_object_set(to, "category", json_array_get(value, 0));
		json_object_set_new(to, "categories", value);
		return;
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

bool flat_item_done(json_t *entry)
{
	json_t *items = json_object_get(entry, "items");
	size_t last = json_array_size(items) - 1;
	if (json_object_size(json_array_get(items, last)) > 0)
		return true;
	json_array_remove(items, last);
	return false;
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
		flat_cells(cx, r, i, row);
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
