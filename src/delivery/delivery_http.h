/* delivery_http.h - the doors of table deliveries. */
#ifndef DELIVERY_DELIVERY_HTTP_H
#define DELIVERY_DELIVERY_HTTP_H
#include "web/route.h"
extern const struct route_list delivery_routes, delivery_batch_routes, delivery_copy_routes,
	delivery_doubt_routes, delivery_leak_routes;
#endif
