/* fetcher.c - see fetcher.h. Everything but the queue is the thread's own. */
#include "base/keep.h"
#include "fetch/helper.h"
#include "fetch/turn.h"
#include "sys/clock.h"
#include "sys/settings.h"
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define HELPERS   64
#define IDLE_MS   60000                 /* then a helper ends */
#define GRACE_MS  1000                  /* more than a question was given: its helper hangs */
#define HUSH_MS   3000
#define WAITING_MOST 128                /* looked at for the next turn */
#define HELD_MOST (64u << 20)           /* gathered for one interface */
#define CALL_MOST (24u << 20)           /* and for one question */

struct fetcher {
	char               program[4096];
	pthread_t          thread;
	pthread_mutex_t    lock;
	struct fetch_call *first, **last;       /* under the lock */
	int64_t            hushed;              /* the same; 0: not */
	bool               stop;                /* the same */
	int                bell;
	int64_t            number;
	struct helper      helpers[HELPERS];
};

static int64_t now_ms(void)
{
	return clock_steady_us() / 1000;
}

/* --- one question's end ------------------------------------------------------------------ */
static void end_call(struct fetch_call *c, struct fetch_result r)
{
	struct buf got = c->got;
	r.us = clock_steady_us() - c->begun;
	r.frames = got.p;
	r.nframes = got.n;
	c->done(c->arg, &r);            /* the call is its caller's again */
	buf_end(&got);
}

static void end_with(struct fetch_call *c, enum fetch_fault fault)
{
	end_call(c, (struct fetch_result){ .fault = fault });
}

static void end_list(struct fetch_call *calls, enum fetch_fault fault)
{
	for (struct fetch_call *c = calls, *next; c; c = next) {
		next = c->next;
		end_with(c, fault);
	}
}

static void end_helper(struct helper *h, enum fetch_fault fault)
{
	struct fetch_call *calls = h->calls, *waiting = h->waiting;
	helper_end(h);
	h->calls = h->waiting = NULL;
	h->held = 0;
	end_list(calls, fault);
	end_list(waiting, FETCH_QUEUED);
}

static void drop_call(struct helper *h, struct fetch_call *c)
{
	struct fetch_call **at = &h->calls;
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	h->held -= c->got.n;
	h->used = now_ms();
}

/* --- what helpers say -------------------------------------------------------------------- */
static struct fetch_call *call_of(const struct helper *h, int64_t number)
{
	struct fetch_call *c = h->calls;
	while (c && c->ask.number != number)
		c = c->next;
	return c;
}

static bool keep_row(struct helper *h, struct fetch_call *c, const struct frame *f,
		     const struct fetch_said *said)
{
	if (said->nvalues != c->ask.ncolumns || c->rows == c->ask.rows ||
	    h->held + f->nraw > HELD_MOST)
		return false;
	buf_bytes(&c->got, f->raw, f->nraw);
	h->held += f->nraw;
	c->rows++;
	return buf_ok(&c->got);
}

/* False: it says what it can't have been asked. */
static bool hear(struct helper *h, const struct frame *f)
{
	struct fetch_said said;
	struct fetch_call *c = fetch_said_read(f, &said) ? call_of(h, said.number) : NULL;
	if (!c)
		return false;
	if (said.kind == 'R')
		return keep_row(h, c, f, &said);
	if (said.kind == 'Z' && said.n != c->rows)
		return false;
	drop_call(h, c);
	end_call(c, (struct fetch_result){ .fault = said.fault, .status = said.n,
		.rows = said.kind == 'Z' ? said.n : 0, .cursor = said.cursor });
	return true;
}

static void hear_all(struct helper *h)
{
	static struct frame frame;              /* of the one thread */
	enum frame_got got;
	if (!helper_pull(h)) {
		end_helper(h, FETCH_GARBLED);
		return;
	}
	while ((got = frames_next(&h->in, &frame)) == FRAME_GOT) {
		if (!hear(h, &frame)) {
			end_helper(h, FETCH_GARBLED);
			return;
		}
	}
	if (got == FRAME_BROKEN)
		end_helper(h, FETCH_GARBLED);
}

