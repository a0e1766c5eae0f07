/* sign.h - signed requests: HTTP Message Signatures (RFC 9421).
 *
 * A system signs with a key its agency registered. One fixed profile:
 *
 *     Signature-Input: sig1=("@method" "@authority" "@path" "@query"
 *         "content-digest" "gongshu-purpose" "gongshu-matter");created=…;
 *         expires=…;nonce="…";keyid="…";tag="gongshu"
 *     Signature: sig1=:…:
 *
 * All of these components must be covered that the request has: the digest when
 * there is a body, the two headers when they are sent. More header fields may be
 * covered, without component parameters. expires - created is at most 120 s; it
 * has not expired, and was not created more than 120 s ahead of our clock. The
 * algorithm comes from the key's record, never from the message; an `alg` that
 * says otherwise is refused. Whether a nonce was seen before is the store's to
 * say, in the transaction of the call itself (sign_nonce). Pure but for
 * sign_nonce. */
#ifndef SIGN_SIGN_H
#define SIGN_SIGN_H
#include "base/ctx.h"

#define SIGN_WINDOW_S 120

struct sign_header { const char *name, *value; };
struct sign_request {
	const char *method;             /* as sent */
	const char *authority;          /* Host */
	const char *target;             /* path?query as sent, undecoded */
	const struct sign_header *headers;      /* one row per field line, in order */
	size_t      nheaders;           /* names in any case */
	const void *body;
	size_t      nbody;
};

struct signature {                      /* what a message claims; texts in the arena */
	const char *label, *keyid, *nonce, *alg;        /* alg NULL when absent */
	int64_t     created, expires;   /* seconds */
	const char *base;               /* the signature base (RFC 9421 2.5) */
	size_t      nbase;
	uint8_t     sig[128];
	size_t      nsig;
};

enum sign_algorithm { SIGN_ED25519, SIGN_P256, SIGN_SM2 };      /* as in key records */

/* Parses strictly and checks profile, window and Content-Digest; the signature
 * itself is not yet verified. ERR_UNSIGNED says what is wrong. */
enum err sign_read(struct ctx *cx, const struct sign_request *rq,
		   struct signature *ret) MUST_USE;
/* The syntax and the base alone, without this profile's demands. */
enum err sign_parse(struct ctx *cx, const struct sign_request *rq,
		    struct signature *ret) MUST_USE;
/* With the key named by keyid. ERR_UNSIGNED. `pem` is SubjectPublicKeyInfo. */
enum err sign_verify(struct ctx *cx, const struct signature *s,
		     enum sign_algorithm algorithm, const char *pem) MUST_USE;

/* As @authority has it: lower case, without the port a scheme has by default. */
struct buf;
void sign_put_authority(struct buf *out, const char *host);

struct db;
/* Inside the change that records the call: remembers keyid and nonce until the
 * signature has expired. ERR_UNSIGNED when it was used before. */
enum err sign_nonce(struct ctx *cx, struct db *db, const char *keyid, const char *nonce,
		    int64_t expires) MUST_USE;
/* The same as a joint write: *ret_changed is 0 when it was used before, and then
 * sign_replayed() says so. */
enum err sign_use_nonce(struct ctx *cx, struct db *db, const char *keyid, const char *nonce,
			int64_t expires, int64_t *ret_changed) MUST_USE;
enum err sign_replayed(struct ctx *cx) MUST_USE;
/* Inside a change, now and then: forgets those that have long expired. */
enum err sign_forget(struct ctx *cx, struct db *db) MUST_USE;
#endif
