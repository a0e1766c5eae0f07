/* openapi.h - the API's own description (OpenAPI 3.1), printed from the route
 * tables and the schemas, so that it cannot drift from what is served. */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H
#include "base/buf.h"
#include "web/route.h"

void openapi_print(const struct route_list *const *lists, const char *version,
		   struct buf *out);
#endif
