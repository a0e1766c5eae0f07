/* fuzz_target.c - paths and parameters: what is taken apart is UTF-8 without
 * NUL, no segment climbs, no name stands twice, and written again it reads the
 * same. */
#include "base/buf.h"
#include "base/utf8.h"
#include "web/target.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void escape(struct buf *b, const char *s)
{
	for (; *s; s++)
		buf_print(b, "%%%02X", (unsigned char)*s);
}

static void check_path(struct ctx *cx, const struct path *p)
{
	AUTO_BUF again = buf_make(1 << 20);
	struct path q;
	for (size_t i = 0; i < p->n; i++) {
		PRE(utf8_valid(p->seg[i], strlen(p->seg[i])));
		PRE(strcmp(p->seg[i], "..") != 0 && strcmp(p->seg[i], ".") != 0);
		buf_byte(&again, '/');
		escape(&again, p->seg[i]);
	}
	buf_byte(&again, '/');
	PRE(path_read(cx, buf_cstr(&again), &q) == OK);
	PRE(q.n == p->n || (p->n && !*p->seg[p->n - 1]) || !p->n);
	for (size_t i = 0; i < q.n && i < p->n; i++)
		PRE(strcmp(p->seg[i], q.seg[i]) == 0);
}

static void check_query(struct ctx *cx, const struct query *q)
{
	static const char *const any[] = { "*", NULL };
	AUTO_BUF again = buf_make(1 << 20);
	struct query *r = ctx_new(cx, struct query);
	for (size_t i = 0; i < q->n; i++) {
		PRE(utf8_valid(q->at[i].value, strlen(q->at[i].value)));
		for (size_t k = 0; k < i; k++)
			PRE(strcmp(q->at[i].name, q->at[k].name) != 0);
		buf_byte(&again, '&');
		escape(&again, q->at[i].name);
		buf_byte(&again, '=');
		escape(&again, q->at[i].value);
	}
	PRE(query_read(cx, buf_cstr(&again), any, r) == OK && r->n == q->n);
	for (size_t i = 0; i < q->n; i++)
		PRE(strcmp(q->at[i].name, r->at[i].name) == 0 &&
		    strcmp(q->at[i].value, r->at[i].value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const any[] = { "*", NULL };
	AUTO_CTX cx;
	struct path p;
	ctx_init(&cx, (ms_t){ 0 }, 8 << 20);
	const char *text = ctx_print(&cx, "/%.*s", (int)n, (const char *)data);
	struct query *q = ctx_new(&cx, struct query);
	if (path_read(&cx, text, &p) != OK)
		return 0;
	check_path(&cx, &p);
	if (query_read(&cx, p.query, any, q) == OK)
		check_query(&cx, q);
	return 0;
}
