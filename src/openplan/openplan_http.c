/* openplan_http.c - the counter of the opening plan: lines, progress, for offices and
 * for everybody (R29.1). */
#include "openplan/openplan_http.h"
#include "openplan/openplan.h"
#include "openplan_schema.h"
#include "web/csvfile.h"
#include <string.h>

/* --- listed ------------------------------------------------------------------------ */
static const char *const states[] = { "planned", "late", "opened", "dropped", NULL };

/* The public isn't told what was dropped. */
static enum err state_asked(struct ctx *cx, const struct req *rq, bool public)
{
	const char *state = req_query(rq, "state");
	for (int i = 0; state && states[i] && !(public && i == 3); i++)
		if (strcmp(states[i], state) == 0)
			return OK;
	return !state ? OK : fail_field(cx, fail(cx, ERR_INVALID, SAY_PLAN_STATE_UNKNOWN(state)),
					"state");
}

static void bind_by(const struct req *rq, struct rows *q, bool public)
{
	bind_int(q, ":public", public);
	bind_text(q, ":org", req_query(rq, "org"));
	bind_text(q, ":region", req_query(rq, "region"));
	bind_text(q, ":theme", req_query(rq, "theme"));
	bind_text(q, ":state", req_query(rq, "state"));
	bind_like(q, ":q", req_query(rq, "q"));
	bind_day(q, ":today", rq->cx->today);
}

static void bind_asked(const struct req *rq, struct rows *q)
{
	bind_by(rq, q, false);
}

static void bind_open_asked(const struct req *rq, struct rows *q)
{
	bind_by(rq, q, true);
}

static void open_facts(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "org", "org_name", "theme", "title", "way", "state" };
	ms_t opened = col_ms(q, "opened_at");
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_day(j, "due_on", col_day(q, "due"));
	jout_key_day(j, "opened_on", opened.n ? day_at(opened) : (day_t){ 0 });
}

static enum err put_line(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "id", "resource", "code", "note", "reason" };
	(void)rq;
	jout_open(j);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	open_facts(cx, j, q);
	jout_key_text(j, "by", col_text(cx, q, "made_by"));
	jout_key_int(j, "revision", col_int(q, "revision"));
	jout_close(j);
	return OK;
}

/* An entry that isn't open yet is not named to the public; one that isn't even
 * published, or was stopped, has no title there either. */
static enum err put_open_line(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	bool opened = col_int(q, "opened_at") > 0;
	(void)rq;
	jout_open(j);
	open_facts(cx, j, q);
	jout_key_text(j, "code", opened ? col_text(cx, q, "code") : NULL);
	jout_close(j);
	return OK;
}

static enum err csv(struct ctx *cx, struct req *rq)
{
	static const char *const texts[] = { "org", "org_name", "region", "theme", "title", "way",
					     "state", "code", "note" };
	enum { TEXTS = sizeof texts / sizeof texts[0] };
	struct buf *b = csvfile_whole(rq, "opening-plan");
	for (size_t i = 0; i < TEXTS; i++)
		csv_cell(b, i, texts[i], CSV_FOR_PEOPLE);
	csv_cell(b, TEXTS, "due_on", CSV_FOR_PEOPLE);
	csv_end(b);
	AUTO_ROWS q = db_run(rq->db, SQL_PLAN_LIST);
	bind_asked(rq, q);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", 1 << 20);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		for (size_t i = 0; i < TEXTS; i++)
			csv_cell(b, i, col_text(cx, q, texts[i]), CSV_FOR_PEOPLE);
		csv_day(b, TEXTS, col_day(q, "due"));
		csv_end(b);
	}
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed plan = { SQL_PLAN_COUNT, SQL_PLAN_LIST, "place", bind_asked,
					    put_line };
	bool file;
	TRY(state_asked(cx, rq, false));
	TRY(csvfile_asked(cx, rq, &file));
	return file ? csv(cx, rq) : answer_listed(cx, rq, &plan);
}

static enum err open_list(struct ctx *cx, struct req *rq)
{
	static const struct listed plan = { SQL_PLAN_COUNT, SQL_PLAN_LIST, "place",
					    bind_open_asked, put_open_line };
	TRY(state_asked(cx, rq, true));
	answer_header(rq, "Cache-Control", "no-cache");
	return answer_listed(cx, rq, &plan);
}

static bool by_org(const struct req *rq)
{
	const char *by = req_query(rq, "by");
	return by && strcmp(by, "org") == 0;
}

static enum err put_progress(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	jout_open(j);
	jout_key_text(j, "value", col_text(cx, q, "value"));
	jout_key_text(j, "name", by_org(rq) ? col_text(cx, q, "name") : NULL);
	jout_key_int(j, "total", col_int(q, "total"));
	jout_key_int(j, "opened", col_int(q, "opened"));
	jout_key_int(j, "late", col_int(q, "late"));
	jout_close(j);
	return OK;
}

static enum err progress(struct ctx *cx, struct req *rq)
{
	const char *by = req_query(rq, "by");
	bool org = by_org(rq);
	if (by && !org && strcmp(by, "theme") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("by")), "by");
	AUTO_ROWS q = db_run(rq->db, org ? SQL_PLAN_BY_ORG : SQL_PLAN_BY_THEME);
	bind_day(q, ":today", cx->today);
	return answer_brief(cx, rq, q, put_progress);
}

/* --- written ------------------------------------------------------------------------ */
struct writing {
	const struct who            *who;
	const struct plan_fields_in *in;
	const char                  *id, *reason;
	struct plan_line             line;
};

