/* call.c - one call to a provider's interface: sent, away, back, looked through.
 *
 * The request is away while the provider is asked; its arena is the fetcher's then, and the
 * answer is put there. What came is looked at on a worker, by the rules of the grant as it
 * stands now: a grant that moved meanwhile asks another question, and so asks again. */
#include "app.h"
#include "base/keep.h"
#include "codeset/codeset.h"
#include "forward/inside.h"
#include "sys/clock.h"
#include "sys/settings.h"
#include "web/req.h"
#include "web/seal.h"
#include <string.h>

#define TURNS_MOST 4                    /* that a grant may move while it is being asked */
#define EACH_MOST  128                  /* waiting for one interface */
#define ASKED_MOST 64                   /* different codes that are asked for one by one */
#define CHECK_MS   5000                 /* to look through an answer, at the most */

struct away {
	struct req       *rq;
	struct forward   *f;
	struct interface  i;
	const char       *consumer;
	struct hash       asked;        /* the question, and of whom */
	int               turns;
	struct fetch_call call;
	const char       *key;          /* the provider's, in clear while it is away */
	struct fetch_result got;        /* in the arena */
	bool              told;         /* the desk knows how it ended … */
	bool              opened;       /* … and stopped the calls */
};

struct forward *forward_open(struct app *app)
{
	struct forward *f = keep_new(struct forward);
	const struct settings *s = app->settings;
	*f = (struct forward){ .app = app, .fetcher = fetcher_start(s),
		.desk = desk_open((int)s->forward_calls, s->forward_calls_each < EACH_MOST
							 ? (int)s->forward_calls_each : EACH_MOST) };
	return f;
}

void forward_hush(struct forward *f)
{
	fetcher_hush(f->fetcher);
}

void forward_close(struct forward *f)
{
	if (!f)
		return;
	fetcher_stop(f->fetcher);
	desk_close(f->desk);
	keep_end(f);
}

/* --- away and back ------------------------------------------------------------------------- */
static void send_it(void *arg)
{
	struct away *a = arg;
	fetcher_send(a->f->fetcher, &a->call);
}

static void told(struct away *a, enum fetch_fault fault, ms_t now, const char *item)
{
	if (a->told)
		return;
	a->told = true;
	a->opened = desk_told(a->f->desk, a->i.resource, a->i.revision, &(struct desk_failure){
		.at = now, .fault = fault, .status = a->got.status, .ms = a->got.us / 1000,
		.item = item }, a->got.us);
}

/* On the fetcher's thread. */
static void back(void *arg, const struct fetch_result *r)
{
	struct away *a = arg;
	struct ctx *cx = a->rq->cx;
	a->got = *r;
	a->got.frames = ctx_textn(cx, r->frames, r->nframes);
	if (r->cursor.p)
		a->got.cursor.p = ctx_textn(cx, r->cursor.p, r->cursor.n);
	desk_left(a->f->desk, a->i.resource, a->consumer);
	seal_forget(a->key);
	if (r->fault != FETCH_NONE)
		told(a, r->fault, clock_now(), NULL);
	req_back(a->rq);
}

/* It may wait for its turn as long as for the answer. */
static enum err may_ask(struct ctx *cx, struct forward *f, const struct interface *i,
			const char *consumer)
{
	int64_t wait = 0;
	switch (desk_enter(f->desk, i->resource, i->revision, consumer, 2 * i->ms + CHECK_MS,
			   &wait)) {
	case DESK_GO:
		return OK;
	case DESK_PAUSED:
		return fail_wait(cx, fail(cx, ERR_BUSY, SAY_FORWARD_PAUSED(i->org_name)),
				 wait / 1000 + 1);
	case DESK_SHARE:
		return fail(cx, ERR_BUSY, SAY_FORWARD_SHARE(i->org_name));
	case DESK_FULL:
		return fail(cx, ERR_BUSY, SAY_FORWARD_FULL(i->org_name));
	case DESK_FULL_HOUSE:
		break;
	}
	return fail(cx, ERR_BUSY, SAY_FORWARD_FULL_HOUSE());
}

