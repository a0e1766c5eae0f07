/* carry.c - one batch carried into its recipient's table, or its rows taken away again:
 * claimed, put on the record, done, and told how it ended. Each second it is looked at
 * whether it may go on. */
#include "app.h"
#include "core/item.h"
#include "delivery/decoy.h"
#include "deposit/carrying.h"
#include "job/crew.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define LOOK_MS    1000
#define BUSY_MS    5000
#define ANSWER     (4u << 20)           /* bytes: a word a second, for hours */
#define LOOK_ARENA (4u << 20)
#define AT_ONCE    2

/* --- the way there ---------------------------------------------------------------------------- */
static enum err look(struct ctx *cx, void *arg)
{
	struct carrying *k = arg;
	AUTO_CTX own = { 0 };           /* it is done each second, for hours */
	ms_t now = clock_now();
	if (now.n - k->looked_at.n < LOOK_MS)
		return OK;
	k->looked_at = cx->now = now;
	ctx_init(&own, now, LOOK_ARENA);
	enum err e = store_change(&own, k->app->store, carrying_progress, k);
	return e == OK || e == ERR_BUSY ? OK : fail(cx, e, own.fault.said);
}

/* The file's items and their columns there; *keys as tap_batch has them. */
static enum err match(struct ctx *cx, const struct carrying *k, const struct database_column *all,
		      size_t n, struct tap_ask *ask)
{
	const char **names = ctx_array(cx, const char *, ITEM_MAX + 1);
	char *keys = ctx_alloc(cx, ITEM_MAX + 1);
	size_t count = 0;
	for (const char *p = k->batch.columns; *p && count < ITEM_MAX; count++) {
		size_t len = strcspn(p, ",*"), at = 0;
		const char *code = ctx_textn(cx, p, len);
		while (at < n && strcasecmp(all[at].name, code) != 0)
			at++;
		if (at == n)
			return fail(cx, ERR_INVALID, SAY_DEPOSIT_NO_COLUMN(code, k->target.table));
		names[count] = all[at].name;
		keys[count] = p[len] == '*' ? '1' : '0';
		p += len + (p[len] == '*');
		p += *p == ',';
	}
	ask->columns = names;
	ask->ncolumns = count;
	ask->batch.keys = keys;
	return OK;
}

static enum err listen(struct ctx *cx, struct carrying *k, struct tap_setup setup)
{
	AUTO_TAP t = NULL;
	TRY(tap_open(cx, setup, &t));
	k->none = false;
	for (bool more;;) {
		struct heard h;
		enum err e = tap_next(cx, t, &h, &more);
		/* A word of its own: the transaction came to nothing. But for one. */
		if (e != OK) {
			const char *fault = tap_fault(t);
			k->none = *fault && strcmp(fault, "unsure") != 0 && strcmp(fault, "slow") != 0 &&
				  strcmp(fault, "garbled") != 0 && strcmp(fault, "too-much") != 0;
			return e;
		}
		if (!more)
			return fail(cx, ERR_INVALID, SAY_TAP_GARBLED());
		k->rows = h.rows;
		/* Kept is kept, whatever has moved meanwhile. */
		if (h.done != TAP_DONE_NOT_YET)
			return OK;
		TRY(look(cx, k));
	}
}

/* Of the batch's file. */
static int64_t lines(const struct carrying *k)
{
	return k->batch.rows + (int64_t)decoys_count(k->batch.invented);
}

