/* guidance_http.h - the doors of the guidance library. */
#ifndef GUIDANCE_GUIDANCE_HTTP_H
#define GUIDANCE_GUIDANCE_HTTP_H
#include "web/route.h"
extern const struct route_list guidance_routes;
#endif
