/* grading_http.h - the doors of grading. */
#ifndef GRADING_GRADING_HTTP_H
#define GRADING_GRADING_HTTP_H
#include "web/req.h"
#include "web/route.h"
extern const struct route_list grading_routes, grading_rule_routes;
#endif
