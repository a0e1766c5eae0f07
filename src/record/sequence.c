/* sequence.c - giving committed leaves their index, and signing for it.
 *
 * The order of things is what makes a crash harmless at any point:
 *   1. place: one transaction gives waiting segments their first index. From
 *      then on the order is a fact of the store.
 *   2. extend: leaf hashes are computed again from the stored bytes and compared
 *      with the digest made when the notes were written; the tree grows.
 *   3. tiles: durable files. They follow from 1, so writing them twice is the
 *      same as once.
 *   4. sign: only a tree that, read back from the files, has the root just
 *      computed and extends the last signed one; then the checkpoint file.
 * On PostgreSQL the holder of an advisory lock does 1 and 4; every process with
 * a data directory of its own does 2 and 3 and shows what was signed. */
#include "record/inside.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include <semaphore.h>
#include <string.h>

enum { PLACE_MOST = 1024, READ_MOST = 48, LEAD_KEY = 0x676f6e67, SIGN_EVERY_MS = 1000,
       TAIL = 256, WAITING_MOST = 32 << 20, ROUND_US = 250000 };

/* --- 1. places ------------------------------------------------------------- */

struct placing {
	int64_t segment[PLACE_MOST], n[PLACE_MOST];
	int     count;
	int64_t leaves;
};

static enum err waiting(struct ctx *cx, struct db *db, struct placing *p)
{
	AUTO_ROWS q = db_run(db, SQL_RECORD_UNPLACED);
	bind_int(q, ":most", PLACE_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more || p->count == PLACE_MOST)
			return OK;
		p->segment[p->count] = col_int(q, "segment");
		p->n[p->count] = col_int(q, "n");
		p->leaves += p->n[p->count++];
	}
}

static enum err head_size(struct ctx *cx, struct db *db, int64_t *ret_size)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RECORD_HEAD);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	*ret_size = col_int(q, "size");
	return OK;
}

static enum err place_one(struct ctx *cx, struct db *db, int64_t first, int64_t segment,
			  int64_t n)
{
	AUTO_ROWS add = db_run(db, SQL_RECORD_PLACE_ADD);
	bind_int(add, ":first", first);
	bind_int(add, ":segment", segment);
	bind_int(add, ":n", n);
	TRY(rows_post(cx, &add, -1));
	AUTO_ROWS gone = db_run(db, SQL_RECORD_UNPLACED_GONE);
	bind_int(gone, ":segment", segment);
	return rows_post(cx, &gone, 1);
}

static enum err place_all(struct ctx *cx, struct db *db, void *arg)
{
	const struct placing *p = arg;
	int64_t at = 0;
	TRY(head_size(cx, db, &at));
	AUTO_ROWS grow = db_run(db, SQL_RECORD_HEAD_GROW);
	bind_int(grow, ":was", at);
	bind_int(grow, ":size", at + p->leaves);
	TRY(rows_post(cx, &grow, 1));           /* else another process has placed leaves */
	for (int i = 0; i < p->count; i++) {
		TRY(place_one(cx, db, at, p->segment[i], p->n[i]));
		at += p->n[i];
	}
	return OK;
}

static enum err lead(struct ctx *cx, struct record *r)
{
	bool more;
	if (store_kind(r->store) == STORE_SQLITE) {
		r->leads = r->dir_lock >= 0;
		return OK;
	}
	if (r->leads && r->generation == db_generation(r->reader))
		return OK;
	r->leads = false;
	if (r->dir_lock < 0)
		return OK;
	AUTO_ROWS q = db_run(r->reader, SQL_RECORD_LEAD);
	bind_int(q, ":key", LEAD_KEY);
	TRY(rows_next(cx, q, &more));
	r->leads = more && col_int(q, "held") != 0;
	r->generation = db_generation(r->reader);
	return OK;
}

/* The sequencer's own changes rest on conditional statements, so they go by the
 * store's queue: on PostgreSQL that is READ COMMITTED, and what the sequencer
 * reads makes nobody else's transaction fail to serialize. */
struct queued { sem_t sem; enum err result; store_fn *fn; void *arg; };

static enum err run_queued(struct ctx *cx, struct db *db, void *arg)
{
	struct queued *q = arg;
	return q->fn(cx, db, q->arg);
}

static void queued_done(struct ctx *cx, void *arg, enum err result)
{
	struct queued *q = arg;
	(void)cx;
	q->result = result;
	sem_post(&q->sem);
}

static enum err change(struct ctx *cx, struct record *r, store_fn *fn, void *arg)
{
	struct queued q = { .fn = fn, .arg = arg };
	sem_init(&q.sem, 0, 0);
	store_change_later(cx, r->store, run_queued, queued_done, &q);
	while (sem_wait(&q.sem) != 0)
		;
	sem_destroy(&q.sem);
	return q.result;
}

/* *ret_more: something still waits, for the next round or for who leads. */
static enum err place(struct ctx *cx, struct record *r, bool *ret_more)
{
	struct placing *p = ctx_new(cx, struct placing);
	TRY(waiting(cx, r->reader, p));
	if (p->count && r->leads)
		TRY(change(cx, r, place_all, p));
	*ret_more = p->count == PLACE_MOST || (p->count && !r->leads);
	return OK;
}

