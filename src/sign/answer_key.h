/* answer_key.h - the keys by which the platform signs its answers.
 *
 * They are made of the node's secret, so that every process of a site, and a site that
 * was restored, signs by the same ones; they are not the record's. Each is named by its
 * JWK thumbprint (RFC 7638). */
#ifndef SIGN_ANSWER_KEY_H
#define SIGN_ANSWER_KEY_H
#include "base/ctx.h"
#include "sign/sign.h"

#define ANSWER_KEYID 44                 /* base64url of SHA-256, and NUL */

struct answer_keys;
/* `sm2`: that one too. ERR_INTERNAL when libcrypto lacks an algorithm. */
enum err answer_keys_open(struct ctx *cx, const uint8_t secret[32], bool sm2,
			  struct answer_keys **ret_keys) MUST_USE;
void     answer_keys_close(struct answer_keys *k);      /* NULL is fine */
/* NULL: there is no such key. */
const char *answer_keyid(const struct answer_keys *k, enum sign_algorithm algorithm);
/* r ‖ s, or as Ed25519 has it: 64 bytes. */
enum err answer_sign(struct ctx *cx, const struct answer_keys *k, enum sign_algorithm algorithm,
		     const void *base, size_t n, uint8_t ret_sig[64]) MUST_USE;
/* A JWK set (RFC 7517); of SM2 the curve's name is "SM2", as there is none registered. */
void answer_keys_print(const struct answer_keys *k, struct buf *out);
#endif
