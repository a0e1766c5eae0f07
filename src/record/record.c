/* record.c - opening and closing the record, and its thread. */
#include "record/inside.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/random.h"
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { NAP_MS = 100, BUSY_NAP_MS = 2, SORRY_MS = 1000, TELL_MS = 60000,
       REFUSE_MS = 600000 };

/* --- the thread ------------------------------------------------------------ */

static struct timespec after(int ms)
{
	int64_t us = clock_steady_us() + (int64_t)ms * 1000;
	return (struct timespec){ us / 1000000, us % 1000000 * 1000 };
}

void record_wait(struct record *r, int ms)
{
	struct timespec until = after(ms);
	pthread_mutex_lock(&r->mu);
	uint64_t now = r->begun;
	pthread_cond_signal(&r->wake);
	while (r->threaded && r->complete <= now && !r->stopping)
		if (pthread_cond_timedwait(&r->caught_up, &r->mu, &until) != 0)
			break;
	pthread_mutex_unlock(&r->mu);
}

/* Sleeps until somebody asks, or `ms` have passed; false to stop. */
static bool nap(struct record *r, int ms)
{
	struct timespec until = after(ms);
	pthread_mutex_lock(&r->mu);
	if (!r->stopping)
		pthread_cond_timedwait(&r->wake, &r->mu, &until);
	bool go_on = !r->stopping;
	pthread_mutex_unlock(&r->mu);
	return go_on;
}

/* One process keeps the files of a directory. When it ends another takes over. */
static enum err lock_files(struct ctx *cx, struct record *r)
{
	const char *path = ctx_print(cx, "%s/lock", r->dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(cx, ERR_INTERNAL, SAY_DIR_UNUSABLE(path, "lock"));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		r->dir_lock = fd;
		return OK;
	}
	close(fd);
	return OK;
}

/* After a failure the tree is read again from what is durable before anything
 * else is done: what was in memory may be half of something. */
static enum err one_round(struct ctx *cx, struct record *r, bool *ret_idle)
{
	if (r->dir_lock < 0) {
		TRY(lock_files(cx, r));
		if (r->dir_lock >= 0) {
			log_line(LOG_INFO, "record-taken-over", NULL);
			r->loaded = r->keeps = false;
		}
	}
	if (r->dir_lock >= 0 && !r->keeps) {
		TRY(index_take(cx, r->index));
		r->keeps = true;
	}
	if (!r->loaded) {
		TRY(record_load(cx, r));
		r->loaded = true;
	}
	return record_round(cx, r, false, ret_idle);
}

/* Waiting a second is the rule; a minute without a new head is news. */
static void mind_the_clock(const struct ctx *cx, struct record *r, bool waits)
{
	bool moved = r->head.size != r->last_head;
	r->last_head = r->head.size;
	if (!waits) {
		r->late_since = 0;
		return;
	}
	if (!r->late_since || moved)
		r->late_since = cx->now.n;
	if (cx->now.n - r->late_since < TELL_MS || cx->now.n - r->told_at < TELL_MS)
		return;
	r->told_at = cx->now.n;
	log_line(LOG_ERROR, "record-not-signed", NULL);
}

enum err record_ready(struct ctx *cx, const struct record *r)
{
	int64_t since = r->late_since;
	return since && cx->now.n - since > REFUSE_MS
		       ? fail(cx, ERR_UNRECORDED, SAY_RECORD_STALE()) : OK;
}

static void *sequencer(void *arg)
{
	struct record *r = arg;
	int ms = BUSY_NAP_MS;
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	while (nap(r, ms)) {
		bool idle = true;
		ctx_reset(&cx, clock_now());
		enum err e = one_round(&cx, r, &idle);
		ms = e != OK ? SORRY_MS : idle ? NAP_MS : BUSY_NAP_MS;
		mind_the_clock(&cx, r, e != OK || r->unsigned_leaves);
		if (e == OK)
			continue;
		log_fault(&cx, e, "record");
		r->loaded = r->dir_lock < 0;
	}
	return NULL;
}

