/* verify.c - every leaf hashed again from the bytes the store has now, held
 * against the tiles; the tiles hashed up to the root that was signed.
 *
 * Deletion and insertion shift what follows, so after a mismatch the stream of
 * stored leaves is lined up with the tiles again: a leaf counts as missing or
 * inserted only when the two that follow agree, otherwise it was altered. */
#include "record/verify.h"
#include "base/enc.h"
#include "record/inside.h"
#include <stdlib.h>
#include <string.h>

enum { AHEAD = 256, ROWS_MOST = 32, OUT_MOST = 200 };

struct check {
	struct ctx           *cx;       /* of the whole run */
	struct buf           *out;
	struct verify_found   found;
	struct verify_key     key;
	struct checkpoint     head;
	const char           *tiles;
	struct tile_reader    reader;
	uint64_t              at;       /* the tile position expected next */
	int                   lines;    /* of `out` */
};

static bool room(struct check *c)
{
	if (c->lines++ == OUT_MOST)
		buf_text(c->out, "bad … and more\n");
	return c->lines <= OUT_MOST;
}

static void bad(struct check *c, const char *what, int64_t n, const char *how)
{
	c->found.faults++;
	if (room(c))
		buf_print(c->out, "bad %s %lld %s\n", what, (long long)n, how);
}

static void bad_range(struct check *c, uint64_t from, uint64_t to, const char *how)
{
	c->found.faults += (int64_t)(to - from);
	if (!room(c))
		return;
	buf_print(c->out, "bad leaf %lld", (long long)from);
	if (to - from > 1)
		buf_print(c->out, "-%lld", (long long)to - 1);
	buf_print(c->out, " %s\n", how);
}

/* --- the files ------------------------------------------------------------- */

static enum err open_files(struct check *c, const struct verify_ask *ask)
{
	struct ctx *cx = c->cx;
	const char *dir = ctx_print(cx, "%s/record", ask->dir);
	AUTO_BUF note = buf_make(1 << 20);
	TRY(vkey_of(cx, dir, &c->key));
	TRY(head_read(cx, dir, &c->key, &note, &c->head));
	c->tiles = ctx_print(cx, "%s/tile", dir);
	c->reader = (struct tile_reader){ .dir = c->tiles, .size = c->head.size };
	return OK;
}

/* MTH over hashes h[0..n), by the definition: split at the largest power of two. */
static struct hash mth(const struct hash *h, uint64_t n)
{
	if (n == 1)
		return h[0];
	uint64_t k = 1;
	while (k * 2 < n)
		k *= 2;
	struct hash l = mth(h, k), r = mth(h + k, n - k);
	return merkle_node(&l, &r);
}

static int tile_width(uint64_t count, uint64_t tile)
{
	uint64_t left = count - tile * TILE_WIDTH;
	return left < TILE_WIDTH ? (int)left : TILE_WIDTH;
}

/* One level: its tiles must hold what the level below gives; `up` gets the
 * roots of the full ones. `below` NULL at level 0, where leaves are taken as
 * the files have them (the store's leaves are compared elsewhere). */
static void check_level(struct check *c, int level, const struct buf *below, struct buf *up,
			struct buf *edge)
{
	uint64_t count = c->head.size >> (8 * level);
	struct hash h[TILE_WIDTH];
	char name[TILE_PATH];
	buf_clear(up);
	buf_clear(edge);
	for (uint64_t t = 0; t * TILE_WIDTH < count; t++) {
		int w = tile_width(count, t);
		bool there = tile_load(c->tiles, level, t, w, h);
		size_t from = (size_t)t * TILE_WIDTH * HASH_SIZE, n = (size_t)w * HASH_SIZE;
		if (!there || (below && memcmp(below->p + from, h, n) != 0)) {
			c->found.faults++;
			if (room(c))
				buf_print(c->out, "bad tile %s %s\n",
					  tile_path(level, t, w, name),
					  there ? "altered" : "missing");
			if (below)
				memcpy(h, below->p + from, n);
			else if (!there)
				memset(h, 0, sizeof h);
		}
		if (w == TILE_WIDTH) {
			struct hash root = mth(h, TILE_WIDTH);
			buf_bytes(up, root.b, HASH_SIZE);
		} else {
			buf_bytes(edge, h, n);
		}
	}
}

/* From the leaves in the files to the signed root: the partial tile of each
 * level is a run of perfect subtrees hanging right of the level above. */
static void check_tree(struct check *c)
{
	AUTO_BUF even = buf_make(SIZE_MAX / 4);
	AUTO_BUF odd = buf_make(SIZE_MAX / 4);
	AUTO_BUF edge = buf_make(1 << 16);
	struct hash right = { { 0 } };
	bool have = false;
	for (int level = 0; level < TILE_LEVELS && c->head.size >> (8 * level); level++) {
		struct buf *below = level & 1 ? &odd : &even, *up = level & 1 ? &even : &odd;
		check_level(c, level, level ? below : NULL, up, &edge);
		uint64_t n = edge.n / HASH_SIZE, done = n;
		const struct hash *h = (const void *)edge.p;
		for (uint64_t bit = 1; bit < TILE_WIDTH; bit <<= 1) {
			if (!(n & bit))
				continue;
			done -= bit;
			struct hash part = mth(h + done, bit);
			right = have ? merkle_node(&part, &right) : part;
			have = true;
		}
	}
	struct hash empty = hash_of(NULL, 0), *root = have ? &right : &empty;
	if (!hash_same(root, &c->head.root))
		bad(c, "checkpoint", (int64_t)c->head.size, "root differs from the tiles");
}

