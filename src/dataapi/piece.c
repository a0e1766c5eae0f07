/* piece.c - see piece.h: decide, read; piece_print.c prints. */
#include "dataapi/piece.h"
#include "app.h"
#include <stdio.h>
#include <string.h>

#define OFF_SECONDS 300                 /* until an interface is perhaps on again */

/* --- deciding ----------------------------------------------------------------- */

/* No grant of that purpose: the question is still checked first (400 before
 * 403), then the refusal says which of the two it is. */
static enum err no_plan(struct ctx *cx, struct req *rq, const struct resource *res,
			ask_fn *read)
{
	struct data_ask ask;
	bool held = false;
	struct policy v = { .why = POLICY_NO_GRANT, .article = "20" };
	TRY(read(cx, rq, resource_view(cx, res), &ask));
	snprintf(rq->about.resource, ABOUT_TEXT, "%s", res->id);
	if (rq->who->org)
		TRY(grant_held(cx, rq->db, rq->who->org, res->id, &held));
	if (held)
		v = (struct policy){ .why = POLICY_PURPOSE, .article = "19" };
	return refused(cx, &v);
}

enum err piece_plan(struct ctx *cx, struct req *rq, int version, ask_fn *read,
		    struct call *c)
{
	bool moved = false;
	struct resource res;
	struct plan_key key = { .code = rq->seg[0], .org = rq->who->org ? rq->who->org : "",
				.version = version };
	rq->about = (struct about){ .grant = "" };
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
		return no_plan(cx, rq, &res, read);
	rq->about = c->plan->about;
	return read(cx, rq, c->plan->view, &c->ask);
}

static struct policy_ask asks(const struct ctx *cx, const struct req *rq, const struct call *c)
{
	return (struct policy_ask){
		.org = rq->who->org, .purpose = c->ask.purpose, .matter = c->ask.matter,
		.now = cx->now, .use = c->ask.use, .seen = c->ask.seen, .nseen = c->ask.nseen,
		.where = c->ask.where,
	};
}

enum err piece_may(struct ctx *cx, const struct req *rq, const struct call *c)
{
	struct policy_ask ask = asks(cx, rq, c);
	struct policy v = policy_decide(&c->plan->terms, &ask);
	return refused(cx, &v);
}

