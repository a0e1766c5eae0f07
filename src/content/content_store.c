/* content_store.c - see content.h and content_store.h. */
#include "content/content_store.h"
#include "portal/standing.h"
#include "record/record.h"
#include <stdlib.h>
#include <string.h>

#define KEPT_MS (24 * 3600 * INT64_C(1000))     /* what is needed no more */

/* --- reading ------------------------------------------------------------------- */
static struct content_version version_of(struct ctx *cx, struct rows *q)
{
	return (struct content_version){
		.version = col_int(q, "version"), .files = col_int(q, "files"),
		.bytes = col_int(q, "bytes"), .note = col_text(cx, q, "note"),
		.by_id = col_text(cx, q, "by_id"), .by = col_text(cx, q, "by_name"),
		.at = col_ms(q, "at"), .opened_at = col_ms(q, "opened_at"),
		.opened_by = col_text(cx, q, "opened_by"),
		.open_reason = col_text(cx, q, "open_reason"), .closed_at = col_ms(q, "closed_at"),
		.closed_by = col_text(cx, q, "closed_by"),
		.close_reason = col_text(cx, q, "close_reason") };
}

static enum err last_two(struct ctx *cx, struct db *db, const char *resource, int64_t *ret_live,
			 int64_t *ret_open)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CONTENT_LAST);
	bind_text(q, ":resource", resource);
	TRY(rows_next(cx, q, &more));
	*ret_live = col_int(q, "live");
	*ret_open = col_int(q, "open");
	return OK;
}

enum err content_version(struct ctx *cx, struct db *db, const char *resource, int64_t version,
			 struct content_version *ret)
{
	bool more;
	int64_t live, open;
	*ret = (struct content_version){ 0 };
	TRY(last_two(cx, db, resource, &live, &open));
	AUTO_ROWS q = db_run(db, SQL_CONTENT_VERSION_GET);
	bind_text(q, ":resource", resource);
	bind_int(q, ":version", version == CONTENT_LIVE ? live : version == CONTENT_OPEN ? open
											: version);
	TRY(rows_next(cx, q, &more));
	if (more)
		*ret = version_of(cx, q);
	return OK;
}

enum err content_versions(struct ctx *cx, struct db *db, const char *resource, int64_t count,
			  struct content_version **ret, size_t *ret_n)
{
	struct content_version *list = ctx_array(cx, struct content_version, (size_t)count);
	AUTO_ROWS q = db_run(db, SQL_CONTENT_VERSIONS);
	bind_text(q, ":resource", resource);
	bind_int(q, ":count", count);
	for (*ret_n = 0;; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[*ret_n] = version_of(cx, q);
	}
	*ret = list;
	return OK;
}

enum err content_files(struct ctx *cx, struct db *db, const char *resource, int64_t version,
		       struct content_file **ret, size_t *ret_n)
{
	struct content_file *list = NULL;
	size_t room = 0;
	AUTO_ROWS q = db_run(db, SQL_CONTENT_FILES);
	bind_text(q, ":resource", resource);
	bind_int(q, ":version", version);
	for (*ret_n = 0; *ret_n < CONTENT_FILES_MOST; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (*ret_n == room) {
			struct content_file *wider =
				ctx_array(cx, struct content_file, room ? room * 2 : 8);
			for (size_t i = 0; i < room; i++)
				wider[i] = list[i];
			list = wider;
			room = room ? room * 2 : 8;
		}
		list[*ret_n] = (struct content_file){
			.n = col_int(q, "n"), .name = col_text(cx, q, "name"),
			.title = col_text(cx, q, "title"), .day = col_day(q, "day"),
			.media = col_text(cx, q, "media"), .bytes = col_int(q, "bytes"),
			.sha256 = col_text(cx, q, "sha256"), .upload = col_text(cx, q, "upload"),
			.by_id = col_text(cx, q, "by_id") };
	}
	*ret = list;
	return ctx_check(cx);
}

enum err content_file(struct ctx *cx, struct db *db, const char *resource, int64_t version,
		      const char *n, struct content_file *ret)
{
	struct content_file *list;
	size_t count;
	bool number = *n && strlen(n) <= 4 && !n[strspn(n, "0123456789")];
	TRY(content_files(cx, db, resource, version, &list, &count));
	for (size_t i = 0; number && i < count; i++) {
		if (list[i].n != strtol(n, NULL, 10))
			continue;
		*ret = list[i];
		return OK;
	}
	return fail(cx, ERR_NOT_FOUND, SAY_CONTENT_NO_FILE());
}

void content_file_json(struct ctx *cx, struct jout *j, const struct content_file *f,
		       const char *base)
{
	jout_open(j);
	jout_key_int(j, "n", f->n);
	jout_key_text(j, "name", f->name);
	jout_key_text(j, "title", f->title);
	jout_key_day(j, "date", f->day);
	jout_key_text(j, "media", f->media);
	jout_key_int(j, "bytes", f->bytes);
	jout_key_text(j, "sha256", f->sha256);
	jout_key_text(j, "url", ctx_print(cx, "%s/%lld", base, (long long)f->n));
	jout_close(j);
}

/* --- mounting ------------------------------------------------------------------- */
/* What neither version has is swept with the uploads, some time later. */
static enum err let_go(struct ctx *cx, struct db *db, const char *resource)
{
	int64_t live, open;
	TRY(last_two(cx, db, resource, &live, &open));
	AUTO_ROWS q = db_run(db, SQL_CONTENT_UNNAMED);
	bind_text(q, ":resource", resource);
	bind_int(q, ":live", live);
	bind_int(q, ":open", open);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		TRY(upload_let_go(cx, db, col_text(cx, q, "upload"),
				  (ms_t){ cx->now.n + KEPT_MS }));
	}
}