/* --- the store ------------------------------------------------------------- */

static bool in_tile(struct check *c, uint64_t at, const struct hash *h)
{
	struct hash want;
	return at < c->head.size && tile_hash(&c->reader, 0, at, &want) && hash_same(&want, h);
}

/* h[0] is not what stands at c->at. How many leaves of the tiles are skipped by
 * taking h[0] as the next one? 0: none that fits. */
static uint64_t skipped(struct check *c, const struct hash *h, size_t n)
{
	for (uint64_t k = 1; k <= AHEAD && c->at + k < c->head.size; k++)
		if (in_tile(c, c->at + k, h) && (n == 1 || in_tile(c, c->at + k + 1, h + 1)))
			return k;
	return 0;
}

/* How many of the stored leaves must be left out so that the next ones fit? */
static size_t inserted(struct check *c, const struct hash *h, size_t n)
{
	for (size_t k = 1; k < n; k++)
		if (in_tile(c, c->at, h + k) &&
		    (k + 1 == n || in_tile(c, c->at + 1, h + k + 1)))
			return k;
	return 0;
}

static void compare(struct check *c, const struct hash *h, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (c->at >= c->head.size) {
			c->found.unsigned_leaves += (int64_t)(n - i);
			c->at += n - i;
			return;
		}
		if (in_tile(c, c->at, &h[i])) {
			c->found.leaves++;
			c->at++;
			continue;
		}
		uint64_t gone = skipped(c, h + i, n - i);
		size_t extra = gone ? 0 : inserted(c, h + i, n - i);
		if (gone) {
			bad_range(c, c->at, c->at + gone, "missing");
			c->at += gone + 1;
		} else if (extra) {
			bad_range(c, c->at, c->at + extra, "inserted");
			i += extra - 1;
		} else {
			bad(c, "leaf", (int64_t)c->at++, "altered");
		}
	}
}

static bool opens(const struct leaf_facts *f, const struct leaf_secret *s)
{
	if (!s->seed)
		return s->nsubjects < f->nsubjects;     /* a person was erased */
	if (s->nsubjects != f->nsubjects)
		return false;
	for (int t = COMMIT_REQUEST; t < COMMIT_SUBJECT; t++) {
		struct span v = s->open[t];
		if ((v.n != 0) != (f->commit[t].n != 0))
			return false;
		if (!v.n)
			continue;
		struct hash h = commitment(s->seed, (enum commit_tag)t, 0, v.p, v.n);
		if (memcmp(h.b, f->commit[t].p, HASH_SIZE) != 0)
			return false;
	}
	return true;
}

/* The private part may have been erased; what is there must fit its leaf. */
static void check_private(struct check *c, uint64_t at, struct span leaf, struct span secret,
			  const struct hash *h)
{
	struct leaf_facts f;
	struct leaf_secret s;
	if (!secret.n)
		return;
	if (!leaf_read(leaf.p, leaf.n, &f) || !secret_read(secret.p, secret.n, &s) ||
	    !hash_same(&s.hash, h) || !opens(&f, &s))
		bad(c, "leaf", (int64_t)at, "private");
}

static void one_segment(struct ctx *cx, struct check *c, struct rows *q)
{
	struct span leaves = { 0 }, secrets = { 0 }, leaf, secret;
	uint64_t first = (uint64_t)col_int(q, "first"), n = (uint64_t)col_int(q, "n");
	if (first > c->at)
		bad_range(c, c->at, first, "missing");
	if (first < c->at)
		bad(c, "leaf", (int64_t)first, "inserted");
	c->at = first;
	leaves.p = (const uint8_t *)col_peek(q, "leaves", &leaves.n);
	secrets.p = (const uint8_t *)col_peek(q, "secrets", &secrets.n);
	if (!leaves.p) {
		bad_range(c, first, first + n, "missing");
		c->at = first + n;
		return;
	}
	struct hash *h = ctx_array(cx, struct hash, leaves.n / 4 + 1);
	size_t got = 0;
	while (run_next(&leaves, &leaf)) {
		h[got] = merkle_leaf(leaf.p, leaf.n);
		if (secrets.p && run_next(&secrets, &secret))
			check_private(c, first + got, leaf, secret, &h[got]);
		got++;
	}
	compare(c, h, got);
	if (c->at < first + n) {
		bad_range(c, c->at, first + n, "missing");
		c->at = first + n;
	}
}

