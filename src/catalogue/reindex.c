/* reindex.c - the search index of all entries, made anew beside the one in use.
 *
 * One thread reads entries and cuts their words, in batches; the other puts them
 * in, each batch a change of its own, so that whoever else writes waits for a batch
 * at most; on PostgreSQL two make the index of what was put in. What changed
 * meanwhile is then read on, in the order in which it changed; with the last of it
 * the new table is the one that is asked. */
#include "catalogue/reindex.h"
#include "account/account.h"
#include "catalogue/entry.h"
#include "search/parts.h"
#include "sys/clock.h"
#include "sys/random.h"
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

enum { BATCHES = 2, BATCH_MEMORY = 256 << 20 };

struct batch {
	struct ctx           cx;
	struct search_words *list;
	size_t               n;
	int64_t              after, last;       /* numbers: behind `after`, up to `last` */
	enum err             result;
};

struct walk {
	struct store    *store;
	struct db       *reader;
	int64_t          builder;
	int              most;          /* entries of a batch */
	int              table;         /* the one that is filled */
	int64_t          seq;           /* the last change that is in it */
	struct batch     batch[BATCHES];
	sem_t            empty, full;
	_Atomic bool     quit;
};

/* --- reading and cutting -------------------------------------------------- */
struct draft { struct resource r; const char *org_name; size_t room; };

static enum err read_entries(struct batch *b, struct db *db, int most, struct draft *d)
{
	struct ctx *cx = &b->cx;
	AUTO_ROWS q = db_run(db, SQL_REINDEX_ENTRIES);
	bind_int(q, ":no", b->after);
	bind_int(q, ":count", most);
	for (bool more; b->n < (size_t)most; b->n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		struct resource *r = &d[b->n].r;
		d[b->n].org_name = col_text(cx, q, "org_name");
		*r = (struct resource){
			.no = (int)col_int(q, "no"), .code = col_text(cx, q, "code"),
			.national_code = col_text(cx, q, "national_code"),
			.title = col_text(cx, q, "title"), .abstract = col_text(cx, q, "abstract"),
			.source_system = col_text(cx, q, "source_system"),
			.duty = col_text(cx, q, "duty"), .nkeywords = 1,
			.keywords = ctx_array(cx, const char *, 1) };
		r->keywords[0] = col_text(cx, q, "keywords");   /* a line each */
		access_read(col_text(cx, q, "share_type"), &r->share_type);
		access_read(col_text(cx, q, "open_type"), &r->open_type);
		b->last = r->no;
	}
	return OK;
}

static struct item *next_item(struct ctx *cx, struct draft *d)
{
	if (d->r.nitems == d->room) {
		size_t room = d->room ? d->room * 2 : 32;
		struct item *wider = ctx_array(cx, struct item, room);
		if (d->room)
			memcpy(wider, d->r.items, d->room * sizeof *wider);
		d->r.items = wider;
		d->room = room;
	}
	return &d->r.items[d->r.nitems++];
}

/* Both lists run by number. */
static enum err read_items(struct batch *b, struct db *db, struct draft *d)
{
	struct ctx *cx = &b->cx;
	size_t at = 0;
	AUTO_ROWS q = db_run(db, SQL_REINDEX_ITEMS);
	bind_int(q, ":no", b->after);
	bind_int(q, ":last", b->last);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		int64_t no = col_int(q, "no");
		while (at < b->n && d[at].r.no < no)
			at++;
		if (at == b->n || d[at].r.no != no)
			continue;       /* newer than the entries: cut again later */
		struct item *it = next_item(cx, &d[at]);
		*it = (struct item){ .name = col_text(cx, q, "name"),
				     .code = col_text(cx, q, "code") };
		access_read(col_text(cx, q, "open_type"), &it->open_type);
	}
}

/* The next entries behind `after`, cut. */
static enum err prepare(struct walk *w, struct batch *b, int64_t after)
{
	ctx_reset(&b->cx, clock_now());
	struct draft *d = ctx_array(&b->cx, struct draft, (size_t)w->most);
	b->list = ctx_array(&b->cx, struct search_words, (size_t)w->most);
	b->n = 0;
	b->after = b->last = after;
	TRY(read_entries(b, w->reader, w->most, d));
	TRY(read_items(b, w->reader, d));
	AUTO_BUF body = buf_make(1 << 20);
	AUTO_BUF closed = buf_make(1 << 20);
	for (size_t i = 0; i < b->n; i++) {
		buf_clear(&body);
		buf_clear(&closed);
		entry_text(&d[i].r, d[i].org_name, &body, &closed);
		b->list[i] = search_cut(&b->cx, store_kind(w->store), d[i].r.no,
					&(struct search_text){ .title = d[i].r.title,
						.body = buf_cstr(&body),
						.closed = buf_cstr(&closed) });
	}
	return ctx_check(&b->cx);
}

static void *read_ahead(void *arg)
{
	struct walk *w = arg;
	int64_t after = 0;
	for (size_t k = 0;; k = (k + 1) % BATCHES) {
		while (sem_wait(&w->empty) != 0)
			;
		struct batch *b = &w->batch[k];
		b->result = w->quit ? ERR_BUSY : prepare(w, b, after);
		after = b->last;
		bool end = b->result != OK || b->n == 0;
		sem_post(&w->full);
		if (end)
			return NULL;
	}
}

/* --- putting in ------------------------------------------------------------ */
struct filling { struct walk *w; struct batch *b; };

