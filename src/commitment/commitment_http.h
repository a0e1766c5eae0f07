/* commitment_http.h - the doors of the commitment's texts. */
#ifndef COMMITMENT_COMMITMENT_HTTP_H
#define COMMITMENT_COMMITMENT_HTTP_H
#include "web/route.h"
extern const struct route_list commitment_routes;
#endif
