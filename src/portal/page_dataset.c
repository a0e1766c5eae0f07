/* page_dataset.c - the page of one dataset, and the map of the site. */
#include "app.h"
#include "portal/file.h"
#include "portal/page.h"
#include "portal/ready.h"
#include "portal/routes.h"
#include <string.h>

#define FIRST_ROWS 10                   /* shown on the page itself */

static void facts(struct page_out *p, const struct opened *o)
{
	day_t due = portal_next_due(o);
	html_begin(&p->body, "dl");
	html_attr(&p->body, "class", "facts");
	page_fact(p, SAY_PAGE_ORG(), o->org->name);
	page_fact(p, SAY_PAGE_FACET_UPDATE_CYCLE(), page_cycle(p, o->r.update_cycle));
	if (portal_has_rows(o)) {
		page_fact(p, SAY_PAGE_UPDATED(), page_date(p, o->data.live_at));
		page_fact(p, SAY_PAGE_ROWS(), page_number(p->cx, o->data.rows));
	}
	if (due.n)
		page_fact(p, SAY_PAGE_NEXT_DUE(), page_date(p, day_start(due)));
	page_fact(p, SAY_PAGE_CODE(), o->r.national_code);
	if (o->live)
		page_fact(p, SAY_PAGE_LICENCE(), page_say(p, SAY_PORTAL_LICENCE()));
	html_end(&p->body);
}

static void items(struct page_out *p, const struct opened *o)
{
	struct html *h = &p->body;
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_ITEMS()));
	page_table(h, "table", (const char *const[]){
		page_say(p, SAY_PAGE_ITEM_NAME()), page_say(p, SAY_PAGE_ITEM_CODE()),
		page_say(p, SAY_PAGE_ITEM_TYPE()), page_say(p, SAY_PAGE_ITEM_ABOUT()) }, 4);
	for (size_t i = 0; i < o->r.nitems; i++) {
		const struct item *it = &o->r.items[i];
		html_begin(h, "tr");
		html_element(h, "td", it->name);
		html_element(h, "td", it->code);
		html_element(h, "td", page_type(p, it->type));
		html_element(h, "td", it->description);
		html_end(h);
	}
	page_table_end(h);
	html_end(h);
}

static void cell(struct page_out *p, const struct viewed *f, struct value v)
{
	AUTO_BUF text = buf_make(1 << 20);
	if (!v.null)
		value_print(&text, &f->shape, &v);
	html_begin(&p->body, "td");
	if (f->shape.type == ITEM_DATETIME && text.n > 19) {    /* as people write it */
		text.p[10] = ' ';
		text.n = 19;
	}
	html_textn(&p->body, text.p ? text.p : "", text.n);
	html_end(&p->body);
}

static enum err preview(struct page_out *p, const struct opened *o)
{
	struct html *h = &p->body;
	struct row_ask ask;
	AUTO_SCAN s = NULL;
	TRY(portal_scan(p->cx, p->rq, o, NULL, 0, FIRST_ROWS, &ask, &s));
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_PREVIEW()));
	html_classed(h, "p", "quiet small", page_say(p, SAY_PAGE_PREVIEW_FIRST(FIRST_ROWS)));
	const char **names = ctx_array(p->cx, const char *, o->nseen);
	for (size_t i = 0; i < o->nseen; i++)
		names[i] = o->r.items[i].name;
	page_table(h, "table", names, o->nseen);
	for (bool more;;) {
		TRY(rowscan_next(p->cx, s, &more));
		if (!more)
			break;
		html_begin(h, "tr");
		for (size_t i = 0; i < o->nseen; i++)
			cell(p, &o->fields.at[i], rowscan_value(s, i));
		html_end(h);
	}
	page_table_end(h);
	html_end(h);
	return OK;
}