/* --- 2. the tree, from what is stored -------------------------------------- */

enum follow { FOLLOW_TREE = 1, FOLLOW_INDEX = 2 };

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
	bind_int(q, ":most", READ_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		TRY(one_segment(cx, p, q));
		++*ret_n;
	}
}

/* A batch of segments into the tree, the index, or both at once. */
static enum err follow(struct ctx *cx, struct record *r, int what, int *ret_n)
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

/* --- 3. and 4. ------------------------------------------------------------- */

static void show(struct record *r, const struct buf *note, const struct checkpoint *c)
{
	pthread_mutex_lock(&r->mu);
	buf_clear(&r->note);
	buf_bytes(&r->note, note->p, note->n);
	r->shown = *c;
	pthread_mutex_unlock(&r->mu);
}

const char *record_checkpoint(struct ctx *cx, struct record *r, struct checkpoint *ret)
{
	const char *note = NULL;
	pthread_mutex_lock(&r->mu);
	if (r->note.n) {
		note = ctx_textn(cx, r->note.p, r->note.n);
		*ret = r->shown;
	}
	pthread_mutex_unlock(&r->mu);
	return note;
}

static enum err store_signed(struct ctx *cx, struct db *db, void *arg)
{
	struct record *r = arg;
	AUTO_BUF vkey = buf_make(1024);
	vkey_text(&r->keys.sign.pub, &vkey);
	AUTO_ROWS q = db_run(db, SQL_RECORD_HEAD_SIGNED);
	bind_int(q, ":signed", (int64_t)r->head.size);
	bind_text(q, ":checkpoint", buf_cstr(&r->note));
	bind_text(q, ":vkey", buf_cstr(&vkey));
	return rows_done(cx, q, NULL);
}

/* What the files say must be what was computed, and must extend what was signed. */
static enum err extends_signed(struct ctx *cx, struct record *r, const struct checkpoint *now)
{
	struct tile_reader *t = ctx_new(cx, struct tile_reader);
	struct proof p;
	struct hash root;
	*t = (struct tile_reader){ .dir = r->tiles.dir, .size = now->size };
	if (!merkle_root(tile_hash, t, now->size, &root) || !hash_same(&root, &now->root) ||
	    !merkle_consistency(tile_hash, t, r->head.size, now->size, &p) ||
	    !merkle_extends(r->head.size, &r->head.root, now->size, &now->root, &p))
		return fail(cx, ERR_INTERNAL, SAY_RECORD_DIFFERS((int64_t)now->size));
	return OK;
}

static enum err sign(struct ctx *cx, struct record *r)
{
	struct checkpoint now = { r->tiles.range.size, range_root(&r->tiles.range) };
	AUTO_BUF text = buf_make(4096);
	AUTO_BUF note = buf_make(8192);
	TRY(tiles_write(cx, &r->tiles, true));
	TRY(extends_signed(cx, r, &now));
	checkpoint_text(&text, r->keys.sign.pub.name, &now);
	if (!note_sign(&note, text.p, text.n, &r->keys.sign))
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	TRY(file_put(cx, ctx_print(cx, "%s/checkpoint", r->dir), note.p, note.n, 0644));
	r->head = now;
	r->signed_at = cx->now;
	show(r, &note, &now);
	return change(cx, r, store_signed, r);
}

/* Another process signs: show its checkpoint once the files have come so far. */
static enum err adopt(struct ctx *cx, struct record *r)
{
	bool more;
	struct checkpoint c;
	struct hash root;
	AUTO_ROWS q = db_run(r->reader, SQL_RECORD_HEAD);
	TRY(rows_next(cx, q, &more));
	const char *note = more ? col_text(cx, q, "checkpoint") : NULL;
	if (!note || (uint64_t)col_int(q, "signed") <= r->head.size)
		return OK;
	size_t n = strlen(note);
	if (!checkpoint_open(note, n, &r->keys.sign.pub, &c))
		return fail(cx, ERR_INTERNAL, SAY_RECORD_KEY_BAD("vkey"));
	if (c.size > r->tiles.range.size)
		return OK;
	TRY(tiles_write(cx, &r->tiles, true));
	struct tile_reader *t = ctx_new(cx, struct tile_reader);
	*t = (struct tile_reader){ .dir = r->tiles.dir, .size = r->tiles.range.size };
	if (!merkle_root(tile_hash, t, c.size, &root) || !hash_same(&root, &c.root))
		return fail(cx, ERR_INTERNAL, SAY_RECORD_DIFFERS((int64_t)c.size));
	AUTO_BUF b = buf_make(1 << 20);
	buf_bytes(&b, note, n);
	TRY(file_put(cx, ctx_print(cx, "%s/checkpoint", r->dir), b.p, b.n, 0644));
	r->head = c;
	show(r, &b, &c);
	return OK;
}

/* --- rounds ---------------------------------------------------------------- */

/* The tree first: what is asked of it waits for nothing. An index that lags, as
 * one that is made anew does, comes behind it, a while in each round. */
