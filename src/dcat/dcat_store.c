/* dcat_store.c - see dcat_store.h. */
#include "dcat/dcat_store.h"
#include "app.h"
#include "base/enc.h"
#include "base/hash.h"
#include "codeset/tree.h"
#include "portal/file.h"
#include "web/req.h"
#include <string.h>

/* --- from rows to entries ------------------------------------------------------- */
static const char *hex_digest(struct ctx *cx, const char *base64)
{
	uint8_t raw[HASH_SIZE];
	char *hex = ctx_alloc(cx, HEX_TEXT(HASH_SIZE));
	if (b64_read(base64, strlen(base64), raw, sizeof raw) != HASH_SIZE)
		return NULL;
	return hex_text(raw, sizeof raw, hex);
}

static void add_forms(struct ctx *cx, struct req *rq, struct dcat_entry *e)
{
	struct opened o = { .r = { .code = e->code, .version = e->version },
			    .data = { .version = e->data_version } };
	for (int i = 0; i < PORTAL_FORMS_ && e->nforms < DCAT_FORMS; i++) {
		struct portal_file file;
		if (portal_forms[i].whom)
			continue;
		struct dcat_form *f = &e->forms[e->nforms++];
		*f = (struct dcat_form){ portal_forms[i].format, portal_forms[i].type, 0, NULL };
		if (!portal_file_known(cx, rq, &o, (enum portal_form)i, &file))
			continue;
		f->bytes = file.bytes;
		f->sha256 = hex_digest(cx, file.digest);
	}
}

/* Those that the portal gives, by its own rule. */
static enum err add_files(struct ctx *cx, struct req *rq, struct dcat_entry *e)
{
	struct opened o;
	struct content_file *files;
	enum err err = portal_dataset(cx, rq, e->code, &o);
	if (err == ERR_NOT_FOUND || (err == OK && !o.content.version))
		return OK;
	TRY(err);
	TRY(content_files(cx, rq->db, o.r.id, o.content.version, &files, &e->nfiles));
	struct dcat_file *list = ctx_array(cx, struct dcat_file, e->nfiles);
	for (size_t i = 0; i < e->nfiles; i++)
		list[i] = (struct dcat_file){ files[i].n, files[i].name, files[i].title,
					      files[i].media, files[i].sha256, files[i].bytes };
	e->files = list;
	e->files_version = (int)o.content.version;
	e->files_at = o.content.opened_at;
	return OK;
}

static ms_t later(ms_t a, ms_t b)
{
	return a.n > b.n ? a : b;
}

static const char *categories_of(struct ctx *cx, struct rows *q)
{
	const struct resource r = { .category = col_text(cx, q, "category"),
				    .more_categories = col_text(cx, q, "more_categories") };
	const char *list[CATEGORIES_MOST], *all = NULL;
	size_t n = resource_categories(cx, &r, list);
	for (size_t i = 0; i < n; i++) {
		const char *digits = category_digits(cx, list[i]);
		if (*digits)
			all = all ? ctx_print(cx, "%s\n%s", all, digits) : digits;
	}
	return all;
}

static struct dcat_entry entry_of(struct ctx *cx, struct rows *q)
{
	const char *standing = col_text(cx, q, "standing");
	ms_t at = later(col_ms(q, "published_at"), col_ms(q, "changed_at"));
	ms_t first = col_ms(q, "first_at"), data = col_ms(q, "updated_at");
	struct dcat_entry e = {
		.code = col_text(cx, q, "code"),
		.national_code = col_text(cx, q, "national_code"),
		.title = col_text(cx, q, "title"), .abstract = col_text(cx, q, "abstract"),
		.keywords = col_text(cx, q, "keywords"), .theme = col_text(cx, q, "theme"),
		.categories = categories_of(cx, q),
		.region = col_text(cx, q, "region"),
		.update_cycle = col_text(cx, q, "update_cycle"),
		.open_conditions = col_text(cx, q, "open_conditions"),
		.share_conditions = col_text(cx, q, "share_conditions"),
		.version = (int)col_int(q, "head"),
		.data_version = (int)col_int(q, "data_version"),
		.issued = first.n ? first : at, .published = later(first, at),
		.data_at = data.n ? later(first, data) : data,
		.live = standing && strcmp(standing, "live") == 0 && col_int(q, "data_version"),
		.publisher = { col_text(cx, q, "org"), col_text(cx, q, "org_name"),
			       col_text(cx, q, "org_code"), col_text(cx, q, "org_region"),
			       col_text(cx, q, "org_unit"), col_text(cx, q, "org_phone") },
	};
	(void)access_read(col_text(cx, q, "open_type"), &e.open_type);
	(void)access_read(col_text(cx, q, "share_type"), &e.share_type);
	return e;
}

