/* page.c - head, foot and small parts of the portal's pages. */
#include "portal/page.h"
#include "portal/routes.h"
#include "catalogue/check.h"
#include "base/enc.h"
#include "base/hash.h"
#include "web/assets.h"
#include <string.h>

#define PAGE_MOST (2u << 20)

void page_begin(struct ctx *cx, struct req *rq, struct page_out *p)
{
	const char *lang = req_query(rq, "lang");
	*p = (struct page_out){ .cx = cx, .rq = rq,
				.lang = lang && !strcmp(lang, "en") ? SAID_EN : SAID_ZH,
				.head_buf = buf_make(PAGE_MOST), .body_buf = buf_make(PAGE_MOST) };
	p->head = html_to(&p->head_buf);
	p->body = html_to(&p->body_buf);
}

void page_drop(struct page_out *p)
{
	buf_end(&p->head_buf);
	buf_end(&p->body_buf);
}

const char *page_href(struct page_out *p, const char *path)
{
	return p->lang == SAID_ZH ? path
				  : ctx_print(p->cx, "%s%clang=en", path, strchr(path, '?') ? '&' : '?');
}

static void meta(struct html *h, const char *key, const char *name, const char *content)
{
	html_begin(h, "meta");
	html_attr(h, key, name);
	html_attr(h, "content", content);
	html_end(h);
}

static void relation(struct html *h, const char *rel, const char *lang, const char *href)
{
	html_begin(h, "link");
	html_attr(h, "rel", rel);
	html_attr(h, "hreflang", lang);
	html_attr(h, "href", href);
	html_end(h);
}

void page_other_form(struct page_out *p, const char *type, const char *href)
{
	html_begin(&p->head, "link");
	html_attr(&p->head, "rel", "alternate");
	html_attr(&p->head, "type", type);
	html_attr(&p->head, "href", href);
	html_end(&p->head);
}

static void page_head(struct page_out *p, const char *title, const char *description,
		      const char *path)
{
	struct html *h = &p->head;
	const char *here = ctx_print(p->cx, "%s%s", req_site(p->cx, p->rq), path);
	const char *brand = page_say(p, SAY_PAGE_BRAND());
	const char *full = title ? ctx_print(p->cx, "%s - %s", title, brand) : brand;
	html_element(h, "title", full);
	meta(h, "name", "description", description);
	meta(h, "property", "og:title", full);
	meta(h, "property", "og:description", description);
	meta(h, "property", "og:type", "website");
	relation(h, "canonical", NULL, here);
	relation(h, "alternate", "zh-CN", here);
	relation(h, "alternate", "en",
		 ctx_print(p->cx, "%s%clang=en", here, strchr(here, '?') ? '&' : '?'));
}

void page_top(struct page_out *p, const char *title, const char *description,
	      const char *path)
{
	struct html *h = &p->body;
	page_head(p, title, description ? description : page_say(p, SAY_PAGE_ABOUT()), path);
	html_begin(h, "a");
	html_attr(h, "class", "skip");
	html_attr(h, "href", "#main");
	html_text(h, page_say(p, SAY_PAGE_SKIP()));
	html_end(h);
	html_begin(h, "header");
	html_attr(h, "class", "top");
	html_begin(h, "div");
	html_attr(h, "class", "page bar-in");
	html_begin(h, "a");
	html_attr(h, "class", "brand");
	html_attr(h, "href", page_href(p, "/"));
	html_element(h, "b", page_say(p, SAY_PAGE_BRAND()));
	html_end(h);
	html_begin(h, "nav");
	html_attr(h, "aria-label", page_say(p, SAY_PAGE_NAV()));
	html_link(h, page_href(p, "/datasets"), page_say(p, SAY_PAGE_NAV_DATASETS()));
	html_text(h, " ");
	html_link(h, page_href(p, "/releases"), page_say(p, SAY_PAGE_RELEASES()));
	html_text(h, " ");
	html_link(h, page_href(p, "/plan"), page_say(p, SAY_PAGE_PLAN()));
	html_text(h, " ");
	html_link(h, page_href(p, "/notices"), page_say(p, SAY_PAGE_NOTICES()));
	html_text(h, " ");
	html_link(h, page_href(p, "/use"), page_say(p, SAY_PAGE_USE()));
	html_text(h, " ");
	html_link(h, "/developers", page_say(p, SAY_PAGE_NAV_DEVELOPERS()));
	html_text(h, " ");
	html_link(h, "/record", page_say(p, SAY_PAGE_NAV_RECORD()));
	html_text(h, " ");
	html_link(h, "/my", page_say(p, SAY_PAGE_NAV_MY()));
	html_text(h, " ");
	html_link(h, "/console", page_say(p, SAY_PAGE_NAV_CONSOLE()));
	html_text(h, " ");
	html_link(h, p->lang == SAID_EN ? path : ctx_print(p->cx, "%s%clang=en", path,
							   strchr(path, '?') ? '&' : '?'),
		  page_say(p, SAY_PAGE_LANGUAGE()));
	html_end(h);
	html_end(h);
	html_end(h);
	html_begin(h, "main");
	html_attr(h, "id", "main");
	html_attr(h, "tabindex", "-1");
	html_attr(h, "lang", p->lang == SAID_EN ? "en" : "zh-CN");
}

