/* taking.c - the windows, and the thread that opens, counts and renews them. */
#include "portal/taking.h"
#include "base/keep.h"
#include "record/record.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

#define WINDOW_MS 1500                  /* from the leaf that opens it */
#define RENEW_NS  500000000
#define HOT_MS    1000                  /* two within this long: a window */
#define SETS      64
#define WAYS      4
#define NAME      48
#define LOOSE     500                   /* rows that wait to be added up by day */
#define SETTLED_MS 60000                /* what is older is in the store for good */

struct window {
	uint64_t label;                 /* 0: free */
	int      no, version;
	char     resource[NAME], org[NAME], form[NAME];
	int64_t  rows, bytes;
	bool     wanted;
	int64_t  seen_at, until;        /* ms; until 0: not open */
	int64_t  n, given;              /* taken, its bytes: not counted by a leaf yet */
};
struct taking {
	struct store   *store;
	pthread_mutex_t lock;
	pthread_cond_t  wake;
	pthread_t       thread;
	bool            stop;
	int             active;         /* windows wanted, open or uncounted */
	int             loose;          /* rows put since they were added up last */
	struct window   at[SETS * WAYS];
};

/* --- notes ---------------------------------------------------------------------- */
static enum err count(struct ctx *cx, struct db *db, int no, const char *form, int64_t n)
{
	AUTO_ROWS q = db_run(db, SQL_PORTAL_DOWNLOADED);
	bind_text(q, ":id", id_new(cx));
	bind_int(q, ":no", no);
	bind_text(q, ":format", form);
	bind_int(q, ":n", n);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

enum err take_note(struct ctx *cx, struct db *db, void *arg)
{
	const struct take *t = arg;
	db_quiet(db);
	TRY(count(cx, db, t->no, t->form, 1));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_OPEN, .act = "download", .org = t->org, .resource = t->resource,
		.resource_version = t->version, .object = t->form, .rows = t->rows,
		.bytes = t->bytes });
}

struct due { size_t n; struct window *at[SETS * WAYS];
	     int64_t taken[SETS * WAYS], given[SETS * WAYS]; };

static enum err note_windows(struct ctx *cx, struct db *db, void *arg)
{
	const struct due *d = arg;
	db_quiet(db);
	for (size_t i = 0; i < d->n; i++) {
		const struct window *w = d->at[i];
		int64_t n = d->taken[i];
		if (n)
			TRY(count(cx, db, w->no, w->form, n));
		TRY(record_note(cx, db, &(struct note){
			.kind = NOTE_OPEN, .act = "downloads", .org = w->org,
			.resource = w->resource, .resource_version = w->version,
			.object = w->form, .rows = n * w->rows, .bytes = d->given[i],
			.detail = ctx_print(cx, "{\"downloads\":%lld,\"window_ms\":%d}",
					    (long long)n, WINDOW_MS) }));
	}
	return OK;
}

/* One row a download is put, because rows that many add to would be waited for;
 * here they become one row a day. On PostgreSQL this runs SERIALIZABLE: what comes
 * between the two statements is seen by neither. */
static enum err add_up(struct ctx *cx, struct db *db, void *arg)
{
	const ms_t *now = arg;
	db_quiet(db);
	AUTO_ROWS add = db_run(db, SQL_PORTAL_DAY_ADD);
	bind_int(add, ":before", now->n - SETTLED_MS);
	TRY(rows_done(cx, add, NULL));
	AUTO_ROWS done = db_run(db, SQL_PORTAL_DAY_DONE);
	bind_int(done, ":before", now->n - SETTLED_MS);
	return rows_done(cx, done, NULL);
}

/* --- the thread ------------------------------------------------------------------- */
/* Under the lock. What is wanted, and what was used, is due; a window that nobody
 * used since lapses. */
static void gather(struct taking *t, ms_t now, struct due *d)
{
	d->n = 0;
	t->active = 0;
	for (size_t i = 0; i < SETS * WAYS; i++) {
		struct window *w = &t->at[i];
		if (w->label && (w->wanted || w->n)) {
			d->taken[d->n] = w->n;
			d->given[d->n] = w->given;
			d->at[d->n++] = w;
		} else if (w->until && w->until <= now.n) {
			w->until = 0;
		}
		t->active += w->label && (w->wanted || w->n || w->until);
	}
}

static void noted(ms_t now, const struct due *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct window *w = d->at[i];
		w->n -= d->taken[i];
		w->given -= d->given[i];
		w->wanted = false;
		w->until = now.n + WINDOW_MS;
	}
}

/* A window that couldn't be opened is asked for again by the next download. */
static void not_noted(const struct due *d)
{
	for (size_t i = 0; i < d->n; i++)
		d->at[i]->wanted = false;
}

/* Under the lock, left while the store writes. Only this thread frees windows, so
 * those that are due stay where they are. */
static enum err settle(struct taking *t, struct ctx *cx, struct due *d)
{
	ctx_reset(cx, clock_now());
	gather(t, cx->now, d);
	if (!d->n)
		return OK;
	pthread_mutex_unlock(&t->lock);
	enum err e = store_change(cx, t->store, note_windows, d);
	pthread_mutex_lock(&t->lock);
	t->loose += (int)d->n;
	if (e == OK)
		noted(cx->now, d);
	else
		not_noted(d);
	return e;
}

