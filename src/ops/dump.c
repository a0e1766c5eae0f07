/* dump.c - the password of a database goes to pg_dump in its environment, never
 * on a command line that others can read. */
#include "ops/dump.h"
#include <libpq-fe.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- SQLite ------------------------------------------------------------------ */

static enum err copy_db(struct ctx *cx, struct sqlite3 *from, struct sqlite3 *to,
			const char *path)
{
	struct sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
	int done = b ? sqlite3_backup_finish(b) : SQLITE_ERROR;
	if (rc == SQLITE_DONE && done == SQLITE_OK)
		return OK;
	if (rc == SQLITE_FULL)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return fail(cx, ERR_INTERNAL, SAY_BACKUP_FILE(path, sqlite3_errstr(rc)));
}

static enum err dump_sqlite(struct ctx *cx, struct store *s, const char *path)
{
	struct sqlite3 *to = NULL;
	int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	enum err e = rc == SQLITE_OK
			     ? copy_db(cx, db_sqlite(store_reader(s, 0)), to, path)
			     : fail(cx, ERR_INTERNAL, SAY_BACKUP_FILE(path, sqlite3_errstr(rc)));
	sqlite3_close(to);
	return e;
}

/* --- PostgreSQL -------------------------------------------------------------- */

enum { ENV_MOST = 300 };

/* Our environment, and the connection's settings on top of it. */
static enum err pg_environment(struct ctx *cx, const char *dsn, char **env)
{
	char *why = NULL;
	int n = 0;
	PQconninfoOption *all = PQconninfoParse(dsn, &why);
	if (!all) {
		PQfreemem(why);
		return fail(cx, ERR_INVALID, SAY_BAD_VALUE("store"));
	}
	for (PQconninfoOption *o = all; o->keyword; o++)
		if (o->val && o->envvar && n < ENV_MOST - 1)
			env[n++] = ctx_print(cx, "%s=%s", o->envvar, o->val);
	PQconninfoFree(all);
	for (char **e = environ; *e && n < ENV_MOST - 1; e++)
		if (strncmp(*e, "PG", 2) != 0)
			env[n++] = *e;
	env[n] = NULL;
	return OK;
}

static enum err run(struct ctx *cx, const char *dsn, char *const argv[])
{
	char **env = ctx_array(cx, char *, ENV_MOST);
	pid_t pid;
	int status = -1;
	TRY(pg_environment(cx, dsn, env));
	if (posix_spawnp(&pid, argv[0], NULL, NULL, argv, env) != 0)
		return fail(cx, ERR_INVALID, SAY_DUMP_FAILED(argv[0]));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0
		       ? OK : fail(cx, ERR_INVALID, SAY_DUMP_FAILED(argv[0]));
}

static enum err dump_pg(struct ctx *cx, const char *dsn, const char *path)
{
	char *const argv[] = { "pg_dump", "--format=custom", "--compress=0", "--no-owner",
			       "--no-acl", "--file", ctx_text(cx, path), NULL };
	return run(cx, dsn, argv);
}

static const char *database_of(struct ctx *cx, const char *dsn)
{
	char *why = NULL;
	const char *name = "";
	PQconninfoOption *all = PQconninfoParse(dsn, &why);
	PQfreemem(why);
	for (PQconninfoOption *o = all; o && o->keyword; o++)
		if (strcmp(o->keyword, "dbname") == 0 && o->val)
			name = ctx_text(cx, o->val);
	PQconninfoFree(all);
	return name;
}

enum err dump_load_pg(struct ctx *cx, const char *dsn, const char *path)
{
	char *const argv[] = { "pg_restore", "--no-owner", "--no-acl", "--exit-on-error",
			       "--single-transaction", "--dbname",
			       ctx_text(cx, database_of(cx, dsn)), ctx_text(cx, path), NULL };
	return run(cx, dsn, argv);
}

enum err dump_make(struct ctx *cx, struct store *s, const char *dsn, const char *path)
{
	return store_kind(s) == STORE_SQLITE ? dump_sqlite(cx, s, path) : dump_pg(cx, dsn, path);
}
