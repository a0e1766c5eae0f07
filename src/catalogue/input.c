/* input.c - from the body of a request to an entry, and the checks that need a
 * look into the store. */
#include "catalogue/input.h"
#include "account/account.h"
#include "catalogue/entry.h"
#include "catalogue_schema.h"
#include "codeset/tree.h"
#include "core/pack.h"
#include "element/element.h"
#include <string.h>

static void take_text(const char **to, const char *sent, bool has)
{
	if (has)
		*to = sent && *sent ? sent : NULL;
}

static void take_access(enum access *to, const char *sent, bool has)
{
	if (!has)
		return;
	*to = ACCESS_UNSET;
	if (sent)
		access_read(sent, to);
}

static void take_basis(struct basis *to, const struct legal_basis_in *in, bool has)
{
	if (has)
		*to = in ? (struct basis){ in->law, in->level, in->article } : (struct basis){ 0 };
}

static void take_items(struct ctx *cx, struct resource *r, const struct resource_fields_in *in)
{
	r->nitems = in->nitems;
	r->items = ctx_array(cx, struct item, in->nitems);
	for (size_t i = 0; i < in->nitems; i++) {
		const struct resource_item_in *from = &in->items[i];
		struct item *it = &r->items[i];
		*it = (struct item){
			.code = from->code, .name = from->name, .length = (int)from->length,
			.precision = (int)from->precision, .key = from->key,
			.nullable = from->has_nullable ? from->nullable : !from->key,
			.grade = (int)from->grade,
		};
		item_type_read(from->type, &it->type);
		take_access(&it->share_type, from->share_type, true);
		take_access(&it->open_type, from->open_type, true);
		take_text(&it->element, from->element, true);
		take_text(&it->code_set, from->code_set, true);
		take_text(&it->format, from->format, true);
		take_text(&it->mask, from->mask, true);
		take_text(&it->description, from->description, true);
	}
}

/* Does one before it name the same place, however it is spelled? */
static bool place_named(struct ctx *cx, const struct resource_fields_in *in, size_t i)
{
	const char *digits = category_digits(cx, in->categories[i]);
	for (size_t k = 0; k < i; k++)
		if (strcmp(category_digits(cx, in->categories[k]), digits) == 0)
			return true;
	return false;
}

/* The first is the one that is asked for where only one is; none twice. One named alone
 * that is the first already leaves the others. */
static void take_categories(struct ctx *cx, struct resource *r,
			    const struct resource_fields_in *in)
{
	const char *was = r->category ? r->category : "", *first = in->category ? in->category : "";
	if (!in->has_categories && (!in->has_category || strcmp(was, first) == 0))
		return;
	r->more_categories = NULL;
	take_text(&r->category, in->category, true);
	if (!in->has_categories)
		return;
	r->category = in->ncategories ? in->categories[0] : NULL;
	for (size_t i = 1; i < in->ncategories; i++) {
		if (place_named(cx, in, i))
			continue;
		r->more_categories = r->more_categories
			? ctx_print(cx, "%s\n%s", r->more_categories, in->categories[i])
			: in->categories[i];
	}
}

static void take_texts(struct resource *r, const struct resource_fields_in *in)
{
	take_text(&r->title, in->title, in->has_title);
	take_text(&r->abstract, in->abstract, in->has_abstract);
	take_text(&r->theme, in->theme, in->has_theme);
	take_text(&r->industry, in->industry, in->has_industry);
	take_text(&r->scenario, in->scenario, in->has_scenario);
	take_text(&r->form, in->form, in->has_form);
	take_text(&r->format, in->format, in->has_format);
	take_text(&r->collector, in->collector, in->has_collector);
	take_text(&r->reviewer, in->reviewer, in->has_reviewer);
	take_text(&r->source_system, in->source_system, in->has_source_system);
	take_text(&r->duty, in->duty, in->has_duty);
	take_text(&r->update_cycle, in->update_cycle, in->has_update_cycle);
	take_text(&r->region, in->region, in->has_region);
	take_text(&r->share_conditions, in->share_conditions, in->has_share_conditions);
	take_text(&r->share_reason, in->share_reason, in->has_share_reason);
	take_text(&r->open_conditions, in->open_conditions, in->has_open_conditions);
	take_text(&r->open_reason, in->open_reason, in->has_open_reason);
	if (in->has_collection && in->collection) {
		take_text(&r->collect_basis, in->collection->basis, true);
		take_text(&r->collect_scope, in->collection->scope, true);
		take_text(&r->collect_necessity, in->collection->necessity, true);
	}
}

/* The pack's list of instruments knows the level of most, whatever was given. */
static void level_fill(struct ctx *cx, const struct pack *pack, struct basis *b,
			   const char *field, struct doubts *d)
{
	const struct instrument *known = pack && b->law ? pack_instrument(pack, b->law) : NULL;
	if (!known)
		return;
	const char *level = basis_level_word(known->level);
	if (b->level && strcmp(b->level, level) != 0)
		doubt_add(cx, d, field, SAY_WARN_BASIS_LEVEL(b->law, level));
	b->level = level;
}

