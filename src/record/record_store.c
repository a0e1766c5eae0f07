/* record_store.c - from a note to a durable leaf.
 *
 * record_prepare() does the costly part on any thread; record_put() hands the
 * bytes to the group; seal() makes one row of everything the group gathered.
 * The digest beside it is over the leaves' hashes as they were when the notes
 * were made, so a bit that flips between there and the disk is found before
 * anything is signed over it. */
#include "record/inside.h"
#include "base/enc.h"
#include "sys/random.h"
#include <string.h>

/* --- notes ----------------------------------------------------------------- */

/* The key of a year stays with the thread that made it: it is asked for with
 * every leaf. */
static void key_of_year(const struct record *r, int year, uint8_t ret_key[32])
{
	static _Thread_local struct { int year; uint8_t master[32], key[32]; } last;
	if (last.year != year || memcmp(last.master, r->keys.subject, sizeof last.master) != 0) {
		last.year = year;
		memcpy(last.master, r->keys.subject, sizeof last.master);
		subject_year_key(last.master, year, last.key);
	}
	memcpy(ret_key, last.key, sizeof last.key);
}

static void frame_for(struct record *r, ms_t at, struct leaf_frame *f)
{
	int year = day_split(day_at(at)).year;
	*f = (struct leaf_frame){ .node = r->keys.sign.pub.name, .at = at };
	random_bytes(f->seed, sizeof f->seed);
	key_of_year(r, year, f->subject_key);
}

struct leaf record_prepare(struct ctx *cx, struct record *r, const struct note *n)
{
	struct leaf_frame f;
	frame_for(r, cx->now, &f);
	struct leaf l = leaf_make(cx, n, &f);
	explicit_bzero(&f, sizeof f);
	return l;
}

void record_put(struct db *db, const struct leaf *leaf)
{
	db_leaf(db, leaf->bytes, leaf->nbytes, leaf->secret, leaf->nsecret);
}

enum err record_note_hash(struct ctx *cx, struct db *db, const struct note *n,
			  struct hash *ret_leaf)
{
	struct record *r = store_seal_arg(db_store(db));
	PRE(r != NULL);
	struct leaf l = record_prepare(cx, r, n);
	record_put(db, &l);
	*ret_leaf = l.hash;
	return ctx_check(cx);
}

enum err record_note(struct ctx *cx, struct db *db, const struct note *n)
{
	struct hash h;
	return record_note_hash(cx, db, n, &h);
}

const char *record_receipt(struct ctx *cx, struct record *r, const struct hash *leaf)
{
	char text[B64_TEXT(HASH_SIZE)];
	return ctx_print(cx, "%s;pending;%s", r->keys.sign.pub.name,
			 b64url_text(leaf->b, HASH_SIZE, text));
}

/* --- segments -------------------------------------------------------------- */

bool run_next(struct span *rest, struct span *ret)
{
	if (rest->n < 4)
		return false;
	size_t n = (size_t)rest->p[0] << 24 | (size_t)rest->p[1] << 16 |
		   (size_t)rest->p[2] << 8 | rest->p[3];
	if (n > rest->n - 4)
		return false;
	*ret = (struct span){ rest->p + 4, n };
	rest->p += 4 + n;
	rest->n -= 4 + n;
	return true;
}

bool run_at(struct span all, size_t n, struct span *ret)
{
	for (size_t i = 0; i < n; i++)
		if (!run_next(&all, ret))
			return false;
	return run_next(&all, ret);
}

/* Ascending within a process; the low bits keep processes of one store apart. */
static int64_t segment_id(struct record *r, ms_t now)
{
	int64_t want = (now.n - 1577836800000) << 20, last = r->last_id, id;
	do {
		int64_t next = (last | 0xfff) + 1;
		id = (want > next ? want : next) | (last & 0xfff);
	} while (!atomic_compare_exchange_weak(&r->last_id, &last, id));
	return id;
}

static struct hash digest_of(const struct buf *secrets)
{
	struct span rest = { (const uint8_t *)secrets->p, secrets->n }, one;
	struct leaf_secret s;
	struct hashing *h = hashing_begin();
	while (run_next(&rest, &one)) {
		PRE(secret_read(one.p, one.n, &s));
		hashing_add(h, s.hash.b, HASH_SIZE);
	}
	return hashing_end(h);
}

static enum err add_segment(struct ctx *cx, struct db *db, int64_t id, int n,
			    const struct buf *leaves, const struct hash *digest)
{
	AUTO_ROWS q = db_run(db, SQL_RECORD_SEGMENT_ADD);
	bind_int(q, ":id", id);
	bind_ms(q, ":at", cx->now);
	bind_int(q, ":n", n);
	bind_blob(q, ":leaves", leaves->p, leaves->n);
	bind_blob(q, ":digest", digest->b, HASH_SIZE);
	return rows_post(cx, &q, -1);
}