static enum err check_store(struct check *c, struct db *db)
{
	AUTO_CTX cx;
	int rows;
	int64_t least = 0;
	ctx_init(&cx, c->cx->now, 0);
	do {
		ctx_reset(&cx, c->cx->now);
		AUTO_ROWS q = db_run(db, SQL_RECORD_PLACED);
		bind_int(q, ":least", least);
		bind_int(q, ":most", ROWS_MOST);
		rows = 0;
		for (bool more;; rows++) {
			TRY(rows_next(c->cx, q, &more));
			if (!more)
				break;
			least = col_int(q, "first") + 1;
			one_segment(&cx, c, q);
		}
	} while (rows == ROWS_MOST);
	if (c->at < c->head.size)
		bad_range(c, c->at, c->head.size, "missing");
	return OK;
}

static enum err check_stray(struct check *c, struct db *db)
{
	AUTO_ROWS q = db_run(db, SQL_RECORD_STRAY);
	for (bool more;;) {
		TRY(rows_next(c->cx, q, &more));
		if (!more)
			return OK;
		bad(c, "segment", col_int(q, "id"), "stray");
	}
}

enum err verify_all(struct ctx *cx, const struct verify_ask *ask, struct buf *out,
		    struct verify_found *ret)
{
	struct check *c = ctx_new(cx, struct check);
	c->cx = cx;
	c->out = out;
	TRY(open_files(c, ask));
	check_tree(c);
	if (ask->db) {
		TRY(check_store(c, ask->db));
		TRY(check_stray(c, ask->db));
	}
	*ret = c->found;
	return OK;
}

/* --- one receipt, two heads ------------------------------------------------ */

static bool find_hash(struct check *c, const struct hash *leaf, uint64_t *ret)
{
	for (uint64_t i = 0; i < c->head.size; i++)
		if (in_tile(c, i, leaf)) {
			*ret = i;
			return true;
		}
	return false;
}

static bool stored(struct check *c, struct db *db, uint64_t at, const struct hash *want)
{
	struct span leaf, secret;
	if (record_leaf(c->cx, db, (int64_t)at, &leaf, &secret) != OK)
		return false;
	struct hash h = merkle_leaf(leaf.p, leaf.n);
	return hash_same(&h, want);
}

enum err verify_receipt(struct ctx *cx, const struct verify_ask *ask, const char *receipt,
			struct buf *out, struct verify_found *ret)
{
	struct check *c = ctx_new(cx, struct check);
	struct hash leaf;
	struct proof p;
	uint64_t at;
	c->cx = cx;
	c->out = out;
	TRY(open_files(c, ask));
	const char *semi = strchr(receipt, ';'), *last = strrchr(receipt, ';');
	if (!semi || semi == last ||
	    b64url_read(last + 1, strlen(last + 1), leaf.b, HASH_SIZE) != HASH_SIZE)
		return fail(cx, ERR_INVALID, SAY_BAD_VALUE("receipt"));
	size_t name = strlen(c->key.name);
	char *end;
	at = strtoull(semi + 1, &end, 10);
	bool numbered = end == last && end != semi + 1;
	if ((size_t)(semi - receipt) != name || memcmp(receipt, c->key.name, name) != 0)
		bad(c, "receipt", 0, "of another record");
	else if (numbered ? !in_tile(c, at, &leaf) : !find_hash(c, &leaf, &at))
		bad(c, "receipt", numbered ? (int64_t)at : -1, "not in the record");
	else if (!merkle_inclusion(tile_hash, &c->reader, at, c->head.size, &p) ||
		 !merkle_included(&leaf, at, c->head.size, &c->head.root, &p))
		bad(c, "leaf", (int64_t)at, "not proved");
	else if (ask->db && !stored(c, ask->db, at, &leaf))
		bad(c, "leaf", (int64_t)at, "altered");
	else
		buf_print(out, "ok leaf %llu of %llu\n", (unsigned long long)at,
			  (unsigned long long)c->head.size);
	c->found.leaves = 1;
	*ret = c->found;
	return OK;
}

enum err verify_heads(struct ctx *cx, const struct verify_ask *ask, const struct buf *a,
		      const struct buf *b, struct buf *out, struct verify_found *ret)
{
	struct check *c = ctx_new(cx, struct check);
	struct checkpoint old, new;
	struct proof p;
	c->cx = cx;
	c->out = out;
	TRY(open_files(c, ask));
	if (!checkpoint_open(a->p, a->n, &c->key, &old) ||
	    !checkpoint_open(b->p, b->n, &c->key, &new))
		return fail(cx, ERR_INVALID, SAY_RECORD_KEY_BAD("checkpoint"));
	if (old.size > new.size) {
		struct checkpoint swap = old;
		old = new;
		new = swap;
	}
	c->reader.size = new.size > c->head.size ? new.size : c->head.size;
	if (old.size == new.size ? !hash_same(&old.root, &new.root)
				 : !merkle_consistency(tile_hash, &c->reader, old.size, new.size,
						       &p) ||
				   !merkle_extends(old.size, &old.root, new.size, &new.root, &p))
		bad(c, "checkpoint", (int64_t)old.size, "is no beginning of the other");
	else
		buf_print(out, "ok checkpoint %llu extends %llu\n",
			  (unsigned long long)new.size, (unsigned long long)old.size);
	*ret = c->found;
	return OK;
}
