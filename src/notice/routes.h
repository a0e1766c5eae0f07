/* routes.h - the doors of inboxes. */
#ifndef NOTICE_ROUTES_H
#define NOTICE_ROUTES_H
#include "web/route.h"
extern const struct route_list notice_routes;
#endif
