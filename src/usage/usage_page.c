/* usage_page.c - the portal's page of how much is used, whole without script. */
#include "portal/page.h"
#include "usage/usage.h"
#include "usage/usage_http.h"
#include <string.h>

#define SHOWN 200                       /* lines of a table; the file has all */

static const char *const numbers[] = { "calls", "rows_out", "claims", "grouped", "refused" };
enum { NUMBERS = sizeof numbers / sizeof numbers[0] };

static void table(struct page_out *p, struct said title, const char *const *first, size_t n)
{
	const char *names[2 + NUMBERS];
	PRE(n <= 2);
	for (size_t i = 0; i < n; i++)
		names[i] = first[i];
	names[n] = page_say(p, SAY_PAGE_USE_CALLS());
	names[n + 1] = page_say(p, SAY_PAGE_USE_ROWS());
	names[n + 2] = page_say(p, SAY_PAGE_USE_CLAIMS());
	names[n + 3] = page_say(p, SAY_PAGE_USE_GROUPS());
	names[n + 4] = page_say(p, SAY_PAGE_USE_REFUSED());
	html_begin(&p->body, "section");
	html_element(&p->body, "h2", page_say(p, title));
	page_table(&p->body, "table cards", names, n + NUMBERS);
}

static void amounts(struct page_out *p, struct rows *q)
{
	for (size_t i = 0; i < NUMBERS; i++)
		html_classed(&p->body, "td", "num", page_number(p->cx, col_int(q, numbers[i])));
	html_end(&p->body);
}

static void table_end(struct page_out *p)
{
	page_table_end(&p->body);
	html_end(&p->body);
}

static enum err by_day(struct page_out *p, const struct usage_span *s, bool *ret_any)
{
	bool more;
	AUTO_ROWS q = db_run(p->rq->db, SQL_USAGE_OPEN_BY_DAY);
	bind_day(q, ":from", s->from);
	bind_day(q, ":to", s->to);
	TRY(rows_next(p->cx, q, ret_any));
	if (!*ret_any)
		return OK;
	table(p, SAY_PAGE_USE_BY_DAY(), (const char *const[]){ page_say(p, SAY_PAGE_USE_DAY()) }, 1);
	for (more = true; more;) {
		html_begin(&p->body, "tr");
		html_element(&p->body, "td", page_date(p, day_start(col_day(q, "day"))));
		amounts(p, q);
		TRY(rows_next(p->cx, q, &more));
	}
	table_end(p);
	return OK;
}

static enum err by_org(struct page_out *p, const struct usage_span *s)
{
	AUTO_ROWS q = db_run(p->rq->db, SQL_USAGE_OPEN_BY_ORG);
	bind_day(q, ":from", s->from);
	bind_day(q, ":to", s->to);
	bind_int(q, ":limit", SHOWN);
	table(p, SAY_PAGE_USE_BY_ORG(), (const char *const[]){ page_say(p, SAY_PAGE_USE_ORG()) }, 1);
	for (bool more;;) {
		TRY(rows_next(p->cx, q, &more));
		if (!more)
			break;
		const char *name = col_text(p->cx, q, "name");
		html_begin(&p->body, "tr");
		html_element(&p->body, "td", name ? name : page_say(p, SAY_PAGE_USE_CLOSED()));
		amounts(p, q);
	}
	table_end(p);
	return OK;
}

static enum err by_resource(struct page_out *p, const struct usage_span *s)
{
	struct html *h = &p->body;
	AUTO_ROWS q = db_run(p->rq->db, SQL_USAGE_OPEN_BY_RESOURCE);
	bind_day(q, ":from", s->from);
	bind_day(q, ":to", s->to);
	bind_int(q, ":limit", SHOWN);
	table(p, SAY_PAGE_USE_BY_RESOURCE(), (const char *const[]){ page_say(p, SAY_PAGE_USE_RESOURCE()),
		page_say(p, SAY_PAGE_USE_PROVIDER()) }, 2);
	for (bool more;;) {
		TRY(rows_next(p->cx, q, &more));
		if (!more)
			break;
		const char *code = col_text(p->cx, q, "code"), *title = col_text(p->cx, q, "title");
		html_begin(h, "tr");
		html_begin(h, "td");
		if (code && title)
			html_link(h, page_href(p, ctx_print(p->cx, "/datasets/%s", code)), title);
		else
			html_text(h, page_say(p, SAY_PAGE_USE_OTHER()));
		html_end(h);
		html_element(h, "td", code ? col_text(p->cx, q, "provider_name") : "");
		amounts(p, q);
	}
	table_end(p);
	return OK;
}

/* Which days, to be chosen without script; and the same as data. */
static void choice(struct page_out *p, const struct usage_span *s)
{
	struct html *h = &p->body;
	char from[DAY_TEXT], to[DAY_TEXT];
	const char *span = ctx_print(p->cx, "from=%s&to=%s", day_text(s->from, from),
				     day_text(s->to, to));
	html_begin(h, "form");
	html_attr(h, "class", "row");
	html_attr(h, "action", "/use");
	const struct { const char *name, *value; struct said label; } ends[] = {
		{ "from", from, SAY_PAGE_USE_FROM() }, { "to", to, SAY_PAGE_USE_TO() } };
	for (size_t i = 0; i < 2; i++) {
		html_begin(h, "label");
		html_text(h, page_say(p, ends[i].label));
		html_text(h, " ");
		html_begin(h, "input");
		html_attr(h, "class", "input");
		html_attr(h, "type", "date");
		html_attr(h, "name", ends[i].name);
		html_attr(h, "value", ends[i].value);
		html_end(h);
		html_end(h);
	}
	if (p->lang == SAID_EN) {
		html_begin(h, "input");
		html_attr(h, "type", "hidden");
		html_attr(h, "name", "lang");
		html_attr(h, "value", "en");
		html_end(h);
	}
	html_begin(h, "button");
	html_attr(h, "class", "btn");
	html_text(h, page_say(p, SAY_PAGE_USE_SHOW()));
	html_end(h);
	html_link(h, ctx_print(p->cx, "/open/v1/use?%s&format=csv", span), "CSV");
	html_link(h, ctx_print(p->cx, "/open/v1/use?%s", span), "JSON");
	html_end(h);
}

enum err page_use(struct ctx *cx, struct req *rq)
{
	bool any;
	struct usage_span s;
	AUTO_PAGE p;
	TRY(usage_span_asked(cx, rq, &s));
	page_begin(cx, rq, &p);
	const char *title = page_say(&p, SAY_PAGE_USE()), *about = page_say(&p, SAY_PAGE_USE_LEAD());
	page_top(&p, title, about, "/use");
	page_frame(&p, "page stack", title, about);
	choice(&p, &s);
	TRY(by_day(&p, &s, &any));
	if (any) {
		TRY(by_org(&p, &s));
		TRY(by_resource(&p, &s));
	} else {
		html_element(&p.body, "p", page_say(&p, SAY_PAGE_USE_NONE()));
	}
	html_end(&p.body);
	return page_send(&p, 200);
}
