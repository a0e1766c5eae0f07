/* follow.c - what the store holds, leaf by leaf, held against what was noted and against
 * the files: into the tree, into the index, and under the last signature. */
#include "record/sequence.h"
#include <string.h>

enum { TAIL = 256 };

/* What one pass over segments does with their leaves. */
struct pass {
	struct record *r;
	int            what;
	uint64_t       at;              /* index of the next leaf */
};

static enum err bad_leaf(struct ctx *cx, uint64_t at)
{
	return fail(cx, ERR_INTERNAL, SAY_RECORD_LEAF_BAD((int64_t)at));
}

static enum err one_leaf(struct ctx *cx, struct pass *p, const struct hash *h,
			 struct span leaf, struct span secret)
{
	struct leaf_facts f;
	struct leaf_secret s;
	bool known = secret.n && secret_read(secret.p, secret.n, &s);
	if (!leaf_read(leaf.p, leaf.n, &f) || (known && !hash_same(&s.hash, h)))
		return bad_leaf(cx, p->at);
	if (p->what & FOLLOW_TREE)
		tiles_add(&p->r->tiles, h);
	if (p->what & FOLLOW_INDEX)
		index_add(p->r->index, h, &f, known ? &s : NULL);
	p->at++;
	return OK;
}

/* All or nothing is not needed: a failed pass stops the sequencer for good or
 * is begun again from the last signed head. */
static enum err one_segment(struct ctx *cx, struct pass *p, struct rows *q)
{
	struct span leaves = { 0 }, secrets = { 0 }, leaf, secret;
	size_t ndigest, n = (size_t)col_int(q, "n");
	uint64_t first = p->at;
	leaves.p = (const uint8_t *)col_peek(q, "leaves", &leaves.n);
	secrets.p = (const uint8_t *)col_peek(q, "secrets", &secrets.n);
	const char *digest = col_peek(q, "digest", &ndigest);
	if ((uint64_t)col_int(q, "first") != p->at || !leaves.p || ndigest != HASH_SIZE ||
	    n == 0 || n > leaves.n / 4)
		return bad_leaf(cx, p->at);

	struct hash *h = ctx_array(cx, struct hash, n + 1);
	struct span rest = leaves;
	struct hashing *sum = hashing_begin();
	size_t got = 0;
	for (; got < n && run_next(&rest, &leaf); got++) {
		h[got] = merkle_leaf(leaf.p, leaf.n);
		hashing_add(sum, h[got].b, HASH_SIZE);
	}
	struct hash made = hashing_end(sum);
	if (got != n || rest.n || memcmp(made.b, digest, HASH_SIZE) != 0)
		return bad_leaf(cx, first + got % n);
	for (size_t i = 0; i < n; i++) {
		if (!run_next(&leaves, &leaf))
			return bad_leaf(cx, p->at);
		if (!run_next(&secrets, &secret))
			secret = (struct span){ 0 };
		TRY(one_leaf(cx, p, &h[i], leaf, secret));
	}
	if (p->what & FOLLOW_INDEX)
		index_commit(cx, p->r->index, &h[n - 1]);
	return OK;
}

static enum err segments(struct ctx *cx, struct pass *p, int *ret_n)
{
	AUTO_ROWS q = db_run(p->r->reader, SQL_RECORD_PLACED);
	bind_int(q, ":least", (int64_t)p->at);
	bind_int(q, ":most", FOLLOW_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		TRY(one_segment(cx, p, q));
		++*ret_n;
	}
}

enum err record_follow(struct ctx *cx, struct record *r, int what, int *ret_n)
{
	struct pass p = { .r = r, .what = what };
	int n = 0;
	p.at = what & FOLLOW_TREE ? r->tiles.range.size : index_size(r->index);
	enum err e = segments(cx, &p, &n);
	if (e != OK)
		index_abandon(r->index);
	*ret_n = n;
	return e;
}

enum err record_compare_tail(struct ctx *cx, struct record *r)
{
	uint64_t size = r->head.size, at = size > TAIL ? size - TAIL : 0;
	bool more;
	struct hash want;
	struct tile_reader *t = ctx_new(cx, struct tile_reader);
	*t = (struct tile_reader){ .dir = r->tiles.dir, .size = size };
	for (; at < size; at++) {
		AUTO_ROWS p = db_run(r->reader, SQL_RECORD_PLACE_OF);
		bind_int(p, ":at", (int64_t)at);
		TRY(rows_next(cx, p, &more));
		uint64_t first = (uint64_t)col_int(p, "first"), n = (uint64_t)col_int(p, "n");
		if (!more || at >= first + n)
			return bad_leaf(cx, at);
		AUTO_ROWS q = db_run(r->reader, SQL_RECORD_PLACED);
		bind_int(q, ":least", (int64_t)first);
		bind_int(q, ":most", 1);
		TRY(rows_next(cx, q, &more));
		struct span rest = { 0 }, leaf;
		if (more)
			rest.p = (const uint8_t *)col_peek(q, "leaves", &rest.n);
		for (uint64_t i = first; i < first + n; i++) {
			if (!rest.p || !run_next(&rest, &leaf))
				return bad_leaf(cx, i);
			struct hash h = merkle_leaf(leaf.p, leaf.n);
			if (i >= at && (!tile_hash(t, 0, i, &want) || !hash_same(&h, &want)))
				return bad_leaf(cx, i);
		}
		at = first + n - 1;
	}
	return OK;
}
