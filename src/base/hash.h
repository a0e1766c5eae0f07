/* hash.h - SHA-256 (FIPS 180-4) and its keyed form (RFC 2104), from libcrypto. */
#ifndef BASE_HASH_H
#define BASE_HASH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_SIZE 32
struct hash { uint8_t b[HASH_SIZE]; };

struct hash hash_of(const void *p, size_t n);
struct hash hash_two(const void *a, size_t na, const void *b, size_t nb);
struct hash hash_keyed(const void *key, size_t nkey, const void *p, size_t n);
/* A key made ready, for many texts under it. Wipe it when it is secret. */
struct hash_key { uint64_t room[28]; };
void        hash_key_make(struct hash_key *ret, const void *key, size_t n);
struct hash hash_under(const struct hash_key *k, const void *p, size_t n);
bool        hash_same(const struct hash *a, const struct hash *b); /* constant time */

struct hashing;                         /* a digest in the making */
struct hashing *hashing_begin(void);
void            hashing_add(struct hashing *h, const void *p, size_t n);
struct hash     hashing_end(struct hashing *h);   /* frees h */
/* What it knows so far as hex, and a digest that goes on from there; NULL: `text` is
 * none, or not one of `count` bytes. The same on every machine. */
#define HASHING_TEXT 208
void            hashing_text(const struct hashing *h, char ret[HASHING_TEXT]);
struct hashing *hashing_from(const char *text, uint64_t count);
#endif
