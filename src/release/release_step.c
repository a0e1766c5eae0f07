/* release_step.c - see release_step.h. */
#include "release/release_step.h"
#include "cases/legal.h"
#include "release/release_file.h"
#include "sys/log.h"
#include "sys/settings.h"

#define AT_ONCE 10                      /* releases given their files in one tick */

enum err release_setting(struct ctx *cx, const struct settings *s, enum release_cycle *ret)
{
	if (release_cycle_read(s->release_cycle, ret))
		return OK;
	return fail(cx, ERR_INVALID, SAY_RELEASE_CYCLE_UNKNOWN(s->release_cycle));
}

/* --- the period's release ---------------------------------------------------------- */
struct turning { struct period period; const char *outcome; };

static enum err turn(struct ctx *cx, struct db *db, void *arg)
{
	struct turning *t = arg;
	return release_turn(cx, db, &t->period, &t->outcome);
}

static enum err period_step(struct ctx *cx, struct app *app, struct db *reader)
{
	enum release_cycle cycle;
	bool had;
	TRY(release_setting(cx, app->settings, &cycle));
	struct turning t = { release_period(cycle, cx->today), NULL };
	if (!*t.period.text)
		return OK;
	AUTO_ROWS q = db_run(reader, SQL_RELEASE_PERIOD_GET);
	bind_text(q, ":period", t.period.text);
	TRY(rows_next(cx, q, &had));
	if (had)
		return OK;
	enum err e = store_change(cx, app->store, turn, &t);
	if (e == ERR_CONFLICT)          /* another server took it just now */
		return OK;
	if (e == OK && t.outcome)
		log_line(LOG_INFO, "catalogue-release", "period", t.period.text, "outcome",
			 t.outcome, NULL);
	return e;
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
		TRY(release_files_make(cx, reader, legal_pack(app->legal), f.no, f.files));
		TRY(store_change(cx, app->store, file, &f));
	}
	return OK;
}

enum err release_step(struct ctx *cx, struct app *app, struct db *reader)
{
	TRY(period_step(cx, app, reader));
	return files_step(cx, app, reader);
}
