/* codeset_http.h - the doors of code sets and classifications. */
#ifndef CODESET_CODESET_HTTP_H
#define CODESET_CODESET_HTTP_H
#include "web/route.h"
extern const struct route_list codeset_routes;
#endif
