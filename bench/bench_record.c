/* bench_record.c - durable leaves a second, beside SQLite committing the same
 * bytes in groups from one thread.
 *
 *     bench_record [seconds [store [in flight]]]      default 5, sqlite, 512
 *
 * Ours: one producer keeps `in flight` changes queued, each noting one release
 * as the data interface does (prepared, then put), while the sequencer places,
 * hashes, indexes and signs behind. The reference: the same bytes, one row a
 * leaf, WAL and synchronous=FULL, in groups of the size that ours turned out to
 * have, with nothing behind. Also: how long until the last leaf is provable. */
#include "record/inside.h"
#include "sys/clock.h"
#include <semaphore.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Of all threads: what the wall clock hides on a busy machine. */
static double cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static const char *const person[] = { "320901190001011234" };

struct flight { struct ctx cx; struct leaf leaf; sem_t *room; int64_t *done; };

static enum err put_one(struct ctx *cx, struct db *db, void *arg)
{
	struct flight *f = arg;
	(void)cx;
	record_put(db, &f->leaf);
	return OK;
}

static void landed(struct ctx *cx, void *arg, enum err e)
{
	struct flight *f = arg;
	(void)cx;
	*f->done += e == OK;            /* the store's thread alone */
	ctx_reset(&f->cx, clock_now());
	sem_post(f->room);
}

static struct leaf prepare(struct ctx *cx, struct record *r, int64_t n)
{
	struct hash asked = hash_of(&n, sizeof n), answered = hash_of(&asked, sizeof asked);
	return record_prepare(cx, r, &(struct note){
		.kind = NOTE_RELEASE, .act = "release", .org = "36zzq5jq209qhkht",
		.principal = "36zzq5jq20a18faf", .resource = "3701mz3z2006axg4",
		.resource_version = 3, .grant = "38g811mz200f3k39", .purpose = "P-20261123-17",
		.case_id = "38g811mz200f3k40", .rows = 1, .bytes = 180, .subjects = person,
		.nsubjects = 1, .request = &asked, .response = &answered,
		.matter = "2026-0001", .peer = "10.11.12.13" });
}

static double ours(struct store *s, struct record *r, double seconds, int in_flight,
		   int64_t *ret_n, size_t *ret_bytes)
{
	struct flight *all = calloc((size_t)in_flight, sizeof *all);
	sem_t room;
	int64_t done = 0, n = 0;
	sem_init(&room, 0, (unsigned)in_flight);
	for (int i = 0; i < in_flight; i++) {
		ctx_init(&all[i].cx, clock_now(), 0);
		all[i].room = &room;
		all[i].done = &done;
	}
	int64_t from = clock_steady_us();
	while ((double)(clock_steady_us() - from) < seconds * 1e6) {
		sem_wait(&room);
		struct flight *f = &all[n++ % in_flight];    /* they land in order */
		f->leaf = prepare(&f->cx, r, n);
		*ret_bytes = f->leaf.nbytes + f->leaf.nsecret;
		store_change_later(&f->cx, s, put_one, landed, f);
	}
	for (int i = 0; i < in_flight; i++)
		sem_wait(&room);
	double took = (double)(clock_steady_us() - from) / 1e6;
	for (int i = 0; i < in_flight; i++)
		ctx_end(&all[i].cx);
	free(all);
	*ret_n = done;
	return took;
}

static double reference(const char *dir, int64_t n, size_t bytes, int group)
{
	char path[300];
	sqlite3 *db;
	sqlite3_stmt *st;
	char *leaf = malloc(bytes);
	memset(leaf, 'x', bytes);
	snprintf(path, sizeof path, "%s/reference.db", dir);
	sqlite3_open(path, &db);
	sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
			 "PRAGMA wal_autocheckpoint=16000;"
			 "CREATE TABLE t (id INTEGER PRIMARY KEY, leaf BLOB)", NULL, NULL, NULL);
	sqlite3_prepare_v2(db, "INSERT INTO t (leaf) VALUES (?)", -1, &st, NULL);
	int64_t from = clock_steady_us();
	for (int64_t i = 0; i < n;) {
		sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		for (int k = 0; k < group && i < n; k++, i++) {
			sqlite3_bind_blob(st, 1, leaf, (int)bytes, SQLITE_STATIC);
			sqlite3_step(st);
			sqlite3_reset(st);
		}
		sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	}
	double took = (double)(clock_steady_us() - from) / 1e6;
	sqlite3_finalize(st);
	sqlite3_close(db);
	free(leaf);
	return took;
}

static double until_signed(struct record *r, uint64_t size)
{
	int64_t from = clock_steady_us();
	for (;;) {
		struct checkpoint c = { 0 };
		AUTO_CTX cx;
		ctx_init(&cx, clock_now(), 0);
		record_checkpoint(&cx, r, &c);
		if (c.size >= size || clock_steady_us() - from > 60000000)
			return (double)(clock_steady_us() - from) / 1e6;
		usleep(5000);
	}
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 5;
	const char *dsn = argc > 2 ? argv[2] : "sqlite";
	int in_flight = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 512;
	char dir[] = "/var/tmp/gongshu-bench.XXXXXX", cmd[64];
	struct store *s;
	struct record *r;
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	if (!mkdtemp(dir) ||
	    store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 2 }, &s) != OK ||
	    record_open(&cx, (struct record_setup){ .store = s, .reader = store_reader(s, 0) },
			&r) != OK)
		return fprintf(stderr, "%s\n", said_words(&cx, cx.fault.said, SAID_EN)) > 0;
	int64_t n = 0, from;
	size_t bytes = 0;

	from = clock_steady_us();
	for (int i = 0; i < 20000; i++) {
		AUTO_CTX one;
		ctx_init(&one, clock_now(), 0);
		(void)prepare(&one, r, i);
	}
	double each = (double)(clock_steady_us() - from) / 20000;
	double cpu = cpu_us();
	double took = ours(s, r, seconds, in_flight, &n, &bytes);
	double lag = until_signed(r, (uint64_t)n);
	double cpu_ours = (cpu_us() - cpu) / (double)n;
	cpu = cpu_us();
	double ref = reference(dir, n, bytes, in_flight / 2);
	double cpu_ref = (cpu_us() - cpu) / (double)n;
	printf("prepare one leaf            %8.2f us\n", each);
	printf("ours: %7lld leaves of %zu B %8.0f /s\n", (long long)n, bytes, (double)n / took);
	printf("reference, groups of %-5d  %8.0f /s\n", in_flight / 2, (double)n / ref);
	printf("ratio                       %8.2f   (goal >= 0.8)\n", ref / took);
	printf("CPU a leaf, all threads     %8.2f us, reference %.2f us\n", cpu_ours, cpu_ref);
	printf("last leaf signed after      %8.2f s (goal <= 2)\n", lag);
	record_close(r);
	store_close(s);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}
