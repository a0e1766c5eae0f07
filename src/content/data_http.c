/* data_http.c - files under a grant: a call each, charged and on the record before the
 * first byte, bound to the purpose like rows are.
 *
 * A file goes out whole, so a grant that gives some items or rows alone, or masks one,
 * doesn't give it. A file counts as one row. */
#include "app.h"
#include "base/enc.h"
#include "content/content_http.h"
#include "content_schema.h"
#include "dataapi/piece.h"
#include "record/record.h"
#include <string.h>

static enum err ask_files(struct ctx *cx, const struct req *rq, struct view view,
			  struct data_ask *ret)
{
	struct data_ask a = { .use = USE_ROWS, .matter = req_header(rq, "Gongshu-Matter") };
	(void)view;
	TRY(ask_purpose(cx, rq, &a.purpose));
	*ret = a;
	return OK;
}

static enum err begin(struct ctx *cx, struct req *rq, struct call *c, struct content_version *v)
{
	c->taken.calls = 1;
	TRY(piece_plan(cx, rq, 0, ask_files, c));
	TRY(piece_may_files(cx, rq, c));
	TRY(signed_check(cx, rq, true));
	TRY(record_ready(cx, rq->app->record));
	return content_version(cx, rq->db, c->plan->resource, CONTENT_LIVE, v);
}

static enum err given_list(struct ctx *cx, struct req *rq)
{
	struct call *c = ctx_new(cx, struct call);
	struct content_version v;
	struct content_file *files;
	size_t n;
	TRY(begin(cx, rq, c, &v));
	TRY(piece_quota(cx, rq, c));
	TRY(content_files(cx, rq->db, c->plan->resource, v.version, &files, &n));
	struct buf *out = answer_buf(rq, 200, "application/json");
	struct jout j = jout_to(out);
	jout_open(&j);
	jout_key_text(&j, "resource", c->plan->resource);
	jout_key_text(&j, "code", c->plan->grant.code);
	jout_key(&j, "version");
	if (v.version)
		jout_int(&j, v.version);
	else
		jout_null(&j);
	jout_key_ms(&j, "at", v.at);
	jout_key(&j, "items");
	jout_list(&j);
	for (size_t i = 0; i < n; i++)
		content_file_json(cx, &j, &files[i],
				  ctx_print(cx, "/data/v1/%s/files", c->plan->grant.code));
	jout_end_list(&j);
	jout_close(&j);
	piece_headers(cx, rq, c);
	c->taken.bytes = out->p;
	c->taken.nbytes = out->n;
	c->taken.list = true;
	(void)release(cx, rq, c->plan, &c->ask, &c->taken, true);
	return ctx_check(cx);
}

static enum err given_file(struct ctx *cx, struct req *rq)
{
	struct call *c = ctx_new(cx, struct call);
	struct content_version v;
	struct content_file f;
	struct hash *sum = ctx_new(cx, struct hash);
	const char *span = req_header(rq, "Range");
	bool leaves;
	TRY(begin(cx, rq, c, &v));
	TRY(content_file(cx, rq->db, c->plan->resource, v.version, rq->seg[1], &f));
	c->taken.rows = 1;
	TRY(piece_quota(cx, rq, c));
	TRY(piece_within(cx, c));
	TRY(content_answer(cx, rq, &f, &leaves));
	piece_headers(cx, rq, c);
	if (!leaves)
		return OK;
	answer_tag(rq, c->plan->grant.id);
	if (!hex_read(f.sha256, HASH_SIZE, sum->b))
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	c->taken.digest = sum;
	c->taken.nbytes = (size_t)f.bytes;
	c->taken.detail = ctx_print(cx, "file %lld of version %lld%s%.80s", (long long)f.n,
				    (long long)v.version, span ? " " : "", span ? span : "");
	(void)release(cx, rq, c->plan, &c->ask, &c->taken, true);
	return OK;
}

/* clang-format off */
static const struct route rows[] = {
{ .method = "GET", .path = "/data/v1/{code}/files", .needs = CAP_DATA_CALL,
  .audit = AUDIT_RELEASE, .reply = &schema_content_given, .handle = given_list,
  .about = "The files of a granted resource; Gongshu-Purpose names the grant" },
{ .method = "GET", .path = "/data/v1/{code}/files/{n}", .needs = CAP_DATA_CALL,
  .audit = AUDIT_RELEASE, .handle = given_file,
  .about = "One of them, in ranges too: a call and a row of the grant's quota" },
};
/* clang-format on */
const struct route_list content_data_routes = { rows, sizeof rows / sizeof rows[0], "shared data" };
