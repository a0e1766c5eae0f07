/* release_page.c - the portal's pages of releases, whole without script. */
#include "catalogue/check.h"
#include "portal/page.h"
#include "portal/ready.h"
#include "release/reissue.h"
#include "release/release_http.h"
#include "release/span.h"
#include <string.h>

#define LISTED 40                       /* releases on the page */
#define SHOWN  50                       /* entries on a page of changes */

/* --- the list --------------------------------------------------------------------- */
static void one_file(struct page_out *p, int64_t no, const struct served *s)
{
	struct html *h = &p->body;
	bool package = strcmp(s->format, release_format_word(RELEASE_PACKAGE)) == 0;
	bool csv = strcmp(s->format, release_format_word(RELEASE_CSV)) == 0;
	html_begin(h, "a");
	html_attr(h, "href", ctx_print(p->cx, "/open/v1/releases/%lld/files/%s", (long long)no,
				       s->format));
	html_attr(h, "title", s->first_hash
		  ? ctx_print(p->cx, "SHA-256 %s ← %s", s->hash, s->first_hash)
		  : ctx_print(p->cx, "SHA-256 %s", s->hash));
	html_text(h, package ? page_say(p, SAY_PAGE_RELEASE_PACKAGE()) : csv ? "CSV" : "JSON");
	html_end(h);
}

static enum err files(struct page_out *p, int64_t no)
{
	struct html *h = &p->body;
	struct served list[RELEASE_FILES_MOST];
	int64_t struck = 0;
	size_t n, shown = 0;
	TRY(release_served(p->cx, p->rq->db, no, face_word(FACE_OPEN), list, &n));
	html_begin(h, "td");
	for (size_t i = 0; i < n; i++) {
		if (list[i].withheld)
			continue;
		if (shown++)
			html_text(h, " · ");
		one_file(p, no, &list[i]);
		struck = list[i].struck;
	}
	if (!shown)
		html_text(h, page_say(p, n ? SAY_PAGE_RELEASE_WITHHELD()
					   : SAY_PAGE_RELEASE_MAKING()));
	if (struck)
		html_classed(h, "p", "quiet small", page_say(p, SAY_PAGE_RELEASE_REISSUED(struck)));
	html_end(h);
	return OK;
}

static enum err one_release(struct page_out *p, const struct release *r)
{
	struct html *h = &p->body;
	const char *span = ctx_print(p->cx, "/releases/%lld..%lld", (long long)r->no - 1,
				     (long long)r->no);
	html_begin(h, "tr");
	html_begin(h, "td");
	html_text(h, page_say(p, SAY_PAGE_RELEASE_NO(r->no)));
	if (r->title) {
		html_text(h, " ");
		html_text(h, r->title);
	}
	html_end(h);
	html_element(h, "td", r->period ? r->period : page_say(p, SAY_PAGE_RELEASE_EXTRA()));
	html_element(h, "td", page_date(p, r->at));
	html_classed(h, "td", "num", page_number(p->cx, r->open_entries));
	html_begin(h, "td");
	html_link(h, page_href(p, span), page_say(p, SAY_PAGE_RELEASE_SEE()));
	html_end(h);
	TRY(files(p, r->no));
	html_end(h);
	return OK;
}

static enum err all_releases(struct page_out *p, struct rows *q)
{
	page_table(&p->body, "table cards", (const char *const[]){
		page_say(p, SAY_PAGE_RELEASES()), page_say(p, SAY_PAGE_RELEASE_PERIOD()),
		page_say(p, SAY_PAGE_RELEASE_AT()), page_say(p, SAY_PAGE_RELEASE_ENTRIES()),
		page_say(p, SAY_PAGE_RELEASE_CHANGES()), page_say(p, SAY_PAGE_RELEASE_FILES()) },
		6);
	for (bool more = true; more;) {
		struct release r;
		release_row(p->cx, q, &r);
		TRY(one_release(p, &r));
		TRY(rows_next(p->cx, q, &more));
	}
	page_table_end(&p->body);
	return OK;
}

