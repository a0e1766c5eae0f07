/* release_open_http.c - releases for everybody: the part that the portal showed. */
#include "portal/ready.h"
#include "release/release_http.h"
#include "release/span.h"
#include "release_schema.h"

static enum err put_release(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	struct release r;
	release_row(cx, q, &r);
	jout_open(j);
	jout_key_int(j, "no", r.no);
	jout_key_ms(j, "at", r.at);
	jout_key_int(j, "entries", r.open_entries);
	jout_key_text(j, "title", r.title);
	jout_key_text(j, "period", r.period);
	TRY(release_files_json(cx, rq->db, j, r.no, face_word(FACE_OPEN)));
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed releases = { SQL_RELEASE_COUNT, SQL_RELEASE_LIST, "place",
						NULL, put_release };
	answer_header(rq, "Cache-Control", "no-cache");
	return answer_listed(cx, rq, &releases);
}

static enum err make_changes(struct ctx *cx, struct req *rq)
{
	struct span s;
	TRY(span_read(cx, rq, rq->seg[0], FACE_OPEN, &s));
	TRY(span_answer(cx, rq, &s));
	answer_header(rq, "Cache-Control", "no-cache");
	return OK;
}

/* Compared anew only when an entry has moved, or been stopped on the portal. */
static enum err changes(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, make_changes);
}

static enum err open_file(struct ctx *cx, struct req *rq)
{
	return release_file_answer(cx, rq, FACE_OPEN);
}

static const char *const paged[] = { "limit", "cursor", NULL };
static const char *const any[] = { "*", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/open/v1/releases", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_open_release_list, list,
  "Releases of the open catalogue and their files", ROUTE_ANY_ORIGIN, 0, paged },
{ "GET", "/open/v1/releases/{span}", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_release_changes,
  changes, "What changed on the portal between two releases, a..b",
  ROUTE_ANY_ORIGIN | ROUTE_KEPT, 0, paged },
{ "GET", "/open/v1/releases/{no}/files/{format}", CAP_PUBLIC, AUDIT_NONE, NULL, NULL, open_file,
  "The open part of a release: csv, json, datapackage (Frictionless, zip)",
  ROUTE_ANY_ORIGIN, 0, NULL },
};
static const struct route pages[] = {
{ "GET", "/releases", CAP_PUBLIC, AUDIT_NONE, NULL, NULL, page_releases,
  "The page of the catalogue's releases", 0, 0, any },
{ "GET", "/releases/{span}", CAP_PUBLIC, AUDIT_NONE, NULL, NULL, page_release_span,
  "The page of what changed between two releases", ROUTE_KEPT, 0, any },
};
/* clang-format on */
const struct route_list release_open_routes = { rows, sizeof rows / sizeof rows[0], "open data" };
const struct route_list release_page_routes = { pages, sizeof pages / sizeof pages[0], "pages" };
