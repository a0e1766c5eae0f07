/* health_http.h - /healthz, /readyz, /metrics and the API's description. */
#ifndef WEB_HEALTH_HTTP_H
#define WEB_HEALTH_HTTP_H
#include "web/route.h"
extern const struct route_list health_routes;
#endif
