/* finder_run.c - what has changed since the last run is compared with all there is; the
 * pairs that are found are put in the store, and a case is opened for each. */
#include "cases/cases.h"
#include "cases/paper.h"
#include "duplicate/duplicate.h"
#include "duplicate/finder_inside.h"
#include "duplicate/sketch.h"
#include "notice/notice.h"
#include "sys/log.h"
#include "sys/settings.h"

#define STEP_MOST 1024                  /* compared in one tick of the clock */

/* --- a pair ------------------------------------------------------------------------ */
struct putting {
	const struct legal *legal;
	const char         *a, *b;
	struct alike_pair   how;
	bool                fresh;
};

/* A pair known already keeps its order. */
static enum err known(struct ctx *cx, struct db *db, struct putting *p, bool *ret)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_GET);
	bind_text(q, ":a", p->a);
	bind_text(q, ":b", p->b);
	TRY(rows_next(cx, q, ret));
	if (*ret) {
		p->a = col_text(cx, q, "a");
		p->b = col_text(cx, q, "b");
	}
	return OK;
}

static enum err keep(struct ctx *cx, struct db *db, const struct putting *p)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_PUT);
	bind_text(q, ":a", p->a);
	bind_text(q, ":b", p->b);
	bind_int(q, ":score", (int64_t)(p->how.score * 1000));
	bind_int(q, ":items", (int64_t)(p->how.items * 1000));
	bind_int(q, ":title", (int64_t)(p->how.title * 1000));
	bind_int(q, ":overlap", p->how.values < 0 ? -1 : (int64_t)(p->how.values * 1000));
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

static json_t *found_papers(struct ctx *cx, const struct putting *p)
{
	const struct alike_pair *how = &p->how;
	int64_t score = (int64_t)(how->score * 100), items = (int64_t)(how->items * 100);
	int64_t title = (int64_t)(how->title * 100), values = (int64_t)(how->values * 100);
	struct said said = how->values < 0 ? SAY_DUPLICATE_EVIDENCE(score, items, title)
		: SAY_DUPLICATE_EVIDENCE_VALUES(score, items, title, values);
	json_t *papers = json_pack("{s:s, s:s}", "other", p->b, "evidence",
				   said_words(cx, said, SAID_ZH));
	PRE(papers != NULL);
	return papers;
}

/* A run may find many: whoever has one of them on the desk is told once a day, with how
 * many they are. */
static enum err tell(struct ctx *cx, struct db *db, const char *id)
{
	struct case_file c;
	enum actor owes;
	char day[DAY_TEXT], desk[DESK_TEXT];
	TRY(case_load(cx, db, id, &c));
	day_text(cx->today, day);
	const enum actor told[] = { BY_APPLICANT, BY_PROVIDER,
				    c.owes && actor_read(c.owes, &owes) ? owes : BY_PLATFORM };
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		desk_of(told[i], &c.parties, desk);
		TRY(notice_put_counted(cx, db, &(struct notice_about){
			.desk = desk, .about = ctx_text(cx, day),
			.kind = NOTICE_DUPLICATES_FOUND }));
	}
	return OK;
}

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct putting *p = arg;
	const char *id;
	bool there;
	TRY(known(cx, db, p, &there));
	p->fresh = !there;
	TRY(keep(cx, db, p));
	if (there)
		return OK;
	AUTO_JSON papers = found_papers(cx, p);
	TRY(case_open(cx, db, &(struct case_ask){ .legal = p->legal, .papers = papers, .quiet = true,
		.process = duplicate_process.name, .resource = p->a }, &id));
	return tell(cx, db, id);
}

/* The older entry is the one the case names. */
static enum err put_pair(struct ctx *cx, struct app *app, struct db *reader,
			 const struct changed *c, const struct alike_pair *how, bool *ret_fresh)
{
	struct resource other;
	TRY(resource_by_no(cx, reader, (int)how->id, &other));
	bool older = how->id < c->no;
	struct putting p = { .legal = app->legal, .how = *how,
			     .a = older ? other.id : c->id, .b = older ? c->id : other.id };
	enum err e = store_change(cx, app->store, put, &p);
	if (e != OK && e != ERR_BUSY) {        /* one pair holds nobody up */
		log_fault(cx, e, "put a pair");
		e = OK;
	}
	*ret_fresh = e == OK && p.fresh;
	return e;
}

