/* test_backup.c - what was backed up from a running server comes back whole, and
 * what was altered, cut, or opened with the wrong passphrase does not (R14.1).
 *
 * Runs on SQLite, and on PostgreSQL when GONGSHU_TEST_PG names one. */
#include "command.h"
#include "ops/backup.h"
#include "record/inside.h"
#include "record/verify.h"
#include "test.h"
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *dsn;
static char dir[64], pg_dsn[512], pg_second[512];
static struct store *store;
static struct record *rec;
static const char *said;                /* code of the last complaint */

int command_failed(struct ctx *cx, enum err e)
{
	(void)e;
	said = said_code(cx->fault.said.id);
	return 1;
}

static int quietly(int (*command)(int, char **), int argc, char **argv)
{
	fflush(stdout);
	int was = dup(1), null = open("/dev/null", O_WRONLY);
	said = "";
	dup2(null, 1);
	int status = command(argc, argv);
	fflush(stdout);
	dup2(was, 1);
	close(was);
	close(null);
	return status;
}

static const char *in(const char *name)
{
	static char paths[8][256];
	static int next;
	char *p = paths[next++ % 8];
	snprintf(p, sizeof paths[0], "%s/%s", dir, name);
	return p;
}

static char *arg(const char *s)
{
	return (char *)(uintptr_t)s;    /* the commands take char *argv[], and only read */
}

static int back_up(const char *to, const char *pass)
{
	char *argv[] = { arg("backup"), arg("--data"), arg(in("data")), arg("--to"), arg(to),
			 arg("--passphrase-file"), pass ? arg(pass) : NULL };
	return quietly(backup_command, pass ? 7 : 5, argv);
}

static int put_back(const char *from, const char *to, const char *pass)
{
	char *argv[] = { arg("restore"), arg("--from"), arg(from), arg("--data"), arg(to),
			 arg("--store"), arg(strcmp(dsn, "sqlite") == 0 ? dsn : pg_second),
			 arg("--passphrase-file"), pass ? arg(pass) : NULL };
	return quietly(restore_command, pass ? 9 : 7, argv);
}

/* --- a data directory ------------------------------------------------------- */

static enum err note(struct ctx *cx, struct db *db, void *n)
{
	for (int i = 0; i < *(int *)n; i++)
		TRY(record_note(cx, db, &(struct note){ .kind = NOTE_CASE, .rows = i,
							.detail = "a detail" }));
	return OK;
}

static void note_some(int n)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	CHECK_INT(store_change(&cx, store, note, &n), OK);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	CHECK_MSG(f != NULL, "%s", path);
	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

static void run(const char *cmd)
{
	CHECK_MSG(system(cmd) == 0, "%s", cmd);
}

static enum err open_at(struct ctx *cx, const char *where, const char *which)
{
	TRY(store_open(cx, (struct store_setup){ .dir = where, .dsn = which, .readers = 1,
						 .fsync_off = true }, &store));
	return record_open(cx, (struct record_setup){ .store = store, .no_thread = true,
			   .reader = store_reader(store, 0) }, &rec);
}

static void wipe(const char *which)
{
	if (strcmp(which, "sqlite") == 0)
		return;
	PGconn *pg = PQconnectdb(which);
	PQclear(PQexec(pg, "SET client_min_messages = error; DROP SCHEMA public CASCADE;"
			   "CREATE SCHEMA public"));
	PQfinish(pg);
}

