/* run.c - a worker's part: who asks, may they, what do they say; the handler;
 * and what must be durable before the answer leaves.
 *
 * Checks run in the order 401, 400, 403 or 404, 429; only then the handler. */
#include "account/account.h"
#include "app.h"
#include "sys/clock.h"
#include "web/auth.h"
#include "web/csvfile.h"
#include "web/idem.h"
#include "web/job.h"

#define TRIES_MOST   12                 /* grants move in bursts, when many cases are decided */
#define WAITED_MOST  (10 * INT64_C(1000000))

/* --- the handler ----------------------------------------------------------------- */

static enum err check(struct job *j)
{
	const struct route *r = j->rq.route;
	j->rq.raw = j->body.n ? j->body.p : "";        /* a signature covers it */
	j->rq.nraw = j->body.n;
	TRY(auth_who(j));
	TRY(query_read(&j->cx, j->path.query, r->query, &j->query));
	TRY(body_read(j));
	return auth_may(j);
}

/* A handler that runs again decides anew; who asked, and what, stands. */
static enum err handle(struct job *j)
{
	const struct route *r = j->rq.route;
	enum err e = j->tries ? OK : check(j);
	bool replayed = false;
	if (e == OK)
		e = idem_begin(j, &replayed);
	if (e == OK && !replayed)
		e = r->handle(&j->cx, &j->rq);
	if (e == OK && !replayed && !j->awaits)
		e = csvfile_turn(&j->cx, &j->rq);
	if (e != OK)                    /* what was refused is on the record as well */
		auth_refused(j, e);
	return e;
}

