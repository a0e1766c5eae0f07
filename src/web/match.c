#include "web/match.h"
#include "base/buf.h"
#include <stdlib.h>
#include <string.h>

struct piece { const char *text; size_t n; };   /* text NULL: takes any */
struct entry {
	const struct route *route;
	enum method         method;
	size_t              number, n;
	bool                rest;               /* the last piece takes all that follow */
	struct piece        piece[PATH_SEGMENTS];
};
struct routes {
	size_t        n;
	struct entry *at;                       /* fewest pieces, most literal first */
	size_t        from[PATH_SEGMENTS + 2];  /* entries of k pieces: from[k] .. from[k+1] */
	const struct route **by_number;
};

static const char *const methods[METHOD_MAX_] = {
	"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
};

bool method_read(const char *text, enum method *ret)
{
	for (int m = 0; m < METHOD_MAX_; m++) {
		if (strcmp(methods[m], text) == 0) {
			*ret = (enum method)m;
			return true;
		}
	}
	return false;
}

const char *method_word(enum method m)
{
	return methods[m];
}

const char *methods_text(struct ctx *cx, uint32_t set)
{
	AUTO_BUF b = buf_make(200);
	for (int m = 0; m < METHOD_MAX_; m++)
		if (set >> m & 1)
			buf_print(&b, "%s%s", b.n ? ", " : "", methods[m]);
	return ctx_text(cx, buf_cstr(&b));
}

static bool names_org(const struct route *r)
{
	for (const char *const *q = r->query; q && *q; q++)
		if (strcmp(*q, "org") == 0)
			return true;
	return false;
}

static const char *check_row(const struct route *r)
{
	enum method m;
	if (!r->method || !method_read(r->method, &m) || m == METHOD_HEAD || m == METHOD_OPTIONS)
		return "unknown method";
	if (!r->path || r->path[0] != '/')
		return "a path begins with /";
	if (!r->needs || r->needs >= CAP_MAX_)
		return "no capability";
	if (!r->audit)
		return "no audit class";
	if (!r->handle || !r->about || !*r->about)
		return "no handler, or no sentence about it";
	if ((r->flags & ROUTE_INLINE) && (r->needs != CAP_PUBLIC || r->body || m != METHOD_GET))
		return "inline is for public reading";
	if (r->body && (r->flags & (ROUTE_RAW_BODY | ROUTE_STREAM_IN)))
		return "a schema and a raw body exclude each other";
	if ((r->flags & ROUTE_QUICK) && (route_keeps(r) || (r->flags & ROUTE_STREAM_IN)))
		return "quick is for what waits for nothing but its own change";
	if (r->body && m == METHOD_GET)
		return "GET takes no body";
	if ((r->flags & ROUTE_SIGHT) && !names_org(r))
		return "what is seen of an agency is asked for by its name";
	return NULL;
}

bool route_keeps(const struct route *r)
{
	return strcmp(r->method, "POST") == 0 && r->audit == AUDIT_WRITE &&
	       !(r->flags & ROUTE_NOT_KEPT);
}

const char *route_check(const struct route *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *wrong = check_row(&r[i]);
		if (wrong)
			return wrong;
	}
	return NULL;
}

static void cut_path(struct entry *e)
{
	for (const char *p = e->route->path + 1; *p && e->n < PATH_SEGMENTS;) {
		size_t n = strcspn(p, "/");
		bool any = p[0] == '{' && p[n - 1] == '}';
		e->rest = any && p[n - 2] == '*';
		e->piece[e->n++] = (struct piece){ any ? NULL : p, n };
		p += n + (p[n] == '/');
	}
}

/* Longer first where one takes the rest; then literals before {…}. */
static int more_literal(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;
	if (a->rest != b->rest)
		return a->rest ? 1 : -1;
	if (a->n != b->n)
		return a->n < b->n ? (a->rest ? 1 : -1) : (a->rest ? -1 : 1);
	for (size_t i = 0; i < a->n; i++)
		if (!a->piece[i].text != !b->piece[i].text)
			return a->piece[i].text ? -1 : 1;
	return 0;
}

/* Patterns of the same shape stand together; the first shape that fits is the
 * path's, and says which methods it knows. */
static bool same_shape(const struct entry *a, const struct entry *b)
{
	if (a->n != b->n || a->rest != b->rest)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct piece *x = &a->piece[i], *y = &b->piece[i];
		if (!x->text != !y->text)
			return false;
		if (x->text && (x->n != y->n || memcmp(x->text, y->text, x->n) != 0))
			return false;
	}
	return true;
}

