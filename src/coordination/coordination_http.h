/* coordination_http.h - the doors of the list of coordinated matters. */
#ifndef COORDINATION_COORDINATION_HTTP_H
#define COORDINATION_COORDINATION_HTTP_H
#include "web/route.h"
extern const struct route_list coordination_routes;
#endif
