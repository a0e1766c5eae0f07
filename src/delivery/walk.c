/* walk.c - the rows of a batch: read in pieces under one version of the data, told to the
 * persons they are of, marked, written. See making.h. */
#include "delivery/making.h"
#include "core/csvout.h"
#include "core/item.h"
#include "dataapi/release.h"
#include "record/record.h"
#include "rowsql/rowread.h"
#include "sys/clock.h"
#include <string.h>

enum { WRITE_AT = 1 << 18 };

/* A fault of the piece's arena, told in the batch's. */
static enum err carried(struct run *r, enum err e)
{
	struct said s = r->piece.fault.said;
	const char *field = r->piece.fault.field;
	for (int i = 0; i < SAID_ARGS; i++)
		if (s.args[i].text)
			s.args[i].text = ctx_text(r->cx, s.args[i].text);
	e = fail(r->cx, e, s);
	return field ? fail_field(r->cx, e, ctx_text(r->cx, field)) : e;
}

/* --- what is under verification --------------------------------------------------------- */
static void add_doubts(struct run *r, const struct marked_list *l, bool of_row)
{
	for (size_t i = 0; i < l->n && r->ndoubts < CORRECTION_MOST + 1; i++) {
		struct doubt_mark *d = &r->doubts[r->ndoubts++];
		*d = (struct doubt_mark){ .row = of_row ? DOUBT_NOT_NEW : DOUBT_ALL,
					  .items = l->at[i].items, .nitems = l->at[i].nitems };
		if (of_row && r->given.keyed)
			d->key = ctx_array(r->cx, const char *, r->given.nseen + 1);
		for (size_t k = 0; d->key && k < r->given.nseen; k++)
			if (r->given.plan->view.at[r->given.seen[k]].key)
				d->key[k] = ctx_textn(r->cx, r->line->cells[k].p, r->line->cells[k].n);
	}
}

/* Held against what is doubted by its key, whether or not that is given. */
static void doubt_line(struct run *r, const struct rowscan *s)
{
	const struct plan *p = r->given.plan;
	struct marked_list l = { .n = 0 };
	struct value key[8];
	if (!r->doubts || !r->writing || p->marks.n == p->marks.nall)
		return;
	for (size_t i = 0; i < p->marks.nkeys; i++)
		key[i] = rowscan_value(s, r->given.nseen + p->nsubjects + i);
	mark_row(r->cx, &p->marks, p->view, r->given.seen, r->given.nseen, key, 0, &l);
	size_t before = r->ndoubts;
	add_doubts(r, &l, true);
	r->line->doubt = r->ndoubts > before ? r->ndoubts : 0;
}

static void begin_doubts(struct run *r)
{
	const struct plan *p = r->given.plan;
	struct marked_list l = { .n = 0 };
	r->ndoubts = 0;
	if (!p->marks.n)
		return;
	r->doubts = ctx_array(r->cx, struct doubt_mark, CORRECTION_MOST + 1);
	mark_all(r->cx, &p->marks, r->given.seen, r->given.nseen, &l);
	add_doubts(r, &l, false);
}

static void doubt_json(struct run *r, struct jout *j, const struct doubt_mark *d)
{
	const struct view *v = &r->given.plan->view;
	struct marked m = { 0, d->items, d->nitems };
	jout_open(j);
	jout_key_text(j, "of", d->row == DOUBT_ALL ? "all" : "record");
	jout_key(j, "row");
	if (d->row < 0)
		jout_null(j);
	else
		jout_int(j, d->row);
	jout_key(j, "key");
	if (d->key)
		jout_open(j);
	else
		jout_null(j);
	for (size_t k = 0; d->key && k < r->given.nseen; k++)
		if (d->key[k])
			jout_key_text(j, v->at[r->given.seen[k]].code, d->key[k]);
	if (d->key)
		jout_close(j);
	mark_rest_json(r->cx, j, *v, &m);
	jout_close(j);
}

const char *making_doubts(struct run *r)
{
	AUTO_BUF b = buf_make(MAKING_TEXT);
	struct jout j = jout_to(&b);
	if (!r->ndoubts)
		return NULL;
	jout_list(&j);
	for (size_t i = 0; i < r->ndoubts; i++)
		doubt_json(r, &j, &r->doubts[i]);
	jout_end_list(&j);
	return ctx_textn(r->cx, b.p, b.n);
}

/* --- a row ---------------------------------------------------------------------------- */
static void read_line(struct run *r, const struct rowscan *s)
{
	struct value values[ITEM_MAX];
	struct line *l = r->line;
	for (size_t i = 0; i < r->given.nseen; i++)
		values[i] = rowscan_value(s, i);
	buf_clear(&l->text);
	l->doubt = 0;
	given_line(&r->printer, values, &l->text, l->cells);
}

