/* aggregate.h - numbers of groups instead of rows, none of a group that is too small. */
#ifndef DATAAPI_AGGREGATE_H
#define DATAAPI_AGGREGATE_H
#include "web/req.h"

/* POST /data/v1/{code}/aggregate: {where, group_by, measures}. Only where the grant says
 * so; charged as a call with a row for each group told. */
enum err aggregate_call(struct ctx *cx, struct req *rq) MUST_USE;
#endif
