/* itsystem_http.c - the counter of the register of systems: each agency keeps its own,
 * the offices above see what is missing. */
#include "itsystem/itsystem_http.h"
#include "app.h"
#include "itsystem/itsystem_store.h"
#include "itsystem_schema.h"
#include "web/req.h"
#include <string.h>

enum { FEEDS_MOST = 500 };

/* --- one --------------------------------------------------------------------------------- */
static void said_json(struct jout *j, const struct itsystem *s)
{
	jout_key_text(j, "id", s->id);
	jout_key_text(j, "org", s->org);
	jout_key_text(j, "name", s->name);
	jout_key_text(j, "holds", s->holds);
	jout_key(j, "protection");
	if (s->protection)
		jout_int(j, s->protection);
	else
		jout_null(j);
	jout_key_text(j, "hosting", hosting_word(s->hosting));
	jout_key_day(j, "cloud_on", s->cloud_on);
	jout_key_text(j, "cloud_plan", s->cloud_plan);
	jout_key_text(j, "builder", s->builder);
	jout_key_text(j, "contract", s->contract);
	jout_key_text(j, "state", s->state);
	jout_key_text(j, "notes", s->notes);
}

static void row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	struct itsystem s = itsystem_row(cx, q);
	bool due = s.hosting != HOSTING_CLOUD && s.cloud_on.n && s.cloud_on.n < cx->today.n;
	said_json(j, &s);
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_key_int(j, "feeds", col_int(q, "feeds"));
	jout_key_bool(j, "overdue", due && strcmp(s.state, "retired") != 0);
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_ms(j, "changed_at", col_ms(q, "changed_at"));
}

static enum err fed_json(struct ctx *cx, struct db *db, struct jout *j, const struct itsystem *s)
{
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_FEEDS);
	bind_text(q, ":id", s->id);
	bind_text(q, ":org", s->org);
	bind_text(q, ":name", s->name);
	bind_int(q, ":count", FEEDS_MOST);
	jout_key(j, "resources");
	jout_list(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "resource", col_text(cx, q, "id"));
		jout_key_text(j, "code", col_text(cx, q, "code"));
		jout_key_text(j, "title", col_text(cx, q, "title"));
		jout_key_text(j, "state", col_text(cx, q, "state"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

static const char *etag_of(struct ctx *cx, const struct itsystem *s)
{
	return ctx_print(cx, "\"%lld\"", (long long)s->revision);
}

/* Its ETag is *ret_etag: a change was asked under the one before. */
static enum err answer_one(struct ctx *cx, struct req *rq, const char *id, int status,
			   const char **ret_etag)
{
	bool more;
	AUTO_ROWS q = itsystem_run(cx, rq->db, rq->who, id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SYSTEM());
	struct itsystem s = itsystem_row(cx, q);
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	row_json(cx, j, q);
	TRY(fed_json(cx, rq->db, j, &s));
	jout_close(j);
	*ret_etag = etag_of(cx, &s);
	return OK;
}

static enum err get(struct ctx *cx, struct req *rq)
{
	const char *etag;
	TRY(answer_one(cx, rq, rq->seg[0], 200, &etag));
	return answer_etag(cx, rq, etag);
}

static enum err answer_changed(struct ctx *cx, struct req *rq, const char *id, int status)
{
	const char *etag;
	TRY(answer_one(cx, rq, id, status, &etag));
	answer_header(rq, "ETag", etag);
	return OK;
}

/* --- writing ------------------------------------------------------------------------------- */
static enum err said(struct ctx *cx, const struct system_said_in *in, struct itsystem *s)
{
	s->name = in->name;
	s->holds = in->holds;
	s->protection = (int)in->protection;
	s->cloud_on = in->cloud_on;
	s->cloud_plan = in->cloud_plan;
	s->builder = in->builder;
	s->contract = in->contract;
	s->notes = in->notes;
	s->state = in->state ? in->state : "running";
	PRE(hosting_read(in->hosting, &s->hosting));
	const char *wrong = itsystem_wrong(s, cx->today);
	return wrong ? fail_field(cx, fail(cx, ERR_INVALID, SAY_ITSYSTEM_CLOUD_DAY()), wrong) : OK;
}

struct writing { const struct who *who; struct itsystem was, now; };

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	return itsystem_add(cx, db, w->who, &w->now);
}

static enum err post(struct ctx *cx, struct req *rq)
{
	struct writing w = { .who = rq->who };
	w.now.org = rq->who->org;
	TRY(said(cx, rq->body, &w.now));
	TRY(store_change(cx, rq->store, add, &w));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/systems/%s", w.now.id));
	return answer_changed(cx, rq, w.now.id, 201);
}

static enum err set(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	return itsystem_set(cx, db, w->who, &w->was, &w->now);
}

static enum err put(struct ctx *cx, struct req *rq)
{
	struct writing w = { .who = rq->who };
	TRY(itsystem_find(cx, rq->db, rq->who, rq->seg[0], &w.was));
	if (!rq->who->org || strcmp(rq->who->org, w.was.org) != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_ITSYSTEM_NOT_YOURS());
	const char *seen = req_header(rq, "If-Match");
	if (seen && strcmp(seen, etag_of(cx, &w.was)) != 0)
		return fail(cx, ERR_STALE, SAY_ITSYSTEM_STALE());
	w.now = w.was;
	TRY(said(cx, rq->body, &w.now));
	TRY(store_change(cx, rq->store, set, &w));
	return answer_changed(cx, rq, w.was.id, 200);
}

/* --- reading -------------------------------------------------------------------------------- */
static void bind_scope(const struct req *rq, struct rows *q)
{
	struct in_sight seen = req_in_sight(rq);
	bind_text(q, ":org", seen.org);
	bind_text(q, ":region", seen.region);
}

static void bind_filters(const struct req *rq, struct rows *q)
{
	bind_scope(rq, q);
	bind_like(q, ":q", req_query(rq, "q"));
	bind_text(q, ":hosting", req_given(rq, "hosting"));
	bind_text(q, ":state", req_given(rq, "state"));
	bind_text(q, ":gap", req_given(rq, "gap"));
	bind_day(q, ":today", rq->cx->today);
}

static enum err put_system(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	row_json(cx, j, q);
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed systems = { SQL_ITSYSTEM_COUNT, SQL_ITSYSTEM_LIST, "id",
					       bind_filters, put_system };
	static const char *const gaps[] = { "idle", "off_cloud", "overdue", "ungraded" };
	const char *gap = req_given(rq, "gap");
	bool known = !gap;
	for (size_t i = 0; i < 4 && !known; i++)
		known = strcmp(gaps[i], gap) == 0;
	if (!known)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("gap")), "gap");
	return answer_listed(cx, rq, &systems);
}

