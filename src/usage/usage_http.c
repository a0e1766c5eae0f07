/* usage_http.c - how much is used, day by day: for the public without a name of what isn't
 * public, for offices and agencies of what they see (R34.1). */
#include "usage/usage_http.h"
#include "core/sight.h"
#include "portal/ready.h"
#include "usage/open_lines.h"
#include "usage/usage.h"
#include "usage_schema.h"
#include "web/csvfile.h"

#define STEP 2000                       /* lines of a file made in one go */
#define N(list) (sizeof(list) / sizeof(list)[0])

/* --- which days ------------------------------------------------------------------ */
static bool read_day(const struct req *rq, const char *name, day_t *ret)
{
	const char *text = req_given(rq, name);
	return !text || day_read(text, ret);
}

/* A week up to today when nothing is said; one end alone has the other with it. */
static const char *span_of(const struct req *rq, struct usage_span *ret)
{
	struct usage_span s = { { 0 }, rq->cx->today };
	if (!read_day(rq, "to", &s.to))
		return "to";
	s.from.n = s.to.n - 6;
	if (!read_day(rq, "from", &s.from))
		return "from";
	if (!req_given(rq, "to") && s.from.n < s.to.n - USAGE_SPAN + 1)
		s.to.n = s.from.n + USAGE_SPAN - 1;
	*ret = s;
	return s.from.n > s.to.n || s.to.n - s.from.n >= USAGE_SPAN ? "from" : NULL;
}

enum err usage_span_asked(struct ctx *cx, const struct req *rq, struct usage_span *ret)
{
	const char *wrong = span_of(rq, ret);
	return wrong ? fail_field(cx, fail(cx, ERR_INVALID, SAY_USAGE_SPAN(USAGE_SPAN)), wrong) : OK;
}

/* --- lines ------------------------------------------------------------------------- */
static const struct { const char *column, *name; } numbers[] = {
	{ "calls", "calls" }, { "rows_out", "rows" }, { "claims", "verifications" },
	{ "grouped", "aggregates" }, { "refused", "refused" },
	/* what offices and agencies see beside */
	{ "empty", "empty" }, { "persons", "persons" }, { "copies", "copies" },
	{ "copied", "copied_rows" },
};
enum { PUBLIC_NUMBERS = 5 };
static const char *const texts[] = { "org", "org_name", "code", "title", "provider_name",
				     "resource", "provider" };
enum { PUBLIC_TEXTS = 5 };

