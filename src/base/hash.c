/* hash.c - the one-shot form keeps its context per thread: making a fresh one
 * costs more than the digest of a short text. */
#include "base/hash.h"
#include "base/err.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

struct hash hash_of(const void *p, size_t n)
{
	return hash_two(p, n, NULL, 0);
}

/* The SHA256_* calls are marked old since OpenSSL 3.0, but they need no
 * allocation and no provider look-up, which is half the cost of a leaf. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
struct hash hash_two(const void *a, size_t na, const void *b, size_t nb)
{
	struct hash h;
	SHA256_CTX c;
	SHA256_Init(&c);
	if (na)
		SHA256_Update(&c, a, na);
	if (nb)
		SHA256_Update(&c, b, nb);
	SHA256_Final(h.b, &c);
	return h;
}

struct hashing { SHA256_CTX c; };

struct hashing *hashing_begin(void)
{
	struct hashing *h = malloc(sizeof *h);
	PRE(h != NULL);
	SHA256_Init(&h->c);
	return h;
}

void hashing_add(struct hashing *h, const void *p, size_t n)
{
	if (n)
		SHA256_Update(&h->c, p, n);
}

struct hash hashing_end(struct hashing *h)
{
	struct hash r;
	SHA256_Final(r.b, &h->c);
	free(h);
	return r;
}
#pragma GCC diagnostic pop

struct hash hash_keyed(const void *key, size_t nkey, const void *p, size_t n)
{
	uint8_t pad[64] = { 0 };
	struct hash k;
	if (nkey > sizeof pad) {
		k = hash_of(key, nkey);
		key = k.b;
		nkey = HASH_SIZE;
	}
	memcpy(pad, key, nkey);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36;
	struct hash inner = hash_two(pad, sizeof pad, p, n);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	struct hash out = hash_two(pad, sizeof pad, inner.b, HASH_SIZE);
	OPENSSL_cleanse(pad, sizeof pad);
	return out;
}

bool hash_same(const struct hash *a, const struct hash *b)
{
	return CRYPTO_memcmp(a->b, b->b, HASH_SIZE) == 0;
}
