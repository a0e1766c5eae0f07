/* page_list.c - the portal's first page, its list of datasets, and the frames of
 * the pages that only a script fills. */
#include "app.h"
#include "catalogue/check.h"
#include "catalogue/listing_answer.h"
#include "portal/page.h"
#include "portal/ready.h"
#include "portal/routes.h"
#include <string.h>

/* --- the first page ------------------------------------------------------- */
static void count(struct page_out *p, int64_t n, struct said what)
{
	html_begin(&p->body, "div");
	html_classed(&p->body, "dt", NULL, page_say(p, what));
	html_classed(&p->body, "dd", "num", page_number(p->cx, n));
	html_end(&p->body);
}

static enum err counts(struct page_out *p)
{
	bool more;
	AUTO_ROWS q = db_run(p->rq->db, SQL_PORTAL_COUNTS);
	TRY(rows_next(p->cx, q, &more));
	html_begin(&p->body, "dl");
	html_attr(&p->body, "class", "counts");
	count(p, col_int(q, "datasets"), SAY_PAGE_COUNT_DATASETS());
	count(p, col_int(q, "rows"), SAY_PAGE_COUNT_ROWS());
	count(p, col_int(q, "interfaces"), SAY_PAGE_INTERFACES());
	count(p, col_int(q, "orgs"), SAY_PAGE_COUNT_ORGS());
	count(p, col_int(q, "downloads"), SAY_PAGE_DOWNLOADS());
	html_end(&p->body);
	return OK;
}

static int64_t count_of(const struct listing_page *page, enum listing_dim d, const char *value)
{
	for (size_t i = 0; i < page->ncounts[d]; i++)
		if (strcmp(page->counts[d][i].value, value) == 0)
			return page->counts[d][i].n;
	return 0;
}

static void domains(struct page_out *p, const struct listing_page *page)
{
	struct html *h = &p->body;
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_DOMAINS()));
	html_begin(h, "ul");
	html_attr(h, "class", "domains");
	for (const struct theme *t = themes; t->word; t++) {
		html_begin(h, "li");
		html_begin(h, "a");
		html_attr(h, "href", page_href(p, ctx_print(p->cx, "/datasets?theme=%s", t->word)));
		html_element(h, "span", p->lang == SAID_EN ? t->en : t->zh);
		html_text(h, " ");
		html_classed(h, "small", "num",
			     page_number(p->cx, count_of(page, DIM_THEME, t->word)));
		html_end(h);
		html_end(h);
	}
	html_end(h);
	html_end(h);
}

static enum err cards(struct page_out *p, const struct listing_page *page)
{
	html_begin(&p->body, "div");
	html_attr(&p->body, "class", "grid");
	for (size_t i = 0; i < page->n; i++)
		TRY(page_card(p, page->nos[i]));
	html_end(&p->body);
	return OK;
}

static enum err rank(struct page_out *p, int no, int64_t times)
{
	struct html *h = &p->body;
	bool more;
	AUTO_ROWS q = db_run(p->rq->db, SQL_LISTING_ITEM);
	bind_int(q, ":no", no);
	TRY(rows_next(p->cx, q, &more));
	if (!more)
		return OK;
	html_begin(h, "li");
	html_link(h, page_href(p, ctx_print(p->cx, "/datasets/%s", col_text(p->cx, q, "code"))),
		  col_text(p->cx, q, "title"));
	html_text(h, " ");
	html_classed(h, "small", "quiet num",
		     page_say(p, SAY_PAGE_USED_N(page_number(p->cx, times))));
	html_end(h);
	return OK;
}

static enum err most_used(struct page_out *p)
{
	struct html *h = &p->body;
	int nos[PORTAL_USED_MOST];
	int64_t times[PORTAL_USED_MOST];
	size_t n;
	TRY(portal_used(p->cx, p->rq->db, nos, times, &n));
	if (!n)
		return OK;
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_USED()));
	html_begin(h, "ol");
	html_attr(h, "class", "files-line");
	for (size_t i = 0; i < n; i++)
		TRY(rank(p, nos[i], times[i]));
	html_end(h);
	html_end(h);
	return OK;
}

static void regions(struct page_out *p, const struct listing_page *page)
{
	struct html *h = &p->body;
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_REGIONS()));
	html_begin(h, "ul");
	html_attr(h, "class", "row");
	for (size_t i = 0; i < page->ncounts[DIM_REGION] && i < 20; i++) {
		const struct listing_count *c = &page->counts[DIM_REGION][i];
		html_begin(h, "li");
		html_begin(h, "a");
		html_attr(h, "class", "btn");
		html_attr(h, "href", page_href(p, ctx_print(p->cx, "/datasets?region=%s", c->value)));
		html_text(h, page_region(p, c->value));
		html_text(h, " ");
		html_classed(h, "span", "quiet num", page_number(p->cx, c->n));
		html_end(h);
		html_end(h);
	}
	html_end(h);
	html_end(h);
}

