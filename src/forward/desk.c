/* desk.c - see desk.h. */
#include "forward/desk.h"
#include "base/keep.h"
#include "fetch/turn.h"
#include "sys/clock.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define SLOTS 1024
#define ID    64

struct failed { struct desk_failure f; char item[ID]; };
struct guest { struct guest *next; char name[ID]; int n; };
struct crowd { struct guest *guests; int taken, present; };     /* calls under way, and whose */
struct entry {
	struct entry  *next;
	char           resource[ID];
	int64_t        revision;
	struct crowd   crowd;
	struct breaker breaker;
	int64_t        calls, failed, us;
	day_t          day;             /* that the next two are of */
	int64_t        calls_today, failed_today;
	ms_t           good_at;
	struct failed  last[DESK_FAILURES];     /* a ring */
	int            nlast, at;
};
struct desk {
	pthread_mutex_t lock;
	int             most, most_each;
	struct crowd    crowd;
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

/* --- whose calls are under way ------------------------------------------------------- */
static void crowd_end(struct crowd *c)
{
	for (struct guest *g = c->guests, *next; g; g = next) {
		next = g->next;
		keep_end(g);
	}
}

static struct guest **guest_at(struct crowd *c, const char *name)
{
	struct guest **at = &c->guests;
	while (*at && strncmp((*at)->name, name, ID - 1) != 0)
		at = &(*at)->next;
	return at;
}

static bool crowd_lets(struct crowd *c, int most, const char *name)
{
	const struct guest *g = *guest_at(c, name);
	return turn_may(most, c->taken, c->present, g ? g->n : 0);
}

static void crowd_in(struct crowd *c, const char *name)
{
	struct guest **at = guest_at(c, name);
	if (!*at) {
		*at = keep_new(struct guest);
		snprintf((*at)->name, ID, "%s", name);
		c->present++;
	}
	(*at)->n++;
	c->taken++;
}

static void crowd_out(struct crowd *c, const char *name)
{
	struct guest **at = guest_at(c, name), *g = *at;
	PRE(g && g->n > 0);
	c->taken--;
	if (--g->n)
		return;
	*at = g->next;
	c->present--;
	keep_end(g);
}

/* --- the entries ----------------------------------------------------------------------- */
void desk_close(struct desk *d)
{
	if (!d)
		return;
	for (int i = 0; i < SLOTS; i++) {
		for (struct entry *e = d->slot[i], *next; e; e = next) {
			next = e->next;
			crowd_end(&e->crowd);
			keep_end(e);
		}
	}
	crowd_end(&d->crowd);
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
		struct crowd crowd = e->crowd;
		struct entry *next = e->next;
		*e = (struct entry){ .next = next, .revision = revision, .crowd = crowd };
		snprintf(e->resource, sizeof e->resource, "%s", resource);
	}
	return e;
}

static int64_t now_ms(void)
{
	return clock_steady_us() / 1000;
}

enum desk_may desk_enter(struct desk *d, const char *resource, int64_t revision,
			 const char *consumer, int64_t most_ms, int64_t *ret_wait_ms)
{
	enum desk_may may = DESK_GO;
	pthread_mutex_lock(&d->lock);
	struct entry *e = entry_of(d, resource, revision);
	if (e->crowd.taken >= d->most_each)
		may = DESK_FULL;
	else if (d->crowd.taken >= d->most)
		may = DESK_FULL_HOUSE;
	else if (!crowd_lets(&e->crowd, d->most_each, consumer) ||
		 !crowd_lets(&d->crowd, d->most, consumer))
		may = DESK_SHARE;
	else if (!breaker_lets(&e->breaker, now_ms(), most_ms, ret_wait_ms))
		may = DESK_PAUSED;
	if (may == DESK_GO) {
		crowd_in(&e->crowd, consumer);
		crowd_in(&d->crowd, consumer);
	}
	pthread_mutex_unlock(&d->lock);
	return may;
}

void desk_left(struct desk *d, const char *resource, const char *consumer)
{
	pthread_mutex_lock(&d->lock);
	struct entry *e = *find(d, resource);
	PRE(e);
	crowd_out(&e->crowd, consumer);
	crowd_out(&d->crowd, consumer);
	pthread_mutex_unlock(&d->lock);
}

static bool was_asked(enum fetch_fault f)
{
	return f != FETCH_OURS && f != FETCH_QUEUED;
}

/* A question that it wouldn't answer is no failure of it. */
static bool its_failure(enum fetch_fault f)
{
	return f != FETCH_NONE && f != FETCH_DECLINED && was_asked(f);
}

static void count(struct entry *e, const struct desk_failure *f)
{
	bool failed = f->fault != FETCH_NONE;
	day_t day = day_at(f->at);
	if (day.n != e->day.n)
		e->calls_today = e->failed_today = 0;
	e->day = day;
	e->calls++;
	e->calls_today++;
	e->failed += failed;
	e->failed_today += failed;
	if (!failed)
		e->good_at = f->at;
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
	if (e->revision == revision && was_asked(f->fault)) {
		count(e, f);
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
	*ret = (struct desk_look){ .under_way = e ? e->crowd.taken : 0 };
	if (e && e->revision == revision) {
		ret->state = breaker_state(&e->breaker, now);
		ret->wait_ms = ret->state == BREAKER_OPEN ? e->breaker.until - now : 0;
		ret->opened = e->breaker.opened;
		ret->calls = e->calls;
		ret->failed = e->failed;
		ret->us = e->us;
		if (e->day.n == cx->today.n) {
			ret->calls_today = e->calls_today;
			ret->failed_today = e->failed_today;
		}
		ret->good_at = e->good_at;
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