static enum err depart(struct ctx *cx, struct req *rq, const struct interface *i,
		       const struct question *q, struct hash asked, const struct buf *body)
{
	const struct away *before = rq->brought;
	struct away *a = ctx_new(cx, struct away);
	struct fetch_place place;
	if (!i->rightful)               /* a try; calls were told already */
		return fail(cx, ERR_UPSTREAM, SAY_FORWARD_SYSTEM(i->org_name));
	if (before && before->turns >= TURNS_MOST)
		return fail(cx, ERR_BUSY, SAY_FORWARD_MOVED());
	if (interface_place(cx, rq->app, i, &place) != OK) /* the operator's, or the key's, matter */
		return fail(cx, ERR_UPSTREAM, SAY_FORWARD_NOT_NOW(i->org_name));
	*a = (struct away){ .rq = rq, .f = rq->app->forward, .asked = asked,
			    .consumer = ctx_text(cx, rq->who->org ? rq->who->org : rq->who->id),
			    .turns = before ? before->turns + 1 : 1 };
	a->i = (struct interface){ .resource = ctx_text(cx, i->resource),
		.system = ctx_text(cx, i->system), .org = ctx_text(cx, i->org),
		.url = ctx_text(cx, i->url), .revision = i->revision };
	a->call = (struct fetch_call){ .place = place, .done = back, .arg = a,
		.key = ctx_print(cx, "%s:%lld", i->resource, (long long)i->revision),
		.consumer = a->consumer,
		.ask = { .ms = i->ms, .bytes = i->bytes, .rows = q->limit, .nbody = body->n,
			 .body = ctx_textn(cx, body->p, body->n),
			 .columns = question_columns(cx, q), .ncolumns = q->n } };
	a->key = place.secret;
	a->call.place.url = a->i.url;
	a->call.place.address = ctx_text(cx, i->address);
	a->call.place.header = ctx_text(cx, place.header);
	enum err e = may_ask(cx, a->f, i, a->consumer);
	if (e != OK) {
		seal_forget(a->key);
		return e;
	}
	req_depart(rq, send_it, a);     /* from here on it ends by back() */
	return OK;
}

/* --- what came ------------------------------------------------------------------------------ */
static enum err failed(struct ctx *cx, const struct interface *i, enum fetch_fault f, int64_t status)
{
	const char *org = i->org_name;
	switch (f) {
	case FETCH_NO_CONNECTION: return fail(cx, ERR_UPSTREAM, SAY_FORWARD_UNREACHABLE(org));
	case FETCH_TLS:           return fail(cx, ERR_UPSTREAM, SAY_FORWARD_UNPROVEN(org));
	case FETCH_SLOW:          return fail(cx, ERR_UPSTREAM_SLOW, SAY_FORWARD_SLOW(org));
	case FETCH_STATUS:        return fail(cx, ERR_UPSTREAM, SAY_FORWARD_STATUS(org, status));
	case FETCH_DECLINED:      return fail(cx, ERR_UPSTREAM, SAY_FORWARD_DECLINED(org, status));
	case FETCH_KEY:           return fail(cx, ERR_UPSTREAM, SAY_FORWARD_KEY(org));
	case FETCH_TOO_MUCH:
	case FETCH_TOO_MANY_ROWS: return fail(cx, ERR_UPSTREAM, SAY_FORWARD_TOO_MUCH(org));
	case FETCH_NOT_JSON:
	case FETCH_GARBLED:       return fail(cx, ERR_UPSTREAM, SAY_FORWARD_NOT_JSON(org));
	case FETCH_ROW:           return fail(cx, ERR_UPSTREAM, SAY_FORWARD_ROW(org));
	case FETCH_OUTSIDE:       return fail(cx, ERR_UPSTREAM, SAY_FORWARD_OUTSIDE(org));
	case FETCH_INCOMPLETE:    return fail(cx, ERR_UPSTREAM, SAY_FORWARD_INCOMPLETE(org));
	case FETCH_QUEUED:        return fail(cx, ERR_BUSY, SAY_FORWARD_FULL(org));
	case FETCH_OURS: case FETCH_NONE: case FETCH_FAULTS_:
		break;
	}
	return fail(cx, ERR_BUSY, SAY_FORWARD_FULL_HOUSE());
}

static int by_value(const void *a, const void *b, void *shape)
{
	return value_order(shape, *(const struct value *const *)a, *(const struct value *const *)b);
}

/* The different values of column `c`; how many. */
static size_t different(const struct forwarded *all, size_t c, struct shape *shape,
			const struct value **at)
{
	size_t n = 0, kept = 0;
	for (int64_t r = 0; r < all->rows; r++) {
		const struct value *v = &all->values[(size_t)r * all->ncolumns + c];
		if (!v->null)
			at[n++] = v;
	}
	qsort_r(at, n, sizeof *at, by_value, shape);
	for (size_t k = 0; k < n; k++)
		if (!k || value_order(shape, at[kept - 1], at[k]) != 0)
			at[kept++] = at[k];
	return kept;
}

