/* aggregate.c - see aggregate.h. Everything it counts, groups or adds up is an item that
 * the grant gives in clear. */
#include "dataapi/aggregate.h"
#include "app.h"
#include "dataapi/doubted.h"
#include "dataapi/piece.h"
#include "dataapi/suppress.h"
#include "dataapi_schema.h"
#include "record/record.h"
#include "sys/settings.h"
#include <stdlib.h>
#include <string.h>

#define MEASURES_MOST 10
#define GROUPS_MOST   1000
#define NUMBERS       5                 /* of a measured item, as rowread.h has them */
enum { NOT_NULL, UPPER, LOWER, LEAST, GREATEST };

__extension__ typedef __int128 wide_t; /* sums of any number of int64 */

static const char *const ops[] = { "count", "sum", "avg", "min", "max" };
enum { OP_COUNT, OP_SUM, OP_AVG, OP_MIN, OP_MAX, OPS };

struct measure { int op; size_t of; };  /* `of`: place among the measured items */
struct group { struct value by[SUPPRESS_DIMS]; int64_t rows; int64_t *numbers; };
struct table {
	struct ctx     *cx;
	struct view     view;
	size_t          by[SUPPRESS_DIMS], nby, of[MEASURES_MOST], nof;
	struct measure  measures[MEASURES_MOST];
	size_t          nmeasures;
	struct group   *groups;
	struct cell    *cells;
	size_t          n, told;
};

