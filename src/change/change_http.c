/* change_http.c - the counter where a change of a law or a duty is registered, and
 * where one sees which entries are late. */
#include "change/change_http.h"
#include "app.h"
#include "change/change.h"
#include "change_schema.h"
#include "web/req.h"

/* --- registering ------------------------------------------------------------------ */
struct registering { const struct legal *legal; const struct who *who; struct change c; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct registering *r = arg;
	return change_register(cx, db, r->legal, r->who, &r->c);
}

static enum err concerned(struct ctx *cx, const struct change_new_in *in)
{
	if (in->org && in->nresources)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CHANGE_BOTH()), "resources");
	if (!in->org && !in->nresources)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CHANGE_NOBODY()), "org");
	return OK;
}

static enum err progress_json(struct ctx *cx, struct db *db, struct jout *j, const char *id)
{
	static const char *const counts[] = { "entries", "due", "in_review", "updated",
					      "unchanged", "late" };
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CHANGE_PROGRESS);
	bind_text(q, ":change", id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		jout_key_int(j, counts[i], more ? col_int(q, counts[i]) : 0);
	return OK;
}

static enum err change_json(struct ctx *cx, struct db *db, struct jout *j, struct rows *q)
{
	const char *id = col_text(cx, q, "id");
	jout_open(j);
	jout_key_text(j, "id", id);
	jout_key_text(j, "ground", col_text(cx, q, "ground"));
	jout_key_day(j, "event_on", col_day(q, "event_on"));
	jout_key_text(j, "instrument", col_text(cx, q, "instrument"));
	jout_key_text(j, "reason", col_text(cx, q, "reason"));
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	TRY(progress_json(cx, db, j, id));
	jout_close(j);
	return OK;
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *id, int status)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_CHANGE_GET);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CHANGE());
	return change_json(cx, rq->db, answer_json(rq, status), q);
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct change_new_in *in = rq->body;
	struct registering r = { rq->app->legal, rq->who, {
		.ground = in->ground, .event = in->event_on, .instrument = in->instrument,
		.reason = in->reason, .org = in->org, .resources = in->resources,
		.nresources = in->nresources } };
	TRY(concerned(cx, in));
	TRY(store_change(cx, rq->store, put, &r));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/catalogue/changes/%s", r.c.id));
	return answer_one(cx, rq, r.c.id, 201);
}

/* --- reading ------------------------------------------------------------------------ */
static enum err get(struct ctx *cx, struct req *rq)
{
	return answer_one(cx, rq, rq->seg[0], 200);
}

static enum err put_change(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	return change_json(cx, rq->db, j, q);
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed changes = { SQL_CHANGE_COUNT, SQL_CHANGE_LIST, "id", NULL,
					       put_change };
	return answer_listed(cx, rq, &changes);
}

static enum err put_entry(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	day_t due = col_day(q, "due");
	bool open = !col_int(q, "ended");
	(void)rq;
	jout_open(j);
	jout_key_text(j, "case", col_text(cx, q, "id"));
	jout_key_text(j, "resource", col_text(cx, q, "resource"));
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "org", col_text(cx, q, "provider"));
	jout_key_text(j, "org_name", col_text(cx, q, "provider_name"));
	jout_key_text(j, "state", col_text(cx, q, "state"));
	jout_key_day(j, "due_on", due);
	jout_key_bool(j, "late", open && due.n && due.n < cx->today.n);
	jout_close(j);
	return OK;
}

static void bind_change(const struct req *rq, struct rows *q)
{
	bind_text(q, ":change", rq->seg[0]);
}

static enum err entries(struct ctx *cx, struct req *rq)
{
	static const struct listed of_change = { SQL_CHANGE_CASES_COUNT, SQL_CHANGE_CASES, "id",
						 bind_change, put_entry };
	bool there;
	AUTO_ROWS q = db_run(rq->db, SQL_CHANGE_GET);
	bind_text(q, ":id", rq->seg[0]);
	TRY(rows_next(cx, q, &there));
	return there ? answer_listed(cx, rq, &of_change)
		     : fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CHANGE());
}

static const char *const paged[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/catalogue/changes", CAP_CASE_ACT, AUDIT_WRITE, &schema_change_new,
  &schema_change, post,
  "Register that a law or a function changed: each entry concerned gets a case",
  0, 1u << 20, NULL },
{ "GET", "/api/v1/catalogue/changes", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_change_list,
  list, "Registered changes, newest first, and how far their entries are", 0, 0, paged },
{ "GET", "/api/v1/catalogue/changes/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_change,
  get, "One registered change", 0, 0, NULL },
{ "GET", "/api/v1/catalogue/changes/{id}/entries", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_change_entry_list, entries, "The entries it concerns, each with its case",
  0, 0, paged },
};
/* clang-format on */
const struct route_list change_routes = { rows, sizeof rows / sizeof rows[0], "changes" };
