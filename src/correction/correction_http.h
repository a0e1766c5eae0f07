/* correction_http.h - the doors of the register of reported errors. */
#ifndef CORRECTION_CORRECTION_HTTP_H
#define CORRECTION_CORRECTION_HTTP_H
#include "web/route.h"
extern const struct route_list correction_routes;
#endif
