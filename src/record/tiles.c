/* tiles.c - full tiles are gathered and written in one go into packs of 256,
 * each of which is then synced once; edges are small files of their own, written,
 * synced, renamed, and their folders synced. */
#include "record/tiles.h"
#include "sys/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PENDING_MAX = 1 << 30, PATH_ROOM = 4096 };

struct full_tile { uint64_t n; int32_t level, width; struct hash h[TILE_WIDTH]; };

/* --- reading --------------------------------------------------------------- */

static bool read_file(const char *path, off_t from, void *p, size_t n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	size_t got = 0;
	for (ssize_t k; got < n; got += (size_t)k) {
		k = pread(fd, (char *)p + got, n - got, from + (off_t)got);
		if (k < 0 && errno == EINTR)
			k = 0;
		else if (k <= 0)
			break;
	}
	close(fd);
	return got == n;
}

static void pack_path(const char *dir, int level, uint64_t n, char path[PATH_ROOM])
{
	char name[TILE_PATH];
	snprintf(path, PATH_ROOM, "%s/%s.pack", dir,
		 tile_path(level, n / TILE_PACK, TILE_WIDTH, name));
}

/* Of a full tile; where none was written yet the pack has a hole. */
static bool read_packed(const char *dir, int level, uint64_t n, int width, struct hash *h)
{
	static const struct hash hole;
	char path[PATH_ROOM];
	pack_path(dir, level, n, path);
	return read_file(path, (off_t)(n % TILE_PACK * TILE_BYTES), h,
			 (size_t)width * HASH_SIZE) &&
	       memcmp(&h[0], &hole, sizeof hole) != 0;
}

/* The exact partial tile, or the beginning of one that has grown since. */
bool tile_load(const char *dir, int level, uint64_t n, int width, struct hash *h)
{
	char name[TILE_PATH], path[PATH_ROOM];
	for (int w = width; w < TILE_WIDTH; w++) {
		snprintf(path, sizeof path, "%s/%s", dir, tile_path(level, n, w, name));
		if (read_file(path, 0, h, (size_t)width * HASH_SIZE))
			return true;
	}
	if (read_packed(dir, level, n, width, h))
		return true;
	/* As one file: so the first versions wrote it. */
	snprintf(path, sizeof path, "%s/%s", dir, tile_path(level, n, TILE_WIDTH, name));
	return read_file(path, 0, h, (size_t)width * HASH_SIZE);
}

static const struct hash *tile_held(struct tile_reader *r, int level, uint64_t tile, int n)
{
	for (int i = 0; i < TILE_CACHE; i++)
		if (r->held[i].n >= n && r->held[i].level == level && r->held[i].tile == tile)
			return r->held[i].h;
	int i = r->next++ % TILE_CACHE;
	uint64_t left = (r->size >> (8 * level)) - tile * TILE_WIDTH;
	int width = left < TILE_WIDTH ? (int)left : TILE_WIDTH;
	r->held[i].n = 0;
	if (width < n || !tile_load(r->dir, level, tile, width, r->held[i].h))
		return NULL;
	r->held[i].level = level;
	r->held[i].tile = tile;
	r->held[i].n = width;
	return r->held[i].h;
}

bool tile_hash(void *reader, int level, uint64_t index, struct hash *ret)
{
	struct tile_reader *r = reader;
	int tl = level / 8, width = 1 << level % 8;
	uint64_t at = index << level % 8;
	int from = (int)(at % TILE_WIDTH);
	if (tl >= TILE_LEVELS || (index + 1) << level > r->size)
		return false;
	const struct hash *h = tile_held(r, tl, at / TILE_WIDTH, from + width);
	if (!h)
		return false;
	*ret = tile_root(h + from, width);
	return true;
}

/* --- growing --------------------------------------------------------------- */

enum err tiles_open(struct ctx *cx, struct tiles *t, const char *dir, uint64_t size)
{
	struct tile_reader *r = ctx_new(cx, struct tile_reader);
	*t = (struct tiles){ .dir = dir, .pending = buf_make(PENDING_MAX) };
	*r = (struct tile_reader){ .dir = dir, .size = size };
	if (!merkle_resume(tile_hash, r, size, &t->range))
		return fail(cx, ERR_INTERNAL, SAY_RECORD_TILES_BAD((int64_t)size));
	for (int l = 0; l < TILE_LEVELS; l++) {
		uint64_t n = size >> (8 * l);
		t->full[l] = n / TILE_WIDTH;
		t->edge[l].n = (int)(n % TILE_WIDTH);
		if (t->edge[l].n && !tile_load(dir, l, t->full[l], t->edge[l].n, t->edge[l].h))
			return fail(cx, ERR_INTERNAL, SAY_RECORD_TILES_BAD((int64_t)size));
	}
	return OK;
}

