/* container.c - libarchive between our files and a sealed stream. */
#include "ops/container.h"
#include "ops/sealed.h"
#include "sys/file.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART = 1 << 16, SMALL_MOST = 1 << 20 };

struct box {
	struct ctx      own;
	struct ctx     *cx;             /* of the call under way */
	struct archive *a;
	struct sealed  *s;
	enum err        e;              /* what the stream said */
	const char     *path;
};

static enum err broken_archive(struct ctx *cx, struct archive *a, const char *path)
{
	const char *why = archive_error_string(a);
	return fail(cx, ERR_INVALID, SAY_BACKUP_BROKEN(path, why ? why : "?"));
}

/* --- writing --------------------------------------------------------------- */

static la_ssize_t on_write(struct archive *a, void *arg, const void *p, size_t n)
{
	struct box *k = arg;
	k->e = sealed_write(k->cx, k->s, p, n);
	if (k->e == OK)
		return (la_ssize_t)n;
	archive_set_error(a, EIO, "stream");
	return -1;
}

static enum err said(struct ctx *cx, struct box *p, int rc)
{
	if (rc >= ARCHIVE_WARN)
		return OK;
	return p->e != OK ? p->e : broken_archive(cx, p->a, p->path);
}

enum err box_begin(struct ctx *cx, const char *path, const struct buf *pass,
		    struct box **ret)
{
	struct ctx own;
	ctx_init(&own, cx->now, 0);
	struct box *p = ctx_new(&own, struct box);
	p->path = ctx_text(&own, path);
	p->own = own;
	p->cx = cx;
	enum err e = sealed_create(cx, path, pass, &p->s);
	if (e != OK) {
		box_end(p);
		return e;
	}
	p->a = archive_write_new();
	PRE(p->a != NULL);
	archive_write_set_format_pax_restricted(p->a);
	archive_write_add_filter_zstd(p->a);
	archive_write_set_bytes_in_last_block(p->a, 1);
	e = said(cx, p, archive_write_open(p->a, p, NULL, on_write, NULL));
	if (e != OK) {
		box_end(p);
		return e;
	}
	*ret = p;
	return OK;
}

void box_end(struct box *p)
{
	if (!p)
		return;
	if (p->a)
		archive_write_free(p->a);
	sealed_end(p->s);
	struct ctx own = p->own;
	ctx_end(&own);
}

static enum err header(struct ctx *cx, struct box *p, const char *name, int64_t size,
		       int mode)
{
	struct archive_entry *en = archive_entry_new();
	PRE(en != NULL);
	p->cx = cx;
	archive_entry_set_pathname(en, name);
	archive_entry_set_size(en, size);
	archive_entry_set_filetype(en, AE_IFREG);
	archive_entry_set_perm(en, (mode_t)mode);
	archive_entry_set_mtime(en, cx->now.n / 1000, 0);
	enum err e = said(cx, p, archive_write_header(p->a, en));
	archive_entry_free(en);
	return e;
}

static enum err data(struct ctx *cx, struct box *p, const void *bytes, size_t n)
{
	p->cx = cx;
	return archive_write_data(p->a, bytes, n) >= 0 ? OK : said(cx, p, ARCHIVE_FATAL);
}

enum err box_bytes(struct ctx *cx, struct box *p, const char *name, const void *bytes,
		    size_t n, int mode)
{
	TRY(header(cx, p, name, (int64_t)n, mode));
	return data(cx, p, bytes, n);
}

static enum err copy_in(struct ctx *cx, struct box *p, int fd, int64_t left)
{
	static const char zeros[PART];
	char part[PART];
	while (left > 0) {
		size_t want = left < PART ? (size_t)left : PART;
		ssize_t k = read(fd, part, want);
		if (k < 0 && errno == EINTR)
			continue;
		/* Cut short meanwhile: an unfinished upload. Fill up, the size is said. */
		TRY(data(cx, p, k > 0 ? part : zeros, k > 0 ? (size_t)k : want));
		left -= k > 0 ? k : (ssize_t)want;
	}
	return OK;
}