static void how_to_ask(struct page_out *p)
{
	struct html *h = &p->body;
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, SAY_PAGE_NEED()));
	html_element(h, "p", page_say(p, SAY_PAGE_NEED_HOW()));
	html_link(h, page_href(p, "/datasets?open_type=conditional"),
		  page_say(p, SAY_PAGE_NEED_LIST()));
	html_end(h);
}

static void catalogue_json_ld(struct page_out *p)
{
	AUTO_BUF b = buf_make(8192);
	struct jout j = jout_to(&b);
	jout_open(&j);
	jout_key_text(&j, "@context", "https://schema.org/");
	jout_key_text(&j, "@type", "DataCatalog");
	jout_key_text(&j, "name", page_say(p, SAY_PAGE_BRAND()));
	jout_key_text(&j, "description", page_say(p, SAY_PAGE_ABOUT()));
	jout_key_text(&j, "url", req_site(p->cx, p->rq));
	jout_close(&j);
	html_json_ld(&p->head, b.p, b.n);
}

static enum err home(struct ctx *cx, struct req *rq)
{
	struct listing_page page;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	TRY(listing_find(cx, rq->app->listing, rq->db,
			 &(struct listing_ask){ .portal = true, .order = ORDER_UPDATED, .limit = 6 },
			 &page));
	page_top(&p, NULL, NULL, "/");
	page_other_form(&p, "text/turtle", "/catalog.ttl");
	catalogue_json_ld(&p);
	html_begin(&p.body, "section");
	html_attr(&p.body, "class", "hero");
	html_begin(&p.body, "div");
	html_attr(&p.body, "class", "page hero-in");
	html_element(&p.body, "h1", page_say(&p, SAY_PAGE_LEAD()));
	html_classed(&p.body, "p", "sub", page_say(&p, SAY_PAGE_ABOUT()));
	page_search(&p, NULL);
	TRY(counts(&p));
	html_end(&p.body);
	html_end(&p.body);
	html_begin(&p.body, "div");
	html_attr(&p.body, "class", "page stack wide below");
	domains(&p, &page);
	html_begin(&p.body, "section");
	html_element(&p.body, "h2", page_say(&p, SAY_PAGE_NEWEST()));
	TRY(cards(&p, &page));
	html_end(&p.body);
	TRY(most_used(&p));
	regions(&p, &page);
	how_to_ask(&p);
	html_end(&p.body);
	return page_send(&p, 200);
}

/* --- datasets ------------------------------------------------------------- */
/* The address of this list with one choice made differently; NULL takes it off.
 * The place in the list is left, as it would be of another list. */
static const char *choice(struct page_out *p, const char *name, const char *value)
{
	bool first = true;
	AUTO_BUF b = buf_make(16 * 1024);
	buf_text(&b, "/datasets");
	for (size_t i = 0; i < req_query_count(p->rq); i++) {
		const char *key, *had;
		req_query_at(p->rq, i, &key, &had);
		if (strcmp(key, name) == 0 ||
		    (strcmp(key, "cursor") == 0 && strcmp(name, "cursor") != 0))
			continue;
		buf_byte(&b, first ? '?' : '&');
		html_url_part(&b, key);
		buf_byte(&b, '=');
		html_url_part(&b, had);
		first = false;
	}
	if (value) {
		buf_print(&b, "%c%s=", first ? '?' : '&', name);
		html_url_part(&b, value);
	}
	return ctx_textn(p->cx, b.p, b.n);
}

static const char *label_of(struct page_out *p, enum listing_dim d, const char *value)
{
	const struct theme *t = d == DIM_THEME ? theme_find(value) : NULL;
	if (t)
		return p->lang == SAID_EN ? t->en : t->zh;
	if (d == DIM_REGION)
		return page_region(p, value);
	if (d == DIM_OPEN_TYPE)
		return page_open(p, value);
	if (d == DIM_UPDATE_CYCLE)
		return page_cycle(p, value);
	const char *label = listing_label(p->cx, p->rq->db, d, value);
	return label ? label : value;
}

static void facet(struct page_out *p, const struct listing_page *page,
		  const struct listing_ask *ask, enum listing_dim d, struct said title)
{
	struct html *h = &p->body;
	const char *name = listing_dim_word(d);
	if (!page->ncounts[d])
		return;
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, title));
	html_begin(h, "ul");
	if (ask->want[d]) {
		html_begin(h, "li");
		html_link(h, choice(p, name, NULL), page_say(p, SAY_PAGE_FACET_ALL()));
		html_end(h);
	}
	for (size_t i = 0; i < page->ncounts[d] && i < 20; i++) {
		const struct listing_count *c = &page->counts[d][i];
		bool chosen = ask->want[d] && strcmp(ask->want[d], c->value) == 0;
		html_begin(h, "li");
		html_begin(h, "a");
		html_attr(h, "href", choice(p, name, c->value));
		html_attr(h, "aria-current", chosen ? "true" : NULL);
		html_text(h, d != DIM_THEME && c->label ? c->label : label_of(p, d, c->value));
		html_text(h, " ");
		html_classed(h, "span", "num quiet", page_number(p->cx, c->n));
		html_end(h);
		html_end(h);
	}
	html_end(h);
	html_end(h);
}

