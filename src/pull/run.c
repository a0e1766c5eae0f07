/* run.c - one run seen through: claimed, read into a file, handed over as a batch, or
 * ended with a reason. Each second it is looked at whether it may go on. */
#include "app.h"
#include "ingest/batch.h"
#include "ingest/ingest.h"
#include "ingest/upload_inside.h"
#include "job/crew.h"
#include "notice/notice.h"
#include "pull/inside.h"
#include "pull/take.h"
#include "record/record.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define HOUR_MS    INT64_C(3600000)
#define LOOK_ARENA (4u << 20)
#define AT_ONCE    2
#define OURS_SLOWLY 2                   /* our own trouble takes longer to go than a crowd */

struct running {
	struct app         *app;
	const _Atomic int *stop;
	struct pull_run     run;
	struct pull_source  of;
	const char         *mark;
	struct resource     resource;
	struct database     database;
	struct take         take;
	struct upload       upload;     /* size 0: not handed over */
	struct batch        batch;
	const char         *state;      /* how it ends */
	struct said         why;
	bool                file_known; /* a row names the file */
};

/* --- may it go on? ------------------------------------------------------------------------- */
/* The system is still the agency's, the entry still takes rows. */
static enum err look_at(struct ctx *cx, struct db *db, const char *source, struct pull_source *p,
			struct resource *ret, struct database *ret_database)
{
	TRY(pull_find(cx, db, source, NULL, p));
	if (p->removed)
		return fail(cx, ERR_INVALID, SAY_PULL_REMOVED());
	TRY(resource_by_id(cx, db, p->resource, ret));
	if (!p->system_org || strcmp(p->system_org, ret->org) != 0 ||
	    strcmp(p->system_state, "retired") == 0)
		return fail(cx, ERR_INVALID, SAY_PULL_SYSTEM());
	if (!ret->nitems)
		return fail(cx, ERR_INVALID, SAY_BATCH_NO_ITEMS());
	if (ret->state == RESOURCE_RETIRED)
		return fail(cx, ERR_INVALID, SAY_BATCH_RETIRED());
	return database_find(cx, db, p->system, ret_database);
}

static enum err in_time(struct ctx *cx, struct db *db, const struct running *r)
{
	int64_t hours = r->app->settings->pull_hours;
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_STARTED);
	bind_text(q, ":id", r->run.id);
	bind_int(q, ":attempt", r->run.attempts);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_CONFLICT, SAY_PULL_UNDER_WAY());
	return hours && cx->now.n - col_ms(q, "started_at").n > hours * HOUR_MS
		? fail(cx, ERR_TOO_LARGE, SAY_PULL_TOO_LONG(hours)) : OK;
}

static enum err may_go_on(struct ctx *cx, struct db *db, const struct running *r)
{
	struct pull_source p;
	struct resource now;
	struct database d;
	TRY(in_time(cx, db, r));
	TRY(look_at(cx, db, r->run.source, &p, &now, &d));
	return strcmp(d.sealed, r->database.sealed) == 0 && strcmp(now.org, r->resource.org) == 0
		? OK : fail(cx, ERR_INVALID, SAY_PULL_CONNECTION_CHANGED());
}

/* --- its changes --------------------------------------------------------------------------- */
static enum err due_change(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	return pull_due(cx, db);
}

static enum err claim_change(struct ctx *cx, struct db *db, void *arg)
{
	struct running *r = arg;
	return pull_claim(cx, db, &r->run, &r->of, &r->mark);
}

/* What it needs, and the record of what it is about to do. */
static enum err prepare_change(struct ctx *cx, struct db *db, void *arg)
{
	struct running *r = arg;
	struct pull_source *p = &r->of;
	if (r->run.attempts - r->run.waits > PULL_ATTEMPTS)
		return fail(cx, ERR_INVALID, SAY_PULL_TRIED_TOO_OFTEN());
	TRY(look_at(cx, db, r->run.source, p, &r->resource, &r->database));
	struct who who = pull_asker(&r->run, r->resource.org);
	return record_note(cx, db, &(struct note){ .kind = NOTE_IMPORT, .act = "rows-asked",
		.org = who.org, .principal = who.id, .resource = p->resource,
		.object = r->run.id, .detail = ctx_print(cx, "%s%s%s %s%s%s", r->run.why ? r->run.why : "",
		r->run.why ? "; " : "", p->system, p->schema ? p->schema : "",
		p->schema ? "." : "", p->table) });
}

