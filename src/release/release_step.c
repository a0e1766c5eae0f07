/* release_step.c - see release_step.h. */
#include "release/release_step.h"
#include "cases/legal.h"
#include "notice/notice.h"
#include "release/reissue.h"
#include "release/release_file.h"
#include "release/tidy.h"
#include "sys/log.h"
#include "sys/settings.h"

#define AT_ONCE 10                      /* releases given their files in one tick */
#define ANEW_AT_ONCE 3                  /* and given them again: it may be all of them */

enum err release_setting(struct ctx *cx, const struct settings *s, enum release_cycle *ret)
{
	if (release_cycle_read(s->release_cycle, ret))
		return OK;
	return fail(cx, ERR_INVALID, SAY_RELEASE_CYCLE_UNKNOWN(s->release_cycle));
}

/* --- what goes wrong ----------------------------------------------------------------- */
struct trouble { const char *about; struct said why; };

static enum err tell(struct ctx *cx, struct db *db, void *arg)
{
	const struct trouble *t = arg;
	return notice_put_about(cx, db, &(struct notice_about){ .desk = RELEASE_DESK,
		.about = t->about, .kind = NOTICE_RELEASE_FAILED, .why = t->why });
}

/* The operator is told why, once; where that can't be kept either, the log has it. */
static enum err failed(struct ctx *cx, struct app *app, const char *about, enum err e)
{
	struct trouble t = { about, cx->fault.said };
	AUTO_CTX mine;
	ctx_init(&mine, cx->now, 0);
	if (store_change(&mine, app->store, tell, &t) != OK)
		log_fault(&mine, ERR_INTERNAL, "catalogue-release");
	return e;
}

/* --- the period's release ---------------------------------------------------------- */
struct turning { struct period period; const char *outcome; };

static enum err turn(struct ctx *cx, struct db *db, void *arg)
{
	struct turning *t = arg;
	return release_turn(cx, db, &t->period, &t->outcome);
}

static enum err seen_to(struct ctx *cx, struct db *reader, const struct period *p, bool *ret)
{
	AUTO_ROWS q = db_run(reader, SQL_RELEASE_PERIOD_GET);
	bind_text(q, ":period", p->text);
	return rows_next(cx, q, ret);
}

static enum err period_step(struct ctx *cx, struct app *app, struct db *reader)
{
	enum release_cycle cycle;
	bool had;
	TRY(release_setting(cx, app->settings, &cycle));
	struct turning t = { release_period(cycle, cx->today), NULL };
	if (!*t.period.text)
		return OK;
	TRY(seen_to(cx, reader, &t.period, &had));
	if (had)
		return OK;
	enum err e = store_change(cx, app->store, turn, &t);
	struct said why = cx->fault.said;
	if (e == ERR_CONFLICT)
		TRY(seen_to(cx, reader, &t.period, &had));
	if (had)                        /* another server took it just now */
		return OK;
	if (e == OK && t.outcome)
		log_line(LOG_INFO, "catalogue-release", "period", t.period.text, "outcome",
			 t.outcome, NULL);
	return e == OK ? OK : failed(cx, app, ctx_text(cx, t.period.text), fail(cx, e, why));
}

/* --- files ---------------------------------------------------------------------------- */
struct filing { int64_t no; struct release_file files[RELEASE_FILES_MOST]; };

static enum err file(struct ctx *cx, struct db *db, void *arg)
{
	struct filing *f = arg;
	return release_filed(cx, db, f->no, f->files);
}

/* 0: all have theirs. */
static enum err next_unfiled(struct ctx *cx, struct db *reader, int64_t *ret_no)
{
	bool more;
	AUTO_ROWS q = db_run(reader, SQL_RELEASE_UNFILED);
	TRY(rows_next(cx, q, &more));
	*ret_no = more ? col_int(q, "no") : 0;
	return OK;
}

static enum err files_step(struct ctx *cx, struct app *app, struct db *reader)
{
	struct filing f;
	for (int i = 0; i < AT_ONCE; i++) {
		TRY(next_unfiled(cx, reader, &f.no));
		if (!f.no)
			return OK;
		enum err e = release_files_make(cx, reader, legal_pack(app->legal), f.no, f.files);
		if (e == OK)
			e = store_change(cx, app->store, file, &f);
		if (e != OK)
			return failed(cx, app, ctx_print(cx, "#%lld", (long long)f.no), e);
	}
	return OK;
}

/* --- files made anew --------------------------------------------------------------- */
struct reissuing { int64_t no; struct struck struck; struct release_file files[RELEASE_FORMATS_]; };

static enum err reissued(struct ctx *cx, struct db *db, void *arg)
{
	const struct reissuing *r = arg;
	return release_reissued(cx, db, r->no, &r->struck, r->files);
}

/* The open files of releases that lack those with what is struck; *ret_all: none does. */
static enum err make_anew(struct ctx *cx, struct app *app, struct db *reader, ms_t due,
			  bool *ret_all)
{
	struct reissuing r = { .no = 0 };
	*ret_all = false;
	for (int i = 0; i < ANEW_AT_ONCE; i++) {
		TRY(release_to_reissue(cx, reader, due, r.no, &r.no));
		*ret_all = !r.no;
		if (*ret_all)
			return OK;
		enum err e = release_files_anew(cx, reader, legal_pack(app->legal), r.no, due,
						&r.struck, r.files);
		if (e == OK)
			e = store_change(cx, app->store, reissued, &r);
		if (e != OK)
			return failed(cx, app, ctx_print(cx, "#%lld", (long long)r.no), e);
	}
	return OK;
}

static enum err put_back(struct ctx *cx, struct db *db, void *arg)
{
	const ms_t *due = arg;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_RETURN);
	bind_ms(q, ":due", *due);
	return rows_done(cx, q, NULL);
}

/* What came back long enough ago is struck no more, once there are files for that:
 * nothing is withheld for it. */
static enum err return_step(struct ctx *cx, struct app *app, struct db *reader, ms_t due)
{
	bool more, all;
	AUTO_ROWS q = db_run(reader, SQL_RELEASE_DUE);
	bind_ms(q, ":due", due);
	TRY(rows_next(cx, q, &more));
	rows_freep(&q);
	q = NULL;
	if (!more)
		return OK;
	TRY(make_anew(cx, app, reader, due, &all));
	return all ? store_change(cx, app->store, put_back, &due) : OK;
}

static enum err reissue_step(struct ctx *cx, struct app *app, struct db *reader)
{
	ms_t due = { cx->now.n - app->settings->release_return_minutes * 60 * 1000 };
	bool all;
	TRY(make_anew(cx, app, reader, RELEASE_NOW, &all));
	if (!all)
		return OK;              /* what is withheld comes first */
	TRY(return_step(cx, app, reader, due));
	return release_tidy(cx, app->store, reader, due);
}

enum err release_step(struct ctx *cx, struct app *app, struct db *reader)
{
	TRY(period_step(cx, app, reader));
	TRY(files_step(cx, app, reader));
	return reissue_step(cx, app, reader);
}
