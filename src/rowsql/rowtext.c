/* rowtext.c - a filter tree as the condition of a SELECT.
 *
 * Lists of and/or are written as balanced trees, since SQLite bounds the depth
 * of an expression. A field that this version doesn't hold reads as null. */
#include "rowsql/rowtext.h"
#include <string.h>

struct emit {
	struct ctx       *cx;
	enum store_kind   kind;
	struct view     fields;
	struct buf       *out;
	struct row_param *params;
	size_t            n, room;
	bool              full;
};

static void column(struct emit *e, const struct viewed *f)
{
	if (f->no) {
		buf_byte(e->out, 'c');
		buf_int(e->out, f->no);
	} else if (shape_physical(&f->shape) == PHYS_INT) {
		buf_text(e->out, "CAST(NULL AS BIGINT)");
	} else {
		buf_text(e->out, "CAST(NULL AS TEXT)");
	}
}

static void more_room(struct emit *e)
{
	size_t room = e->room ? e->room * 4 : 8;
	struct row_param *wider = ctx_array(e->cx, struct row_param, room);
	if (e->n)
		memcpy(wider, e->params, e->n * sizeof *wider);
	e->params = wider;
	e->room = room;
}

static void param(struct emit *e, struct row_param v)
{
	if (e->n == ROW_PARAMS) {
		e->full = true;
		return;
	}
	if (e->n == e->room)
		more_room(e);
	e->params[e->n++] = v;
	if (e->kind == STORE_PG) {
		buf_byte(e->out, '$');
		buf_int(e->out, (int64_t)e->n);
	} else {
		buf_byte(e->out, '?');
	}
}

static void value(struct emit *e, const struct viewed *f, const struct value *v)
{
	bool text = shape_physical(&f->shape) == PHYS_TEXT;
	param(e, (struct row_param){ text, v->i, v->p, v->n });
}

static void compared(struct emit *e, const struct viewed *f, const char *op,
		     const struct value *v)
{
	column(e, f);
	buf_text(e->out, op);
	value(e, f, v);
}

static void prefix(struct emit *e, const struct viewed *f, const struct value *v)
{
	char *end = ctx_alloc(e->cx, v->n + 4);
	size_t n;
	compared(e, f, ">=", v);
	if (!prefix_end(v->p, v->n, end, &n))
		return;
	buf_text(e->out, " AND ");
	compared(e, f, "<", &(struct value){ .p = end, .n = n });
}

/* Long lists are filled up with their last value to the next power of two, so that
 * batches of any size share a few prepared statements. */
static size_t list_room(size_t n)
{
	size_t room = 8;
	while (room < n)
		room *= 2;
	return n < 8 ? n : room;
}

static void among(struct emit *e, const struct filter *f, const struct viewed *at)
{
	size_t room = list_room(f->n);
	column(e, at);
	buf_text(e->out, " IN (");
	for (size_t i = 0; i < room; i++) {
		if (i)
			buf_byte(e->out, ',');
		value(e, at, &f->values[i < f->n ? i : f->n - 1]);
	}
	buf_byte(e->out, ')');
}

static void leaf(struct emit *e, const struct filter *f)
{
	static const char *const ops[FILTER_OPS_] = {
		[FILTER_EQ] = "=", [FILTER_NE] = "<>", [FILTER_LT] = "<",
		[FILTER_LE] = "<=", [FILTER_GT] = ">", [FILTER_GE] = ">=",
	};
	const struct viewed *at = &e->fields.at[f->field];
	buf_byte(e->out, '(');
	if (f->op == FILTER_IS_NULL) {
		column(e, at);
		buf_text(e->out, f->null ? " IS NULL" : " IS NOT NULL");
	} else if (f->op == FILTER_IN) {
		among(e, f, at);
	} else if (f->op == FILTER_PREFIX) {
		prefix(e, at, f->values);
	} else if (f->op == FILTER_BETWEEN) {
		compared(e, at, ">=", f->values);
		buf_text(e->out, " AND ");
		compared(e, at, "<=", f->values + 1);
	} else {
		compared(e, at, ops[f->op], f->values);
	}
	buf_byte(e->out, ')');
}

static void node(struct emit *e, const struct filter *f);

static void balanced(struct emit *e, const struct filter *f, size_t lo, size_t hi)
{
	if (hi - lo == 1) {
		node(e, f->parts[lo]);
		return;
	}
	size_t mid = lo + (hi - lo) / 2;
	buf_byte(e->out, '(');
	balanced(e, f, lo, mid);
	buf_text(e->out, f->op == FILTER_AND ? " AND " : " OR ");
	balanced(e, f, mid, hi);
	buf_byte(e->out, ')');
}

