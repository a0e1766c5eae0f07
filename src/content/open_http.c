/* open_http.c - files that are open: of what stands on the portal unconditionally, the
 * version that a second person confirmed. Nothing lies ready: what was taken off is
 * refused with the next request, and what is on its way for long is cut. */
#include "app.h"
#include "content/content_http.h"
#include "content_schema.h"
#include "portal/dataset.h"
#include "portal/ready.h"
#include "portal/standing.h"
#include "portal/taking.h"
#include "record/record.h"
#include <string.h>

static enum err opened(struct ctx *cx, struct req *rq, struct opened *o,
		       struct content_version *v)
{
	TRY(portal_dataset(cx, rq, rq->seg[0], o));
	if (!o->live)
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_DATASET_TO_APPLY_FOR()), "27(2)");
	*v = o->content;
	return v->version ? OK : fail(cx, ERR_NOT_FOUND, SAY_CONTENT_NOT_OPEN());
}

static enum err open_list(struct ctx *cx, struct req *rq)
{
	struct opened o;
	struct content_version v;
	struct content_file *files;
	size_t n;
	TRY(opened(cx, rq, &o, &v));
	TRY(content_files(cx, rq->db, o.r.id, v.version, &files, &n));
	struct jout *j = answer_json(rq, 200);
	answer_header(rq, "Cache-Control", "no-cache");
	jout_open(j);
	jout_key_text(j, "code", o.r.code);
	jout_key_int(j, "version", v.version);
	jout_key_ms(j, "at", v.opened_at);
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		content_file_json(cx, j, &files[i],
				  ctx_print(cx, "/open/v1/datasets/%s/files", o.r.code));
	jout_end_list(j);
	jout_close(j);
	return ctx_check(cx);
}

/* One file of one version; rows of a table have labels that end otherwise (portal_http.c). */
static uint64_t label_of(const struct opened *o, const struct content_version *v,
			 const struct content_file *f)
{
	return (uint64_t)o->r.no << 32 | ((uint64_t)v->version & 0x3fff) << 18 |
	       ((uint64_t)f->n & 0x3ff) << 8 | 0xff;
}

/* A leaf of its own, or the window that a crowd has. */
static void taken(struct ctx *cx, struct req *rq, struct take *what)
{
	struct taking *t = rq->app->portal->taking;
	if (taking_piece(t, what, cx->now))
		return;
	answer_after(rq, take_note, what);
	taking_seen(t, what, cx->now);
}

static enum err open_file(struct ctx *cx, struct req *rq)
{
	struct opened o;
	struct content_version v;
	struct content_file f;
	bool leaves;
	TRY(opened(cx, rq, &o, &v));
	TRY(content_file(cx, rq->db, o.r.id, v.version, rq->seg[1], &f));
	TRY(content_answer(cx, rq, &f, &leaves));
	int64_t bytes = answer_file_bytes(rq);
	if (!leaves || (!bytes && f.bytes))
		return OK;
	answer_tag(rq, ctx_print(cx, PORTAL_TAG "%d", o.r.no));
	struct take *t = ctx_new(cx, struct take);
	*t = (struct take){ label_of(&o, &v, &f), o.r.no, (int)v.version, o.r.id, o.r.org,
			    ctx_print(cx, "file-%lld", (long long)f.n), 0, bytes };
	taken(cx, rq, t);
	return OK;
}

/* clang-format off */
static const struct route rows[] = {
{ .method = "GET", .path = "/open/v1/datasets/{code}/files", .needs = CAP_PUBLIC,
  .audit = AUDIT_NONE, .reply = &schema_content_given, .handle = open_list,
  .flags = ROUTE_ANY_ORIGIN, .about = "The files of a dataset that are open" },
{ .method = "GET", .path = "/open/v1/datasets/{code}/files/{n}", .needs = CAP_PUBLIC,
  .audit = AUDIT_NONE, .handle = open_file, .flags = ROUTE_ANY_ORIGIN,
  .about = "One of them, in ranges too" },
};
/* clang-format on */
const struct route_list content_open_routes = { rows, sizeof rows / sizeof rows[0], "open data" };