static enum err ahead(struct ctx *cx, day_t due)
{
	return due.n < cx->today.n ? fail_field(cx, fail(cx, ERR_INVALID, SAY_PLAN_PAST()), "due_on")
				   : OK;
}

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	struct plan_line l = w->line;
	TRY(openplan_add(cx, db, w->who, &l));
	w->id = l.id;
	return OK;
}

static enum err change(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	const struct plan_fields_in *in = w->in;
	struct plan_line l;
	TRY(openplan_get(cx, db, w->id, &l));
	if (in->theme)
		l.theme = in->theme;
	if (in->title)
		l.title = in->title;
	if (in->has_resource)
		l.resource = in->resource;
	if (in->way)
		l.way = in->way;
	if (in->has_due_on)
		l.due = in->due_on;
	if (in->has_note)
		l.note = in->note;
	return openplan_change(cx, db, w->who, &l);
}

static enum err drop(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	return openplan_drop(cx, db, w->who, w->id, w->reason);
}

static enum err answer_line(struct ctx *cx, struct req *rq, const char *id, int status)
{
	struct plan_line l;
	TRY(openplan_get(cx, rq->db, id, &l));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	jout_key_text(j, "id", l.id);
	jout_key_text(j, "org", l.org);
	jout_key_text(j, "theme", l.theme);
	jout_key_text(j, "title", l.title);
	jout_key_text(j, "resource", l.resource);
	jout_key_text(j, "way", l.way);
	jout_key_day(j, "due_on", l.due);
	jout_key_text(j, "note", l.note);
	jout_key_text(j, "state", l.state);
	jout_key_text(j, "by", l.made_by);
	jout_key_int(j, "revision", l.revision);
	jout_close(j);
	return OK;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct plan_new_in *in = rq->body;
	const char *org = in->org ? in->org : rq->who->org;
	struct writing w = { .who = rq->who, .line = {
		.org = org, .theme = in->theme, .title = in->title, .resource = in->resource,
		.way = in->way, .due = in->due_on, .note = in->note } };
	if (!org)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_PLAN_NO_AGENCY()), "org");
	TRY(ahead(cx, in->due_on));
	TRY(store_change(cx, rq->store, add, &w));
	return answer_line(cx, rq, w.id, 201);
}

static enum err patch(struct ctx *cx, struct req *rq)
{
	const struct plan_fields_in *in = rq->body;
	struct writing w = { .who = rq->who, .in = in, .id = rq->seg[0] };
	if (in->has_due_on)
		TRY(ahead(cx, in->due_on));
	TRY(store_change(cx, rq->store, change, &w));
	return answer_line(cx, rq, w.id, 200);
}

static enum err post_drop(struct ctx *cx, struct req *rq)
{
	const struct plan_dropping_in *in = rq->body;
	struct writing w = { .who = rq->who, .id = rq->seg[0], .reason = in->reason };
	TRY(store_change(cx, rq->store, drop, &w));
	return answer_line(cx, rq, w.id, 200);
}

static const char *const asked[] = { "org", "region", "theme", "state", "q", "format", "limit",
				     "cursor", NULL };
static const char *const open_asked[] = { "org", "region", "theme", "state", "q", "limit",
					  "cursor", NULL };
static const char *const counted[] = { "by", "limit", "cursor", NULL };
static const char *const any[] = { "*", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/opening-plan", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_plan_list, list,
  "The plan of what is to be opened, by due day, and what of it is; format=csv is the file",
  0, 0, asked },
{ "POST", "/api/v1/opening-plan", CAP_CASE_ACT, AUDIT_WRITE, &schema_plan_new, &schema_plan_line,
  post, "Plan to open an entry, or data that has none yet", 0, 0, NULL },
{ "PATCH", "/api/v1/opening-plan/{id}", CAP_CASE_ACT, AUDIT_WRITE, &schema_plan_fields,
  &schema_plan_line, patch, "Change a line of the plan", 0, 0, NULL },
{ "POST", "/api/v1/opening-plan/{id}/drop", CAP_CASE_ACT, AUDIT_WRITE, &schema_plan_dropping,
  &schema_plan_line, post_drop, "Drop a line of the plan, with the reason", 0, 0, NULL },
{ "GET", "/api/v1/opening-plan/progress", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_plan_progress_list, progress, "How far the plan is, by=theme or by=org", 0, 0,
  counted },
};
static const struct route open_rows[] = {
{ "GET", "/open/v1/opening-plan", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_open_plan_list,
  open_list, "What the agencies plan to open, and what of it is open", ROUTE_ANY_ORIGIN, 0,
  open_asked },
{ "GET", "/open/v1/opening-plan/progress", CAP_PUBLIC, AUDIT_NONE, NULL,
  &schema_plan_progress_list, progress, "How far the plan is, by=theme or by=org",
  ROUTE_ANY_ORIGIN, 0, counted },
};
static const struct route pages[] = {
{ "GET", "/plan", CAP_PUBLIC, AUDIT_NONE, NULL, NULL, page_plan, "The page of the opening plan",
  0, 0, any },
};
/* clang-format on */
const struct route_list openplan_routes = { rows, sizeof rows / sizeof rows[0], "opening plan" };
const struct route_list openplan_open_routes = { open_rows,
	sizeof open_rows / sizeof open_rows[0], "open data" };
const struct route_list openplan_page_routes = { pages, sizeof pages / sizeof pages[0], "pages" };
