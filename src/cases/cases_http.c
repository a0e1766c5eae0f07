/* cases_http.c - the counter where cases are brought, read and moved. */
#include "account/key_case.h"
#include "app.h"
#include "cases/attachment.h"
#include "cases/case_json.h"
#include "cases/list.h"
#include "cases/routes.h"
#include "cases_schema.h"
#include "web/req.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct case_view view_of(const struct req *rq)
{
	return (struct case_view){ .legal = rq->app->legal, .who = rq->who, .db = rq->db };
}

static enum err answer_case(struct ctx *cx, struct req *rq, const char *id, int status)
{
	struct case_file c;
	struct case_view view = view_of(rq);
	TRY(case_read(cx, rq->db, id, rq->who, &c));
	struct jout *j = answer_json(rq, status);
	return case_json(cx, j, &view, &c, CASE_FULL);
}

/* --- bringing and moving ------------------------------------------------------------ */
struct opening { struct case_ask ask; const char *id; };

static enum err open_it(struct ctx *cx, struct db *db, void *arg)
{
	struct opening *o = arg;
	return case_open(cx, db, &o->ask, &o->id);
}

/* What the procedure's gate says, for who opens or hands in. */
enum err case_gate(struct ctx *cx, struct req *rq, const char *process, const char *resource)
{
	const struct case_process *cp = case_process_named(process);
	if (!cp || !cp->gate || !resource)
		return OK;
	return cp->gate(cx, rq->app, rq->db, resource, rq->who);
}

enum err case_gate_act(struct ctx *cx, struct req *rq, const char *id, const char *act)
{
	struct case_file c;
	const struct case_process *cp;
	enum err e = case_read(cx, rq->db, id, rq->who, &c);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	cp = case_process_named(c.process);
	if (!cp || process_act_no(cp->process, act) != cp->process->submit)
		return OK;
	return case_gate(cx, rq, c.process, c.resource);
}

enum err cases_post(struct ctx *cx, struct req *rq)
{
	const struct case_new_in *in = rq->body;
	struct opening o = { .ask = {
		.legal = rq->app->legal, .who = rq->who, .process = in->process,
		.resource = in->subject ? in->subject->resource : NULL,
		.papers = in->papers } };
	TRY(case_gate(cx, rq, in->process, o.ask.resource));
	TRY(attachments_look(cx, rq, &o.ask));
	TRY(store_change(cx, rq->store, open_it, &o));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/cases/%s", o.id));
	return answer_case(cx, rq, o.id, 201);
}

static enum err do_it(struct ctx *cx, struct db *db, void *arg)
{
	return case_do(cx, db, arg);
}

enum err case_act_post(struct ctx *cx, struct req *rq)
{
	const struct case_act_in *in = rq->body;
	struct case_ask ask = { .legal = rq->app->legal, .who = rq->who, .id = rq->seg[0],
				.act = in->act, .papers = in->papers };
	TRY(case_gate_act(cx, rq, ask.id, ask.act));
	TRY(attachments_look(cx, rq, &ask));
	enum err e = store_change(cx, rq->store, do_it, &ask);
	struct fault was = cx->fault;
	if (e == OK)
		return answer_case(cx, rq, ask.id, 200);
	if (e == ERR_NOT_FOUND)         /* a system's key is agreed on here as well */
		e = key_case_do(cx, rq, in->act, in->papers);
	if (e == ERR_NOT_FOUND)
		cx->fault = was;
	return e;
}

/* --- reading --------------------------------------------------------------------------- */
enum err case_get(struct ctx *cx, struct req *rq)
{
	enum err e = answer_case(cx, rq, rq->seg[0], 200);
	struct fault was = cx->fault;
	if (e == ERR_NOT_FOUND)
		e = key_case_show(cx, rq);
	if (e == ERR_NOT_FOUND)
		cx->fault = was;
	return e;
}

/* Steps from the newest back; the cursor is the number of the last one told. */
static enum err history_get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct page page;
	struct case_step *steps;
	size_t n;
	int64_t all, before = 0;
	TRY(req_page(cx, rq, &page));
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	const struct law *l = legal_law(rq->app->legal, c.process, c.pack);
	if (!l)
		return fail(cx, ERR_INTERNAL, SAY_CASE_NO_PROCESS(c.process));
	TRY(req_query_int(cx, rq, "before", 1, INT32_MAX, &before));
	if (page.after)
		before = strtoll(page.after, NULL, 10);
	TRY(case_steps(cx, rq->db, c.id, before, page.limit, &steps, &n));
	TRY(case_steps_count(cx, rq->db, c.id, &all));
	struct jout *j = answer_list(rq);
	for (size_t i = n; i > 0; i--)
		step_json(j, l, &steps[i - 1]);
	bool more = n && steps[0].no > 1;
	answer_list_end(cx, rq, more ? ctx_print(cx, "%" PRId64, steps[0].no) : NULL, all);
	return OK;
}

