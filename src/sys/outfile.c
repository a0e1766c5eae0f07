/* outfile.c - see outfile.h. */
#include "sys/outfile.h"
#include "base/enc.h"
#include "sys/file.h"
#include "sys/random.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum err broken_file(struct ctx *cx)
{
	return errno == ENOSPC || errno == EFBIG || errno == EDQUOT
		       ? fail(cx, ERR_FULL, SAY_DISK_FULL())
		       : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

static const char *folder_of(struct ctx *cx, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? ctx_textn(cx, path, (size_t)(slash - path)) : ".";
}

enum err outfile_open(struct ctx *cx, const char *path, struct outfile *ret)
{
	uint8_t chance[8];
	char tail[HEX_TEXT(sizeof chance)];
	random_bytes(chance, sizeof chance);
	hex_text(chance, sizeof chance, tail);
	TRY(file_folder(cx, folder_of(cx, path)));
	struct outfile f = { .path = ctx_text(cx, path),
			     .temp = ctx_print(cx, "%s.%s.tmp", path, tail) };
	f.fd = open(f.temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (f.fd < 0)
		return broken_file(cx);
	f.hash = hashing_begin();
	*ret = f;
	return OK;
}

enum err outfile_put(struct ctx *cx, struct outfile *f, const void *p, size_t n)
{
	hashing_add(f->hash, p, n);
	for (const char *at = p; n;) {
		ssize_t put = write(f->fd, at, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return broken_file(cx);
		at += put;
		n -= (size_t)put;
		f->n += put;
	}
	return OK;
}

enum err outfile_done(struct ctx *cx, struct outfile *f, struct hash *ret_hash)
{
	if (fsync(f->fd) != 0 || rename(f->temp, f->path) != 0)
		return broken_file(cx);
	*ret_hash = hashing_end(f->hash);
	f->hash = NULL;
	close(f->fd);
	f->fd = -1;
	f->temp = NULL;
	return file_sync_folder(cx, folder_of(cx, f->path));
}

void outfile_drop(struct outfile *f)
{
	if (f->hash)
		hashing_end(f->hash);
	if (f->temp) {
		close(f->fd);
		unlink(f->temp);
	}
	*f = (struct outfile){ .fd = -1 };
}