enum err page_releases(struct ctx *cx, struct req *rq)
{
	bool more;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	const char *title = page_say(&p, SAY_PAGE_RELEASES());
	const char *about = page_say(&p, SAY_PAGE_RELEASES_ABOUT());
	page_top(&p, title, about, "/releases");
	page_frame(&p, "page", title, about);
	AUTO_ROWS q = db_run(rq->db, SQL_RELEASE_LIST);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", LISTED);
	TRY(rows_next(cx, q, &more));
	if (more)
		TRY(all_releases(&p, q));
	else
		html_element(&p.body, "p", page_say(&p, SAY_PAGE_RELEASES_NONE()));
	html_end(&p.body);
	return page_send(&p, 200);
}

/* --- what changed ------------------------------------------------------------------- */
/* Facts that the public sees have a word; one without would be our bug. */
static const char *field_word(struct page_out *p, const char *name)
{
	const struct { const char *name; struct said said; } words[] = {
		{ "national_code", SAY_PAGE_FACT_NATIONAL_CODE() },
		{ "title", SAY_PAGE_FACT_TITLE() }, { "abstract", SAY_PAGE_FACT_ABSTRACT() },
		{ "keywords", SAY_PAGE_FACT_KEYWORDS() }, { "theme", SAY_PAGE_FACT_THEME() },
		{ "industry", SAY_PAGE_FACT_INDUSTRY() },
		{ "scenario", SAY_PAGE_FACT_SCENARIO() },
		{ "form", SAY_PAGE_FACT_FORM() }, { "org_name", SAY_PAGE_FACT_ORG_NAME() },
		{ "region", SAY_PAGE_FACT_REGION() },
		{ "update_cycle", SAY_PAGE_FACT_UPDATE_CYCLE() },
		{ "open_type", SAY_PAGE_FACT_OPEN_TYPE() },
		{ "open_conditions", SAY_PAGE_FACT_OPEN_CONDITIONS() },
		{ "name", SAY_PAGE_FACT_NAME() }, { "type", SAY_PAGE_FACT_TYPE() },
		{ "length", SAY_PAGE_FACT_LENGTH() }, { "precision", SAY_PAGE_FACT_PRECISION() },
		{ "key", SAY_PAGE_FACT_KEY() }, { "nullable", SAY_PAGE_FACT_NULLABLE() },
		{ "code_set", SAY_PAGE_FACT_CODE_SET() }, { "format", SAY_PAGE_FACT_FORMAT() },
		{ "description", SAY_PAGE_FACT_DESCRIPTION() },
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].name, name) == 0)
			return page_say(p, words[i].said);
	return name;
}

/* The words people know: a domain's name, a cycle's, a region's. */
static const char *value_word(struct page_out *p, const char *field, const char *value)
{
	const struct theme *t = theme_find(value);
	if (strcmp(field, "theme") == 0 && t)
		return p->lang == SAID_EN ? t->en : t->zh;
	if (strcmp(field, "update_cycle") == 0)
		return page_cycle(p, value);
	if (strcmp(field, "region") == 0)
		return page_region(p, value);
	if (strcmp(field, "open_type") == 0)
		return page_open(p, value);
	return value;
}

static const char *what(struct page_out *p, const struct difference *d)
{
	switch (d->kind) {
	case ITEM_ADDED: return page_say(p, SAY_PAGE_RELEASE_ITEM_ADDED());
	case ITEM_GONE: return page_say(p, SAY_PAGE_RELEASE_ITEM_GONE());
	case FIELD_CHANGED: case ITEM_CHANGED: break;
	}
	const char *field = field_word(p, d->field);
	return d->item ? ctx_print(p->cx, "%s · %s", d->item, field) : field;
}

static void difference_row(struct page_out *p, const struct difference *d)
{
	struct html *h = &p->body;
	const char *field = d->field ? d->field : "";
	html_begin(h, "tr");
	html_element(h, "td", what(p, d));
	html_element(h, "td", d->was ? value_word(p, field, d->was) : "–");
	html_element(h, "td", d->now ? value_word(p, field, d->now) : "–");
	html_end(h);
}