/* --- a run ------------------------------------------------------------------------- */
/* Sketches of today's data, before any of the batch is compared. */
static enum err prepare(struct ctx *cx, struct app *app, struct db *reader,
			const struct changed *c)
{
	struct finder *f = app->finder;
	struct alike_entry entry;
	if (strcmp(c->state, "published") != 0)
		return OK;
	enum err e = sketch_refresh(cx, app, reader, (int)c->no);
	if (e == ERR_BUSY)
		return e;
	if (e != OK)                    /* rows that can't be read hold nobody up */
		log_fault(cx, e, "sketch an entry");
	pthread_mutex_lock(&f->following);
	e = finder_entry(cx, f, reader, c, &entry);
	if (e == OK) {
		pthread_mutex_lock(&f->lock);
		alike_put(f->alike, &entry);
		pthread_mutex_unlock(&f->lock);
	}
	pthread_mutex_unlock(&f->following);
	return e;
}

static enum err compare(struct ctx *cx, struct app *app, struct db *reader,
			const struct changed *c, struct finding *ret)
{
	struct finder *f = app->finder;
	const struct alike_pair *p;
	ret->compared++;
	pthread_mutex_lock(&f->lock);
	size_t n = alike_find(cx, f->alike, c->no, &p);
	pthread_mutex_unlock(&f->lock);
	for (size_t i = 0; i < n; i++) {
		bool fresh;
		TRY(put_pair(cx, app, reader, c, &p[i], &fresh));
		ret->found += fresh;
	}
	return OK;
}

static enum err seen(struct ctx *cx, struct db *db, int64_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SEEN);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, "seq") : 0;
	return OK;
}

static enum err set_seen(struct ctx *cx, struct db *db, void *arg)
{
	db_quiet(db);
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SEEN_SET);
	bind_int(q, ":seq", *(const int64_t *)arg);
	return rows_done(cx, q, NULL);
}

/* Up to FINDER_STEP changed entries behind *at; how many there were. */
static enum err batch(struct ctx *cx, struct app *app, struct db *reader, int64_t *at,
		      struct finding *ret, size_t *ret_n)
{
	struct changed *list = ctx_array(cx, struct changed, FINDER_STEP);
	TRY(finder_changes(cx, reader, *at, list, FINDER_STEP, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(prepare(cx, app, reader, &list[i]));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(compare(cx, app, reader, &list[i], ret));
	if (*ret_n)
		*at = list[*ret_n - 1].seq;
	return OK;
}

static enum err run(struct ctx *cx, struct app *app, struct db *reader, int64_t most,
		    struct finding *ret)
{
	struct finder *f = app->finder;
	int64_t at;
	AUTO_CTX own;
	ctx_init(&own, cx->now, 0);
	TRY(seen(cx, reader, &at));
	enum err e = finder_follow_all(f, reader, cx->now);
	for (size_t n = FINDER_STEP; e == OK && n == FINDER_STEP && ret->compared < most &&
	     !f->leaving;) {
		e = batch(&own, app, reader, &at, ret, &n);
		ret->more = n == FINDER_STEP;
		cx->fault = own.fault;
		if (e == OK && n)
			e = store_change(cx, app->store, set_seen, &at);
		ctx_reset(&own, cx->now);
	}
	return e == OK ? OK : fail(cx, e, SAY_STORE_BROKEN());
}

enum err finder_run(struct ctx *cx, struct app *app, struct db *reader, int64_t most,
		    struct finding *ret)
{
	*ret = (struct finding){ 0 };
	if (pthread_mutex_trylock(&app->finder->running) != 0)
		return fail(cx, ERR_BUSY, SAY_DUPLICATE_RUNNING());
	enum err e = run(cx, app, reader, most, ret);
	pthread_mutex_unlock(&app->finder->running);
	return e;
}

enum err finder_step(struct ctx *cx, struct app *app, struct db *reader)
{
	struct finder *f = app->finder;
	struct finding found;
	int64_t minutes = app->settings->duplicate_minutes;
	TRY(finder_follow_all(f, reader, cx->now));        /* so that nobody who asks has to */
	if (!minutes || cx->now.n < f->next.n || f->leaving)
		return OK;
	if (!f->next.n) {               /* a server that has just begun has other things to do */
		f->next.n = cx->now.n + minutes * 60000;
		return OK;
	}
	TRY(finder_run(cx, app, reader, STEP_MOST, &found));
	f->next.n = cx->now.n + (found.more ? 0 : minutes * 60000);
	return OK;
}
