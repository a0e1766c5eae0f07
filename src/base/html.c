/* html.c - escaping by default, one place for it. */
#include "base/html.h"
#include "base/err.h"
#include <string.h>

struct html html_to(struct buf *b)
{
	return (struct html){ .b = b };
}

static void escaped(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (s[i]) {
		case '&': buf_text(b, "&amp;"); break;
		case '<': buf_text(b, "&lt;"); break;
		case '>': buf_text(b, "&gt;"); break;
		case '"': buf_text(b, "&quot;"); break;
		case '\'': buf_text(b, "&#39;"); break;
		default: buf_byte(b, s[i]);
		}
	}
}

static void close_tag(struct html *h)
{
	if (h->in_tag)
		buf_byte(h->b, '>');
	h->in_tag = false;
}

void html_begin(struct html *h, const char *tag)
{
	PRE(h->depth < HTML_DEPTH);
	close_tag(h);
	buf_byte(h->b, '<');
	buf_text(h->b, tag);
	h->open[h->depth++] = tag;
	h->in_tag = true;
}

void html_attr(struct html *h, const char *name, const char *value)
{
	PRE(h->in_tag);
	if (!value)
		return;
	buf_byte(h->b, ' ');
	buf_text(h->b, name);
	buf_text(h->b, "=\"");
	escaped(h->b, value, strlen(value));
	buf_byte(h->b, '"');
}

void html_textn(struct html *h, const char *s, size_t n)
{
	close_tag(h);
	escaped(h->b, s, n);
}

void html_text(struct html *h, const char *s)
{
	if (s)
		html_textn(h, s, strlen(s));
}

static bool is_void(const char *tag)
{
	static const char *const tags[] = { "meta", "link", "br", "hr", "img", "input", NULL };
	for (size_t i = 0; tags[i]; i++)
		if (strcmp(tags[i], tag) == 0)
			return true;
	return false;
}

void html_end(struct html *h)
{
	PRE(h->depth > 0);
	const char *tag = h->open[--h->depth];
	close_tag(h);
	if (is_void(tag))
		return;
	buf_text(h->b, "</");
	buf_text(h->b, tag);
	buf_byte(h->b, '>');
}

void html_classed(struct html *h, const char *tag, const char *class, const char *text)
{
	html_begin(h, tag);
	html_attr(h, "class", class);
	html_text(h, text);
	html_end(h);
}

void html_element(struct html *h, const char *tag, const char *text)
{
	html_classed(h, tag, NULL, text);
}

void html_link(struct html *h, const char *href, const char *text)
{
	html_begin(h, "a");
	html_attr(h, "href", href);
	html_text(h, text);
	html_end(h);
}

void html_json_ld(struct html *h, const char *json, size_t n)
{
	html_begin(h, "script");
	html_attr(h, "type", "application/ld+json");
	close_tag(h);
	for (size_t i = 0; i < n; i++) {
		if (json[i] == '<')
			buf_text(h->b, "\\u003c");      /* in a JSON string only */
		else
			buf_byte(h->b, json[i]);
	}
	html_end(h);
}

void html_url_part(struct buf *b, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || strchr("-._~", c);
		if (plain)
			buf_byte(b, (char)c);
		else
			buf_print(b, "%%%02X", c);
	}
}
