/* req.c - what a handler may ask about its request. */
#include "app.h"
#include "base/enc.h"
#include "base/hash.h"
#include "core/sight.h"
#include "web/job.h"
#include "web/seal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void req_defer(struct req *rq)
{
	rq->job->deferred = true;
}

const char *req_query(const struct req *rq, const char *name)
{
	const struct query *q = &rq->job->query;
	for (size_t i = 0; i < q->n; i++)
		if (strcmp(q->at[i].name, name) == 0)
			return q->at[i].value;
	return NULL;
}

const char *req_given(const struct req *rq, const char *name)
{
	const char *v = req_query(rq, name);
	return v && *v ? v : NULL;
}

struct in_sight req_in_sight(const struct req *rq)
{
	struct sight s = sight_of(rq->cx, rq->who);
	const char *org = req_given(rq, "org");
	return (struct in_sight){ org ? org : s.org, sight_region(&s, req_given(rq, "region")) };
}

const char *req_site(struct ctx *cx, const struct req *rq)
{
	const struct web *w = rq->job->web;
	const char *set = w->set.public_url, *host = rq->job->facts.host;
	bool known = w->set.hosts && *w->set.hosts;
	bool here = strncmp(w->address, "127.", 4) == 0 || strncmp(w->address, "[::1]", 5) == 0;
	if (set && *set)
		return set;
	return ctx_print(cx, "http://%s", host && (known || !here) ? host : w->address);
}

size_t req_query_count(const struct req *rq)
{
	return rq->job->query.n;
}

void req_query_at(const struct req *rq, size_t i, const char **ret_name,
		  const char **ret_value)
{
	*ret_name = rq->job->query.at[i].name;
	*ret_value = rq->job->query.at[i].value;
}

enum err req_query_int(struct ctx *cx, const struct req *rq, const char *name,
		       int64_t least, int64_t most, int64_t *val)
{
	const char *text = req_query(rq, name);
	char *end;
	if (!text)
		return OK;
	errno = 0;
	int64_t v = strtoll(text, &end, 10);
	bool digits = strspn(text, "-0123456789") == strlen(text);
	if (!*text || *end || errno || !digits || v < least || v > most)
		return fail_field(cx, fail(cx, ERR_INVALID,
					   SAY_QUERY_NOT_INT(name, least, most)), name);
	*val = v;
	return OK;
}

enum err req_query_flag(struct ctx *cx, const struct req *rq, const char *name, bool *ret)
{
	const char *v = req_query(rq, name);
	if (!v || !*v || strcmp(v, "0") == 0 || strcmp(v, "false") == 0)
		*ret = false;
	else if (strcmp(v, "1") == 0 || strcmp(v, "true") == 0)
		*ret = true;
	else
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE(name)), name);
	return OK;
}

bool req_flagged(const struct req *rq, const char *name)
{
	const char *v = req_query(rq, name);
	return v && (strcmp(v, "true") == 0 || strcmp(v, "1") == 0);
}

const char *req_header(const struct req *rq, const char *name)
{
	return MHD_lookup_connection_value(rq->job->mhd, MHD_HEADER_KIND, name);
}

struct walk { req_header_fn *each; void *arg; };
static enum MHD_Result walk_header(void *cls, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	struct walk *w = cls;
	(void)kind;
	return w->each(w->arg, name, value ? value : "") ? MHD_YES : MHD_NO;
}

void req_headers(const struct req *rq, req_header_fn *each, void *arg)
{
	struct walk w = { each, arg };
	MHD_get_connection_values(rq->job->mhd, MHD_HEADER_KIND, walk_header, &w);
}

/* A cursor goes on with the listing it came from, for the one it was given to. */
static const char *cursor_bound(struct ctx *cx, const struct req *rq)
{
	AUTO_BUF b = buf_make(1 << 20);
	char hex[HEX_TEXT(HASH_SIZE)];
	buf_text(&b, rq->route->path);
	buf_byte(&b, 0);
	buf_text(&b, rq->path);
	buf_byte(&b, 0);
	buf_text(&b, rq->who->id ? rq->who->id : "");
	for (size_t i = 0; i < req_query_count(rq); i++) {
		const char *name, *value;
		req_query_at(rq, i, &name, &value);
		if (strcmp(name, "cursor") == 0 || strcmp(name, "limit") == 0)
			continue;
		buf_byte(&b, 0);
		buf_text(&b, name);
		buf_byte(&b, '=');
		buf_text(&b, value);
	}
	struct hash h = hash_of(b.p, b.n);
	return ctx_text(cx, hex_text(h.b, HASH_SIZE, hex));
}

enum err req_page(struct ctx *cx, struct req *rq, struct page *ret_page)
{
	struct page page = { .limit = 50 };
	const char *cursor = req_query(rq, "cursor");
	TRY(req_query_int(cx, rq, "limit", 1, 1000, &page.limit));
	if (cursor)
		TRY(seal_open(cx, rq->app->seal_key, cursor_bound(cx, rq), cursor, &page.after));
	*ret_page = page;
	return OK;
}

enum err req_brief(struct ctx *cx, struct req *rq, struct brief *ret_brief)
{
	struct page page;
	TRY(req_page(cx, rq, &page));
	*ret_brief = (struct brief){ page.after ? strtoll(page.after, NULL, 10) : 0, page.limit, 0 };
	return OK;
}

bool brief_takes(struct brief *w)
{
	int64_t at = w->seen++;
	return at >= w->from && at - w->from < w->limit;
}

const char *req_cursor(struct ctx *cx, struct req *rq, const char *last_key)
{
	return seal_text(cx, rq->app->seal_key, cursor_bound(cx, rq), last_key);
}
