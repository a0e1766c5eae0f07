/* row.c - whether a row that a provider answered may go on. The provider doesn't decide
 * what a grant gives: every value is held against its item as one that is loaded is, and
 * every row against the caller's filter and the grant's own. Pure. */
#include "forward/forward.h"
#include <string.h>

static bool inside(const char *p, const char *from, size_t n)
{
	return p >= from && p < from + n;
}

static enum value_fault cell(struct ctx *cx, const struct viewed *at,
			     const struct frame_field *f, struct value *ret)
{
	char scratch[VALUE_ROOM];
	struct shape s = at->shape;
	shape_ready(&s, cx->today);
	enum value_fault fault = value_read(&s, f->p ? f->p : "", f->p ? f->n : 0, scratch, ret);
	if (fault == VALUE_FINE && !ret->null && shape_physical(&s) == PHYS_TEXT &&
	    inside(ret->p, scratch, sizeof scratch))
		ret->p = ctx_textn(cx, ret->p, ret->n);
	return fault;
}

enum fetch_fault row_check(struct ctx *cx, const struct question *q,
			   const struct frame_field *cells, struct value *whole,
			   struct value *ret_values, size_t *ret_item)
{
	for (size_t i = 0; i < q->view.n; i++)
		whole[i] = (struct value){ .null = true };
	for (size_t i = 0; i < q->n; i++) {
		size_t at = q->columns[i];
		if (cell(cx, &q->view.at[at], &cells[i], &ret_values[i]) != VALUE_FINE) {
			*ret_item = at;
			return FETCH_ROW;
		}
		whole[at] = ret_values[i];
	}
	bool given = filter_eval(q->policy, q->view, whole) == TRI_TRUE &&
		     filter_eval(q->where, q->view, whole) == TRI_TRUE;
	return given ? FETCH_NONE : FETCH_OUTSIDE;
}

struct value forwarded_value(const struct forwarded *f, int64_t row, size_t item)
{
	size_t place = f->place[item];
	return place ? f->values[(size_t)row * f->ncolumns + place - 1]
		     : (struct value){ .null = true };
}
