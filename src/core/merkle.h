/* merkle.h - the hash tree of RFC 6962 §2.1 and RFC 9162 §2.1, over SHA-256.
 *
 * A tree of `size` leaves is known by its root. `struct range` grows one leaf
 * at a time, holding only the roots of its perfect subtrees. Proofs are made by
 * asking a reader for hashes of perfect subtrees (level 0 are leaves), and
 * checked with nothing but the proof: inclusion says a leaf stands at an index,
 * consistency says a later tree only added to an earlier one. */
#ifndef CORE_MERKLE_H
#define CORE_MERKLE_H
#include "base/hash.h"

struct hash merkle_leaf(const void *p, size_t n);               /* H(0x00 ‖ p) */
struct hash merkle_node(const struct hash *l, const struct hash *r); /* H(0x01 ‖ l ‖ r) */

struct range { uint64_t size; int n; struct hash peak[64]; };   /* {0}: empty */
void        range_add(struct range *r, const struct hash *leaf);
struct hash range_root(const struct range *r);                  /* empty: H("") */

/* The root of the perfect subtree of 2^level leaves that is the `index`-th of
 * its size. False when it can't be read. */
typedef bool hash_reader(void *arg, int level, uint64_t index, struct hash *ret);

#define PROOF_MAX 128
struct proof { int n; struct hash h[PROOF_MAX]; };
/* False when `index`/`from` is out of range or a hash can't be read. */
bool merkle_root(hash_reader *read, void *arg, uint64_t size, struct hash *ret_root);
bool merkle_inclusion(hash_reader *read, void *arg, uint64_t index, uint64_t size,
		      struct proof *ret_proof);
bool merkle_consistency(hash_reader *read, void *arg, uint64_t from, uint64_t to,
			struct proof *ret_proof);
/* The peaks of a tree of `size`, to go on growing it. */
bool merkle_resume(hash_reader *read, void *arg, uint64_t size, struct range *ret_range);

bool merkle_included(const struct hash *leaf, uint64_t index, uint64_t size,
		     const struct hash *root, const struct proof *p);
bool merkle_extends(uint64_t from, const struct hash *old_root, uint64_t to,
		    const struct hash *new_root, const struct proof *p);
#endif
