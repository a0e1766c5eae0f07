/* inside.h - the inside of record/: its state and how its parts divide the work.
 *
 *   record_store.c  notes into leaves, leaves into segments (on the writer)
 *   sequence.c      the thread: places (place.c), extends (follow.c), signs
 *   tiles.c         the tree on disk: <data>/record/tile/…
 *   index*.c        <data>/record/index/: hash -> index, subjects, search
 *   keys.c          signing key, name, subject key, last checkpoint
 *   erase.c         takes a person out; proofs stay
 *   record_http.c   what is shown; verify.c  what is proved from outside */
#ifndef RECORD_INSIDE_H
#define RECORD_INSIDE_H
#include "core/tlog.h"
#include "record/index.h"
#include "record/record.h"
#include "record/tiles.h"
#include <pthread.h>
#include <stdatomic.h>

struct keys {                           /* keys.c */
	struct sign_key sign;
	uint8_t         subject[32];
};
/* Reads the keys of `dir`/record; makes them when `fresh`. `origin` may be "". */
enum err keys_read(struct ctx *cx, const char *dir, const char *origin, bool fresh,
		   struct keys *ret_keys) MUST_USE;
/* The last checkpoint on disk: its note in `note` (empty when there is none). */
enum err head_read(struct ctx *cx, const char *dir, const struct verify_key *k,
		   struct buf *note, struct checkpoint *ret) MUST_USE;
/* The verification key a data directory was made with. */
enum err vkey_of(struct ctx *cx, const char *dir, struct verify_key *ret) MUST_USE;

struct record {
	struct ctx       own;           /* where this struct lives */
	struct store    *store;
	struct db       *reader;        /* the sequencer's own */
	const char      *dir;           /* <data>/record */
	struct keys      keys;
	_Atomic int64_t  last_id;       /* of segments; low bits are this process's */
	/* The sequencer's own, from here … */
	struct tiles     tiles;
	struct index    *index;
	bool             loaded;        /* the tree below is that of the files */
	bool             keeps;         /* this process fills the index */
	bool             leads;         /* may place and sign */
	int              generation;    /* of the connection it leads by */
	int              dir_lock;      /* >= 0: this process keeps the files */
	struct checkpoint head;         /* the last one signed */
	ms_t             signed_at;
	/* … to here. */
	_Atomic int64_t  late_since;    /* ms since when leaves wait in vain; 0: none do */
	bool             unsigned_leaves; /* placed or not, when the last round ended */
	uint64_t         last_head;     /* its size a round ago */
	int64_t          told_at;       /* when the log was last told */
	pthread_mutex_t  mu;            /* guards what follows */
	pthread_cond_t   wake, caught_up;
	struct buf       note;          /* the newest checkpoint, for readers */
	struct checkpoint shown;
	uint64_t         begun, complete; /* rounds: begun; the last that left nothing */
	bool             threaded, stopping;
	pthread_t        thread;
};

store_seal_fn record_seal;              /* record_store.c */
/* sequence.c: loads the tree at the last checkpoint and compares its end with
 * the store. */
enum err record_load(struct ctx *cx, struct record *r) MUST_USE;
/* One round: place, extend, index, and sign when a second has passed or
 * `sign_now`. *ret_idle when nothing was left to do. */
enum err record_round(struct ctx *cx, struct record *r, bool sign_now,
		      bool *ret_idle) MUST_USE;
/* Returns once everything committed before the call can be found in the index,
 * or after `ms`. */
void record_wait(struct record *r, int ms);
/* A copy of the newest checkpoint's note, in the arena; NULL when none. */
const char *record_checkpoint(struct ctx *cx, struct record *r, struct checkpoint *ret);
/* The bytes of leaf `index` and its private part; spans point into the arena. */
enum err record_leaf(struct ctx *cx, struct db *db, int64_t index, struct span *ret_leaf,
		     struct span *ret_secret) MUST_USE;
/* The n-th run of a segment's bytes. */
bool run_at(struct span all, size_t n, struct span *ret);
bool run_next(struct span *rest, struct span *ret);
#endif
