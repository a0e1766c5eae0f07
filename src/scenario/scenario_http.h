/* scenario_http.h - the doors of the register of scenarios. */
#ifndef SCENARIO_SCENARIO_HTTP_H
#define SCENARIO_SCENARIO_HTTP_H
#include "web/route.h"
extern const struct route_list scenario_routes;
#endif
