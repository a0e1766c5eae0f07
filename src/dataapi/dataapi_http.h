/* dataapi_http.h - the doors of the data interface. */
#ifndef DATAAPI_DATAAPI_HTTP_H
#define DATAAPI_DATAAPI_HTTP_H
#include "web/route.h"

extern const struct route_list dataapi_routes;
#endif
