/* active_http.c - who uses whose data now, on which legal ground: for every agency to
 * see (Arts. 19, 20). No conditions and no amounts, which are the two sides' own. */
#include "grant/grant_http.h"
#include "grant_schema.h"
#include "web/req.h"

static void bind_filters(const struct req *rq, struct rows *q)
{
	bind_text(q, ":giver", req_given(rq, "provider"));
	bind_text(q, ":taker", req_given(rq, "org"));
	bind_text(q, ":resource", req_given(rq, "resource"));
	bind_like(q, ":q", req_query(rq, "q"));
	bind_ms(q, ":now", rq->cx->now);
}

static enum err put_grant(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "resource", "code", "title", "provider",
					     "provider_name", "org", "org_name", "scenario",
					     "process", "article", "valid_until" };
	(void)rq;
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_ms(j, "since", col_ms(q, "made_at"));
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed active = { SQL_GRANT_ACTIVE_COUNT, SQL_GRANT_ACTIVE_LIST, "id",
					      bind_filters, put_grant };
	static const struct listed_order orders[] = { { "until", SQL_GRANT_ACTIVE_UNTIL, true },
						      { NULL, 0, false } };
	return answer_ordered(cx, rq, &active, orders);
}

static const char *const listed[] = { "q", "provider", "org", "resource", "sort", "limit",
				      "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/active-grants", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_active_grant_list, list,
  "Who uses whose data now, for which scenario, by which article: open to all agencies; "
  "sort=until: what ends soonest first",
  .query = listed },
};
/* clang-format on */
const struct route_list grant_active_routes = { rows, sizeof rows / sizeof rows[0], "grants" };
