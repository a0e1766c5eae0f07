/* content_http.c - the files of an entry as its agency and its reviewers see them. */
#include "content/content_http.h"
#include "account/account.h"
#include "app.h"
#include "content/content_store.h"
#include "content_schema.h"
#include "core/sight.h"
#include "ingest/upload.h"
#include "record/record.h"
#include "record/takeout.h"
#include "sys/settings.h"
#include <fcntl.h>
#include <string.h>

#define VERSIONS_TOLD 20

/* --- for all three counters ------------------------------------------------------- */
enum err content_answer(struct ctx *cx, struct req *rq, const struct content_file *f,
			bool *ret_leaves)
{
	const char *etag = ctx_print(cx, "\"%s\"", f->sha256);
	int fd = open(upload_path(cx, store_dir(rq->store), f->upload), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_GONE, SAY_CONTENT_BYTES_GONE());
	answer_file(rq, content_sent_as(f->media), fd, etag);
	answer_header(rq, "Cache-Control", "no-cache");
	answer_header(rq, "Content-Disposition", content_disposition(cx, f->name));
	answer_header(rq, "Content-Security-Policy", "sandbox; default-src 'none'");
	*ret_leaves = !answer_is_head(rq) && !answer_is_known(rq, etag);
	return OK;
}

/* --- what there is ------------------------------------------------------------------ */
static void version_json(struct jout *j, const struct content_version *v)
{
	jout_open(j);
	jout_key_int(j, "version", v->version);
	jout_key_int(j, "files", v->files);
	jout_key_int(j, "bytes", v->bytes);
	jout_key_text(j, "note", v->note);
	jout_key_text(j, "by", v->by);
	jout_key_ms(j, "at", v->at);
	jout_key_ms(j, "opened_at", v->opened_at);
	jout_key_text(j, "opened_by", v->opened_by);
	jout_key_text(j, "open_reason", v->open_reason);
	jout_key_ms(j, "closed_at", v->closed_at);
	jout_key_text(j, "closed_by", v->closed_by);
	jout_key_text(j, "close_reason", v->close_reason);
	jout_close(j);
}

static void number_or_null(struct jout *j, const char *key, int64_t n)
{
	jout_key(j, key);
	if (n)
		jout_int(j, n);
	else
		jout_null(j);
}

/* Who loads its agency's data, and who reviews entries of it (an office of the city or its county). */
static enum err may_look(struct ctx *cx, struct req *rq, struct resource *r)
{
	const struct org *org;
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, r));
	if (resource_owned_by(r, rq->who) && who_can(rq->who, CAP_DATA_LOAD))
		return OK;
	TRY(account_org(cx, rq->db, r->org, &org));
	struct sight s = reach_of(cx, rq->who);
	if (!who_can(rq->who, CAP_CATALOGUE_REVIEW) || !sight_takes(&s, org->id, org->region))
		return fail(cx, ERR_FORBIDDEN, SAY_CONTENT_NOT_YOURS());
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct content_version live, open, *versions;
	struct content_file *files;
	size_t n, nversions;
	int64_t used;
	TRY(may_look(cx, rq, &r));
	TRY(content_version(cx, rq->db, r.id, CONTENT_LIVE, &live));
	TRY(content_version(cx, rq->db, r.id, CONTENT_OPEN, &open));
	TRY(content_files(cx, rq->db, r.id, live.version, &files, &n));
	TRY(content_versions(cx, rq->db, r.id, VERSIONS_TOLD, &versions, &nversions));
	TRY(content_used(cx, rq->db, r.org, &used));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	number_or_null(j, "live", live.version);
	number_or_null(j, "open", open.version);
	jout_key_bool(j, "takes", content_form(r.form));
	jout_key(j, "quota");
	jout_open(j);
	number_or_null(j, "limit", rq->app->settings->content_org_bytes);
	jout_key_int(j, "used", used);
	jout_close(j);
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		content_file_json(cx, j, &files[i],
				  ctx_print(cx, "/api/v1/resources/%s/files", r.id));
	jout_end_list(j);
	jout_key(j, "versions");
	jout_list(j);
	for (size_t i = 0; i < nversions; i++)
		version_json(j, &versions[i]);
	jout_end_list(j);
	jout_close(j);
	return OK;
}