static enum err bad(struct ctx *cx, const char *field, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

/* --- what is asked ------------------------------------------------------------- */

static enum err item_at(struct ctx *cx, struct view view, const char *code, const char *place,
			size_t *ret)
{
	const struct viewed *f = code ? view_find(view, code) : NULL;
	if (!f)
		return bad(cx, place, SAY_DATA_ITEM_UNKNOWN(code ? code : ""));
	*ret = (size_t)(f - view.at);
	return OK;
}

static enum err read_by(struct ctx *cx, const struct data_aggregate_in *in, struct view view,
			struct table *t)
{
	if (in->ngroup_by > SUPPRESS_DIMS)
		return bad(cx, "group_by", SAY_AGGREGATE_BY(SUPPRESS_DIMS));
	for (size_t i = 0; i < in->ngroup_by; i++) {
		TRY(item_at(cx, view, in->group_by[i], "group_by", &t->by[i]));
		if (view.at[t->by[i]].shape.type == ITEM_GEOMETRY)
			return bad(cx, "group_by", SAY_FILTER_OP_TYPE("group_by", in->group_by[i]));
		for (size_t k = 0; k < i; k++)
			if (t->by[k] == t->by[i])
				return bad(cx, "group_by", SAY_DATA_ITEM_TWICE(in->group_by[i]));
	}
	t->nby = in->ngroup_by;
	return OK;
}

static bool is_number(const struct viewed *f)
{
	return (f->shape.type == ITEM_INTEGER || f->shape.type == ITEM_DECIMAL) &&
	       shape_physical(&f->shape) == PHYS_INT;
}

static enum err read_measure(struct ctx *cx, const json_t *json, struct view view,
			     const char *place, struct table *t)
{
	size_t at;
	const char *op = json_string_value(json_object_get(json, "op"));
	const char *item = json_string_value(json_object_get(json, "item"));
	struct measure m = { .op = 0 };
	if (!op || !item || json_object_size(json) != 2)
		return bad(cx, place, SAY_AGGREGATE_MEASURE());
	while (m.op < OPS && strcmp(ops[m.op], op) != 0)
		m.op++;
	if (m.op == OPS)
		return bad(cx, place, SAY_AGGREGATE_MEASURE());
	TRY(item_at(cx, view, item, place, &at));
	if (!is_number(&view.at[at]))
		return bad(cx, place, SAY_FILTER_OP_TYPE(op, item));
	while (m.of < t->nof && t->of[m.of] != at)
		m.of++;
	if (m.of == t->nof)
		t->of[t->nof++] = at;
	t->measures[t->nmeasures++] = m;
	return OK;
}

static enum err read_table(struct ctx *cx, const struct req *rq, struct view view,
			   struct table *t)
{
	const struct data_aggregate_in *in = rq->body;
	size_t n = json_array_size(in->measures);
	TRY(read_by(cx, in, view, t));
	if (in->measures && !json_is_null(in->measures) &&
	    (!json_is_array(in->measures) || n > MEASURES_MOST))
		return bad(cx, "measures", SAY_AGGREGATE_MEASURE());
	for (size_t i = 0; i < n; i++)
		TRY(read_measure(cx, json_array_get(in->measures, i), view,
				 ctx_print(cx, "measures[%zu]", i), t));
	t->view = view;
	return OK;
}

static enum err aggregate_read(struct ctx *cx, const struct req *rq, struct view view,
			       struct data_ask *ret)
{
	const struct data_aggregate_in *in = rq->body;
	struct table t = { .n = 0 };
	struct data_ask a = { .use = USE_AGGREGATE, .matter = req_header(rq, "Gongshu-Matter"),
			      .seen = ctx_array(cx, size_t, SUPPRESS_DIMS + MEASURES_MOST) };
	TRY(ask_purpose(cx, rq, &a.purpose));
	TRY(read_table(cx, rq, view, &t));
	TRY(filter_read(cx, in->where, view, "where", &a.where));
	for (size_t i = 0; i < t.nby; i++)
		a.seen[a.nseen++] = t.by[i];
	for (size_t i = 0; i < t.nof; i++)
		a.seen[a.nseen++] = t.of[i];
	*ret = a;
	return OK;
}

/* Masked is not enough: a group is told by its value, a sum by its rows'. */
static enum err in_clear(struct ctx *cx, const struct call *c)
{
	for (size_t i = 0; i < c->ask.nseen; i++) {
		const struct viewed *f = &c->plan->view.at[c->ask.seen[i]];
		if (f->mask != MASK_KEEP)
			return refused(cx, &(struct policy){ .why = POLICY_ITEM_ASKED,
							     .article = "20", .field = f });
	}
	return OK;
}

/* --- counting --------------------------------------------------------------------- */

static enum err open_groups(struct ctx *cx, const struct req *rq, const struct call *c,
			    const struct row_groups *g, bool all, struct rowscan **ret)
{
	struct row_ask ask = {
		.resource_no = c->plan->resource_no, .version = c->plan->version,
		.fields = c->plan->view, .policy = c->plan->policy,
		.where = all ? NULL : c->ask.where, .limit = GROUPS_MOST + 1, .groups = g,
	};
	return rowscan_open(cx, rq->app->rowpool, rq->db, &ask, ret);
}

static void take_group(struct table *t, struct rowscan *s)
{
	struct group *g = &t->groups[t->n];
	g->rows = rowscan_n(s);
	g->numbers = ctx_array(t->cx, int64_t, t->nof * NUMBERS + 1);
	for (size_t i = 0; i < t->nby; i++) {
		g->by[i] = rowscan_value(s, i);
		if (!g->by[i].null && shape_physical(&t->view.at[t->by[i]].shape) == PHYS_TEXT)
			g->by[i].p = ctx_textn(t->cx, g->by[i].p, g->by[i].n);
	}
	for (size_t i = 0; i < t->nof * NUMBERS; i++)
		g->numbers[i] = rowscan_value(s, t->nby + i).i;
	t->n += g->rows > 0;            /* without group_by there is one, empty or not */
}

static enum err read_groups(struct ctx *cx, const struct req *rq, const struct call *c,
			    struct table *t)
{
	const struct row_groups g = { t->by, t->nby, t->of, t->nof };
	t->groups = ctx_array(cx, struct group, GROUPS_MOST + 1);
	if (!c->plan->version)
		return OK;
	AUTO_SCAN s = NULL;
	TRY(open_groups(cx, rq, c, &g, false, &s));
	for (bool more;;) {
		TRY(rowscan_next(cx, s, &more));
		if (!more)
			return ctx_check(cx);
		if (t->n == GROUPS_MOST)
			return bad(cx, "group_by", SAY_AGGREGATE_MANY(GROUPS_MOST));
		take_group(t, s);
	}
}

/* What `where` leaves out must itself be nobody or a group: else the difference between
 * all and nearly all would tell of the few. */
static enum err left_out(struct ctx *cx, const struct req *rq, const struct call *c,
			 const struct table *t, int64_t least)
{
	const struct row_groups g = { .nby = 0 };
	int64_t matched = 0, all = 0;
	bool more = false;
	if (!c->ask.where || !c->plan->version)
		return OK;
	AUTO_SCAN s = NULL;
	TRY(open_groups(cx, rq, c, &g, true, &s));
	TRY(rowscan_next(cx, s, &more));
	if (more)
		all = rowscan_n(s);
	for (size_t i = 0; i < t->n; i++)
		matched += t->groups[i].rows;
	if (all - matched > 0 && all - matched < least)
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_AGGREGATE_APART(least)), "where");
	return OK;
}

