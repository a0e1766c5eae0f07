/* openplan_http.h - the doors to the opening plan; for src/routes.c. */
#ifndef OPENPLAN_OPENPLAN_HTTP_H
#define OPENPLAN_OPENPLAN_HTTP_H
#include "web/route.h"
extern const struct route_list openplan_routes, openplan_open_routes, openplan_page_routes;

struct req;
enum err page_plan(struct ctx *cx, struct req *rq);
#endif
