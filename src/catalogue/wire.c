/* wire.c - see wire.h. */
#include "catalogue/wire.h"
#include "base/buf.h"
#include "catalogue/field.h"
#include <string.h>

static const struct { const char *wire, *column; } renamed[] = {
	{ "collection.basis", "collect_basis" },
	{ "collection.scope", "collect_scope" },
	{ "collection.necessity", "collect_necessity" },
};
static const char *const made[] = { "keywords", "categories", "grade", "share_type", "open_type",
				    "share_basis", "open_basis", "items" };
#define N(array) (sizeof(array) / sizeof(array)[0])
#define ITEM "items."

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Columns that have another name on the wire, or are a part of something there. */
static bool inner(const char *column)
{
	return strncmp(column, "collect_", 8) == 0 || is(column, "more_categories") ||
	       is(column, "share_law") ||
	       is(column, "share_level") || is(column, "share_article") ||
	       is(column, "open_law") || is(column, "open_level") || is(column, "open_article");
}

static const struct field *text_field(const char *field)
{
	const char *column = inner(field) ? NULL : field;
	for (size_t i = 0; i < N(renamed); i++)
		if (is(renamed[i].wire, field))
			column = renamed[i].column;
	for (const struct field *f = resource_texts; column && f->param; f++)
		if (is(f->column, column))
			return f;
	return NULL;
}

bool entry_field_known(const char *field)
{
	for (size_t i = 0; i < N(made); i++)
		if (is(made[i], field))
			return true;
	if (strncmp(field, ITEM, strlen(ITEM)) == 0)
		return item_code_good(field + strlen(ITEM));
	return text_field(field) != NULL;
}

static const char *basis_text(struct ctx *cx, const struct basis *b)
{
	return b->law ? ctx_print(cx, "%s %s %s", b->law, b->level ? b->level : "",
				  b->article ? b->article : "") : "";
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static void part(struct buf *b, const char *key, const char *value)
{
	if (value && *value)
		buf_print(b, "\t%s=%s", key, value);
}

static void part_number(struct buf *b, const char *key, int value)
{
	if (value)
		buf_print(b, "\t%s=%d", key, value);
}

/* The code, and what is said of it part by part. */
static void item_print(struct buf *b, const struct item *it)
{
	buf_print(b, "%s", it->code);
	part(b, "name", it->name);
	part(b, "type", item_type_word(it->type));
	part_number(b, "length", it->length);
	part_number(b, "precision", it->precision);
	part(b, "key", it->key ? "true" : "");
	part(b, "nullable", it->nullable ? "true" : "");
	part_number(b, "grade", it->grade);
	part(b, "share_type", access_word(it->share_type));
	part(b, "open_type", access_word(it->open_type));
	part(b, "element", it->element);
	part(b, "code_set", it->code_set);
	part(b, "format", it->format);
	part(b, "mask", it->mask);
	part(b, "description", it->description);
}

static const char *item_text(struct ctx *cx, const struct item *it)
{
	AUTO_BUF one = buf_make(64 << 10);
	item_print(&one, it);
	return ctx_textn(cx, one.p, one.n);
}

static const char *items_text(struct ctx *cx, const struct resource *r)
{
	AUTO_BUF all = buf_make(4 << 20);
	for (size_t i = 0; i < r->nitems; i++) {
		buf_print(&all, "%s", i ? "\n" : "");
		item_print(&all, &r->items[i]);
	}
	return ctx_textn(cx, all.p ? all.p : "", all.n);
}

static const char *keywords_text(struct ctx *cx, const struct resource *r)
{
	const char *all = "";
	for (size_t i = 0; i < r->nkeywords; i++)
		all = ctx_print(cx, "%s%s%s", all, i ? " " : "", r->keywords[i]);
	return all;
}

const char *entry_field_value(struct ctx *cx, const struct resource *r, const char *field)
{
	const struct field *f = text_field(field);
	if (f)
		return or_empty(field_in(r, f));
	if (is(field, "keywords"))
		return keywords_text(cx, r);
	if (is(field, "categories"))
		return or_empty(resource_categories_text(cx, r, " "));
	if (is(field, "grade"))
		return r->grade ? ctx_print(cx, "%d", r->grade) : "";
	if (is(field, "share_type"))
		return access_word(r->share_type);
	if (is(field, "open_type"))
		return access_word(r->open_type);
	if (is(field, "share_basis"))
		return basis_text(cx, &r->share_basis);
	if (is(field, "open_basis"))
		return basis_text(cx, &r->open_basis);
	if (is(field, "items"))
		return items_text(cx, r);
	PRE(strncmp(field, ITEM, strlen(ITEM)) == 0);
	const struct item *it = item_by_code(r->items, r->nitems, field + strlen(ITEM));
	return it ? item_text(cx, it) : "";
}