/* --- what is told ------------------------------------------------------------------- */

static int group_order(const void *a, const void *b, void *arg)
{
	const struct table *t = arg;
	const struct group *x = a, *y = b;
	int o = 0;
	for (size_t i = 0; !o && i < t->nby; i++) {
		const struct value *v = &x->by[i], *w = &y->by[i];
		o = v->null || w->null ? w->null - v->null
				       : value_order(&t->view.at[t->by[i]].shape, v, w);
	}
	return o;
}

/* The number of a value among those of its dimension: that of the first group with it. */
static int dim_of(const struct table *t, size_t n, size_t dim)
{
	const struct table one = { .view = t->view, .by = { t->by[dim] }, .nby = 1 };
	struct group own = { .by = { t->groups[n].by[dim] } };
	for (size_t i = 0; i < n; i++) {
		struct group other = { .by = { t->groups[i].by[dim] } };
		if (!group_order(&own, &other, (void *)(uintptr_t)&one))
			return t->cells[i].at[dim];
	}
	return (int)n;
}

/* A group is as small as the fewest rows that any of its numbers is of. */
static void weigh(struct ctx *cx, struct table *t, int64_t least)
{
	qsort_r(t->groups, t->n, sizeof t->groups[0], group_order, t);
	t->cells = ctx_array(cx, struct cell, t->n);
	for (size_t i = 0; i < t->n; i++) {
		t->cells[i].size = t->groups[i].rows;
		for (size_t k = 0; k < t->nof; k++) {
			int64_t n = t->groups[i].numbers[k * NUMBERS + NOT_NULL];
			if (n && n < t->cells[i].size)
				t->cells[i].size = n;
		}
		for (size_t d = 0; d < t->nby; d++)
			t->cells[i].at[d] = dim_of(t, i, d);
	}
	suppress(cx, t->cells, t->n, t->nby, least);
	for (size_t i = 0; i < t->n; i++)
		t->told += !t->cells[i].hidden;
}

/* A whole number of so many decimals as a text. */
static const char *decimal(struct ctx *cx, wide_t v, int decimals)
{
	char digits[64], *p = digits + sizeof digits;
	bool minus = v < 0;
	*--p = 0;
	for (int i = 0; v || i <= decimals; i++, v /= 10) {
		if (i == decimals && decimals)
			*--p = '.';
		int digit = (int)(v % 10);
		*--p = (char)('0' + (digit < 0 ? -digit : digit));
	}
	return ctx_print(cx, "%s%s", minus ? "-" : "", p);
}

#define AVG_DECIMALS 4                  /* more than the item has */

static const char *measured(struct ctx *cx, const struct table *t, const struct group *g,
			    const struct measure *m)
{
	const int64_t *n = g->numbers + m->of * NUMBERS;
	const struct shape *s = &t->view.at[t->of[m->of]].shape;
	int decimals = s->type != ITEM_DECIMAL ? 0 : s->length || s->precision ? s->precision : 6;
	wide_t sum = (wide_t)n[UPPER] * ROW_SUM_UNIT + n[LOWER];
	if (!n[NOT_NULL])
		return NULL;
	if (m->op == OP_SUM)
		return decimal(cx, sum, decimals);
	if (m->op != OP_AVG)
		return decimal(cx, n[m->op == OP_MIN ? LEAST : GREATEST], decimals);
	for (int i = 0; i < AVG_DECIMALS; i++)
		sum *= 10;
	wide_t half = n[NOT_NULL] / 2;
	return decimal(cx, (sum + (sum < 0 ? -half : half)) / n[NOT_NULL], decimals + AVG_DECIMALS);
}

