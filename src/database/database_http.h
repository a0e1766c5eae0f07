/* database_http.h - the doors of agencies' databases. */
#ifndef DATABASE_DATABASE_HTTP_H
#define DATABASE_DATABASE_HTTP_H
#include "web/route.h"
extern const struct route_list database_routes;
#endif
