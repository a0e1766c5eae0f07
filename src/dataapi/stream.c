/* stream.c - all rows of an answer, a piece after the other. One that is cut leaves a
 * leaf of its own. */
#include "dataapi/piece.h"
#include "record/record.h"
#include "sys/clock.h"
#include "sys/log.h"

struct stand {
	int64_t after, left, rows;
	bool    begun, finished;
	bool    touched, all;           /* may rows be marked; is every one? */
	size_t  nmarked;
	const char *marked;             /* their numbers, of up to MARK_ROWS */
};
struct stream {                         /* in the request's own arena */
	struct stand was, now;          /* before the last piece made, and behind it */
	int     version;
	struct store *store;
	struct note   cut;              /* what is noted if it doesn't get to its end */
};

/* What is under verification of the rows so far. */
static void marks_so_far(struct req *rq, const struct call *c, struct stand *now)
{
	for (size_t i = 0; i < c->marked.n; i++) {
		now->all |= c->marked.at[i].row < 0;
		if (c->marked.at[i].row >= 0 && now->nmarked++ < MARK_ROWS)
			now->marked = ctx_print(rq->cx, "%s%s%lld", now->marked ? now->marked : "",
						now->marked ? "," : "", (long long)c->marked.at[i].row);
	}
}

/* What its head couldn't say of rows, whatever the format. */
static void marks_trailer(struct req *rq, const struct stand *now)
{
	const char *more = now->nmarked > MARK_ROWS ? ",more" : "";
	answer_trailer(rq, "Gongshu-Marks", now->all ? "under_verification; rows=all"
		: ctx_print(rq->cx, "under_verification; rows=%s%s", now->marked ? now->marked : "none",
			    more));
}

static enum err next_piece(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			   bool *ret_last)
{
	struct stream *s = state;
	struct stand now = s->was = answer_anew(rq) ? s->was : s->now;
	struct call c = { .after = now.after, .before = now.rows,
			  .taken = { .calls = now.begun ? 0 : 1 } };
	TRY(piece_plan(cx, rq, s->version, ask_read, &c));
	TRY(piece_may(cx, rq, &c));
	TRY(piece_quota(cx, rq, &c));
	c.most = now.left < DATA_PAGE_MOST ? now.left : DATA_PAGE_MOST;
	TRY(piece_print(cx, rq, &c, out, !now.begun));
	piece_marks(cx, &c, out);
	TRY(piece_within(cx, &c));
	bool touched = now.touched || marks_touch(&c.plan->marks, c.ask.seen, c.ask.nseen);
	if (!now.begun) {
		piece_headers(cx, rq, &c);
		answer_tag(rq, c.plan->grant.id);
	}
	c.taken.bytes = out->p;
	c.taken.nbytes = out->n;
	(void)release(cx, rq, c.plan, &c.ask, &c.taken, !now.begun);
	now = (struct stand){ .after = c.last, .left = now.left - c.taken.rows,
			      .rows = now.rows + c.taken.rows, .begun = true, .touched = touched,
			      .all = now.all, .nmarked = now.nmarked, .marked = now.marked };
	now.finished = !c.more || !now.left;
	marks_so_far(rq, &c, &now);
	if (now.finished && touched)
		marks_trailer(rq, &now);
	s->now = now;
	s->cut.rows = now.rows;
	s->cut.grant = s->cut.grant ? s->cut.grant : ctx_text(rq->cx, c.plan->grant.id);
	*ret_last = now.finished;
	return OK;
}

/* A stream that was cut leaves a leaf of its own, in an arena of its own. */
struct outcome { struct ctx cx; struct note note; };

static enum err note_cut(struct ctx *cx, struct db *db, void *arg)
{
	const struct outcome *o = arg;
	db_quiet(db);
	return record_note(cx, db, &o->note);
}

static void cut_noted(struct ctx *cx, void *arg, enum err e)
{
	struct ctx own = ((struct outcome *)arg)->cx;
	if (e != OK)
		log_fault(cx, e, "note a cut stream");
	ctx_end(&own);
}

static void stream_end(void *state)
{
	const struct stream *s = state;
	struct ctx begun;
	if (!s->now.begun || s->now.finished)
		return;
	ctx_init(&begun, clock_now(), 0);
	struct outcome *o = ctx_new(&begun, struct outcome);
	struct ctx *own = &o->cx;
	*own = begun;
	o->note = s->cut;
	o->note.org = ctx_text(own, s->cut.org);
	o->note.principal = ctx_text(own, s->cut.principal);
	o->note.resource = ctx_text(own, s->cut.resource);
	o->note.grant = ctx_text(own, s->cut.grant);
	store_change_later(own, s->store, note_cut, cut_noted, o);
}

enum err stream_answer(struct req *rq, const struct call *c)
{
	struct stream *s = ctx_new(rq->cx, struct stream);
	*s = (struct stream){ .now = { .after = c->after, .left = c->ask.limit },
			      .version = c->plan->version, .store = rq->store };
	s->cut = (struct note){ .kind = NOTE_OUTCOME, .act = "stream", .outcome = "cut",
				.org = ctx_text(rq->cx, rq->who->org),
				.principal = ctx_text(rq->cx, rq->who->id),
				.resource = ctx_text(rq->cx, c->plan->resource),
				.resource_version = c->plan->version };
	answer_stream(rq, 200, data_format_type(c->ask.format), next_piece, stream_end, s);
	return OK;
}
