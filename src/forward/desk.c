/* desk.c - see desk.h. */
#include "forward/desk.h"
#include "base/keep.h"
#include "sys/clock.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define SLOTS 1024
#define ID    64

struct failed { struct desk_failure f; char item[ID]; };
struct entry {
	struct entry  *next;
	char           resource[ID];
	int64_t        revision;
	int            under_way;
	struct breaker breaker;
	int64_t        calls, failed, us;
	struct failed  last[DESK_FAILURES];     /* a ring */
	int            nlast, at;
};
struct desk {
	pthread_mutex_t lock;
	int             most, most_each, under_way;
	struct entry   *slot[SLOTS];
};

struct desk *desk_open(int most, int most_each)
{
	struct desk *d = keep_new(struct desk);
	pthread_mutex_init(&d->lock, NULL);
	d->most = most;
	d->most_each = most_each;
	return d;
}

void desk_close(struct desk *d)
{
	if (!d)
		return;
	for (int i = 0; i < SLOTS; i++) {
		for (struct entry *e = d->slot[i], *next; e; e = next) {
			next = e->next;
			keep_end(e);
		}
	}
	pthread_mutex_destroy(&d->lock);
	keep_end(d);
}

static struct entry **find(struct desk *d, const char *resource)
{
	uint32_t h = UINT32_C(2166136261);
	for (const char *p = resource; *p; p++)
		h = (h ^ (unsigned char)*p) * UINT32_C(16777619);
	struct entry **at = &d->slot[h % SLOTS];
	while (*at && strcmp((*at)->resource, resource) != 0)
		at = &(*at)->next;
	return at;
}

/* What is known of an interface ends where it is mounted anew; its calls are still out. */
static struct entry *entry_of(struct desk *d, const char *resource, int64_t revision)
{
	struct entry **at = find(d, resource), *e = *at;
	if (!e) {
		e = *at = keep_new(struct entry);
		snprintf(e->resource, sizeof e->resource, "%s", resource);
		e->revision = revision;
	}
	if (e->revision < revision) {
		int under_way = e->under_way;
		struct entry *next = e->next;
		*e = (struct entry){ .next = next, .revision = revision, .under_way = under_way };
		snprintf(e->resource, sizeof e->resource, "%s", resource);
	}
	return e;
}

static int64_t now_ms(void)
{
	return clock_steady_us() / 1000;
}

enum desk_may desk_enter(struct desk *d, const char *resource, int64_t revision,
			 int64_t most_ms, int64_t *ret_wait_ms)
{
	enum desk_may may = DESK_GO;
	pthread_mutex_lock(&d->lock);
	struct entry *e = entry_of(d, resource, revision);
	if (e->under_way >= d->most_each)
		may = DESK_FULL;
	else if (d->under_way >= d->most)
		may = DESK_FULL_HOUSE;
	else if (!breaker_lets(&e->breaker, now_ms(), most_ms, ret_wait_ms))
		may = DESK_PAUSED;
	if (may == DESK_GO) {
		e->under_way++;
		d->under_way++;
	}
	pthread_mutex_unlock(&d->lock);
	return may;
}

void desk_left(struct desk *d, const char *resource)
{
	pthread_mutex_lock(&d->lock);
	struct entry *e = *find(d, resource);
	PRE(e && e->under_way > 0);
	e->under_way--;
	d->under_way--;
	pthread_mutex_unlock(&d->lock);
}

/* A question that it wouldn't answer, and what was our own fault, are no failures of it. */
static bool its_failure(enum fetch_fault f)
{
	return f != FETCH_NONE && f != FETCH_DECLINED && f != FETCH_OURS;
}

static void keep_failure(struct entry *e, const struct desk_failure *f)
{
	struct failed *k = &e->last[e->at];
	k->f = *f;
	k->f.item = NULL;
	snprintf(k->item, sizeof k->item, "%s", f->item ? f->item : "");
	e->at = (e->at + 1) % DESK_FAILURES;
	e->nlast += e->nlast < DESK_FAILURES;
}

bool desk_told(struct desk *d, const char *resource, int64_t revision,
	       const struct desk_failure *f, int64_t us)
{
	bool opened = false;
	pthread_mutex_lock(&d->lock);
	struct entry *e = entry_of(d, resource, revision);
	if (e->revision == revision && f->fault != FETCH_OURS) {
		e->calls++;
		e->failed += f->fault != FETCH_NONE;
		if (f->fault == FETCH_NONE)
			e->us = e->us ? e->us + (us - e->us) / 32 : us;
		else
			keep_failure(e, f);
		opened = breaker_told(&e->breaker, now_ms(), its_failure(f->fault));
	}
	pthread_mutex_unlock(&d->lock);
	return opened;
}

void desk_look(struct ctx *cx, struct desk *d, const char *resource, int64_t revision,
	       struct desk_look *ret)
{
	int64_t now = now_ms();
	pthread_mutex_lock(&d->lock);
	const struct entry *e = *find(d, resource);
	*ret = (struct desk_look){ .under_way = e ? e->under_way : 0 };
	if (e && e->revision == revision) {
		ret->state = breaker_state(&e->breaker, now);
		ret->wait_ms = ret->state == BREAKER_OPEN ? e->breaker.until - now : 0;
		ret->opened = e->breaker.opened;
		ret->calls = e->calls;
		ret->failed = e->failed;
		ret->us = e->us;
		ret->nfailures = e->nlast;
		for (int i = 0; i < e->nlast; i++) {
			const struct failed *k =
				&e->last[(e->at + DESK_FAILURES - 1 - i) % DESK_FAILURES];
			ret->failures[i] = k->f;
			ret->failures[i].item = k->item[0] ? ctx_text(cx, k->item) : NULL;
		}
	}
	pthread_mutex_unlock(&d->lock);
}