/* One way to take it: its name, then size and date when it lies ready. */
static void one_file(struct page_out *p, const struct opened *o, enum portal_form form)
{
	struct html *h = &p->body;
	const struct portal_form_text *f = &portal_forms[form];
	int64_t bytes = portal_file_size(p->cx, p->rq, o, form);
	html_begin(h, "li");
	html_link(h, ctx_print(p->cx, "/open/v1/datasets/%s/download?format=%s%s", o->r.code,
			       f->format, f->whom ? "&for=people" : ""),
		  f->whom ? page_say(p, SAY_PAGE_DOWNLOAD_SHEET()) : f->format);
	if (bytes)
		html_element(h, "small", page_bytes(p, bytes));
	html_element(h, "small", page_date(p, o->data.live_at));
	html_end(h);
}

static void downloads(struct page_out *p, const struct opened *o)
{
	struct html *h = &p->body;
	portal_files_make(p->cx, p->rq, o);
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_DOWNLOAD()));
	html_begin(h, "ul");
	html_attr(h, "class", "files-line");
	one_file(p, o, FORM_CSV_PEOPLE);
	for (int i = 0; i < PORTAL_FORMS_; i++)
		if (!portal_forms[i].whom)
			one_file(p, o, (enum portal_form)i);
	html_end(h);
	html_end(h);
}

/* Files as its agency mounted them. */
static enum err content(struct page_out *p, const struct opened *o)
{
	struct html *h = &p->body;
	struct content_file *files;
	size_t n;
	TRY(content_files(p->cx, p->rq->db, o->r.id, o->content.version, &files, &n));
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_FILES()));
	html_begin(h, "ul");
	html_attr(h, "class", "files-line");
	for (size_t i = 0; i < n; i++) {
		html_begin(h, "li");
		html_link(h, ctx_print(p->cx, "/open/v1/datasets/%s/files/%lld", o->r.code,
				       (long long)files[i].n),
			  files[i].title ? files[i].title : files[i].name);
		html_element(h, "small", page_bytes(p, files[i].bytes));
		if (files[i].day.n)
			html_element(h, "small", page_date(p, day_start(files[i].day)));
		html_end(h);
	}
	html_end(h);
	html_end(h);
	return OK;
}

static void interface(struct page_out *p, const struct opened *o)
{
	struct html *h = &p->body;
	static const char *const tails[] = { "/rows", "/openapi.json", "/datapackage.json",
					     "/csvw.json" };
	const char *base = ctx_print(p->cx, "/open/v1/datasets/%s", o->r.code);
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_API()));
	html_begin(h, "ul");
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		const char *path = ctx_print(p->cx, "%s%s", base, tails[i]);
		html_begin(h, "li");
		html_link(h, path, path);
		html_end(h);
	}
	html_end(h);
	html_element(h, "h3", page_say(p, SAY_PAGE_TRY()));
	html_begin(h, "pre");
	html_attr(h, "class", "code");
	html_attr(h, "tabindex", "0");
	html_text(h, ctx_print(p->cx, "curl '%s%s/rows?limit=5'", req_site(p->cx, p->rq), base));
	html_end(h);
	html_end(h);
}

static enum err versions(struct page_out *p, const struct opened *o)
{
	struct html *h = &p->body;
	struct loaded loads[LOADED_MOST];
	size_t n;
	TRY(portal_loads(p->cx, p->rq->db, o, loads, &n));
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_VERSIONS()));
	page_table(h, "table", (const char *const[]){
		page_say(p, SAY_PAGE_VERSIONS()), page_say(p, SAY_PAGE_LIVE_AT()),
		page_say(p, SAY_PAGE_MODE()), page_say(p, SAY_PAGE_BROUGHT()) }, 4);
	for (size_t i = 0; i < n; i++) {
		html_begin(h, "tr");
		html_element(h, "td", page_number(p->cx, loads[i].version));
		html_element(h, "td", page_date(p, loads[i].at));
		html_element(h, "td", page_mode(p, loads[i].mode));
		html_element(h, "td", page_number(p->cx, loads[i].rows));
		html_end(h);
	}
	page_table_end(h);
	html_end(h);
	return OK;
}

static void json_ld(struct page_out *p, const struct opened *o)
{
	AUTO_BUF b = buf_make(256 * 1024);
	struct jout j = jout_to(&b);
	schema_org_json(p->cx, p->rq, &j, o);
	if (buf_ok(&b))
		html_json_ld(&p->head, b.p, b.n);
}

