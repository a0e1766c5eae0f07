/* bulk.c - see bulk.h. */
#include "catalogue/bulk.h"
#include <string.h>

#define FIELDS(X) X(category) X(theme) X(industry) X(scenario) X(format) X(collector) \
	X(reviewer) X(source_system) X(duty) X(update_cycle) X(region)

const char *const *bulk_names(struct ctx *cx, const struct bulk_new_in *in)
{
	const char **list = ctx_array(cx, const char *, 16);
	const struct bulk_set_in *set = in->set;
	size_t n = 0;
#define X(field)                                                              \
	if (set && set->has_##field)                                          \
		list[n++] = #field;
	FIELDS(X)
#undef X
	if (set && set->has_categories)
		list[n++] = "categories";
	if (in->nkeywords_add || in->nkeywords_remove)
		list[n++] = "keywords";
	list[n] = NULL;
	return list;
}

bool bulk_says(const struct bulk_new_in *in)
{
	const struct bulk_set_in *set = in->set;
	bool says = in->nkeywords_add || in->nkeywords_remove || (set && set->has_categories);
#define X(field) says = says || (set && set->has_##field);
	FIELDS(X)
#undef X
	return says;
}

void bulk_fields(const struct bulk_set_in *set, struct resource_fields_in *ret)
{
	*ret = (struct resource_fields_in){ 0 };
	if (!set)
		return;
#define X(field)                                                              \
	ret->field = set->field;                                              \
	ret->has_##field = set->has_##field;
	FIELDS(X)
#undef X
	ret->categories = set->categories;
	ret->ncategories = set->ncategories;
	ret->has_categories = set->has_categories;
}

static bool among(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

enum err bulk_keywords(struct ctx *cx, const struct bulk_new_in *in, struct resource *r)
{
	size_t n = 0, most = r->nkeywords + in->nkeywords_add;
	const char **list = ctx_array(cx, const char *, most + 1);
	for (size_t i = 0; i < r->nkeywords; i++)
		if (!among(in->keywords_remove, in->nkeywords_remove, r->keywords[i]))
			list[n++] = r->keywords[i];
	for (size_t i = 0; i < in->nkeywords_add; i++)
		if (!among(list, n, in->keywords_add[i]))
			list[n++] = in->keywords_add[i];
	if (n > KEYWORDS_MOST && n > r->nkeywords)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BULK_KEYWORDS(KEYWORDS_MOST)),
				  "keywords_add");
	r->keywords = list;
	r->nkeywords = n;
	return OK;
}
