#include "web/target.h"
#include "base/utf8.h"
#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum plus { PLUS_IS_PLUS, PLUS_IS_SPACE };

/* NULL when it is malformed. */
static const char *decoded(struct ctx *cx, const char *s, size_t n, enum plus plus)
{
	char *out = ctx_alloc(cx, n + 1);
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		if (c == '%') {
			if (n - i < 3 || hex_digit(s[i + 1]) < 0 || hex_digit(s[i + 2]) < 0)
				return NULL;
			c = (char)(hex_digit(s[i + 1]) << 4 | hex_digit(s[i + 2]));
			i += 2;
		} else if (c == '+' && plus == PLUS_IS_SPACE) {
			c = ' ';
		}
		if (!c)
			return NULL;
		out[k++] = c;
	}
	return utf8_valid(out, k) ? out : NULL;
}

static bool segment_plain(const char *s)
{
	if (strcmp(s, ".") == 0 || strcmp(s, "..") == 0)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

static const char *joined(struct ctx *cx, const struct path *p)
{
	size_t n = 2;
	for (size_t i = 0; i < p->n; i++)
		n += strlen(p->seg[i]) + 1;
	char *text = ctx_alloc(cx, n), *at = text;
	for (size_t i = 0; i < p->n; i++) {
		*at++ = '/';
		at = stpcpy(at, p->seg[i]);
	}
	if (!p->n)
		*at = '/';
	return text;
}

enum err path_read(struct ctx *cx, const char *target, struct path *ret)
{
	struct path p = { 0 };
	size_t end = strcspn(target, "?");
	if (target[end])
		p.query = ctx_text(cx, target + end + 1);
	PRE(target[0] == '/');
	for (size_t i = 1; i < end;) {
		size_t n = strcspn(target + i, "/?");
		const char *seg = decoded(cx, target + i, n, PLUS_IS_PLUS);
		if (!seg || !segment_plain(seg))
			return fail(cx, ERR_INVALID, SAY_PATH_BAD());
		if (p.n == PATH_SEGMENTS)
			return fail(cx, ERR_NOT_FOUND, SAY_ROUTE_UNKNOWN());
		p.seg[p.n++] = seg;
		i += n + 1;
	}
	p.text = joined(cx, &p);
	*ret = p;
	return OK;
}

static enum err wrong(struct ctx *cx, struct said said, const char *name)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), name);
}

static bool known_name(const char *const *known, const char *name)
{
	for (; known && *known; known++)
		if (strcmp(*known, "*") == 0 || strcmp(*known, name) == 0)
			return true;
	return false;
}

static enum err read_pair(struct ctx *cx, const char *s, size_t n, const char *const *known,
			  struct query *q)
{
	const char *eq = memchr(s, '=', n);
	size_t nname = eq ? (size_t)(eq - s) : n;
	const char *name = decoded(cx, s, nname, PLUS_IS_SPACE);
	const char *value = eq ? decoded(cx, eq + 1, n - nname - 1, PLUS_IS_SPACE) : "";
	if (!name || !*name)
		return fail(cx, ERR_INVALID, SAY_QUERY_BAD(""));
	if (!value)
		return wrong(cx, SAY_QUERY_BAD(name), name);
	if (!known_name(known, name))
		return wrong(cx, SAY_QUERY_UNKNOWN(name), name);
	for (size_t i = 0; i < q->n; i++)
		if (strcmp(q->at[i].name, name) == 0)
			return wrong(cx, SAY_QUERY_TWICE(name), name);
	if (q->n == QUERY_MOST)
		return fail(cx, ERR_INVALID, SAY_QUERY_MANY(QUERY_MOST));
	q->at[q->n].name = name;
	q->at[q->n++].value = value;
	return OK;
}

enum err query_read(struct ctx *cx, const char *text, const char *const *known,
		    struct query *ret)
{
	ret->n = 0;
	if (!text)
		return OK;
	for (const char *s = text;;) {
		size_t n = strcspn(s, "&");
		if (n)
			TRY(read_pair(cx, s, n, known, ret));
		if (!s[n])
			return OK;
		s += n + 1;
	}
}
