/* restore.c - `gongshu restore --from FILE --data EMPTY_DIR [--store DSN]
 * [--passphrase-file F]`: unpack, load the store, then verify the whole record
 * against the checkpoint that came along.
 *
 * Until all of it is there the directory holds a mark, and no store opens there
 * (STORE_UNFINISHED): half a city would serve as if it were whole. What fails
 * leaves the directory empty; what was killed is thrown away by the next try. */
#include "command.h"
#include "ops/backup.h"
#include "ops/container.h"
#include "ops/dump.h"
#include "record/verify.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct restore {
	const char *from, *dir, *dsn;
	bool        manifest, sqlite, dumped;
	int         lock;               /* on the mark, so that no second restore throws us away */
};

static enum err must_be_empty(struct ctx *cx, const char *dir)
{
	int n = 0;
	DIR *d = opendir(dir);
	if (!d && errno == ENOENT)
		return file_folder(cx, dir);
	if (!d)
		return fail(cx, ERR_INVALID, SAY_DIR_UNUSABLE(dir, strerror(errno)));
	while (readdir(d))
		n++;
	closedir(d);
	return n <= 2 ? OK : fail(cx, ERR_CONFLICT, SAY_RESTORE_NOT_EMPTY(dir));
}

static int throw_away(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static const char *mark(struct ctx *cx, const char *dir)
{
	return ctx_print(cx, "%s/" STORE_UNFINISHED, dir);
}

/* Everything below `dir` but the mark: only of one that was empty when a restore
 * began. */
static void empty(struct ctx *cx, const char *dir)
{
	struct dirent *found;
	DIR *d = opendir(dir);
	while (d && (found = readdir(d))) {
		const char *path = ctx_print(cx, "%s/%s", dir, found->d_name);
		if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0 ||
		    strcmp(found->d_name, STORE_UNFINISHED) == 0)
			continue;
		nftw(path, throw_away, 16, FTW_DEPTH | FTW_PHYS);
	}
	if (d)
		closedir(d);
}

/* Who ends takes the mark away before the lock: if it is gone, so is our turn. */
static enum err begin(struct ctx *cx, struct restore *r)
{
	const char *path = mark(cx, r->dir);
	bool left = access(path, F_OK) == 0;
	if (!left)
		TRY(must_be_empty(cx, r->dir));
	r->lock = open(path, left ? O_RDWR | O_CLOEXEC : O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC,
		       0600);
	if (r->lock < 0)
		return fail(cx, ERR_INVALID, SAY_DIR_UNUSABLE(r->dir, strerror(errno)));
	if (flock(r->lock, LOCK_EX | LOCK_NB) != 0 || access(path, F_OK) != 0)
		return fail(cx, ERR_CONFLICT, SAY_DIR_IN_USE(r->dir));
	empty(cx, r->dir);
	return file_sync_folder(cx, r->dir);
}

/* The mark goes last, so that a kill before leaves it. */
static enum err end(struct ctx *cx, struct restore *r, enum err e)
{
	if (e != OK)
		empty(cx, r->dir);
	unlink(mark(cx, r->dir));
	close(r->lock);
	return e != OK ? e : file_sync_folder(cx, r->dir);
}

static const char *where(struct ctx *cx, void *arg, const char *name)
{
	struct restore *r = arg;
	if (!r->manifest)
		return NULL;
	r->dumped |= strcmp(name, "main.db") == 0 || strcmp(name, "main.pgdump") == 0;
	return ctx_print(cx, "%s/%s", r->dir, name);
}

/* The first entry says what this is, and whether it fits the store asked for. */
static enum err manifest(struct ctx *cx, void *arg, const char *name, const void *p, size_t n)
{
	struct restore *r = arg;
	json_t *j = json_loadb(p, n, 0, NULL);
	const char *kind = json_string_value(json_object_get(j, "store"));
	bool ours = strcmp(name, "gongshu-backup.json") == 0 && kind &&
		    json_integer_value(json_object_get(j, "format")) == 1;
	r->sqlite = ours && strcmp(kind, "sqlite") == 0;
	kind = ours ? ctx_text(cx, kind) : NULL;
	json_decref(j);
	if (!ours)
		return fail(cx, ERR_INVALID, SAY_BACKUP_FOREIGN(r->from));
	if (r->sqlite != (!*r->dsn || strcmp(r->dsn, "sqlite") == 0))
		return fail(cx, ERR_INVALID, SAY_RESTORE_KIND(kind));
	if (!*r->dsn)
		r->dsn = "sqlite";
	r->manifest = true;
	return OK;
}

static enum err finish(struct ctx *cx, struct restore *r)
{
	const char *dump = ctx_print(cx, "%s/main.pgdump", r->dir);
	const char *line = ctx_print(cx, "%s\n", r->dsn);
	if (!r->manifest || !r->dumped)
		return fail(cx, ERR_INVALID, SAY_BACKUP_FOREIGN(r->from));
	if (!r->sqlite) {
		TRY(dump_load_pg(cx, r->dsn, dump));
		unlink(dump);
	}
	TRY(file_put(cx, ctx_print(cx, "%s/store", r->dir), line, strlen(line), 0600));
	int fd = open(r->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool durable = fd >= 0 && syncfs(fd) == 0;
	if (fd >= 0)
		close(fd);
	return durable ? OK : fail(cx, ERR_FULL, SAY_DISK_FULL());
}

static enum err prove(struct ctx *cx, const struct restore *r, struct buf *out,
		      struct verify_found *found)
{
	struct store *s;
	TRY(store_open(cx, (struct store_setup){ .dir = r->dir, .dsn = r->dsn, .readers = 1,
						 .read_only = true }, &s));
	enum err e = verify_all(cx, &(struct verify_ask){ .dir = r->dir,
							  .db = store_reader(s, 0) }, out, found);
	store_close(s);
	return e;
}

static enum err restore(struct ctx *cx, const struct ops_wish *w, struct buf *out,
			struct verify_found *found)
{
	struct restore r = { .from = w->file, .dir = w->settings.data, .dsn = w->settings.store };
	bool has;
	AUTO_BUF pass = buf_make(65536);
	if (!w->file)
		return fail(cx, ERR_INVALID, SAY_RESTORE_ASK());
	TRY(ops_pass(cx, w, &pass, &has));
	TRY(begin(cx, &r));
	enum err e = unbox_all(cx, r.from, has ? &pass : NULL,
			       &(struct unbox){ .where = where, .bytes = manifest, .arg = &r });
	if (e == OK)
		e = finish(cx, &r);
	TRY(end(cx, &r, e));
	return prove(cx, &r, out, found);
}

int restore_command(int argc, char *argv[])
{
	AUTO_CTX cx;
	AUTO_BUF out = buf_make(1 << 20);
	struct ops_wish w;
	struct verify_found found = { 0 };
	ctx_init(&cx, clock_now(), 0);
	enum err e = ops_wish_read(&cx, argc, argv, "--from", &w);
	if (e == OK)
		e = restore(&cx, &w, &out, &found);
	if (e != OK)
		return command_failed(&cx, e);
	struct said s = found.faults ? SAY_VERIFY_BAD(found.faults)
				     : SAY_RESTORE_DONE(w.settings.data, found.leaves);
	printf("%s%s\n%s\n", buf_cstr(&out), said_words(&cx, s, SAID_ZH),
	       said_words(&cx, s, SAID_EN));
	return found.faults != 0;
}