static const struct route *twice(const struct routes *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < i; k++)
			if (r->at[i].method == r->at[k].method &&
			    same_shape(&r->at[i], &r->at[k]))
				return r->at[i].route;
	return NULL;
}

enum err routes_build(struct ctx *cx, const struct route_list *const *lists,
		      struct routes **ret)
{
	size_t n = 0;
	for (const struct route_list *const *all = lists; *all; all++) {
		const struct route_list *l = *all;
		for (size_t i = 0; i < l->n; i++) {
			const char *wrong = check_row(&l->rows[i]);
			if (wrong)
				return fail(cx, ERR_INTERNAL, SAY_ROUTE_WRONG(l->rows[i].method,
					    l->rows[i].path, wrong));
		}
		n += l->n;
	}
	struct routes *r = calloc(1, sizeof *r);
	PRE(r != NULL);
	r->at = calloc(n + 1, sizeof *r->at);
	r->by_number = calloc(n + 1, sizeof *r->by_number);
	PRE(r->at && r->by_number);
	for (const struct route_list *const *all = lists; *all; all++) {
		const struct route_list *l = *all;
		for (size_t i = 0; i < l->n; i++) {
			struct entry *e = &r->at[r->n];
			e->route = &l->rows[i];
			e->number = r->n;
			r->by_number[r->n++] = e->route;
			PRE(method_read(e->route->method, &e->method));
			cut_path(e);
		}
	}
	qsort(r->at, r->n, sizeof *r->at, more_literal);
	const struct route *again = twice(r);
	if (again) {
		routes_free(r);
		return fail(cx, ERR_INTERNAL, SAY_ROUTE_WRONG(again->method, again->path,
			    "stands in the tables twice"));
	}
	for (size_t k = 0; k <= PATH_SEGMENTS + 1; k++)
		while (r->from[k] < r->n && !r->at[r->from[k]].rest &&
		       r->at[r->from[k]].n < k)
			r->from[k]++;
	*ret = r;
	return OK;
}

void routes_free(struct routes *r)
{
	if (!r)
		return;
	free(r->at);
	free(r->by_number);
	free(r);
}

size_t routes_count(const struct routes *r)
{
	return r->n;
}

const struct route *routes_at(const struct routes *r, size_t i)
{
	return r->by_number[i];
}

static bool fits(const struct entry *e, const struct path *p, const size_t *len)
{
	if (e->rest ? p->n < e->n : p->n != e->n)
		return false;
	for (size_t i = 0; i < e->n; i++) {
		const struct piece *want = &e->piece[i];
		if (want->text ? want->n != len[i] || memcmp(want->text, p->seg[i], len[i]) != 0
			       : len[i] == 0)
			return false;
	}
	return true;
}

static const char *rest_of(struct ctx *cx, const struct path *p, size_t from)
{
	const char *text = p->seg[from];
	for (size_t i = from + 1; i < p->n; i++)
		text = ctx_print(cx, "%s/%s", text, p->seg[i]);
	return text;
}

static void take_segments(struct ctx *cx, const struct entry *e, const struct path *p,
			  struct match *ret)
{
	size_t k = 0;
	for (size_t i = 0; i < e->n && k < 4; i++)
		if (!e->piece[i].text)
			ret->seg[k++] = e->rest && i + 1 == e->n ? rest_of(cx, p, i) : p->seg[i];
}

struct match routes_match(struct ctx *cx, const struct routes *r, enum method m,
			  const struct path *path)
{
	struct match ret = { 0 };
	const struct entry *first = NULL;
	size_t len[PATH_SEGMENTS];
	for (size_t i = 0; i < path->n; i++)
		len[i] = strlen(path->seg[i]);
	enum method asked = m == METHOD_HEAD ? METHOD_GET : m;
	size_t end = r->from[path->n + 1], rest = r->from[PATH_SEGMENTS + 1];
	for (size_t i = r->from[path->n]; i < r->n; i = i + 1 == end && i < rest ? rest : i + 1) {
		const struct entry *e = &r->at[i];
		if (!fits(e, path, len) || (first && !same_shape(first, e)))
			continue;
		first = e;
		ret.methods |= 1u << e->method | 1u << METHOD_OPTIONS;
		if (e->method == METHOD_GET)
			ret.methods |= 1u << METHOD_HEAD;
		if (e->method != asked)
			continue;
		ret.route = e->route;
		ret.number = e->number;
		take_segments(cx, e, path, &ret);
		return ret;
	}
	return ret;
}
