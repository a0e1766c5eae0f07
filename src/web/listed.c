/* listed.c - the listings that most tables need: two statements and a page, or one
 * statement walked whole. */
#include "store/store.h"
#include "web/req.h"
#include <stdlib.h>
#include <string.h>

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

static enum err order_asked(struct ctx *cx, struct req *rq, const struct listed *l,
			    const struct listed_order *o, struct listed_order *ret)
{
	const char *sort = req_given(rq, "sort");
	*ret = (struct listed_order){ NULL, l->list, false };
	bool none = !o;
	for (; o && o->word; o++)
		if (strcmp(o->word, sort ? sort : "") == 0) {
			*ret = *o;
			return OK;
		}
	return !sort || none ? OK
		: fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("sort")), "sort");
}

static void bind_after(struct rows *q, const struct listed_order *o, const char *after)
{
	char *id = NULL;
	if (!o->by_day) {
		bind_text(q, ":after", after);
		return;
	}
	bind_int(q, ":after_day", after ? strtoll(after, &id, 10) : 0);
	bind_text(q, ":after", id && *id == ' ' ? id + 1 : "");
}

enum err answer_ordered(struct ctx *cx, struct req *rq, const struct listed *l,
			const struct listed_order *orders)
{
	struct listed_order order;
	struct page page;
	const char *last = NULL;
	int64_t total, n = 0;
	bool more;
	TRY(order_asked(cx, rq, l, orders, &order));
	TRY(req_page(cx, rq, &page));
	TRY(count(cx, rq, l, &total));
	AUTO_ROWS q = db_run(rq->db, order.list);
	if (l->bind)
		l->bind(rq, q);
	bind_after(q, &order, page.after);
	bind_int(q, ":limit", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, order.word ? "place" : l->key);
		TRY(l->put(cx, rq, j, q));
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

enum err answer_listed(struct ctx *cx, struct req *rq, const struct listed *l)
{
	return answer_ordered(cx, rq, l, NULL);
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
