/* dataapi_routes.h - the doors of the data interface. */
#ifndef DATAAPI_DATAAPI_ROUTES_H
#define DATAAPI_DATAAPI_ROUTES_H
#include "web/route.h"

extern const struct route dataapi_routes[];
extern const size_t       dataapi_routes_n;
#endif
