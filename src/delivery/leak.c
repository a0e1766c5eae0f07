/* leak.c - see leak.h. */
#include "delivery/leak.h"
#include "delivery/decoy.h"
#include "delivery/delivery_store.h"
#include "delivery/marks.h"
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 65536, COLUMNS_MOST = CSV_MAX_COLUMNS, SUSPECTS_MOST = 10000 };

struct piece {                          /* the rows, as they stand in the file */
	struct ctx        *cx;
	const char       **head;        /* the first line's cells */
	size_t             nhead;
	struct mark_cell  *cells;       /* by row, `width` each */
	size_t             width, nrows;
	uint64_t          *seen;
};

static enum err no_table(struct ctx *cx)
{
	return fail(cx, ERR_INVALID, SAY_DELIVERY_NO_TABLE());
}

/* --- reading --------------------------------------------------------------------------- */
static void take_head(struct piece *p, const struct csv *c)
{
	p->nhead = p->width = c->nfields;
	p->head = ctx_array(p->cx, const char *, c->nfields);
	for (size_t i = 0; i < c->nfields; i++)
		p->head[i] = ctx_textn(p->cx, c->fields[i].p, c->fields[i].n);
}

/* Every row, the first too: it may be one. */
static void take_row(struct piece *p, const struct csv *c)
{
	struct mark_cell *row = &p->cells[p->nrows++ * p->width];
	for (size_t i = 0; i < p->width && i < c->nfields; i++)
		row[i] = (struct mark_cell){ ctx_textn(p->cx, c->fields[i].p, c->fields[i].n),
					     c->fields[i].n };
}

static void take_all(struct piece *p, struct csv *c)
{
	for (enum csv_got got; (got = csv_next(c)) == CSV_RECORD || got == CSV_SPOILT;) {
		if (got == CSV_SPOILT || p->nrows > LEAK_ROWS)
			continue;
		if (!p->head) {
			take_head(p, c);
			p->cells = ctx_array(p->cx, struct mark_cell, p->width * (LEAK_ROWS + 1));
		}
		take_row(p, c);
	}
}

static enum err read_piece(struct piece *p, const char *bytes, size_t n)
{
	AUTO_CSV c = csv_make(p->cx, 0);
	for (size_t at = 0; at < n && p->nrows <= LEAK_ROWS;) {
		size_t some = n - at < CSV_FEED_MOST ? n - at : CSV_FEED_MOST;
		csv_feed(&c, bytes + at, some);
		take_all(p, &c);
		at += some;
	}
	csv_finish(&c);
	take_all(p, &c);
	p->seen = ctx_array(p->cx, uint64_t, SLOTS);
	return p->nrows < 2 || !p->width ? no_table(p->cx) : OK;
}

/* --- one delivery ----------------------------------------------------------------------- */
/* Where each of the plan's columns stands in the piece; -1: it isn't there. By name; or,
 * where the first line names none, by place in a piece of as many columns. */
static bool columns_of(const struct piece *p, const struct mark_plan *plan, long *at, bool *ret_head)
{
	size_t found = 0;
	for (size_t i = 0; i < plan->n; i++) {
		at[i] = -1;
		for (size_t k = 0; k < p->nhead && at[i] < 0; k++)
			if (strcmp(p->head[k], plan->columns[i].code) == 0)
				at[i] = (long)k;
		found += at[i] >= 0;
	}
	*ret_head = found > 0;
	for (size_t i = 0; !found && i < plan->n && plan->n == p->width; i++)
		at[i] = (long)i;
	for (size_t i = 0; i < plan->n; i++)
		if (plan->columns[i].anchor && at[i] < 0)
			return false;
	return true;
}

static void look(struct piece *p, const struct mark_plan *plan, const uint8_t key[32],
		 const struct decoys *decoys, const long *at, bool head, struct mark_tally *ret)
{
	struct mark_pen pen = mark_pen_make(plan, key);
	struct mark_cell *cells = ctx_array(p->cx, struct mark_cell, plan->n);
	bool *has = ctx_array(p->cx, bool, plan->n);
	struct mark_eye eye = { .pen = &pen, .decoys = decoys, .seen = p->seen, .slots = SLOTS };
	memset(p->seen, 0, SLOTS * sizeof *p->seen);
	for (size_t r = head; r < p->nrows; r++) {
		for (size_t i = 0; i < plan->n; i++) {
			has[i] = at[i] >= 0;
			cells[i] = has[i] ? p->cells[r * p->width + (size_t)at[i]]
					  : (struct mark_cell){ NULL, 0 };
		}
		mark_look(&eye, cells, has);
	}
	*ret = eye.tally;
	ret->chance = decoys->n ? decoys_chance(decoys) : 0;
	mark_pen_end(&pen);
}

static enum err one(struct piece *p, struct rows *q, const uint8_t seal_key[32], struct leak *l)
{
	struct ctx *cx = p->cx;
	uint8_t key[HASH_SIZE];
	struct mark_plan plan;
	bool head;
	struct suspect s = {
		.case_id = col_text(cx, q, "case_id"), .org = col_text(cx, q, "applicant"),
		.org_name = col_text(cx, q, "applicant_name"), .title = col_text(cx, q, "title"),
		.mark = col_text(cx, q, "mark"),
	};
	if (!marks_read(cx, col_text(cx, q, "carriers"), &plan) || plan.n > COLUMNS_MOST)
		return OK;
	long *at = ctx_array(cx, long, plan.n);
	if (!columns_of(p, &plan, at, &head)) {
		l->apart++;
		return OK;
	}
	TRY(delivery_key_open(cx, seal_key, s.case_id, col_text(cx, q, "mark_key"), key));
	struct decoys decoys = decoys_read(cx, col_text(cx, q, "invented"));
	look(p, &plan, key, &decoys, at, head, &s.tally);
	explicit_bzero(key, sizeof key);
	s.evidence = mark_evidence(&s.tally);
	if (l->n && strcmp(l->list[l->n - 1].case_id, s.case_id) == 0) {
		if (s.evidence > l->list[l->n - 1].evidence)   /* marked otherwise by then */
			l->list[l->n - 1] = s;
		l->asked++;
		return OK;
	}
	l->asked++;
	l->list[l->n++] = s;
	return OK;
}

static int stronger(const void *a, const void *b)
{
	const struct suspect *x = a, *y = b;
	return (x->evidence < y->evidence) - (x->evidence > y->evidence);
}

enum err leak_look(struct ctx *cx, struct db *db, const uint8_t seal_key[32], const char *bytes,
		   size_t n, struct leak *ret)
{
	struct piece p = { .cx = cx };
	TRY(read_piece(&p, bytes, n));
	*ret = (struct leak){ .list = ctx_array(cx, struct suspect, SUSPECTS_MOST),
			      .rows = (int64_t)p.nrows };
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_CARRIERS);
	for (bool more; ret->n < SUSPECTS_MOST;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		TRY(one(&p, q, seal_key, ret));
	}
	qsort(ret->list, ret->n, sizeof *ret->list, stronger);
	for (size_t i = 0; i < ret->n; i++)
		ret->list[i].named = mark_proves(ret->list[i].evidence, ret->asked);
	return ctx_check(cx);
}