enum err dcat_entries(struct ctx *cx, struct req *rq, const struct dcat_asked *a,
			     struct dcat_entry *entries, size_t *ret_n, bool *ret_more)
{
	AUTO_ROWS q = db_run(rq->db, a->to == DCAT_TO_STAFF ? SQL_DCAT_ALL : SQL_DCAT_OPEN);
	bind_text(q, ":org", a->org);
	bind_int(q, ":low", a->low);
	bind_int(q, ":high", a->high);
	bind_int(q, ":skip", (a->page - 1) * a->limit);
	bind_int(q, ":count", a->limit + 1);
	for (*ret_n = 0;;) {
		TRY(rows_next(cx, q, ret_more));
		if (!*ret_more || *ret_n == (size_t)a->limit)
			return ctx_check(cx);
		struct dcat_entry *e = &entries[(*ret_n)++];
		*e = entry_of(cx, q);
		if (e->live)
			add_forms(cx, rq, e);
		if (col_int(q, "files"))
			TRY(add_files(cx, rq, e));
	}
}

/* --- the trees they hang in --------------------------------------------------------- */
static enum err read_schemes(struct ctx *cx, struct db *db, struct dcat_catalogue *c)
{
	static const char *const trees[DCAT_SCHEMES] = { "1", "2", "3" };
	for (size_t i = 0; i < DCAT_SCHEMES; i++) {
		struct code_words w = { 0 };
		const char *id = category_tree(trees[i]);
		TRY(codeset_words(cx, db, id, &w));
		if (w.name)
			c->schemes[c->nschemes++] = (struct dcat_scheme){ id, w.name, w.name_en };
	}
	return OK;
}

static bool place_known(const struct dcat_places *all, const char *code)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->at[i].code, code) == 0)
			return true;
	return false;
}

static enum err add_place(struct ctx *cx, struct db *db, struct dcat_places *all, const char *code)
{
	struct code_words w = { 0 };
	const char *tree = category_tree(code);
	if (place_known(all, code))
		return OK;
	if (tree)
		TRY(codeset_code_words(cx, db, tree, code, &w));
	all->at[all->n++] = (struct dcat_place){ code, tree, w.name, w.name_en };
	return OK;
}

enum err dcat_places(struct ctx *cx, struct db *db, const struct dcat_entry *entries,
			    size_t n, struct dcat_places *all)
{
	all->at = ctx_array(cx, struct dcat_place, n * CATEGORIES_MOST + 1);
	for (size_t i = 0; i < n; i++) {
		for (const char *p = entries[i].categories; p && *p;) {
			size_t len = strcspn(p, "\n");
			TRY(add_place(cx, db, all, ctx_textn(cx, p, len)));
			p += len + (p[len] == '\n');
		}
	}
	return OK;
}

/* --- the catalogue they stand in -------------------------------------------------- */
static enum err publisher(struct ctx *cx, struct req *rq, const struct dcat_asked *a,
			  struct dcat_agent *ret)
{
	bool more;
	const struct org *org;
	if (a->org) {
		TRY(account_org(cx, rq->db, a->org, &org));
		*ret = (struct dcat_agent){ org->id, org->name, org->code, org->region, org->unit,
					    org->phone };
		return OK;
	}
	AUTO_ROWS q = db_run(rq->db, SQL_DCAT_PUBLISHER);
	TRY(rows_next(cx, q, &more));
	if (more)
		*ret = (struct dcat_agent){
			col_text(cx, q, "id"), col_text(cx, q, "name"), col_text(cx, q, "code"),
			col_text(cx, q, "region"), col_text(cx, q, "unit"),
			col_text(cx, q, "phone") };
	else                            /* a site that has no offices yet */
		*ret = (struct dcat_agent){ .id = "city",
					    .name = said_words(cx, SAY_PAGE_BRAND(), SAID_ZH) };
	return OK;
}

enum err dcat_catalogue(struct ctx *cx, struct req *rq, const struct dcat_asked *a,
			     struct dcat_catalogue *ret)
{
	bool more, staff = a->to == DCAT_TO_STAFF;
	*ret = (struct dcat_catalogue){
		.site = req_site(cx, rq), .name = staff ? "all" : a->org ? a->org : "open",
		.title = staff ? SAY_DCAT_ALL_TITLE() : SAY_PAGE_BRAND(),
		.about = staff ? SAY_DCAT_ALL_ABOUT() : SAY_PAGE_ABOUT() };
	TRY(publisher(cx, rq, a, &ret->publisher));
	if (a->org && !staff)
		ret->title = SAY_DCAT_AGENCY_TITLE(ret->publisher.name);
	AUTO_ROWS q = db_run(rq->db, staff ? SQL_DCAT_ALL_CHANGED : SQL_DCAT_OPEN_CHANGED);
	bind_text(q, ":org", a->org);
	TRY(rows_next(cx, q, &more));
	ret->modified = col_ms(q, "at");
	return read_schemes(cx, rq->db, ret);
}
