/* page_developers.c - the page for who writes programs: three doors, and below the third
 * every call there is, folded by feature. Whole without script. */
#include "portal/routes.h"
#include "portal/page.h"
#include "portal/ready.h"
#include "web/about.h"
#include <string.h>

static const struct route *route_of(const struct about_line *l)
{
	for (const struct route_list *const *list = route_lists; *list; list++)
		for (size_t i = 0; i < (*list)->n; i++) {
			const struct route *r = &(*list)->rows[i];
			size_t m = strlen(r->method), n = strlen(r->path);
			if (l->nname == m + 1 + n && memcmp(l->name, r->method, m) == 0 &&
			    memcmp(l->name + m + 1, r->path, n) == 0)
				return r;
		}
	return NULL;
}

static void door(struct page_out *p, const char *id, const char *title, struct said about,
		 const char *example)
{
	struct html *h = &p->body;
	html_begin(h, "section");
	html_attr(h, "id", id);
	html_element(h, "h2", title);
	html_element(h, "p", page_say(p, about));
	if (example)
		html_classed(h, "pre", "code", example);
}

static void call(struct page_out *p, const struct about_line *l)
{
	struct html *h = &p->body;
	const struct route *r = route_of(l);
	html_begin(h, "li");
	html_begin(h, "code");
	html_textn(h, l->name, l->nname);
	html_end(h);
	html_text(h, " ");
	if (p->lang == SAID_EN)
		html_text(h, r ? r->about : NULL);
	else
		html_textn(h, l->said, l->nsaid);
	html_end(h);
}

/* In the order of the text; each tag's calls stand below it. */
static void calls(struct page_out *p)
{
	struct html *h = &p->body;
	struct about_line l;
	bool open = false;
	for (const char *at = about_text(); about_next(&at, &l);) {
		if (l.kind == ABOUT_ROUTE)
			call(p, &l);
		if (l.kind != ABOUT_TAG)
			continue;
		if (open) {
			html_end(h);
			html_end(h);
		}
		open = true;
		html_begin(h, "details");
		html_begin(h, "summary");
		if (p->lang == SAID_EN)
			html_textn(h, l.name, l.nname);
		else
			html_textn(h, l.said, l.nsaid);
		html_end(h);
		html_begin(h, "ul");
	}
	if (open) {
		html_end(h);
		html_end(h);
	}
}

static void elsewhere(struct html *h)
{
	static const char *const paths[] = { "/api/openapi.json", "/open/v1/datasets",
					     "/record/v1/checkpoint", "/sitemap.xml",
					     "/catalog.ttl", "/catalog.jsonld",
					     "/catalog.rdf" };
	html_begin(h, "ul");
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		html_begin(h, "li");
		html_link(h, paths[i], paths[i]);
		html_end(h);
	}
	html_end(h);
}

static enum err developers(struct ctx *cx, struct req *rq)
{
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	const char *title = page_say(&p, SAY_PAGE_NAV_DEVELOPERS());
	page_top(&p, title, NULL, rq->path);
	page_frame(&p, "page", title, page_say(&p, SAY_PAGE_DEVELOPERS()));
	door(&p, "open", "/open/v1", SAY_PAGE_DOOR_OPEN(),
	     "GET /open/v1/datasets\nGET /open/v1/datasets/{code}/rows?limit=5");
	html_end(&p.body);
	door(&p, "shared", "/data/v1", SAY_PAGE_DOOR_SHARED(),
	     "GET /data/v1/{code}?limit=5\nAuthorization: Bearer …\nGongshu-Purpose: …");
	html_end(&p.body);
	door(&p, "all", "/api/v1", SAY_PAGE_DOOR_ALL(), NULL);
	elsewhere(&p.body);
	calls(&p);
	html_end(&p.body);
	html_end(&p.body);
	return page_send(&p, 200);
}

enum err page_developers(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, developers);
}
