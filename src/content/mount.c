/* mount.c - the next version of an entry's files, from uploads and from the version
 * before. An upload's bytes get a second name (a hard link) that only the version
 * knows; names whose change didn't come about are taken off again, and strays are
 * swept at the next start. */
#include "app.h"
#include "base/enc.h"
#include "base/hash.h"
#include "content/content_store.h"
#include "content/content_http.h"
#include "content_schema.h"
#include "sys/file.h"
#include "sys/settings.h"
#include "web/req.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (256 << 10)
#define HEAD  4096                      /* bytes a kind is told by */

struct mount { struct req *rq; struct content_mount m; struct content_file *was; size_t nwas; };

static enum err wrong(struct ctx *cx, enum err e, size_t i, const char *member, struct said said)
{
	return fail_field(cx, fail(cx, e, said), ctx_print(cx, "files[%zu].%s", i, member));
}

static const char *path_of(const struct mount *w, struct ctx *cx, const char *id)
{
	return upload_path(cx, store_dir(w->rq->store), id);
}

/* What it is, by its head. The hash was made while the bytes came in; of an upload that
 * an older server took, it is made here. */
static enum err look(struct ctx *cx, const char *path, size_t i, const struct upload *u,
		     struct content_file *f)
{
	uint8_t *piece = ctx_alloc(cx, PIECE);
	char *hex = ctx_alloc(cx, HEX_TEXT(HASH_SIZE));
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;
	if (fd < 0)
		return wrong(cx, ERR_CONFLICT, i, "upload", SAY_CONTENT_BYTES_GONE());
	struct hashing *h = hashing_begin();
	for (int64_t at = 0; (n = read(fd, piece, at || !u->sha256 ? PIECE : HEAD)) > 0; at += n) {
		if (!at)
			f->media = content_media(piece, n < HEAD ? (size_t)n : HEAD, f->name);
		if (u->sha256)
			break;
		hashing_add(h, piece, (size_t)n);
	}
	close(fd);
	struct hash sum = hashing_end(h);
	if (n < 0)
		return wrong(cx, ERR_CONFLICT, i, "upload", SAY_CONTENT_BYTES_GONE());
	f->sha256 = u->sha256 ? u->sha256 : hex_text(sum.b, HASH_SIZE, hex);
	return f->media ? OK : wrong(cx, ERR_MEDIA, i, "upload", SAY_CONTENT_PROGRAM(f->name));
}

static enum err take_upload(struct ctx *cx, struct mount *w, size_t i,
			    const struct content_mount_file_in *in, struct content_file *f)
{
	struct upload u;
	enum err e = upload_complete(cx, w->rq->db, in->upload, w->m.who, &u);
	if (e != OK)
		return fail_field(cx, e, ctx_print(cx, "files[%zu].upload", i));
	if (!u.size)
		return wrong(cx, ERR_INVALID, i, "upload", SAY_CONTENT_EMPTY());
	for (size_t k = 0; k < w->m.nspent; k++)
		if (strcmp(w->m.spent[k].id, u.id) == 0)
			return wrong(cx, ERR_INVALID, i, "upload", SAY_CONTENT_TWICE());
	f->name = content_name(cx, in->name ? in->name : u.filename);
	if (!f->name)
		return wrong(cx, ERR_INVALID, i, "name", SAY_CONTENT_NAME(CONTENT_NAME_MOST));
	TRY(look(cx, path_of(w, cx, u.id), i, &u, f));
	f->bytes = u.size;
	f->by_id = u.owner;
	f->upload = id_new(cx);
	if (link(path_of(w, cx, u.id), path_of(w, cx, f->upload)) != 0)
		return fail(cx, errno == ENOSPC ? ERR_FULL : ERR_INTERNAL, SAY_CONTENT_UNWRITABLE());
	f->fresh = true;
	w->m.spent[w->m.nspent++] = u;
	return OK;
}

static enum err carry(struct ctx *cx, struct mount *w, size_t i,
		      const struct content_mount_file_in *in, struct content_file *f)
{
	for (size_t k = 0; k < w->nwas; k++) {
		if (w->was[k].n != in->keep)
			continue;
		*f = w->was[k];
		if (in->name && !(f->name = content_name(cx, in->name)))
			return wrong(cx, ERR_INVALID, i, "name", SAY_CONTENT_NAME(CONTENT_NAME_MOST));
		return OK;
	}
	return wrong(cx, ERR_INVALID, i, "keep", SAY_CONTENT_NO_FILE());
}

