/* grant_openapi.h - what one grant allows, as OpenAPI 3.1 with examples that run. */
#ifndef GRANT_GRANT_OPENAPI_H
#define GRANT_GRANT_OPENAPI_H
#include "base/jout.h"
#include "grant/grant.h"

enum answered_by { ANSWERED_HERE, ANSWERED_BY_PROVIDER };       /* its own interface */

/* `site` is "http://…"; `view` as grant_view() gives it. Pure. */
void grant_openapi(struct ctx *cx, struct jout *j, const struct grant *g,
		   const struct resource *res, struct view view, enum answered_by by,
		   const char *site);
#endif
