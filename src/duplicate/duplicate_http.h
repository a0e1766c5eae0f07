/* duplicate_http.h - the doors of what is collected twice. */
#ifndef DUPLICATE_DUPLICATE_HTTP_H
#define DUPLICATE_DUPLICATE_HTTP_H
#include "web/route.h"
extern const struct route_list duplicate_routes;
#endif