static enum err one(struct ctx *cx, struct mount *w, size_t i,
		    const struct content_mount_file_in *in)
{
	struct content_file *f = &w->m.files[i];
	if (!in->upload == !in->has_keep)
		return wrong(cx, ERR_INVALID, i, "upload", SAY_CONTENT_ONE_OF());
	w->m.nfiles = i + 1;            /* from here on it may have a second name */
	TRY(in->upload ? take_upload(cx, w, i, in, f) : carry(cx, w, i, in, f));
	for (size_t k = 0; k < i; k++)
		if (strcmp(w->m.files[k].name, f->name) == 0)
			return wrong(cx, ERR_INVALID, i, "name", SAY_CONTENT_NAME_TWICE(f->name));
	if (in->title)
		f->title = *in->title ? in->title : NULL;
	if (in->has_date)
		f->day = in->date;
	w->m.v.bytes += f->bytes;
	return OK;
}

static enum err all(struct ctx *cx, struct mount *w, const struct content_mount_in *in)
{
	const struct settings *s = w->rq->app->settings;
	if (!in->nfiles || (int64_t)in->nfiles > s->content_files ||
	    in->nfiles > CONTENT_FILES_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CONTENT_COUNT(s->content_files)),
				  "files");
	w->m.files = ctx_array(cx, struct content_file, in->nfiles);
	w->m.spent = ctx_array(cx, struct upload, in->nfiles);
	for (size_t i = 0; i < in->nfiles; i++)
		TRY(one(cx, w, i, &in->files[i]));
	if (w->m.v.bytes > s->content_bytes)
		return fail_field(cx, fail(cx, ERR_TOO_LARGE, SAY_CONTENT_BYTES(s->content_bytes)),
				  "files");
	return file_sync_folder(cx, ctx_print(cx, "%s/uploads", store_dir(w->rq->store)));
}

static enum err change(struct ctx *cx, struct db *db, void *arg)
{
	struct mount *w = arg;
	return content_mount(cx, db, &w->m);    /* may run twice */
}

static void drop_names(struct ctx *cx, const struct mount *w)
{
	for (size_t i = 0; i < w->m.nfiles; i++)
		if (w->m.files[i].fresh)
			unlink(path_of(w, cx, w->m.files[i].upload));
}

enum err content_post(struct ctx *cx, struct req *rq)
{
	const struct content_mount_in *in = rq->body;
	struct resource r;
	struct content_version v;
	struct mount w = { .rq = rq };
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	if (!content_form(r.form))
		return fail(cx, ERR_CONFLICT, SAY_CONTENT_FORM());
	if (r.state == RESOURCE_RETIRED)
		return fail(cx, ERR_CONFLICT, SAY_BATCH_RETIRED());
	TRY(content_version(cx, rq->db, r.id, CONTENT_LIVE, &v));
	TRY(content_files(cx, rq->db, r.id, v.version, &w.was, &w.nwas));
	w.m = (struct content_mount){ .who = rq->who, .r = &r, .was = v.version,
				      .v.note = in->note,
				      .most = rq->app->settings->content_org_bytes };
	enum err e = all(cx, &w, in);
	bool undone = e != OK;
	if (!undone) {
		e = store_change(cx, rq->store, change, &w);
		/* A store that failed may have made the change though its answer was lost:
		 * the names are its files then. If it hasn't, the sweep finds strays. */
		undone = e != OK && err_http(e) < 500;
	}
	if (undone)
		drop_names(cx, &w);
	TRY(e);
	for (size_t i = 0; i < w.m.nspent; i++)
		if (w.m.spent[i].complete)
			unlink(path_of(&w, cx, w.m.spent[i].id));
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_int(j, "version", w.m.v.version);
	jout_key_int(j, "files", (int64_t)w.m.nfiles);
	jout_key_int(j, "bytes", w.m.v.bytes);
	jout_close(j);
	return OK;
}