static enum err progress_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct running *r = arg;
	TRY(may_go_on(cx, db, r));
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_PROGRESS);
	bind_text(q, ":id", r->run.id);
	bind_int(q, ":attempt", r->run.attempts);
	bind_int(q, ":rows", r->take.rows);
	bind_int(q, ":bytes", r->take.bytes);
	bind_ms(q, ":lease", (ms_t){ cx->now.n + PULL_LEASE_MS });
	return rows_one(cx, q, ERR_CONFLICT, SAY_PULL_UNDER_WAY());
}

/* Nobody looks at a run that nobody asked for: its agency is told when it fails. */
static enum err tell_agency(struct ctx *cx, struct db *db, const struct running *r)
{
	if (r->run.by_id || !r->of.system_org)
		return OK;
	return notice_put_about(cx, db, &(struct notice_about){
		.desk = ctx_print(cx, "steward@%s", r->of.system_org), .kind = NOTICE_PULL_FAILED,
		.about = ctx_print(cx, "%s #%s", r->of.table, r->run.id), .why = r->why });
}

static enum err end_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct running *r = arg;
	bool failed = r->why.id != 0;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_END);
	bind_text(q, ":id", r->run.id);
	bind_int(q, ":attempt", r->run.attempts);
	bind_text(q, ":state", r->state);
	bind_text(q, ":batch", r->batch.id);
	bind_int(q, ":rows", r->take.rows);
	bind_int(q, ":bytes", r->take.bytes);
	bind_text(q, ":mark", r->take.mark);
	bind_text(q, ":fault", failed ? said_code(r->why.id) : NULL);
	bind_text(q, ":detail", failed ? said_words(cx, r->why, SAID_ZH) : NULL);
	bind_text(q, ":detail_en", failed ? said_words(cx, r->why, SAID_EN) : NULL);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_PULL_UNDER_WAY()));
	if (!failed)
		return OK;
	struct who who = pull_asker(&r->run, r->of.system_org);
	TRY(tell_agency(cx, db, r));
	return record_note(cx, db, &(struct note){ .kind = NOTE_IMPORT, .act = "rows-not-taken",
		.outcome = "failed", .org = who.org, .principal = who.id,
		.resource = r->of.resource, .object = r->run.id,
		.detail = said_code(r->why.id) });
}

/* The file becomes a batch like any other, and the run hangs on it. */
static enum err hand_over_change(struct ctx *cx, struct db *db, void *arg)
{
	struct running *r = arg;
	TRY(may_go_on(cx, db, r));
	struct who who = pull_asker(&r->run, r->resource.org);
	TRY(upload_add(cx, db, &who, &r->upload));
	TRY(batch_add(cx, db, &who, &r->batch));
	return end_change(cx, db, r);
}

static enum err file_change(struct ctx *cx, struct db *db, void *arg)
{
	struct running *r = arg;
	struct upload u;
	return upload_by_id(cx, db, r->upload.id, &r->file_known, &u);
}

struct release { const struct running *r; bool counts; ms_t not_before; };

static enum err release_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct release *a = arg;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_RELEASE);
	bind_text(q, ":id", a->r->run.id);
	bind_int(q, ":attempt", a->r->run.attempts);
	bind_int(q, ":wait", !a->counts);
	bind_ms(q, ":not_before", a->not_before);
	return rows_done(cx, q, NULL);
}

/* --- one run ------------------------------------------------------------------------------- */
static enum err tell(struct ctx *cx, void *arg, const struct take *t)
{
	struct running *r = arg;
	AUTO_CTX own = { 0 };           /* it is done each second, for hours */
	ctx_init(&own, cx->now, LOOK_ARENA);
	(void)t;
	enum err e = store_change(&own, r->app->store, progress_change, r);
	return e == OK || e == ERR_BUSY ? OK : fail(cx, e, own.fault.said);     /* in a second */
}

static enum err hand_over(struct ctx *cx, struct running *r)
{
	const struct settings *s = r->app->settings;
	r->upload = (struct upload){ .id = r->upload.id, .filename = ctx_print(cx, "%s.csv",
		r->of.table), .size = r->take.bytes, .have = r->take.bytes,
		.expires_at = { cx->now.n + s->upload_hours * HOUR_MS } };
	r->batch = (struct batch){ .resource = r->resource.id, .resource_no = r->resource.no,
		.org = r->resource.org, .mode = r->of.mode, .encoding = ENC_UTF8,
		.header = HEADER_YES, .upload = r->upload.id, .filename = r->upload.filename,
		.bytes_total = r->take.bytes };
	r->state = "loading";
	TRY(store_change(cx, r->app->store, hand_over_change, r));
	ingest_wake(r->app->ingest);
	return OK;
}

