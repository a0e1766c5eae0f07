/* channel_http.h - the doors of the register of channels. */
#ifndef CHANNEL_CHANNEL_HTTP_H
#define CHANNEL_CHANNEL_HTTP_H
#include "web/route.h"
extern const struct route_list channel_routes;
#endif
