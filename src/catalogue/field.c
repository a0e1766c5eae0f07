/* field.c - the table of an entry's texts. */
#include "catalogue/field.h"
#include <string.h>

#define FIELD(column_, member) { ":" column_, column_, offsetof(struct resource, member) }

const struct field resource_texts[] = {
	FIELD("title", title), FIELD("abstract", abstract), FIELD("category", category),
	FIELD("more_categories", more_categories),
	FIELD("theme", theme), FIELD("industry", industry), FIELD("scenario", scenario),
	FIELD("form", form), FIELD("format", format),
	FIELD("collector", collector), FIELD("reviewer", reviewer),
	FIELD("source_system", source_system), FIELD("duty", duty),
	FIELD("collect_basis", collect_basis), FIELD("collect_scope", collect_scope),
	FIELD("collect_necessity", collect_necessity), FIELD("update_cycle", update_cycle),
	FIELD("region", region), FIELD("share_conditions", share_conditions),
	FIELD("share_reason", share_reason), FIELD("share_law", share_basis.law),
	FIELD("share_level", share_basis.level), FIELD("share_article", share_basis.article),
	FIELD("open_conditions", open_conditions), FIELD("open_reason", open_reason),
	FIELD("open_law", open_basis.law), FIELD("open_level", open_basis.level),
	FIELD("open_article", open_basis.article), { NULL, NULL, 0 },
};

size_t resource_categories(struct ctx *cx, const struct resource *r,
			   const char *ret[CATEGORIES_MOST])
{
	size_t n = 0;
	if (r->category && *r->category)
		ret[n++] = r->category;
	for (const char *p = r->more_categories; p && *p && n < CATEGORIES_MOST;) {
		size_t len = strcspn(p, "\n");
		ret[n++] = ctx_textn(cx, p, len);
		p += len + (p[len] == '\n');
	}
	return n;
}

const char *resource_categories_text(struct ctx *cx, const struct resource *r, const char *by)
{
	const char *list[CATEGORIES_MOST], *all = NULL;
	size_t n = resource_categories(cx, r, list);
	for (size_t i = 0; i < n; i++)
		all = all ? ctx_print(cx, "%s%s%s", all, by, list[i]) : list[i];
	return all;
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_item(const struct item *a, const struct item *b)
{
	return same(a->code, b->code) && same(a->name, b->name) && a->type == b->type &&
	       a->length == b->length && a->precision == b->precision && a->key == b->key &&
	       a->nullable == b->nullable && a->grade == b->grade &&
	       a->share_type == b->share_type && a->open_type == b->open_type &&
	       same(a->element, b->element) && same(a->code_set, b->code_set) &&
	       same(a->format, b->format) && same(a->mask, b->mask) &&
	       same(a->description, b->description);
}

bool resource_same(const struct resource *a, const struct resource *b)
{
	bool all = a->grade == b->grade && a->share_type == b->share_type &&
		   a->open_type == b->open_type && a->nkeywords == b->nkeywords &&
		   a->nitems == b->nitems;
	for (const struct field *f = resource_texts; all && f->param; f++)
		all = same(field_in(a, f), field_in(b, f));
	for (size_t i = 0; all && i < a->nkeywords; i++)
		all = same(a->keywords[i], b->keywords[i]);
	for (size_t i = 0; all && i < a->nitems; i++)
		all = same_item(&a->items[i], &b->items[i]);
	return all;
}
