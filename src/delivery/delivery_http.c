/* delivery_http.c - the counter of table deliveries: filed, listed, shown, its form
 * printed, its sealed pages read. What is done to one is done at its case; batches and
 * copies have a counter of their own (batch_http.c). */
#include "delivery/delivery_http.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/law_words.h"
#include "cases/legal.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "delivery/delivery.h"
#include "delivery/delivery_case.h"
#include "delivery/endorse.h"
#include "delivery/filing.h"
#include "delivery/marks.h"
#include "delivery_schema.h"
#include "grant/grant.h"
#include "ingest/upload.h"
#include "ingest/upload_send.h"
#include "record/record.h"
#include "web/req.h"
#include <string.h>

/* --- filing --------------------------------------------------------------------------- */
struct filing_ask { struct case_ask ask; const char *id; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct filing_ask *a = arg;
	struct case_file c;
	TRY(case_open(cx, db, &a->ask, &a->id));
	TRY(case_load(cx, db, a->id, &c));
	/* Papers of blanks alone leave a draft, and a register has no drafts. */
	return c.first.n ? OK : fail(cx, ERR_INCOMPLETE, SAY_DELIVERY_BLANK());
}

static void add(json_t *papers, const char *name, const char *value)
{
	if (value && *value)
		PRE(json_object_set_new(papers, name, json_string(value)) == 0);
}

static json_t *papers_of(const struct delivery_new_in *in)
{
	json_t *papers = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "request", in->request,
				   "use_terms", in->use_terms, "care", in->care, "scope", in->scope,
				   "plan", in->rhythm, "responsible", in->responsible);
	char day[DAY_TEXT];
	PRE(papers != NULL);
	if (in->ends_on.n)
		add(papers, "promised_on", day_text(in->ends_on, day));
	return papers;
}

/* The entry a share request is about: what the filing's case is about. */
static enum err entry_of(struct ctx *cx, struct req *rq, const char *request, const char **ret)
{
	struct case_file c;
	enum err e = case_read(cx, rq->db, request, rq->who, &c);
	if (e == ERR_NOT_FOUND || (e == OK && !c.resource))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_NO_REQUEST()), "request");
	*ret = c.resource;
	return e;
}

/* --- one, and how far it is ----------------------------------------------------------- */
/* States that only what bears both seals comes to. */
static bool was_filed(const char *state)
{
	static const enum delivery_state filed[] = { DELIVERY_FILED, DELIVERY_DELIVERING,
						     DELIVERY_RECALLED, DELIVERY_ENDED };
	int no = process_state_no(&delivery_process, state);
	for (size_t i = 0; i < sizeof filed / sizeof filed[0]; i++)
		if (no == (int)filed[i])
			return true;
	return false;
}

static void delivery_row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "request", "state", "title", "applicant",
					     "applicant_name", "provider", "provider_name",
					     "resource", "code" };
	uint32_t facts = case_facts(delivery_process.name, col_text(cx, q, "facts"));
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_text(j, "target", col_text(cx, q, "table_name") ? "database" : "fetch");
	jout_key_text(j, "form", facts & DELIVERY_IS_COUNTY ? "county"
				 : facts & DELIVERY_IS_LOCAL ? "local" : "city");
	bool both = was_filed(col_text(cx, q, "state"));
	jout_key_bool(j, "provider_sealed", both || facts & DELIVERY_IS_P_SEALED);
	jout_key_bool(j, "consumer_sealed", both || facts & DELIVERY_IS_C_SEALED);
	jout_key_int(j, "batches", col_int(q, "batches"));
	jout_key_int(j, "batches_ready", col_int(q, "ready"));
	jout_key_int(j, "copies", col_int(q, "copies"));
	jout_key_int(j, "copies_left", col_int(q, "copies_left"));
	jout_key_day(j, "promised_on", col_day(q, "promised"));
	jout_key_day(j, "due_on", col_day(q, "due"));
	if (strcmp(col_text(cx, q, "state"), "delivering") == 0)
		jout_key_day(j, "next_due_on", col_day(q, "next_due"));
	jout_key_bool(j, "late", col_int(q, "late") != 0);
	jout_key_bool(j, "ended", col_int(q, "ended") != 0);
	jout_key_ms(j, "at", col_ms(q, "at"));
}

