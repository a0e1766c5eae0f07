/* dcat_http.h - the doors by which other catalogues read ours. */
#ifndef DCAT_DCAT_HTTP_H
#define DCAT_DCAT_HTTP_H
#include "web/route.h"
extern const struct route_list dcat_routes;
#endif
