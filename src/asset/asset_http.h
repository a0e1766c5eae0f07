/* asset_http.h - the doors to the register of assets; for src/routes.c. */
#ifndef ASSET_ASSET_HTTP_H
#define ASSET_ASSET_HTTP_H
#include "web/route.h"
extern const struct route_list asset_register_routes;
#endif
