/* backup.c - `gongshu backup --data DIR --to FILE_OR_DIR [--passphrase-file F]`.
 *
 * Versions of data are immutable files, but old ones are swept after a while;
 * they are held by hard links in a folder of our own from just before the copy
 * of the store until they are packed. */
#include "ops/backup.h"
#include "base/jout.h"
#include "command.h"
#include "ops/container.h"
#include "ops/dump.h"
#include "record/files.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARGS_MOST = 64, PATH_ROOM = 4096 };

enum err ops_wish_read(struct ctx *cx, int argc, char *argv[], const char *flag,
		       struct ops_wish *ret)
{
	struct ops_wish w = { 0 };
	char *rest[ARGS_MOST];
	int n = 0;
	for (int i = 1; i < argc && n < ARGS_MOST; i++) {
		if (strcmp(argv[i], flag) == 0 && i + 1 < argc)
			w.file = argv[++i];
		else if (strcmp(argv[i], "--passphrase-file") == 0 && i + 1 < argc)
			w.pass_file = argv[++i];
		else
			rest[n++] = argv[i];
	}
	TRY(settings_read(cx, n, rest, &w.settings));
	*ret = w;
	return OK;
}

enum err ops_pass(struct ctx *cx, const struct ops_wish *w, struct buf *out, bool *ret_has)
{
	*ret_has = w->pass_file != NULL;
	if (!w->pass_file)
		return OK;
	TRY(file_get(cx, w->pass_file, 65536, out));
	while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
		out->n--;
	return out->n ? OK : fail(cx, ERR_INVALID, SAY_BAD_VALUE("passphrase-file"));
}

struct backup {
	struct ctx     *cx;
	struct box *pack;
	struct store   *store;
	const char     *dir, *dsn, *hold;       /* hold: <dir>/.backup-… */
	uint64_t        size;                   /* of the record's tree */
};

/* --- folders ----------------------------------------------------------------- */

typedef enum err each_fn(struct backup *b, const char *name, const char *path);

static bool passing(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, ".tmp") == 0;
}