static void enter(struct run *r)
{
	buf_clear(&r->whole);
	for (size_t i = 0; i < r->given.nseen; i++)
		buf_run(&r->whole, r->line->cells[i].p, r->line->cells[i].n);
	struct hash says = hash_of(r->whole.p, r->whole.n), id = says;
	buf_clear(&r->whole);
	for (size_t i = 0; r->given.keyed && i < r->given.nseen; i++)
		if (r->given.plan->view.at[r->given.seen[i]].key)
			buf_run(&r->whole, r->line->cells[i].p, r->line->cells[i].n);
	if (r->given.keyed)
		id = hash_of(r->whole.p, r->whole.n);
	ledger_add(&r->ledger, &id, &says);
}

enum err making_flush(struct run *r, size_t least)
{
	if (!buf_ok(&r->csv) || !buf_ok(&r->cell))
		return fail(r->cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	if (r->csv.n < least)
		return OK;
	TRY(outfile_put(r->cx, &r->out, r->csv.p, r->csv.n));
	buf_clear(&r->csv);
	return OK;
}

static enum err write_line(struct run *r, struct line *l)
{
	for (size_t i = 0; i < r->given.nseen; i++) {
		struct mark_cell c = l->cells[i];
		if (r->marked) {
			buf_clear(&r->cell);
			mark_put(&r->pen, &l->draw, i, c, &r->cell);
			c = (struct mark_cell){ r->cell.p, r->cell.n };
		}
		csv_celln(&r->csv, i, c.n ? c.p : "", c.n, CSV_FOR_MACHINES);
	}
	csv_end(&r->csv);
	if (l->doubt)
		r->doubts[l->doubt - 1].row = r->lines_out;
	r->lines_out++;
	l->full = false;
	return making_flush(r, WRITE_AT);
}

static void change_lines(struct run *r)
{
	struct line *l = r->line;
	r->line = r->held;
	r->held = l;
}

/* A row is held back until the next is there: of two that sort equal either may go first. */
static enum err put_line(struct run *r)
{
	if (r->marked)
		r->line->draw = mark_draw_row(&r->pen, r->line->cells);
	if (!r->marked || !r->marks.order)
		return write_line(r, r->line);
	r->line->full = true;
	if (!r->held->full) {
		change_lines(r);
		return OK;
	}
	if (memcmp(r->held->draw.sort.b, r->line->draw.sort.b, HASH_SIZE) != 0) {
		TRY(write_line(r, r->held));
		change_lines(r);
		return OK;
	}
	if (mark_turns(&r->pen, &r->held->draw, &r->line->draw))
		change_lines(r);
	TRY(write_line(r, r->held));
	return write_line(r, r->line);
}

/* --- rows that were never there ------------------------------------------------------------ */
/* By what the ledger knows a row. */
static struct hash ledger_id(struct run *r, const struct mark_cell *cells)
{
	buf_clear(&r->whole);
	for (size_t i = 0; i < r->given.nseen; i++)
		if (r->keys[i])
			buf_run(&r->whole, cells[i].p, cells[i].n);
	return hash_of(r->whole.p, r->whole.n);
}

static void copy_line(const struct run *r, struct line *to, const struct mark_cell *cells)
{
	size_t at[ITEM_MAX + 1];
	buf_clear(&to->text);
	to->doubt = 0;
	for (size_t i = 0; i < r->given.nseen; i++) {
		at[i] = to->text.n;
		buf_bytes(&to->text, cells[i].p, cells[i].n);
	}
	at[r->given.nseen] = to->text.n;
	for (size_t i = 0; i < r->given.nseen; i++)
		to->cells[i] = (struct mark_cell){ to->text.p + at[i], at[i + 1] - at[i] };
}

/* *ret: one is to stand behind the row under way, in r->decoy. */
static bool invent(struct run *r)
{
	struct mark_cell cells[ITEM_MAX];
	struct mark_draw d = mark_draw_row(&r->pen, r->line->cells);
	const struct mark_cell *before = r->before.full ? r->before.cells : r->line->cells;
	bool due = r->decoys.n < DECOY_MOST && decoy_due(&r->pen, &d);
	int digits = due ? decoy_make(&r->pen, &d, r->keys, r->line->cells, before, cells, &r->cell) : 0;
	if (digits) {
		struct hash id = ledger_id(r, cells);
		copy_line(r, &r->decoy, cells);
		d = mark_draw_row(&r->pen, r->decoy.cells);
		uint64_t name = decoy_name(&d.id);
		bool taken = ledger_has(&r->ledger, &id) ||
			     !decoy_room(digits, ledger_count(&r->ledger));
		for (size_t i = 0; i < r->decoys.n && !taken; i++)
			taken = r->decoys.names[i] == name;
		digits = taken ? 0 : digits;
		if (digits) {
			r->decoys.names[r->decoys.n++] = name;
			r->decoys.digits = r->decoys.n == 1 || digits < r->decoys.digits
				? digits : r->decoys.digits;
		}
	}
	copy_line(r, &r->before, r->line->cells);
	r->before.full = true;
	return digits > 0;
}

static enum err put_lines(struct run *r)
{
	bool more = r->marked && r->marks.invents && !r->news && invent(r);
	TRY(put_line(r));
	if (!more)
		return OK;
	copy_line(r, r->line, r->decoy.cells);
	return put_line(r);
}

/* --- persons -------------------------------------------------------------------------- */
static enum err persons_of(struct run *r, const struct rowscan *s)
{
	bool counted = r->given.plan->terms.quota.subjects != QUOTA_NONE;
	for (size_t i = 0; i < r->given.plan->nsubjects; i++) {
		struct value v = rowscan_value(s, r->given.nseen + i);
		if (v.null || !v.n)
			continue;
		r->subjects[r->nsubjects++] = ctx_textn(&r->piece, v.p, v.n);
		struct hash h = hash_keyed(r->given.plan->mask_key.b, HASH_SIZE, v.p, v.n);
		if (counted)
			buf_bytes(&r->persons, h.b, HASH_SIZE);
	}
	return !counted || r->persons.n / HASH_SIZE <= MAKING_SUBJECTS ? OK
		: refused(r->cx, &(struct policy){ .why = POLICY_QUOTA_SUBJECTS,
						   .left = r->given.plan->terms.quota.subjects });
}

struct telling { const struct run *r; int64_t was, rows; };

static enum err tell(struct ctx *cx, struct db *db, void *arg)
{
	const struct telling *t = arg;
	const struct run *r = t->r;
	TRY(delivery_batch_told(cx, db, &r->b, r->b.version, t->was, r->place));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_RELEASE, .act = "delivery-rows", .org = r->b.by_org,
		.principal = r->b.by_id, .resource = r->given.plan->resource,
		.resource_version = r->b.version, .grant = r->b.grant, .case_id = r->b.case_id,
		.object = r->b.id, .purpose = r->given.grant.purpose_code, .rows = t->rows,
		.subjects = r->subjects, .nsubjects = r->nsubjects });
}

