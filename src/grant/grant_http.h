/* grant_http.h - the doors of grants. */
#ifndef GRANT_GRANT_HTTP_H
#define GRANT_GRANT_HTTP_H
#include "web/route.h"

extern const struct route_list grant_routes, grant_active_routes;
#endif
