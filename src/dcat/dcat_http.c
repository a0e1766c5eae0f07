/* dcat_http.c - the catalogue as DCAT-AP 3: in public what stands on the portal,
 * behind sign-in all that is published; and what the names in it lead to. */
#include "account/account.h"
#include "app.h"
#include "base/html.h"
#include "dcat/dcat_http.h"
#include "dcat/dcat_store.h"
#include "dcat/national.h"
#include "portal/ready.h"
#include "web/req.h"
#include <string.h>

#define LIMIT      100                  /* entries in one page */
#define LIMIT_MOST 1000
#define PAGE_MOST  1000000

/* --- what was asked ----------------------------------------------------------- */
static enum err read_asked(struct ctx *cx, struct req *rq, struct dcat_asked *a)
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

/* --- the page ---------------------------------------------------------------------- */
static void link_next(struct ctx *cx, struct req *rq, const struct dcat_asked *a)
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

static void put_page(struct ctx *cx, struct buf *b, const struct dcat_asked *a,
		     const struct dcat_catalogue *c, const struct dcat_entry *entries, size_t n,
		     const struct dcat_places *places)
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

static enum err page(struct ctx *cx, struct req *rq, struct dcat_asked *a)
{
	bool more;
	size_t n;
	struct dcat_catalogue c;
	struct dcat_places places = { 0 };
	TRY(read_asked(cx, rq, a));
	struct dcat_entry *entries = ctx_array(cx, struct dcat_entry, a->limit);
	TRY(dcat_entries(cx, rq, a, entries, &n, &more));
	if (a->dataset && !n)
		return fail_field(cx, fail(cx, ERR_NOT_FOUND, SAY_DATASET_UNKNOWN()), "dataset");
	if (!n && a->page > 1)
		return fail_field(cx, fail(cx, ERR_NOT_FOUND, SAY_DCAT_PAGE_BEYOND(a->page)),
				  "page");
	TRY(dcat_catalogue(cx, rq, a, &c));
	TRY(dcat_places(cx, rq->db, entries, n, &places));
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
	struct dcat_asked a = { .syntax = syntax, .to = DCAT_TO_PUBLIC };
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
			return page(cx, rq, &(struct dcat_asked){ .syntax = (enum graph_syntax)i,
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
