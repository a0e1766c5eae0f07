/* openplan_page.c - the portal's page of the plan, whole without script. */
#include "catalogue/check.h"
#include "openplan/openplan_http.h"
#include "portal/page.h"
#include <string.h>

#define SHOWN 300                       /* lines on the page; the interface has all */

static const char *domain(struct page_out *p, const char *word)
{
	const struct theme *t = word ? theme_find(word) : NULL;
	return t ? p->lang == SAID_EN ? t->en : t->zh : word;
}

static const char *state(struct page_out *p, const char *word)
{
	if (strcmp(word, "opened") == 0)
		return page_say(p, SAY_PAGE_PLAN_OPENED());
	return page_say(p, strcmp(word, "late") == 0 ? SAY_PAGE_PLAN_LATE()
						     : SAY_PAGE_PLAN_PLANNED());
}

static void table_begin(struct page_out *p, struct said title, const char *const *names, size_t n)
{
	struct html *h = &p->body;
	html_begin(h, "section");
	html_element(h, "h2", page_say(p, title));
	page_table(h, "table cards", names, n);
}

static void table_end(struct html *h)
{
	page_table_end(h);
	html_end(h);
}

static enum err counted(struct page_out *p, enum sql statement, struct said title,
			struct said what)
{
	struct html *h = &p->body;
	bool more, themes_ = statement == SQL_PLAN_BY_THEME;
	AUTO_ROWS q = db_run(p->rq->db, statement);
	bind_day(q, ":today", p->cx->today);
	table_begin(p, title, (const char *const[]){ page_say(p, what),
		page_say(p, SAY_PAGE_PLAN_TOTAL()), page_say(p, SAY_PAGE_PLAN_OPENED()),
		page_say(p, SAY_PAGE_PLAN_LATE()) }, 4);
	for (;;) {
		TRY(rows_next(p->cx, q, &more));
		if (!more)
			break;
		const char *name = col_text(p->cx, q, themes_ ? "value" : "name");
		html_begin(h, "tr");
		html_element(h, "td", themes_ ? domain(p, name) : name);
		html_classed(h, "td", "num", page_number(p->cx, col_int(q, "total")));
		html_classed(h, "td", "num", page_number(p->cx, col_int(q, "opened")));
		html_classed(h, "td", "num", page_number(p->cx, col_int(q, "late")));
		html_end(h);
	}
	table_end(h);
	return OK;
}

static void line(struct page_out *p, struct rows *q)
{
	struct html *h = &p->body;
	const char *title = col_text(p->cx, q, "title"), *code = col_text(p->cx, q, "code");
	bool opened = col_int(q, "opened_at") > 0;
	html_begin(h, "tr");
	html_begin(h, "td");
	if (opened && code && title)
		html_link(h, page_href(p, ctx_print(p->cx, "/datasets/%s", code)), title);
	else if (title)
		html_text(h, title);
	else
		html_classed(h, "span", "quiet", page_say(p, SAY_PAGE_PLAN_UNNAMED()));
	html_end(h);
	html_element(h, "td", domain(p, col_text(p->cx, q, "theme")));
	html_element(h, "td", col_text(p->cx, q, "org_name"));
	html_element(h, "td", page_open(p, col_text(p->cx, q, "way")));
	html_element(h, "td", page_date(p, day_start(col_day(q, "due"))));
	html_element(h, "td", state(p, col_text(p->cx, q, "state")));
	html_end(h);
}

static enum err lines(struct page_out *p, bool *ret_any)
{
	bool more;
	AUTO_ROWS q = db_run(p->rq->db, SQL_PLAN_LIST);
	bind_text(q, ":org", NULL);
	bind_text(q, ":region", NULL);
	bind_text(q, ":theme", NULL);
	bind_text(q, ":state", NULL);
	bind_text(q, ":q", NULL);
	bind_text(q, ":after", NULL);
	bind_day(q, ":today", p->cx->today);
	bind_int(q, ":public", 1);
	bind_int(q, ":limit", SHOWN);
	TRY(rows_next(p->cx, q, ret_any));
	if (!*ret_any)
		return OK;
	table_begin(p, SAY_PAGE_PLAN_LINES(), (const char *const[]){
		page_say(p, SAY_PAGE_PLAN_TITLE()), page_say(p, SAY_PAGE_PLAN_THEME()),
		page_say(p, SAY_PAGE_PLAN_ORG()), page_say(p, SAY_PAGE_FACET_OPEN_TYPE()),
		page_say(p, SAY_PAGE_PLAN_DUE()), page_say(p, SAY_PAGE_PLAN_STATE()) }, 6);
	for (more = true; more;) {
		line(p, q);
		TRY(rows_next(p->cx, q, &more));
	}
	table_end(&p->body);
	return OK;
}

enum err page_plan(struct ctx *cx, struct req *rq)
{
	bool any;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	const char *title = page_say(&p, SAY_PAGE_PLAN());
	const char *about = page_say(&p, SAY_PAGE_PLAN_ABOUT());
	page_top(&p, title, about, "/plan");
	page_frame(&p, "page stack", title, about);
	TRY(lines(&p, &any));
	if (any) {
		TRY(counted(&p, SQL_PLAN_BY_THEME, SAY_PAGE_PLAN_BY_THEME(), SAY_PAGE_PLAN_THEME()));
		TRY(counted(&p, SQL_PLAN_BY_ORG, SAY_PAGE_PLAN_BY_ORG(), SAY_PAGE_PLAN_ORG()));
	} else {
		html_element(&p.body, "p", page_say(&p, SAY_PAGE_PLAN_NONE()));
	}
	html_end(&p.body);
	return page_send(&p, 200);
}
