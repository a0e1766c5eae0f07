/* load.c - see load.h. This thread reads and checks; load_queue.c's writes. */
#include "ingest/load.h"
#include "base/utf8.h"
#include "ingest/load_queue.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REPEATED_MOST 2000000           /* numbers of repeated rows kept */
#define HOPELESS      100000            /* so many rejects, most of all rows: stop */
#define PROGRESS_EACH 4096

struct repeated { int64_t *numbers, count; size_t n, room; };

struct load {
	const struct load_plan *plan;
	struct load_result     *out;
	struct shape           *shapes;
	const struct code_index *const *codes;  /* of the plan */
	bool                   *phone;          /* the column is about telephones */
	struct load_queue      *queue;
	struct queue_block     *block;
	struct repeated         repeated;
	day_t                   today;
	char                    scratch[VALUE_ROOM];    /* here: autos are zeroed */
};

/* Called on the writer's thread, read when that has ended. */
static void note_repeated(void *arg, int64_t number)
{
	struct repeated *r = arg;
	r->count++;
	if (r->n == REPEATED_MOST)
		return;
	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 1024;
		r->numbers = realloc(r->numbers, r->room * sizeof *r->numbers);
		PRE(r->numbers != NULL);
	}
	r->numbers[r->n++] = number;
}

