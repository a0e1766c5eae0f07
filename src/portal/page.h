/* page.h - what the portal's server-written pages share.
 *
 * The pages are whole without script: found by search engines, read by anybody.
 * Where a script runs it takes over the same content (web/src/portal). Chinese
 * first; ?lang=en is English. */
#ifndef PORTAL_PAGE_H
#define PORTAL_PAGE_H
#include "base/html.h"
#include "portal/describe.h"

struct page_out {
	struct ctx    *cx;
	struct req    *rq;
	enum said_lang lang;
	struct buf     head_buf, body_buf;
	struct html    head, body;
};
void page_begin(struct ctx *cx, struct req *rq, struct page_out *p);
void page_drop(struct page_out *p);
#define AUTO_PAGE __attribute__((cleanup(page_drop))) struct page_out

/* Title, description, canonical address, and the chrome up to <main>. */
/* <link rel="alternate">: the same for who reads another form. */
void page_other_form(struct page_out *p, const char *type, const char *href);
void page_top(struct page_out *p, const char *title, const char *description,
	      const char *path);
/* The rest of the chrome; the answer is complete. */
enum err page_send(struct page_out *p, int status) MUST_USE;

/* The same for what is somebody's alone: by the server without script, kept nowhere, not
 * for search engines. */
enum err page_send_plain(struct page_out *p, int status) MUST_USE;

/* A whole page that says there is none here, and why; status 404. */
enum err page_missing(struct page_out *p, struct said why) MUST_USE;

/* The box of a page: a heading, under it what it is about (NULL: nothing said). What
 * follows stands inside; html_end() ends it. */
void page_frame(struct page_out *p, const char *class, const char *title, const char *about);
/* A table that scrolls sideways by itself; `names` stand over its columns. The rows
 * follow; page_table_end() ends it. */
void page_table(struct html *h, const char *class, const char *const *names, size_t n);
void page_table_end(struct html *h);

const char *page_say(struct page_out *p, struct said said);
const char *page_number(struct ctx *cx, int64_t n);             /* 12,345 */
/* A name and its value in a list of facts (dl); nothing where there is no value. */
void page_fact(struct page_out *p, struct said name, const char *value);
const char *page_date(struct page_out *p, ms_t t);
const char *page_cycle(struct page_out *p, const char *word);
/* How an item's values are written; what a load did; a region's name. */
const char *page_type(struct page_out *p, enum item_type type);
const char *page_mode(struct page_out *p, const char *mode);
const char *page_region(struct page_out *p, const char *code);
const char *page_bytes(struct page_out *p, int64_t n);         /* 1.6 KB */
const char *page_open(struct page_out *p, const char *open_type);
/* `path` with the page's language kept. */
const char *page_href(struct page_out *p, const char *path);
void page_search(struct page_out *p, const char *q);
/* One dataset in a list; nothing when it has just gone. */
enum err page_card(struct page_out *p, int no) MUST_USE;
#endif
