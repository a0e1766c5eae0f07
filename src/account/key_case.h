/* key_case.h - the registration of a system's key at the cases' counter.
 *
 * Two persons agree on a key, so it reads and moves like a case, though it is
 * kept with the keys: cases/ hands on an id of rq->seg[0] that is none of its own. */
#ifndef ACCOUNT_KEY_CASE_H
#define ACCOUNT_KEY_CASE_H
#include "base/ctx.h"
#include <jansson.h>

struct req;
enum err key_case_show(struct ctx *cx, struct req *rq) MUST_USE;
/* agree (approve), refuse, revoke (cancel). */
enum err key_case_do(struct ctx *cx, struct req *rq, const char *act,
		     const json_t *papers) MUST_USE;
#endif
