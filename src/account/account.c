/* account.c - the cache of principals, the epoch that keeps it honest, and the
 * buckets of wrong sign-ins by address. Cached principals are plain bytes, so
 * a hit is one memcpy under a lock that 1 in 64 requests contend for. */
#include "account/inside.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <string.h>

enum { EPOCH_EVERY_US = 100000, PEER_ROOM = 100000, PEER_COST = 1000 };

enum err account_open(struct ctx *cx, struct account_setup setup,
		      struct account **ret_account)
{
	struct account *a = ctx_new(cx, struct account);
	a->setup = setup;
	static const char *const words[] = { "gongshu seal", "gongshu pepper", "gongshu person",
					     "gongshu csrf" };
	uint8_t *const keys[] = { a->seal, a->pepper, a->mac, a->csrf };
	for (int i = 0; i < 4; i++) {
		struct hash h = hash_keyed(setup.seal_key, 32, words[i], strlen(words[i]));
		memcpy(keys[i], h.b, 32);
	}
	a->setup.seal_key = NULL;
	for (int i = 0; i < CACHE_LOCKS; i++)
		pthread_mutex_init(&a->locks[i], NULL);
	pthread_mutex_init(&a->hash_lock, NULL);
	pthread_cond_init(&a->hash_free, NULL);
	pthread_mutex_init(&a->peer_lock, NULL);
	a->looked_us = INT64_MIN / 2;
	*ret_account = a;
	return OK;
}

enum err account_seal_key(struct ctx *cx, const char *dir, uint8_t ret_key[32])
{
	return file_secret(cx, ctx_print(cx, "%s/keys/seal.key", dir), ret_key, 32);
}

void account_close(struct account *a)
{
	if (a)
		explicit_bzero(a, sizeof *a);
}

void account_changed(struct account *a)
{
	a->looked_us = INT64_MIN / 2;
}

enum err account_touch(struct ctx *cx, struct db *db)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_ACCOUNT_EPOCH_MOVE);
	return rows_done(cx, q, &changed);
}

/* The epoch as of at most EPOCH_EVERY_US ago. The time is taken before reading,
 * so that a change between the two is seen by the next look. */
enum err account_epoch(struct ctx *cx, struct account *a, struct db *db, int64_t *ret_epoch)
{
	int64_t now = clock_steady_us(), looked = a->looked_us;
	if (now - looked > EPOCH_EVERY_US) {
		bool more;
		AUTO_ROWS q = db_run(db, SQL_ACCOUNT_EPOCH);
		TRY(rows_next(cx, q, &more));
		int64_t epoch = more ? col_int(q, "n") : 0, had = a->epoch;
		while (had < epoch && !atomic_compare_exchange_weak(&a->epoch, &had, epoch))
			;
		/* Another thread may have asked for a fresh look meanwhile: then
		 * `looked_us` has moved and stays as it is. */
		atomic_compare_exchange_strong(&a->looked_us, &looked, now);
	}
	*ret_epoch = a->epoch;
	return OK;
}

static struct principal *cache_set(struct account *a, const struct hash *h,
				   pthread_mutex_t **ret_lock)
{
	unsigned set = (h->b[0] | (unsigned)h->b[1] << 8) % CACHE_SETS;
	*ret_lock = &a->locks[set % CACHE_LOCKS];
	return a->cache[set];
}

bool cache_get(struct account *a, enum who_by by, const struct hash *h, int64_t epoch,
	       struct principal *ret_p)
{
	pthread_mutex_t *lock;
	struct principal *set = cache_set(a, h, &lock);
	bool found = false;
	pthread_mutex_lock(lock);
	for (int i = 0; i < CACHE_WAYS && !found; i++) {
		if (set[i].used && set[i].by == by && set[i].epoch == epoch &&
		    hash_same(&set[i].hash, h)) {
			*ret_p = set[i];
			found = true;
		}
	}
	pthread_mutex_unlock(lock);
	return found;
}

/* Takes the place of the same principal, an empty or outdated one, or the first. */
void cache_put(struct account *a, const struct principal *p)
{
	pthread_mutex_t *lock;
	struct principal *set = cache_set(a, &p->hash, &lock), *at = NULL;
	pthread_mutex_lock(lock);
	for (int i = 0; i < CACHE_WAYS && !at; i++)
		if (set[i].used && hash_same(&set[i].hash, &p->hash))
			at = &set[i];
	for (int i = 0; i < CACHE_WAYS && !at; i++)
		if (!set[i].used || set[i].epoch != p->epoch)
			at = &set[i];
	if (!at) {
		set[1] = set[0];
		at = &set[0];
	}
	*at = *p;
	at->used = true;
	pthread_mutex_unlock(lock);
}

void cache_seen(struct account *a, const struct hash *h, int64_t seen_at)
{
	pthread_mutex_t *lock;
	struct principal *set = cache_set(a, h, &lock);
	pthread_mutex_lock(lock);
	for (int i = 0; i < CACHE_WAYS; i++)
		if (set[i].used && hash_same(&set[i].hash, h))
			set[i].seen_at = seen_at;
	pthread_mutex_unlock(lock);
}

bool peer_may(struct account *a, const char *peer, enum peer_use use)
{
	struct hash h = hash_keyed(a->mac, sizeof a->mac, peer, strlen(peer));
	uint64_t key;
	memcpy(&key, h.b, sizeof key);
	int64_t now = clock_steady_us();
	pthread_mutex_lock(&a->peer_lock);
	struct peer_bucket *b = &a->peers[key % PEERS];
	if (b->key != key)
		*b = (struct peer_bucket){ .key = key, .at_us = now, .milli = PEER_ROOM };
	int64_t fill = b->milli + (now - b->at_us) / 1000;
	b->milli = (int32_t)(fill > PEER_ROOM ? PEER_ROOM : fill);
	b->at_us = now;
	bool may = b->milli >= PEER_COST;
	if (use == PEER_SPEND)
		b->milli = b->milli > PEER_COST ? b->milli - PEER_COST : 0;
	pthread_mutex_unlock(&a->peer_lock);
	return may;
}