/* What was said when it was filed. */
static void said_json(struct jout *j, const char *papers)
{
	static const struct { const char *paper, *key; } said[] = {
		{ "use_terms", "use_terms" }, { "care", "care" }, { "scope", "scope" },
		{ "plan", "rhythm" }, { "responsible", "responsible" },
	};
	AUTO_JSON all = json_loads(papers ? papers : "{}", 0, NULL);
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		jout_key_text(j, said[i].key, json_string_value(json_object_get(all, said[i].paper)));
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *id, int status)
{
	struct case_file c;
	const char *grant;
	bool more;
	TRY(case_read(cx, rq->db, id, rq->who, &c));
	AUTO_ROWS q = db_run(rq->db, SQL_DELIVERY_GET);
	bind_text(q, ":case_id", c.id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY());
	TRY(grant_of_case(cx, rq->db, col_text(cx, q, "request"), &grant));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	delivery_row_json(cx, j, q);
	said_json(j, col_text(cx, q, "papers"));
	jout_key_text(j, "grant", grant);
	TRY(endorse_json(cx, j, rq->db, legal_pack(rq->app->legal), &c));
	jout_close(j);
	return OK;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct delivery_new_in *in = rq->body;
	AUTO_JSON papers = papers_of(in);
	struct filing_ask a = { { .legal = rq->app->legal, .who = rq->who,
				  .process = delivery_process.name, .papers = papers }, NULL };
	TRY(entry_of(cx, rq, in->request, &a.ask.resource));
	TRY(store_change(cx, rq->store, put, &a));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/deliveries/%s", a.id));
	return answer_one(cx, rq, a.id, 201);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return answer_one(cx, rq, rq->seg[0], 200);
}

/* --- its papers ----------------------------------------------------------------------- */
static enum err form_get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	if (strcmp(c.process, delivery_process.name) != 0)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY());
	struct buf *out = answer_buf(rq, 200, "application/pdf");
	TRY(filing_print(cx, rq->db, legal_pack(rq->app->legal), &c, out));
	answer_header(rq, "Content-Disposition",
		      ctx_print(cx, "attachment; filename=\"filing-%s.pdf\"", c.id));
	return OK;
}

/* What a side signs with its key, to the byte. */
static enum err statement_get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct filing_form form;
	const char *side = rq->seg[1];
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	bool known = strcmp(side, "provider") == 0 || strcmp(side, "consumer") == 0;
	if (!known || strcmp(c.process, delivery_process.name) != 0)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY());
	TRY(filing_form(cx, rq->db, legal_pack(rq->app->legal), &c, &form));
	struct buf *out = answer_buf(rq, 200, "text/plain; charset=utf-8");
	buf_text(out, endorse_statement(cx, c.id, *side == 'p' ? ENDORSE_PROVIDER : ENDORSE_CONSUMER,
					form.hash));
	answer_header(rq, "Content-Disposition",
		      ctx_print(cx, "attachment; filename=\"statement-%s.txt\"", side));
	return OK;
}

/* A sealed page, as it was uploaded, for whoever may read the case. */
static enum err page_get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct upload u;
	const char *side = rq->seg[1];
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	bool known = strcmp(side, "provider") == 0 || strcmp(side, "consumer") == 0;
	AUTO_JSON papers = json_loads(c.papers ? c.papers : "{}", 0, NULL);
	const char *id = known && strcmp(c.process, delivery_process.name) == 0
		? json_string_value(json_object_get(papers, ctx_print(cx, "seal_%s", side))) : NULL;
	const struct who owner = { .kind = WHO_STAFF, .id = "", .roles = rq->who->roles,
				   .org = known && *side == 'p' ? c.parties.provider.org
								: c.parties.applicant.org };
	if (!id || upload_complete(cx, rq->db, id, &owner, &u) != OK)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SEALED_PAGE());
	const char *type = endorse_page_type(u.filename), *dot = strrchr(u.filename, '.');
	if (!type)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SEALED_PAGE());
	return upload_send(cx, rq, &(struct upload_out){
		.upload = u.id, .type = type, .name = ctx_print(cx, "sealed-%s%s", side, dot),
		.act = "sealed-page-fetched", .case_id = c.id, .resource = c.resource,
		.object = u.id, .bytes = u.size });
}

