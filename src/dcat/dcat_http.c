/* dcat_http.c - the catalogue as DCAT-AP 3: in public what stands on the portal,
 * behind sign-in all that is published; and what the names in it lead to. */
#include "app.h"
#include "base/enc.h"
#include "base/hash.h"
#include "base/html.h"
#include "codeset/tree.h"
#include "dcat/dcat.h"
#include "dcat/dcat_http.h"
#include "dcat/national.h"
#include "portal/file.h"
#include "portal/ready.h"
#include "web/req.h"
#include <string.h>

#define LIMIT      100                  /* entries in one page */
#define LIMIT_MOST 1000
#define PAGE_MOST  1000000

struct asked {
	enum graph_syntax syntax;
	enum dcat_to      to;
	int64_t           page, limit, low, high;
	const char       *org, *dataset;        /* NULL: all */
};

/* --- what was asked ----------------------------------------------------------- */
static enum err read_asked(struct ctx *cx, struct req *rq, struct asked *a)
{
	struct resource r;
	const struct org *org;
	a->page = 1;
	a->limit = LIMIT;
	a->high = INT32_MAX;
	TRY(req_query_int(cx, rq, "page", 1, PAGE_MOST, &a->page));
	TRY(req_query_int(cx, rq, "limit", 1, LIMIT_MOST, &a->limit));
	a->org = req_query(rq, "org");
	a->dataset = req_query(rq, "dataset");
	if (a->org && account_org_now(cx, rq->db, a->org, &org) != OK)
		return fail_field(cx, fail(cx, ERR_NOT_FOUND, SAY_DCAT_AGENCY_UNKNOWN()), "org");
	a->org = a->org ? org->id : NULL;
	if (!a->dataset)
		return OK;
	if (resource_by_code(cx, rq->db, a->dataset, &r) != OK)
		return fail_field(cx, fail(cx, ERR_NOT_FOUND, SAY_DATASET_UNKNOWN()), "dataset");
	a->low = a->high = r.no;
	return OK;
}

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

static enum err read_entries(struct ctx *cx, struct req *rq, const struct asked *a,
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

struct places { struct dcat_place *at; size_t n; };

static bool place_known(const struct places *all, const char *code)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->at[i].code, code) == 0)
			return true;
	return false;
}

static enum err add_place(struct ctx *cx, struct db *db, struct places *all, const char *code)
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

/* Each place once, whoever hangs in it. */
static enum err read_places(struct ctx *cx, struct db *db, const struct dcat_entry *entries,
			    size_t n, struct places *all)
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
static enum err publisher(struct ctx *cx, struct req *rq, const struct asked *a,
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

static enum err catalogue_of(struct ctx *cx, struct req *rq, const struct asked *a,
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

/* --- the page ---------------------------------------------------------------------- */
static void link_next(struct ctx *cx, struct req *rq, const struct asked *a)
{
	AUTO_BUF b = buf_make(4096);
	buf_print(&b, "<%s%s?page=%lld", req_site(cx, rq), rq->path, (long long)a->page + 1);
	for (size_t i = 0; i < req_query_count(rq); i++) {
		const char *name, *value;
		req_query_at(rq, i, &name, &value);
		if (strcmp(name, "page") == 0)
			continue;
		buf_print(&b, "&%s=", name);
		html_url_part(&b, value);
	}
	buf_text(&b, ">; rel=\"next\"");
	if (buf_ok(&b))
		answer_header(rq, "Link", buf_cstr(&b));
}

static bool put_before(const struct dcat_entry *entries, size_t i, const char *catalogues)
{
	const char *id = entries[i].publisher.id;
	if (strcmp(id, catalogues) == 0)
		return true;
	for (size_t k = 0; k < i; k++)
		if (strcmp(entries[k].publisher.id, id) == 0)
			return true;
	return false;
}

static void put_page(struct ctx *cx, struct buf *b, const struct asked *a,
		     const struct dcat_catalogue *c, const struct dcat_entry *entries, size_t n,
		     const struct places *places)
{
	struct graph g = graph_to(b, a->syntax);
	graph_begin(&g);
	dcat_catalogue_put(cx, &g, c);
	dcat_members_put(cx, &g, c, entries, n, a->to);
	dcat_agent_put(cx, &g, c->site, &c->publisher);
	dcat_places_put(cx, &g, c->site, places->at, places->n);
	for (size_t i = 0; i < n; i++) {
		if (!put_before(entries, i, c->publisher.id))
			dcat_agent_put(cx, &g, c->site, &entries[i].publisher);
		dcat_entry_put(cx, &g, c->site, &entries[i], a->to);
	}
	graph_end(&g);
}

static enum err page(struct ctx *cx, struct req *rq, struct asked *a)
{
	bool more;
	size_t n;
	struct dcat_catalogue c;
	struct places places = { 0 };
	TRY(read_asked(cx, rq, a));
	struct dcat_entry *entries = ctx_array(cx, struct dcat_entry, a->limit);
	TRY(read_entries(cx, rq, a, entries, &n, &more));
	if (a->dataset && !n)
		return fail_field(cx, fail(cx, ERR_NOT_FOUND, SAY_DATASET_UNKNOWN()), "dataset");
	if (!n && a->page > 1)
		return fail_field(cx, fail(cx, ERR_NOT_FOUND, SAY_DCAT_PAGE_BEYOND(a->page)),
				  "page");
	TRY(catalogue_of(cx, rq, a, &c));
	TRY(read_places(cx, rq->db, entries, n, &places));
	put_page(cx, answer_buf(rq, 200, graph_media(a->syntax)), a, &c, entries, n, &places);
	answer_header(rq, "Cache-Control", "no-cache");
	if (more)
		link_next(cx, rq, a);
	return ctx_check(cx);
}

/* --- to everybody --------------------------------------------------------------------
 * The first page lies ready; the others would push the portal's own answers off the
 * shelf. Who has a page already is told so by its ETag before anything is read. */
static enum err open_catalogue(struct ctx *cx, struct req *rq, enum graph_syntax syntax)
{
	struct ready ready;
	struct asked a = { .syntax = syntax, .to = DCAT_TO_PUBLIC };
	TRY(ready_find(cx, rq, &ready));
	if (ready.kept) {
		answer_kept(rq, ready.kept);
		return OK;
	}
	if (rq->quick)
		return OK;
	const char *etag = ctx_print(cx, "\"dcat.%lld.%lld\"", (long long)ready.stamp.at[0],
				     (long long)ready.stamp.at[1]);
	if (answer_is_known(rq, etag)) {
		answer_buf(rq, 200, graph_media(syntax));
		return answer_etag(cx, rq, etag);
	}
	TRY(page(cx, rq, &a));
	TRY(answer_etag(cx, rq, etag));
	if (!req_query_count(rq))
		ready_keep(rq, &ready, 0);
	return OK;
}

static enum err catalogue_ttl(struct ctx *cx, struct req *rq)
{
	return open_catalogue(cx, rq, GRAPH_TURTLE);
}

static enum err catalogue_jsonld(struct ctx *cx, struct req *rq)
{
	return open_catalogue(cx, rq, GRAPH_JSONLD);
}

static enum err catalogue_rdf(struct ctx *cx, struct req *rq)
{
	return open_catalogue(cx, rq, GRAPH_RDFXML);
}

/* --- to staff --------------------------------------------------------------------------- */
static enum err staff_catalogue(struct ctx *cx, struct req *rq)
{
	static const char *const words[GRAPH_SYNTAXES_] = {
		[GRAPH_TURTLE] = "turtle", [GRAPH_JSONLD] = "jsonld", [GRAPH_RDFXML] = "rdf" };
	const char *format = req_query(rq, "format");
	for (int i = 0; i < GRAPH_SYNTAXES_; i++)
		if (strcmp(format ? format : "turtle", words[i]) == 0)
			return page(cx, rq, &(struct asked){ .syntax = (enum graph_syntax)i,
							     .to = DCAT_TO_STAFF });
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("format")), "format");
}

