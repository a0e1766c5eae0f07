/* describe.h - a dataset told to people's programs: the portal's own JSON, a
 * Frictionless data package, CSV on the Web, OpenAPI, schema.org. */
#ifndef PORTAL_DESCRIBE_H
#define PORTAL_DESCRIBE_H
#include "portal/dataset.h"

#define PREVIEW_ROWS 100

void     formats_json(struct jout *j, bool live);
void     columns_json(struct jout *j, const struct opened *o);
enum err dataset_json(struct ctx *cx, struct req *rq, struct jout *j,
		      const struct opened *o) MUST_USE;
void     schema_org_json(struct ctx *cx, struct req *rq, struct jout *j,
			 const struct opened *o);
const char *portal_citation(struct ctx *cx, const struct req *rq, const struct opened *o);
#endif