static enum err answer_list_of(struct ctx *cx, struct req *rq, const struct case_rows *list,
			       bool by_due)
{
	struct case_view view = view_of(rq);
	struct jout *j = answer_list(rq);
	const char *next = NULL;
	for (size_t i = 0; i < list->n; i++)
		TRY(case_json(cx, j, &view, &list->rows[i], CASE_BRIEF));
	if (list->more && list->n) {
		const struct case_file *last = &list->rows[list->n - 1];
		int64_t due = list->last_due ? list->last_due : WORK_LAST;
		next = by_due ? ctx_print(cx, "%" PRId64 " %s", due, last->id) : last->id;
	}
	answer_list_end(cx, rq, next, list->total);
	return OK;
}

static enum err mine(struct ctx *cx, const struct req *rq, enum case_mine *ret)
{
	const char *v = req_query(rq, "mine");
	bool yes;
	if (v && strcmp(v, "waiting") == 0)
		*ret = MINE_WAITING;
	else if (v && strcmp(v, "asked") == 0)
		*ret = MINE_ASKED;
	else {
		TRY(req_query_flag(cx, rq, "mine", &yes));
		*ret = yes ? MINE_EITHER : MINE_ALL;
	}
	return OK;
}

static enum err order(struct ctx *cx, const struct req *rq, bool *ret_by_due)
{
	const char *v = req_query(rq, "sort");
	*ret_by_due = v && strcmp(v, "due") == 0;
	if (*ret_by_due || !v || !*v || strcmp(v, "opened") == 0)
		return OK;
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("sort")), "sort");
}

enum err cases_get(struct ctx *cx, struct req *rq)
{
	struct page page;
	struct case_rows list;
	struct case_query q = { .who = rq->who };
	const char *resource = req_query(rq, "resource");

	TRY(req_page(cx, rq, &page));
	TRY(mine(cx, rq, &q.mine));
	TRY(req_query_flag(cx, rq, "late", &q.late));
	q.process = req_query(rq, "process");
	q.state = req_query(rq, "state");
	q.words = req_query(rq, "q");
	TRY(order(cx, rq, &q.by_due));
	if (resource && *resource)
		TRY(case_resource_id(cx, rq->db, resource, &q.resource));
	q.after = page.after;
	q.limit = page.limit;
	TRY(case_list(cx, rq->db, &q, &list));
	return answer_list_of(cx, rq, &list, q.by_due);
}

enum err work_get(struct ctx *cx, struct req *rq)
{
	struct page page;
	struct case_rows list;
	TRY(req_page(cx, rq, &page));
	TRY(case_work(cx, rq->db, rq->who, page.after, page.limit, &list));
	return answer_list_of(cx, rq, &list, true);
}

static const char *const list_query[] = { "mine", "process", "state", "late", "resource",
					  "q", "sort", "limit", "cursor", NULL };
static const char *const page_query[] = { "limit", "cursor", NULL };
static const char *const history_query[] = { "before", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/cases", CAP_CASE_OPEN, AUDIT_WRITE, &schema_case_new, &schema_case_file,
  cases_post, "Bring a case; it is submitted at once if nothing is missing", .flags = 0 },
{ "GET", "/api/v1/cases", CAP_CASE_READ, AUDIT_READ, NULL, &schema_case_list, cases_get,
  "Cases you may know of, newest first or by sort=due; mine is true, waiting or asked", .query = list_query },
{ "GET", "/api/v1/cases/{id}", CAP_CASE_READ, AUDIT_READ, NULL, &schema_case_file, case_get,
  "A case: its term with the day explained, what you may do now, its last steps", .flags = 0 },
{ "GET", "/api/v1/cases/{id}/history", CAP_CASE_READ, AUDIT_READ, NULL, &schema_case_steps, history_get,
  "All its steps, the newest first; before: those before that number", .query = history_query },
{ "POST", "/api/v1/cases/{id}/acts", CAP_CASE_READ, AUDIT_WRITE, &schema_case_act, &schema_case_file,
  case_act_post, "Do an act on a case", .flags = 0 },
{ "POST", "/api/v1/cases/acts", CAP_CASE_READ, AUDIT_WRITE, &schema_case_acts,
  &schema_case_acts_done, case_acts_post,
  "Acts on many cases, each decided and kept on its own; the answer says of each what happened",
  0, 4u << 20, NULL },
{ "GET", "/api/v1/work", CAP_CASE_READ, AUDIT_READ, NULL, &schema_case_list, work_get,
  "What waits for you, by due day", .query = page_query },
};
/* clang-format on */
const struct route_list case_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
