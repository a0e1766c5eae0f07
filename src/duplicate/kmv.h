/* kmv.h - how many different values a column has, and how many of them another
 * column has too, without keeping or comparing the values.
 *
 * Keeps the KMV_SIZE smallest of the values' hashes (k minimum values: Bar-Yossef
 * et al., 2002; Beyer et al., 2007). The k-th smallest tells how dense they lie,
 * so how many there are; the smallest of two columns together tell their overlap.
 * The error is about 1/sqrt(KMV_SIZE): 6 %. Hashes are keyed (kmv_key), so that a
 * sketch doesn't tell whether somebody is in it. Pure. */
#ifndef DUPLICATE_KMV_H
#define DUPLICATE_KMV_H
#include <stddef.h>
#include <stdint.h>

#define KMV_SIZE 256
struct kmv { uint32_t n; uint64_t least[KMV_SIZE]; };   /* ascending, distinct */

struct kmv_key { uint64_t k0, k1; };
/* SipHash-2-4 of a value (Aumasson and Bernstein, 2012). */
uint64_t kmv_hash(const struct kmv_key *key, const void *p, size_t n);

void   kmv_add(struct kmv *s, uint64_t hash);
double kmv_count(const struct kmv *s);                  /* distinct values, estimated */
/* The values both have, estimated; and as a share of the smaller column, 0..1. */
double kmv_common(const struct kmv *a, const struct kmv *b);
double kmv_overlap(const struct kmv *a, const struct kmv *b);
#endif
