/* rowload_sqlite.c - a version as a file of its own.
 *
 * The file is nobody's until it is renamed, so it has no journal and is synced
 * once, at the end. (Asking the kernel to write it out meanwhile was tried: pages
 * that are written to again then wait for the disk, and all of it took longer.)
 * A failing CREATE UNIQUE INDEX needs something to
 * roll back with, so the journal is in memory from there on: it holds only
 * pages that existed before, hence stays small. */
#include "rowsql/rowload_backend.h"
#include "sys/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SQL_ROOM 65536
#define CACHE_KIB 8192                  /* also what the index sorter may hold */

static enum err broke(struct ctx *cx, const struct rowload *l)
{
	int code = l->sq ? sqlite3_errcode(l->sq) & 0xff : SQLITE_CANTOPEN;
	if (code == SQLITE_FULL || (code == SQLITE_IOERR && errno == ENOSPC))
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	fprintf(stderr, "{\"level\":\"error\",\"store\":\"sqlite\",\"doing\":\"load\","
		"\"code\":\"%d\"}\n", l->sq ? sqlite3_extended_errcode(l->sq) : code);
	return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
}

static enum err run(struct ctx *cx, struct rowload *l, const char *sql)
{
	return sqlite3_exec(l->sq, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : broke(cx, l);
}

static enum err prepare(struct ctx *cx, struct rowload *l, struct buf *sql,
			sqlite3_stmt **ret)
{
	PRE(buf_ok(sql));
	return sqlite3_prepare_v3(l->sq, buf_cstr(sql), -1, SQLITE_PREPARE_PERSISTENT, ret,
				  NULL) == SQLITE_OK ? OK : broke(cx, l);
}

static enum err open_file(struct ctx *cx, struct rowload *l)
{
	const char *dir = store_dir(l->setup.store);
	const char *path = dataset_path(cx, dir, l->setup.resource_no, l->setup.version);
	const char *folder = ctx_textn(cx, path, (size_t)(strrchr(path, '/') - path));
	TRY(file_folder(cx, folder));
	l->path = strdup(path);
	l->tmp = strdup(ctx_print(cx, "%s.tmp", path));
	PRE(l->path && l->tmp);
	unlink(l->tmp);
	return OK;
}

/* A copy of the version to build on; shares its blocks where the file system
 * can. */
static enum err copy_base(struct ctx *cx, struct rowload *l)
{
	const char *from = dataset_path(cx, store_dir(l->setup.store), l->setup.resource_no,
					l->setup.base);
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(l->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = in < 0 || out < 0 ? -1 : 1;
	while (n > 0)
		n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0);
	int why = errno;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	if (n < 0)
		return why == ENOSPC ? fail(cx, ERR_FULL, SAY_DISK_FULL())
				     : fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	return OK;
}

/* An index of its own: the first key column is served by the key's. */
static bool other_index(const struct rowload *l, size_t i)
{
	return l->setup.columns[i].indexed && !(l->nkeys && i == l->keys[0]);
}

static const char *type_of(const struct column *c)
{
	return shape_physical(&c->shape) == PHYS_INT ? "INTEGER" : "TEXT";
}

static enum err make_table(struct ctx *cx, struct rowload *l)
{
	AUTO_BUF sql = buf_make(SQL_ROOM);
	buf_text(&sql, "CREATE TABLE t (n INTEGER PRIMARY KEY");
	for (size_t i = 0; i < l->setup.ncolumns; i++)
		buf_print(&sql, ", c%d %s", l->setup.columns[i].no, type_of(&l->setup.columns[i]));
	buf_text(&sql, ")");
	return run(cx, l, buf_cstr(&sql));
}

static enum err make_insert(struct ctx *cx, struct rowload *l)
{
	AUTO_BUF sql = buf_make(SQL_ROOM);
	buf_text(&sql, "INSERT INTO t VALUES (?");
	for (size_t i = 0; i < l->setup.ncolumns; i++)
		buf_text(&sql, ", ?");
	buf_text(&sql, ")");
	if (l->setup.base && l->nkeys)
		buf_text(&sql, " ON CONFLICT DO NOTHING");
	TRY(prepare(cx, l, &sql, &l->insert));
	if (!l->nkeys || l->setup.mode != LOAD_UPSERT)
		return OK;
	/* What an upsert replaces came before this load. */
	buf_clear(&sql);
	buf_text(&sql, "DELETE FROM t WHERE n <= ?");
	for (size_t i = 0; i < l->nkeys; i++)
		buf_print(&sql, " AND c%d = ?", l->setup.columns[l->keys[i]].no);
	return prepare(cx, l, &sql, &l->clash);
}

static enum err last_number(struct ctx *cx, struct rowload *l)
{
	sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(l->sq, "SELECT max(n) FROM t", -1, &q, NULL) != SQLITE_OK)
		return broke(cx, l);
	if (sqlite3_step(q) == SQLITE_ROW)
		l->last = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return OK;
}

