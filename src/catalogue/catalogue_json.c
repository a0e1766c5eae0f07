/* catalogue_json.c - writing entries. What a field is called stands in
 * catalogue.schema.json. */
#include "catalogue/catalogue_json.h"
#include "store/store.h"

static void key_word(struct jout *j, const char *key, const char *word)
{
	jout_key_text(j, key, word && *word ? word : NULL);
}

static void key_positive(struct jout *j, const char *key, int64_t n)
{
	if (n)
		jout_key_int(j, key, n);
	else
		jout_key(j, key), jout_null(j);
}

static void basis_json(struct jout *j, const char *key, const struct basis *b)
{
	jout_key(j, key);
	if (!b->law) {
		jout_null(j);
		return;
	}
	jout_open(j);
	jout_key_text(j, "law", b->law);
	jout_key_text(j, "level", b->level);
	jout_key_text(j, "article", b->article);
	jout_close(j);
}

void items_json(struct jout *j, const struct resource *r)
{
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < r->nitems; i++) {
		const struct item *it = &r->items[i];
		jout_open(j);
		jout_key_int(j, "no", it->no);
		jout_key_text(j, "code", it->code);
		jout_key_text(j, "name", it->name);
		jout_key_text(j, "type", item_type_word(it->type));
		key_positive(j, "length", it->length);
		if (it->type == ITEM_DECIMAL)
			jout_key_int(j, "precision", it->precision);
		jout_key_bool(j, "key", it->key);
		jout_key_bool(j, "nullable", it->nullable);
		key_positive(j, "grade", it->grade);
		key_word(j, "share_type", access_word(it->share_type));
		key_word(j, "open_type", access_word(it->open_type));
		jout_key_text(j, "element", it->element);
		jout_key_text(j, "code_set", it->code_set);
		jout_key_text(j, "format", it->format);
		jout_key_text(j, "mask", it->mask);
		jout_key_text(j, "description", it->description);
		jout_close(j);
	}
	jout_end_list(j);
}

static void rules_json(struct jout *j, const struct resource *r)
{
	key_word(j, "share_type", access_word(r->share_type));
	jout_key_text(j, "share_conditions", r->share_conditions);
	jout_key_text(j, "share_reason", r->share_reason);
	basis_json(j, "share_basis", &r->share_basis);
	key_word(j, "open_type", access_word(r->open_type));
	jout_key_text(j, "open_conditions", r->open_conditions);
	jout_key_text(j, "open_reason", r->open_reason);
	basis_json(j, "open_basis", &r->open_basis);
}

static void standing_json(struct ctx *cx, struct jout *j, const struct resource *r)
{
	jout_key_text(j, "state", resource_state_word(r->state));
	jout_key_int(j, "version", r->version);
	jout_key_text(j, "version_state", resource_state_word(r->version_state));
	jout_key_int(j, "head", r->head);
	key_positive(j, "draft", r->draft);
	jout_key_ms(j, "created_at", r->created_at);
	jout_key_ms(j, "updated_at", r->changed_at);
	jout_key_ms(j, "published_at", r->published_at);
	jout_key_int(j, "completeness", resource_completeness(r));
	jout_key(j, "missing");
	jout_list(j);
	for (const char *const *m = resource_missing(cx, r); *m; m++)
		jout_text(j, *m);
	jout_end_list(j);
}

static void put_categories(struct ctx *cx, struct jout *j, const struct resource *r)
{
	const char *list[CATEGORIES_MOST];
	size_t n = resource_categories(cx, r, list);
	jout_key(j, "categories");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		jout_text(j, list[i]);
	jout_end_list(j);
}

