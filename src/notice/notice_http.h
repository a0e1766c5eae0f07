/* notice_http.h - the doors of inboxes. */
#ifndef NOTICE_NOTICE_HTTP_H
#define NOTICE_NOTICE_HTTP_H
#include "web/route.h"
extern const struct route_list notice_routes;
#endif
