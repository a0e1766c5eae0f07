/* package.c - see package.h. libarchive writes the zip, sys/outfile the file. */
#include "release/package.h"
#include "base/keep.h"
#include "sys/log.h"
#include "sys/outfile.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART = 1 << 16 };

struct package { struct archive *a; struct outfile out; struct ctx *cx; enum err e; };

static la_ssize_t on_write(struct archive *a, void *arg, const void *bytes, size_t n)
{
	struct package *p = arg;
	p->e = outfile_put(p->cx, &p->out, bytes, n);
	if (p->e == OK)
		return (la_ssize_t)n;
	archive_set_error(a, EIO, "file");
	return -1;
}

static enum err said(struct ctx *cx, struct package *p, int rc)
{
	if (rc >= ARCHIVE_WARN)
		return OK;
	if (p->e != OK)
		return p->e;
	const char *why = archive_error_string(p->a);
	log_line(LOG_ERROR, "package", "why", why ? why : "?", NULL);
	return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

enum err package_begin(struct ctx *cx, const char *path, struct package **ret)
{
	AUTO_PACKAGE p = keep_new(struct package);
	p->out.fd = -1;
	p->cx = cx;
	TRY(outfile_open(cx, path, &p->out));
	p->a = archive_write_new();
	PRE(p->a != NULL);
	archive_write_set_format_zip(p->a);
	archive_write_set_bytes_in_last_block(p->a, 1);
	TRY(said(cx, p, archive_write_open(p->a, p, NULL, on_write, NULL)));
	*ret = p;
	p = NULL;
	return OK;
}

/* No time is set: the format then says 1980, wherever and whenever it is made. */
static enum err header(struct ctx *cx, struct package *p, const char *name, int64_t n)
{
	struct archive_entry *e = archive_entry_new();
	PRE(e != NULL);
	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_size(e, n);
	enum err err = said(cx, p, archive_write_header(p->a, e));
	archive_entry_free(e);
	return err;
}

static enum err data(struct ctx *cx, struct package *p, const void *bytes, size_t n)
{
	return said(cx, p, archive_write_data(p->a, bytes, n) == (la_ssize_t)n ? ARCHIVE_OK
									      : ARCHIVE_FATAL);
}

enum err package_bytes(struct ctx *cx, struct package *p, const char *name,
		       const void *bytes, size_t n)
{
	p->cx = cx;
	TRY(header(cx, p, name, (int64_t)n));
	return data(cx, p, bytes, n);
}

static enum err copy(struct ctx *cx, struct package *p, int fd, int64_t size)
{
	char *part = ctx_alloc(cx, PART);
	while (size > 0) {
		ssize_t n = read(fd, part, PART);
		if (n <= 0)
			return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
		TRY(data(cx, p, part, (size_t)n));
		size -= n;
	}
	return OK;
}

enum err package_file(struct ctx *cx, struct package *p, const char *name, const char *from)
{
	struct stat st;
	p->cx = cx;
	int fd = open(from, O_RDONLY | O_CLOEXEC);
	enum err e = fd < 0 || fstat(fd, &st) != 0 ? fail(cx, ERR_INTERNAL, SAY_INTERNAL())
						   : header(cx, p, name, st.st_size);
	if (e == OK)
		e = copy(cx, p, fd, st.st_size);
	if (fd >= 0)
		close(fd);
	return e;
}

enum err package_done(struct ctx *cx, struct package *p, struct hash *ret_hash,
		      int64_t *ret_bytes)
{
	p->cx = cx;
	TRY(said(cx, p, archive_write_close(p->a)));
	*ret_bytes = p->out.n;
	return outfile_done(cx, &p->out, ret_hash);
}

void package_freep(struct package **p)
{
	if (!*p)
		return;
	outfile_drop(&(*p)->out);
	(*p)->e = ERR_INTERNAL;         /* nothing more is written */
	if ((*p)->a)
		archive_write_free((*p)->a);
	keep_end(*p);
	*p = NULL;
}
