/* completeness_http.h - the doors to the checks; for src/routes.c. */
#ifndef COMPLETENESS_COMPLETENESS_HTTP_H
#define COMPLETENESS_COMPLETENESS_HTTP_H
#include "web/route.h"
extern const struct route_list completeness_routes;
#endif