/* --- turns ------------------------------------------------------------------------------- */
static int names(const struct fetch_call *list, const char **ret, int most)
{
	int n = 0;
	for (const struct fetch_call *c = list; c && n < most; c = c->next)
		ret[n++] = c->consumer;
	return n;
}

static void ask(struct fetcher *f, struct helper *h, struct fetch_call *c)
{
	c->ask.number = ++f->number;
	c->deadline = now_ms() + c->ask.ms + GRACE_MS;
	c->next = h->calls;
	h->calls = c;
	h->used = now_ms();
	helper_ask(h, c);
}

static void ask_next(struct fetcher *f, struct helper *h)
{
	const char *under_way[FETCH_AT_ONCE], *waiting[WAITING_MOST];
	while (h->waiting) {
		int n = names(h->calls, under_way, FETCH_AT_ONCE);
		int m = names(h->waiting, waiting, WAITING_MOST);
		int next = turn_next(FETCH_AT_ONCE, under_way, n, waiting, m);
		if (next < 0)
			return;
		struct fetch_call **at = &h->waiting, *c;
		while (next--)
			at = &(*at)->next;
		c = *at;
		*at = c->next;
		ask(f, h, c);
	}
}

/* Its turn has to come within the time that its answer may take. */
static void wait_for_turn(struct helper *h, struct fetch_call *c)
{
	struct fetch_call **end = &h->waiting;
	while (*end)
		end = &(*end)->next;
	c->next = NULL;
	c->deadline = now_ms() + c->ask.ms;
	*end = c;
}

static void end_late_waiting(struct helper *h, int64_t now)
{
	for (struct fetch_call **at = &h->waiting, *c; (c = *at);) {
		if (now <= c->deadline) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		end_with(c, FETCH_QUEUED);
	}
}

/* --- new questions ----------------------------------------------------------------------- */
static struct helper *free_helper(struct fetcher *f)
{
	struct helper *idle = NULL;
	for (int i = 0; i < HELPERS; i++) {
		struct helper *h = &f->helpers[i];
		if (h->fd < 0)
			return h;
		if (!h->calls && !h->waiting && (!idle || h->used < idle->used))
			idle = h;
	}
	if (idle)
		end_helper(idle, FETCH_OURS);
	return idle;
}

static struct helper *helper_for(struct fetcher *f, const struct fetch_call *c)
{
	for (int i = 0; i < HELPERS; i++)
		if (f->helpers[i].fd >= 0 &&
		    strncmp(f->helpers[i].key, c->key, HELPER_KEY - 1) == 0)
			return &f->helpers[i];
	struct helper *h = free_helper(f);
	return h && helper_start(h, f->program, c) ? h : NULL;
}

static void begin(struct fetcher *f, struct fetch_call *c, bool hushed)
{
	struct helper *h = hushed ? NULL : helper_for(f, c);
	if (!h) {
		end_with(c, FETCH_OURS);
		return;
	}
	wait_for_turn(h, c);
}

/* --- rounds --------------------------------------------------------------------------------- */
/* A helper that doesn't say even that time is up isn't asked any more. */
static void look_at_time(struct fetcher *f, bool hushed)
{
	int64_t now = now_ms();
	for (int i = 0; i < HELPERS; i++) {
		struct helper *h = &f->helpers[i];
		bool late = false;
		if (h->fd < 0)
			continue;
		for (const struct fetch_call *c = h->calls; c && !late; c = c->next)
			late = now > c->deadline;
		end_late_waiting(h, now);
		if (late || (hushed && h->calls))
			end_helper(h, late ? FETCH_SLOW : FETCH_OURS);
		else if (!h->calls && now - h->used > IDLE_MS)
			end_helper(h, FETCH_OURS);
	}
}

static struct fetch_call *take(struct fetcher *f, bool *ret_hushed, bool *ret_late, bool *ret_stop)
{
	pthread_mutex_lock(&f->lock);
	struct fetch_call *list = f->first;
	f->first = NULL;
	f->last = &f->first;
	*ret_hushed = f->hushed != 0;
	*ret_late = f->stop || (f->hushed && now_ms() - f->hushed > HUSH_MS);
	*ret_stop = f->stop;
	pthread_mutex_unlock(&f->lock);
	return list;
}