static enum err carry(struct ctx *cx, struct carrying *k)
{
	struct tap_place place;
	const struct settings *s = k->app->settings;
	int64_t silence = s->pull_seconds * 1000;
	size_t n;
	struct database_column *all;
	TRY(database_place(cx, k->app, &k->database, &place));
	struct tap_setup setup = { .program = tap_program(cx, s), .use = TAP_PULL,
		.ask = { .place = place }, .silence_ms = silence ? silence : 1000,
		.bytes_most = ANSWER, .stop = k->stop, .look = look, .arg = k };
	TRY(database_columns(cx, setup, k->target.schema, k->target.table, &all, &n));
	setup.ask.verb = carrying_erases(k) ? TAP_ERASE : TAP_WRITE;
	setup.ask.schema = k->target.schema;
	setup.ask.table = k->target.table;
	setup.ask.batch.of = k->d.case_id;
	if (carrying_erases(k))
		return listen(cx, k, setup);
	TRY(match(cx, k, all, n, &setup.ask));
	setup.ask.most = lines(k);
	setup.ask.batch.id = k->batch.id;
	setup.ask.batch.hash = k->batch.hash;
	setup.ask.batch.base = k->base;
	setup.file = open(delivery_batch_path(cx, k->app->store, k->batch.id), O_RDONLY | O_CLOEXEC);
	if (setup.file < 0)
		return fail(cx, ERR_GONE, SAY_DELIVERY_FILE_GONE());
	enum err e = listen(cx, k, setup);
	close(setup.file);
	if (e == OK && k->rows != lines(k))
		return fail(cx, ERR_INVALID, SAY_DEPOSIT_COUNT(k->rows, lines(k)));
	return e;
}

/* --- one of them ------------------------------------------------------------------------------ */
static enum err carry_it(struct ctx *cx, struct carrying *k)
{
	k->begun = cx->now;
	TRY(store_change(cx, k->app->store, carrying_prepare, k));
	k->none = true;
	TRY(carry(cx, k));
	cx->now = clock_now();
	cx->today = day_at(cx->now);
	k->state = "written";
	return store_change(cx, k->app->store, carrying_done, k);
}

/* A crowd, a stop, a record that can't be signed count for nothing; what is forbidden waits
 * for somebody to ask; anything else is tried again by itself, later each time. */
static enum err end_badly(struct ctx *cx, struct carrying *k, enum err e)
{
	int64_t first = k->app->settings->deposit_seconds;
	struct said why = cx->fault.said;
	bool final = e == ERR_FORBIDDEN || e == ERR_GONE || e == ERR_NOT_FOUND ||
		     k->d.attempts >= DEPOSIT_ATTEMPTS;
	cx->now = clock_now();
	k->again = (ms_t){ cx->now.n + BUSY_MS };
	if (e == ERR_BUSY || e == ERR_UNRECORDED)
		return store_change(cx, k->app->store, carrying_give_back, k);
	k->why = why.id ? why : SAY_INTERNAL();
	k->rows = 0;
	k->state = final ? "failed" : "queued";
	k->again = (ms_t){ final ? 0 : cx->now.n + deposit_wait_ms(first, k->d.attempts) };
	return store_change(cx, k->app->store, carrying_failed, k);
}

/* Two threads that look at the same moment would find the same agency free. */
static enum err claim(struct ctx *cx, struct carrying *k)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&one);
	enum err e = store_change(cx, k->app->store, carrying_claim, k);
	pthread_mutex_unlock(&one);
	return e;
}

/* Claims the next and sees it through; *ret_any false: nothing is due. */
static enum err next(struct ctx *cx, struct app *app, const _Atomic int *stop, bool *ret_any)
{
	struct carrying k = { .app = app, .stop = stop };
	TRY(claim(cx, &k));
	*ret_any = k.d.id != NULL;
	if (!k.d.id)
		return OK;
	log_line(LOG_INFO, "deposit-begun", "id", k.d.id, NULL);
	enum err e = carry_it(cx, &k);
	log_line(LOG_INFO, e == OK ? "deposit-done" : "deposit-failed", "id", k.d.id, "code",
		 e == OK ? "" : said_code(cx->fault.said.id), NULL);
	return e == OK ? OK : end_badly(cx, &k, e);
}

/* --- the crew --------------------------------------------------------------------- */
static enum err give_all_back(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_GIVE_BACK_ALL);
	return rows_done(cx, q, NULL);
}

/* SQLite has one server, so what is under way at its start was left by one that died. */
enum err deposit_start(struct ctx *cx, struct app *app, struct crew **ret)
{
	if (store_kind(app->store) == STORE_SQLITE)
		TRY(store_change(cx, app->store, give_all_back, NULL));
	*ret = crew_start(cx, app, "deposit", AT_ONCE, next);
	return OK;
}
