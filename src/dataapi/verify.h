/* verify.h - "does this match?": yes or no for each claim about one record. */
#ifndef DATAAPI_VERIFY_H
#define DATAAPI_VERIFY_H
#include "web/req.h"

/* POST /data/v1/{code}/verify. Charged and noted like any call, the persons asked about
 * with it; wrong claims are counted by subject and by grant, and over the settings'
 * numbers nothing is answered any more that day, right or wrong. */
enum err verify_call(struct ctx *cx, struct req *rq) MUST_USE;
#endif
