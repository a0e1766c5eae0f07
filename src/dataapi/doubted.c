/* doubted.c - see doubted.h. Hardly ever is anything in doubt: then this asks nothing. */
#include "dataapi/doubted.h"
#include "app.h"
#include "dataapi/suppress.h"

#define KEYS_AT_ONCE 500                /* looked for by one statement */

/* --- what the numbers rest on -------------------------------------------------------- */
/* What is grouped by and measured, and what chose the rows. */
static void rests_on(struct ctx *cx, const struct call *c, struct doubted *d)
{
	size_t *items = ctx_array(cx, size_t, c->plan->view.n + c->ask.nseen), n = 0;
	for (size_t i = 0; i < c->plan->view.n; i++) {
		bool used = filter_uses(c->ask.where, i);
		for (size_t k = 0; k < c->ask.nseen && !used; k++)
			used = c->ask.seen[k] == i;
		if (used)
			items[n++] = i;
	}
	d->items = items;
	d->nitems = n;
}

/* --- counting ------------------------------------------------------------------------- */
static enum err count(struct ctx *cx, const struct req *rq, const struct call *c,
		      const struct filter *keys, const struct filter *where, int64_t *n)
{
	const struct row_groups one = { .nby = 0 };
	struct row_ask ask = {
		.resource_no = c->plan->resource_no, .version = c->plan->version,
		.fields = c->plan->view, .policy = c->plan->policy,
		.where = filter_both(cx, where, keys), .limit = 1, .groups = &one,
	};
	bool more;
	AUTO_SCAN s = NULL;
	TRY(rowscan_open(cx, rq->app->rowpool, rq->db, &ask, &s));
	TRY(rowscan_next(cx, s, &more));
	*n += more ? rowscan_n(s) : 0;
	return ctx_check(cx);
}

enum err doubted_read(struct ctx *cx, const struct req *rq, struct call *c, struct doubted *ret)
{
	const struct marks *m = &c->plan->marks;
	struct doubted d = { .all = 0 };
	struct key_list keys;
	rests_on(cx, c, &d);
	if (m->n && c->plan->version)
		for (size_t at = m->nall; mark_keys(cx, m, c->plan->view, d.items, d.nitems,
						    KEYS_AT_ONCE, &at, &keys);) {
			const struct filter *these = filter_of_keys(cx, c->plan->view, &keys);
			TRY(count(cx, rq, c, these, NULL, &d.all));
			TRY(count(cx, rq, c, these, c->ask.where, &d.counted));
		}
	mark_all(cx, m, d.items, d.nitems, &c->marked);
	if (d.all)
		mark_some(cx, m, d.items, d.nitems, &c->marked);
	c->taken.marks = (int64_t)c->marked.n;
	*ret = d;
	return OK;
}

/* --- told --------------------------------------------------------------------------------- */
void doubted_json(struct ctx *cx, struct buf *out, const struct call *c, const struct doubted *d,
		 int64_t least)
{
	struct jout j = jout_to(out);
	if (!c->marked.n)
		return;
	buf_text(out, ",\"marks\":");
	j.keyed = true;                 /* the key is already there: no comma */
	jout_list(&j);
	for (size_t i = 0; i < c->marked.n; i++) {
		const struct marked *m = &c->marked.at[i];
		bool some = m->row == MARK_SOME;
		jout_open(&j);
		jout_key_text(&j, "of", some ? "some" : "all");
		jout_key(&j, "rows");
		if (some && suppress_part(d->counted, d->all, least))
			jout_int(&j, d->counted);
		else
			jout_null(&j);
		mark_rest_json(cx, &j, c->plan->view, m);
		jout_close(&j);
	}
	jout_end_list(&j);
}