static enum err put_entry(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	jout_key_text(j, "resource", col_text(cx, q, "id"));
	jout_key_text(j, "code", col_text(cx, q, "code"));
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_key_text(j, "source_system", col_text(cx, q, "source_system"));
	jout_close(j);
	return OK;
}

static enum err unlinked(struct ctx *cx, struct req *rq)
{
	static const struct listed entries = { SQL_ITSYSTEM_UNLINKED_COUNT, SQL_ITSYSTEM_UNLINKED,
					       "id", bind_scope, put_entry };
	return answer_listed(cx, rq, &entries);
}

static const char *const listed[] = { "q", "org", "hosting", "state", "gap", "limit", "cursor",
				      NULL };
static const char *const by_org[] = { "org", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/systems", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_system_list, list,
  "Information systems you may know of; gap: idle, off_cloud, overdue or ungraded",
  .flags = ROUTE_SIGHT, .query = listed },
{ "POST", "/api/v1/systems", CAP_CATALOGUE_WRITE, AUDIT_WRITE, &schema_system_said,
  &schema_system, post, "Register a system of one's own agency", .flags = ROUTE_AGENCY },
{ "GET", "/api/v1/systems/unlinked", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_system_unlinked_list, unlinked,
  "Published entries that name no system, or one that isn't registered", .flags = ROUTE_SIGHT,
  .query = by_org },
{ "GET", "/api/v1/systems/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_system, get,
  "One system, with the entries it feeds", .flags = 0 },
{ "PUT", "/api/v1/systems/{id}", CAP_CATALOGUE_WRITE, AUDIT_WRITE, &schema_system_said,
  &schema_system, put, "Say anew what a system is", .flags = 0 },
};
/* clang-format on */
const struct route_list itsystem_routes = { rows, sizeof rows / sizeof rows[0], "systems" };