enum err box_file(struct ctx *cx, struct box *p, const char *name, const char *from)
{
	struct stat st;
	int fd = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return OK;
	if (fd < 0 || fstat(fd, &st) != 0) {
		enum err e = fail(cx, ERR_INVALID, SAY_BACKUP_FILE(from, strerror(errno)));
		if (fd >= 0)
			close(fd);
		return e;
	}
	enum err e = header(cx, p, name, st.st_size, st.st_mode & 0777);
	if (e == OK)
		e = copy_in(cx, p, fd, st.st_size);
	close(fd);
	return e;
}

enum err box_finish(struct ctx *cx, struct box *p)
{
	p->cx = cx;
	TRY(said(cx, p, archive_write_close(p->a)));
	return sealed_finish(cx, p->s);
}

/* --- reading --------------------------------------------------------------- */

struct reading { struct ctx *cx; struct sealed *s; enum err e; const char *path; };

static la_ssize_t on_read(struct archive *a, void *arg, const void **ret)
{
	struct reading *r = arg;
	size_t n = 0;
	r->e = sealed_read(r->cx, r->s, ret, &n);
	if (r->e == OK)
		return (la_ssize_t)n;
	archive_set_error(a, EIO, "stream");
	return -1;
}

static enum err read_said(struct reading *r, struct archive *a)
{
	return r->e != OK ? r->e : broken_archive(r->cx, a, r->path);
}

static bool name_ok(const char *name)
{
	if (!name || !*name || *name == '/' || strlen(name) > 1000)
		return false;
	for (const char *s = name; s; s = strchr(s, '/')) {
		s += *s == '/';
		if (strncmp(s, "..", 2) == 0 && (s[2] == '/' || !s[2]))
			return false;
		if (!*s)
			break;
	}
	return true;
}

static enum err to_file(struct reading *r, struct archive *a, const char *path, int mode)
{
	struct ctx *cx = r->cx;
	const char *slash = strrchr(path, '/');
	if (slash)
		TRY(file_folder(cx, ctx_textn(cx, path, (size_t)(slash - path))));
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return fail(cx, ERR_INVALID, SAY_BACKUP_FILE(path, strerror(errno)));
	int rc = archive_read_data_into_fd(a, fd);
	bool durable = rc >= ARCHIVE_WARN && fsync(fd) == 0;
	close(fd);
	if (durable)
		return OK;
	return rc >= ARCHIVE_WARN ? fail(cx, ERR_FULL, SAY_DISK_FULL()) : read_said(r, a);
}

static enum err to_memory(struct reading *r, struct archive *a, const struct unbox *u,
			  const char *name)
{
	char part[PART];
	AUTO_BUF b = buf_make(SMALL_MOST);
	for (la_ssize_t k; (k = archive_read_data(a, part, sizeof part)) != 0;) {
		if (k < 0)
			return read_said(r, a);
		buf_bytes(&b, part, (size_t)k);
	}
	if (!buf_ok(&b))
		return fail(r->cx, ERR_INVALID, SAY_BACKUP_FOREIGN(r->path));
	return u->bytes(r->cx, u->arg, name, b.p, b.n);
}

static enum err entries(struct reading *r, struct archive *a, const struct unbox *u)
{
	struct archive_entry *en;
	int rc;
	while ((rc = archive_read_next_header(a, &en)) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(en);
		if (archive_entry_filetype(en) != AE_IFREG || !name_ok(name))
			return fail(r->cx, ERR_INVALID, SAY_BACKUP_FOREIGN(r->path));
		const char *path = u->where(r->cx, u->arg, name);
		TRY(path ? to_file(r, a, path, (int)archive_entry_perm(en))
			 : to_memory(r, a, u, name));
	}
	return rc == ARCHIVE_EOF ? OK : read_said(r, a);
}

enum err unbox_all(struct ctx *cx, const char *path, const struct buf *pass,
		    const struct unbox *u)
{
	struct reading r = { .cx = cx, .path = path };
	TRY(sealed_open(cx, path, pass, &r.s));
	struct archive *a = archive_read_new();
	PRE(a != NULL);
	archive_read_support_format_tar(a);
	archive_read_support_filter_zstd(a);
	enum err e = archive_read_open(a, &r, NULL, on_read, NULL) == ARCHIVE_OK
			     ? entries(&r, a, u) : read_said(&r, a);
	archive_read_free(a);
	sealed_end(r.s);
	return e;
}
