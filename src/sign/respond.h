/* respond.h - an answer signed because its caller asked so (RFC 9421, 5: Accept-Signature).
 *
 * What is covered is always the same, so that no answer can be taken for another's:
 *
 *     Signature-Input: sig1=("@status" "content-digest" "content-type" "gongshu-receipt"
 *         "@method";req "@authority";req "@path";req "@query";req);created=…;keyid="…"
 *
 * and `"content-digest";req` when the request had one. A caller may name any of these, a
 * label, nonce, tag, keyid and alg; anything else is refused, not left out. Pure but for
 * the key's arithmetic. */
#ifndef SIGN_RESPOND_H
#define SIGN_RESPOND_H
#include "sign/answer_key.h"

struct respond_to {                     /* the request */
	const char *method, *authority, *target, *digest;       /* digest NULL: none */
};
struct respond_with {                   /* the answer */
	int         status;
	const char *type, *receipt;
	const void *body;
	size_t      nbody;
};
struct responded { const char *digest, *input, *signature; };   /* three header fields */

/* Reads `accept` before anything is done: ERR_INVALID names what can't be. */
enum err respond_check(struct ctx *cx, const struct answer_keys *k, const char *accept) MUST_USE;
enum err respond_sign(struct ctx *cx, const struct answer_keys *k, const char *accept,
		      const struct respond_to *rq, const struct respond_with *with,
		      struct responded *ret) MUST_USE;
#endif