static void node(struct emit *e, const struct filter *f)
{
	if (f->op > FILTER_NOT) {
		leaf(e, f);
	} else if (f->op == FILTER_NOT) {
		buf_text(e->out, "(NOT ");
		node(e, f->parts[0]);
		buf_byte(e->out, ')');
	} else {
		balanced(e, f, 0, f->n);
	}
}

/* Do the conditions at the root name this field by eq? */
static bool pins(const struct filter *f, size_t field)
{
	if (!f)
		return false;
	if (f->op == FILTER_EQ)
		return f->field == field;
	if (f->op != FILTER_AND)
		return false;
	for (size_t i = 0; i < f->n; i++)
		if (pins(f->parts[i], field))
			return true;
	return false;
}

/* Every key item named: at most one row, and no order to ask for. */
static bool one_row(const struct row_ask *ask)
{
	bool any = false;
	for (size_t i = 0; i < ask->fields.n; i++) {
		if (!ask->fields.at[i].key)
			continue;
		any = true;
		if (!pins(ask->where, i) && !pins(ask->policy, i))
			return false;
	}
	return any;
}

static void table(struct emit *e, const struct row_ask *ask)
{
	if (e->kind == STORE_SQLITE) {
		buf_text(e->out, " FROM t");
		return;
	}
	buf_text(e->out, " FROM r");
	buf_int(e->out, ask->resource_no);
	buf_text(e->out, "_v");
	buf_int(e->out, ask->version);
}

static void conditions(struct emit *e, const struct row_ask *ask)
{
	const struct filter *both[2] = { ask->policy, ask->where };
	const char *word = " WHERE ";
	for (int i = 0; i < 2; i++) {
		if (!both[i])
			continue;
		buf_text(e->out, word);
		node(e, both[i]);
		word = " AND ";
	}
	if (ask->after) {
		buf_text(e->out, word);
		buf_text(e->out, "n>");
		param(e, (struct row_param){ .i = ask->after });
	}
}

/* A sum in two parts, so that no number of rows is too much for 64 bits. */
static void five_numbers(struct emit *e, const struct viewed *f)
{
	static const struct { const char *before, *after; } parts[] = {
		{ ",COUNT(", ")" }, { ",CAST(SUM(", "/4294967296) AS BIGINT)" },
		{ ",CAST(SUM(", "%4294967296) AS BIGINT)" }, { ",MIN(", ")" }, { ",MAX(", ")" },
	};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		buf_text(e->out, parts[i].before);
		column(e, f);
		buf_text(e->out, parts[i].after);
	}
}

static void groups(struct emit *e, const struct row_ask *ask)
{
	const struct row_groups *g = ask->groups;
	buf_text(e->out, "SELECT COUNT(*)");
	for (size_t i = 0; i < g->nby; i++) {
		buf_byte(e->out, ',');
		column(e, &ask->fields.at[g->by[i]]);
	}
	for (size_t i = 0; i < g->nof; i++)
		five_numbers(e, &ask->fields.at[g->of[i]]);
	table(e, ask);
	conditions(e, ask);
	for (size_t i = 0; i < g->nby; i++) {
		buf_text(e->out, i ? "," : " GROUP BY ");
		column(e, &ask->fields.at[g->by[i]]);
	}
}

static void all_rows(struct emit *e, const struct row_ask *ask)
{
	buf_text(e->out, "SELECT n");
	for (size_t i = 0; i < ask->nseen; i++) {
		buf_byte(e->out, ',');
		column(e, &ask->fields.at[ask->seen[i]]);
	}
	table(e, ask);
	conditions(e, ask);
	if (!one_row(ask))
		buf_text(e->out, " ORDER BY n");
}

enum err row_text(struct ctx *cx, enum store_kind kind, const struct row_ask *ask,
		  struct buf *out, struct row_params *ret)
{
	struct emit e = { .cx = cx, .kind = kind, .fields = ask->fields, .out = out };
	if (ask->groups)
		groups(&e, ask);
	else
		all_rows(&e, ask);
	buf_text(out, " LIMIT ");
	param(&e, (struct row_param){ .i = ask->limit });
	if (e.full || !buf_ok(out))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	*ret = (struct row_params){ e.params, e.n };
	return OK;
}