static void leave(struct job *j, enum err e)
{
	if (e == OK && !buf_ok(&j->out.buf))
		e = fail(&j->cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	if (e != OK) {
		answer_problem(j, e);
	}
	if (j->rq.route && (j->rq.route->flags & ROUTE_TUS))
		answer_tus(&j->rq, e == ERR_STALE);
	answer_settle(j);
	job_ready(j);
}

static void after_done(struct ctx *cx, void *arg, enum err e)
{
	struct job *j = arg;
	(void)cx;
	if (e == ERR_INTERNAL)          /* the store said in its log why */
		e = fail(&j->cx, ERR_UNRECORDED, SAY_UNRECORDED());
	if (e == ERR_CONFLICT && ++j->tries < TRIES_MOST) {
		answer_clear(&j->out);
		pool_push_always(j->web->pool, j);
	} else if (e != OK && j->idem) {        /* a worker may wait for the store */
		j->task = TASK_FAILED;
		j->failed = e;
		pool_push_always(j->web->pool, j);
	} else {
		leave(j, e);
	}
}

static enum err after_fn(struct ctx *cx, struct db *db, void *arg)
{
	struct job *j = arg;
	TRY(j->out.after(cx, db, j->out.after_arg));
	return j->idem ? idem_keep(cx, db, j) : OK;
}

static struct store_queued *change_of(struct job *j, struct ctx *cx, store_done *done)
{
	j->change = (struct store_queued){ .cx = cx, .fn = after_fn, .done = done, .arg = j,
				     .joint = j->out.joint, .share = j->out.after_arg };
	return &j->change;
}

static void to_store(struct job *j, struct ctx *cx, store_done *done)
{
	store_send(j->rq.store, change_of(j, cx, done));
}

static void held_done(struct ctx *cx, void *arg, enum err e)
{
	struct job *j = arg;
	(void)cx;
	j->failed = e;
	loop_bring(j->loop, j);
}

/* On the loop: it sends the change with others, and takes the job back. */
static void hold(struct job *j)
{
	change_of(j, &j->cx, held_done);
	loop_hold(j->loop, j);
}

/* --- streams ------------------------------------------------------------------------ */

static void piece_leave(struct job *j, enum err e)
{
	struct answer *a = &j->out;
	bool first = j->state != JOB_SENDING;
	if (e == OK && !buf_ok(&a->buf))
		e = fail(&j->piece, ERR_TOO_LARGE, SAY_TOO_LARGE());
	if (first) {
		j->cx.fault = j->piece.fault;
		leave(j, e);
		return;
	}
	j->tries = 0;
	if (e != OK) {
		buf_clear(&a->buf);
		a->cut = true;
	}
	job_ready(j);
}

/* A piece that was decided on what has moved is decided anew, as an answer is. */
static void piece_done(struct ctx *cx, void *arg, enum err e)
{
	struct job *j = arg;
	(void)cx;
	if (e != ERR_CONFLICT || ++j->tries >= TRIES_MOST) {
		piece_leave(j, e);
		return;
	}
	j->out.anew = true;
	j->task = TASK_PIECE;
	pool_push_always(j->web->pool, j);
}

static void next_piece(struct job *j)
{
	struct answer *a = &j->out;
	a->after = NULL;
	if (a->anew) {
		buf_clear(&a->buf);
		a->nhead = a->heads;
	}
	a->heads = a->nhead;
	ctx_reset(&j->piece, clock_now());
	enum err e = a->more(&j->piece, &j->rq, a->state, &a->buf, &a->last);
	a->anew = false;
	if (e == OK && a->after)
		to_store(j, &j->piece, piece_done);
	else
		piece_leave(j, e);
}

static void finish(struct job *j, enum err e)
{
	struct answer *a = &j->out;
	if (e == OK && a->kind == ANSWER_NONE)
		answer_status(&j->rq, 204);
	if (e == OK && a->kind == ANSWER_STREAM && j->method == METHOD_HEAD)
		a->last = true;
	PRE(!j->home || a->kind != ANSWER_STREAM);
	if (e == OK && a->kind == ANSWER_STREAM && !a->last && !a->after)
		next_piece(j);
	else if (e == OK && a->after && j->home)
		hold(j);
	else if (e == OK && a->after)
		to_store(j, &j->cx, after_done);
	else {
		idem_end(j, e);
		leave(j, e);
	}
}

/* --- uploads -------------------------------------------------------------------------- */

static void sink_end(struct job *j)
{
	if (j->sink.take && j->sink.end)
		j->sink.end(j->sink.state);
	j->sink.take = NULL;
}

static void feed(struct job *j)
{
	struct sink *s = &j->sink;
	enum err e = OK;
	j->cx.now = clock_now();
	if (j->body.n)
		e = s->take(&j->cx, &j->rq, s->state, j->body.p, j->body.n);
	buf_clear(&j->body);
	if (e == OK && !j->whole && j->out.kind == ANSWER_NONE) {
		job_more(j);
		return;
	}
	if (e == OK && j->whole)
		e = s->take(&j->cx, &j->rq, s->state, NULL, 0);
	sink_end(j);
	finish(j, e);
}

/* The client left, or was cut: what had come still counts. */
static void cut(struct job *j)
{
	struct sink *s = &j->sink;
	j->cx.now = clock_now();
	if (!s->done && j->body.n &&
	    s->take(&j->cx, &j->rq, s->state, j->body.p, j->body.n) != OK)
		s->done = true;
	sink_end(j);
	job_give(j);
}

/* --- the door ---------------------------------------------------------------------------- */

/* The handler has spoken. */
static void handled(struct job *j, enum err e)
{
	if (j->deferred && j->home)
		return;                 /* the door hands it on */
	if (j->deferred) {
		j->deferred = j->rq.quick = false;
		if (pool_push(j->web->pool, j))
			return;
		e = fail(&j->cx, ERR_BUSY, SAY_OVERLOADED());
	}
	if (e == OK && j->sink.take && j->out.kind == ANSWER_NONE) {
		if (j->whole)
			feed(j);
		else
			job_more(j);
		return;
	}
	sink_end(j);
	finish(j, e);
}

static void run(struct job *j)
{
	struct ctx *cx = &j->cx;
	cx->now = clock_now();
	cx->today = day_at(cx->now);
	j->rq.raw = j->body.n ? j->body.p : "";
	j->rq.nraw = j->body.n;
	bool begun = j->tries || j->rq.brought;
	if (!begun && (!j->rq.quick || j->lane) && clock_steady_us() - j->queued > WAITED_MOST) {
		leave(j, fail(cx, ERR_BUSY, SAY_OVERLOADED()));
		return;
	}
	enum err e = handle(j);
	PRE(e == OK || !j->awaits);
	if (e != OK)
		j->departs = NULL;
	if (j->departs) {
		if (!j->home)           /* else the door suspends it first */
			job_depart(j);
	} else if (!j->awaits) {
		handled(j, e);
	}
}

void req_depart(struct req *rq, depart_fn *fn, void *arg)
{
	rq->job->departs = fn;
	rq->brought = arg;
}

/* Whoever is called may be done before this returns. */
void job_depart(struct job *j)
{
	depart_fn *fn = j->departs;
	j->departs = NULL;
	fn(j->rq.brought);
}

void req_back(struct req *rq)
{
	struct job *j = rq->job;
	answer_clear(&j->out);
	j->task = TASK_RUN;
	j->rq.quick = j->deferred = false;
	pool_push_always(j->web->pool, j);
}

void run_awaited(struct job *j)
{
	await_fn *fn = j->awaits;
	j->awaits = NULL;
	enum err e = fn(&j->cx, &j->rq, j->await_state);
	if (e == ERR_BUSY) {            /* a worker asks from the start, and may wait */
		j->deferred = true;
		e = OK;
	}
	if (e != OK)
		auth_refused(j, e);
	handled(j, e);
}

void run_job(struct job *j, struct db *db)
{
	j->rq.db = db;
	j->rq.store = j->rq.app ? j->rq.app->store : NULL;
	switch (j->task) {
	case TASK_RUN:   run(j); break;
	case TASK_SINK:  feed(j); break;
	case TASK_PIECE: next_piece(j); break;
	case TASK_CUT:   cut(j); break;
	case TASK_FAILED:
		idem_end(j, j->failed);
		leave(j, j->failed);
		break;
	}
}

/* A credential, or a body, is a worker's business. */
bool run_kept(struct job *j)
{
	if (j->body.n || !auth_nobody(j))
		return false;
	j->cx.now = clock_now();
	j->cx.today = day_at(j->cx.now);
	j->rq.quick = true;
	enum err e = query_read(&j->cx, j->path.query, j->rq.route->query, &j->query);
	if (e == OK)
		e = auth_may(j);
	if (e == OK)
		e = j->rq.route->handle(&j->cx, &j->rq);
	j->rq.quick = false;
	if (j->deferred) {
		j->deferred = false;
		answer_clear(&j->out);
		return false;
	}
	if (e != OK)
		answer_problem(j, e);
	answer_settle(j);
	return true;
}

/* The door hands on what turned out to be more than quick. */
void run_quick(struct job *j, struct db *db)
{
	j->rq.db = db;
	j->rq.store = j->rq.app->store;
	j->rq.quick = j->home = true;
	j->state = JOB_AWAY;
	run(j);
	if (j->state == JOB_AWAY)
		j->deferred = j->rq.quick = j->home = false;
}

void run_held(struct job *j)
{
	if (j->failed == ERR_CONFLICT && ++j->tries < TRIES_MOST) {
		answer_clear(&j->out);
		run_quick(j, j->rq.db);
	} else {
		leave(j, j->failed);
	}
}

void run_inline(struct job *j)
{
	static const struct who nobody = { .kind = WHO_NOBODY,
					   .caps = UINT64_C(1) << CAP_PUBLIC };
	j->rq.who = &nobody;
	j->rq.peer = j->live ? live_address(j->live) : "";
	enum err e = query_read(&j->cx, j->path.query, j->rq.route->query, &j->query);
	if (e == OK)
		e = j->rq.route->handle(&j->cx, &j->rq);
	if (e == OK && j->out.kind == ANSWER_NONE)
		answer_status(&j->rq, 204);
	if (e != OK)
		answer_problem(j, e);
	answer_settle(j);
}
