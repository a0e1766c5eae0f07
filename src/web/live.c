/* live.c - the connections there are, and the reaper that ends those that take
 * too long. The library's own timeout begins again with each byte, so it stops
 * nobody who drips; here each phase has an end or a least rate. Cutting is
 * shutdown(2): the loop then sees the end and cleans up by itself. */
#include "sys/clock.h"
#include "web/job.h"
#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define SECOND       INT64_C(1000000)
#define HEAD_SECONDS 10
#define RATE_LEAST   1024               /* bytes a second, after the first ten */
#define STALL_SECONDS 30
#define SLOTS        1024
#define TCP_CLOSE_WAIT_STATE 8          /* as the kernel counts */

struct live {
	struct live    *prev, *next;
	int             fd;
	_Atomic int     phase;
	_Atomic int64_t since, bytes;   /* of this phase */
	atomic_bool     served;         /* a request was seen on it */
	bool            ended;          /* reading: the end was there a look ago */
	uint64_t        acked;          /* sending: what the peer had, and when it moved */
	int64_t         moved;
	struct origin  *origin;
	char            address[INET6_ADDRSTRLEN];
};
struct origin { struct origin *next; int n; uint8_t key[16]; };
struct lives {
	struct web     *web;
	pthread_mutex_t lock;
	struct live    *first;
	int             n;
	struct origin  *slot[SLOTS];
	pthread_t       reaper;
	pthread_cond_t  wake;
	bool            stop;
};

static void key_of(const struct sockaddr *addr, uint8_t key[16])
{
	memset(key, 0, 16);
	if (addr->sa_family == AF_INET6) {
		memcpy(key, &((const struct sockaddr_in6 *)(const void *)addr)->sin6_addr, 16);
	} else {
		key[10] = key[11] = 0xff;
		memcpy(key + 12, &((const struct sockaddr_in *)(const void *)addr)->sin_addr, 4);
	}
}

static struct origin **find_origin(struct lives *l, const uint8_t key[16])
{
	uint32_t h = 2166136261u;
	for (int i = 0; i < 16; i++)
		h = (h ^ key[i]) * 16777619u;
	struct origin **o = &l->slot[h % SLOTS];
	while (*o && memcmp((*o)->key, key, 16) != 0)
		o = &(*o)->next;
	return o;
}

static void text_of(const uint8_t key[16], char out[INET6_ADDRSTRLEN])
{
	static const uint8_t four[12] = { [10] = 0xff, [11] = 0xff };
	if (memcmp(key, four, 12) == 0)
		inet_ntop(AF_INET, key + 12, out, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, key, out, INET6_ADDRSTRLEN);
}

/* A named proxy speaks for many: its connections are not counted. */
static bool is_proxy(const struct web *w, const char *address)
{
	const char *list = w->set.trusted_proxies;
	size_t n = strlen(address);
	for (const char *p = list ? list : ""; *p; p += strspn(p, " ,")) {
		size_t len = strcspn(p, " ,");
		if (len == n && memcmp(p, address, n) == 0)
			return true;
		p += len;
	}
	return false;
}

bool lives_admit(struct lives *l, const struct sockaddr *addr)
{
	uint8_t key[16];
	char text[INET6_ADDRSTRLEN];
	int most = l->web->set.per_address;
	key_of(addr, key);
	text_of(key, text);
	if (most <= 0 || is_proxy(l->web, text))
		return true;
	pthread_mutex_lock(&l->lock);
	struct origin *o = *find_origin(l, key);
	bool ok = !o || o->n < most;
	pthread_mutex_unlock(&l->lock);
	return ok;
}

struct live *live_open(struct lives *l, int fd, const struct sockaddr *addr)
{
	uint8_t key[16];
	struct live *v = calloc(1, sizeof *v);
	PRE(v != NULL);
	v->fd = fd;
	v->since = clock_steady_us();
	key_of(addr, key);
	text_of(key, v->address);
	pthread_mutex_lock(&l->lock);
	struct origin **o = find_origin(l, key);
	if (!*o) {
		*o = calloc(1, sizeof **o);
		PRE(*o != NULL);
		memcpy((*o)->key, key, 16);
	}
	v->origin = *o;
	v->origin->n++;
	v->next = l->first;
	if (l->first)
		l->first->prev = v;
	l->first = v;
	l->n++;
	pthread_mutex_unlock(&l->lock);
	return v;
}

void live_close(struct lives *l, struct live *v)
{
	pthread_mutex_lock(&l->lock);
	if (v->prev)
		v->prev->next = v->next;
	else
		l->first = v->next;
	if (v->next)
		v->next->prev = v->prev;
	l->n--;
	if (--v->origin->n == 0) {
		struct origin **o = find_origin(l, v->origin->key);
		*o = v->origin->next;
		free(v->origin);
	}
	pthread_mutex_unlock(&l->lock);
	free(v);
}

void live_phase(struct live *v, enum live_phase phase)
{
	if (!v)
		return;
	atomic_store_explicit(&v->bytes, 0, memory_order_relaxed);
	if (phase == LIVE_HEAD)
		atomic_store_explicit(&v->served, true, memory_order_relaxed);
	atomic_store_explicit(&v->since, clock_coarse_us(), memory_order_relaxed);
	atomic_store_explicit(&v->phase, (int)phase, memory_order_release);
}

