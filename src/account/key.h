/* key.h - public keys that agencies register for their systems. key.c is pure:
 * it reads a PEM and says whether it is a key of the named algorithm. */
#ifndef ACCOUNT_KEY_H
#define ACCOUNT_KEY_H
#include "account/account.h"
#include "base/hash.h"

const char *key_algorithm_word(enum key_algorithm a);   /* "ed25519" … */
bool        key_algorithm_read(const char *word, enum key_algorithm *ret_algorithm);

/* Re-writes the key in one form and gives its fingerprint (SHA-256 of the
 * SubjectPublicKeyInfo). ERR_INVALID with field "public_key". */
enum err key_read(struct ctx *cx, const char *pem, enum key_algorithm algorithm,
		  const char **ret_pem, struct hash *ret_print) MUST_USE;
#endif
