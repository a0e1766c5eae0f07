/* html.h - HTML written tag by tag: what is text comes out as text.
 *
 *     html_begin(&h, "a");                   <a
 *     html_attr(&h, "href", path);             href="/datasets/x">
 *     html_text(&h, title);                  Title &lt;1&gt;
 *     html_end(&h);                          </a>
 *
 * There is no call that writes markup from outside. Tags and attribute names are
 * literals of ours. Void elements end themselves. Forgetting an end is our bug. */
#ifndef BASE_HTML_H
#define BASE_HTML_H
#include "base/buf.h"
#include <stdint.h>

#define HTML_DEPTH 32
struct html { struct buf *b; const char *open[HTML_DEPTH]; int depth; bool in_tag; };

struct html html_to(struct buf *b);
void html_begin(struct html *h, const char *tag);
void html_attr(struct html *h, const char *name, const char *value); /* NULL: left out */
void html_text(struct html *h, const char *s);          /* NULL writes nothing */
void html_textn(struct html *h, const char *s, size_t n);
void html_end(struct html *h);

/* <tag>text</tag>, <tag class="…">text</tag>, <a href="…">text</a> */
void html_element(struct html *h, const char *tag, const char *text);
void html_classed(struct html *h, const char *tag, const char *class, const char *text);
void html_link(struct html *h, const char *href, const char *text);
/* <script type="application/ld+json">: JSON that can't end the script. */
void html_json_ld(struct html *h, const char *json, size_t n);
/* `s` as one segment of a path or value of a query: all but unreserved as %XX. */
void html_url_part(struct buf *b, const char *s);
#endif
