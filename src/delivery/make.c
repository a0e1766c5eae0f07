/* make.c - see make.h: decide, read, mark, write, charge, note.
 *
 * An incremental batch reads the rows twice: first to learn which are new (ledger.h), then
 * to write those. Persons whose rows are handed over learn of it from the record, a leaf a
 * piece, before the file is there; how far that got stands in the store, so that a second
 * try doesn't repeat it. */
#include "delivery/making.h"
#include "base/enc.h"
#include "core/csvout.h"
#include "dataapi/release.h"
#include "delivery/delivery_store.h"
#include "delivery/rhythm.h"
#include "deposit/deposit.h"
#include "grant/grants.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <string.h>

/* --- what is given --------------------------------------------------------------------- */
static enum err planned(struct run *r)
{
	struct ctx *cx = r->cx;
	struct given *g = &r->given;
	TRY(case_load(cx, r->db, r->b.case_id, &r->file));
	if (strcmp(r->file.state, "filed") != 0 && strcmp(r->file.state, "delivering") != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NO_FETCH());
	TRY(given_find(cx, r->app, r->db, r->b.grant, g));
	TRY(given_may(cx, g, r->b.case_id));
	r->b.version = g->plan->version;
	size_t keys = g->plan->marks.n > g->plan->marks.nall ? g->plan->marks.nkeys : 0;
	r->ncolumns = g->nseen + g->plan->nsubjects + keys;
	r->columns = ctx_array(cx, size_t, r->ncolumns + 1);
	memcpy(r->columns, g->seen, g->nseen * sizeof *g->seen);
	memcpy(r->columns + g->nseen, g->plan->subjects, g->plan->nsubjects * sizeof *g->seen);
	memcpy(r->columns + g->nseen + g->plan->nsubjects, g->plan->marks.keys, keys * sizeof *g->seen);
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
	bind_text(q, ":resource", r->given.grant.resource);
	TRY(rows_next(cx, q, &more));
	json_t *allowed = more ? json_loads(col_text(cx, q, "allowed"), 0, NULL) : NULL;
	r->marks = marks_plan(cx, allowed, &r->given.plan->view, r->given.seen, r->given.nseen);
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

/* What stands in the file, for whoever writes it into a table. */
static const char *columns(struct run *r)
{
	buf_clear(&r->whole);
	for (size_t i = 0; i < r->given.nseen; i++) {
		const struct viewed *f = &r->given.plan->view.at[r->given.seen[i]];
		buf_print(&r->whole, "%s%s%s", i ? "," : "", f->code, r->given.keyed && f->key ? "*" : "");
	}
	return ctx_textn(r->cx, r->whole.p, r->whole.n);
}

/* Columns given, how, and by what rows are known: of another shape no ledger compares. */
static void shape(struct run *r)
{
	const struct view *v = &r->given.plan->view;
	buf_clear(&r->whole);
	for (size_t i = 0; i < r->given.nseen; i++) {
		const struct viewed *f = &v->at[r->given.seen[i]];
		buf_run(&r->whole, f->code, strlen(f->code));
		buf_u8(&r->whole, (uint8_t)f->mask);
		buf_u8(&r->whole, f->key);
	}
	r->ledger.shape = hash_of(r->whole.p, r->whole.n);
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
	TRY(making_walk(r, false));
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

/* What is invented must be no key of the table, so all of those are read first. */
static enum err prepare_decoys(struct run *r)
{
	r->keys = ctx_array(r->cx, bool, r->given.nseen + 1);
	r->decoys.names = ctx_array(r->cx, uint64_t, DECOY_MOST);
	for (size_t i = 0; i < r->given.nseen; i++)
		r->keys[i] = r->given.plan->view.at[r->given.seen[i]].key;
	TRY(making_walk(r, false));
	ledger_sort(&r->ledger);
	r->entered = true;
	return OK;
}

/* --- written, charged, on the record -------------------------------------------------- */
static enum err write_file(struct run *r)
{
	struct hash h;
	char text[HEX_TEXT(HASH_SIZE)];
	TRY(outfile_open(r->cx, delivery_batch_path(r->cx, r->app->store, r->b.id), &r->out));
	for (size_t i = 0; i < r->given.nseen; i++)
		csv_cell(&r->csv, i, r->given.plan->view.at[r->given.seen[i]].code, CSV_FOR_MACHINES);
	csv_end(&r->csv);
	TRY(making_walk(r, true));
	TRY(making_flush(r, 1));
	r->b.bytes = r->out.n;
	TRY(outfile_done(r->cx, &r->out, &h));
	r->b.hash = ctx_text(r->cx, hex_text(h.b, HASH_SIZE, text));
	decoys_sort(&r->decoys);
	r->b.invented = decoys_text(r->cx, &r->decoys);
	r->b.columns = columns(r);
	r->b.rows = r->rows;
	r->b.whole = r->place;
	r->b.doubts = making_doubts(r);
	r->b.doubted = (int64_t)r->ndoubts;
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
	if (now.revision != r->given.plan->grant.revision)
		return fail(cx, ERR_BUSY, SAY_GRANT_MOVED());      /* decided anew */
	struct policy p = policy_quota(&r->given.plan->terms.quota, &now.used,
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
		.grant = r->b.grant, .revision = r->given.plan->grant.revision, .now = cx->now,
		.period = quota_period(r->given.plan->terms.quota.per, cx->now), .rows = r->b.rows,
		.subjects = (const struct hash *)(const void *)r->persons.p,
		.nsubjects = r->persons.n / HASH_SIZE };
	TRY(case_load(cx, db, r->b.case_id, &c));
	if (strcmp(c.state, "filed") != 0 && strcmp(c.state, "delivering") != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NO_FETCH());
	TRY(grant_charge(cx, db, &charge, &changed));
	if (changed != 1)
		return not_charged(cx, db, r);
	TRY(delivery_batch_ready(cx, db, &r->b, c.parties.applicant.org));
	TRY(rhythm_owed(cx, db, r->app->legal, &c));
	TRY(doubt_batch_ready(cx, db, r->b.case_id, c.resource));
	TRY(deposit_owed(cx, db, r->b.case_id, r->b.no, r->b.id));
	return case_observe_one(cx, db, r->app->legal, r->b.case_id, "delivered", NULL);
}

static void begin(struct run *r)
{
	struct buf *bufs[] = { &r->scratch, &r->plain, &r->whole, &r->csv, &r->cell,
			       &r->lines[0].text, &r->lines[1].text, &r->before.text, &r->decoy.text };
	for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
		*bufs[i] = buf_make(MAKING_TEXT);
	r->persons = buf_make((MAKING_SUBJECTS + 2 * MAKING_PIECE) * HASH_SIZE);
	r->ledger = ledger_make(DELIVERY_ROWS_MOST + 1);
	r->line = &r->lines[0];
	r->held = &r->lines[1];
	r->out.fd = -1;
	ctx_init(&r->piece, r->cx->now, 0);
}

static void end(struct run *r)
{
	struct buf *bufs[] = { &r->scratch, &r->plain, &r->whole, &r->csv, &r->cell,
			       &r->lines[0].text, &r->lines[1].text, &r->before.text, &r->decoy.text,
			       &r->persons };
	for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
		buf_end(bufs[i]);
	ledger_end(&r->ledger);
	if (r->out.hash)
		outfile_drop(&r->out);
	if (r->marked)
		mark_pen_end(&r->pen);
	given_end(&r->given);
	ctx_end(&r->piece);
}

static enum err make(struct run *r)
{
	TRY(planned(r));
	TRY(marked(r));
	shape(r);
	r->printer = (struct printer){ .format = DATA_CSV, .view = r->given.plan->view, .seen = r->given.seen,
		.nseen = r->given.nseen, .mask_key = &r->given.plan->mask_key, .out = &r->csv,
		.scratch = &r->scratch, .plain = &r->plain };
	if (r->b.kind == DELIVERY_INCREMENTAL) {
		struct ledger was = ledger_make(DELIVERY_ROWS_MOST + 1);
		enum err e = compare(r, &was);
		ledger_end(&was);
		TRY(e);
	}
	if (r->marked && r->marks.invents && r->b.kind == DELIVERY_FULL)
		TRY(prepare_decoys(r));
	TRY(write_file(r));
	r->cx->now = clock_now();
	return store_change(r->cx, r->app->store, finish, r);
}

enum err batch_make(struct ctx *cx, struct app *app, struct db *reader,
		    const struct delivery_batch *b, const _Atomic int *stop)
{
	struct run *r = ctx_new(cx, struct run);
	*r = (struct run){ .cx = cx, .app = app, .db = reader, .stop = stop, .b = *b };
	begin(r);
	enum err e = make(r);
	end(r);
	return e;
}
