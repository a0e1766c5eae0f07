/* supply_http.c - supply beside demand (R19.1). */
#include "catalogue/routes.h"
#include "store/store.h"
#include "web/req.h"

static enum err count_of(struct ctx *cx, struct rows *q, int64_t *ret_n)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err supply_demand(struct ctx *cx, struct req *rq)
{
	static const char *const texts[] = { "code", "title", "org", "org_name", "theme",
					     "share_type" };
	static const char *const counts[] = { "requests", "waiting", "grants" };
	struct page page;
	int64_t total, n = 0;
	const char *last = NULL;
	bool more;
	TRY(req_page(cx, rq, &page));
	AUTO_ROWS c = db_run(rq->db, SQL_SUPPLY_COUNT);
	bind_text(c, ":org", req_query(rq, "org"));
	TRY(count_of(cx, c, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_SUPPLY_LIST);
	bind_text(q, ":after", page.after);
	bind_int(q, ":count", page.limit + 1);
	bind_text(q, ":org", req_query(rq, "org"));
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "id");
		jout_open(j);
		jout_key_text(j, "resource", last);
		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
		for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
			jout_key_int(j, counts[i], col_int(q, counts[i]));
		jout_close(j);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}
