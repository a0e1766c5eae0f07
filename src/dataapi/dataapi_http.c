/* dataapi_http.c - GET and POST of /data/v1: check, decide, read, then release.
 *
 * One answer is one piece; NDJSON and CSV without a small limit are a stream of
 * pieces, each decided, charged and noted for itself before its first byte. */
#include "app.h"
#include "base/enc.h"
#include "dataapi/dataapi_http.h"
#include "dataapi/release.h"
#include "dataapi_schema.h"
#include "grant/grants.h"
#include "record/record.h"
#include "record/record.h"
#include "rowsql/rowread.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "web/req.h"
#include "web/seal.h"
#include <stdlib.h>
#include <string.h>

#define CURSOR_LIFE_MS (24 * 60 * 60 * INT64_C(1000))

struct call {                           /* one piece in the making */
	const struct plan *plan;
	struct data_ask    ask;
	int64_t            after;       /* row number to begin behind */
	int64_t            last;        /* of the last row printed */
	int64_t            most;        /* rows of this piece */
	bool               more;        /* there is a row behind */
	struct rows       *use;         /* asked for; only for limited grants */
	struct usage       used;        /* as read */
	struct row_ask     want;
	struct rowscan    *scan;
	size_t             asked;       /* persons by whom was asked */
	struct taken       taken;
};

/* --- cursors ---------------------------------------------------------------- */

/* What a cursor belongs to: this grant and this question. */
static const char *cursor_bound(struct ctx *cx, const struct plan *p,
				const struct data_ask *ask)
{
	char hex[HEX_TEXT(HASH_SIZE)];
	struct hash h = filter_hash(ask->where, p->view);
	return ctx_print(cx, "data %s %s", p->grant.id, hex_text(h.b, HASH_SIZE, hex));
}

static const char *cursor_make(struct ctx *cx, const struct req *rq, const struct call *c)
{
	const char *text = ctx_print(cx, "%d:%lld:%lld", c->plan->version,
				     (long long)c->last,
				     (long long)(cx->now.n + CURSOR_LIFE_MS));
	return seal_text(cx, rq->app->seal_key, cursor_bound(cx, c->plan, &c->ask), text);
}

static enum err cursor_open(struct ctx *cx, const struct req *rq, const struct call *c,
			    int *ret_version, int64_t *ret_after)
{
	const char *text;
	char *end;
	TRY(seal_open(cx, rq->app->seal_key, cursor_bound(cx, c->plan, &c->ask),
		      c->ask.cursor, &text));
	long version = strtol(text, &end, 10);
	long long after = strtoll(end + (*end == ':'), &end, 10);
	long long until = strtoll(end + (*end == ':'), &end, 10);
	if (cx->now.n >= until)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DATA_CURSOR_OLD()), "cursor");
	*ret_version = (int)version;
	*ret_after = after;
	return OK;
}

/* --- deciding ----------------------------------------------------------------- */

/* No grant of that purpose: the question is still checked first (400 before
 * 403), then the refusal says which of the two it is. */
static enum err no_plan(struct ctx *cx, struct req *rq, const struct resource *res)
{
	struct data_ask ask;
	bool held = false;
	struct policy v = { .why = POLICY_NO_GRANT, .article = "20" };
	TRY(ask_read(cx, rq, resource_view(cx, res), &ask));
	if (rq->who->org)
		TRY(grant_held(cx, rq->db, rq->who->org, res->id, &held));
	if (held)
		v = (struct policy){ .why = POLICY_PURPOSE, .article = "19" };
	return refused(cx, &v);
}

