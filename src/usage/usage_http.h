/* usage_http.h - how much is used, for src/routes.c. */
#ifndef USAGE_USAGE_HTTP_H
#define USAGE_USAGE_HTTP_H
#include "web/route.h"
extern const struct route_list usage_routes, usage_open_routes, usage_page_routes,
	monitor_routes;

struct usage_span { day_t from, to; };
/* The days a question is about; ERR_INVALID when they are too many, or none. */
enum err usage_span_asked(struct ctx *cx, const struct req *rq, struct usage_span *ret) MUST_USE;
enum err page_use(struct ctx *cx, struct req *rq);
#endif
