/* forward_http.h - the doors of providers' interfaces. */
#ifndef FORWARD_FORWARD_HTTP_H
#define FORWARD_FORWARD_HTTP_H
#include "web/route.h"
extern const struct route_list forward_routes;
#endif