/* An ETag of what the page says: it changes when anything on it does. */
static enum err marked(struct page_out *p, const struct buf *out)
{
	struct hash h = hash_of(out->p, out->n);
	char text[HEX_TEXT(8)];
	hex_text(h.b, 8, text);
	return answer_etag(p->cx, p->rq, ctx_print(p->cx, "\"%s\"", text));
}

static enum err page_foot(struct page_out *p)
{
	struct html *h = &p->body;
	html_end(h);                    /* main */
	html_begin(h, "footer");
	html_attr(h, "class", "foot");
	html_begin(h, "div");
	html_attr(h, "class", "page foot-in");
	html_classed(h, "p", "small quiet", page_say(p, SAY_PAGE_ABOUT()));
	html_begin(h, "nav");
	html_attr(h, "aria-label", page_say(p, SAY_PAGE_API()));
	html_link(h, "/api/openapi.json", "OpenAPI");
	html_text(h, " ");
	html_link(h, "/open/v1/datasets", "/open/v1/datasets");
	html_end(h);
	html_end(h);
	html_end(h);
	return buf_ok(&p->head_buf) && buf_ok(&p->body_buf)
		? OK : fail(p->cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
}

enum err page_send_plain(struct page_out *p, int status)
{
	meta(&p->head, "name", "robots", "noindex");
	/* Else a browser sends its form as from nowhere, and the gate takes that for another site. */
	meta(&p->head, "name", "referrer", "same-origin");
	TRY(page_foot(p));
	struct buf *out = answer_buf(p->rq, status, "text/html; charset=utf-8");
	asset_plain_page(out, p->lang == SAID_EN ? "en" : "zh-CN", buf_cstr(&p->head_buf),
			 buf_cstr(&p->body_buf));
	answer_header(p->rq, "Cache-Control", "no-store");
	return OK;
}

enum err page_send(struct page_out *p, int status)
{
	TRY(page_foot(p));
	struct buf *out = answer_buf(p->rq, status, "text/html; charset=utf-8");
	asset_portal_page(out, p->lang == SAID_EN ? "en" : "zh-CN", buf_cstr(&p->head_buf),
			  buf_cstr(&p->body_buf));
	answer_header(p->rq, "Cache-Control", "no-cache");
	return status == 200 && buf_ok(out) ? marked(p, out) : OK;
}

void page_search(struct page_out *p, const char *q)
{
	struct html *h = &p->body;
	html_begin(h, "form");
	html_attr(h, "class", "search");
	html_attr(h, "role", "search");
	html_attr(h, "action", "/datasets");
	html_begin(h, "label");
	html_attr(h, "for", "q");
	html_attr(h, "class", "unseen");
	html_text(h, page_say(p, SAY_PAGE_SEARCH()));
	html_end(h);
	html_begin(h, "input");
	html_attr(h, "id", "q");
	html_attr(h, "class", "input");
	html_attr(h, "type", "search");
	html_attr(h, "name", "q");
	html_attr(h, "value", q);
	html_attr(h, "placeholder", page_say(p, SAY_PAGE_SEARCH()));
	html_end(h);
	if (p->lang == SAID_EN) {
		html_begin(h, "input");
		html_attr(h, "type", "hidden");
		html_attr(h, "name", "lang");
		html_attr(h, "value", "en");
		html_end(h);
	}
	html_begin(h, "button");
	html_attr(h, "class", "btn main");
	html_text(h, page_say(p, SAY_PAGE_SEARCH_GO()));
	html_end(h);
	html_end(h);
}

enum err page_card(struct page_out *p, int no)
{
	struct html *h = &p->body;
	bool more;
	AUTO_ROWS q = db_run(p->rq->db, SQL_LISTING_ITEM);
	bind_int(q, ":no", no);
	TRY(rows_next(p->cx, q, &more));
	if (!more)
		return OK;
	const char *standing = col_text(p->cx, q, "standing");
	bool live = standing && strcmp(standing, "live") == 0 && col_int(q, "data_version");
	ms_t at = { live ? col_int(q, "updated_at") : 0 };
	day_t due = portal_due(col_text(p->cx, q, "update_cycle"), at);
	bool late = due.n && due.n < p->cx->today.n;
	html_begin(h, "article");
	html_attr(h, "class", "card one");
	html_begin(h, "h3");
	html_attr(h, "class", "title");
	html_link(h, page_href(p, ctx_print(p->cx, "/datasets/%s", col_text(p->cx, q, "code"))),
		  col_text(p->cx, q, "title"));
	html_end(h);
	html_classed(h, "p", "clamp about", col_text(p->cx, q, "abstract"));
	html_begin(h, "ul");
	html_attr(h, "class", "facts-line");
	html_element(h, "li", page_open(p, col_text(p->cx, q, "open_type")));
	html_element(h, "li", col_text(p->cx, q, "org_name"));
	if (live) {
		html_element(h, "li", ctx_print(p->cx, "%s %s", page_say(p, SAY_PAGE_UPDATED()),
						page_date(p, col_ms(q, "updated_at"))));
		html_element(h, "li", ctx_print(p->cx, "%s %s", page_say(p, SAY_PAGE_ROWS()),
						page_number(p->cx, col_int(q, "rows"))));
	}
	if (due.n)
		html_classed(h, "li", late ? "late" : "in-time",
			     page_say(p, late ? SAY_PAGE_LATE() : SAY_PAGE_ON_TIME()));
	html_end(h);
	html_end(h);
	return OK;
}

void page_fact(struct page_out *p, struct said name, const char *value)
{
	if (!value || !*value)
		return;
	html_begin(&p->body, "div");
	html_element(&p->body, "dt", page_say(p, name));
	html_element(&p->body, "dd", value);
	html_end(&p->body);
}

void page_frame(struct page_out *p, const char *class, const char *title, const char *about)
{
	html_begin(&p->body, "div");
	html_attr(&p->body, "class", class);
	html_begin(&p->body, "header");
	html_attr(&p->body, "class", "page-head");
	html_element(&p->body, "h1", title);
	if (about)
		html_classed(&p->body, "p", "prose", about);
	html_end(&p->body);
}

void page_table(struct html *h, const char *class, const char *const *names, size_t n)
{
	html_begin(h, "div");
	html_attr(h, "class", "scroll sheet");
	html_attr(h, "tabindex", "0");
	html_begin(h, "table");
	html_attr(h, "class", class);
	html_begin(h, "thead");
	html_begin(h, "tr");
	for (size_t i = 0; i < n; i++)
		html_element(h, "th", names[i]);
	html_end(h);
	html_end(h);
	html_begin(h, "tbody");
}

void page_table_end(struct html *h)
{
	for (int i = 0; i < 3; i++)     /* tbody, table, div */
		html_end(h);
}

enum err page_missing(struct page_out *p, struct said why)
{
	page_top(p, page_say(p, SAY_PAGE_MISSING()), NULL, p->rq->path);
	html_begin(&p->body, "div");
	html_attr(&p->body, "class", "page");
	html_element(&p->body, "h1", page_say(p, SAY_PAGE_MISSING()));
	html_element(&p->body, "p", page_say(p, why));
	html_link(&p->body, page_href(p, "/datasets"), page_say(p, SAY_PAGE_BACK()));
	html_end(&p->body);
	return page_send(p, 404);
}

/* What a browser asked for and no route has. */
enum err page_nowhere(struct ctx *cx, struct req *rq)
{
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	return page_missing(&p, SAY_PAGE_NOWHERE());
}