static enum err find_plan(struct ctx *cx, struct req *rq, int version, struct call *c)
{
	bool moved = false;
	struct resource res;
	struct plan_key key = { .code = rq->seg[0], .org = rq->who->org ? rq->who->org : "",
				.version = version };
	TRY(ask_purpose(cx, rq, &key.purpose));
	TRY(plan_get(cx, rq->app, rq->db, key, &c->plan, &res));
	/* A reform carries grants and keys in one change, but who asks was known a
	 * moment before: looked at once more before a refusal. */
	if (!c->plan && *key.org) {
		TRY(req_who_again(rq, &moved));
		key.org = moved ? rq->who->org : key.org;
	}
	if (moved)
		TRY(plan_get(cx, rq->app, rq->db, key, &c->plan, &res));
	if (!c->plan)
		return no_plan(cx, rq, &res);
	return ask_read(cx, rq, c->plan->view, &c->ask);
}

static enum err may(struct ctx *cx, const struct req *rq, const struct call *c)
{
	struct policy_ask ask = {
		.org = rq->who->org, .purpose = c->ask.purpose, .matter = c->ask.matter,
		.now = cx->now, .seen = c->ask.seen, .nseen = c->ask.nseen,
		.where = c->ask.where,
	};
	struct policy v = policy_decide(&c->plan->terms, &ask);
	return refused(cx, &v);
}

static enum err quota_left(struct ctx *cx, struct req *rq, struct call *c)
{
	struct grant_now now;
	if (!c->plan->limited)
		return OK;
	if (!c->use)
		TRY(grant_ask_used(cx, rq->db, c->plan->grant.id, &c->use));
	enum err e = grant_read_used(cx, c->use, &now);
	rows_freep(&c->use);
	TRY(e);
	c->used = now.used;
	struct policy v = policy_quota(&c->plan->terms.quota, &c->used,
			 &(struct usage){ .calls = c->taken.calls }, cx->now);
	return refused(cx, &v);
}

/* --- reading ------------------------------------------------------------------- */

/* Persons by whom the caller asked, found or not: a miss is a look-up too. */
static void asked_subjects(struct ctx *cx, const struct view *view, const struct filter *f,
			   struct taken *t)
{
	if (!f || f->op == FILTER_NOT || f->op == FILTER_OR)
		return;
	for (size_t i = 0; f->op == FILTER_AND && i < f->n; i++)
		asked_subjects(cx, view, f->parts[i], t);
	if ((f->op != FILTER_EQ && f->op != FILTER_IN) || !view->at[f->field].subject ||
	    shape_physical(&view->at[f->field].shape) != PHYS_TEXT)
		return;
	const char **wider = ctx_array(cx, const char *, t->nsubjects + f->n);
	if (t->nsubjects)
		memcpy(wider, t->subjects, t->nsubjects * sizeof *wider);
	t->subjects = wider;
	for (size_t i = 0; i < f->n; i++)
		t->subjects[t->nsubjects++] = ctx_textn(cx, f->values[i].p, f->values[i].n);
}

static bool has_subject(const struct taken *t, const char *p, size_t n, size_t upto)
{
	for (size_t i = 0; i < upto; i++)
		if (strlen(t->subjects[i]) == n && memcmp(t->subjects[i], p, n) == 0)
			return true;
	return false;
}

/* The items asked for, and behind them those that tell whom a row is about. */
static size_t columns_of(struct ctx *cx, const struct call *c, size_t **ret)
{
	const struct plan *p = c->plan;
	size_t *at = ctx_array(cx, size_t, c->ask.nseen + p->nsubjects);
	if (c->ask.nseen)
		memcpy(at, c->ask.seen, c->ask.nseen * sizeof *at);
	for (size_t i = 0; i < p->nsubjects; i++)
		at[c->ask.nseen + i] = p->subjects[i];
	*ret = at;
	return c->ask.nseen + p->nsubjects;
}

