/* supply_http.c - supply beside demand (R19.1): what may be shared, and who asked for it. */
#include "catalogue/routes.h"
#include "core/item.h"
#include "store/store.h"
#include "web/req.h"
#include <string.h>

static void bind_wanted(const struct req *rq, struct rows *q)
{
	bind_text(q, ":org", req_given(rq, "org"));
	bind_text(q, ":share", req_given(rq, "share_type"));
	bind_text(q, ":theme", req_given(rq, "theme"));
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err put_row(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "code", "title", "org", "org_name", "theme",
					     "share_type" };
	static const char *const counts[] = { "requests", "waiting", "grants" };
	(void)rq;
	jout_open(j);
	jout_key_text(j, "resource", col_text(cx, q, "id"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		jout_key_int(j, counts[i], col_int(q, counts[i]));
	jout_close(j);
	return OK;
}

/* Whatever order is asked for has a statement of its own. */
static enum err statement(struct ctx *cx, const struct req *rq, enum sql *ret)
{
	const char *sort = req_given(rq, "sort");
	if (!sort)
		*ret = SQL_SUPPLY_LIST;
	else if (strcmp(sort, "title") == 0)
		*ret = SQL_SUPPLY_BY_TITLE;
	else if (strcmp(sort, "requests") == 0)
		*ret = SQL_SUPPLY_BY_REQUESTS;
	else
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("sort")), "sort");
	return OK;
}

enum err supply_demand(struct ctx *cx, struct req *rq)
{
	struct listed l = { SQL_SUPPLY_COUNT, SQL_SUPPLY_LIST, "place", bind_wanted, put_row };
	TRY(statement(cx, rq, &l.list));
	return answer_listed(cx, rq, &l);
}
