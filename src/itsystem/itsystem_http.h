/* itsystem_http.h - the doors of the register of systems. */
#ifndef ITSYSTEM_ITSYSTEM_HTTP_H
#define ITSYSTEM_ITSYSTEM_HTTP_H
#include "web/route.h"
extern const struct route_list itsystem_routes;
#endif