/* --- looked at ------------------------------------------------------------------------ */
static enum err look(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct content_version v;
	struct content_file f;
	bool leaves;
	struct takeout t = { .act = "file-looked-at" };
	TRY(may_look(cx, rq, &r));
	TRY(takeout_reason(cx, rq, &t.reason));
	TRY(content_version(cx, rq->db, r.id, CONTENT_LIVE, &v));
	TRY(content_file(cx, rq->db, r.id, v.version, rq->seg[1], &f));
	TRY(record_ready(cx, rq->app->record));
	TRY(content_answer(cx, rq, &f, &leaves));
	t.resource = r.id;
	t.version = v.version;
	t.bytes = f.bytes;
	t.about = ctx_print(cx, "file %lld %s", (long long)f.n, f.sha256);
	if (leaves)
		takeout_answer(rq, &t);
	return OK;
}

/* --- opened, closed --------------------------------------------------------------------- */
static enum err open_change(struct ctx *cx, struct db *db, void *arg)
{
	return content_open(cx, db, arg);
}

static enum err close_change(struct ctx *cx, struct db *db, void *arg)
{
	return content_close(cx, db, arg);
}

static enum err open_post(struct ctx *cx, struct req *rq)
{
	const struct content_opening_in *in = rq->body;
	struct resource r;
	TRY(may_look(cx, rq, &r));
	struct content_opening o = { rq->who, r.id, in->version, in->reason };
	TRY(store_change(cx, rq->store, open_change, &o));
	return list(cx, rq);
}

static enum err close_post(struct ctx *cx, struct req *rq)
{
	const struct content_closing_in *in = rq->body;
	struct resource r;
	TRY(may_look(cx, rq, &r));
	struct content_opening o = { rq->who, r.id, 0, in->reason };
	TRY(store_change(cx, rq->store, close_change, &o));
	return list(cx, rq);
}

static const char *const reasoned[] = { "reason", NULL };

/* clang-format off */
static const struct route rows[] = {
{ .method = "POST", .path = "/api/v1/resources/{id}/files", .needs = CAP_DATA_LOAD,
  .audit = AUDIT_WRITE, .body = &schema_content_mount, .reply = &schema_content_mounted,
  .handle = content_post,
  .about = "Mount the next version of an entry's files: uploads, and what stays; live at once" },
{ .method = "GET", .path = "/api/v1/resources/{id}/files", .needs = CAP_CATALOGUE_READ,
  .audit = AUDIT_READ, .reply = &schema_content_list, .handle = list,
  .about = "The files of an entry, and their versions" },
{ .method = "GET", .path = "/api/v1/resources/{id}/files/{n}", .needs = CAP_CATALOGUE_READ,
  .audit = AUDIT_RELEASE, .handle = look, .query = reasoned,
  .about = "A file of the live version, for its agency and who reviews it, who say why; in "
  "ranges too" },
{ .method = "POST", .path = "/api/v1/resources/{id}/files/open", .needs = CAP_CASE_ACT,
  .audit = AUDIT_WRITE, .body = &schema_content_opening, .reply = &schema_content_list,
  .handle = open_post,
  .about = "A second person has looked into the live version: it may be opened" },
{ .method = "POST", .path = "/api/v1/resources/{id}/files/close", .needs = CAP_CASE_ACT,
  .audit = AUDIT_WRITE, .body = &schema_content_closing, .reply = &schema_content_list,
  .handle = close_post, .about = "No file of it is open any more, at once" },
};
/* clang-format on */
const struct route_list content_routes = { rows, sizeof rows / sizeof rows[0], "catalogue" };