/* --- opening --------------------------------------------------------------- */

static enum err first_id(struct ctx *cx, struct record *r)
{
	bool more;
	uint16_t mine;
	AUTO_ROWS q = db_run(r->reader, SQL_RECORD_LAST_ID);
	TRY(rows_next(cx, q, &more));
	random_bytes(&mine, sizeof mine);
	int64_t last = more ? col_int(q, "id") : 0;
	r->last_id = (last | 0xfff) - 0xfff + (mine & 0xfff);
	if (last >= r->last_id)
		r->last_id += 0x1000;
	return OK;
}

static enum err has_signed(struct ctx *cx, struct db *db, bool *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RECORD_HEAD);
	TRY(rows_next(cx, q, &more));
	*ret = more && col_int(q, "signed") > 0;
	return OK;
}

static enum err open_all(struct ctx *cx, struct record *r, const char *origin)
{
	bool was_signed;
	TRY(file_folder(cx, r->dir));
	TRY(lock_files(cx, r));
	TRY(has_signed(cx, r->reader, &was_signed));
	TRY(keys_read(cx, r->dir, origin, !was_signed && r->dir_lock >= 0, &r->keys));
	TRY(first_id(cx, r));
	TRY(index_open(cx, r->dir, r->dir_lock >= 0, &r->index));
	if (r->dir_lock >= 0)
		TRY(record_load(cx, r));
	r->loaded = true;
	r->keeps = r->dir_lock >= 0;
	return OK;
}

static void start(struct record *r)
{
	r->threaded = pthread_create(&r->thread, NULL, sequencer, r) == 0;
	PRE(r->threaded);
}

enum err record_open(struct ctx *cx, struct record_setup setup, struct record **ret_record)
{
	struct ctx own;
	ctx_init(&own, cx->now, 0);
	struct record *r = ctx_new(&own, struct record);
	r->store = setup.store;
	r->reader = setup.reader;
	r->dir = ctx_print(&own, "%s/record", store_dir(setup.store));
	r->dir_lock = -1;
	r->note = buf_make(1 << 20);
	r->own = own;
	pthread_mutex_init(&r->mu, NULL);
	clock_cond(&r->wake);
	clock_cond(&r->caught_up);

	enum err e = open_all(cx, r, setup.origin ? setup.origin : "");
	if (e != OK) {
		record_close(r);
		return e;
	}
	store_on_seal(r->store, record_seal, r);
	if (!setup.no_thread)
		start(r);
	*ret_record = r;
	return OK;
}

enum err record_settle(struct ctx *cx, struct record *r)
{
	bool idle = false;
	while (!idle)
		TRY(record_round(cx, r, true, &idle));
	return record_round(cx, r, true, &idle);
}

void record_close(struct record *r)
{
	AUTO_CTX cx;
	if (!r)
		return;
	ctx_init(&cx, clock_now(), 0);
	if (r->threaded) {
		pthread_mutex_lock(&r->mu);
		r->stopping = true;
		pthread_mutex_unlock(&r->mu);
		pthread_cond_signal(&r->wake);
		pthread_join(r->thread, NULL);
	}
	if (r->index && r->loaded && r->keeps) {
		enum err e = record_settle(&cx, r);
		if (e != OK)
			log_fault(&cx, e, "record-settle");
	}
	if (store_seal_arg(r->store) == r)
		store_on_seal(r->store, NULL, NULL);
	index_close(r->index);
	tiles_end(&r->tiles);
	buf_end(&r->note);
	if (r->dir_lock >= 0)
		close(r->dir_lock);
	explicit_bzero(&r->keys, sizeof r->keys);
	pthread_mutex_destroy(&r->mu);
	pthread_cond_destroy(&r->wake);
	pthread_cond_destroy(&r->caught_up);
	struct ctx own = r->own;
	ctx_end(&own);
}

const char *record_origin(const struct record *r)
{
	return r->keys.sign.pub.name;
}