static bool about_phones(const struct column *c)
{
	static const char *const words[] = { "电话", "手机", "联系方式", "phone", "mobile" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if ((c->name && strstr(c->name, words[i])) || strcasestr(c->code, words[i]))
			return true;
	return false;
}

/* Numbers of people in the values: the gate before opening asks. */
static void scan(struct load *l, size_t at, const struct text *t)
{
	const struct shape *s = &l->shapes[at];
	struct personal *found = &l->out->personal[at], f = { 0 };
	if (t->n < 11)
		return;
	if (s->type == ITEM_STRING || s->type == ITEM_TEXT) {
		personal_scan(t->p, t->n, l->today, found);
	} else if (s->type == ITEM_INTEGER) {
		personal_scan(t->p, t->n, l->today, &f);
		found->ids += f.ids;
		found->mobiles += l->phone[at] ? f.mobiles : 0;
	}
}

/* Of a value in its physical form: 01 and 1 are two codes, and an integer column
 * holds only the second. A code that an open set doesn't hold is told of alone. */
static enum value_fault check_code(struct load *l, size_t at, const struct value *v,
				   const struct source_row *row)
{
	char digits[24], *end = digits + sizeof digits, *p = end;
	const struct code_index *x = l->codes[at];
	for (int64_t i = v->i; !v->p && (i > 0 || p == end); i /= 10)
		*--p = (char)('0' + (i < 0 ? 0 : i % 10));
	bool known = v->p ? code_index_has(x, v->p, v->n)
			  : v->i >= 0 && code_index_has(x, p, (size_t)(end - p));
	if (!known && !x->partial)
		return VALUE_UNKNOWN_CODE;
	if (!known)
		problem_count(&l->out->problems, (int)at, VALUE_OUTSIDE_SET, row->line);
	return VALUE_FINE;
}

static void put_text(struct queue_block *b, size_t at, const struct value *v)
{
	b->offset[at] = b->text.n;
	buf_bytes(&b->text, v->p, v->n);
	b->cells[at].n = (int32_t)v->n;
}

/* Checks the row into the block. Its first faulty column, or -1. */
static int check_row(struct load *l, const struct source_row *row, size_t at,
		     enum value_fault *ret_fault)
{
	struct queue_block *b = l->block;
	size_t n = l->plan->source.ncolumns, text = b->text.n;
	int bad = -1;
	for (size_t i = 0; i < n; i++) {
		struct value v;
		const struct text *t = &row->cells[i];
		enum value_fault f = value_read(&l->shapes[i], t->p ? t->p : "", t->n, l->scratch,
						&v);
		if (l->codes && l->codes[i] && f == VALUE_FINE && !v.null)
			f = check_code(l, i, &v, row);
		if (f != VALUE_FINE) {
			problem_count(&l->out->problems, (int)i, f, row->line);
			*ret_fault = bad < 0 ? f : *ret_fault;
			bad = bad < 0 ? (int)i : bad;
			continue;
		}
		struct cell *c = &b->cells[at + i];
		*c = (struct cell){ .n = CELL_NULL };
		if (v.null)
			continue;
		if (v.p)
			put_text(b, at + i, &v);
		else
			*c = (struct cell){ .n = CELL_INT, .i = v.i };
	}
	if (bad >= 0)
		b->text.n = text;
	for (size_t i = 0; i < n && bad < 0; i++)
		scan(l, i, &row->cells[i]);
	return bad;
}

static enum err next_block(struct ctx *cx, struct load *l)
{
	if (l->block)
		load_queue_send(l->queue);
	l->block = load_queue_block(l->queue);
	/* The writer's complaint is fetched where the queue is ended. */
	return l->block ? OK : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

static enum err take_row(struct ctx *cx, struct load *l, const struct source_row *row)
{
	struct load_result *o = l->out;
	struct queue_block *b = l->block;
	size_t n = l->plan->source.ncolumns;
	enum value_fault f = row->fault;
	int bad = -1;

	o->rows_read++;
	if (f == VALUE_FINE)
		bad = check_row(l, row, b->block.nrows * n, &f);
	else
		problem_count(&o->problems, -1, f, row->line);
	if (f != VALUE_FINE)
		return problem_reject(cx, &o->problems, bad, f, row);
	b->numbers[b->block.nrows++] = o->rows_read;
	if (b->block.nrows == b->room || b->text.n >= QUEUE_TEXT)
		return next_block(cx, l);
	return OK;
}

static bool too_many(const struct load *l)
{
	const struct load_result *o = l->out;
	return o->problems.rejected * 100 > l->plan->reject_percent * o->rows_read;
}

static void tell(struct load *l, struct source *s, bool checking)
{
	struct load_result *o = l->out;
	o->bytes_done = source_bytes(s, &o->bytes_total);
	o->rows_rejected = o->problems.rejected;
	struct load_progress p = { o->rows_read, o->rows_rejected, o->bytes_done,
				   o->bytes_total, checking };
	if (l->plan->progress)
		l->plan->progress(l->plan->arg, &p);
}

static enum err read_all(struct ctx *cx, struct load *l, struct source *s)
{
	struct source_row row;
	TRY(next_block(cx, l));
	for (bool more = true;;) {
		enum err e = source_next(cx, s, &row, &more);
		if (e != OK) {
			l->out->problems.broken = source_broken(s);
			return e;
		}
		if (!more)
			break;
		TRY(take_row(cx, l, &row));
		if (l->out->rows_read % PROGRESS_EACH == 0)
			tell(l, s, false);
		if (l->out->problems.rejected >= HOPELESS &&
		    l->out->problems.rejected * 2 > l->out->rows_read)
			break;
	}
	if (l->block->block.nrows)
		load_queue_send(l->queue);
	return OK;
}

static const char *first_reason(struct ctx *cx, const struct load *l)
{
	const struct problems *p = &l->out->problems;
	struct said why = problem_said(p->first_fault, p->first_found, (int64_t)p->ncolumns);
	l->out->reason_en = said_words(cx, why, SAID_EN);
	return said_words(cx, why, SAID_ZH);
}

/* What the rows, all in all, say against the file. */
static enum err verdict(struct ctx *cx, struct load *l, struct source *s)
{
	const struct load_result *o = l->out;
	const struct problems *p = &o->problems;
	size_t names;
	source_names(s, &names);
	if (!o->rows_read && !names) {
		l->out->problems.broken = (struct broken){ "empty-file", 1, 1 };
		return fail(cx, ERR_INVALID, SAY_LOAD_EMPTY());
	}
	if (!o->rows_read) {
		l->out->problems.broken = (struct broken){ "header-only", 1, 1 };
		return fail(cx, ERR_INVALID, SAY_LOAD_HEADER_ONLY());
	}
	if (p->rejected == o->rows_read)
		return fail(cx, ERR_INVALID, SAY_LOAD_NO_GOOD_ROW(o->rows_read, p->first_line,
			    p->first_column, first_reason(cx, l)));
	if (too_many(l))
		return fail(cx, ERR_INVALID, SAY_LOAD_TOO_MANY_REJECTS(p->rejected,
			    p->first_line, p->first_column, first_reason(cx, l)));
	return OK;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The lines of the rows whose key was repeated: the file is read again. */
static enum err find_repeated(struct ctx *cx, struct load *l)
{
	struct repeated *r = &l->repeated;
	struct source_row row;
	size_t at = 0;
	int key = -1;
	bool more = true;
	if (!r->n)
		return OK;
	for (size_t i = 0; key < 0 && i < l->plan->source.ncolumns; i++)
		key = l->plan->source.columns[i].key ? (int)i : -1;
	qsort(r->numbers, r->n, sizeof *r->numbers, by_number);
	AUTO_SOURCE s = NULL;
	TRY(source_open(cx, l->plan->source, &s));
	for (int64_t number = 1; at < r->n; number++) {
		TRY(source_next(cx, s, &row, &more));
		if (!more)
			break;
		if (number != r->numbers[at])
			continue;
		at++;
		problem_count(&l->out->problems, key, VALUE_REPEATED_KEY, row.line);
		TRY(problem_reject(cx, &l->out->problems, key, VALUE_REPEATED_KEY, &row));
	}
	l->out->problems.rejected += r->count - (int64_t)r->n;
	return OK;
}

static enum err build(struct ctx *cx, struct load *l, struct source *s)
{
	const struct load_plan *p = l->plan;
	source_bytes(s, &l->out->bytes_total);
	TRY(load_queue_begin(cx, (struct rowload_setup){
		.store = p->store, .resource_no = p->resource_no, .version = p->version,
		.base = p->base, .mode = p->mode, .incoming = l->out->bytes_total,
		.columns = p->source.columns,
		.ncolumns = p->source.ncolumns, .repeated = note_repeated,
		.arg = &l->repeated }, &l->queue));
	enum err e = read_all(cx, l, s);
	bool ours = e == OK || l->block;        /* else the writer's, told below */
	tell(l, s, true);
	if (e == OK)
		e = verdict(cx, l, s);
	struct fault fault = cx->fault;
	enum err w = load_queue_end(cx, &l->queue, e == OK, &l->out->version);
	if (e != OK && (ours || w == OK)) {
		cx->fault = fault;
		return e;
	}
	return w;
}

static enum err settle(struct ctx *cx, struct load *l, struct source *s)
{
	TRY(find_repeated(cx, l));
	TRY(problems_flush(cx, &l->out->problems));
	return verdict(cx, l, s);
}

enum err load_run(struct ctx *cx, const struct load_plan *plan, struct load_result *ret)
{
	size_t n = plan->source.ncolumns;
	struct load l = { .plan = plan, .out = ret, .codes = plan->codes, .today = cx->today };
	*ret = (struct load_result){ .personal = ctx_array(cx, struct personal, n) };
	l.shapes = ctx_array(cx, struct shape, n);
	l.phone = ctx_array(cx, bool, n);
	for (size_t i = 0; i < n; i++) {
		l.shapes[i] = plan->source.columns[i].shape;
		shape_ready(&l.shapes[i], cx->today);
		l.phone[i] = about_phones(&plan->source.columns[i]);
	}
	TRY(problems_begin(cx, &ret->problems, plan->source.columns, n, plan->rejects));
	AUTO_SOURCE s = NULL;
	TRY(source_open(cx, plan->source, &s));
	enum err e = build(cx, &l, s);
	bool built = e == OK;
	struct fault why = cx->fault;
	if (built)
		e = settle(cx, &l, s);
	else if (problems_flush(cx, &ret->problems) != OK)
		cx->fault = why;        /* the first complaint is the one to tell */
	free(l.repeated.numbers);
	if (plan->rejects && ret->problems.rejected && e == OK)
		e = problems_head(cx, &ret->problems, s, ctx_print(cx, "%s.head", plan->rejects));
	ret->rows_rejected = ret->problems.rejected;
	ret->rows_good = ret->rows_read - ret->rows_rejected;
	if (e != OK && built) {
		why = cx->fault;                /* what cannot go now, the sweep takes */
		if (rowload_delete(cx, plan->store, plan->resource_no, plan->version) != OK)
			ret->version.rows = 0;
		cx->fault = why;
	}
	return e;
}
