/* release_http.c - the counter of releases: made, listed, compared, taken (R10.1). */
#include "release/release_http.h"
#include "app.h"
#include "base/enc.h"
#include "record/takeout.h"
#include "release/release_file.h"
#include "release/reissue.h"
#include "release/release_step.h"
#include "release/span.h"
#include "release_schema.h"
#include "web/csvfile.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum err release_number(struct ctx *cx, const char *text, int64_t *ret_no)
{
	char *end;
	bool digits = text[0] >= '1' && text[0] <= '9' && strlen(text) < 18;
	*ret_no = digits ? strtoll(text, &end, 10) : 0;
	return digits && !*end ? OK : fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_RELEASE());
}

/* --- made and listed ---------------------------------------------------------- */
struct making { const struct who *who; const char *title; int64_t no; };

static enum err make(struct ctx *cx, struct db *db, void *arg)
{
	struct making *m = arg;
	return release_make(cx, db, m->who, m->title, NULL, &m->no);
}

static enum err release_json(struct ctx *cx, struct db *db, struct jout *j,
			     const struct release *r)
{
	jout_open(j);
	jout_key_int(j, "no", r->no);
	jout_key_ms(j, "at", r->at);
	jout_key_int(j, "entries", r->entries);
	jout_key_int(j, "open_entries", r->open_entries);
	jout_key_text(j, "title", r->title);
	jout_key_text(j, "period", r->period);
	jout_key_text(j, "by", r->by);
	TRY(release_files_json(cx, db, j, r->no, NULL));
	jout_close(j);
	return OK;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct release_new_in *in = rq->body;
	struct making m = { rq->who, in->title, 0 };
	struct release r;
	TRY(store_change(cx, rq->store, make, &m));
	TRY(release_get(cx, rq->db, m.no, &r));
	return release_json(cx, rq->db, answer_json(rq, 201), &r);
}

static enum err put_release(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	struct release r;
	release_row(cx, q, &r);
	return release_json(cx, rq->db, j, &r);
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed releases = { SQL_RELEASE_COUNT, SQL_RELEASE_LIST, "place",
						NULL, put_release };
	return answer_listed(cx, rq, &releases);
}

/* --- the schedule ---------------------------------------------------------------- */
#define PERIODS_TOLD 12