static enum err add_private(struct ctx *cx, struct db *db, int64_t id,
			    const struct buf *secrets)
{
	AUTO_ROWS q = db_run(db, SQL_RECORD_PRIVATE_ADD);
	bind_int(q, ":segment", id);
	bind_ms(q, ":at", cx->now);
	bind_blob(q, ":secrets", secrets->p, secrets->n);
	return rows_post(cx, &q, -1);
}

static enum err add_unplaced(struct ctx *cx, struct db *db, int64_t id)
{
	AUTO_ROWS q = db_run(db, SQL_RECORD_UNPLACED_ADD);
	bind_int(q, ":segment", id);
	return rows_post(cx, &q, -1);
}

/* The store's hook: everything one group noted becomes one row. */
enum err record_seal(struct ctx *cx, struct db *db, struct buf *leaves,
		     struct buf *secrets, int n, void *arg)
{
	struct record *r = arg;
	struct hash digest = digest_of(secrets);
	int64_t id = segment_id(r, cx->now);
	TRY(add_segment(cx, db, id, n, leaves, &digest));
	TRY(add_private(cx, db, id, secrets));
	return add_unplaced(cx, db, id);
}

/* --- reading back ---------------------------------------------------------- */

/* One leaf of a segment of hundreds: only that goes into the arena. */
static struct span kept(struct ctx *cx, struct span s)
{
	return (struct span){ s.n ? (const uint8_t *)ctx_textn(cx, s.p, s.n) : NULL, s.n };
}

enum err record_leaf(struct ctx *cx, struct db *db, int64_t index, struct span *ret_leaf,
		     struct span *ret_secret)
{
	bool more;
	int64_t first = 0;
	AUTO_ROWS p = db_run(db, SQL_RECORD_PLACE_OF);
	bind_int(p, ":at", index);
	TRY(rows_next(cx, p, &more));
	if (!more || index >= col_int(p, "first") + col_int(p, "n"))
		return fail(cx, ERR_NOT_FOUND, SAY_RECORD_NO_LEAF());
	first = col_int(p, "first");
	AUTO_ROWS q = db_run(db, SQL_RECORD_PLACED);
	bind_int(q, ":least", first);
	bind_int(q, ":most", 1);
	TRY(rows_next(cx, q, &more));
	struct span leaves = { 0 }, secrets = { 0 }, leaf, secret = { 0 };
	if (more) {
		leaves.p = (const uint8_t *)col_peek(q, "leaves", &leaves.n);
		secrets.p = (const uint8_t *)col_peek(q, "secrets", &secrets.n);
	}
	if (!leaves.p || !run_at(leaves, (size_t)(index - first), &leaf))
		return fail(cx, ERR_NOT_FOUND, SAY_RECORD_NO_LEAF());
	if (!secrets.p || !run_at(secrets, (size_t)(index - first), &secret))
		secret = (struct span){ 0 };
	*ret_leaf = kept(cx, leaf);
	*ret_secret = kept(cx, secret);
	return OK;
}

/* --- walking ---------------------------------------------------------------- */

static enum err walk_segment(struct ctx *cx, struct rows *q, int64_t first, record_each *each,
			     void *arg)
{
	struct span leaves = { 0 }, secrets = { 0 }, leaf, secret;
	leaves.p = (const uint8_t *)col_peek(q, "leaves", &leaves.n);
	secrets.p = (const uint8_t *)col_peek(q, "secrets", &secrets.n);
	for (int64_t i = 0; leaves.p && run_next(&leaves, &leaf); i++) {
		struct leaf_facts f;
		struct leaf_secret s;
		bool known = secrets.p && run_next(&secrets, &secret) &&
			     secret_read(secret.p, secret.n, &s) && s.seed;
		if (!leaf_read(leaf.p, leaf.n, &f))
			return fail(cx, ERR_INTERNAL, SAY_RECORD_LEAF_BAD(first + i));
		each(arg, first + i, &f, known ? &s : NULL);
	}
	return OK;
}

enum err record_walk(struct ctx *cx, struct db *db, int64_t *at, int most, record_each *each,
		     void *arg, int *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_RECORD_PLACED);
	bind_int(q, ":least", *at);
	bind_int(q, ":most", most);
	for (*ret_n = 0;; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		int64_t first = col_int(q, "first");
		TRY(walk_segment(cx, q, first, each, arg));
		*at = first + col_int(q, "n");
	}
}