static enum err dataset_page(struct ctx *cx, struct req *rq)
{
	struct opened o;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	enum err e = portal_dataset(cx, rq, rq->seg[0], &o);
	if (e == ERR_NOT_FOUND)
		return page_missing(&p, SAY_PAGE_MISSING_WHY());
	TRY(e);
	page_top(&p, o.r.title, o.r.abstract, ctx_print(cx, "/datasets/%s", o.r.code));
	page_other_form(&p, "text/turtle", ctx_print(cx, "/catalog.ttl?dataset=%s", o.r.code));
	json_ld(&p, &o);
	html_begin(&p.body, "div");
	html_attr(&p.body, "class", "page");
	html_begin(&p.body, "header");
	html_attr(&p.body, "class", "page-head");
	html_element(&p.body, "h1", o.r.title);
	html_classed(&p.body, "p", "row marks", page_open(&p, access_word(o.r.open_type)));
	html_classed(&p.body, "p", "quiet small",
		     page_say(&p, o.live ? SAY_PAGE_OPEN_MEANS() : SAY_PAGE_CONDITIONAL_MEANS()));
	html_classed(&p.body, "p", "prose", o.r.abstract);
	html_end(&p.body);
	html_begin(&p.body, "div");
	html_attr(&p.body, "class", "stack wide");
	facts(&p, &o);
	items(&p, &o);
	if (o.content.version)
		TRY(content(&p, &o));
	if (portal_has_rows(&o)) {
		TRY(preview(&p, &o));
		downloads(&p, &o);
		interface(&p, &o);
		TRY(versions(&p, &o));
	}
	html_begin(&p.body, "section");
	html_element(&p.body, "h2", page_say(&p, SAY_PAGE_REPORT()));
	html_begin(&p.body, "p");
	html_link(&p.body, page_href(&p, ctx_print(cx, "/datasets/%s/report", o.r.code)),
		  page_say(&p, SAY_PAGE_REPORT_GO()));
	html_end(&p.body);
	html_end(&p.body);
	html_begin(&p.body, "section");
	html_element(&p.body, "h2", page_say(&p, SAY_PAGE_CITE()));
	html_element(&p.body, "p", portal_citation(cx, rq, &o));
	html_end(&p.body);
	html_end(&p.body);
	html_end(&p.body);
	return page_send(&p, 200);
}

enum err page_dataset(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, dataset_page);
}

/* --- for search engines ---------------------------------------------------- */
static enum err sitemap(struct ctx *cx, struct req *rq)
{
	const char *base = req_site(cx, rq);
	struct buf *b = answer_buf(rq, 200, "application/xml; charset=utf-8");
	struct html h = html_to(b);
	buf_text(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	html_begin(&h, "urlset");
	html_attr(&h, "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
	AUTO_ROWS q = db_run(rq->db, SQL_PORTAL_ALL);
	bind_int(q, ":after", 0);
	bind_int(q, ":count", 50000);   /* as many as one map may hold */
	for (bool more;;) {
		char day[DAY_TEXT];
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ms_t data = col_ms(q, "updated_at"), entry = col_ms(q, "changed_at");
		html_begin(&h, "url");
		html_element(&h, "loc", ctx_print(cx, "%s/datasets/%s", base,
						  col_text(cx, q, "code")));
		html_element(&h, "lastmod", day_text(day_at(data.n > entry.n ? data : entry), day));
		html_end(&h);
	}
	html_end(&h);
	answer_header(rq, "Cache-Control", "no-cache");
	return ctx_check(cx);
}

enum err portal_sitemap(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, sitemap);
}

enum err portal_robots(struct ctx *cx, struct req *rq)
{
	struct buf *b = answer_buf(rq, 200, "text/plain; charset=utf-8");
	buf_print(b, "User-agent: *\nDisallow: /api/\nDisallow: /console\nDisallow: /data/\n"
		     "Sitemap: %s/sitemap.xml\n", req_site(cx, rq));
	return OK;
}