void live_bytes(struct live *v, size_t n)
{
	atomic_fetch_add_explicit(&v->bytes, (int64_t)n, memory_order_relaxed);
}

const char *live_address(const struct live *v)
{
	return v->address;
}

int lives_count(struct lives *l)
{
	pthread_mutex_lock(&l->lock);
	int n = l->n;
	pthread_mutex_unlock(&l->lock);
	return n;
}

/* --- the reaper ------------------------------------------------------------ */

/* A reader who takes nothing for 30 s, or less than the least rate. */
static bool sends_too_slowly(struct live *v, int64_t now, int64_t since)
{
	struct tcp_info info;
	socklen_t n = sizeof info;
	if (now - since < 10 * SECOND ||
	    getsockopt(v->fd, IPPROTO_TCP, TCP_INFO, &info, &n) < 0)
		return false;
	if (info.tcpi_bytes_acked != v->acked || v->moved < since) {
		v->acked = info.tcpi_bytes_acked;
		v->moved = now;
	}
	return now - v->moved > STALL_SECONDS * SECOND;
}

/* The client left before its request was whole. The library may miss that: a
 * read that is shorter than asked for makes it wait for the next edge, and an
 * end that came together with those bytes makes none. */
static bool has_left(const struct live *v, int64_t age)
{
	struct tcp_info info;
	socklen_t n = sizeof info;
	int unread = 0;
	if (age < SECOND / 4 || getsockopt(v->fd, IPPROTO_TCP, TCP_INFO, &info, &n) < 0)
		return false;
	return info.tcpi_state == TCP_CLOSE_WAIT_STATE &&
	       ioctl(v->fd, FIONREAD, &unread) == 0 && !unread;
}

static bool too_slow(const struct web *w, struct live *v, int64_t now)
{
	int64_t since = atomic_load_explicit(&v->since, memory_order_relaxed);
	int64_t bytes = atomic_load_explicit(&v->bytes, memory_order_relaxed);
	int64_t age = now - since;
	switch ((enum live_phase)atomic_load_explicit(&v->phase, memory_order_acquire)) {
	case LIVE_IDLE: {
		int64_t most = atomic_load_explicit(&v->served, memory_order_relaxed)
			? w->set.idle_seconds : HEAD_SECONDS;
		return age > most * SECOND || has_left(v, age);
	}
	case LIVE_HEAD:
		return age > HEAD_SECONDS * SECOND || has_left(v, age);
	case LIVE_BODY:
		if (age > w->set.request_seconds * SECOND || has_left(v, age))
			return true;
		return age > 10 * SECOND && bytes < (age / SECOND - 10) * RATE_LEAST;
	case LIVE_STREAM_IN:
		if (has_left(v, age))
			return true;
		return age > 10 * SECOND && bytes < (age / SECOND - 10) * RATE_LEAST;
	case LIVE_AWAY:
		return false;
	case LIVE_SENDING:
		return sends_too_slowly(v, now, since);
	}
	return false;
}

/* A client that left while the loop was reading: the library takes a short read
 * for all there is, and with data and end in one packet it never hears of the
 * end. Seen twice in a row, so that a request just read whole isn't cut. */
static bool left_reading(struct live *v)
{
	char c;
	int phase = atomic_load_explicit(&v->phase, memory_order_acquire);
	bool before = v->ended;
	v->ended = (phase == LIVE_BODY || phase == LIVE_STREAM_IN) &&
		   recv(v->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
	return before && v->ended;
}

static void *reap(void *arg)
{
	struct lives *l = arg;
	pthread_mutex_lock(&l->lock);
	while (!l->stop) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += 250000000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&l->wake, &l->lock, &until);
		int64_t now = clock_steady_us();
		for (struct live *v = l->first; v; v = v->next)
			if (too_slow(l->web, v, now) || left_reading(v))
				shutdown(v->fd, SHUT_RDWR);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

struct lives *lives_start(struct web *w)
{
	struct lives *l = calloc(1, sizeof *l);
	PRE(l != NULL);
	l->web = w;
	if (w->set.idle_seconds <= 0)
		w->set.idle_seconds = 15;
	if (w->set.request_seconds <= 0)
		w->set.request_seconds = 60;
	pthread_mutex_init(&l->lock, NULL);
	clock_cond(&l->wake);
	PRE(pthread_create(&l->reaper, NULL, reap, l) == 0);
	return l;
}

void lives_stop(struct lives *l)
{
	pthread_mutex_lock(&l->lock);
	l->stop = true;
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->reaper, NULL);
	pthread_cond_destroy(&l->wake);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* On the loop's own thread, while the connection is its: the descriptor lives. */
void live_cut(struct live *v)
{
	shutdown(v->fd, SHUT_RDWR);
}

void lives_cut_all(struct lives *l)
{
	pthread_mutex_lock(&l->lock);
	for (struct live *v = l->first; v; v = v->next)
		shutdown(v->fd, SHUT_RDWR);
	pthread_mutex_unlock(&l->lock);
}