/* Under the lock, left meanwhile. What can't be done now is done another time. */
static void tidy(struct taking *t, struct ctx *cx)
{
	t->loose = 0;
	pthread_mutex_unlock(&t->lock);
	ctx_reset(cx, clock_now());
	ms_t now = cx->now;
	enum err e = store_change(cx, t->store, add_up, &now);
	if (e != OK)
		log_fault(cx, e, "add up downloads");
	pthread_mutex_lock(&t->lock);
}

static void pause_for(struct taking *t)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += RENEW_NS;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_cond_timedwait(&t->wake, &t->lock, &until);
}

static void *keep(void *arg)
{
	struct taking *t = arg;
	AUTO_CTX cx;
	struct due *d = keep_new(struct due);
	bool told = false;
	ctx_init(&cx, clock_now(), 0);
	pthread_mutex_lock(&t->lock);
	t->loose = LOOSE;               /* of the server before */
	while (!t->stop) {
		if (t->loose >= LOOSE)
			tidy(t, &cx);
		if (!t->active && !t->stop) {
			pthread_cond_wait(&t->wake, &t->lock);
			continue;
		}
		enum err e = settle(t, &cx, d);
		if (e != OK && !told)
			log_fault(&cx, e, "count downloads");
		told = e != OK;
		if (!t->stop)
			pause_for(t);
	}
	if (settle(t, &cx, d) != OK)
		log_fault(&cx, ERR_UNRECORDED, "count the last downloads");
	pthread_mutex_unlock(&t->lock);
	keep_end(d);
	return NULL;
}

struct taking *taking_open(struct store *store)
{
	struct taking *t = keep_new(struct taking);
	t->store = store;
	pthread_mutex_init(&t->lock, NULL);
	clock_cond(&t->wake);
	PRE(pthread_create(&t->thread, NULL, keep, t) == 0);
	return t;
}

void taking_close(struct taking *t)
{
	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	t->stop = true;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	pthread_cond_destroy(&t->wake);
	pthread_mutex_destroy(&t->lock);
	keep_end(t);
}

/* --- the doors --------------------------------------------------------------------- */
static struct window *set_of(struct taking *t, uint64_t label)
{
	return &t->at[(label * UINT64_C(11400714819323198485) >> 58) % SETS * WAYS];
}

static struct window *find(struct taking *t, uint64_t label)
{
	struct window *w = set_of(t, label);
	for (int i = 0; i < WAYS; i++)
		if (w[i].label == label)
			return &w[i];
	return NULL;
}

/* The place of what was seen longest ago and has no window; NULL: all have. */
static struct window *place(struct taking *t, const struct take *what)
{
	struct window *set = set_of(t, what->label), *best = NULL;
	bool fits = strlen(what->resource) < NAME && strlen(what->org) < NAME &&
		    strlen(what->form) < NAME;
	for (int i = 0; fits && i < WAYS; i++)
		if (!set[i].wanted && !set[i].n && !set[i].until &&
		    (!best || set[i].seen_at < best->seen_at))
			best = &set[i];
	if (!best)
		return NULL;
	*best = (struct window){ .label = what->label, .no = what->no,
				 .version = what->version, .rows = what->rows,
				 .bytes = what->bytes };
	memcpy(best->resource, what->resource, strlen(what->resource) + 1);
	memcpy(best->org, what->org, strlen(what->org) + 1);
	memcpy(best->form, what->form, strlen(what->form) + 1);
	return best;
}

void taking_seen(struct taking *t, const struct take *what, ms_t now)
{
	pthread_mutex_lock(&t->lock);
	struct window *w = find(t, what->label);
	bool hot = w && !w->wanted && now.n - w->seen_at < HOT_MS;
	if (!w)
		w = place(t, what);
	if (w)
		w->seen_at = now.n;
	if (++t->loose == LOOSE)
		pthread_cond_signal(&t->wake);
	if (hot && w->until <= now.n) {
		w->wanted = true;
		t->active++;
		pthread_cond_signal(&t->wake);
	}
	pthread_mutex_unlock(&t->lock);
}

/* `bytes` of it; < 0: all it has. */
static bool more(struct taking *t, uint64_t label, int64_t bytes, ms_t now)
{
	pthread_mutex_lock(&t->lock);
	struct window *w = find(t, label);
	bool open = w && now.n < w->until;
	if (open) {
		w->n++;
		w->given += bytes < 0 ? w->bytes : bytes;
	}
	pthread_mutex_unlock(&t->lock);
	return open;
}

bool taking_more(struct taking *t, uint64_t label, ms_t now)
{
	return more(t, label, -1, now);
}

bool taking_piece(struct taking *t, const struct take *what, ms_t now)
{
	return more(t, what->label, what->bytes, now);
}

int64_t taking_uncounted(struct taking *t, int no)
{
	int64_t n = 0;
	pthread_mutex_lock(&t->lock);
	for (size_t i = 0; i < SETS * WAYS; i++)
		n += t->at[i].label && t->at[i].no == no ? t->at[i].n : 0;
	pthread_mutex_unlock(&t->lock);
	return n;
}