enum err resource_fill(struct ctx *cx, const struct pack *pack,
		       const struct resource_fields_in *in, struct resource *r,
		       struct doubts *d)
{
	if (in->secret) {
		enum err e = fail(cx, ERR_FORBIDDEN, SAY_ENTRY_IS_SECRET());
		return fail_field(cx, fail_article(cx, e, "54"), "secret");
	}
	take_texts(r, in);
	take_categories(cx, r, in);
	if (!r->title)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_TEXT_EMPTY("title")), "title");
	if (in->has_keywords) {
		r->keywords = ctx_array(cx, const char *, in->nkeywords);
		r->nkeywords = in->nkeywords;
		for (size_t i = 0; i < in->nkeywords; i++)
			r->keywords[i] = in->keywords[i];
	}
	if (in->has_grade)
		r->grade = (int)in->grade;
	take_access(&r->share_type, in->share_type, in->has_share_type);
	take_access(&r->open_type, in->open_type, in->has_open_type);
	take_basis(&r->share_basis, in->share_basis, in->has_share_basis);
	take_basis(&r->open_basis, in->open_basis, in->has_open_basis);
	level_fill(cx, pack, &r->share_basis, "share_basis.level", d);
	level_fill(cx, pack, &r->open_basis, "open_basis.level", d);
	if (in->has_items)
		take_items(cx, r, in);
	TRY(items_check(cx, r->items, r->nitems));
	grade_derive(cx, r, d);
	return OK;
}

static void element_doubts(struct ctx *cx, const struct element *e, const struct item *it,
			   const char *field, struct doubts *d)
{
	const char *attribute = element_differs(e, it);
	if (e->retired)
		doubt_add(cx, d, field, SAY_WARN_ELEMENT_RETIRED(e->code));
	if (attribute)
		doubt_add(cx, d, field, SAY_WARN_ELEMENT_DIFFERS(attribute, e->code));
}

enum err elements_check(struct ctx *cx, struct db *db, const struct resource *r,
			struct doubts *d)
{
	for (size_t i = 0; i < r->nitems; i++) {
		bool there;
		struct element e;
		const char *code = r->items[i].element;
		const struct org *org;
		if (!code)
			continue;
		TRY(element_get(cx, db, code, &there, &e));
		const char *field = ctx_print(cx, "items[%zu].element", i);
		if (there && d)
			element_doubts(cx, &e, &r->items[i], field, d);
		else if (d)
			doubt_add(cx, d, field, SAY_WARN_ELEMENT(code));
		if (!there || !e.source || strcmp(e.source, r->org) == 0)
			continue;
		TRY(account_org(cx, db, e.source, &org));
		enum err no = fail(cx, ERR_FORBIDDEN, SAY_ELEMENT_OTHER_SOURCE(code, org->name));
		return fail_field(cx, fail_article(cx, no, "11"), field);
	}
	return OK;
}

enum err elements_check_many(struct ctx *cx, struct db *db, const char *org,
			     const struct resource *const *list, size_t n)
{
	size_t ncodes = 0, room = 0;
	bool any = false;
	for (size_t i = 0; i < n; i++)
		room += list[i]->nitems;
	const char **codes = ctx_array(cx, const char *, room + 1);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < list[i]->nitems; k++)
			if (list[i]->items[k].element)
				codes[ncodes++] = list[i]->items[k].element;
	if (ncodes)
		TRY(element_elsewhere(cx, db, org, codes, ncodes, &any));
	for (size_t i = 0; any && i < n; i++)
		TRY(elements_check(cx, db, list[i], NULL));     /* which it is, and in what words */
	return OK;
}

enum err places_doubts(struct ctx *cx, struct db *db, const struct resource *r,
		       struct doubts *d)
{
	bool known = true;
	const char *places[CATEGORIES_MOST];
	size_t nplaces = resource_categories(cx, r, places);
	for (size_t i = 0; i < nplaces; i++) {
		const char *digits = category_digits(cx, places[i]);
		const char *tree = category_tree(digits);
		known = true;
		if (tree && strlen(digits) >= 3)
			TRY(codeset_has(cx, db, tree, ctx_textn(cx, digits, 3), &known));
		if (!known)
			doubt_add(cx, d, "category", SAY_WARN_PLACE(places[i], tree));
	}
	if (r->theme && !theme_find(r->theme)) {
		TRY(codeset_has(cx, db, "domain", r->theme, &known));
		if (!known)
			doubt_add(cx, d, "theme", SAY_THEME_UNKNOWN(r->theme));
	}
	const struct { const char *tree, *code; } others[] = {
		{ "industry", r->industry }, { "scenario", r->scenario } };
	for (size_t i = 0; i < 2; i++) {
		if (!others[i].code)
			continue;
		TRY(codeset_has(cx, db, others[i].tree, others[i].code, &known));
		if (!known)
			doubt_add(cx, d, others[i].tree,
				  SAY_WARN_PLACE(others[i].code, others[i].tree));
	}
	return OK;
}

enum err code_sets_doubts(struct ctx *cx, struct db *db, const struct resource *r,
			  struct doubts *d)
{
	for (size_t i = 0; i < r->nitems; i++) {
		const struct item *it = &r->items[i];
		const char *id, *field = ctx_print(cx, "items[%zu].code_set", i);
		if (!it->code_set)
			continue;
		TRY(codeset_named(cx, db, it->code_set, &id));
		if (!id)
			doubt_add(cx, d, field, SAY_WARN_CODE_SET(it->code_set));
		else if (!item_takes_codes(it))
			doubt_add(cx, d, field, SAY_WARN_CODE_SET_TYPE(item_type_word(it->type)));
	}
	return OK;
}

enum err similar_doubts(struct ctx *cx, struct db *db, const struct resource *r,
			struct doubts *d)
{
	AUTO_ROWS q = db_run(db, SQL_VERSION_LIKE);
	bind_text(q, ":title", r->title);
	bind_text(q, ":id", r->id);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		doubt_add(cx, d, "title", SAY_WARN_SIMILAR(col_text(cx, q, "title"),
							   col_text(cx, q, "code")));
	}
}
