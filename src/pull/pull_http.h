/* pull_http.h - the doors of sources. */
#ifndef PULL_PULL_HTTP_H
#define PULL_PULL_HTTP_H
#include "web/route.h"
extern const struct route_list pull_routes;
#endif
