/* inside.h - what the shell files of account/ share among themselves. */
#ifndef ACCOUNT_INSIDE_H
#define ACCOUNT_INSIDE_H
#include "account/account.h"
#include "base/address.h"
#include "base/hash.h"
#include "base/jout.h"
#include "record/record.h"
#include "sys/settings.h"
#include <pthread.h>
#include <stdatomic.h>

/* --- account.c: the long-lived part ------------------------------------ */
enum who_by { BY_SESSION, BY_BEARER, BY_KEY };

/* A principal as cached: plain bytes, copied out under a lock. */
struct principal {
	struct hash    hash;
	enum who_by    by;
	bool           used;
	int64_t        epoch, seen_at, ends_at;
	enum who_kind  kind;
	enum org_level level;
	uint32_t       roles;
	uint64_t       caps;
	int            assurance;
	enum key_algorithm algorithm;
	char           id[24], org[24], session[24], token[24], region[16];
	char           name[80];
	char           pem[600];
	char           from[ADDRESS_LIST_TEXT];    /* addresses; empty: any */
};

enum { CACHE_SETS = 1024, CACHE_WAYS = 2, CACHE_LOCKS = 64,
       HASHES_AT_ONCE = 2, HASHES_WAITING = 12, PEERS = 4096 };

struct peer_bucket { uint64_t key; int64_t at_us; int32_t milli; };

struct account {
	struct account_setup setup;
	uint8_t              seal[32], pepper[32], mac[32], csrf[32];
	_Atomic int64_t      epoch, looked_us;
	pthread_mutex_t      locks[CACHE_LOCKS];
	struct principal     cache[CACHE_SETS][CACHE_WAYS];
	pthread_mutex_t      hash_lock;
	pthread_cond_t       hash_free;
	int                  hashing, waiting;
	pthread_mutex_t      peer_lock;
	struct peer_bucket   peers[PEERS];
};

bool cache_get(struct account *a, enum who_by by, const struct hash *h, int64_t epoch,
	       struct principal *ret_p);
void cache_put(struct account *a, const struct principal *p);
void cache_seen(struct account *a, const struct hash *h, int64_t seen_at);
enum err account_epoch(struct ctx *cx, struct account *a, struct db *db,
		       int64_t *ret_epoch) MUST_USE;

/* Wrong sign-ins from one address: true while it has not used up its bucket of
 * 100, refilled at one a second. `spend` takes one. */
enum peer_use { PEER_ASK, PEER_SPEND };
bool peer_may(struct account *a, const char *peer, enum peer_use use);

/* --- secret.c ---------------------------------------------------------- */
/* At most two hashes at once, the rest wait; too many waiting: ERR_TOO_MANY. */
enum err secret_hash(struct ctx *cx, struct account *a, const char *password,
		     const char **ret_stored) MUST_USE;
/* `stored` NULL: works as long on nothing and says false. */
enum err secret_fits(struct ctx *cx, struct account *a, const char *password,
		     const char *stored, bool *ret_fits) MUST_USE;
/* Sealed with AES-256-GCM under the sealing key; `what` binds the purpose. */
void *secret_seal(struct ctx *cx, struct account *a, const char *what, const void *p,
		  size_t n, size_t *ret_n);
bool  secret_open(struct ctx *cx, struct account *a, const char *what, const void *sealed,
		  size_t n, const uint8_t **ret_p, size_t *ret_n);
/* A fresh secret as text: `prefix` and 43 characters. */
const char *secret_token(struct ctx *cx, const char *prefix);
/* One-time secret for people: four groups of five, passes the password rules. */
const char *secret_words(struct ctx *cx);

/* --- from.c ------------------------------------------------------------ */
/* NULL for no blocks; ERR_INVALID with field "addresses". */
enum err from_read(struct ctx *cx, const char *const *blocks, size_t n,
		   const char **ret_list) MUST_USE;
void from_put(struct ctx *cx, struct jout *j, const char *list);

/* --- note.c: leaves about account matters ------------------------------- */
enum err account_note(struct ctx *cx, struct db *db, const struct who *by,
		      enum note_kind kind, const char *act, const char *object) MUST_USE;
/* Must this person choose a new password before anything else? */
bool account_must_change(const struct ctx *cx, const struct account *a, bool staff,
			 int64_t marked, ms_t password_at);
enum err account_roles(struct ctx *cx, struct db *db, const char *user,
		       uint32_t *ret_roles) MUST_USE;
#endif