static enum err add_file(struct ctx *cx, struct db *db, const struct content_mount *m,
			 const struct content_file *f)
{
	AUTO_ROWS q = db_run(db, SQL_CONTENT_FILE_ADD);
	bind_text(q, ":resource", m->r->id);
	bind_int(q, ":version", m->v.version);
	bind_int(q, ":n", f->n);
	bind_text(q, ":name", f->name);
	bind_text(q, ":title", f->title);
	bind_day(q, ":day", f->day);
	bind_text(q, ":media", f->media);
	bind_int(q, ":bytes", f->bytes);
	bind_text(q, ":sha256", f->sha256);
	bind_text(q, ":upload", f->upload);
	bind_text(q, ":by_id", f->by_id);
	return rows_done(cx, q, NULL);
}

static enum err add_version(struct ctx *cx, struct db *db, const struct content_mount *m)
{
	AUTO_ROWS q = db_run(db, SQL_CONTENT_VERSION_ADD);
	bind_text(q, ":resource", m->r->id);
	bind_int(q, ":version", m->v.version);
	bind_int(q, ":files", (int64_t)m->nfiles);
	bind_int(q, ":bytes", m->v.bytes);
	bind_text(q, ":note", m->v.note);
	bind_text(q, ":by_id", m->who->id);
	bind_text(q, ":by_name", m->who->name);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

enum err content_mount(struct ctx *cx, struct db *db, struct content_mount *m)
{
	int64_t live, open, before = 0;
	TRY(last_two(cx, db, m->r->id, &live, &open));
	if (live != m->was)
		return fail(cx, ERR_CONFLICT, SAY_CONTENT_MOVED());
	if (m->most)
		TRY(content_used(cx, db, m->r->org, &before));
	m->v.version = live + 1;
	TRY(add_version(cx, db, m));
	for (size_t i = 0; i < m->nfiles; i++) {
		struct content_file *f = &m->files[i];
		struct upload u = { .id = f->upload, .filename = f->name, .size = f->bytes,
				    .have = f->bytes, .sha256 = f->sha256,
				    .expires_at = { cx->now.n + KEPT_MS } };
		if (f->fresh) {
			TRY(upload_add(cx, db, m->who, &u));
			TRY(upload_keep(cx, db, m->who, u.id));
		}
		f->n = (int64_t)i + 1;
		TRY(add_file(cx, db, m, f));
	}
	TRY(content_within(cx, db, m->r->org, m->most, before));
	for (size_t i = 0; i < m->nspent; i++) {
		bool forgotten;
		TRY(upload_spent(cx, db, &m->spent[i], &forgotten));
		m->spent[i].complete = forgotten;
	}
	TRY(let_go(cx, db, m->r->id));
	TRY(resource_touch(cx, db, m->r->no));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_IMPORT, .act = "files-mounted", .org = m->who->org,
		.principal = m->who->id, .resource = m->r->id,
		.resource_version = (int)m->v.version, .rows = (int64_t)m->nfiles,
		.bytes = m->v.bytes, .detail = m->v.note });
}

/* --- opening ---------------------------------------------------------------------- */
static enum err settled(struct ctx *cx, struct db *db, const struct content_opening *o,
			const char *act, int64_t version)
{
	struct resource r;
	TRY(resource_by_id(cx, db, o->resource, &r));
	TRY(let_go(cx, db, r.id));
	TRY(portal_settle(cx, db, r.no));
	TRY(resource_touch(cx, db, r.no));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_OPEN, .act = act, .org = o->who->org, .principal = o->who->id,
		.resource = r.id, .resource_version = (int)version, .detail = o->reason });
}

/* A person who signed in, and who neither mounted the version nor brought a file of it. */
static enum err second(struct ctx *cx, struct db *db, const struct content_opening *o,
		       const struct content_version *v)
{
	bool more, first = o->who->kind != WHO_STAFF || o->who->token ||
			   strcmp(v->by_id, o->who->id) == 0;
	AUTO_ROWS q = db_run(db, SQL_CONTENT_BROUGHT);
	bind_text(q, ":resource", o->resource);
	bind_int(q, ":version", v->version);
	bind_text(q, ":who", o->who->id);
	TRY(rows_next(cx, q, &more));
	if (first || col_int(q, "n"))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_CONTENT_SECOND()), "24");
	return OK;
}

enum err content_open(struct ctx *cx, struct db *db, const struct content_opening *o)
{
	struct content_version v;
	int64_t changed;
	TRY(content_version(cx, db, o->resource, CONTENT_LIVE, &v));
	if (!v.version || v.version != o->version)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_CONTENT_NOT_LIVE(o->version)),
				  "version");
	TRY(second(cx, db, o, &v));
	AUTO_ROWS q = db_run(db, SQL_CONTENT_VERSION_OPEN);
	bind_text(q, ":resource", o->resource);
	bind_int(q, ":version", v.version);
	bind_text(q, ":by", o->who->name);
	bind_text(q, ":reason", o->reason);
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, &changed));
	if (!changed)
		return fail(cx, ERR_CONFLICT, SAY_CONTENT_IS_OPEN());
	return settled(cx, db, o, "files-opened", v.version);
}

enum err content_close(struct ctx *cx, struct db *db, const struct content_opening *o)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_CONTENT_VERSION_CLOSE);
	bind_text(q, ":resource", o->resource);
	bind_text(q, ":by", o->who->name);
	bind_text(q, ":reason", o->reason);
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, &changed));
	if (!changed)
		return fail(cx, ERR_CONFLICT, SAY_CONTENT_NONE_OPEN());
	return settled(cx, db, o, "files-closed", 0);
}
