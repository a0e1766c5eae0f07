/* dispute_http.h - the doors of the list of disputes. */
#ifndef DISPUTE_DISPUTE_HTTP_H
#define DISPUTE_DISPUTE_HTTP_H
#include "web/route.h"
extern const struct route_list dispute_routes;
#endif
