/* piece.c - see piece.h: decide, read, print. */
#include "dataapi/piece.h"
#include "app.h"
#include <string.h>

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

enum err piece_plan(struct ctx *cx, struct req *rq, int version, struct call *c)
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

enum err piece_may(struct ctx *cx, const struct req *rq, const struct call *c)
{
	struct policy_ask ask = {
		.org = rq->who->org, .purpose = c->ask.purpose, .matter = c->ask.matter,
		.now = cx->now, .seen = c->ask.seen, .nseen = c->ask.nseen,
		.where = c->ask.where,
	};
	struct policy v = policy_decide(&c->plan->terms, &ask);
	return refused(cx, &v);
}

enum err piece_quota(struct ctx *cx, struct req *rq, struct call *c)
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

enum err piece_ask(struct ctx *cx, struct req *rq, struct call *c)
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

enum err piece_within(struct ctx *cx, const struct call *c)
{
	if (!c->plan->limited)
		return OK;
	struct usage more = { .calls = c->taken.calls, .rows = c->taken.rows };
	struct policy v = policy_quota(&c->plan->terms.quota, &c->used, &more, cx->now);
	return refused(cx, &v);
}

/* --- printing ------------------------------------------------------------------- */

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

enum err piece_print(struct ctx *cx, struct req *rq, struct call *c, struct buf *out,
		     bool head)
{
	struct printer p = printer_for(cx, c, out);
	if (head)
		print_head(&p);
	enum err e = c->want.resource_no ? OK : piece_ask(cx, rq, c);
	if (e == OK)
		e = read_rows(cx, c, &p);
	rowscan_freep(&c->scan);
	printer_end(&p);
	return e;
}

/* --- headers -------------------------------------------------------------------- */

void piece_headers(struct ctx *cx, struct req *rq, const struct call *c)
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