static enum err run_it(struct ctx *cx, struct running *r)
{
	struct tap_place place;
	TRY(store_change(cx, r->app->store, prepare_change, r));
	TRY(database_place(cx, r->app, &r->database, &place));
	r->upload.id = id_new(cx);
	r->take = (struct take){ .app = r->app, .of = &r->of, .resource = &r->resource,
		.place = &place, .from = r->mark, .stop = r->stop, .progress = tell, .arg = r,
		.path = upload_path(cx, store_dir(r->app->store), r->upload.id) };
	TRY(take_rows(cx, &r->take));
	cx->now = clock_now();
	if (r->take.rows)
		return hand_over(cx, r);
	if (!r->mark)
		return fail(cx, ERR_INVALID, SAY_PULL_EMPTY(r->of.table));
	r->state = "done";
	return store_change(cx, r->app->store, end_change, r);
}

/* The hand-over may stand although its answer was lost: then the batch has the file.
 * Where the store doesn't say so now, the file stays for the sweep. */
static void drop_file(struct ctx *cx, struct running *r)
{
	r->file_known = false;
	if (!r->take.path || (r->upload.size &&
	    (store_change(cx, r->app->store, file_change, r) != OK || r->file_known)))
		return;
	if (unlink(r->take.path) == 0)
		log_line(LOG_INFO, "pull-dropped", "run", r->run.id, NULL);
}

static enum err give_back(struct ctx *cx, struct running *r, bool crowd)
{
	int64_t wait = *r->stop ? 0 : crowd ? pull_wait_ms(r->run.waits)
				    : pull_wait_ms(r->run.attempts + OURS_SLOWLY);
	struct release a = { r, !crowd, { cx->now.n + wait } };
	return store_change(cx, r->app->store, release_change, &a);
}

/* What the database or the site said ends it; our own trouble gives it back: a crowd, a
 * stop, a record that can't be signed count for nothing, the rest is an attempt. */
static enum err end_badly(struct ctx *cx, struct running *r, enum err e)
{
	struct said why = cx->fault.said;
	bool crowd = e == ERR_BUSY || e == ERR_UNRECORDED;
	cx->now = clock_now();
	drop_file(cx, r);
	if (crowd || (e == ERR_INTERNAL && r->run.attempts - r->run.waits <= PULL_ATTEMPTS))
		return give_back(cx, r, crowd);
	r->why = why.id ? why : SAY_INTERNAL();
	r->state = "failed";
	r->batch.id = NULL;
	r->take.mark = NULL;
	return store_change(cx, r->app->store, end_change, r);
}

/* Two threads that look at the same moment would find the same agency free. */
static enum err claim(struct ctx *cx, struct running *r)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&one);
	enum err e = store_change(cx, r->app->store, due_change, NULL);
	if (e == OK)
		e = store_change(cx, r->app->store, claim_change, r);
	pthread_mutex_unlock(&one);
	return e;
}

/* Claims the next and sees it through; *ret_any false: nothing is due. */
static enum err next(struct ctx *cx, struct app *app, const _Atomic int *stop, bool *ret_any)
{
	struct running r = { .app = app, .stop = stop };
	TRY(claim(cx, &r));
	*ret_any = r.run.id != NULL;
	if (!r.run.id)
		return OK;
	log_line(LOG_INFO, "pull-begun", "run", r.run.id, NULL);
	enum err e = run_it(cx, &r);
	log_line(LOG_INFO, e == OK ? "pull-read" : "pull-failed", "run", r.run.id, "code",
		 e == OK ? "" : said_code(cx->fault.said.id), NULL);
	return e == OK ? OK : end_badly(cx, &r, e);
}

/* --- the crew --------------------------------------------------------------------- */
static enum err give_all_back(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_RELEASE_ALL);
	return rows_done(cx, q, NULL);
}

/* SQLite has one server, so what is under way at its start was left by one that died. */
enum err pull_start(struct ctx *cx, struct app *app, struct crew **ret)
{
	if (store_kind(app->store) == STORE_SQLITE)
		TRY(store_change(cx, app->store, give_all_back, NULL));
	*ret = crew_start(cx, app, "pull", AT_ONCE, next);
	return OK;
}