static enum err extend(struct ctx *cx, struct record *r, bool *ret_idle)
{
	int n, what = FOLLOW_TREE;
	int64_t until = clock_steady_us() + ROUND_US;
	if (index_size(r->index) == r->tiles.range.size && index_takes(r->index))
		what |= FOLLOW_INDEX;
	do {
		TRY(follow(cx, r, what, &n));
		if (tiles_waiting(&r->tiles) > WAITING_MOST)
			TRY(tiles_write(cx, &r->tiles, false));
		if (n)
			*ret_idle = false;
	} while (n == READ_MOST && clock_steady_us() < until);
	while (index_size(r->index) < r->tiles.range.size && index_takes(r->index)) {
		TRY(follow(cx, r, FOLLOW_INDEX, &n));
		*ret_idle = false;
		if (clock_steady_us() > until)
			break;
	}
	return OK;
}

static uint64_t begun(struct record *r)
{
	pthread_mutex_lock(&r->mu);
	uint64_t round = ++r->begun;
	pthread_mutex_unlock(&r->mu);
	return round;
}

/* Nothing that was committed when `round` began is unplaced or unindexed. */
static void completed(struct record *r, uint64_t round)
{
	pthread_mutex_lock(&r->mu);
	r->complete = round;
	pthread_mutex_unlock(&r->mu);
	pthread_cond_broadcast(&r->caught_up);
}

/* Another process keeps these files: show what it signed. */
static enum err watch(struct ctx *cx, struct record *r, uint64_t round, bool *ret_idle)
{
	struct placing *p = ctx_new(cx, struct placing);
	int64_t placed = 0;
	int n = 0;
	AUTO_BUF note = buf_make(1 << 20);
	TRY(head_read(cx, r->dir, &r->keys.sign.pub, &note, &r->head));
	show(r, &note, &r->head);
	TRY(waiting(cx, r->reader, p));
	TRY(head_size(cx, r->reader, &placed));
	TRY(index_refresh(cx, r->index));
	if (index_takes(r->index))
		TRY(follow(cx, r, FOLLOW_INDEX, &n));
	*ret_idle = n < READ_MOST;
	r->unsigned_leaves = p->count || (uint64_t)placed > r->head.size;
	if (!p->count && index_size(r->index) == (uint64_t)placed)
		completed(r, round);
	return OK;
}

enum err record_round(struct ctx *cx, struct record *r, bool sign_now, bool *ret_idle)
{
	bool idle = true, more;
	uint64_t round = begun(r);
	*ret_idle = true;
	if (r->dir_lock < 0)
		return watch(cx, r, round, ret_idle);
	TRY(lead(cx, r));
	TRY(place(cx, r, &more));
	TRY(extend(cx, r, &idle));
	if (!r->leads) {
		TRY(adopt(cx, r));
	} else if (r->tiles.range.size > r->head.size &&
		   (sign_now || cx->now.n - r->signed_at.n >= SIGN_EVERY_MS)) {
		TRY(sign(cx, r));
	}
	index_settle(r->index, r->head.size);
	*ret_idle = idle && !more;
	r->unsigned_leaves = more || r->tiles.range.size > r->head.size;
	if (!more && index_size(r->index) == r->tiles.range.size)
		completed(r, round);
	return OK;
}

/* --- loading --------------------------------------------------------------- */

/* The last leaves under the signature, as the store has them now. */
static enum err compare_tail(struct ctx *cx, struct record *r)
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

/* What goes beyond the tree may not come true; what doesn't fit to it is of
 * another record. Both are read again. */
static void fit_index(struct ctx *cx, struct record *r)
{
	uint64_t n;
	struct hash last, want;
	struct tile_reader *t = ctx_new(cx, struct tile_reader);
	*t = (struct tile_reader){ .dir = r->tiles.dir, .size = r->head.size };
	index_trim(r->index, r->head.size);
	while (index_end(r->index, &n, &last)) {
		if (tile_hash(t, 0, n - 1, &want) && hash_same(&want, &last))
			return;
		index_trim(r->index, n - 1);
	}
}

enum err record_load(struct ctx *cx, struct record *r)
{
	int64_t placed = 0;
	AUTO_BUF note = buf_make(1 << 20);
	TRY(head_read(cx, r->dir, &r->keys.sign.pub, &note, &r->head));
	TRY(head_size(cx, r->reader, &placed));
	if ((int64_t)r->head.size > placed)
		return fail(cx, ERR_CONFLICT,
			    SAY_RECORD_BEHIND((int64_t)r->head.size, placed));
	tiles_end(&r->tiles);
	TRY(tiles_open(cx, &r->tiles, ctx_print(&r->own, "%s/tile", r->dir), r->head.size));
	struct hash root = range_root(&r->tiles.range);
	if (!hash_same(&root, &r->head.root))
		return fail(cx, ERR_CONFLICT, SAY_RECORD_DIFFERS((int64_t)r->head.size));
	TRY(compare_tail(cx, r));
	fit_index(cx, r);
	show(r, &note, &r->head);
	return OK;
}