void tiles_end(struct tiles *t)
{
	buf_end(&t->pending);
}

void tiles_add(struct tiles *t, const struct hash *leaf)
{
	struct hash up = *leaf;
	range_add(&t->range, leaf);
	for (int l = 0; l < TILE_LEVELS; l++) {
		t->edge[l].h[t->edge[l].n++] = up;
		if (t->edge[l].n < TILE_WIDTH)
			return;
		struct full_tile f = { t->full[l]++, l, TILE_WIDTH, { { { 0 } } } };
		memcpy(f.h, t->edge[l].h, sizeof f.h);
		buf_bytes(&t->pending, &f, sizeof f);
		PRE(buf_ok(&t->pending));
		up = tile_root(t->edge[l].h, TILE_WIDTH);
		t->edge[l].n = 0;
	}
}

size_t tiles_waiting(const struct tiles *t)
{
	return t->pending.n;
}

/* --- writing --------------------------------------------------------------- */

static void paths_of(const struct tiles *t, const struct full_tile *f, char *path, char *tmp)
{
	char name[TILE_PATH];
	snprintf(path, PATH_ROOM, "%s/%s", t->dir,
		 tile_path(f->level, f->n, f->width, name));
	snprintf(tmp, PATH_ROOM, "%s.tmp", path);
}

static enum err disk_said(struct ctx *cx, const char *path)
{
	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return fail(cx, ERR_INTERNAL, SAY_DIR_UNUSABLE(path, strerror(errno)));
}

static enum err put_tmp(struct ctx *cx, const char *tmp, const struct full_tile *f, int *ret_fd)
{
	size_t n = (size_t)f->width * HASH_SIZE, at = 0;
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return disk_said(cx, tmp);
	while (at < n) {
		ssize_t k = write(fd, (const char *)f->h + at, n - at);
		if (k > 0)
			at += (size_t)k;
		else if (errno != EINTR)
			break;
	}
	if (at == n) {
		*ret_fd = fd;
		return OK;
	}
	enum err e = disk_said(cx, tmp);
	close(fd);
	return e;
}

/* A new folder is an entry of its parent: that must be on disk as well. */
static enum err folder_for(struct ctx *cx, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = ctx_textn(cx, path, (size_t)(slash - path));
	if (access(folder, F_OK) == 0)
		return OK;
	TRY(folder_for(cx, folder));
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return disk_said(cx, folder);
	slash = strrchr(folder, '/');
	return file_sync_folder(cx, ctx_textn(cx, folder, (size_t)(slash - folder)));
}

static enum err sync_folder_of(struct ctx *cx, const char *path)
{
	const char *slash = strrchr(path, '/');
	return file_sync_folder(cx, ctx_textn(cx, path, (size_t)(slash - path)));
}

/* Edges, one a level at most: written, synced, renamed, their folders synced. */
static enum err put_edges(struct ctx *cx, const struct tiles *t, const struct full_tile *f, int n)
{
	char path[PATH_ROOM], tmp[PATH_ROOM];
	int fd[TILE_LEVELS] = { 0 };
	enum err e = OK;
	int open_n = 0;
	for (; e == OK && open_n < n; open_n++) {
		paths_of(t, &f[open_n], path, tmp);
		e = folder_for(cx, path);
		if (e == OK)
			e = put_tmp(cx, tmp, &f[open_n], &fd[open_n]);
		if (e != OK)
			break;
	}
	for (int i = 0; i < open_n; i++) {
		int rc = e == OK ? fsync(fd[i]) : 0;
		PRE(rc == 0 || errno != EIO);   /* a failed fsync cannot be retried */
		if (rc != 0)
			e = disk_said(cx, t->dir);
		close(fd[i]);
	}
	for (int i = 0; e == OK && i < n; i++) {
		paths_of(t, &f[i], path, tmp);
		if (rename(tmp, path) != 0)
			e = disk_said(cx, path);
	}
	for (int i = 0; e == OK && i < n; i++) {
		paths_of(t, &f[i], path, tmp);
		e = sync_folder_of(cx, path);
	}
	return e;
}

