/* given.c - see given.h. Decides what a batch holds; reads and writes nothing. */
#include "delivery/given.h"
#include "core/item.h"

void given_choose(struct ctx *cx, const struct terms *t, struct given *g)
{
	const struct view *v = &t->fields;
	size_t keys = 0, clear = 0;
	g->seen = ctx_array(cx, size_t, v->n + 1);
	g->nseen = 0;
	for (size_t i = 0; i < v->n; i++) {
		keys += v->at[i].key;
		if (!v->at[i].granted || v->at[i].mask == MASK_VERIFY)
			continue;
		clear += v->at[i].key && v->at[i].mask == MASK_KEEP;
		g->seen[g->nseen++] = i;
	}
	g->keyed = keys && clear == keys;
	g->rows = t->rows;
}

struct policy given_policy(const struct given *g, const struct terms *t, const char *case_id,
			   ms_t now)
{
	struct policy_ask ask = { .org = g->grant.org, .purpose = g->grant.purpose_code,
				  .matter = case_id, .now = now, .use = USE_ROWS,
				  .seen = g->seen, .nseen = g->nseen };
	struct policy p = policy_decide(t, &ask);
	if (p.why == POLICY_ALLOWED && !g->nseen)
		return (struct policy){ .why = POLICY_USE, .article = "20" };
	return p;
}

void given_line(struct printer *p, const struct value *values, struct buf *text,
		struct mark_cell *ret_cells)
{
	size_t at[ITEM_MAX + 1];
	for (size_t i = 0; i < p->nseen; i++) {
		at[i] = text->n;
		if (!print_text(p, i, &values[i], text))
			text->n = at[i];
	}
	at[p->nseen] = text->n;
	for (size_t i = 0; i < p->nseen; i++)   /* only now does the text stay where it is */
		ret_cells[i] = (struct mark_cell){ text->p + at[i], at[i + 1] - at[i] };
}
