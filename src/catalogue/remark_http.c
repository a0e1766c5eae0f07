/* remark_http.c - the remarks about an entry, for its agency and its reviewers. */
#include "catalogue/catalogue.h"
#include "catalogue/routes.h"
#include "store/store.h"
#include "web/req.h"
#include <string.h>

static enum err count(struct ctx *cx, struct db *db, const char *resource, bool open,
		      int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_REMARK_COUNT);
	bind_text(q, ":resource", resource);
	bind_int(q, ":open", open);
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n");
	return OK;
}

static void remark_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	ms_t settled = col_ms(q, "settled_at");
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_text(j, "field", col_text(cx, q, "field"));
	jout_key_text(j, "remark", col_text(cx, q, "remark"));
	jout_key_text(j, "said", col_text(cx, q, "said"));
	jout_key_int(j, "version", col_int(q, "version"));
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_text(j, "by_org", col_text(cx, q, "by_org"));
	jout_key_bool(j, "open", settled.n == 0);
	jout_key_ms(j, "settled_at", settled);
	jout_key_text(j, "settled_by", col_text(cx, q, "settled_by"));
	jout_close(j);
}

enum err resource_remarks(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct page page;
	int64_t total, n = 0;
	const char *last = NULL;
	bool open, more;
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	TRY(req_page(cx, rq, &page));
	TRY(req_query_flag(cx, rq, "open", &open));
	bool insider = who_can(rq->who, CAP_CATALOGUE_REVIEW) ||
		       (rq->who->org && strcmp(rq->who->org, r.org) == 0);
	if (!insider)
		return fail(cx, ERR_FORBIDDEN, SAY_RESOURCE_NOT_YOURS());
	TRY(count(cx, rq->db, r.id, open, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_REMARK_LIST);
	bind_text(q, ":resource", r.id);
	bind_int(q, ":open", open);
	bind_text(q, ":after", page.after);
	bind_int(q, ":count", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "id");
		remark_json(cx, j, q);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}
