/* violation_http.h - the public's doors to measures against violations; for src/routes.c. */
#ifndef VIOLATION_VIOLATION_HTTP_H
#define VIOLATION_VIOLATION_HTTP_H
#include "web/route.h"
extern const struct route_list notice_open_routes, notice_page_routes;

struct req;
enum err page_notices(struct ctx *cx, struct req *rq);
#endif
