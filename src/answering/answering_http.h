/* answering_http.h - how agencies answer, for src/routes.c. */
#ifndef ANSWERING_ANSWERING_HTTP_H
#define ANSWERING_ANSWERING_HTTP_H
#include "web/route.h"
extern const struct route_list answering_routes;
#endif