/* --- what a name leads to ---------------------------------------------------------------- */
static enum err named(struct ctx *cx, struct req *rq)
{
	static const struct { const char *kind, *to; bool name; } kinds[] = {
		{ "dataset", "/datasets/", true }, { "agency", "/datasets?org=", true },
		{ "theme", "/datasets?theme=", true },
		{ "category", "/datasets?category=", true }, { "catalogue", "/", false },
		{ "scheme", "/catalog.ttl", false }, { "licence", "/catalog.ttl", false },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].kind, rq->seg[0]) != 0)
			continue;
		AUTO_BUF b = buf_make(4096);
		const char *name = rq->seg[1];
		const struct org *now;
		if (strcmp(kinds[i].kind, "agency") == 0 &&
		    account_org_now(cx, rq->db, name, &now) == OK)
			name = now->id; /* names stay; what they lead to is there today */
		buf_text(&b, kinds[i].to);
		if (kinds[i].name)
			html_url_part(&b, name);
		if (!buf_ok(&b))
			break;
		answer_status(rq, 303);
		answer_header(rq, "Location", buf_cstr(&b));
		return OK;
	}
	return fail(cx, ERR_NOT_FOUND, SAY_DCAT_NAME_UNKNOWN());
}

static const char *const paged[] = { "page", "limit", "org", "dataset", NULL };
static const char *const staff_paged[] = { "format", "page", "limit", "org", "dataset", NULL };
static const char *const formats[] = { "format", "reason", NULL };

#define OPEN_CATALOGUE(path_, handle_, about_)                                \
	{ .method = "GET", .path = path_, .needs = CAP_PUBLIC, .audit = AUDIT_NONE, \
	  .handle = handle_, .about = about_, .query = paged,                  \
	  .flags = ROUTE_ANY_ORIGIN | ROUTE_KEPT }

/* clang-format off */
static const struct route rows[] = {
OPEN_CATALOGUE("/catalog.ttl", catalogue_ttl,
	       "The open catalogue as DCAT-AP 3 in Turtle, page by page (?page=, Link: next)"),
OPEN_CATALOGUE("/catalog.jsonld", catalogue_jsonld, "The same in JSON-LD"),
OPEN_CATALOGUE("/catalog.rdf", catalogue_rdf, "The same in RDF/XML"),
{ "GET", "/id/{kind}/{name}", CAP_PUBLIC, AUDIT_NONE, NULL, NULL, named,
  "The page of what a name in the catalogue stands for", ROUTE_ANY_ORIGIN | ROUTE_HIDDEN, 0, NULL },
{ "GET", "/api/v1/catalogue/dcat", CAP_CATALOGUE_READ, AUDIT_READ, NULL, NULL, staff_catalogue,
  "All published entries as DCAT-AP 3, those only shared too: turtle, jsonld, rdf",
  0, 0, staff_paged },
{ "GET", "/api/v1/catalogue/core-metadata", CAP_CATALOGUE_READ, AUDIT_READ, NULL, NULL,
  national_catalogue, "Published entries by the national core metadata: json or xml; people give a reason",
  0, 0, formats },
};
/* clang-format on */
const struct route_list dcat_routes = { rows, sizeof rows / sizeof rows[0], "catalogue" };
