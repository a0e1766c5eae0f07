/* correction_http.c - the register of errors reported in shared data. They are reported,
 * and answered, as cases. */
#include "correction/correction_http.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/register.h"
#include "correction/mended.h"
#include "correction/report.h"
#include "correction_schema.h"
#include "record/takeout.h"
#include <string.h>

static void row(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "resource", "code", "title", "item", "item_name", "what",
					     "applicant", "applicant_name", "provider",
					     "provider_name" };
	static const char *const said[][2] = { { "record_key", "record_key" } };
	static const char *const answer[][2] = { { "correction", "correction" },
						 { "finding", "finding" } };
	const char *mended = col_text(cx, q, "mended");
	register_texts(cx, j, q, texts, sizeof texts / sizeof texts[0]);
	register_papers(cx, j, q, said, 1);
	jout_key_ms(j, "answered_at", col_ms(q, "answered_at"));
	jout_key_text(j, "mended", mended);
	if (mended) {
		register_papers(cx, j, q, answer, 2);
		jout_key_int(j, "mended_version", col_int(q, "mended_version"));
		jout_key_ms(j, "mended_at", col_ms(q, "mended_at"));
	}
	const char *source = col_text(cx, q, "source");
	jout_key_text(j, "source", source ? source : "agency");
	jout_key_day(j, "received_on", col_day(q, "first"));
	jout_key_bool(j, "marked", col_int(q, "is_open") != 0);
}

static const char *const filters[] = { "resource", "applicant", "provider", "source", NULL };
static const struct procedure_register corrections = {
	.name = "correction", .count = SQL_CORRECTION_COUNT, .list = SQL_CORRECTION_LIST,
	.by_due = SQL_CORRECTION_BY_DUE,
	.get = SQL_CORRECTION_GET, .filters = filters, .row = row };

static enum err list(struct ctx *cx, struct req *rq)
{
	return register_list(cx, rq, &corrections);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return register_one(cx, rq, &corrections, rq->seg[0], 200);
}

/* For the form of an answer: what the act would take. */
static enum err offer(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	if (strcmp(c.process, correction_process.name) != 0 || strcmp(c.state, "draft") == 0)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CASE());
	if (!(actors_of(rq->who, &c.parties) & ACTOR_BIT(BY_PROVIDER)))
		return fail(cx, ERR_FORBIDDEN, SAY_CORRECTION_PROVIDER_ONLY());
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	TRY(mended_offer(cx, j, rq->db, &c));
	jout_close(j);
	return OK;
}

/* A person's: opened for who answers them, with a reason (R39.1). */
static enum err contact(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct takeout t = { .act = "contact-opened" };
	const char *text;
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	TRY(report_contact(cx, rq->db, rq->app->seal_key, c.id, &text));
	if (strcmp(c.process, correction_process.name) != 0 || !text)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CONTACT());
	if (!(actors_of(rq->who, &c.parties) & ACTOR_BIT(BY_PROVIDER)))
		return fail(cx, ERR_FORBIDDEN, SAY_REPORT_PROVIDER_ONLY());
	TRY(takeout_reason(cx, rq, &t.reason));
	t.resource = c.resource;
	t.object = c.id;
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "contact", text);
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
	takeout_answer(rq, &t);
	return OK;
}

static const char *const listed[] = { "resource", "applicant", "provider", "source", REGISTER_ASKED };
static const char *const reasoned[] = { "reason", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/corrections", CAP_CASE_READ, AUDIT_READ, NULL, &schema_correction_list, list,
  "Errors reported in shared data that you may know of, newest first, or sort=due; open: those that "
  "answers are marked by", .query = listed },
{ "GET", "/api/v1/corrections/{id}", CAP_CASE_READ, AUDIT_READ, NULL, &schema_correction, get,
  "One report of an error, by the id of its case", .flags = 0 },
{ "GET", "/api/v1/corrections/{id}/mended", CAP_CASE_ACT, AUDIT_READ, NULL,
  &schema_correction_mended, offer, "What the provider may name as carrying the correction: what "
  "went live or was published since it received the report", .flags = 0 },
{ "GET", "/api/v1/corrections/{id}/contact", CAP_CASE_ACT, AUDIT_RELEASE, NULL,
  &schema_correction_contact, contact, "How somebody of the public who reported it may be reached; "
  "the provider's stewards say why, and it is on the record", .query = reasoned },
};
/* clang-format on */
const struct route_list correction_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
