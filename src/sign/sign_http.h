/* sign_http.h - the door's hook for requests that carry a signature. */
#ifndef SIGN_SIGN_HTTP_H
#define SIGN_SIGN_HTTP_H
#include "base/ctx.h"

struct req;
/* Verifies it with the key its agency registered and hands back the key's id;
 * rq->signature then holds what was signed. The nonce is remembered before the
 * handler runs, but for a release, which remembers it with its own charge
 * (AUDIT_RELEASE). ERR_UNSIGNED. */
enum err sign_hook(struct ctx *cx, struct req *rq, const char **ret_key_id) MUST_USE;
#endif
