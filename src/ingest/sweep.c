/* sweep.c - what nobody needs any more goes: uploads past their time, versions
 * that readers had time to leave, and what a crash left half-built. An upload's row
 * goes first, by what it says in that change, for an act may keep it meanwhile; a crash
 * before its file goes leaves a stray, which the next start drops. A version's table
 * goes first, its row after: a crash in between only repeats the first. */
#include "app.h"
#include "ingest/ingest.h"
#include "ingest/upload_inside.h"
#include "rowsql/rowload.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SWEEP_MOST 200

struct sweep {
	struct app *app;
	const char *ids[SWEEP_MOST];
	int         no[SWEEP_MOST], version[SWEEP_MOST];
	size_t      n;
	bool        keep;
};

static enum err expired(struct ctx *cx, struct db *db, struct sweep *s)
{
	s->n = 0;
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_EXPIRED);
	bind_ms(q, ":now", cx->now);
	for (bool more; s->n < SWEEP_MOST; s->n++) {
		bool busy = false;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		const char *id = col_text(cx, q, "id");
		TRY(upload_busy(cx, db, id, &busy));
		s->ids[s->n] = busy ? NULL : id;
	}
	return OK;
}

/* What was forgotten stays in the list. */
static enum err forget_uploads(struct ctx *cx, struct db *db, void *arg)
{
	struct sweep *s = arg;
	TRY(expired(cx, db, s));
	for (size_t i = 0; i < s->n; i++) {
		int64_t gone = 0;
		AUTO_ROWS q = db_run(db, SQL_UPLOAD_OVER);
		bind_text(q, ":id", s->ids[i] ? s->ids[i] : "");
		bind_ms(q, ":now", cx->now);
		TRY(rows_done(cx, q, &gone));
		s->ids[i] = gone ? s->ids[i] : NULL;
	}
	return OK;
}

static enum err stale(struct ctx *cx, struct db *db, void *arg)
{
	struct sweep *s = arg;
	s->n = 0;
	AUTO_ROWS q = db_run(db, SQL_DATASET_STALE);
	bind_ms(q, ":before", (ms_t){ cx->now.n - DATASET_GRACE_MS });
	for (bool more; s->n < SWEEP_MOST; s->n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		s->no[s->n] = (int)col_int(q, "resource_no");
		s->version[s->n] = (int)col_int(q, "version");
	}
	return OK;
}

static enum err forget_versions(struct ctx *cx, struct db *db, void *arg)
{
	struct sweep *s = arg;
	for (size_t i = 0; i < s->n; i++) {
		AUTO_ROWS q = db_run(db, SQL_DATASET_VERSION_REMOVE);
		bind_int(q, ":no", s->no[i]);
		bind_int(q, ":version", s->version[i]);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

/* Is the version named by a change, or being built right now? */
static enum err wanted(struct ctx *cx, struct db *db, void *arg)
{
	struct sweep *s = arg;
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DATASET_VERSION);
	bind_int(q, ":no", s->no[0]);
	bind_int(q, ":version", s->version[0]);
	TRY(rows_next(cx, q, &more));
	s->keep = more;
	if (more)
		return OK;
	AUTO_ROWS b = db_run(db, SQL_BATCH_VERSION_BUSY);
	bind_int(b, ":resource_no", s->no[0]);
	bind_int(b, ":version", s->version[0]);
	TRY(rows_next(cx, b, &more));
	s->keep = col_int(b, "n") > 0;
	return OK;
}

static enum err orphan(struct ctx *cx, int resource_no, int version, void *arg)
{
	struct sweep *s = arg;
	s->no[0] = resource_no;
	s->version[0] = version;
	TRY(store_change(cx, s->app->store, wanted, s));
	return s->keep ? OK : rowload_delete(cx, s->app->store, resource_no, version);
}

/* --- files that no row names -------------------------------------------------------------- */
/* Left by a server that was killed between file and row. Another process of the same
 * PostgreSQL may be writing one: there it must be older than anything under way is. */
static bool old_enough(const struct app *app, ms_t now, const char *path)
{
	struct stat st;
	const struct settings *s = app->settings;
	int64_t hours = s->pull_hours > s->upload_hours ? s->pull_hours : s->upload_hours;
	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	return store_kind(app->store) == STORE_SQLITE ||
	       now.n / 1000 - (int64_t)st.st_mtime > hours * 3600;
}

/* Names that a row has are struck from the list. */
static enum err unnamed(struct ctx *cx, struct db *db, void *arg)
{
	struct sweep *s = arg;
	for (size_t i = 0; i < s->n; i++) {
		struct upload u;
		bool there = false;
		if (s->ids[i] && !strchr(s->ids[i], '.'))
			TRY(upload_by_id(cx, db, s->ids[i], &there, &u));
		s->ids[i] = there ? NULL : s->ids[i];
	}
	return OK;
}

static enum err drop_unnamed(struct ctx *cx, struct sweep *s)
{
	TRY(store_change(cx, s->app->store, unnamed, s));
	for (size_t i = 0; i < s->n; i++)
		if (s->ids[i] && unlink(upload_path(cx, store_dir(s->app->store), s->ids[i])) == 0)
			log_line(LOG_INFO, "upload-stray-dropped", "file", s->ids[i], NULL);
	s->n = 0;
	return OK;
}

static enum err strays(struct ctx *cx, struct sweep *s)
{
	enum err e = OK;
	DIR *d = opendir(upload_path(cx, store_dir(s->app->store), ""));
	s->n = 0;
	for (struct dirent *x; d && e == OK && (x = readdir(d));) {
		const char *path = upload_path(cx, store_dir(s->app->store), x->d_name);
		if (x->d_name[0] == '.' || !old_enough(s->app, cx->now, path))
			continue;
		s->ids[s->n++] = ctx_text(cx, x->d_name);
		if (s->n == SWEEP_MOST)
			e = drop_unnamed(cx, s);
	}
	if (d)
		closedir(d);
	return e == OK && s->n ? drop_unnamed(cx, s) : e;
}

enum err ingest_drop(struct ctx *cx, struct app *app, int resource_no, int version)
{
	struct sweep *s = ctx_new(cx, struct sweep);
	s->app = app;
	return orphan(cx, resource_no, version, s);
}

enum err ingest_sweep(struct ctx *cx, struct app *app, bool orphans)
{
	struct sweep *s = ctx_new(cx, struct sweep);
	s->app = app;
	TRY(store_change(cx, app->store, forget_uploads, s));
	for (size_t i = 0; i < s->n; i++)
		if (s->ids[i])
			unlink(upload_path(cx, store_dir(app->store), s->ids[i]));
	TRY(store_change(cx, app->store, stale, s));
	for (size_t i = 0; i < s->n; i++)
		TRY(rowload_delete(cx, app->store, s->no[i], s->version[i]));
	if (s->n)
		TRY(store_change(cx, app->store, forget_versions, s));
	if (!orphans)
		return OK;
	TRY(strays(cx, s));
	return rowload_list(cx, app->store, orphan, s);
}
