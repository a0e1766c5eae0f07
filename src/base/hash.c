/* hash.c - the one-shot form keeps its context per thread: making a fresh one
 * costs more than the digest of a short text. */
#include "base/hash.h"
#include "base/enc.h"
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

/* --- a digest put aside --------------------------------------------------------- */
enum { BLOCK = 64, WORDS = 32, COUNT = 8 };     /* bytes */

static void put_big(uint8_t *out, uint64_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		out[i] = (uint8_t)(n >> (8 * (bytes - 1 - i)));
}

static uint64_t get_big(const uint8_t *p, int bytes)
{
	uint64_t n = 0;
	for (int i = 0; i < bytes; i++)
		n = n << 8 | p[i];
	return n;
}

/* The eight words, how many bytes went in, and those of a block that isn't full. */
void hashing_text(const struct hashing *h, char ret[HASHING_TEXT])
{
	uint8_t raw[WORDS + COUNT + BLOCK];
	uint64_t bits = (uint64_t)h->c.Nh << 32 | h->c.Nl;
	for (int i = 0; i < 8; i++)
		put_big(raw + (ptrdiff_t)i * 4, h->c.h[i], 4);
	put_big(raw + WORDS, bits / 8, COUNT);
	memcpy(raw + WORDS + COUNT, h->c.data, h->c.num);
	hex_text(raw, WORDS + COUNT + h->c.num, ret);
}

struct hashing *hashing_from(const char *text, uint64_t count)
{
	uint8_t raw[WORDS + COUNT + BLOCK];
	size_t n = strlen(text) / 2;
	if (n < WORDS + COUNT || n >= sizeof raw || !hex_read(text, n, raw))
		return NULL;
	uint64_t bytes = get_big(raw + WORDS, COUNT);
	if (bytes != count || bytes % BLOCK != n - WORDS - COUNT)
		return NULL;
	struct hashing *h = hashing_begin();
	for (int i = 0; i < 8; i++)
		h->c.h[i] = (SHA_LONG)get_big(raw + (ptrdiff_t)i * 4, 4);
	h->c.Nl = (SHA_LONG)(bytes * 8);
	h->c.Nh = (SHA_LONG)(bytes * 8 >> 32);
	h->c.num = (unsigned)(bytes % BLOCK);
	memcpy(h->c.data, raw + WORDS + COUNT, h->c.num);
	return h;
}

/* HMAC hashes a block made of the key before each of its two texts: that block is
 * the same for all texts, so what SHA-256 knows after it is kept. */
struct ready { SHA256_CTX inner, outer; };
_Static_assert(sizeof(struct ready) <= sizeof(struct hash_key), "room for both");

void hash_key_make(struct hash_key *ret, const void *key, size_t n)
{
	uint8_t pad[64] = { 0 };
	struct hash k;
	struct ready r;
	if (n > sizeof pad) {
		k = hash_of(key, n);
		key = k.b;
		n = HASH_SIZE;
	}
	memcpy(pad, key, n);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36;
	SHA256_Init(&r.inner);
	SHA256_Update(&r.inner, pad, sizeof pad);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	SHA256_Init(&r.outer);
	SHA256_Update(&r.outer, pad, sizeof pad);
	memcpy(ret->room, &r, sizeof r);
	OPENSSL_cleanse(pad, sizeof pad);
	OPENSSL_cleanse(&r, sizeof r);
}

struct hash hash_under(const struct hash_key *k, const void *p, size_t n)
{
	struct ready r;
	struct hash h;
	memcpy(&r, k->room, sizeof r);
	if (n)
		SHA256_Update(&r.inner, p, n);
	SHA256_Final(h.b, &r.inner);
	SHA256_Update(&r.outer, h.b, HASH_SIZE);
	SHA256_Final(h.b, &r.outer);
	return h;
}
#pragma GCC diagnostic pop

struct hash hash_keyed(const void *key, size_t nkey, const void *p, size_t n)
{
	struct hash_key k;
	hash_key_make(&k, key, nkey);
	struct hash h = hash_under(&k, p, n);
	OPENSSL_cleanse(&k, sizeof k);
	return h;
}

bool hash_same(const struct hash *a, const struct hash *b)
{
	return CRYPTO_memcmp(a->b, b->b, HASH_SIZE) == 0;
}