/* Much to come for what is there: other indexes than the key's are made anew at
 * the end, which costs less than keeping them up row by row. */
static enum err strip(struct ctx *cx, struct rowload *l)
{
	struct stat st;
	if (stat(l->tmp, &st) != 0 || l->setup.incoming < st.st_size / 8)
		return OK;
	l->bare = true;
	for (size_t i = 0; i < l->setup.ncolumns; i++) {
		const struct column *c = &l->setup.columns[i];
		if (!other_index(l, i))
			continue;
		AUTO_BUF sql = buf_make(256);
		buf_print(&sql, "DROP INDEX IF EXISTS t%d", c->no);
		TRY(run(cx, l, buf_cstr(&sql)));
	}
	return OK;
}

static enum err begin(struct ctx *cx, struct rowload *l)
{
	TRY(open_file(cx, l));
	if (l->setup.base)
		TRY(copy_base(cx, l));
	if (sqlite3_open_v2(l->tmp, &l->sq, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
			    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK)
		return broke(cx, l);
	TRY(run(cx, l, "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF;"
		       "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
		       "PRAGMA temp_store = FILE; PRAGMA trusted_schema = OFF"));
	AUTO_BUF sql = buf_make(256);
	buf_print(&sql, "PRAGMA cache_size = -%d", CACHE_KIB);
	TRY(run(cx, l, buf_cstr(&sql)));
	sqlite3_limit(l->sq, SQLITE_LIMIT_WORKER_THREADS, 2);
	TRY(run(cx, l, "BEGIN"));
	TRY(l->setup.base ? last_number(cx, l) : make_table(cx, l));
	if (l->setup.base)
		TRY(strip(cx, l));
	return make_insert(cx, l);
}

static void bind_cell(sqlite3_stmt *q, int at, const struct cell *c)
{
	if (c->n == CELL_INT)
		sqlite3_bind_int64(q, at, c->i);
	else if (c->n == CELL_NULL)
		sqlite3_bind_null(q, at);
	else
		sqlite3_bind_text(q, at, c->p, c->n, SQLITE_STATIC);
}

static bool replace_old(struct rowload *l, const struct cell *row)
{
	sqlite3_bind_int64(l->clash, 1, l->last);
	for (size_t i = 0; i < l->nkeys; i++)
		bind_cell(l->clash, (int)i + 2, &row[l->keys[i]]);
	sqlite3_step(l->clash);
	return sqlite3_reset(l->clash) == SQLITE_OK;
}

static enum err add_row(struct ctx *cx, struct rowload *l, int64_t number,
			const struct cell *row)
{
	if (l->clash && !replace_old(l, row))
		return broke(cx, l);
	sqlite3_bind_int64(l->insert, 1, l->last + number);
	for (size_t i = 0; i < l->setup.ncolumns; i++)
		bind_cell(l->insert, (int)i + 2, &row[i]);
	sqlite3_step(l->insert);
	if (sqlite3_reset(l->insert) != SQLITE_OK)
		return broke(cx, l);
	if (l->setup.base && sqlite3_changes(l->sq) == 0)
		l->setup.repeated(l->setup.arg, number);
	return OK;
}

static enum err add(struct ctx *cx, struct rowload *l, const struct block *b)
{
	for (size_t i = 0; i < b->nrows; i++)
		TRY(add_row(cx, l, b->numbers ? b->numbers[i] : b->first + (int64_t)i,
			    b->cells + i * b->ncolumns));
	return OK;
}

/* --- keys and indexes ----------------------------------------------------- */

static enum err take_out(struct ctx *cx, struct rowload *l, sqlite3_stmt *q,
			 sqlite3_stmt *del)
{
	int step;
	while ((step = sqlite3_step(q)) == SQLITE_ROW) {
		int64_t n = sqlite3_column_int64(q, 0);
		l->setup.repeated(l->setup.arg, n - l->last);
		sqlite3_bind_int64(del, 1, n);
		sqlite3_step(del);
		if (sqlite3_reset(del) != SQLITE_OK)
			return broke(cx, l);
	}
	return step == SQLITE_DONE ? OK : broke(cx, l);
}

/* There are repeated keys: all but the first of each go. The numbers are laid
 * aside first, so that nothing is deleted under the walk. */
static enum err drop_repeated(struct ctx *cx, struct rowload *l)
{
	sqlite3_stmt *q = NULL, *del = NULL;
	AUTO_BUF sql = buf_make(SQL_ROOM);

