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
#include "record/sequence.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <string.h>

enum { SIGN_EVERY_MS = 1000, WAITING_MOST = 32 << 20, ROUND_US = 250000 };

/* --- signed, and shown ------------------------------------------------------- */

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
	return store_change_queued(cx, r->store, store_signed, r);
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
		TRY(record_follow(cx, r, what, &n));
		if (tiles_waiting(&r->tiles) > WAITING_MOST)
			TRY(tiles_write(cx, &r->tiles, false));
		if (n)
			*ret_idle = false;
	} while (n == FOLLOW_MOST && clock_steady_us() < until);
	while (index_size(r->index) < r->tiles.range.size && index_takes(r->index)) {
		TRY(record_follow(cx, r, FOLLOW_INDEX, &n));
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
	int64_t placed = 0;
	bool waits;
	int n = 0;
	AUTO_BUF note = buf_make(1 << 20);
	TRY(head_read(cx, r->dir, &r->keys.sign.pub, &note, &r->head));
	show(r, &note, &r->head);
	TRY(record_waiting(cx, r, &waits));
	TRY(record_placed(cx, r->reader, &placed));
	TRY(index_refresh(cx, r->index));
	if (index_takes(r->index))
		TRY(record_follow(cx, r, FOLLOW_INDEX, &n));
	*ret_idle = n < FOLLOW_MOST;
	r->unsigned_leaves = waits || (uint64_t)placed > r->head.size;
	if (!waits && index_size(r->index) == (uint64_t)placed)
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
	TRY(record_lead(cx, r));
	TRY(record_place(cx, r, &more));
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
	TRY(record_placed(cx, r->reader, &placed));
	if ((int64_t)r->head.size > placed)
		return fail(cx, ERR_CONFLICT,
			    SAY_RECORD_BEHIND((int64_t)r->head.size, placed));
	tiles_end(&r->tiles);
	TRY(tiles_open(cx, &r->tiles, ctx_print(&r->own, "%s/tile", r->dir), r->head.size));
	struct hash root = range_root(&r->tiles.range);
	if (!hash_same(&root, &r->head.root))
		return fail(cx, ERR_CONFLICT, SAY_RECORD_DIFFERS((int64_t)r->head.size));
	TRY(record_compare_tail(cx, r));
	fit_index(cx, r);
	show(r, &note, &r->head);
	return OK;
}