static void take_row(struct ctx *cx, struct call *c, struct rowscan *s, struct printer *p,
		     size_t asked)
{
	print_row_begin(p);
	for (size_t i = 0; i < p->nseen; i++) {
		struct value v = rowscan_value(s, i);
		print_cell(p, i, &v);
	}
	print_row_end(p);
	for (size_t i = 0; i < c->plan->nsubjects; i++) {
		struct value v = rowscan_value(s, p->nseen + i);
		if (!v.null && v.n && !has_subject(&c->taken, v.p, v.n, asked))
			c->taken.subjects[c->taken.nsubjects++] = ctx_textn(cx, v.p, v.n);
	}
	c->taken.rows++;
	c->last = rowscan_n(s);
}

/* Room for every subject of a full piece, behind those asked for. */
static size_t subjects_room(struct ctx *cx, struct call *c)
{
	struct taken *t = &c->taken;
	asked_subjects(cx, &c->plan->view, c->ask.where, t);
	size_t asked = t->nsubjects, room = asked + (size_t)c->most * c->plan->nsubjects;
	const char **wider = ctx_array(cx, const char *, room);
	if (asked)
		memcpy(wider, t->subjects, asked * sizeof *wider);
	t->subjects = wider;
	return asked;
}

static enum err ask_rows(struct ctx *cx, struct req *rq, struct call *c)
{
	size_t *columns, ncolumns = columns_of(cx, c, &columns);
	c->asked = subjects_room(cx, c);
	c->want = (struct row_ask){
		.resource_no = c->plan->resource_no, .version = c->plan->version,
		.fields = c->plan->view, .seen = columns, .nseen = ncolumns,
		.policy = c->plan->policy, .where = c->ask.where, .after = c->after,
		.limit = c->most + 1,
	};
	if (!c->want.version)
		return OK;
	return rowscan_open(cx, rq->app->rowpool, rq->db, &c->want, &c->scan);
}

static enum err read_rows(struct ctx *cx, struct call *c, struct printer *p)
{
	for (bool more; c->scan;) {
		TRY(rowscan_next(cx, c->scan, &more));
		c->more = more;
		if (!more || c->taken.rows == c->most)
			break;
		take_row(cx, c, c->scan, p, c->asked);
	}
	return ctx_check(cx);
}

/* The piece may not pass the quota: nothing of it leaves then. */
static enum err within_quota(struct ctx *cx, const struct call *c)
{
	if (!c->plan->limited)
		return OK;
	struct usage more = { .calls = c->taken.calls, .rows = c->taken.rows };
	struct policy v = policy_quota(&c->plan->terms.quota, &c->used, &more, cx->now);
	return refused(cx, &v);
}

/* --- headers -------------------------------------------------------------------- */

static void rate_headers(struct ctx *cx, struct req *rq, const struct call *c)
{
	const struct quota *q = &c->plan->terms.quota;
	struct usage u = c->used;
	if (!c->plan->limited)
		return;
	if (u.period != quota_period(q->per, cx->now))
		u = (struct usage){ 0 };
	bool calls = q->calls != QUOTA_NONE, rows = !calls && q->rows != QUOTA_NONE;
	int64_t limit = calls ? q->calls : rows ? q->rows : q->subjects;
	int64_t used = calls ? u.calls + c->taken.calls : rows ? u.rows + c->taken.rows
							       : u.subjects;
	ms_t ends = quota_ends(q->per, cx->now);
	answer_header(rq, "RateLimit-Limit", ctx_print(cx, "%lld", (long long)limit));
	answer_header(rq, "RateLimit-Remaining",
		      ctx_print(cx, "%lld", (long long)(limit > used ? limit - used : 0)));
	if (ends.n)
		answer_header(rq, "RateLimit-Reset",
			      ctx_print(cx, "%lld", (long long)((ends.n - cx->now.n) / 1000)));
}

/* --- one answer -------------------------------------------------------------------- */

static struct printer printer_for(struct ctx *cx, const struct call *c, struct buf *out)
{
	struct printer p = {
		.format = c->ask.format, .view = c->plan->view, .seen = c->ask.seen,
		.nseen = c->ask.nseen, .mask_key = &c->plan->mask_key, .out = out,
		.scratch = ctx_new(cx, struct buf), .plain = ctx_new(cx, struct buf),
	};
	*p.scratch = buf_make(64u << 20);
	*p.plain = buf_make(64u << 20);
	return p;
}

