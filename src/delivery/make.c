/* make.c - see make.h: decide, read, mark, write, charge, note.
 *
 * Rows are read in pieces under one version of the data. An incremental batch reads them
 * twice: first to learn which are new (ledger.h), then to write those. Persons whose
 * rows are handed over learn of it from the record, a leaf a piece, before the file is
 * there; how far that got stands in the store, so that a second try doesn't repeat it. */
#include "delivery/make.h"
#include "base/enc.h"
#include "cases/cases.h"
#include "core/csvout.h"
#include "core/item.h"
#include "dataapi/plan.h"
#include "dataapi/print.h"
#include "dataapi/release.h"
#include "delivery/delivery_store.h"
#include "delivery/ledger.h"
#include "delivery/marks.h"
#include "grant/grants.h"
#include "record/record.h"
#include "rowsql/rowread.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/outfile.h"
#include <string.h>

enum { PIECE = 1000, WRITE_AT = 1 << 18, SUBJECTS_MOST = 200000 };
#define TEXT_MOST   (64u << 20)
#define LEDGER_MOST ((size_t)DELIVERY_ROWS_MOST * sizeof(struct ledger_row))

struct line {                           /* a row as its texts */
	struct buf       text;
	struct mark_cell cells[ITEM_MAX];
	struct mark_draw draw;
	bool             full;
};
struct run {
	struct ctx       *cx, piece;    /* the batch's; of one piece */
	struct app       *app;
	struct db        *db;
	const volatile int *stop;
	struct delivery_batch b;        /* as it will be */
	struct case_file  file;
	struct grant      grant;
	const struct plan *plan;
	size_t           *seen, nseen, *columns, ncolumns;
	struct printer    printer;
	struct buf        scratch, plain, whole, csv, cell, persons;
	struct mark_plan  marks;
	struct mark_pen   pen;
	bool              marked, keyed, writing;
	struct ledger     ledger;
	uint8_t          *news;         /* which rows are new; NULL: all are written */
	struct outfile    out;
	struct line       lines[2];
	struct line      *line, *held;
	int64_t           after, place, rows;
	const char      **subjects;
	size_t            nsubjects;
};

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

/* --- what is given -------------------------------------------------------------------- */
static enum err planned(struct run *r)
{
	struct ctx *cx = r->cx;
	TRY(case_load(cx, r->db, r->b.case_id, &r->file));
	if (strcmp(r->file.state, "filed") != 0 && strcmp(r->file.state, "delivering") != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NO_FETCH());
	TRY(grant_by_id(cx, r->db, r->b.grant, &r->grant));
	struct plan_key key = { .code = r->grant.code, .org = r->grant.org,
				.purpose = r->grant.purpose_code };
	struct resource res;
	TRY(plan_get(cx, r->app, r->db, key, &r->plan, &res));
	if (!r->plan)
		return refused(cx, &(struct policy){ .why = POLICY_NO_GRANT, .article = "20" });
	plan_hold(r->plan);
	if (!r->plan->version)
		return fail(cx, ERR_INVALID, SAY_DELIVERY_NO_DATA());
	r->b.version = r->plan->version;
	return OK;
}

static enum err may(struct run *r)
{
	const struct view *v = &r->plan->view;
	r->seen = ctx_array(r->cx, size_t, v->n);
	for (size_t i = 0; i < v->n; i++)
		if (v->at[i].granted && v->at[i].mask != MASK_VERIFY)
			r->seen[r->nseen++] = i;
	struct policy_ask ask = { .org = r->grant.org, .purpose = r->grant.purpose_code,
				  .matter = r->b.case_id, .now = clock_now(), .seen = r->seen,
				  .nseen = r->nseen };
	struct policy p = policy_decide(&r->plan->terms, &ask);
	TRY(refused(r->cx, &p));
	r->ncolumns = r->nseen + r->plan->nsubjects;
	r->columns = ctx_array(r->cx, size_t, r->ncolumns);
	memcpy(r->columns, r->seen, r->nseen * sizeof *r->seen);
	memcpy(r->columns + r->nseen, r->plan->subjects, r->plan->nsubjects * sizeof *r->seen);
	return OK;
}

