/* piece_print.c - see piece.h: a piece's rows and marks printed, and what its head says. */
#include "dataapi/piece.h"

static struct printer printer_for(struct ctx *cx, const struct call *c, struct buf *out)
{
	struct printer p = {
		.format = c->ask.format, .view = c->plan->view, .seen = c->ask.seen,
		.nseen = c->ask.nseen, .mask_key = &c->plan->mask_key, .out = out,
		.scratch = ctx_new(cx, struct buf), .plain = ctx_new(cx, struct buf),
	};
	*p.scratch = buf_make(64u << 20);
	*p.plain = buf_make(64u << 20);
	return p;
}

static void printer_end(struct printer *p)
{
	buf_end(p->scratch);
	buf_end(p->plain);
}

static void print_row(const struct call *c, void *arg)
{
	struct printer *p = arg;
	print_row_begin(p);
	for (size_t i = 0; i < p->nseen; i++) {
		struct value v = piece_value(c, i);
		print_cell(p, i, &v);
	}
	print_row_end(p);
}

enum err piece_print(struct ctx *cx, struct req *rq, struct call *c, struct buf *out,
		     bool head)
{
	struct printer p = printer_for(cx, c, out);
	if (head)
		print_head(&p);
	enum err e = piece_rows(cx, rq, c, print_row, &p);
	printer_end(&p);
	return e;
}

void piece_marks(struct ctx *cx, struct call *c, struct buf *out)
{
	bool line = c->ask.format == DATA_NDJSON;
	c->taken.marks = (int64_t)c->marked.n;
	if (!c->marked.n || c->ask.format == DATA_CSV)
		return;
	buf_text(out, line ? "{\"marks\":" : ",\"marks\":");
	marks_json(cx, out, c->plan->view, &c->marked);
	if (line)
		buf_text(out, "}\n");
}

/* --- headers -------------------------------------------------------------------- */

/* What stands in a stream's later pieces isn't known at its head: its trailer says it. */
static void marks_header(struct ctx *cx, struct req *rq, const struct call *c)
{
	const struct marks *m = &c->plan->marks;
	if (c->ask.whole && marks_touch(m, c->ask.seen, c->ask.nseen)) {
		answer_header(rq, "Gongshu-Marks", "under_verification; rows=unknown");
		answer_header(rq, "Trailer", "Gongshu-Marks");
	} else if (!c->ask.whole && c->marked.n)
		answer_header(rq, "Gongshu-Marks", marks_line(cx, &c->marked));
}

void piece_headers(struct ctx *cx, struct req *rq, const struct call *c)
{
	const struct quota *q = &c->plan->terms.quota;
	struct usage u = c->used;
	if (c->plan->marks.n)
		marks_header(cx, rq, c);
	if (!c->plan->limited)
		return;
	if (u.period != quota_period(q->per, cx->now))
		u = (struct usage){ 0 };
	bool calls = q->calls != QUOTA_NONE, rows = !calls && q->rows != QUOTA_NONE;
	int64_t limit = calls ? q->calls : rows ? q->rows : q->subjects;
	int64_t used = calls ? u.calls + c->taken.calls : rows ? u.rows + c->taken.rows
							       : u.subjects;
	ms_t ends = quota_ends(q->per, cx->now);
	answer_header(rq, "RateLimit-Limit", ctx_print(cx, "%lld", (long long)limit));
	answer_header(rq, "RateLimit-Remaining",
		      ctx_print(cx, "%lld", (long long)(limit > used ? limit - used : 0)));
	if (ends.n)
		answer_header(rq, "RateLimit-Reset",
			      ctx_print(cx, "%lld", (long long)((ends.n - cx->now.n) / 1000)));
}
