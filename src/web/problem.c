/* problem.c - a complaint as problem+json (RFC 9457), in both languages. */
#include "sys/log.h"
#include "web/job.h"

/* An error that came without a sentence still gets one. */
static struct said general(enum err e)
{
	switch (e) {
	case ERR_UNSIGNED:   return SAY_UNSIGNED();
	case ERR_NOT_FOUND:  return SAY_ROUTE_UNKNOWN();
	case ERR_TOO_LARGE:  return SAY_TOO_LARGE();
	case ERR_TOO_MANY:   return SAY_RATE_LIMITED();
	case ERR_STALE:      return SAY_IF_MATCH_STALE();
	case ERR_RANGE:      return SAY_RANGE_BAD();
	case ERR_BUSY:       return SAY_OVERLOADED();
	case ERR_FULL:       return SAY_DISK_FULL();
	case ERR_INVALID:
	case ERR_FORBIDDEN:
	case ERR_METHOD:
	case ERR_CONFLICT:
	case ERR_GONE:
	case ERR_MEDIA:
	case ERR_INCOMPLETE:
	case ERR_CHECKSUM:
	case ERR_UNRECORDED:
	case ERR_UPSTREAM:
	case ERR_UPSTREAM_SLOW:
	case ERR_INTERNAL:
	case OK:
	case ERR_MAX_:       break;
	}
	return SAY_INTERNAL();
}

/* The same three that stand on answers within a quota. */
static void limit_headers(struct job *j)
{
	struct ctx *cx = &j->cx;
	const struct { const char *name; int64_t n; bool told; } heads[] = {
		{ "RateLimit-Limit", cx->fault.limit, true },
		{ "RateLimit-Remaining", cx->fault.left, true },
		{ "RateLimit-Reset", cx->fault.wait, cx->fault.wait > 0 },
	};
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (heads[i].told)
			answer_header(&j->rq, heads[i].name,
				      ctx_print(cx, "%lld", (long long)heads[i].n));
}

void answer_problem(struct job *j, enum err e)
{
	struct ctx *cx = &j->cx;
	struct said said = cx->fault.said.id ? cx->fault.said : general(e);
	const char *code = said_code(said.id);
	if (err_http(e) >= 500)
		log_fault(cx, e, j->rq.route ? j->rq.route->path : "door");
	answer_clear(&j->out);
	struct jout *o = answer_json(&j->rq, err_http(e));
	j->out.type = "application/problem+json";
	jout_open(o);
	jout_key_text(o, "type", ctx_print(cx, "urn:gongshu:problem:%s", err_name(e)));
	jout_key_text(o, "title", err_name(e));
	jout_key_int(o, "status", err_http(e));
	jout_key_text(o, "code", code);
	jout_key_text(o, "detail", said_words(cx, said, SAID_ZH));
	jout_key_text(o, "detail_en", said_words(cx, said, SAID_EN));
	if (cx->fault.article)
		jout_key_text(o, "article", cx->fault.article);
	if (cx->fault.field)
		jout_key_text(o, "field", cx->fault.field);
	jout_close(o);
	long long wait = cx->fault.wait ? cx->fault.wait : err_retry(e);
	if (wait)
		answer_header(&j->rq, "Retry-After", ctx_print(cx, "%lld", wait));
	if (cx->fault.limited)
		limit_headers(j);
	if (e == ERR_UNSIGNED)
		answer_header(&j->rq, "WWW-Authenticate", "Bearer realm=\"gongshu\"");
	if (e == ERR_METHOD)
		answer_header(&j->rq, "Allow", methods_text(cx, j->match.methods));
}
