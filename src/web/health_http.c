/* health_http.c - what watchers and developers ask the server about itself. */
#include "web/health_http.h"
#include "app.h"
#include "web_schema.h"
#include "web/job.h"

/* /metrics tells how busy we are, never with what: still it is for the machine
 * itself and for named watchers, so a proxy in front should not pass it on. */
static enum err get_metrics(struct ctx *cx, struct req *rq)
{
	(void)cx;
	meter_print(rq->job->web, answer_buf(rq, 200, "text/plain; version=0.0.4"));
	return OK;
}

static enum err put_health(struct req *rq, int status, const char *word)
{
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	jout_key_text(j, "status", word);
	jout_key_text(j, "version", rq->app->version);
	jout_close(j);
	return OK;
}

static enum err get_healthz(struct ctx *cx, struct req *rq)
{
	(void)cx;
	return put_health(rq, 200, "ok");
}

static enum err get_readyz(struct ctx *cx, struct req *rq)
{
	struct web *w = rq->job->web;
	(void)cx;
	if (atomic_load(&w->stopping))
		return put_health(rq, 503, "stopping");
	if (w->set.hooks.ready && !w->set.hooks.ready(rq->app))
		return put_health(rq, 503, "unavailable");
	return put_health(rq, 200, "ok");
}

static enum err get_openapi(struct ctx *cx, struct req *rq)
{
	const struct buf *text = &rq->job->web->openapi;
	answer_const(rq, 200, "application/json", text->p, text->n);
	answer_header(rq, "Cache-Control", "no-cache");
	return answer_etag(cx, rq, rq->job->web->openapi_etag);
}

/* clang-format off */
static const struct route rows[] = {
{ .method = "GET", .path = "/healthz", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .reply = &schema_health, .handle = get_healthz, .flags = ROUTE_INLINE,
  .about = "Is the process alive" },
{ .method = "GET", .path = "/readyz", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .reply = &schema_health, .handle = get_readyz, .flags = ROUTE_INLINE,
  .about = "May requests be sent here: 503 while stopping or without a store" },
{ .method = "GET", .path = "/metrics", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .handle = get_metrics, .flags = ROUTE_INLINE,
  .about = "Counters for Prometheus" },
{ .method = "GET", .path = "/api/openapi.json", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .reply = &schema_openapi_document, .handle = get_openapi,
  .flags = ROUTE_INLINE | ROUTE_ANY_ORIGIN,
  .about = "This document" },
};
/* clang-format on */
const struct route_list health_routes = { rows, sizeof rows / sizeof rows[0], "operations" };