/* Are they all of the list? A few are asked for one by one, for many it is read. */
static enum err all_codes(struct ctx *cx, struct db *db, const char *set,
			  const struct shape *shape, const struct value *const *at, size_t n,
			  bool *ret)
{
	AUTO_BUF text = buf_make(1u << 20);
	struct code_index *list = NULL;
	*ret = true;
	if (n > ASKED_MOST)
		TRY(codeset_index(cx, db, set, &list));
	for (size_t k = 0; k < n && *ret; k++) {
		buf_clear(&text);
		value_print(&text, shape, at[k]);
		if (list)
			*ret = code_index_has(list, text.p, text.n);
		else
			TRY(codeset_has(cx, db, set, buf_cstr(&text), ret));
	}
	return OK;
}

static enum err check_codes(struct ctx *cx, struct db *db, const struct question *q,
			    const struct forwarded *all, enum fetch_fault *fault, size_t *item)
{
	const struct value **at = ctx_array(cx, const struct value *, (size_t)all->rows + 1);
	for (size_t c = 0; q->code_sets && c < q->n; c++) {
		const char *set = q->code_sets[q->columns[c]];
		struct shape shape = q->view.at[q->columns[c]].shape;
		bool fine = true;
		if (set)
			TRY(all_codes(cx, db, set, &shape, at, different(all, c, &shape, at), &fine));
		if (fine)
			continue;
		*fault = FETCH_ROW;
		*item = q->columns[c];
		return OK;
	}
	return OK;
}

static struct forwarded *room_for(struct ctx *cx, const struct away *a, const struct question *q)
{
	struct forwarded *all = ctx_new(cx, struct forwarded);
	size_t *place = ctx_array(cx, size_t, q->view.n);
	for (size_t i = 0; i < q->n; i++)
		place[q->columns[i]] = i + 1;
	*all = (struct forwarded){ .place = place, .ncolumns = q->n, .ms = a->got.us / 1000,
		.values = ctx_array(cx, struct value, (size_t)a->got.rows * q->n) };
	if (a->got.cursor.n)
		all->cursor = ctx_textn(cx, a->got.cursor.p, a->got.cursor.n);
	return all;
}

/* What the provider answered, row by row. */
static enum err look_through(struct ctx *cx, struct db *db, const struct away *a,
			     const struct question *q, struct forwarded *all,
			     enum fetch_fault *fault, size_t *item)
{
	struct value *whole = ctx_array(cx, struct value, q->view.n);
	struct frame *frame = ctx_new(cx, struct frame);
	struct fetch_said said;
	for (size_t at = 0; at < a->got.nframes && *fault == FETCH_NONE;) {
		if (!frame_at(a->got.frames, a->got.nframes, &at, frame) ||
		    !fetch_said_read(frame, &said) || said.nvalues != q->n)
			return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
		*fault = row_check(cx, q, said.values, whole,
				   all->values + (size_t)all->rows * q->n, item);
		all->rows++;
		TRY(ctx_check(cx));
	}
	return *fault == FETCH_NONE ? check_codes(cx, db, q, all, fault, item) : OK;
}

static enum err answered(struct ctx *cx, struct req *rq, struct away *a,
			 const struct interface *i, const struct question *q, bool whole,
			 const struct forwarded **ret)
{
	enum fetch_fault fault = a->got.fault;
	size_t item = q->view.n;
	struct forwarded *all = room_for(cx, a, q);
	if (fault == FETCH_NONE)
		TRY(look_through(cx, rq->db, a, q, all, &fault, &item));
	if (fault == FETCH_NONE && whole && all->cursor)
		fault = FETCH_INCOMPLETE;
	told(a, fault, cx->now, item < q->view.n ? q->view.at[item].code : NULL);
	if (a->opened)
		interface_paused(rq->app, &a->i, fault);
	a->opened = false;
	if (fault != FETCH_NONE)
		return failed(cx, i, fault, a->got.status);
	*ret = all;
	return OK;
}

static struct hash hash_asked(const struct interface *i, const struct buf *body)
{
	AUTO_BUF whom = buf_make(4096);
	buf_print(&whom, "%s %lld", i->resource, (long long)i->revision);
	return hash_two(whom.p, whom.n, body->p, body->n);
}

enum err forward_ask(struct ctx *cx, struct req *rq, const struct interface *i,
		     const struct question *q, bool all, const struct forwarded **ret)
{
	AUTO_BUF body = buf_make(FETCH_BODY);
	struct away *a = rq->brought;
	*ret = NULL;
	question_json(&body, q);
	if (!buf_ok(&body))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	struct hash asked = hash_asked(i, &body);
	if (a && memcmp(asked.b, a->asked.b, HASH_SIZE) == 0)
		return answered(cx, rq, a, i, q, all, ret);
	return depart(cx, rq, i, q, asked, &body);
}