void resource_json(struct ctx *cx, struct jout *j, const struct resource *r)
{
	jout_key_text(j, "id", r->id);
	jout_key_int(j, "no", r->no);
	jout_key_text(j, "code", r->code);
	jout_key_text(j, "national_code", r->national_code);
	standing_json(cx, j, r);
	jout_key_text(j, "title", r->title);
	jout_key_text(j, "abstract", r->abstract);
	jout_key(j, "keywords");
	jout_list(j);
	for (size_t i = 0; i < r->nkeywords; i++)
		jout_text(j, r->keywords[i]);
	jout_end_list(j);
	jout_key_text(j, "category", r->category);
	put_categories(cx, j, r);
	jout_key_text(j, "theme", r->theme);
	jout_key_text(j, "industry", r->industry);
	jout_key_text(j, "scenario", r->scenario);
	jout_key_text(j, "form", r->form);
	jout_key_text(j, "format", r->format);
	jout_key_text(j, "org", r->org);
	jout_key_text(j, "collector", r->collector);
	jout_key_text(j, "reviewer", r->reviewer);
	jout_key_text(j, "source_system", r->source_system);
	jout_key_text(j, "duty", r->duty);
	jout_key(j, "collection");
	jout_open(j);
	jout_key_text(j, "basis", r->collect_basis);
	jout_key_text(j, "scope", r->collect_scope);
	jout_key_text(j, "necessity", r->collect_necessity);
	jout_close(j);
	jout_key_text(j, "update_cycle", r->update_cycle);
	jout_key_text(j, "region", r->region);
	key_positive(j, "grade", r->grade);
	rules_json(j, r);
	items_json(j, r);
}

void data_json(struct jout *j, const struct dataset *d)
{
	jout_key(j, "data");
	if (!d->version) {
		jout_null(j);
		return;
	}
	jout_open(j);
	jout_key_int(j, "version", d->version);
	jout_key_int(j, "rows", d->rows);
	jout_key_ms(j, "updated_at", d->live_at);
	jout_close(j);
}

void doubts_json(struct ctx *cx, struct jout *j, const struct doubts *d)
{
	jout_key(j, "warnings");
	jout_list(j);
	for (size_t i = 0; i < d->n; i++) {
		jout_open(j);
		jout_key_text(j, "code", said_code(d->list[i].said.id));
		jout_key_text(j, "field", d->list[i].field);
		jout_key_text(j, "detail", said_words(cx, d->list[i].said, SAID_ZH));
		jout_key_text(j, "detail_en", said_words(cx, d->list[i].said, SAID_EN));
		jout_close(j);
	}
	jout_end_list(j);
}

void categories_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	put_categories(cx, j, &(struct resource){
		.category = col_text(cx, q, "category"),
		.more_categories = col_text(cx, q, "more_categories") });
}

enum err listing_item_json(struct ctx *cx, struct jout *j, struct db *db, int no)
{
	static const char *const texts[] = {
		"id", "code", "national_code", "title", "abstract", "org", "org_name", "state",
		"category", "theme", "industry", "scenario", "form", "format",
		"update_cycle", "region", "share_type", "open_type",
	};
	bool more;
	AUTO_ROWS q = db_run(db, SQL_LISTING_ITEM);
	bind_int(q, ":no", no);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;              /* seen in memory, not yet by this reader */
	jout_open(j);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		key_word(j, texts[i], col_text(cx, q, texts[i]));
	categories_json(cx, j, q);
	jout_key_int(j, "no", no);
	jout_key_int(j, "version", col_int(q, "head"));
	key_positive(j, "draft", col_int(q, "draft"));
	key_positive(j, "grade", col_int(q, "grade"));
	jout_key_int(j, "completeness", col_int(q, "completeness"));
	jout_key_ms(j, "updated_at", col_ms(q, "changed_at"));
	jout_key_ms(j, "published_at", col_ms(q, "published_at"));
	jout_key_text(j, "portal", col_text(cx, q, "standing"));
	data_json(j, &(struct dataset){ .version = (int)col_int(q, "live_version"),
					.rows = col_int(q, "live_rows"),
					.live_at = col_ms(q, "live_at") });
	jout_close(j);
	return OK;
}
