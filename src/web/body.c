/* body.c - what a request says: JSON of its route's shape, or nothing. */
#include "web/job.h"
#include "web/schema.h"
#include <string.h>
#include <strings.h>

static bool is_json(const char *type)
{
	size_t n = strcspn(type, "; \t");
	if (n != 16 || strncasecmp(type, "application/json", 16) != 0)
		return false;
	const char *charset = strcasestr(type + n, "charset=");
	if (!charset)
		return true;
	charset += 8;
	charset += *charset == '"';
	return strncasecmp(charset, "utf-8", 5) == 0;
}

static enum err no_body(struct job *j)
{
	const char *p = j->body.p;
	size_t n = j->body.n;
	while (n && strchr(" \t\r\n", p[0]))
		p++, n--;
	while (n && strchr(" \t\r\n", p[n - 1]))
		n--;
	if (n && !(n == 2 && memcmp(p, "{}", 2) == 0))
		return fail(&j->cx, ERR_INVALID, SAY_BODY_UNWANTED());
	return OK;
}

enum err body_read(struct job *j)
{
	const struct route *r = j->rq.route;
	if (r->flags & (ROUTE_RAW_BODY | ROUTE_STREAM_IN))
		return OK;
	if (!r->body)
		return no_body(j);
	const char *type = req_header(&j->rq, "Content-Type");
	if (type && !is_json(type))
		return fail(&j->cx, ERR_MEDIA, SAY_BODY_NOT_JSON());
	json_decref(j->rq.json);
	j->rq.json = NULL;
	if (j->body.n)
		TRY(json_read(&j->cx, j->body.p, j->body.n, &j->rq.json));
	else
		j->rq.json = json_object();
	return decode(&j->cx, r->body, j->rq.json, &j->rq.body);
}
