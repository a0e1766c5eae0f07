/* answering_http.c - how agencies answer what is asked of them: refusals counted by
 * agency and by the law and article they rest on (R18.1), and who is late now, since
 * when, and to whom that was escalated (R20.3). Of cases the caller may know of. */
#include "answering/answering_http.h"
#include "answering_schema.h"
#include "app.h"
#include "cases/cases.h"
#include "cases/legal.h"
#include "record/show.h"
#include "web/csvfile.h"
#include "web/req.h"
#include <string.h>

#define N(list) (sizeof(list) / sizeof(list)[0])
#define YEAR_MS (INT64_C(366) * 86400000)

static void bind_scope(const struct req *rq, struct rows *q)
{
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", ctx_text(rq->cx, scope));
}

/* --- refusals ------------------------------------------------------------------------ */
static const char *const refused_texts[] = { "org", "org_name", "process", "law", "level",
					     "article" };

static enum err put_refusals(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	for (size_t i = 0; i < N(refused_texts); i++)
		jout_key_text(j, refused_texts[i], col_text(cx, q, refused_texts[i]));
	jout_key_bool(j, "partial", col_int(q, "partial"));
	jout_key_int(j, "refusals", col_int(q, "n"));
	jout_key_int(j, "entries", col_int(q, "entries"));
	jout_key_ms(j, "last_at", col_ms(q, "last_at"));
	jout_close(j);
	return OK;
}

static enum err refusals_csv(struct ctx *cx, struct req *rq, struct rows *q)
{
	struct buf *b = csvfile_whole(rq, "refusals");
	for (size_t i = 0; i < N(refused_texts); i++)
		csv_cell(b, i, refused_texts[i], CSV_FOR_PEOPLE);
	csv_cell(b, N(refused_texts), "refusals", CSV_FOR_PEOPLE);
	csv_cell(b, N(refused_texts) + 1, "entries", CSV_FOR_PEOPLE);
	csv_cell(b, N(refused_texts) + 2, "last_on", CSV_FOR_PEOPLE);
	csv_cell(b, N(refused_texts) + 3, "partial", CSV_FOR_PEOPLE);
	csv_end(b);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		for (size_t i = 0; i < N(refused_texts); i++)
			csv_cell(b, i, col_text(cx, q, refused_texts[i]), CSV_FOR_PEOPLE);
		csv_int(b, N(refused_texts), col_int(q, "n"));
		csv_int(b, N(refused_texts) + 1, col_int(q, "entries"));
		csv_day(b, N(refused_texts) + 2, day_at(col_ms(q, "last_at")));
		csv_int(b, N(refused_texts) + 3, col_int(q, "partial"));
		csv_end(b);
	}
}

static enum err refusals(struct ctx *cx, struct req *rq)
{
	ms_t from = { 0 }, to = { cx->now.n + 1 };
	bool file;
	TRY(record_time(cx, rq, "to", true, &to));
	from.n = to.n - YEAR_MS;
	TRY(record_time(cx, rq, "from", false, &from));
	TRY(csvfile_asked(cx, rq, &file));
	AUTO_ROWS q = db_run(rq->db, SQL_REFUSALS);
	bind_scope(rq, q);
	bind_ms(q, ":from", from);
	bind_ms(q, ":to", to);
	bind_text(q, ":org", req_given(rq, "org"));
	bind_text(q, ":process", req_given(rq, "process"));
	const char *law = req_given(rq, "law");
	const struct instrument *in = law ? pack_instrument(legal_pack(rq->app->legal), law) : NULL;
	bind_text(q, ":law", in ? in->words.zh : law);
	bind_text(q, ":said", law);            /* decisions before laws had one name */
	return file ? refusals_csv(cx, rq, q) : answer_brief(cx, rq, q, put_refusals);
}

/* --- late ------------------------------------------------------------------------------ */
static void bind_late(const struct req *rq, struct rows *q)
{
	bind_scope(rq, q);
	bind_day(q, ":today", rq->cx->today);
	bind_text(q, ":process", req_given(rq, "process"));
	bind_text(q, ":owes", req_given(rq, "owes"));
	bind_text(q, ":org", req_given(rq, "org"));
}

static enum err put_late(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "id", "process", "state", "title", "owes", "term",
					     "resource", "org", "org_name", "escalated_to" };
	day_t due = col_day(q, "due");
	jout_open(j);
	for (size_t i = 0; i < N(texts); i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	if (col_int(q, "batch"))
		jout_key_int(j, "batch", col_int(q, "batch"));
	jout_key_day(j, "due_on", due);
	jout_key_int(j, "days_late",
		     calendar_between(legal_calendar(rq->app->legal), due, cx->today));
	jout_key_ms(j, "told_at", col_ms(q, "told_at"));
	jout_key_ms(j, "escalated_at", col_ms(q, "escalated_at"));
	jout_close(j);
	return OK;
}

static enum err late(struct ctx *cx, struct req *rq)
{
	static const struct listed_order orders[] = {
		{ "", SQL_LATE_LIST, true }, { "newest", SQL_LATE_NEWEST, true },
		{ "who", SQL_LATE_BY_WHO, false }, { NULL, 0, false } };
	static const struct listed cases = { SQL_LATE_COUNT, SQL_LATE_LIST, "place", bind_late,
					     put_late };
	return answer_ordered(cx, rq, &cases, orders);
}

static enum err put_sum(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "org", "org_name", "owes", "process" };
	(void)rq;
	jout_open(j);
	for (size_t i = 0; i < N(texts); i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_int(j, "cases", col_int(q, "n"));
	jout_key_day(j, "since", col_day(q, "oldest"));
	jout_close(j);
	return OK;
}

static enum err late_sums(struct ctx *cx, struct req *rq)
{
	AUTO_ROWS q = db_run(rq->db, SQL_LATE_SUMS);
	bind_scope(rq, q);
	bind_day(q, ":today", cx->today);
	return answer_brief(cx, rq, q, put_sum);
}

static const char *const refusals_asked[] = { "from", "to", "org", "process", "law", "format",
					      "limit", "cursor", NULL };
static const char *const late_asked[] = { "process", "owes", "org", "sort", "limit", "cursor",
					  NULL };
static const char *const paged[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/refusals", CAP_CASE_READ, AUDIT_READ, NULL, &schema_refusal_list, refusals,
  "Refusals of the last year, or from … to, by agency and by the law and article they rest on; "
  "format=csv is the file", 0, 0, refusals_asked },
{ "GET", "/api/v1/late", CAP_CASE_READ, AUDIT_READ, NULL, &schema_late_list, late,
  "What is late now, the longest first, or sort=newest, who: who owes it, since when, and who "
  "was told", 0, 0,
  late_asked },
{ "GET", "/api/v1/late/agencies", CAP_CASE_READ, AUDIT_READ, NULL, &schema_late_sum_list,
  late_sums, "Who is late now, with how many cases of which procedure", 0, 0, paged },
};
/* clang-format on */
const struct route_list answering_routes = { rows, N(rows), "cases" };