static void wait(struct fetcher *f)
{
	struct pollfd fds[HELPERS + 1] = { { .fd = f->bell, .events = POLLIN } };
	uint64_t rings;
	bool any = false;
	for (int i = 0; i < HELPERS; i++) {
		const struct helper *h = &f->helpers[i];
		short out = h->fd >= 0 && h->sent < h->out.n ? POLLOUT : 0;
		fds[i + 1] = (struct pollfd){ .fd = h->fd, .events = (short)(POLLIN | out) };
		any |= h->fd >= 0;
	}
	if (poll(fds, HELPERS + 1, any ? 100 : -1) <= 0)
		return;
	if (fds[0].revents)
		PRE(read(f->bell, &rings, sizeof rings) == sizeof rings);
	for (int i = 0; i < HELPERS; i++)
		if (f->helpers[i].fd >= 0 && fds[i + 1].revents & (POLLIN | POLLHUP | POLLERR))
			hear_all(&f->helpers[i]);
}

static void *turn(void *arg)
{
	struct fetcher *f = arg;
	for (bool hushed, late, stop;;) {
		struct fetch_call *list = take(f, &hushed, &late, &stop);
		for (struct fetch_call *c = list, *next; c; c = next) {
			next = c->next;
			begin(f, c, hushed || stop);
		}
		for (int i = 0; i < HELPERS; i++) {
			struct helper *h = &f->helpers[i];
			if (h->fd >= 0)
				ask_next(f, h);
			if (h->fd >= 0 && h->out.n && !helper_push(h))
				end_helper(h, FETCH_GARBLED);
		}
		look_at_time(f, late);
		if (stop)
			break;
		wait(f);
	}
	for (int i = 0; i < HELPERS; i++)
		if (f->helpers[i].fd >= 0)
			end_helper(&f->helpers[i], FETCH_OURS);
	return NULL;
}

/* --- from other threads ---------------------------------------------------------------------- */
static void ring(struct fetcher *f)
{
	uint64_t one = 1;
	PRE(write(f->bell, &one, sizeof one) == sizeof one);
}

void fetcher_send(struct fetcher *f, struct fetch_call *c)
{
	c->next = NULL;
	c->got = buf_make(CALL_MOST);
	c->begun = clock_steady_us();
	c->rows = 0;
	pthread_mutex_lock(&f->lock);
	bool alone = !f->first;
	*f->last = c;
	f->last = &c->next;
	pthread_mutex_unlock(&f->lock);
	if (alone)
		ring(f);
}

static void program_of(char *out, size_t room, const struct settings *s)
{
	char self[4096];
	ssize_t n = *s->fetch ? 0 : readlink("/proc/self/exe", self, sizeof self - 1);
	self[n > 0 ? n : 0] = 0;
	const char *slash = strrchr(self, '/');
	if (*s->fetch)
		snprintf(out, room, "%s", s->fetch);
	else
		snprintf(out, room, "%.*s/gongshu-fetch", slash ? (int)(slash - self) : 0, self);
}

struct fetcher *fetcher_start(const struct settings *s)
{
	struct fetcher *f = keep_new(struct fetcher);
	program_of(f->program, sizeof f->program, s);
	f->last = &f->first;
	f->bell = eventfd(0, EFD_CLOEXEC);
	PRE(f->bell >= 0);
	for (int i = 0; i < HELPERS; i++)
		f->helpers[i].fd = -1;
	pthread_mutex_init(&f->lock, NULL);
	PRE(pthread_create(&f->thread, NULL, turn, f) == 0);
	return f;
}

void fetcher_hush(struct fetcher *f)
{
	pthread_mutex_lock(&f->lock);
	f->hushed = now_ms();
	pthread_mutex_unlock(&f->lock);
	ring(f);
}

void fetcher_stop(struct fetcher *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	f->stop = true;
	pthread_mutex_unlock(&f->lock);
	ring(f);
	pthread_join(f->thread, NULL);
	close(f->bell);
	pthread_mutex_destroy(&f->lock);
	keep_end(f);
}
