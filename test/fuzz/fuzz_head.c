/* fuzz_head.c - the head gate against a slow reader of the same rules: what the
 * gate lets in has one Host, at most one plain length, and never both framings.
 *
 * Input: target, then headers, a line each, "name:value". */
#include "web/gate.h"
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int count(const struct head *h, const char *name)
{
	int found = 0;
	for (size_t i = 0; i < h->n; i++)
		found += h->fields[i].nname == strlen(name) &&
			 strncasecmp(h->fields[i].name, name, h->fields[i].nname) == 0;
	return found;
}

static void cut_line(struct head *h, char *at, char *end)
{
	char *colon = memchr(at, ':', (size_t)(end - at));
	*end = 0;
	if (!colon || h->n > GATE_FIELDS_MOST)
		return;
	*colon = 0;
	h->fields[h->n++] = (struct head_field){ at, colon + 1, (size_t)(colon - at),
						 (size_t)(end - colon - 1) };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_CTX cx;
	struct head_field fields[GATE_FIELDS_MOST + 1];
	struct head_facts facts;
	struct head h = { .method = "GET", .version = "HTTP/1.1", .fields = fields };
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	char *text = ctx_textn(&cx, data, n), *end = text + n;
	for (char *at = text; at < end;) {
		char *stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop : end;
		if (!h.target) {
			*stop = 0;
			h.target = at;
		} else {
			cut_line(&h, at, stop);
		}
		at = stop + 1;
	}
	if (!h.target)
		return 0;
	if (gate_check(&cx, &h, &facts) != OK)
		return 0;
	PRE(h.target[0] == '/');
	PRE(count(&h, "host") == 1 && count(&h, "content-length") <= 1 &&
	    count(&h, "transfer-encoding") <= 1);
	PRE(!(count(&h, "content-length") && count(&h, "transfer-encoding")));
	PRE(facts.chunked == (count(&h, "transfer-encoding") == 1));
	PRE((facts.length >= 0) == (count(&h, "content-length") == 1));
	for (size_t i = 0; i < h.n; i++)
		PRE(gate_token(h.fields[i].name, h.fields[i].nname) &&
		    !memchr(h.fields[i].value, '\r', h.fields[i].nvalue));
	return 0;
}