/* --- the list ------------------------------------------------------------------------- */
static void bind_filters(const struct req *rq, struct rows *q)
{
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", scope);
	bind_text(q, ":state", req_given(rq, "state"));
	bind_text(q, ":org", req_given(rq, "org"));
	bind_text(q, ":resource", req_given(rq, "resource"));
	bind_int(q, ":open", req_flagged(rq, "open"));
	bind_int(q, ":late", req_flagged(rq, "late"));
	bind_int(q, ":copies", req_flagged(rq, "copies"));
	bind_day(q, ":today", rq->cx->today);
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err put_delivery(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	delivery_row_json(cx, j, q);
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const char *const flags[] = { "open", "late", "copies" };
	static const struct listed_order orders[] = {
		{ "due", SQL_DELIVERY_BY_DUE, true }, { NULL, 0, false } };
	static const struct listed deliveries = { SQL_DELIVERY_COUNT, SQL_DELIVERY_LIST, "case_id",
						  bind_filters, put_delivery };
	bool flag;
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		TRY(req_query_flag(cx, rq, flags[i], &flag));
	return answer_ordered(cx, rq, &deliveries, orders);
}

/* --- what a mark may alter ------------------------------------------------------------ */
static enum err marks_answer(struct ctx *cx, struct req *rq, const struct resource *r)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_DELIVERY_MARKS_GET);
	bind_text(q, ":resource", r->id);
	TRY(rows_next(cx, q, &more));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "resource", r->id);
	jout_key_raw(j, "allowed", more ? col_text(cx, q, "allowed") : "{\"items\":{}}");
	jout_key_text(j, "by", more ? col_text(cx, q, "by_name") : NULL);
	if (more)
		jout_key_ms(j, "at", col_ms(q, "at"));
	jout_close(j);
	return OK;
}

static enum err marks_get(struct ctx *cx, struct req *rq)
{
	struct resource r;
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	return marks_answer(cx, rq, &r);
}

struct allowing { const struct resource *r; const struct who *by; const char *allowed; };

static enum err allow(struct ctx *cx, struct db *db, void *arg)
{
	const struct allowing *a = arg;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_MARKS_PUT);
	bind_text(q, ":resource", a->r->id);
	bind_text(q, ":allowed", a->allowed);
	bind_text(q, ":by_id", a->by->id);
	bind_text(q, ":by_name", a->by->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = "marks-allowed", .org = a->by->org,
		.principal = a->by->id, .resource = a->r->id, .detail = a->allowed });
}

static enum err marks_put(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct allowing a = { .r = &r, .by = rq->who };
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	if (!rq->who->org || strcmp(rq->who->org, r.org) != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_MARKS_NOT_YOURS());
	TRY(marks_check(cx, r.items, r.nitems, rq->json));
	TRY(json_text(cx, rq->json, &a.allowed));
	TRY(store_change(cx, rq->store, allow, &a));
	return marks_answer(cx, rq, &r);
}

static const char *const listed[] = { "q", "state", "org", "resource", "open", "late", "copies",
				      "sort", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/deliveries", CAP_CASE_OPEN, AUDIT_WRITE, &schema_delivery_new, &schema_delivery,
  post, "File a table delivery beside an agreed share request; its case opens with it", .flags = 0 },
{ "GET", "/api/v1/deliveries", CAP_CASE_READ, AUDIT_READ, NULL, &schema_delivery_list, list,
  "Table deliveries you may know of, newest first, or sort=due; copies: those of which copies are left",
  .query = listed },
{ "GET", "/api/v1/deliveries/{id}", CAP_CASE_READ, AUDIT_READ, NULL, &schema_delivery, get,
  "One table delivery, by the id of its case, and how far it is", .flags = 0 },
{ "GET", "/api/v1/deliveries/{id}/form", CAP_CASE_READ, AUDIT_READ, NULL, NULL, form_get,
  "The filing as a page to be sealed, PDF", .flags = 0 },
{ "GET", "/api/v1/deliveries/{id}/statement/{side}", CAP_CASE_READ, AUDIT_READ, NULL, NULL,
  statement_get, "What provider or consumer signs with a key of its own instead of sealing a page: "
  "these bytes exactly", .flags = 0 },
{ "GET", "/api/v1/deliveries/{id}/pages/{side}", CAP_CASE_READ, AUDIT_READ, NULL, NULL, page_get,
  "The page sealed by provider or consumer, as it was handed in", .flags = 0 },
{ "GET", "/api/v1/resources/{id}/marks", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_delivery_marks, marks_get, "What a watermark may alter in an entry's rows", .flags = 0 },
{ "PUT", "/api/v1/resources/{id}/marks", CAP_CATALOGUE_WRITE, AUDIT_WRITE,
  &schema_delivery_marks_new, &schema_delivery_marks, marks_put,
  "Say what a watermark may alter in an own entry's rows; nothing where nothing is said", .flags = 0 },
};
/* clang-format on */
const struct route_list delivery_routes = { rows, sizeof rows / sizeof rows[0], "deliveries" };
