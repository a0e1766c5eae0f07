/* deposit_http.h - the doors of what is written into recipients' databases. */
#ifndef DEPOSIT_DEPOSIT_HTTP_H
#define DEPOSIT_DEPOSIT_HTTP_H
#include "web/route.h"
extern const struct route_list deposit_routes;
#endif