static void write_measures(struct ctx *cx, struct jout *j, const struct table *t,
			   const struct group *g)
{
	jout_key(j, "measures");
	jout_list(j);
	for (size_t i = 0; i < t->nmeasures; i++) {
		const struct measure *m = &t->measures[i];
		jout_open(j);
		jout_key_text(j, "op", ops[m->op]);
		jout_key_text(j, "item", t->view.at[t->of[m->of]].code);
		if (m->op == OP_COUNT)
			jout_key_int(j, "value", g->numbers[m->of * NUMBERS + NOT_NULL]);
		else
			jout_key_text(j, "value", measured(cx, t, g, m));
		jout_close(j);
	}
	jout_end_list(j);
}

static const char *by_text(struct ctx *cx, const struct table *t, const struct group *g)
{
	AUTO_BUF out = buf_make(1u << 20);
	AUTO_BUF scratch = buf_make(1u << 20);
	AUTO_BUF plain = buf_make(1u << 20);
	struct printer p = { .format = DATA_JSON, .view = t->view, .seen = t->by, .nseen = t->nby,
			     .out = &out, .scratch = &scratch, .plain = &plain };
	print_row_begin(&p);
	for (size_t i = 0; i < t->nby; i++)
		print_cell(&p, i, &g->by[i]);
	print_row_end(&p);
	return ctx_textn(cx, out.p, out.n);
}

static void write_table(struct ctx *cx, struct buf *out, const struct call *c,
			const struct table *t, const struct doubted *d, int64_t least)
{
	struct jout j = jout_to(out);
	jout_open(&j);
	jout_key_text(&j, "resource", c->plan->resource);
	jout_key_text(&j, "code", c->plan->grant.code);
	jout_key_int(&j, "version", c->plan->version);
	jout_key(&j, "groups");
	jout_list(&j);
	for (size_t i = 0; i < t->n; i++) {
		if (t->cells[i].hidden)
			continue;
		jout_open(&j);
		jout_key_raw(&j, "by", by_text(cx, t, &t->groups[i]));
		jout_key_int(&j, "count", t->groups[i].rows);
		write_measures(cx, &j, t, &t->groups[i]);
		jout_close(&j);
	}
	jout_end_list(&j);
	jout_key_int(&j, "suppressed", (int64_t)(t->n - t->told));
	jout_key_int(&j, "least", least);
	doubted_json(cx, out, c, d, least);
	jout_close(&j);
}

/* --- the call -------------------------------------------------------------------------- */

static enum err persons_named(struct ctx *cx, const struct call *c)
{
	for (size_t i = 0; i < c->plan->nsubjects; i++)
		if (filter_uses(c->ask.where, c->plan->subjects[i]))
			return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_AGGREGATE_PERSON()),
					  "where");
	return OK;
}

enum err aggregate_call(struct ctx *cx, struct req *rq)
{
	struct call c = { .taken = { .calls = 1 } };
	struct table t = { .cx = cx };
	struct doubted doubted;
	int64_t least = rq->app->settings->aggregate_least;
	TRY(piece_plan(cx, rq, 0, aggregate_read, &c));
	TRY(piece_may(cx, rq, &c));
	TRY(piece_way(cx, &c));
	TRY(in_clear(cx, &c));
	TRY(persons_named(cx, &c));
	TRY(signed_check(cx, rq, false));
	TRY(record_ready(cx, rq->app->record));
	TRY(piece_quota(cx, rq, &c));
	TRY(read_table(cx, rq, c.plan->view, &t));
	TRY(read_groups(cx, rq, &c, &t));
	TRY(left_out(cx, rq, &c, &t, least));
	TRY(doubted_read(cx, rq, &c, &doubted));
	weigh(cx, &t, least);
	struct buf *out = answer_buf(rq, 200, data_format_type(DATA_JSON));
	write_table(cx, out, &c, &t, &doubted, least);
	c.taken.rows = (int64_t)t.told;
	TRY(piece_within(cx, &c));
	c.taken.bytes = out->p;
	c.taken.nbytes = out->n;
	piece_headers(cx, rq, &c);
	return release_whole(cx, rq, c.plan, &c.ask, &c.taken);
}
