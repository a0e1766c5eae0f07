/* store.c - opening and closing: which store a data directory has, its
 * connections, and the lock that keeps a second server out. */
#include "store/store.h"
#include "store/backend.h"
#include "base/enc.h"
#include "sys/random.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define POOL_MAX 8                      /* PostgreSQL connections that write */

static char *copied(const char *s)
{
	char *p = strdup(s);
	PRE(p != NULL);
	return p;
}

static enum err open_at(struct ctx *cx, const char *dir, const char *name,
			int flags, int *ret_fd)
{
	int fd = open(ctx_print(cx, "%s/%s", dir, name), flags | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(cx, ERR_INVALID, SAY_DIR_UNUSABLE(dir, strerror(errno)));
	*ret_fd = fd;
	return OK;
}

/* SQLite has one writer; a second process would be another. */
static enum err lock_dir(struct ctx *cx, struct store *s)
{
	TRY(open_at(cx, s->dir, "lock", O_RDWR | O_CREAT, &s->lock_fd));
	if (s->kind == STORE_SQLITE && flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return fail(cx, ERR_CONFLICT, SAY_DIR_IN_USE(s->dir));
	return OK;
}

bool store_in_use(const char *dir)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/lock", dir);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	if (fd >= 0)
		close(fd);
	return held;
}

const char *store_recall(struct ctx *cx, const char *dir)
{
	char text[1024];
	int fd = open(ctx_print(cx, "%s/store", dir), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	while (n > 0 && text[n - 1] == '\n')
		n--;
	return n > 0 ? ctx_textn(cx, text, (size_t)n) : NULL;
}

static enum err same_kind(struct ctx *cx, const struct store *s)
{
	const char *was = store_recall(cx, s->dir);
	bool same = !was || (strcmp(was, "sqlite") == 0) == (s->kind == STORE_SQLITE);
	return same ? OK : fail(cx, ERR_CONFLICT, SAY_STORE_DIFFERS(s->dir));
}

/* Only what could be opened: a mistyped address is not what the directory has. */
static enum err remember(struct ctx *cx, struct store *s)
{
	const char *was = store_recall(cx, s->dir);
	int fd;
	if (was && strcmp(was, s->dsn) == 0)
		return OK;
	TRY(open_at(cx, s->dir, "store", O_WRONLY | O_CREAT | O_TRUNC, &fd));
	bool ok = dprintf(fd, "%s\n", s->dsn) > 0 && fsync(fd) == 0;
	close(fd);
	return ok ? OK : fail(cx, ERR_FULL, SAY_DISK_FULL());
}

static enum err connect_one(struct ctx *cx, struct store *s, struct db *db, bool writer)
{
	db->store = s;
	db->ops = s->ops;
	db->writer = writer;
	return s->ops->connect(cx, s, db);
}

static void hang_up(struct db *db)
{
	if (!db->store)
		return;
	for (struct rows *r = db->free_rows, *next; r; r = next) {
		next = r->next_free;
		buf_end(&r->held);
		free(r);
	}
	db->free_rows = NULL;
	db->ops->disconnect(db);
	buf_end(&db->leaves);
	buf_end(&db->secrets);
}

static enum err connect_all(struct ctx *cx, struct store *s)
{
	TRY(connect_one(cx, s, &s->queue_db, !s->setup.read_only));
	if (!s->setup.read_only)
		TRY(migrate(cx, &s->queue_db));
	s->readers = calloc((size_t)s->setup.readers + 1, sizeof *s->readers);
	PRE(s->readers != NULL);
	for (int i = 0; i < s->setup.readers; i++)
		TRY(connect_one(cx, s, &s->readers[i], false));
	if (s->setup.read_only)
		return OK;
	s->nwriters = 0;
	if (s->kind == STORE_PG)
		s->nwriters = s->setup.readers < POOL_MAX ? s->setup.readers + 1 : POOL_MAX;
	s->writers = calloc((size_t)s->nwriters + 1, sizeof *s->writers);
	s->writer_busy = calloc((size_t)s->nwriters + 1, sizeof *s->writer_busy);
	PRE(s->writers && s->writer_busy);
	for (int i = 0; i < s->nwriters; i++)
		TRY(connect_one(cx, s, &s->writers[i], true));
	return change_start(cx, s);
}

/* Who only reads makes nothing: there must be something. */
static enum err there(struct ctx *cx, const struct store *s)
{
	const char *what = s->kind == STORE_SQLITE ? "main.db" : "store";
	if (!s->setup.read_only || access(ctx_print(cx, "%s/%s", s->dir, what), F_OK) == 0)
		return OK;
	return fail(cx, ERR_NOT_FOUND, SAY_DIR_NOTHING(s->dir));
}

static enum err finished(struct ctx *cx, const char *dir)
{
	return access(ctx_print(cx, "%s/" STORE_UNFINISHED, dir), F_OK) != 0
		? OK : fail(cx, ERR_CONFLICT, SAY_DIR_UNFINISHED(dir));
}

enum err store_open(struct ctx *cx, struct store_setup setup, struct store **ret_store)
{
	struct store *s = calloc(1, sizeof *s);
	PRE(s != NULL);
	if (!setup.dsn)
		setup.dsn = store_recall(cx, setup.dir);
	if (!setup.dsn)
		setup.dsn = "sqlite";
	*s = (struct store){ .setup = setup, .dir = copied(setup.dir),
			     .dsn = copied(setup.dsn), .lock_fd = -1 };
	s->setup.dir = s->dir;
	s->setup.dsn = s->dsn;
	s->kind = strcmp(s->dsn, "sqlite") == 0 ? STORE_SQLITE : STORE_PG;
	s->ops = s->kind == STORE_SQLITE ? &sqlite_backend : &pg_backend;
	pthread_mutex_init(&s->mu, NULL);
	pthread_cond_init(&s->wake, NULL);
	pthread_cond_init(&s->freed, NULL);

	enum err e = finished(cx, s->dir);
	if (e == OK && !setup.read_only)
		e = lock_dir(cx, s);
	if (e == OK)
		e = there(cx, s);
	if (e == OK && !setup.read_only)
		e = same_kind(cx, s);
	if (e == OK)
		e = connect_all(cx, s);
	if (e == OK && !setup.read_only)
		e = remember(cx, s);
	if (e != OK) {
		store_close(s);
		return e;
	}
	*ret_store = s;
	return OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	change_stop(s);
	for (int i = 0; s->readers && i < s->setup.readers; i++)
		hang_up(&s->readers[i]);
	for (int i = 0; s->writers && i < s->nwriters; i++)
		hang_up(&s->writers[i]);
	hang_up(&s->queue_db);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free(s->readers);
	free(s->writers);
	free(s->writer_busy);
	free(s->dir);
	free(s->dsn);
	pthread_mutex_destroy(&s->mu);
	pthread_cond_destroy(&s->wake);
	pthread_cond_destroy(&s->freed);
	free(s);
}

enum store_kind store_kind(const struct store *s) { return s->kind; }
const char *store_dir(const struct store *s) { return s->dir; }
const char *store_dsn(const struct store *s) { return s->dsn; }

struct db *store_reader(struct store *s, int i)
{
	PRE(i >= 0 && i < s->setup.readers);
	return &s->readers[i];
}

void store_on_seal(struct store *s, store_seal_fn *fn, void *arg)
{
	s->seal = fn;
	s->seal_arg = arg;
}

void *store_seal_arg(const struct store *s) { return s->seal_arg; }

enum store_kind db_kind(const struct db *db) { return db->store->kind; }
struct store *db_store(struct db *db) { return db->store; }
struct sqlite3 *db_sqlite(struct db *db) { return db->sq; }
struct pg_conn *db_pg(struct db *db) { return db->pg; }
void db_lose(struct db *db) { db->lost = true; }
bool db_again(struct ctx *cx, struct db *db) { return db->ops->again && db->ops->again(cx, db); }
int db_generation(const struct db *db) { return db->generation; }

/* Many ids at one time run on into the milliseconds behind it, a minute's worth:
 * a bulk load has one time for all it makes. */
#define ID_AHEAD (UINT64_C(60000) << 12)

static _Atomic uint64_t id_last, id_seed, id_count;

void id_by_seed(uint64_t seed)
{
	id_seed = seed;
	id_count = id_last = 0;
}

/* splitmix64 in place of chance when there is a seed. */
static void id_chance(void *p, size_t n)
{
	if (!id_seed) {
		random_bytes(p, n);
		return;
	}
	uint64_t x = id_seed + ++id_count * UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	memcpy(p, &x, n);
}

/* 44 bits of milliseconds, 12 of order within one, 24 of chance. Two ids made
 * in this process ascend even within a millisecond. */
const char *id_new_at(struct ctx *cx, ms_t t)
{
	uint64_t want = (uint64_t)t.n << 12, seen = id_last, head;
	do {
		head = want > seen ? want : seen + 1;
		if (head - want > ID_AHEAD) {           /* of the past: by chance alone */
			uint16_t spread;
			id_chance(&spread, sizeof spread);
			head = want | (spread & 0xfff);
			break;
		}
	} while (!atomic_compare_exchange_weak(&id_last, &seen, head));

	uint8_t raw[10];
	for (int i = 0; i < 7; i++)
		raw[i] = (uint8_t)(head >> (48 - 8 * i));
	id_chance(raw + 7, 3);
	return id_text(raw, ctx_alloc(cx, ID_TEXT));
}