static void facets(struct page_out *p, const struct listing_page *page,
		   const struct listing_ask *ask)
{
	html_begin(&p->body, "aside");
	html_attr(&p->body, "aria-label", page_say(p, SAY_PAGE_FILTER()));
	html_begin(&p->body, "details");
	html_attr(&p->body, "open", "");
	html_element(&p->body, "summary", page_say(p, SAY_PAGE_FILTER()));
	facet(p, page, ask, DIM_THEME, SAY_PAGE_FACET_THEME());
	facet(p, page, ask, DIM_INDUSTRY, SAY_PAGE_FACET_INDUSTRY());
	facet(p, page, ask, DIM_SCENARIO, SAY_PAGE_FACET_SCENARIO());
	facet(p, page, ask, DIM_ORG, SAY_PAGE_FACET_ORG());
	facet(p, page, ask, DIM_REGION, SAY_PAGE_FACET_REGION());
	facet(p, page, ask, DIM_OPEN_TYPE, SAY_PAGE_FACET_OPEN_TYPE());
	facet(p, page, ask, DIM_UPDATE_CYCLE, SAY_PAGE_FACET_UPDATE_CYCLE());
	html_end(&p->body);
	html_end(&p->body);
}

static void sorts(struct page_out *p)
{
	const struct { const char *word; struct said said; } words[] = {
		{ "updated", SAY_PAGE_SORT_UPDATED() }, { "rows", SAY_PAGE_SORT_ROWS() },
		{ "title", SAY_PAGE_SORT_TITLE() },
	};
	struct html *h = &p->body;
	html_begin(h, "p");
	html_classed(h, "span", "quiet", page_say(p, SAY_PAGE_SORT()));
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		html_text(h, " ");
		html_link(h, choice(p, "sort", words[i].word), page_say(p, words[i].said));
	}
	html_end(h);
}

static enum err datasets(struct ctx *cx, struct req *rq)
{
	struct listing_ask ask;
	struct listing_page page;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	if (listing_asked(cx, rq, &ask) != OK)  /* a page says what it can */
		ask = (struct listing_ask){ .q = req_query(rq, "q") };
	const char *org = req_query(rq, "org");
	if (org && ask.want[DIM_ORG] && strcmp(org, ask.want[DIM_ORG]) != 0) {
		answer_status(rq, 301); /* the agency is a part of another by now */
		answer_header(rq, "Location", choice(&p, "org", ask.want[DIM_ORG]));
		return OK;
	}
	ask.portal = true;
	ask.limit = 20;
	TRY(listing_find(cx, rq->app->listing, rq->db, &ask, &page));
	page_top(&p, page_say(&p, SAY_PAGE_NAV_DATASETS()), NULL, "/datasets");
	page_frame(&p, "page", page_say(&p, SAY_PAGE_NAV_DATASETS()), NULL);
	page_search(&p, ask.q);
	html_begin(&p.body, "div");
	html_attr(&p.body, "class", "with-side");
	facets(&p, &page, &ask);
	html_begin(&p.body, "section");
	html_element(&p.body, "p", page_say(&p, SAY_PAGE_FOUND(page_number(cx, page.total))));
	if (page.total > 1)
		sorts(&p);
	if (!page.total) {
		html_element(&p.body, "p", page_say(&p, SAY_PAGE_NONE()));
		html_link(&p.body, page_href(&p, "/datasets?open_type=conditional"),
			  page_say(&p, SAY_PAGE_NEED_LIST()));
	}
	TRY(cards(&p, &page));
	if (page.next)
		html_link(&p.body, choice(&p, "cursor", req_cursor(cx, rq, page.next)),
			  page_say(&p, SAY_PAGE_MORE()));
	html_end(&p.body);
	html_end(&p.body);
	html_end(&p.body);
	return page_send(&p, 200);
}

/* --- pages that a script fills --------------------------------------------- */
static enum err other(struct ctx *cx, struct req *rq)
{
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	bool my = strcmp(rq->path, "/my") == 0;
	const char *title = page_say(&p, my ? SAY_PAGE_NAV_MY() : SAY_PAGE_NAV_RECORD());
	page_top(&p, title, NULL, rq->path);
	html_begin(&p.body, "div");
	html_attr(&p.body, "class", "page");
	html_element(&p.body, "h1", title);
	html_begin(&p.body, "noscript");
	html_element(&p.body, "p", page_say(&p, SAY_PAGE_SCRIPT_NEEDED()));
	html_end(&p.body);
	html_end(&p.body);
	return page_send(&p, 200);
}

enum err page_home(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, home);
}

enum err page_datasets(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, datasets);
}

enum err page_other(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, other);
}
