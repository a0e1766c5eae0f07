/* violation_page.c - the portal's page of measures against violations, whole without
 * script. */
#include "portal/page.h"
#include "violation/violation_http.h"
#include <string.h>

#define SHOWN 100                       /* on the page; the interface has all */

static const char *measure(struct page_out *p, const char *word)
{
	if (strcmp(word, "urgent") == 0)
		return page_say(p, SAY_PAGE_NOTICE_URGENT());
	if (strcmp(word, "restrict") == 0)
		return page_say(p, SAY_PAGE_NOTICE_RESTRICT());
	if (strcmp(word, "close_access") == 0)
		return page_say(p, SAY_PAGE_NOTICE_CLOSE());
	return word;
}

static const char *standing(struct page_out *p, struct rows *q)
{
	ms_t lifted = col_ms(q, "lifted_at");
	return lifted.n ? page_say(p, SAY_PAGE_NOTICE_LIFTED(page_date(p, lifted)))
			: page_say(p, SAY_PAGE_NOTICE_IN_FORCE());
}

static void one(struct page_out *p, struct rows *q)
{
	struct html *h = &p->body;
	html_begin(h, "tr");
	html_element(h, "td", col_text(p->cx, q, "about"));
	html_element(h, "td", measure(p, col_text(p->cx, q, "measure")));
	html_element(h, "td", col_text(p->cx, q, "words"));
	html_element(h, "td", col_text(p->cx, q, "basis"));
	html_element(h, "td", col_text(p->cx, q, "imposed_by"));
	html_element(h, "td", page_date(p, col_ms(q, "published_at")));
	html_element(h, "td", standing(p, q));
	html_end(h);
}

static enum err all(struct page_out *p)
{
	bool more;
	AUTO_ROWS q = db_run(p->rq->db, SQL_NOTICE_OPEN_LIST);
	bind_int(q, ":in_force", 0);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", SHOWN);
	TRY(rows_next(p->cx, q, &more));
	if (!more) {
		html_element(&p->body, "p", page_say(p, SAY_PAGE_NOTICE_NONE()));
		return OK;
	}
	page_table(&p->body, "table cards", (const char *const[]){
		page_say(p, SAY_PAGE_NOTICE_ABOUT()), page_say(p, SAY_PAGE_NOTICE_MEASURE()),
		page_say(p, SAY_PAGE_NOTICE_WORDS()), page_say(p, SAY_PAGE_NOTICE_BASIS()),
		page_say(p, SAY_PAGE_NOTICE_BY()), page_say(p, SAY_PAGE_NOTICE_ON()),
		page_say(p, SAY_PAGE_NOTICE_STATE()) }, 7);
	while (more) {
		one(p, q);
		TRY(rows_next(p->cx, q, &more));
	}
	page_table_end(&p->body);
	return OK;
}

enum err page_notices(struct ctx *cx, struct req *rq)
{
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	const char *title = page_say(&p, SAY_PAGE_NOTICES());
	const char *about = page_say(&p, SAY_PAGE_NOTICES_LEAD());
	page_top(&p, title, about, "/notices");
	page_frame(&p, "page stack", title, about);
	TRY(all(&p));
	html_end(&p.body);
	return page_send(&p, 200);
}