enum err piece_may_files(struct ctx *cx, const struct req *rq, const struct call *c)
{
	struct policy_ask ask = asks(cx, rq, c);
	struct policy v = policy_files(&c->plan->terms, &ask);
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

/* Persons by whom the caller asked, found or not: a miss is a look-up too. Counts
 * them; into `out` unless it is NULL. */
static size_t asked_by(struct ctx *cx, const struct view *view, const struct filter *f,
		       const char **out)
{
	size_t n = 0;
	if (!f || f->op == FILTER_NOT)
		return 0;
	if (f->op < FILTER_NOT) {
		for (size_t i = 0; i < f->n; i++)
			n += asked_by(cx, view, f->parts[i], out ? out + n : NULL);
		return n;
	}
	if ((f->op != FILTER_EQ && f->op != FILTER_IN) || !view->at[f->field].subject ||
	    shape_physical(&view->at[f->field].shape) != PHYS_TEXT)
		return 0;
	for (size_t i = 0; out && i < f->n; i++)
		out[i] = ctx_textn(cx, f->values[i].p, f->values[i].n);
	return f->n;
}

static uint32_t text_hash(const char *p, size_t n)
{
	uint32_t h = UINT32_C(2166136261);
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT32_C(16777619);
	return h;
}

#define FEW_SUBJECTS 8                  /* looked through one by one */

static void hash_subjects(struct ctx *cx, struct call *c)
{
	if (c->asked <= FEW_SUBJECTS)
		return;
	for (c->nslots = 16; c->nslots < c->asked * 2;)
		c->nslots *= 2;
	c->slots = ctx_array(cx, uint32_t, c->nslots);
	for (size_t i = 0; i < c->asked; i++) {
		const char *s = c->taken.subjects[i];
		size_t at = text_hash(s, strlen(s)) & (c->nslots - 1);
		while (c->slots[at])
			at = (at + 1) & (c->nslots - 1);
		c->slots[at] = (uint32_t)i + 1;
	}
}

static bool same_text(const char *s, const char *p, size_t n)
{
	return strlen(s) == n && memcmp(s, p, n) == 0;
}

static bool was_asked(const struct call *c, const char *p, size_t n)
{
	const char **s = c->taken.subjects;
	for (size_t i = 0; !c->slots && i < c->asked; i++)
		if (same_text(s[i], p, n))
			return true;
	if (!c->slots)
		return false;
	size_t at = text_hash(p, n) & (c->nslots - 1);
	for (; c->slots[at]; at = (at + 1) & (c->nslots - 1))
		if (same_text(s[c->slots[at] - 1], p, n))
			return true;
	return false;
}

/* The items asked for, behind them those that tell whom a row is about, the key when
 * each key is answered for itself, and again where records are doubted. */
static size_t columns_of(struct ctx *cx, const struct call *c, size_t **ret)
{
	const struct plan *p = c->plan;
	size_t n = c->ask.nseen + p->nsubjects, nkeys = c->ask.keys ? c->ask.keys->nitems : 0;
	size_t *at = ctx_array(cx, size_t, n + nkeys + p->marks.nkeys);
	if (c->ask.nseen)
		memcpy(at, c->ask.seen, c->ask.nseen * sizeof *at);
	for (size_t i = 0; i < p->nsubjects; i++)
		at[c->ask.nseen + i] = p->subjects[i];
	for (size_t i = 0; i < nkeys; i++)
		at[n + i] = c->ask.keys->at[i];
	*ret = at;
	n += nkeys;
	for (size_t i = 0; p->marks.n > p->marks.nall && i < p->marks.nkeys; i++)
		at[n++] = p->marks.keys[i];
	return n;
}

struct value piece_value(const struct call *c, size_t i)
{
	return c->far ? forwarded_value(c->far, c->row, c->want.seen[i])
		      : rowscan_value(c->scan, i);
}

/* Is what this row gives under verification? */
static void doubt_row(struct ctx *cx, struct call *c)
{
	const struct marks *m = &c->plan->marks;
	size_t at = c->ask.nseen + c->plan->nsubjects + (c->ask.keys ? c->ask.keys->nitems : 0);
	struct value key[8];
	if (!c->taken.rows)
		mark_all(cx, m, c->ask.seen, c->ask.nseen, &c->marked);
	if (m->n == m->nall)
		return;
	for (size_t i = 0; i < m->nkeys; i++)
		key[i] = piece_value(c, at + i);
	mark_row(cx, m, c->plan->view, c->ask.seen, c->ask.nseen, key,
		 c->before + c->taken.rows, &c->marked);
}

static void take_key(struct call *c)
{
	struct value key[FILTER_KEY_ITEMS];
	for (size_t i = 0; i < c->ask.keys->nitems; i++)
		key[i] = piece_value(c, c->ask.nseen + c->plan->nsubjects + i);
	batch_row(c->batch, key, c->taken.rows);
}

static void count_row(struct ctx *cx, struct call *c)
{
	for (size_t i = 0; i < c->plan->nsubjects; i++) {
		struct value v = piece_value(c, c->ask.nseen + i);
		if (!v.null && v.n && !was_asked(c, v.p, v.n))
			c->taken.subjects[c->taken.nsubjects++] = ctx_textn(cx, v.p, v.n);
	}
	if (c->batch)
		take_key(c);
	if (c->plan->marks.n)
		doubt_row(cx, c);
	c->taken.rows++;
	c->last = c->scan ? rowscan_n(c->scan) : 0;
}

/* --- from elsewhere --------------------------------------------------------------- */

enum err piece_way(struct ctx *cx, const struct call *c)
{
	const char *org = c->plan->interface.org_name;
	switch (plan_way(c->plan, c->ask.use)) {
	case FORWARD_OFF:
		return fail_wait(cx, fail(cx, ERR_BUSY, SAY_FORWARD_OFF(org)), OFF_SECONDS);
	case FORWARD_STRANDED:
		return fail(cx, ERR_UPSTREAM, SAY_FORWARD_SYSTEM(org));
	case FORWARD_NO_GROUPS:
		return fail(cx, ERR_CONFLICT, SAY_FORWARD_NO_GROUPS(org));
	case FORWARD_HERE: case FORWARD_ASKED:
		break;
	}
	return OK;
}

enum err piece_forward(struct ctx *cx, struct req *rq, struct call *c, bool *ret_away)
{
	const struct plan *p = c->plan;
	size_t *wanted;
	*ret_away = false;
	TRY(piece_way(cx, c));
	if (!p->forwards)
		return OK;
	if (c->most > p->interface.rows)
		c->most = p->interface.rows;
	if (c->ask.keys && (int64_t)c->ask.keys->n > c->most)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_FORWARD_KEYS(c->most)), "keys");
	struct question q = { .view = p->view, .code = p->grant.code, .code_sets =
		(const char *const *)p->code_sets, .policy = p->policy, .where = c->ask.where,
		.limit = c->most, .cursor = c->cursor };
	size_t n = columns_of(cx, c, &wanted);
	question_wants(cx, &q, wanted, n);
	TRY(forward_ask(cx, rq, &p->interface, &q, c->ask.keys != NULL, &c->far));
	*ret_away = !c->far;
	c->more = c->far && c->far->cursor;
	if (c->far)
		c->taken.detail = ctx_print(cx, "forwarded: %lld ms", (long long)c->far->ms);
	return OK;
}