static enum err tell_persons(struct run *r, int64_t rows)
{
	struct telling t = { r, r->b.told, rows };
	if (!r->writing || !r->nsubjects || r->place <= r->b.told)
		return OK;
	enum err e = store_change(&r->piece, r->app->store, tell, &t);
	if (e != OK)
		return carried(r, e);
	r->b.told = r->place;
	return OK;
}

/* --- the rows ------------------------------------------------------------------------- */
static enum err take(struct run *r, const struct rowscan *s)
{
	bool wanted = r->writing && (!r->news || r->news[r->place / 8] >> (r->place % 8) & 1);
	read_line(r, s);
	if (!buf_ok(&r->line->text))
		return fail(r->cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	if (!r->news && !r->entered)
		enter(r);
	doubt_line(r, s);
	r->place++;
	r->after = rowscan_n(s);
	if (r->place > DELIVERY_ROWS_MOST)
		return fail(r->cx, ERR_TOO_LARGE, SAY_DELIVERY_TOO_MANY_ROWS(DELIVERY_ROWS_MOST));
	if (!wanted)
		return OK;
	r->rows++;
	TRY(persons_of(r, s));
	return put_lines(r);
}

static enum err piece(struct run *r, bool *ret_more)
{
	struct row_ask ask = { .resource_no = r->given.plan->resource_no, .version = r->given.plan->version,
			       .fields = r->given.plan->view, .seen = r->columns, .nseen = r->ncolumns,
			       .policy = r->given.rows, .after = r->after, .limit = MAKING_PIECE };
	struct ctx *cx = &r->piece;
	AUTO_SCAN s = NULL;
	int64_t before = r->rows, n = 0;
	ctx_reset(cx, clock_now());
	r->subjects = ctx_array(cx, const char *, MAKING_PIECE * (r->given.plan->nsubjects + 1));
	r->nsubjects = 0;
	enum err e = rowscan_open(cx, r->app->rowpool, r->db, &ask, &s);
	for (bool more = true; e == OK; n++) {
		e = rowscan_next(cx, s, &more);
		if (e != OK || !more)
			break;
		TRY(take(r, s));
	}
	if (e != OK)
		return carried(r, e);
	rowscan_freep(&s);
	s = NULL;
	*ret_more = n == MAKING_PIECE;
	return tell_persons(r, r->rows - before);
}

enum err making_walk(struct run *r, bool writing)
{
	r->writing = writing;
	r->after = r->place = r->rows = r->lines_out = 0;
	begin_doubts(r);
	for (bool more = true; more;) {
		if (r->stop && *r->stop)
			return fail(r->cx, ERR_BUSY, SAY_DELIVERY_BUSY());
		TRY(piece(r, &more));
	}
	return r->held->full ? write_line(r, r->held) : OK;
}