static void printer_end(struct printer *p)
{
	buf_end(p->scratch);
	buf_end(p->plain);
}

static enum err print_rows(struct ctx *cx, struct req *rq, struct call *c, struct buf *out,
			   bool head)
{
	struct printer p = printer_for(cx, c, out);
	if (head)
		print_head(&p);
	enum err e = c->want.resource_no ? OK : ask_rows(cx, rq, c);
	if (e == OK)
		e = read_rows(cx, c, &p);
	rowscan_freep(&c->scan);
	printer_end(&p);
	return e;
}

static enum err json_answer(struct ctx *cx, struct req *rq, struct call *c, struct buf *out)
{
	buf_text(out, "{\"resource\":\"");
	buf_text(out, c->plan->resource);
	buf_text(out, "\",\"code\":\"");
	buf_text(out, c->plan->grant.code);
	buf_text(out, "\",\"version\":");
	buf_int(out, c->plan->version);
	buf_text(out, ",\"rows\":[");
	TRY(print_rows(cx, rq, c, out, false));
	buf_text(out, "],\"next_cursor\":");
	if (c->more) {
		buf_byte(out, '"');
		buf_text(out, cursor_make(cx, rq, c));
		buf_byte(out, '"');
	} else {
		buf_text(out, "null");
	}
	buf_byte(out, '}');
	return OK;
}

static enum err one_answer(struct ctx *cx, struct req *rq, struct call *c)
{
	TRY(quota_left(cx, rq, c));
	struct buf *out = answer_buf(rq, 200, data_format_type(c->ask.format));
	if (c->ask.format == DATA_JSON) {
		TRY(json_answer(cx, rq, c, out));
	} else {
		TRY(print_rows(cx, rq, c, out, !c->after));
		if (c->more)
			answer_header(rq, "Gongshu-Next-Cursor", cursor_make(cx, rq, c));
	}
	TRY(within_quota(cx, c));
	rate_headers(cx, rq, c);
	c->taken.bytes = out->p;
	c->taken.nbytes = out->n;
	release(cx, rq, c->plan, &c->ask, &c->taken, true);
	return OK;
}

/* --- one answer of several made together --------------------------------------------- */

static void let_go(struct call *c)
{
	rowscan_freep(&c->scan);
	rows_freep(&c->use);
}

static enum err answered(struct ctx *cx, struct req *rq, void *state)
{
	struct call *c = state;
	enum err e = one_answer(cx, rq, c);
	let_go(c);
	plan_let_go(c->plan);
	return e;
}

/* What there is to ask goes out with what others ask (see web/lane.c). */
static enum err ask_with_others(struct ctx *cx, struct req *rq, struct call *c)
{
	enum err e = ask_rows(cx, rq, c);
	if (e == OK && c->plan->limited)
		e = grant_ask_used(cx, rq->db, c->plan->grant.id, &c->use);
	if (e != OK) {
		let_go(c);
		return e;
	}
	plan_hold(c->plan);
	req_await(rq, answered, c);
	return OK;
}

/* --- streams ------------------------------------------------------------------------- */

struct stream {                         /* in the request's own arena */
	int64_t after, left;
	int     version;
	bool    begun, finished;
	struct store *store;
	struct note   cut;              /* what is noted if it doesn't get to its end */
};

