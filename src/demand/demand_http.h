/* demand_http.h - the doors of the register of demands. */
#ifndef DEMAND_DEMAND_HTTP_H
#define DEMAND_DEMAND_HTTP_H
#include "web/route.h"
extern const struct route_list demand_routes;
extern const struct route_list demand_match_routes;     /* match_http.c */
#endif