static void put(struct ctx *cx, struct jout *j, struct rows *q, size_t ntexts, size_t nnumbers)
{
	jout_open(j);
	jout_key_day(j, "day", col_day(q, "day"));
	for (size_t i = 0; i < ntexts; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	for (size_t i = 0; i < nnumbers; i++)
		jout_key_int(j, numbers[i].name, col_int(q, numbers[i].column));
	jout_close(j);
}

static enum err put_line(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	put(cx, j, q, N(texts), N(numbers));
	return OK;
}

/* An agency sees what it uses and what is used of it; an office, its county's or all. */
static void bind_seen(const struct req *rq, struct rows *q)
{
	struct sight s = sight_of(rq->cx, rq->who);
	struct usage_span span = { { 0 }, { 0 } };
	(void)span_of(rq, &span);
	bind_day(q, ":from", span.from);
	bind_day(q, ":to", span.to);
	bind_text(q, ":org", req_given(rq, "org"));
	bind_text(q, ":provider", req_given(rq, "provider"));
	bind_text(q, ":resource", req_given(rq, "resource"));
	bind_int(q, ":personal", req_flagged(rq, "personal"));
	bind_text(q, ":mine", s.org);
	bind_text(q, ":region", s.county);
}

static const struct listed lines = { SQL_USAGE_TOTAL, SQL_USAGE_LIST, "place", bind_seen,
				     put_line };

/* One more line than the page holds tells that there are more. */
static enum err open_page(struct ctx *cx, struct req *rq, const struct usage_span *s)
{
	const char *org = req_given(rq, "org"), *last = NULL;
	struct page page;
	int64_t total, n = 0;
	bool more = false;
	TRY(req_page(cx, rq, &page));
	TRY(open_lines_total(cx, rq, s, org, &total));
	struct jout *j = answer_list(rq);
	struct open_at at = open_lines_at(cx, s, org, page.after);
	for (; !more && at.day.n >= s->from.n; open_lines_day_before(&at)) {
		AUTO_ROWS q = open_lines_ask(rq->db, &at, page.limit + 1 - n);
		for (bool any; !more; n++) {
			TRY(rows_next(cx, q, &any));
			more = any && n == page.limit;
			if (!any || more)
				break;
			last = col_text(cx, q, "place");
			put(cx, j, q, PUBLIC_TEXTS, PUBLIC_NUMBERS);
		}
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

/* --- as a file ------------------------------------------------------------------------ */
/* A day is summed up at a time: the sums of a month aren't made again for every piece.
 * `of` NULL: the lines that everybody sees. */
struct taking { const struct listed *of; size_t ntexts, nnumbers; const char *after; bool begun;
		struct usage_span left; };

static void head(struct buf *b, const struct taking *t)
{
	csv_mark(b);
	csv_cell(b, 0, "day", CSV_FOR_PEOPLE);
	for (size_t i = 0; i < t->ntexts; i++)
		csv_cell(b, 1 + i, texts[i], CSV_FOR_PEOPLE);
	for (size_t i = 0; i < t->nnumbers; i++)
		csv_cell(b, 1 + t->ntexts + i, numbers[i].name, CSV_FOR_PEOPLE);
	csv_end(b);
}

static struct rows *ask_day(struct ctx *cx, struct req *rq, const struct taking *t, int64_t most)
{
	struct open_at at = open_lines_at(cx, &t->left, req_given(rq, "org"), t->after);
	if (!t->of)
		return open_lines_ask(rq->db, &at, most);
	struct rows *q = db_run(rq->db, t->of->list);
	t->of->bind(rq, q);
	bind_day(q, ":from", t->left.to);
	bind_day(q, ":to", t->left.to);
	bind_text(q, ":after", t->after);
	bind_int(q, ":limit", most);
	return q;
}

static enum err lines_of_day(struct ctx *cx, struct req *rq, struct taking *t, struct buf *out,
			     int *n)
{
	bool any;
	AUTO_ROWS q = ask_day(cx, rq, t, STEP - *n);
	for (; *n < STEP; ++*n) {
		TRY(rows_next(cx, q, &any));
		if (!any) {
			t->left.to.n--;
			t->after = NULL;
			return OK;
		}
		t->after = ctx_text(rq->cx, col_text(cx, q, "place"));
		csv_day(out, 0, col_day(q, "day"));
		for (size_t i = 0; i < t->ntexts; i++)
			csv_cell(out, 1 + i, col_text(cx, q, texts[i]), CSV_FOR_PEOPLE);
		for (size_t i = 0; i < t->nnumbers; i++)
			csv_int(out, 1 + t->ntexts + i, col_int(q, numbers[i].column));
		csv_end(out);
	}
	return OK;
}

static enum err more(struct ctx *cx, struct req *rq, void *state, struct buf *out, bool *ret_last)
{
	struct taking *t = state;
	if (!t->begun)
		head(out, t);
	t->begun = true;
	for (int n = 0; n < STEP && t->left.to.n >= t->left.from.n;)
		TRY(lines_of_day(cx, rq, t, out, &n));
	*ret_last = t->left.to.n < t->left.from.n;
	return OK;
}

static enum err answer(struct ctx *cx, struct req *rq, struct taking t)
{
	struct usage_span span;
	bool file;
	TRY(usage_span_asked(cx, rq, &span));
	TRY(csvfile_asked(cx, rq, &file));
	if (!file)
		return t.of ? answer_listed(cx, rq, t.of) : open_page(cx, rq, &span);
	struct taking *kept = ctx_new(rq->cx, struct taking);
	*kept = t;
	kept->left = span;
	csvfile_stream(rq, "use", more, kept);
	return OK;
}

static enum err open_list(struct ctx *cx, struct req *rq)
{
	return answer(cx, rq, (struct taking){ .ntexts = PUBLIC_TEXTS, .nnumbers = PUBLIC_NUMBERS });
}

static enum err list(struct ctx *cx, struct req *rq)
{
	bool personal;
	TRY(req_query_flag(cx, rq, "personal", &personal));
	return answer(cx, rq, (struct taking){ .of = &lines, .ntexts = N(texts),
					       .nnumbers = N(numbers) });
}

static enum err page(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, page_use);
}

static const char *const open_asked[] = { "from", "to", "org", "format", "limit", "cursor", NULL };
static const char *const asked[] = { "from", "to", "org", "provider", "resource", "personal", "format",
				     "limit", "cursor", NULL };
static const char *const of_page[] = { "from", "to", "lang", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/use", CAP_GRANT_READ, AUDIT_READ, NULL, &schema_use_list, list,
  "How much is used, by day, agency and entry, of at most 31 days (personal: only what was about "
  "persons); format=csv or xlsx is the file",
  .query = asked },
};
static const struct route open_rows[] = {
{ "GET", "/open/v1/use", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_open_use_list, open_list,
  "How much each agency uses a day, by entry where that is public; format=csv is the file",
  ROUTE_ANY_ORIGIN, 0, open_asked },
};
static const struct route pages[] = {
{ "GET", "/use", CAP_PUBLIC, AUDIT_NONE, NULL, NULL, page,
  "The page of how much is used", ROUTE_KEPT, 0, of_page },
};
/* clang-format on */
const struct route_list usage_routes = { rows, N(rows), "usage" };
const struct route_list usage_open_routes = { open_rows, N(open_rows), "open data" };
const struct route_list usage_page_routes = { pages, N(pages), "pages" };
