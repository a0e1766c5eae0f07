/* dataapi_http.c - GET and POST of /data/v1: check, decide, read, then release.
 *
 * One answer is one piece; NDJSON and CSV without a small limit are a stream of
 * pieces, each decided, charged and noted for itself before its first byte. */
#include "app.h"
#include "base/enc.h"
#include "dataapi/dataapi_http.h"
#include "dataapi/aggregate.h"
#include "dataapi/piece.h"
#include "dataapi/verify.h"
#include "dataapi_schema.h"
#include "record/record.h"
#include "sign/answer_key.h"
#include "web/seal.h"
#include <stdlib.h>

#define CURSOR_LIFE_MS (24 * 60 * 60 * INT64_C(1000))

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
	long long until = cx->now.n + CURSOR_LIFE_MS;
	const char *text = c->far ? ctx_print(cx, "f:%lld:%s", until, c->far->cursor)
				  : ctx_print(cx, "%d:%lld:%lld", c->plan->version,
					      (long long)c->last, until);
	return seal_text(cx, rq->app->seal_key, cursor_bound(cx, c->plan, &c->ask), text);
}

static enum err too_old(struct ctx *cx)
{
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_DATA_CURSOR_OLD()), "cursor");
}

/* A provider's own cursor, in one of ours. */
static enum err far_cursor(struct ctx *cx, const char *text, struct call *c)
{
	char *end;
	long long until = strtoll(text + 2, &end, 10);
	if (text[0] != 'f' || cx->now.n >= until || *end != ':')
		return too_old(cx);
	c->cursor = end + 1;
	c->after = 1;                   /* not the first page */
	return OK;
}

static enum err cursor_open(struct ctx *cx, const struct req *rq, struct call *c,
			    int *ret_version, int64_t *ret_after)
{
	const char *text;
	char *end;
	TRY(seal_open(cx, rq->app->seal_key, cursor_bound(cx, c->plan, &c->ask),
		      c->ask.cursor, &text));
	if (c->plan->forwards || text[0] == 'f')
		return c->plan->forwards ? far_cursor(cx, text, c) : too_old(cx);
	long version = strtol(text, &end, 10);
	long long after = strtoll(end + (*end == ':'), &end, 10);
	long long until = strtoll(end + (*end == ':'), &end, 10);
	if (cx->now.n >= until)
		return too_old(cx);
	*ret_version = (int)version;
	*ret_after = after;
	return OK;
}

/* --- one answer -------------------------------------------------------------------- */

static enum err json_answer(struct ctx *cx, struct req *rq, struct call *c, struct buf *out)
{
	buf_text(out, "{\"resource\":\"");
	buf_text(out, c->plan->resource);
	buf_text(out, "\",\"code\":\"");
	buf_text(out, c->plan->grant.code);
	buf_text(out, "\",\"version\":");
	buf_int(out, plan_version(c->plan));
	buf_text(out, ",\"rows\":[");
	TRY(piece_print(cx, rq, c, out, false));
	buf_text(out, "],\"next_cursor\":");
	if (c->more) {
		buf_byte(out, '"');
		buf_text(out, cursor_make(cx, rq, c));
		buf_byte(out, '"');
	} else {
		buf_text(out, "null");
	}
	if (c->batch) {
		buf_text(out, ",\"keys\":");
		batch_print(cx, c->batch, out);
	}
	piece_marks(cx, c, out);
	buf_byte(out, '}');
	return OK;
}

static enum err write_answer(struct ctx *cx, struct req *rq, struct call *c)
{
	struct buf *out = answer_buf(rq, 200, data_format_type(c->ask.format));
	if (c->ask.format == DATA_JSON) {
		TRY(json_answer(cx, rq, c, out));
	} else {
		TRY(piece_print(cx, rq, c, out, !c->after));
		piece_marks(cx, c, out);
		if (c->more)
			answer_header(rq, "Gongshu-Next-Cursor", cursor_make(cx, rq, c));
	}
	TRY(piece_within(cx, c));
	piece_headers(cx, rq, c);
	c->taken.bytes = out->p;
	c->taken.nbytes = out->n;
	return release_whole(cx, rq, c->plan, &c->ask, &c->taken);
}

static enum err one_answer(struct ctx *cx, struct req *rq, struct call *c)
{
	TRY(piece_quota(cx, rq, c));
	return write_answer(cx, rq, c);
}

/* The provider's own interface answers: before it is asked, and again when it has. */
static enum err far_answer(struct ctx *cx, struct req *rq, struct call *c)
{
	bool away;
	TRY(piece_quota(cx, rq, c));
	TRY(piece_forward(cx, rq, c, &away));
	return away ? OK : write_answer(cx, rq, c);
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
	enum err e = piece_ask(cx, rq, c);
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
	TRY(piece_plan(cx, rq, 0, ask_read, c));
	bool far = c->plan->forwards || c->plan->off;
	if (far && c->ask.whole) {      /* a page at a time */
		c->ask.whole = false;
		c->ask.limit = DATA_PAGE_MOST;
	}
	if (far && db_gathers(rq->db)) {
		req_defer(rq);          /* there is nothing to gather for it */
		return OK;
	}
	if (!far && rq->quick && (c->ask.whole || c->ask.cursor || c->ask.limit > DATA_PAGE ||
			  !pointed(&c->plan->view, c->ask.where))) {
		req_defer(rq);
		return OK;
	}
	if (c->ask.cursor) {
		int version = c->plan->version;
		TRY(cursor_open(cx, rq, c, &version, &c->after));
		if (version != c->plan->version)
			TRY(piece_plan(cx, rq, version, ask_read, c));
	}
	TRY(piece_may(cx, rq, c));
	TRY(signed_check(cx, rq, c->ask.whole));
	TRY(record_ready(cx, rq->app->record));
	c->most = c->ask.limit;
	if (far)
		return far_answer(cx, rq, c);
	if (c->ask.whole)
		return stream_answer(rq, c);
	return db_gathers(rq->db) ? ask_with_others(cx, rq, c) : one_answer(cx, rq, c);
}

/* Public: whoever was given an answer may check who signed it. */
static enum err keys_get(struct ctx *cx, struct req *rq)
{
	(void)cx;
	answer_keys_print(rq->app->answer_keys, answer_buf(rq, 200, "application/jwk-set+json"));
	return OK;
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
{ .method = "POST", .path = "/data/v1/{code}/verify", .needs = CAP_DATA_CALL,
  .audit = AUDIT_RELEASE, .body = &schema_data_verify, .reply = &schema_data_verified,
  .handle = verify_call,
  .about = "Is what is claimed of a record so? Yes or no for each claim, never the value" },
{ .method = "POST", .path = "/data/v1/{code}/aggregate", .needs = CAP_DATA_CALL,
  .audit = AUDIT_RELEASE, .body = &schema_data_aggregate, .reply = &schema_data_groups,
  .handle = aggregate_call,
  .about = "Counts, sums, averages and extremes by group; small groups are suppressed" },
{ .method = "GET", .path = "/.well-known/gongshu-answer-keys", .needs = CAP_PUBLIC,
  .audit = AUDIT_NONE, .reply = &schema_data_keys, .handle = keys_get,
  .flags = ROUTE_INLINE | ROUTE_ANY_ORIGIN,
  .about = "The keys that sign answers when Accept-Signature asks for it (JWK set)" },
};
/* clang-format on */
const struct route_list dataapi_routes = { rows, sizeof rows / sizeof rows[0], "shared data" };
