/* violation_http.c - measures against violations, published (Art. 35). What is done about
 * one is done at its case. */
#include "violation/violation_http.h"
#include "violation_schema.h"
#include "web/req.h"
#include <string.h>

static void bind_filters(const struct req *rq, struct rows *q)
{
	const char *v = req_query(rq, "in_force");
	bind_int(q, ":in_force", v && (strcmp(v, "true") == 0 || strcmp(v, "1") == 0));
}

static enum err put_notice(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "about", "imposed_by", "measure", "basis" };
	(void)rq;
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "case_id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_text(j, "notice", col_text(cx, q, "words"));
	jout_key_ms(j, "published_at", col_ms(q, "published_at"));
	jout_key_day(j, "ends_on", col_day(q, "ends_on"));
	jout_key_ms(j, "lifted_at", col_ms(q, "lifted_at"));
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed notices = { SQL_NOTICE_OPEN_COUNT, SQL_NOTICE_OPEN_LIST,
					       "case_id", bind_filters, put_notice };
	bool flag;
	TRY(req_query_flag(cx, rq, "in_force", &flag));
	return answer_listed(cx, rq, &notices);
}

static const char *const listed[] = { "in_force", "limit", "cursor", NULL };
static const char *const any[] = { "*", NULL };

/* clang-format off */
static const struct route open_rows[] = {
{ "GET", "/open/v1/notices", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_notice_open_list, list,
  "Measures against violations, published, newest first; in_force: those not lifted",
  ROUTE_ANY_ORIGIN, 0, listed },
};
static const struct route pages[] = {
{ "GET", "/notices", CAP_PUBLIC, AUDIT_NONE, NULL, NULL, page_notices,
  "The page of measures against violations", 0, 0, any },
};
/* clang-format on */
const struct route_list notice_open_routes = { open_rows, sizeof open_rows / sizeof open_rows[0],
					       "open data" };
const struct route_list notice_page_routes = { pages, sizeof pages / sizeof pages[0], "pages" };