static enum err fill(struct ctx *cx, struct db *db, void *arg)
{
	const struct filling *f = arg;
	return search_anew_fill(cx, db, f->w->builder, f->b->list, f->b->n);
}

static enum err last_change(struct ctx *cx, struct db *db, int64_t *ret_seq)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CATALOGUE_LAST);
	bind_text(q, ":name", "change");
	TRY(rows_next(cx, q, &more));
	*ret_seq = more ? col_int(q, "last") : 0;
	return OK;
}

static enum err begin(struct ctx *cx, struct db *db, void *arg)
{
	struct walk *w = arg;
	TRY(last_change(cx, db, &w->seq));
	return search_anew_begin(cx, db, w->builder, &w->table);
}

static enum err put_in(struct ctx *cx, struct walk *w, struct batch *b, int64_t *n)
{
	if (b->result != OK) {
		cx->fault = b->cx.fault;
		return b->result;
	}
	ctx_reset(cx, clock_now());
	TRY(store_change(cx, w->store, fill, &(struct filling){ w, b }));
	*n += (int64_t)b->n;
	return OK;
}

/* All that stands there while it is walked through. */
static enum err fill_all(struct ctx *cx, struct walk *w, const _Atomic bool *stop, int64_t *n)
{
	for (size_t k = 0;; k = (k + 1) % BATCHES) {
		struct batch *b = &w->batch[k];
		while (sem_wait(&w->full) != 0)
			;
		TRY(put_in(cx, w, b, n));
		if (b->n == 0)
			return OK;
		if (stop && *stop)
			return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
		sem_post(&w->empty);
	}
}

static enum err fill_beside_reading(struct ctx *cx, struct walk *w, const _Atomic bool *stop,
				    int64_t *n)
{
	pthread_t reading;
	if (pthread_create(&reading, NULL, read_ahead, w) != 0)
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	enum err e = fill_all(cx, w, stop, n);
	w->quit = true;
	for (int i = 0; i < BATCHES; i++)
		sem_post(&w->empty);
	pthread_join(reading, NULL);
	return e;
}

/* --- what changed meanwhile -------------------------------------------------- */
enum { AT_ONCE = 100, FEW = 20 };       /* changes read on in one of ours; the last of them */
struct reading_on { const struct walk *w; int64_t seq; bool ended; };

static enum err cut_again(struct ctx *cx, struct db *db, int table, int no)
{
	struct resource r;
	const struct org *org;
	TRY(resource_by_no(cx, db, no, &r));
	TRY(account_org(cx, db, r.org, &org));
	return entry_index_as(cx, db, &(struct search_state){ .current = table }, org->name, &r);
}

/* When few are left, they are the last: the table is asked from here on. The fewer, the
 * less often somebody else's change comes between. */
static enum err read_on(struct ctx *cx, struct db *db, void *arg)
{
	struct reading_on *on = arg;
	int n = 0, nos[AT_ONCE];
	TRY(search_anew_alive(cx, db, on->w->builder));
	AUTO_ROWS q = db_run(db, SQL_REINDEX_CHANGED);
	bind_int(q, ":seq", on->w->seq);
	bind_int(q, ":count", AT_ONCE);
	for (bool more = true; n < AT_ONCE; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		nos[n] = (int)col_int(q, "no");
		on->seq = col_int(q, "seq");
	}
	for (int i = 0; i < n; i++)
		TRY(cut_again(cx, db, on->w->table, nos[i]));
	on->ended = n <= FEW;
	return on->ended ? search_anew_end(cx, db, on->w->builder) : OK;
}

static enum err tidy(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	return search_anew_tidy(cx, db);
}

static enum err finish(struct ctx *cx, struct walk *w, const _Atomic bool *stop)
{
	for (struct reading_on on = { .w = w }; !on.ended; w->seq = on.seq) {
		if (stop && *stop)
			return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
		ctx_reset(cx, clock_now());
		TRY(store_change(cx, w->store, read_on, &on));
	}
	return store_change(cx, w->store, tidy, NULL);
}

static enum err walk_all(struct ctx *cx, struct walk *w, const _Atomic bool *stop, int64_t *n)
{
	TRY(store_change(cx, w->store, begin, w));
	TRY(fill_beside_reading(cx, w, stop, n));
	if (store_kind(w->store) == STORE_PG)
		TRY(search_parts_index(cx, w->store, w->table, w->builder, stop));
	return finish(cx, w, stop);
}

enum err reindex_words(struct ctx *cx, struct store *store, struct db *reader,
		       const _Atomic bool *stop, int batch, int64_t *ret_n)
{
	struct walk w = { .store = store, .reader = reader, .most = batch };
	AUTO_CTX mine;
	ctx_init(&mine, clock_now(), BATCH_MEMORY);
	random_bytes(&w.builder, sizeof w.builder);
	sem_init(&w.empty, 0, BATCHES);
	sem_init(&w.full, 0, 0);
	for (int i = 0; i < BATCHES; i++)
		ctx_init(&w.batch[i].cx, clock_now(), BATCH_MEMORY);
	*ret_n = 0;
	enum err e = walk_all(&mine, &w, stop, ret_n);
	for (int i = 0; i < BATCHES; i++)
		ctx_end(&w.batch[i].cx);
	sem_destroy(&w.empty);
	sem_destroy(&w.full);
	return e == OK ? OK : fail(cx, e, mine.fault.said);
}
