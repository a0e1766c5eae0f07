/* assets_http.h - the doors to the built web pages. */
#ifndef WEB_ASSETS_HTTP_H
#define WEB_ASSETS_HTTP_H
#include "web/route.h"

extern const struct route_list asset_routes;
#endif
