/* change_http.h - the doors of registered changes. */
#ifndef CHANGE_CHANGE_HTTP_H
#define CHANGE_CHANGE_HTTP_H
#include "web/route.h"
extern const struct route_list change_routes;
#endif
