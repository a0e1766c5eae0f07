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

static const char *item_text(struct ctx *cx, const struct item *it)
{
	return ctx_print(cx, "%s %s %s %d.%d %d%d %d %s %s %s %s %s %s %s", it->code, it->name,
			 item_type_word(it->type), it->length, it->precision, it->key,
			 it->nullable, it->grade, access_word(it->share_type),
			 access_word(it->open_type), or_empty(it->element),
			 or_empty(it->code_set), or_empty(it->format), or_empty(it->mask),
			 or_empty(it->description));
}

static const char *items_text(struct ctx *cx, const struct resource *r)
{
	AUTO_BUF all = buf_make(4 << 20);
	for (size_t i = 0; i < r->nitems; i++)
		buf_print(&all, "%s%s", i ? "\n" : "", item_text(cx, &r->items[i]));
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
