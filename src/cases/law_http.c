/* law_http.c - the law itself, for everybody: procedures, the pack, working days. */
#include "app.h"
#include "cases/calendar_store.h"
#include "cases/case_json.h"
#include "cases/routes.h"
#include "cases_schema.h"
#include "web/req.h"
#include <string.h>

enum err processes_get(struct ctx *cx, struct req *rq)
{
	struct brief brief;
	TRY(req_brief(cx, rq, &brief));
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < case_processes_n; i++) {
		const struct law *l = legal_law(rq->app->legal,
						case_processes[i].process->name, NULL);
		if (l && brief_takes(&brief))
			process_json(cx, j, l);
	}
	answer_brief_end(cx, rq, &brief);
	return OK;
}

enum err process_get(struct ctx *cx, struct req *rq)
{
	const struct law *l = legal_law(rq->app->legal, rq->seg[0], NULL);
	if (!l)
		return fail(cx, ERR_NOT_FOUND, SAY_CASE_NO_PROCESS(rq->seg[0]));
	process_json(cx, answer_json(rq, 200), l);
	return OK;
}

enum err pack_get(struct ctx *cx, struct req *rq)
{
	(void)cx;
	pack_json(answer_json(rq, 200), legal_pack(rq->app->legal));
	return OK;
}

/* --- working days ---------------------------------------------------------------------- */
#define FIRST_YEAR 1990                /* nobody counts terms outside these */
#define LAST_YEAR  2199

enum err calendar_due_get(struct ctx *cx, struct req *rq)
{
	const struct calendar *cal = legal_calendar(rq->app->legal);
	const char *text = req_query(rq, "from");
	struct day_said *days;
	int64_t count = 0;
	day_t from = { 0 };
	size_t n;

	if (!text || !day_read(text, &from) || day_split(from).year < FIRST_YEAR ||
	    day_split(from).year > LAST_YEAR)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("from")), "from");
	if (!req_query(rq, "days"))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("days")), "days");
	TRY(req_query_int(cx, rq, "days", 0, CALENDAR_DAYS_MAX, &count));
	struct due due = calendar_due(cal, from, (int)count);
	TRY(calendar_explain(cx, cal, from, due.day, &days, &n));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_day(j, "from", from);
	jout_key_int(j, "days", count);
	jout_key_day(j, "due_on", due.day);
	jout_key_bool(j, "provisional", due.provisional);
	explanation_json(cx, j, days, n);
	jout_close(j);
	return OK;
}

static enum err answer_calendar(struct ctx *cx, struct req *rq, int status, int64_t changed)
{
	const struct calendar *cal = legal_calendar(rq->app->legal);
	struct calendar_import *list;
	size_t n;

	TRY(calendar_imports(cx, rq->db, &list, &n));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	jout_key(j, "years");
	jout_list(j);
	for (int y = FIRST_YEAR; y <= LAST_YEAR; y++)
		if (calendar_knows(cal, y))
			jout_int(j, y);
	jout_end_list(j);
	jout_key(j, "imports");
	jout_list(j);
	for (size_t i = 0; i < n; i++) {
		jout_open(j);
		jout_key_text(j, "years", list[i].years);
		jout_key_text(j, "source", list[i].source);
		jout_key_ms(j, "at", list[i].at);
		jout_key_text(j, "by", list[i].by_name);
		jout_close(j);
	}
	jout_end_list(j);
	if (changed >= 0)
		jout_key_int(j, "changed", changed);
	jout_close(j);
	return OK;
}

enum err calendar_get(struct ctx *cx, struct req *rq)
{
	return answer_calendar(cx, rq, 200, -1);
}

enum err calendar_post(struct ctx *cx, struct req *rq)
{
	const struct calendar_new_in *in = rq->body;
	int64_t changed;
	TRY(calendar_import(cx, rq->store, rq->db, rq->app->legal,
			    &(struct calendar_import){ .source = in->source, .body = in->body,
				.by_name = rq->who->name, .by = rq->who->id }, &changed));
	return answer_calendar(cx, rq, 201, changed);
}

static const char *const due_query[] = { "from", "days", NULL };

/* clang-format off */
static const char *const paged[] = { "limit", "cursor", NULL };
static const struct route rows[] = {
{ "GET", "/api/v1/processes", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_process_list, processes_get,
  "Every procedure: states, rules and terms with days and articles", .query = paged },
{ "GET", "/api/v1/processes/{name}", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_process, process_get,
  "One procedure", .flags = 0 },
{ "GET", "/api/v1/pack", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_pack, pack_get,
  "The rule pack in force: terms, articles, papers, instruments, grades", .flags = 0 },
{ "GET", "/api/v1/calendar/due", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_due, calendar_due_get,
  "The day on which a number of working days has run, explained day by day", .query = due_query },
{ "GET", "/api/v1/calendar", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_calendar_state, calendar_get,
  "The years whose working days are known, and what was imported", .flags = 0 },
{ "POST", "/api/v1/calendar", CAP_CALENDAR_WRITE, AUDIT_WRITE, &schema_calendar_new,
  &schema_calendar_state, calendar_post,
  "Import a year's working days; provisional terms are counted again", .flags = 0 },
};
/* clang-format on */
const struct route_list law_routes = { rows, sizeof rows / sizeof rows[0], "rules and calendar" };