/* What the provider lets a mark alter, and the key of this delivery. */
static enum err marked(struct run *r)
{
	struct ctx *cx = r->cx;
	uint8_t key[HASH_SIZE];
	char name[MARK_NAME];
	bool more;
	AUTO_ROWS q = db_run(r->db, SQL_DELIVERY_MARKS_GET);
	bind_text(q, ":resource", r->grant.resource);
	TRY(rows_next(cx, q, &more));
	json_t *allowed = more ? json_loads(col_text(cx, q, "allowed"), 0, NULL) : NULL;
	r->marks = marks_plan(cx, allowed, &r->plan->view, r->seen, r->nseen);
	json_decref(allowed);
	if (!mark_plan_works(&r->marks))
		return OK;
	AUTO_ROWS d = db_run(r->db, SQL_DELIVERY_GET);
	bind_text(d, ":case_id", r->b.case_id);
	bind_day(d, ":today", cx->today);
	TRY(rows_next(cx, d, &more));
	TRY(delivery_key_open(cx, r->app->seal_key, r->b.case_id,
			      more ? col_text(cx, d, "mark_key") : NULL, key));
	r->pen = mark_pen_make(&r->marks, key);
	r->marked = true;
	mark_name(key, name);
	r->b.mark = ctx_text(cx, name);
	r->b.carriers = marks_text(cx, &r->marks);
	explicit_bzero(key, sizeof key);
	return OK;
}

/* Columns given, how, and by what rows are known: of another shape no ledger compares. */
static void shape(struct run *r)
{
	const struct view *v = &r->plan->view;
	size_t keys = 0, given = 0;
	buf_clear(&r->whole);
	for (size_t i = 0; i < v->n; i++)
		keys += v->at[i].key;
	for (size_t i = 0; i < r->nseen; i++) {
		const struct viewed *f = &v->at[r->seen[i]];
		given += f->key && f->mask == MASK_KEEP;
		buf_run(&r->whole, f->code, strlen(f->code));
		buf_u8(&r->whole, (uint8_t)f->mask);
		buf_u8(&r->whole, f->key);
	}
	r->keyed = keys && given == keys;
	r->ledger.shape = hash_of(r->whole.p, r->whole.n);
}

/* --- a row ---------------------------------------------------------------------------- */
static void read_line(struct run *r, const struct rowscan *s)
{
	size_t at[ITEM_MAX + 1];
	struct line *l = r->line;
	buf_clear(&l->text);
	for (size_t i = 0; i < r->nseen; i++) {
		struct value v = rowscan_value(s, i);
		at[i] = l->text.n;
		if (!print_text(&r->printer, i, &v, &l->text))
			l->text.n = at[i];
	}
	at[r->nseen] = l->text.n;
	for (size_t i = 0; i < r->nseen; i++)
		l->cells[i] = (struct mark_cell){ l->text.p + at[i], at[i + 1] - at[i] };
}

static void enter(struct run *r)
{
	buf_clear(&r->whole);
	for (size_t i = 0; i < r->nseen; i++)
		buf_run(&r->whole, r->line->cells[i].p, r->line->cells[i].n);
	struct hash says = hash_of(r->whole.p, r->whole.n), id = says;
	buf_clear(&r->whole);
	for (size_t i = 0; r->keyed && i < r->nseen; i++)
		if (r->plan->view.at[r->seen[i]].key)
			buf_run(&r->whole, r->line->cells[i].p, r->line->cells[i].n);
	if (r->keyed)
		id = hash_of(r->whole.p, r->whole.n);
	ledger_add(&r->ledger, &id, &says);
}

static enum err flush(struct run *r, size_t least)
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
	for (size_t i = 0; i < r->nseen; i++) {
		struct mark_cell c = l->cells[i];
		if (r->marked) {
			buf_clear(&r->cell);
			mark_put(&r->pen, &l->draw, i, c, &r->cell);
			c = (struct mark_cell){ r->cell.p, r->cell.n };
		}
		csv_celln(&r->csv, i, c.n ? c.p : "", c.n, CSV_FOR_MACHINES);
	}
	csv_end(&r->csv);
	l->full = false;
	return flush(r, WRITE_AT);
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

/* --- persons -------------------------------------------------------------------------- */
static enum err persons_of(struct run *r, const struct rowscan *s)
{
	bool counted = r->plan->terms.quota.subjects != QUOTA_NONE;
	for (size_t i = 0; i < r->plan->nsubjects; i++) {
		struct value v = rowscan_value(s, r->nseen + i);
		if (v.null || !v.n)
			continue;
		r->subjects[r->nsubjects++] = ctx_textn(&r->piece, v.p, v.n);
		struct hash h = hash_keyed(r->plan->mask_key.b, HASH_SIZE, v.p, v.n);
		if (counted)
			buf_bytes(&r->persons, h.b, HASH_SIZE);
	}
	return !counted || r->persons.n / HASH_SIZE <= SUBJECTS_MOST ? OK
		: refused(r->cx, &(struct policy){ .why = POLICY_QUOTA_SUBJECTS,
						   .left = r->plan->terms.quota.subjects });
}