static void fresh(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	snprintf(dir, sizeof dir, "/tmp/gongshu-test-backup.XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	wipe(dsn);
	wipe(pg_second[0] && strcmp(dsn, "sqlite") ? pg_second : "sqlite");
	mkdir(in("data"), 0700);
	enum err e = open_at(&cx, in("data"), dsn);
	CHECK_MSG(e == OK, "%s", e ? said_words(&cx, cx.fault.said, SAID_EN) : "");
	note_some(300);
	CHECK_INT(record_settle(&cx, rec), OK);
	note_some(5);
	mkdir(in("data/rows"), 0700);
	mkdir(in("data/rows/r1"), 0700);
	mkdir(in("data/keys"), 0700);
	write_file(in("data/rows/r1/v1.db"), "a version of data");
	write_file(in("data/rows/r1/v2.db.tmp"), "one that is being built");
	write_file(in("data/keys/seal"), "a key of 32 bytes ..............");
	write_file(in("pass"), "correct horse battery staple\n");
	write_file(in("wrong"), "incorrect horse\n");
}

static void stop(void)
{
	record_close(rec);
	store_close(store);
}

static void away(void)
{
	char cmd[128];
	stop();
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	run(cmd);
}

static bool same_file(const char *a, const char *b)
{
	char cmd[600];
	snprintf(cmd, sizeof cmd, "cmp -s '%s' '%s'", a, b);
	return system(cmd) == 0;
}

/* --- tests ------------------------------------------------------------------- */

static void test_R14_1_a_backup_of_a_running_server_restores_and_verifies(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	CHECK_INT(back_up(in("backup"), NULL), 0);
	CHECK_TEXT(said, "");
	CHECK(access(in("backup.tmp"), F_OK) != 0);
	CHECK_INT(put_back(in("backup"), in("again"), NULL), 0);
	CHECK_TEXT(said, "");
	CHECK(same_file(in("data/rows/r1/v1.db"), in("again/rows/r1/v1.db")));
	CHECK(same_file(in("data/keys/seal"), in("again/keys/seal")));
	CHECK(same_file(in("data/record/vkey"), in("again/record/vkey")));
	CHECK(access(in("again/rows/r1/v2.db.tmp"), F_OK) != 0);
	stop();
	enum err e = open_at(&cx, in("again"), strcmp(dsn, "sqlite") == 0 ? dsn : pg_second);
	CHECK_MSG(e == OK, "%s", e ? said_words(&cx, cx.fault.said, SAID_EN) : "");
	note_some(10);
	CHECK_INT(record_settle(&cx, rec), OK);
	CHECK_INT(rec->head.size, 315);
	away();
}

static void test_R14_1_a_folder_gets_a_file_named_by_the_time(void)
{
	char cmd[200];
	fresh();
	mkdir(in("shelf"), 0700);
	CHECK_INT(back_up(in("shelf"), NULL), 0);
	snprintf(cmd, sizeof cmd, "ls '%s' | grep -qE '^gongshu-[0-9]{8}-[0-9]{6}.tar.zst$'",
		 in("shelf"));
	run(cmd);
	away();
}

static void test_R14_1_a_sealed_backup_needs_its_passphrase(void)
{
	char cmd[200];
	fresh();
	CHECK_INT(back_up(in("backup"), in("pass")), 0);
	snprintf(cmd, sizeof cmd, "! grep -q 'gongshu-backup.json' '%s'", in("backup"));
	run(cmd);
	CHECK_INT(put_back(in("backup"), in("a"), NULL), 1);
	CHECK_TEXT(said, "backup-sealed");
	CHECK_INT(put_back(in("backup"), in("b"), in("wrong")), 1);
	CHECK_TEXT(said, "backup-unsealable");
	CHECK_INT(put_back(in("backup"), in("c"), in("pass")), 0);
	CHECK_TEXT(said, "");
	away();
}

static void test_R14_1_an_altered_or_cut_sealed_backup_is_refused(void)
{
	char cmd[300];
	fresh();
	CHECK_INT(back_up(in("backup"), in("pass")), 0);
	snprintf(cmd, sizeof cmd, "head -c -1 '%s' > '%s'", in("backup"), in("cut"));
	run(cmd);
	CHECK_INT(put_back(in("cut"), in("a"), in("pass")), 1);
	CHECK_TEXT(said, "backup-unsealable");
	snprintf(cmd, sizeof cmd, "head -c 300 '%s' > '%s' && printf X >> '%s' && tail -c +302 '%s' "
		 ">> '%s'", in("backup"), in("bent"), in("bent"), in("backup"), in("bent"));
	run(cmd);
	CHECK_INT(put_back(in("bent"), in("b"), in("pass")), 1);
	CHECK_TEXT(said, "backup-unsealable");
	away();
}

static void test_R14_1_a_folder_that_is_not_empty_is_left_alone(void)
{
	fresh();
	CHECK_INT(back_up(in("backup"), NULL), 0);
	mkdir(in("full"), 0700);
	write_file(in("full/letter"), "mine");
	CHECK_INT(put_back(in("backup"), in("full"), NULL), 1);
	CHECK_TEXT(said, "restore-not-empty");
	CHECK(access(in("full/main.db"), F_OK) != 0);
	write_file(in("junk"), "this is no archive at all");
	CHECK_INT(put_back(in("junk"), in("x"), NULL), 1);
	CHECK_TEXT(said, "backup-broken");
	CHECK_INT(back_up(in("nowhere/file"), NULL), 1);
	CHECK_TEXT(said, "backup-file");
	away();
}

static void test_R14_1_a_restore_that_failed_or_was_killed_is_never_opened(void)
{
	AUTO_CTX cx;
	struct store *s;
	struct store_setup half = { .dsn = "sqlite", .readers = 1 };
	char cmd[300];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	CHECK_INT(back_up(in("backup"), NULL), 0);
	snprintf(cmd, sizeof cmd, "head -c $(($(stat -c %%s '%s') * 9 / 10)) '%s' > '%s'",
		 in("backup"), in("backup"), in("cut"));
	run(cmd);
	CHECK_INT(put_back(in("cut"), in("again"), NULL), 1);
	CHECK_TEXT(said, "backup-broken");
	CHECK(rmdir(in("again")) == 0);         /* nothing of it is left */
	mkdir(in("killed"), 0700);
	mkdir(in("killed/rows"), 0700);
	write_file(in("killed/rows/v9.db"), "what a killed restore left");
	write_file(in("killed/restoring"), "");
	half.dir = in("killed");
	CHECK_INT(store_open(&cx, half, &s), ERR_CONFLICT);
	CHECK_TEXT(said_code(cx.fault.said.id), "dir-unfinished");
	CHECK_INT(put_back(in("backup"), in("killed"), NULL), 0);
	CHECK_TEXT(said, "");
	CHECK(access(in("killed/rows/v9.db"), F_OK) != 0);
	CHECK(access(in("killed/restoring"), F_OK) != 0);
	away();
}

static void run_all(const char *where)
{
	dsn = where;
	printf("# on %s\n", strcmp(where, "sqlite") == 0 ? "SQLite" : "PostgreSQL");
	RUN(test_R14_1_a_backup_of_a_running_server_restores_and_verifies);
	RUN(test_R14_1_a_folder_gets_a_file_named_by_the_time);
	RUN(test_R14_1_a_sealed_backup_needs_its_passphrase);
	RUN(test_R14_1_an_altered_or_cut_sealed_backup_is_refused);
	RUN(test_R14_1_a_folder_that_is_not_empty_is_left_alone);
	RUN(test_R14_1_a_restore_that_failed_or_was_killed_is_never_opened);
}

static void make_database(const char *given, const char *name, char out[512])
{
	const char *slash = strstr(given, "/gongshu?");
	char sql[64];
	PGconn *pg = PQconnectdb(given);
	snprintf(sql, sizeof sql, "CREATE DATABASE %s_%d", name, (int)getpid());
	PQclear(PQexec(pg, sql));
	PQfinish(pg);
	if (slash)
		snprintf(out, 512, "%.*s/%s_%d%s", (int)(slash - given), given, name,
			 (int)getpid(), slash + 8);
}

int main(void)
{
	run_all("sqlite");
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg) {
		make_database(pg, "backup", pg_dsn);
		make_database(pg, "restored", pg_second);
	}
	if (pg_dsn[0])
		run_all(pg_dsn);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
