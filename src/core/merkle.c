/* merkle.c - written after RFC 9162 §2.1; test_merkle.c holds it against a naive
 * recursion for every size and index up to 130. */
#include "core/merkle.h"
#include "base/err.h"
#include <string.h>

struct hash merkle_leaf(const void *p, size_t n)
{
	return hash_two("\0", 1, p, n);
}

struct hash merkle_node(const struct hash *l, const struct hash *r)
{
	uint8_t both[1 + 2 * HASH_SIZE] = { 1 };
	memcpy(both + 1, l->b, HASH_SIZE);
	memcpy(both + 1 + HASH_SIZE, r->b, HASH_SIZE);
	return hash_of(both, sizeof both);
}

/* --- growing --------------------------------------------------------------- */

/* Adding a leaf is adding one in binary: each carry joins two peaks. */
void range_add(struct range *r, const struct hash *leaf)
{
	struct hash h = *leaf;
	for (uint64_t carry = r->size; carry & 1; carry >>= 1)
		h = merkle_node(&r->peak[--r->n], &h);
	r->peak[r->n++] = h;
	r->size++;
}

struct hash range_root(const struct range *r)
{
	if (!r->n)
		return hash_of(NULL, 0);
	struct hash h = r->peak[r->n - 1];
	for (int i = r->n - 2; i >= 0; i--)
		h = merkle_node(&r->peak[i], &h);
	return h;
}

bool merkle_resume(hash_reader *read, void *arg, uint64_t size, struct range *ret_range)
{
	struct range r = { .size = size };
	uint64_t at = 0;
	for (int level = 63; level >= 0; level--) {
		if (!(size >> level & 1))
			continue;
		if (!read(arg, level, at >> level, &r.peak[r.n++]))
			return false;
		at += (uint64_t)1 << level;
	}
	*ret_range = r;
	return true;
}

bool merkle_root(hash_reader *read, void *arg, uint64_t size, struct hash *ret_root)
{
	struct range r;
	if (!merkle_resume(read, arg, size, &r))
		return false;
	*ret_root = range_root(&r);
	return true;
}

/* --- making proofs --------------------------------------------------------- */

struct making { hash_reader *read; void *arg; struct proof p; };

/* The level of the largest power of two smaller than n (n > 1): where it splits. */
static int split_level(uint64_t n)
{
	return 63 - __builtin_clzll(n - 1);
}

/* The root over leaves lo..hi-1, where lo is a multiple of the subtree's width. */
static bool subtree(const struct making *m, uint64_t lo, uint64_t hi, struct hash *ret)
{
	uint64_t n = hi - lo;
	if ((n & (n - 1)) == 0) {
		int level = 63 - __builtin_clzll(n);
		return m->read(m->arg, level, lo >> level, ret);
	}
	uint64_t mid = lo + ((uint64_t)1 << split_level(n));
	struct hash l, r;
	if (!subtree(m, lo, mid, &l) || !subtree(m, mid, hi, &r))
		return false;
	*ret = merkle_node(&l, &r);
	return true;
}

static bool append(struct making *m, uint64_t lo, uint64_t hi)
{
	return m->p.n < PROOF_MAX && subtree(m, lo, hi, &m->p.h[m->p.n++]);
}

/* PATH(m, D[lo:hi]): the sibling at each step down, nearest to the leaf first. */
static bool path(struct making *m, uint64_t index, uint64_t lo, uint64_t hi)
{
	if (hi - lo == 1)
		return true;
	uint64_t mid = lo + ((uint64_t)1 << split_level(hi - lo));
	if (index < mid)
		return path(m, index, lo, mid) && append(m, mid, hi);
	return path(m, index, mid, hi) && append(m, lo, mid);
}

/* SUBPROOF(m, D[lo:hi], whole): `whole` while the old tree is this subtree. */
static bool subproof(struct making *m, uint64_t from, uint64_t lo, uint64_t hi, bool whole)
{
	if (from == hi)
		return whole || append(m, lo, hi);
	uint64_t mid = lo + ((uint64_t)1 << split_level(hi - lo));
	if (from <= mid)
		return subproof(m, from, lo, mid, whole) && append(m, mid, hi);
	return subproof(m, from, mid, hi, false) && append(m, lo, mid);
}

bool merkle_inclusion(hash_reader *read, void *arg, uint64_t index, uint64_t size,
		      struct proof *ret_proof)
{
	struct making m = { .read = read, .arg = arg };
	if (index >= size || !path(&m, index, 0, size))
		return false;
	*ret_proof = m.p;
	return true;
}

bool merkle_consistency(hash_reader *read, void *arg, uint64_t from, uint64_t to,
			struct proof *ret_proof)
{
	struct making m = { .read = read, .arg = arg };
	if (from > to || (from && !subproof(&m, from, 0, to, true)))
		return false;
	*ret_proof = m.p;
	return true;
}

/* --- checking proofs ------------------------------------------------------- */

bool merkle_included(const struct hash *leaf, uint64_t index, uint64_t size,
		     const struct hash *root, const struct proof *p)
{
	if (index >= size)
		return false;
	uint64_t fn = index, sn = size - 1;
	struct hash r = *leaf;
	for (int i = 0; i < p->n; i++) {
		if (sn == 0)
			return false;
		if (!(fn & 1) && fn != sn) {
			r = merkle_node(&r, &p->h[i]);
		} else {
			r = merkle_node(&p->h[i], &r);
			for (; !(fn & 1) && fn; fn >>= 1)
				sn >>= 1;
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_same(&r, root);
}

bool merkle_extends(uint64_t from, const struct hash *old_root, uint64_t to,
		    const struct hash *new_root, const struct proof *p)
{
	struct hash empty = hash_of(NULL, 0);
	if (from > to)
		return false;
	if (from == 0)
		return p->n == 0 && hash_same(old_root, &empty);
	if (from == to)
		return p->n == 0 && hash_same(old_root, new_root);
	int i = 0;
	bool power = (from & (from - 1)) == 0;
	if (!power && p->n == 0)
		return false;
	struct hash fr = power ? *old_root : p->h[i++], sr = fr;
	uint64_t fn = from - 1, sn = to - 1;
	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	for (; i < p->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = merkle_node(&p->h[i], &fr);
			sr = merkle_node(&p->h[i], &sr);
			for (; !(fn & 1) && fn; fn >>= 1)
				sn >>= 1;
		} else {
			sr = merkle_node(&sr, &p->h[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_same(&fr, old_root) && hash_same(&sr, new_root);
}