static enum err periods_json(struct ctx *cx, struct db *db, struct jout *j)
{
	AUTO_ROWS q = db_run(db, SQL_RELEASE_PERIODS);
	bind_int(q, ":count", PERIODS_TOLD);
	jout_key(j, "periods");
	jout_list(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "period", col_text(cx, q, "period"));
		jout_key_ms(j, "at", col_ms(q, "at"));
		jout_key_text(j, "outcome", col_text(cx, q, "outcome"));
		jout_key(j, "no");
		if (col_null(q, "no"))
			jout_null(j);
		else
			jout_int(j, col_int(q, "no"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

static enum err schedule(struct ctx *cx, struct req *rq)
{
	enum release_cycle cycle;
	int64_t waiting;
	TRY(release_setting(cx, rq->app->settings, &cycle));
	TRY(release_moved(cx, rq->db, &waiting));
	struct period p = release_period(cycle, cx->today);
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "cycle", release_cycle_word(cycle));
	jout_key_text(j, "period", *p.text ? p.text : NULL);
	jout_key_day(j, "next_on", p.next);
	jout_key_int(j, "waiting", waiting);
	TRY(periods_json(cx, rq->db, j));
	jout_close(j);
	return OK;
}

/* --- compared ----------------------------------------------------------------------- */
/* The file of all that changed is the catalogue itself, since the first release. */
static enum err span_taken(struct ctx *cx, struct req *rq, const struct span *s)
{
	bool file;
	struct takeout t = { .act = "release-file-fetched", .object = rq->seg[0] };
	TRY(csvfile_asked(cx, rq, &file));
	if (!file)
		return OK;
	TRY(takeout_reason(cx, rq, &t.reason));
	TRY(span_count(cx, rq->db, s, &t.rows));
	return takeout_now(cx, rq, &t);
}

static enum err changes(struct ctx *cx, struct req *rq)
{
	struct span s;
	TRY(span_read(cx, rq, rq->seg[0], FACE_FULL, &s));
	s.region = req_query(rq, "region");
	TRY(span_taken(cx, rq, &s));
	return span_answer(cx, rq, &s);
}

/* --- what stood ---------------------------------------------------------------------- */
static void bind_entries(const struct req *rq, struct rows *q)
{
	bind_int(q, ":no", strtoll(rq->seg[0], NULL, 10));
	bind_text(q, ":org", req_query(rq, "org"));
	bind_text(q, ":region", req_query(rq, "region"));
}

static enum err put_entry(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "resource", "code", "national_code", "title", "org",
					     "org_name", "theme", "share_type", "open_type" };
	(void)rq;
	jout_open(j);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_int(j, "version", col_int(q, "version"));
	jout_key_bool(j, "open", col_int(q, "open"));
	jout_close(j);
	return OK;
}

static enum err entries(struct ctx *cx, struct req *rq)
{
	static const struct listed stood = { SQL_RELEASE_ENTRY_COUNT, SQL_RELEASE_ENTRIES,
					     "resource", bind_entries, put_entry };
	struct release r;
	int64_t no;
	TRY(release_number(cx, rq->seg[0], &no));
	TRY(release_get(cx, rq->db, no, &r));
	return answer_listed(cx, rq, &stood);
}

/* --- taken --------------------------------------------------------------------------- */
static enum err known_file(struct ctx *cx, struct req *rq, int64_t no, enum face face,
			   enum release_format format, const char **ret_hash)
{
	struct served list[RELEASE_FILES_MOST];
	size_t n, i = 0;
	TRY(release_served(cx, rq->db, no, face_word(face), list, &n));
	while (i < n && strcmp(list[i].format, release_format_word(format)) != 0)
		i++;
	if (i == n)
		return fail(cx, ERR_NOT_FOUND, SAY_RELEASE_FILE_NOT_MADE(no));
	if (list[i].withheld)
		return fail(cx, ERR_BUSY, SAY_RELEASE_WITHHELD(no));
	*ret_hash = list[i].hash;
	return OK;
}

enum err release_file_answer(struct ctx *cx, struct req *rq, enum face face)
{
	enum release_format format;
	struct release r;
	const char *hash;
	uint8_t raw[HASH_SIZE];
	char digest[B64_TEXT(HASH_SIZE)];
	int64_t no;
	TRY(release_number(cx, rq->seg[0], &no));
	TRY(release_get(cx, rq->db, no, &r));
	if (!release_format_read(rq->seg[1], &format))
		return fail(cx, ERR_NOT_FOUND, SAY_RELEASE_FORMAT_UNKNOWN(rq->seg[1]));
	TRY(known_file(cx, rq, no, face, format, &hash));
	int fd = open(release_file_path(cx, rq->store, hash, format), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_NOT_FOUND, SAY_RELEASE_FILE_LOST(no, hash));
	answer_file(rq, release_format_type(format), fd, ctx_print(cx, "\"%s\"", hash));
	PRE(hex_read(hash, HASH_SIZE, raw));
	answer_header(rq, "Repr-Digest", ctx_print(cx, "sha-256=:%s:",
						   b64_text(raw, HASH_SIZE, digest)));
	answer_header(rq, "Cache-Control", "no-cache");  /* it may be made anew */
	answer_header(rq, "Content-Disposition",
		      ctx_print(cx, "attachment; filename=\"%s-%lld.%s\"",
				face == FACE_OPEN ? "open-catalogue" : "catalogue", (long long)no,
				release_format_suffix(format)));
	return OK;
}

/* Holds what is only shared, too. */
static enum err full_file(struct ctx *cx, struct req *rq)
{
	struct takeout t = { .act = "release-file-fetched" };
	TRY(release_file_answer(cx, rq, FACE_FULL));
	TRY(takeout_reason(cx, rq, &t.reason));
	t.object = rq->seg[0];
	t.bytes = answer_file_bytes(rq);
	takeout_answer(rq, &t);
	return OK;
}

static const char *const paged[] = { "limit", "cursor", NULL };
static const char *const compared[] = { "region", "format", "reason", "limit", "cursor", NULL };
static const char *const reasoned[] = { "reason", NULL };
static const char *const narrowed[] = { "org", "region", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/catalogue/releases", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, &schema_release_new,
  &schema_release, post, "Release the catalogue as it stands, under the next number",
  ROUTE_CITY_BY(10), 0, NULL },
{ "GET", "/api/v1/catalogue/releases", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_release_list, list, "The catalogue's releases and their files", 0, 0, paged },
{ "GET", "/api/v1/catalogue/releases/schedule", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_release_schedule, schedule,
  "How often the catalogue is released, when next, and how the last periods went", 0, 0, NULL },
{ "GET", "/api/v1/catalogue/releases/{span}", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_release_changes, changes,
  "What changed between two releases, a..b, field by field; 0 is before the first; format=csv "
  "is the file; people give a reason for it", 0, 0, compared },
{ "GET", "/api/v1/catalogue/releases/{no}/entries", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_release_entries, entries,
  "What stood in a release: all, an agency's, a county's", 0, 0, narrowed },
{ "GET", "/api/v1/catalogue/releases/{no}/files/{format}", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  NULL, full_file, "A release as one file: csv, json, datapackage (Frictionless, zip); people give a "
  "reason", 0, 0, reasoned },
};
/* clang-format on */
const struct route_list release_routes = { rows, sizeof rows / sizeof rows[0], "releases" };
