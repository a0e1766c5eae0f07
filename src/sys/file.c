#include "sys/file.h"
#include "sys/random.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err broke(struct ctx *cx, const char *path)
{
	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return fail(cx, ERR_INTERNAL, SAY_DIR_UNUSABLE(path, strerror(errno)));
}

enum err file_folder(struct ctx *cx, const char *path)
{
	char *p = ctx_text(cx, path);
	for (char *s = p + 1; *s; s++) {
		if (*s != '/')
			continue;
		*s = 0;
		if (mkdir(p, 0700) != 0 && errno != EEXIST)
			return broke(cx, p);
		*s = '/';
	}
	return mkdir(p, 0700) != 0 && errno != EEXIST ? broke(cx, p) : OK;
}

enum err file_sync_folder(struct ctx *cx, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return broke(cx, path);
	int rc = fsync(fd);
	PRE(rc == 0 || errno != EIO);   /* a failed fsync cannot be retried */
	close(fd);
	return rc == 0 ? OK : broke(cx, path);
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static const char *folder_of(struct ctx *cx, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? ctx_textn(cx, path, (size_t)(slash - path)) : ".";
}

enum err file_put(struct ctx *cx, const char *path, const void *p, size_t n, int mode)
{
	const char *folder = folder_of(cx, path);
	uint8_t dice[4];
	random_bytes(dice, sizeof dice);
	const char *tmp = ctx_print(cx, "%s.%02x%02x%02x%02x.tmp", path, dice[0], dice[1],
				    dice[2], dice[3]);
	TRY(file_folder(cx, folder));
	int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return broke(cx, tmp);
	bool ok = write_all(fd, p, n);
	if (ok) {
		int rc = fsync(fd);
		PRE(rc == 0 || errno != EIO);
		ok = rc == 0;
	}
	int why = errno;
	close(fd);
	if (!ok || rename(tmp, path) != 0) {
		errno = ok ? errno : why;
		enum err e = broke(cx, path);
		unlink(tmp);
		return e;
	}
	return file_sync_folder(cx, folder);
}

enum err file_get(struct ctx *cx, const char *path, size_t max, struct buf *out)
{
	char part[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? fail(cx, ERR_NOT_FOUND, SAY_FILE_MISSING(path))
				       : broke(cx, path);
	enum err e = OK;
	size_t start = out->n;
	for (ssize_t k; e == OK && (k = read(fd, part, sizeof part)) != 0;) {
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			e = broke(cx, path);
		else if (out->n - start + (size_t)k > max)
			e = fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
		else
			buf_bytes(out, part, (size_t)k);
	}
	close(fd);
	return e;
}

enum err file_secret(struct ctx *cx, const char *path, uint8_t *out, size_t n)
{
	AUTO_BUF b = buf_make(4096);
	enum err e = file_get(cx, path, 4096, &b);
	if (e == OK && b.n == n) {
		memcpy(out, b.p, n);
		explicit_bzero(b.p, b.n);
		return OK;
	}
	if (e != ERR_NOT_FOUND)
		return e == OK ? fail(cx, ERR_INTERNAL, SAY_DIR_UNUSABLE(path, "damaged")) : e;
	random_bytes(out, n);
	return file_put(cx, path, out, n, 0400);
}