static void differences_table(struct page_out *p, const struct span_entry *e)
{
	size_t shown = 0;
	if (!e->n) {
		html_classed(&p->body, "p", "quiet small",
			     page_say(p, SAY_PAGE_RELEASE_NOTHING_OPEN()));
		return;
	}
	page_table(&p->body, "table cards", (const char *const[]){
		page_say(p, SAY_PAGE_RELEASE_FIELD()), page_say(p, SAY_PAGE_RELEASE_WAS()),
		page_say(p, SAY_PAGE_RELEASE_NOW()) }, 3);
	for (; shown < e->n; shown++)
		difference_row(p, &e->list[shown]);
	page_table_end(&p->body);
	if (e->more)
		html_classed(&p->body, "p", "quiet small",
			     page_say(p, SAY_PAGE_RELEASE_MORE((int64_t)e->more)));
}

static void entry(struct page_out *p, const struct span_entry *e)
{
	struct html *h = &p->body;
	bool gone = strcmp(e->change, "retired") == 0, added = strcmp(e->change, "added") == 0;
	html_begin(h, "section");
	html_attr(h, "class", "change");
	html_begin(h, "h2");
	html_classed(h, "span", "chip", page_say(p, gone ? SAY_PAGE_RELEASE_RETIRED() : added ?
			SAY_PAGE_RELEASE_ADDED() : SAY_PAGE_RELEASE_CHANGED()));
	html_text(h, " ");
	if (e->gone)
		html_text(h, ctx_print(p->cx, "%s %s", e->code,
				       page_say(p, SAY_RELEASE_STRUCK())));
	else if (gone)
		html_text(h, e->title);
	else
		html_link(h, page_href(p, ctx_print(p->cx, "/datasets/%s", e->code)), e->title);
	html_end(h);
	html_classed(h, "p", "quiet small", e->org_name);
	if (!gone && !added && !e->gone)
		differences_table(p, e);
	html_end(h);
}

static enum err entries(struct page_out *p, const struct span *s)
{
	struct ctx *cx = p->cx;
	struct page page;
	struct span_entry *list = ctx_array(cx, struct span_entry, SHOWN);
	int64_t total;
	size_t n;
	bool more;
	TRY(req_page(cx, p->rq, &page));
	TRY(span_count(cx, p->rq->db, s, &total));
	TRY(span_page(cx, p->rq->db, s, page.after, SHOWN, list, &n, &more));
	html_classed(&p->body, "p", "quiet", total ?
		     page_say(p, SAY_PAGE_RELEASE_TOTAL(page_number(cx, total)))
		     : page_say(p, SAY_PAGE_RELEASE_SAME()));
	for (size_t i = 0; i < n; i++)
		entry(p, &list[i]);
	if (!more)
		return OK;
	const char *next = ctx_print(cx, "/releases/%s?cursor=%s", p->rq->seg[0],
				     req_cursor(cx, p->rq, list[n - 1].resource));
	html_link(&p->body, page_href(p, next), page_say(p, SAY_PAGE_MORE()));
	return OK;
}

static enum err span(struct ctx *cx, struct req *rq)
{
	struct span s;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	if (span_read(cx, rq, rq->seg[0], FACE_OPEN, &s) != OK)
		return page_missing(&p, SAY_PAGE_NOWHERE());
	const char *title = page_say(&p, s.from.no ? SAY_PAGE_RELEASE_SPAN(s.from.no, s.to.no)
						  : SAY_PAGE_RELEASE_SPAN_FIRST(s.to.no));
	page_top(&p, title, NULL, ctx_print(cx, "/releases/%lld..%lld", (long long)s.from.no,
					    (long long)s.to.no));
	page_frame(&p, "page", title, NULL);
	html_begin(&p.body, "p");
	html_link(&p.body, page_href(&p, "/releases"), page_say(&p, SAY_PAGE_RELEASES()));
	html_end(&p.body);
	TRY(entries(&p, &s));
	html_end(&p.body);
	return page_send(&p, 200);
}

enum err page_release_span(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, span);
}