	buf_text(&sql, "CREATE TEMP TABLE again AS SELECT n FROM (SELECT n, row_number() "
		       "OVER (PARTITION BY ");
	rowload_key_list(l, "", "", &sql);
	buf_text(&sql, " ORDER BY n) AS nth FROM t) WHERE nth > 1");
	TRY(run(cx, l, buf_cstr(&sql)));
	if (sqlite3_prepare_v2(l->sq, "SELECT n FROM temp.again ORDER BY n", -1, &q, NULL) ||
	    sqlite3_prepare_v2(l->sq, "DELETE FROM t WHERE n = ?", -1, &del, NULL))
		return broke(cx, l);
	enum err e = take_out(cx, l, q, del);
	sqlite3_finalize(q);
	sqlite3_finalize(del);
	return e;
}

static enum err key_index(struct ctx *cx, struct rowload *l)
{
	AUTO_BUF sql = buf_make(SQL_ROOM);
	buf_text(&sql, "CREATE UNIQUE INDEX tk ON t (");
	rowload_key_list(l, "", "", &sql);
	buf_text(&sql, ")");
	int code = sqlite3_exec(l->sq, buf_cstr(&sql), NULL, NULL, NULL);
	if (code == SQLITE_OK)
		return OK;
	if (code != SQLITE_CONSTRAINT)
		return broke(cx, l);
	TRY(drop_repeated(cx, l));
	return run(cx, l, buf_cstr(&sql));
}

static enum err make_indexes(struct ctx *cx, struct rowload *l)
{
	if (l->nkeys && !l->setup.base)
		TRY(key_index(cx, l));
	for (size_t i = 0; i < l->setup.ncolumns; i++) {
		const struct column *c = &l->setup.columns[i];
		if (!other_index(l, i))
			continue;
		AUTO_BUF sql = buf_make(256);
		buf_print(&sql, "CREATE INDEX t%d ON t (c%d)", c->no, c->no);
		TRY(run(cx, l, buf_cstr(&sql)));
	}
	return OK;
}

static enum err count(struct ctx *cx, struct rowload *l, int64_t *ret_rows)
{
	sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(l->sq, "SELECT count(*) FROM t", -1, &q, NULL) != SQLITE_OK ||
	    sqlite3_step(q) != SQLITE_ROW)
		return broke(cx, l);
	*ret_rows = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return OK;
}

static void close_db(struct rowload *l)
{
	sqlite3_finalize(l->insert);
	sqlite3_finalize(l->clash);
	l->insert = l->clash = NULL;
	sqlite3_close(l->sq);
	l->sq = NULL;
}

static enum err make_durable(struct ctx *cx, struct rowload *l, int64_t *ret_bytes)
{
	struct stat st;
	int fd = open(l->tmp, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0 && fstat(fd, &st) == 0;
	if (fd >= 0)
		close(fd);
	if (!good || rename(l->tmp, l->path) != 0)
		return errno == ENOSPC ? fail(cx, ERR_FULL, SAY_DISK_FULL())
				       : fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	*ret_bytes = st.st_size;
	return file_sync_folder(cx, ctx_textn(cx, l->path,
					      (size_t)(strrchr(l->path, '/') - l->path)));
}

static enum err finish(struct ctx *cx, struct rowload *l, struct rowload_sum *ret)
{
	struct rowload_sum sum = { 0 };
	TRY(run(cx, l, "COMMIT"));
	if (!l->setup.base || l->bare) {
		TRY(run(cx, l, "PRAGMA journal_mode = MEMORY; BEGIN"));
		TRY(make_indexes(cx, l));
		TRY(run(cx, l, "COMMIT"));
	}
	TRY(count(cx, l, &sum.rows));
	close_db(l);
	TRY(make_durable(cx, l, &sum.bytes));
	*ret = sum;
	return OK;
}

static void end(struct rowload *l)
{
	close_db(l);
	if (l->tmp)
		unlink(l->tmp);
	free(l->tmp);
	free(l->path);
}

/* --- what lies there ------------------------------------------------------ */

static enum err remove_file(struct ctx *cx, struct store *s, int resource_no, int version)
{
	const char *path = dataset_path(cx, store_dir(s), resource_no, version);
	unlink(ctx_print(cx, "%s.tmp", path));
	if (unlink(path) != 0 && errno != ENOENT)
		return fail(cx, ERR_INTERNAL, SAY_STORE_BROKEN());
	return OK;
}

static enum err list_folder(struct ctx *cx, const char *path, int no, rowload_each *each,
			    void *arg)
{
	int version;
	DIR *d = opendir(path);
	enum err e = OK;
	for (struct dirent *f; d && e == OK && (f = readdir(d)) != NULL;)
		if (sscanf(f->d_name, "v%d.db", &version) == 1)
			e = each(cx, no, version, arg);
	if (d)
		closedir(d);
	return e;
}

static enum err list(struct ctx *cx, struct store *s, rowload_each *each, void *arg)
{
	int no;
	const char *rows = ctx_print(cx, "%s/rows", store_dir(s));
	DIR *d = opendir(rows);
	enum err e = OK;
	for (struct dirent *f; d && e == OK && (f = readdir(d)) != NULL;)
		if (sscanf(f->d_name, "r%d", &no) == 1)
			e = list_folder(cx, ctx_print(cx, "%s/%s", rows, f->d_name), no, each, arg);
	if (d)
		closedir(d);
	return e;
}

const struct rowload_ops rowload_sqlite = {
	.begin = begin, .add = add, .finish = finish, .end = end,
	.remove = remove_file, .list = list,
};
