/* warning_http.h - warnings of unusual use, for src/routes.c. */
#ifndef WARNING_WARNING_HTTP_H
#define WARNING_WARNING_HTTP_H
#include "web/route.h"
extern const struct route_list warning_routes;
#endif