struct telling { const struct run *r; int64_t was, rows; };

static enum err tell(struct ctx *cx, struct db *db, void *arg)
{
	const struct telling *t = arg;
	const struct run *r = t->r;
	TRY(delivery_batch_told(cx, db, &r->b, r->b.version, t->was, r->place));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_RELEASE, .act = "delivery-rows", .org = r->b.by_org,
		.principal = r->b.by_id, .resource = r->plan->resource,
		.resource_version = r->b.version, .grant = r->b.grant, .case_id = r->b.case_id,
		.object = r->b.id, .purpose = r->grant.purpose_code, .rows = t->rows,
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
	if (!r->news)
		enter(r);
	r->place++;
	r->after = rowscan_n(s);
	if (r->place > DELIVERY_ROWS_MOST)
		return fail(r->cx, ERR_TOO_LARGE, SAY_DELIVERY_TOO_MANY_ROWS(DELIVERY_ROWS_MOST));
	if (!wanted)
		return OK;
	r->rows++;
	TRY(persons_of(r, s));
	return put_line(r);
}

static enum err piece(struct run *r, bool *ret_more)
{
	struct row_ask ask = { .resource_no = r->plan->resource_no, .version = r->plan->version,
			       .fields = r->plan->view, .seen = r->columns, .nseen = r->ncolumns,
			       .policy = r->plan->policy, .after = r->after, .limit = PIECE };
	struct ctx *cx = &r->piece;
	AUTO_SCAN s = NULL;
	int64_t before = r->rows, n = 0;
	ctx_reset(cx, clock_now());
	r->subjects = ctx_array(cx, const char *, PIECE * (r->plan->nsubjects + 1));
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
	*ret_more = n == PIECE;
	return tell_persons(r, r->rows - before);
}

static enum err walk(struct run *r, bool writing)
{
	r->writing = writing;
	r->after = r->place = r->rows = 0;
	for (bool more = true; more;) {
		if (r->stop && *r->stop)
			return fail(r->cx, ERR_BUSY, SAY_DELIVERY_BUSY());
		TRY(piece(r, &more));
	}
	return r->held->full ? write_line(r, r->held) : OK;
}

/* --- what is new ---------------------------------------------------------------------- */
static enum err base_of(struct run *r, struct ledger *was)
{
	struct delivery_batch base;
	AUTO_BUF bytes = buf_make(LEDGER_MOST);
	TRY(delivery_batch_get(r->cx, r->db, r->b.case_id, r->b.base, &base));
	enum err e = file_get(r->cx, delivery_ledger_path(r->cx, r->app->store, base.id),
			      LEDGER_MOST, &bytes);
	if (e == ERR_NOT_FOUND || (e == OK && !ledger_read(was, bytes.p, bytes.n)))
		return fail(r->cx, ERR_INVALID, SAY_DELIVERY_NO_LEDGER());
	return e;
}

static enum err compare(struct run *r, struct ledger *was)
{
	TRY(base_of(r, was));
	if (!hash_same(&was->shape, &r->ledger.shape))
		return fail(r->cx, ERR_INVALID, SAY_DELIVERY_OTHER_SHAPE());
	TRY(walk(r, false));
	ledger_sort(&r->ledger);
	uint8_t *news = ctx_alloc(r->cx, (size_t)r->place / 8 + 1);
	memset(news, 0, (size_t)r->place / 8 + 1);
	struct ledger_change c = ledger_compare(was, &r->ledger, news);
	/* Without a key a changed row is one that went and one that came. */
	if (c.gone)
		return fail(r->cx, ERR_INVALID, SAY_DELIVERY_ROWS_GONE(c.gone));
	r->news = news;
	return OK;
}