/* --- asking --------------------------------------------------------------------------- */

/* Room for every subject of a full piece, behind those asked for. */
static void subjects_room(struct ctx *cx, struct call *c)
{
	struct taken *t = &c->taken;
	const struct view *view = &c->plan->view;
	t->nsubjects = c->asked = asked_by(cx, view, c->ask.where, NULL);
	t->subjects = ctx_array(cx, const char *,
				c->asked + (size_t)c->most * c->plan->nsubjects);
	(void)asked_by(cx, view, c->ask.where, t->subjects);
	hash_subjects(cx, c);
}

enum err piece_ask(struct ctx *cx, struct req *rq, struct call *c)
{
	size_t *columns, ncolumns = columns_of(cx, c, &columns);
	subjects_room(cx, c);
	if (c->ask.keys)
		c->batch = batch_begin(cx, c->ask.keys, c->ask.sent_keys, c->plan->view);
	c->want = (struct row_ask){
		.resource_no = c->plan->resource_no, .version = c->plan->version,
		.fields = c->plan->view, .seen = columns, .nseen = ncolumns,
		.policy = c->plan->policy, .where = c->ask.where, .after = c->after,
		.limit = c->most + 1,
	};
	if (!c->want.version || c->far)
		return OK;
	return rowscan_open(cx, rq->app->rowpool, rq->db, &c->want, &c->scan);
}

static enum err read_rows(struct ctx *cx, struct call *c, take_fn *take, void *arg)
{
	for (bool more; c->scan;) {
		TRY(rowscan_next(cx, c->scan, &more));
		c->more = more;
		if (!more || c->taken.rows == c->most)
			break;
		take(c, arg);
		count_row(cx, c);
	}
	for (c->row = 0; c->far && c->row < c->far->rows; c->row++) {
		take(c, arg);
		count_row(cx, c);
	}
	return ctx_check(cx);
}

enum err piece_rows(struct ctx *cx, struct req *rq, struct call *c, take_fn *take, void *arg)
{
	enum err e = c->want.resource_no ? OK : piece_ask(cx, rq, c);
	if (e == OK)
		e = read_rows(cx, c, take, arg);
	rowscan_freep(&c->scan);
	return e;
}

enum err piece_within(struct ctx *cx, const struct call *c)
{
	if (!c->plan->limited)
		return OK;
	struct usage more = { .calls = c->taken.calls, .rows = c->taken.rows };
	struct policy v = policy_quota(&c->plan->terms.quota, &c->used, &more, cx->now);
	return refused(cx, &v);
}
