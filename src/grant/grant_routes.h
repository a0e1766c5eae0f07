/* grant_routes.h - the doors of grants. */
#ifndef GRANT_GRANT_ROUTES_H
#define GRANT_GRANT_ROUTES_H
#include "web/route.h"

extern const struct route grant_routes[];
extern const size_t       grant_routes_n;
#endif
