/* bench_load.c - how long a load takes, beside `sqlite3 .import` of the same file.
 *
 *     bench_load [rows [store [alone]]]   default 1,000,000 rows, sqlite;
 *                                         alone: only the load, for its memory
 *
 * The file has 12 typed, checked items (load_rows.c); the load makes two
 * indexes, the reference none and checks nothing. On PostgreSQL the reference is
 * COPY of the same file into untyped columns, then two indexes, by psql. */
#include "ingest/load.h"
#include "load_rows.h"
#include "sys/clock.h"
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static double seconds_since(int64_t from)
{
	return (double)(clock_steady_us() - from) / 1e6;
}

static double cpu_of(int who)
{
	struct rusage u;
	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double run(const char *const argv[])
{
	pid_t pid;
	int status = 0;
	char *args[8] = { 0 };
	for (int i = 0; i < 7 && argv[i]; i++)
		args[i] = strdup(argv[i]);
	int64_t from = clock_steady_us();
	if (posix_spawnp(&pid, args[0], NULL, NULL, args, environ) != 0 ||
	    waitpid(pid, &status, 0) != pid || status != 0)
		fprintf(stderr, "%s failed\n", argv[0]);
	double took = seconds_since(from);
	for (int i = 0; i < 7; i++)
		free(args[i]);
	return took;
}

static double reference_sqlite(const char *dir, const char *file)
{
	char db[300], import[400];
	snprintf(db, sizeof db, "%s/reference.db", dir);
	snprintf(import, sizeof import, ".import --csv %s t", file);
	double took = run((const char *const[]){ "sqlite3", db, import, NULL });
	unlink(db);
	return took;
}

static double reference_pg(const char *dsn, const char *file)
{
	static char sql[4096];
	int n = snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS bench_reference; "
			 "CREATE TABLE bench_reference (");
	for (int i = 0; i < LOAD_ITEMS; i++)
		n += snprintf(sql + n, sizeof sql - (size_t)n, "%s%s TEXT", i ? ", " : "",
			      load_items[i].code);
	snprintf(sql + n, sizeof sql - (size_t)n, ");\n\\copy bench_reference FROM '%s' CSV HEADER\n"
		 "CREATE INDEX ON bench_reference (sn); CREATE INDEX ON bench_reference (id_number);\n"
		 "DROP TABLE bench_reference;\n", file);
	char path[] = "/tmp/bench_sqlXXXXXX";
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, sql, strlen(sql)) < 0)
		return 0;
	close(fd);
	double took = run((const char *const[]){ "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", path,
						 dsn, NULL });
	unlink(path);
	return took;
}

static double load(struct store *store, const char *file, enum load_mode mode, int version,
		   int base, double *ret_cpu)
{
	AUTO_CTX cx = { 0 };
	struct column columns[LOAD_ITEMS];
	struct load_result result;
	ctx_init(&cx, clock_now(), 64 << 20);
	for (int i = 0; i < LOAD_ITEMS; i++) {
		const struct item *it = &load_items[i];
		columns[i] = (struct column){ .no = it->no, .code = it->code, .name = it->name,
			.shape = item_shape(it), .key = it->key,
			.indexed = it->key || i == 1 };
		columns[i].shape.nullable = !it->key;
	}
	struct load_plan plan = { .store = store, .resource_no = 1, .version = version, .base = base,
		.mode = mode, .reject_percent = 10,
		.source = { .path = file, .columns = columns, .ncolumns = LOAD_ITEMS } };
	double cpu = cpu_of(RUSAGE_SELF);
	int64_t from = clock_steady_us();
	enum err e = load_run(&cx, &plan, &result);
	double took = seconds_since(from);
	*ret_cpu = cpu_of(RUSAGE_SELF) - cpu;
	if (e != OK)
		fprintf(stderr, "load: %s\n", said_words(&cx, cx.fault.said, SAID_EN));
	printf("# %lld rows read, %lld good, version holds %lld rows in %.0f MB\n",
	       (long long)result.rows_read, (long long)result.rows_good,
	       (long long)result.version.rows, (double)result.version.bytes / 1e6);
	problems_end(&result.problems);
	return took;
}

/* Both in seconds of the clock and of the processors: the load uses two. */
struct took { double clock, cpu; };

static void line(const char *what, struct took load, struct took reference)
{
	printf("%-26s %6.2f s (cpu %5.2f)   reference %6.2f s (cpu %5.2f)   ratio %.2f (cpu %.2f)\n",
	       what, load.clock, load.cpu, reference.clock, reference.cpu,
	       reference.clock > 0 ? load.clock / reference.clock : 0,
	       reference.cpu > 0 ? load.cpu / reference.cpu : 0);
}

int main(int argc, char **argv)
{
	long rows = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
	const char *dsn = argc > 2 ? argv[2] : "sqlite";
	char dir[] = "/tmp/bench_loadXXXXXX", file[300];
	struct rusage usage;
	struct stat st;
	AUTO_CTX cx = { 0 };
	struct store *store = NULL;

	ctx_init(&cx, clock_now(), 16 << 20);
	if (!mkdtemp(dir))
		return 1;
	snprintf(file, sizeof file, "%s/rows.csv", dir);
	FILE *f = fopen(file, "w");
	if (!f)
		return 1;
	load_write(f, rows);
	fclose(f);
	stat(file, &st);
	printf("# %ld rows, %.0f MB, %s\n", rows, (double)st.st_size / 1e6,
	       strncmp(dsn, "sqlite", 6) == 0 ? "sqlite" : "postgresql");
	if (store_open(&cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 1 }, &store) != OK) {
		fprintf(stderr, "store: %s\n", said_words(&cx, cx.fault.said, SAID_EN));
		return 1;
	}
	bool alone = argc > 3;
	struct took reference = { 0 }, took = { 0 };
	if (!alone) {
		bool lite = store_kind(store) == STORE_SQLITE;
		reference.clock = lite ? reference_sqlite(dir, file) : reference_pg(dsn, file);
		reference.cpu = lite ? cpu_of(RUSAGE_CHILDREN) : 0;     /* else a server's */
	}
	took.clock = load(store, file, LOAD_REPLACE, 1, 0, &took.cpu);
	line("replace", took, reference);
	getrusage(RUSAGE_SELF, &usage);
	printf("# memory at most %ld MiB\n", usage.ru_maxrss / 1024);
	if (!alone) {
		took.clock = load(store, file, LOAD_UPSERT, 2, 1, &took.cpu);
		line("upsert of the same rows", took, reference);
		getrusage(RUSAGE_SELF, &usage);
		printf("# memory at most %ld MiB\n", usage.ru_maxrss / 1024);
	}
	if (rowload_delete(&cx, store, 1, 1) != OK || rowload_delete(&cx, store, 1, 2) != OK)
		fprintf(stderr, "versions stay behind\n");
	store_close(store);
	return run((const char *const[]){ "rm", "-rf", dir, NULL }) < 0;
}
