/* listed.c - the listings that most tables need: two statements and a page, or one
 * statement walked whole. */
#include "store/store.h"
#include "web/req.h"

static enum err count(struct ctx *cx, struct req *rq, const struct listed *l, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, l->count);
	if (l->bind)
		l->bind(rq, q);
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err answer_listed(struct ctx *cx, struct req *rq, const struct listed *l)
{
	struct page page;
	const char *last = NULL;
	int64_t total, n = 0;
	bool more;
	TRY(req_page(cx, rq, &page));
	TRY(count(cx, rq, l, &total));
	AUTO_ROWS q = db_run(rq->db, l->list);
	if (l->bind)
		l->bind(rq, q);
	bind_text(q, ":after", page.after);
	bind_int(q, ":limit", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, l->key);
		TRY(l->put(cx, rq, j, q));
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

enum err answer_brief(struct ctx *cx, struct req *rq, struct rows *q, put_fn *put)
{
	struct brief brief;
	TRY(req_brief(cx, rq, &brief));
	struct jout *j = answer_list(rq);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (brief_takes(&brief))
			TRY(put(cx, rq, j, q));
	}
	answer_brief_end(cx, rq, &brief);
	return OK;
}