/* --- written, charged, on the record -------------------------------------------------- */
static enum err write_file(struct run *r)
{
	struct hash h;
	char text[HEX_TEXT(HASH_SIZE)];
	TRY(outfile_open(r->cx, delivery_batch_path(r->cx, r->app->store, r->b.id), &r->out));
	for (size_t i = 0; i < r->nseen; i++)
		csv_cell(&r->csv, i, r->plan->view.at[r->seen[i]].code, CSV_FOR_MACHINES);
	csv_end(&r->csv);
	TRY(walk(r, true));
	TRY(flush(r, 1));
	r->b.bytes = r->out.n;
	TRY(outfile_done(r->cx, &r->out, &h));
	r->b.hash = ctx_text(r->cx, hex_text(h.b, HASH_SIZE, text));
	r->b.rows = r->rows;
	r->b.whole = r->place;
	ledger_sort(&r->ledger);
	AUTO_BUF ledger = buf_make(LEDGER_MOST);
	ledger_write(&r->ledger, &ledger);
	if (!buf_ok(&ledger))
		return fail(r->cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	return file_put(r->cx, delivery_ledger_path(r->cx, r->app->store, r->b.id), ledger.p,
			ledger.n, 0600);
}

static enum err not_charged(struct ctx *cx, struct db *db, const struct run *r)
{
	struct grant_now now;
	TRY(grant_used(cx, db, r->b.grant, &now));
	if (now.revision != r->plan->grant.revision)
		return fail(cx, ERR_BUSY, SAY_GRANT_MOVED());      /* decided anew */
	struct policy p = policy_quota(&r->plan->terms.quota, &now.used,
				       &(struct usage){ .rows = r->b.rows }, cx->now);
	if (p.why == POLICY_ALLOWED)
		p.why = now.open ? POLICY_QUOTA_SUBJECTS : POLICY_ENDED;
	return refused(cx, &p);
}

static enum err finish(struct ctx *cx, struct db *db, void *arg)
{
	const struct run *r = arg;
	struct case_file c;
	int64_t changed;
	struct charge charge = {
		.grant = r->b.grant, .revision = r->plan->grant.revision, .now = cx->now,
		.period = quota_period(r->plan->terms.quota.per, cx->now), .rows = r->b.rows,
		.subjects = (const struct hash *)(const void *)r->persons.p,
		.nsubjects = r->persons.n / HASH_SIZE };
	TRY(case_load(cx, db, r->b.case_id, &c));
	if (strcmp(c.state, "filed") != 0 && strcmp(c.state, "delivering") != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NO_FETCH());
	TRY(grant_charge(cx, db, &charge, &changed));
	if (changed != 1)
		return not_charged(cx, db, r);
	TRY(delivery_batch_ready(cx, db, &r->b, c.parties.applicant.org));
	return case_observe_one(cx, db, r->app->legal, r->b.case_id, "delivered", NULL);
}

static void begin(struct run *r)
{
	struct buf *bufs[] = { &r->scratch, &r->plain, &r->whole, &r->csv, &r->cell,
			       &r->lines[0].text, &r->lines[1].text };
	for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
		*bufs[i] = buf_make(TEXT_MOST);
	r->persons = buf_make((SUBJECTS_MOST + 2 * PIECE) * HASH_SIZE);
	r->ledger = ledger_make(DELIVERY_ROWS_MOST + 1);
	r->line = &r->lines[0];
	r->held = &r->lines[1];
	r->out.fd = -1;
	ctx_init(&r->piece, r->cx->now, 0);
}

static void end(struct run *r)
{
	struct buf *bufs[] = { &r->scratch, &r->plain, &r->whole, &r->csv, &r->cell,
			       &r->lines[0].text, &r->lines[1].text, &r->persons };
	for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
		buf_end(bufs[i]);
	ledger_end(&r->ledger);
	if (r->out.hash)
		outfile_drop(&r->out);
	if (r->marked)
		mark_pen_end(&r->pen);
	if (r->plan)
		plan_let_go(r->plan);
	ctx_end(&r->piece);
}

static enum err make(struct run *r)
{
	TRY(planned(r));
	TRY(may(r));
	TRY(marked(r));
	shape(r);
	r->printer = (struct printer){ .format = DATA_CSV, .view = r->plan->view, .seen = r->seen,
		.nseen = r->nseen, .mask_key = &r->plan->mask_key, .out = &r->csv,
		.scratch = &r->scratch, .plain = &r->plain };
	if (r->b.kind == DELIVERY_INCREMENTAL) {
		struct ledger was = ledger_make(DELIVERY_ROWS_MOST + 1);
		enum err e = compare(r, &was);
		ledger_end(&was);
		TRY(e);
	}
	TRY(write_file(r));
	r->cx->now = clock_now();
	return store_change(r->cx, r->app->store, finish, r);
}

enum err batch_make(struct ctx *cx, struct app *app, struct db *reader,
		    const struct delivery_batch *b, const volatile int *stop)
{
	struct run *r = ctx_new(cx, struct run);
	*r = (struct run){ .cx = cx, .app = app, .db = reader, .stop = stop, .b = *b };
	begin(r);
	enum err e = make(r);
	end(r);
	return e;
}
