/* listing_answer.c - see listing_answer.h. */
#include "catalogue/listing_answer.h"
#include "account/account.h"
#include "catalogue/check.h"
#include <string.h>

enum err listing_asked(struct ctx *cx, struct req *rq, struct listing_ask *ret)
{
	struct page page;
	struct listing_ask ask = { 0 };
	TRY(req_page(cx, rq, &page));
	ask.limit = page.limit;
	ask.after = page.after;
	ask.q = req_query(rq, "q");
	if (ask.q && !ask.q[strspn(ask.q, " \t")])
		ask.q = NULL;
	for (int d = 0; d < DIM_MAX_; d++) {
		ask.want[d] = req_query(rq, listing_dim_word((enum listing_dim)d));
		if (ask.want[d] && !*ask.want[d])
			ask.want[d] = NULL;
	}
	/* One that went up in another is looked for there. */
	const struct org *now;
	if (ask.want[DIM_ORG] && account_org_now(cx, rq->db, ask.want[DIM_ORG], &now) == OK)
		ask.want[DIM_ORG] = now->id;
	TRY(req_query_flag(cx, rq, "has_rows", &ask.has_rows));
	const char *sort = req_query(rq, "sort");
	ask.order = ask.q ? ORDER_BEST : ORDER_NEWEST;
	if (sort && *sort && !listing_order_read(sort, &ask.order))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("sort")), "sort");
	*ret = ask;
	return OK;
}

const char *listing_label(struct ctx *cx, struct db *db, enum listing_dim d,
			  const char *value)
{
	const struct org *org;
	if (d == DIM_THEME) {
		const struct theme *t = theme_find(value);
		return t ? t->zh : NULL;
	}
	if (d != DIM_ORG || account_org(cx, db, value, &org) != OK)
		return NULL;
	return org->name;
}

enum err listing_end_json(struct ctx *cx, struct req *rq, struct jout *j,
			  const struct listing_page *page)
{
	jout_key_text(j, "next_cursor", page->next ? req_cursor(cx, rq, page->next) : NULL);
	jout_key_int(j, "total", page->total);
	jout_key(j, "facets");
	jout_open(j);
	for (int d = 0; d < DIM_MAX_; d++) {
		jout_key(j, listing_dim_word((enum listing_dim)d));
		jout_list(j);
		for (size_t i = 0; i < page->ncounts[d]; i++) {
			const struct listing_count *c = &page->counts[d][i];
			const char *label = c->label ? c->label
				: listing_label(cx, rq->db, (enum listing_dim)d, c->value);
			jout_open(j);
			jout_key_text(j, "value", c->value);
			if (label)
				jout_key_text(j, "label", label);
			if (c->parent)
				jout_key_text(j, "parent", c->parent);
			jout_key_int(j, "count", c->n);
			jout_close(j);
		}
		jout_end_list(j);
	}
	jout_close(j);
	return ctx_check(cx);
}