/* A pack that is being written; its folder is synced when it is new. */
struct pack { int fd; uint64_t n; bool made; char path[PATH_ROOM]; };

static enum err pack_open(struct ctx *cx, const struct tiles *t, int level, uint64_t n,
			  struct pack *p)
{
	p->n = n / TILE_PACK;
	pack_path(t->dir, level, n, p->path);
	p->made = access(p->path, F_OK) != 0;
	TRY(folder_for(cx, p->path));
	p->fd = open(p->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return p->fd < 0 ? disk_said(cx, p->path) : OK;
}

static enum err pack_put(struct ctx *cx, const struct pack *p, const struct full_tile *f)
{
	for (size_t at = 0; at < TILE_BYTES;) {
		ssize_t k = pwrite(p->fd, (const char *)f->h + at, TILE_BYTES - at,
				   (off_t)(f->n % TILE_PACK * TILE_BYTES + at));
		if (k > 0)
			at += (size_t)k;
		else if (errno != EINTR)
			return disk_said(cx, p->path);
	}
	return OK;
}

/* Syncs, unless `e` already says no. */
static enum err pack_close(struct ctx *cx, struct pack *p, enum err e)
{
	if (p->fd < 0)
		return e;
	int rc = e == OK ? fsync(p->fd) : 0;
	PRE(rc == 0 || errno != EIO);           /* a failed fsync cannot be retried */
	if (rc != 0)
		e = disk_said(cx, p->path);
	close(p->fd);
	p->fd = -1;
	return e == OK && p->made ? sync_folder_of(cx, p->path) : e;
}

/* The tiles of one level, in the order they became full: pack after pack. */
static enum err put_level(struct ctx *cx, const struct tiles *t, int level,
			  const struct full_tile *f, int n)
{
	struct pack *p = ctx_new(cx, struct pack);
	enum err e = OK;
	p->fd = -1;
	for (int i = 0; e == OK && i < n; i++) {
		if (f[i].level != level)
			continue;
		if (p->fd >= 0 && p->n != f[i].n / TILE_PACK)
			e = pack_close(cx, p, e);
		if (e == OK && p->fd < 0)
			e = pack_open(cx, t, level, f[i].n, p);
		if (e == OK)
			e = pack_put(cx, p, &f[i]);
	}
	return pack_close(cx, p, e);
}

/* The full tile is there: nobody needs its beginnings any more. */
static void drop_partials(const struct tiles *t, const struct full_tile *f)
{
	char name[TILE_PATH], path[PATH_ROOM];
	snprintf(path, sizeof path, "%s/%s.p", t->dir,
		 tile_path(f->level, f->n, TILE_WIDTH, name));
	DIR *d = opendir(path);
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	rmdir(path);
}

static uint64_t level_size(const struct tiles *t, int level)
{
	return t->full[level] * TILE_WIDTH + (uint64_t)t->edge[level].n;
}

enum err tiles_write(struct ctx *cx, struct tiles *t, bool partial)
{
	int n = (int)(t->pending.n / sizeof(struct full_tile));
	const struct full_tile *f = (const void *)t->pending.p;
	for (int l = 0; n && l < TILE_LEVELS; l++)
		TRY(put_level(cx, t, l, f, n));
	for (int i = 0; i < n; i++)
		drop_partials(t, &f[i]);
	buf_clear(&t->pending);
	if (!partial)
		return OK;
	struct full_tile *edge = ctx_array(cx, struct full_tile, TILE_LEVELS);
	n = 0;
	for (int l = 0; l < TILE_LEVELS; l++) {
		if (!t->edge[l].n || t->wrote[l] == level_size(t, l))
			continue;
		edge[n].n = t->full[l];
		edge[n].level = l;
		edge[n].width = t->edge[l].n;
		memcpy(edge[n++].h, t->edge[l].h, sizeof t->edge[l].h);
	}
	if (n)
		TRY(put_edges(cx, t, edge, n));
	for (int l = 0; l < TILE_LEVELS; l++)
		t->wrote[l] = level_size(t, l);
	return OK;
}