static enum err next_piece(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			   bool *ret_last)
{
	struct stream *s = state;
	struct call c = { .after = s->after, .taken = { .calls = s->begun ? 0 : 1 } };
	TRY(find_plan(cx, rq, s->version, &c));
	TRY(may(cx, rq, &c));
	TRY(quota_left(cx, rq, &c));
	c.most = s->left < DATA_PAGE_MOST ? s->left : DATA_PAGE_MOST;
	TRY(print_rows(cx, rq, &c, out, !s->begun));
	TRY(within_quota(cx, &c));
	if (!s->begun) {
		rate_headers(cx, rq, &c);
		answer_tag(rq, c.plan->grant.id);
	}
	c.taken.bytes = out->p;
	c.taken.nbytes = out->n;
	release(cx, rq, c.plan, &c.ask, &c.taken, !s->begun);
	s->begun = true;
	s->after = c.last;
	s->left -= c.taken.rows;
	s->cut.rows += c.taken.rows;
	s->cut.grant = s->cut.grant ? s->cut.grant : ctx_text(rq->cx, c.plan->grant.id);
	*ret_last = s->finished = !c.more || !s->left;
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
	if (!s->begun || s->finished)
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

static enum err whole_answer(struct req *rq, const struct call *c)
{
	struct stream *s = ctx_new(rq->cx, struct stream);
	*s = (struct stream){ .after = c->after, .left = c->ask.limit,
			      .version = c->plan->version, .store = rq->store };
	s->cut = (struct note){ .kind = NOTE_OUTCOME, .act = "stream", .outcome = "cut",
				.org = ctx_text(rq->cx, rq->who->org),
				.principal = ctx_text(rq->cx, rq->who->id),
				.resource = ctx_text(rq->cx, c->plan->resource),
				.resource_version = c->plan->version };
	answer_stream(rq, 200, data_format_type(c->ask.format), next_piece, stream_end, s);
	return OK;
}

/* --- routes ------------------------------------------------------------------------------ */

/* Is an indexed item among the conditions that must hold? Then a few pages tell. */
static bool pointed(const struct view *view, const struct filter *f)
{
	if (!f)
		return false;
	if (f->op == FILTER_EQ)
		return view->at[f->field].indexed && view->at[f->field].no;
	bool any = false;
	for (size_t i = 0; f->op == FILTER_AND && i < f->n && !any; i++)
		any = pointed(view, f->parts[i]);
	return any;
}

static enum err data_call(struct ctx *cx, struct req *rq)
{
	struct call *c = ctx_new(cx, struct call);
	c->taken.calls = 1;
	TRY(find_plan(cx, rq, 0, c));
	if (rq->quick && (c->ask.whole || c->ask.cursor || c->ask.limit > DATA_PAGE ||
			  !pointed(&c->plan->view, c->ask.where))) {
		req_defer(rq);
		return OK;
	}
	if (c->ask.cursor) {
		int version = 0;
		TRY(cursor_open(cx, rq, c, &version, &c->after));
		if (version != c->plan->version)
			TRY(find_plan(cx, rq, version, c));
	}
	TRY(may(cx, rq, c));
	TRY(record_ready(cx, rq->app->record));
	c->most = c->ask.limit;
	if (c->ask.whole)
		return whole_answer(rq, c);
	return db_gathers(rq->db) ? ask_with_others(cx, rq, c) : one_answer(cx, rq, c);
}

static const char *const asked_by[] = { "fields", "limit", "cursor", "*", NULL };

/* clang-format off */
static const struct route rows[] = {
{ .method = "GET", .path = "/data/v1/{code}", .needs = CAP_DATA_CALL, .audit = AUDIT_RELEASE,
  .reply = &schema_data_answer, .handle = data_call, .query = asked_by, .flags = ROUTE_QUICK,
  .about = "Rows of a granted resource, by its items; Gongshu-Purpose names the grant" },
{ .method = "POST", .path = "/data/v1/{code}/query", .needs = CAP_DATA_CALL,
  .audit = AUDIT_RELEASE, .body = &schema_data_query, .reply = &schema_data_answer,
  .handle = data_call, .flags = ROUTE_QUICK,
  .about = "Rows of a granted resource, by a typed filter or up to 1,000 keys" },
};
/* clang-format on */
const struct route_list dataapi_routes = { rows, sizeof rows / sizeof rows[0], "data" };
