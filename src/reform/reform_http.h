/* reform_http.h - the doors of organisations' reforms. */
#ifndef REFORM_REFORM_HTTP_H
#define REFORM_REFORM_HTTP_H
#include "web/route.h"
extern const struct route_list reform_routes;
#endif
