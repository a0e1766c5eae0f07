/* record.h - the provable record: what happened, so that nobody can deny it.
 *
 * Inside a store_change() closure a feature says what it does:
 *
 *     TRY(record_note(cx, db, &(struct note){ .kind = NOTE_CASE, .act = "agree",
 *                     .org = who->org, .principal = who->id, .case_id = c->id }));
 *
 * The note becomes a leaf of an RFC 6962 tree (core/leaf.h) and is durable in
 * the same transaction as the change; if the change fails it never was. The
 * leaf's hash doesn't depend on its place in the tree, so a receipt goes out at
 * once; a thread of the record gives committed leaves their index, extends the
 * tree, and signs a checkpoint at most every second (record/sequence.c). */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H
#include "core/leaf.h"
#include "store/store.h"

struct record;

/* Add a leaf to this transaction. The variant also hands back the leaf's hash. */
enum err record_note(struct ctx *cx, struct db *db, const struct note *n) MUST_USE;
enum err record_note_hash(struct ctx *cx, struct db *db, const struct note *n,
			  struct hash *ret_leaf) MUST_USE;

/* The same in two steps for the release path: the costly part (encoding,
 * commitments, hashing) on the worker's thread, then one cheap call inside the
 * closure. A closure that runs again may put the same leaf again. */
struct leaf record_prepare(struct ctx *cx, struct record *r, const struct note *n);
void        record_put(struct db *db, const struct leaf *leaf);

/* OK while leaves are being signed. When nothing could be signed for ten minutes
 * (a leaf was altered, the disk is full): ERR_UNRECORDED, and no personal data
 * may leave. The operator's log tells of it from the first minute. */
enum err record_ready(struct ctx *cx, const struct record *r) MUST_USE;

/* The value of the Gongshu-Receipt header: "<origin>;<index or pending>;<leaf
 * hash, base64url>". In the arena. */
const char *record_receipt(struct ctx *cx, struct record *r, const struct hash *leaf);

/* What was recorded, for those who count: each leaf that has its place, with its private
 * part (NULL: erased), from index *at on, in whole segments, `most` of them; *at moves
 * behind them. Where it stands is where it may begin again. */
typedef void record_each(void *arg, int64_t index, const struct leaf_facts *f,
			 const struct leaf_secret *s);
enum err record_walk(struct ctx *cx, struct db *db, int64_t *at, int most, record_each *each,
		     void *arg, int *ret_n) MUST_USE;

/* --- for serve.c and the commands -------------------------------------- */
struct record_setup {
	struct store *store;
	struct db    *reader;           /* a read connection for the record alone */
	const char   *origin;           /* its name; NULL or "": as it was, or of the key */
	bool          no_thread;        /* commands: place and sign in record_settle() */
};
/* Makes the keys when there is no record yet, checks that the store has not
 * fallen behind the last signed checkpoint (a sentence in `cx` when it has),
 * takes over sealing (store_on_seal) and starts the record's thread. */
enum err record_open(struct ctx *cx, struct record_setup setup,
		     struct record **ret_record) MUST_USE;
/* Place and sign what is committed, now. Commands call it before they end. */
enum err record_settle(struct ctx *cx, struct record *r) MUST_USE;
void     record_close(struct record *r);        /* settles, then stops */
const char *record_origin(const struct record *r);
#endif