/* Every regular file under `path`, its name relative to the start. */
static enum err walk(struct backup *b, const char *path, const char *name, each_fn *fn)
{
	struct stat st;
	enum err e = OK;
	DIR *d = opendir(path);
	if (!d)
		return errno == ENOENT ? OK
			: fail(b->cx, ERR_INVALID, SAY_BACKUP_FILE(path, strerror(errno)));
	for (struct dirent *en; e == OK && (en = readdir(d)) != NULL;) {
		if (strcmp(en->d_name, ".") == 0 || strcmp(en->d_name, "..") == 0 ||
		    passing(en->d_name))
			continue;
		const char *p = ctx_print(b->cx, "%s/%s", path, en->d_name);
		const char *n = ctx_print(b->cx, "%s/%s", name, en->d_name);
		if (lstat(p, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			e = walk(b, p, n, fn);
		else if (S_ISREG(st.st_mode))
			e = fn(b, n, p);
	}
	closedir(d);
	return e;
}

static enum err pack_one(struct backup *b, const char *name, const char *path)
{
	return box_file(b->cx, b->pack, name, path);
}

static enum err hold_one(struct backup *b, const char *name, const char *path)
{
	const char *to = ctx_print(b->cx, "%s/%s", b->hold, name);
	const char *slash = strrchr(to, '/');
	TRY(file_folder(b->cx, ctx_textn(b->cx, to, (size_t)(slash - to))));
	if (link(path, to) == 0 || errno == EEXIST || errno == ENOENT)
		return OK;
	return fail(b->cx, ERR_INVALID, SAY_BACKUP_FILE(to, strerror(errno)));
}

static enum err hold_rows(struct backup *b)
{
	return walk(b, ctx_print(b->cx, "%s/rows", b->dir), "rows", hold_one);
}

static void let_go(const char *path)
{
	DIR *d = opendir(path);
	if (!d)
		return;
	for (struct dirent *en; (en = readdir(d)) != NULL;) {
		char inner[PATH_ROOM];
		if (strcmp(en->d_name, ".") == 0 || strcmp(en->d_name, "..") == 0)
			continue;
		snprintf(inner, sizeof inner, "%s/%s", path, en->d_name);
		if (unlink(inner) != 0)
			let_go(inner);
	}
	closedir(d);
	rmdir(path);
}

/* What is not copied as it stands: packed in its own way, derived, or passing. */
static bool apart(const char *name)
{
	static const char *const names[] = { "main.db", "main.db-wal", "main.db-shm", "lock",
		"store", "rows", "record", NULL };
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return name[0] == '.' || passing(name);
}

static enum err pack_rest(struct backup *b)
{
	struct stat st;
	enum err e = OK;
	DIR *d = opendir(b->dir);
	if (!d)
		return fail(b->cx, ERR_INVALID, SAY_BACKUP_FILE(b->dir, strerror(errno)));
	for (struct dirent *en; e == OK && (en = readdir(d)) != NULL;) {
		const char *p = ctx_print(b->cx, "%s/%s", b->dir, en->d_name);
		if (apart(en->d_name) || lstat(p, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			e = walk(b, p, ctx_text(b->cx, en->d_name), pack_one);
		else if (S_ISREG(st.st_mode))
			e = pack_one(b, ctx_text(b->cx, en->d_name), p);
	}
	closedir(d);
	return e;
}

/* --- the parts --------------------------------------------------------------- */

static enum err pack_manifest(struct backup *b, const char *origin)
{
	AUTO_BUF text = buf_make(4096);
	struct jout j = jout_to(&text);
	jout_open(&j);
	jout_key_int(&j, "format", 1);
	jout_key_text(&j, "store", store_kind(b->store) == STORE_SQLITE ? "sqlite"
									: "postgresql");
	jout_key_text(&j, "origin", origin);
	jout_key_int(&j, "size", (int64_t)b->size);
	jout_key_ms(&j, "at", b->cx->now);
	jout_close(&j);
	return box_bytes(b->cx, b->pack, "gongshu-backup.json", text.p, text.n, 0600);
}

static enum err record_part(struct ctx *cx, void *arg, const char *name, const void *p,
			    size_t n, int mode)
{
	struct backup *b = arg;
	return box_bytes(cx, b->pack, ctx_print(cx, "record/%s", name), p, n, mode);
}

static enum err pack_store(struct backup *b)
{
	const char *file = ctx_print(b->cx, "%s/main", b->hold);
	bool sqlite = store_kind(b->store) == STORE_SQLITE;
	TRY(hold_rows(b));
	TRY(dump_make(b->cx, b->store, b->dsn, file));
	TRY(hold_rows(b));
	TRY(box_file(b->cx, b->pack, sqlite ? "main.db" : "main.pgdump", file));
	unlink(file);
	return walk(b, ctx_print(b->cx, "%s/rows", b->hold), "rows", pack_one);
}

static enum err pack_everything(struct backup *b)
{
	struct record_files files;
	TRY(record_files_read(b->cx, b->dir, &files));
	b->size = files.size;
	TRY(pack_manifest(b, files.origin));
	TRY(record_files_each(b->cx, &files, record_part, b));
	TRY(pack_store(b));
	TRY(pack_rest(b));
	return box_finish(b->cx, b->pack);
}

/* --- the command --------------------------------------------------------------- */

/* A folder gets a name with the time in it. */
static const char *target(struct ctx *cx, const char *to)
{
	struct stat st;
	char text[MS_TEXT];
	if (stat(to, &st) != 0 || !S_ISDIR(st.st_mode))
		return to;
	ms_text(cx->now, text);
	return ctx_print(cx, "%s/gongshu-%.4s%.2s%.2s-%.2s%.2s%.2s.tar.zst", to, text, text + 5,
			 text + 8, text + 11, text + 14, text + 17);
}

static enum err make(struct backup *b, const struct buf *pass, const char *path)
{
	const char *tmp = ctx_print(b->cx, "%s.tmp", path);
	unlink(tmp);
	TRY(file_folder(b->cx, b->hold));
	TRY(box_begin(b->cx, tmp, pass, &b->pack));
	enum err e = pack_everything(b);
	box_end(b->pack);
	if (e == OK && rename(tmp, path) != 0)
		e = fail(b->cx, ERR_INVALID, SAY_BACKUP_FILE(path, strerror(errno)));
	if (e != OK) {
		unlink(tmp);
		return e;
	}
	const char *slash = strrchr(path, '/');
	return file_sync_folder(b->cx, slash ? ctx_textn(b->cx, path, (size_t)(slash - path) + 1)
					     : ".");
}

static enum err backup(struct ctx *cx, const struct ops_wish *w, const char **ret_path,
		       uint64_t *ret_size)
{
	struct backup b = { .cx = cx, .dir = w->settings.data };
	bool has;
	AUTO_BUF pass = buf_make(65536);
	if (!w->file)
		return fail(cx, ERR_INVALID, SAY_BACKUP_ASK());
	TRY(ops_pass(cx, w, &pass, &has));
	b.dsn = *w->settings.store ? w->settings.store : store_recall(cx, b.dir);
	TRY(store_open(cx, (struct store_setup){ .dir = b.dir, .dsn = b.dsn, .readers = 1,
						 .read_only = true }, &b.store));
	*ret_path = target(cx, w->file);
	b.hold = ctx_print(cx, "%s/.backup-%d", b.dir, (int)getpid());
	enum err e = make(&b, has ? &pass : NULL, *ret_path);
	let_go(b.hold);
	store_close(b.store);
	*ret_size = b.size;
	return e;
}

int backup_command(int argc, char *argv[])
{
	AUTO_CTX cx;
	struct ops_wish w;
	const char *path = "";
	uint64_t size = 0;
	ctx_init(&cx, clock_now(), 0);
	enum err e = ops_wish_read(&cx, argc, argv, "--to", &w);
	if (e == OK)
		e = backup(&cx, &w, &path, &size);
	if (e != OK)
		return command_failed(&cx, e);
	struct said s = SAY_BACKUP_DONE(path, (int64_t)size);
	printf("%s\n%s\n", said_words(&cx, s, SAID_ZH), said_words(&cx, s, SAID_EN));
	return 0;
}
