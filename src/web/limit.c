#include "web/limit.h"
#include "base/err.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Two addresses that fall together share a bucket: with 16 k of them that is
 * rare, and bounded memory is worth it. */
#define BUCKETS 16384
struct bucket { int64_t at, left; };            /* milli-requests */
struct limits {
	pthread_mutex_t lock;
	int64_t         per_second;
	struct bucket   bucket[BUCKETS];
};

struct limits *limits_new(int per_second)
{
	if (per_second <= 0)
		return NULL;
	struct limits *l = calloc(1, sizeof *l);
	PRE(l != NULL);
	l->per_second = per_second;
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

void limits_free(struct limits *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

bool limit_allows(struct limits *l, const char *address, ms_t now)
{
	uint32_t h = 2166136261u;
	if (!l || strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0)
		return true;
	for (const char *p = address; *p; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	struct bucket *b = &l->bucket[h % BUCKETS];
	int64_t most = l->per_second * 4000;
	pthread_mutex_lock(&l->lock);
	int64_t left = b->at ? b->left + (now.n - b->at) * l->per_second : most;
	b->at = now.n;
	b->left = left < most ? left : most;
	bool ok = b->left >= 1000;
	if (ok)
		b->left -= 1000;
	pthread_mutex_unlock(&l->lock);
	return ok;
}
