/* reindex_command.c - who asks for it: the command, and a server's own thread. */
#include "catalogue/reindex.h"
#include "catalogue/entry.h"
#include "catalogue/listing.h"
#include "command.h"
#include "portal/standing.h"
#include "program.h"
#include "search/search.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { STEP = 1000, LOOK_SECONDS = 60 };

/* --- places on the portal --------------------------------------------------- */
static enum err settle_some(struct ctx *cx, struct db *db, void *arg)
{
	return portal_settle_some(cx, db, arg);
}

static enum err settle_all(struct ctx *cx, struct store *store, const _Atomic bool *stop)
{
	for (struct places w = { .most = STEP, .n = STEP }; w.n == STEP && !(stop && *stop);
	     w.after = w.last) {
		AUTO_CTX mine;
		ctx_init(&mine, clock_now(), 0);
		enum err e = store_change(&mine, store, settle_some, &w);
		if (e != OK)
			return fail(cx, e, mine.fault.said);
	}
	return OK;
}

/* --- counts of items ---------------------------------------------------------- */
static enum err count_some(struct ctx *cx, struct db *db, void *arg)
{
	return entry_count_some(cx, db, arg);
}

static enum err count_all(struct ctx *cx, struct store *store, const _Atomic bool *stop)
{
	for (struct counting w = { .most = STEP, .more = true }; w.more && !(stop && *stop);
	     w.after = w.last) {
		AUTO_CTX mine;
		ctx_init(&mine, clock_now(), 0);
		enum err e = store_change(&mine, store, count_some, &w);
		if (e != OK)
			return fail(cx, e, mine.fault.said);
	}
	return OK;
}

static const char *wish_path(struct ctx *cx, const char *dir)
{
	return ctx_print(cx, "%s/.reindex", dir);
}

/* --- a server's thread -------------------------------------------------------- */
struct reindex {
	struct app     *app;
	struct db      *reader;
	pthread_t       thread;
	pthread_mutex_t lock;
	pthread_cond_t  wake;
	_Atomic bool    stop;
};

static bool rest(struct reindex *r)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&r->lock);
	if (!r->stop)
		pthread_cond_timedwait(&r->wake, &r->lock, &until);
	pthread_mutex_unlock(&r->lock);
	return !r->stop;
}

/* Somebody else at it, or a stop, is no failure: whoever is next goes on. */
static enum err words(struct ctx *cx, struct reindex *r)
{
	int64_t n, began = clock_steady_us();
	enum err e = reindex_words(cx, r->app->store, r->reader, &r->stop, REINDEX_BATCH, &n);
	if (e == OK)
		log_line(LOG_INFO, "reindexed", "entries", ctx_print(cx, "%lld", (long long)n),
			 "ms", ctx_print(cx, "%lld", (long long)(clock_steady_us() - began) / 1000),
			 NULL);
	return e;
}

static enum err look(struct ctx *cx, struct reindex *r, bool also_stale)
{
	struct search_state s;
	const char *wish = wish_path(cx, store_dir(r->app->store));
	bool wanted = access(wish, F_OK) == 0;
	if (!wanted && !also_stale)
		return OK;
	TRY(search_state(cx, r->reader, &s));
	if (!wanted)
		return search_stale(&s) ? words(cx, r) : OK;
	enum err e = words(cx, r);
	if (e == OK)
		e = settle_all(cx, r->app->store, &r->stop);
	if (e == OK)
		e = count_all(cx, r->app->store, &r->stop);
	unlink(wish);
	return e;
}

/* The lists' table: read on though nobody asks, and kept for the next start. */
static void look_after_lists(struct ctx *cx, struct reindex *r, enum listing_keep when)
{
	enum err e = listing_refresh(cx, r->app->listing, r->reader);
	if (e == OK)
		e = listing_keep(cx, r->app->listing, r->app->store, when);
	if (e != OK)
		log_fault(cx, e, "lists");
}

static void *run(void *arg)
{
	struct reindex *r = arg;
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	for (int second = 0; !second || rest(r); second++) {
		bool minute = second % LOOK_SECONDS == 0;
		ctx_reset(&cx, clock_now());
		if (minute)
			look_after_lists(&cx, r, LISTING_KEEP_DUE);
		enum err e = look(&cx, r, minute);
		if (e != OK && e != ERR_CONFLICT && !r->stop)
			log_fault(&cx, e, "reindex");
	}
	ctx_reset(&cx, clock_now());
	look_after_lists(&cx, r, LISTING_KEEP_ALL);
	return NULL;
}

struct reindex *reindex_start(struct ctx *cx, struct app *app, struct db *reader)
{
	struct reindex *r = ctx_new(cx, struct reindex);
	r->app = app;
	r->reader = reader;
	pthread_mutex_init(&r->lock, NULL);
	clock_cond(&r->wake);
	PRE(pthread_create(&r->thread, NULL, run, r) == 0);
	return r;
}

void reindex_stop(struct reindex *r)
{
	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->wake);
}

/* --- the command --------------------------------------------------------------- */
static enum err alone(struct program *p)
{
	int64_t n, began = clock_steady_us();
	TRY(reindex_words(&p->cx, p->app.store, program_reader(p, READER_COMMAND), NULL,
			  REINDEX_BATCH, &n));
	printf("%lld entries, %.1f s\n", (long long)n, (double)(clock_steady_us() - began) / 1e6);
	fflush(stdout);
	TRY(settle_all(&p->cx, p->app.store, NULL));
	return count_all(&p->cx, p->app.store, NULL);
}

static enum err turn_of(struct ctx *cx, const char *dir, int64_t *ret_turn)
{
	struct store *s;
	struct search_state state = { 0 };
	TRY(store_open(cx, (struct store_setup){ .dir = dir, .dsn = "sqlite", .readers = 1,
						 .read_only = true }, &s));
	enum err e = search_state(cx, store_reader(s, 0), &state);
	store_close(s);
	*ret_turn = state.turn;
	return e;
}

/* Left with the server that has the directory. */
static enum err wish(struct ctx *cx, const char *dir)
{
	int64_t before, after, began = clock_steady_us();
	const char *path = wish_path(cx, dir);
	TRY(turn_of(cx, dir, &before));
	TRY(file_put(cx, path, "", 0, 0600));
	while (access(path, F_OK) == 0 && store_in_use(dir))
		nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
	TRY(turn_of(cx, dir, &after));
	if (after == before)
		return fail(cx, ERR_INTERNAL, SAY_REINDEX_FAILED());
	printf("%.1f s\n", (double)(clock_steady_us() - began) / 1e6);
	return OK;
}

int reindex_command(int argc, char *argv[])
{
	struct program p;
	enum err e = program_open(&p, argc, argv, PROGRAM_COMMANDS);
	if (e == OK)
		e = alone(&p);
	else if (e == ERR_CONFLICT && !p.app.store && store_in_use(p.settings.data))
		e = wish(&p.cx, p.settings.data);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}
