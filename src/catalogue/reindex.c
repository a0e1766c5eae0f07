/* reindex.c - the search index of all entries, made anew beside the one in use.
 *
 * One thread reads entries and cuts their words, in batches; the other puts them
 * in, each batch a change of its own, so that whoever else writes waits for a batch
 * at most; on PostgreSQL a third merges them into its index behind that. An entry
 * that changed after it was read is cut again inside the change; one that changes
 * later goes to both tables (search/search.h). */
#include "catalogue/reindex.h"
#include "catalogue/entry.h"
#include "search/merger.h"
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
	int64_t              seq;               /* the last change before it was read */
	enum err             result;
};

struct walk {
	struct store    *store;
	struct db       *reader;
	int64_t          builder;
	int              most;          /* entries of a batch */
	int              table;         /* the one that is filled */
	struct search_merger merger;    /* PostgreSQL alone */
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

static enum err last_change(struct ctx *cx, struct db *db, int64_t *ret_seq)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CATALOGUE_LAST);
	bind_text(q, ":name", "change");
	TRY(rows_next(cx, q, &more));
	*ret_seq = more ? col_int(q, "last") : 0;
	return OK;
}

/* The next entries behind `after`, cut. */
static enum err prepare(struct walk *w, struct batch *b, int64_t after)
{
	ctx_reset(&b->cx, clock_now());
	struct draft *d = ctx_array(&b->cx, struct draft, (size_t)w->most);
	b->list = ctx_array(&b->cx, struct search_words, (size_t)w->most);
	b->n = 0;
	b->after = b->last = after;
	TRY(last_change(&b->cx, w->reader, &b->seq));
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

static enum err cut_again(struct ctx *cx, struct db *db, int no)
{
	struct resource r;
	TRY(resource_by_no(cx, db, no, &r));
	return entry_index(cx, db, &r); /* into both tables: it is done by now */
}

static enum err fill(struct ctx *cx, struct db *db, void *arg)
{
	const struct filling *f = arg;
	const struct batch *b = f->b;
	size_t n = 0;
	int *changed = ctx_array(cx, int, b->n);
	TRY(search_anew_fill(cx, db, f->w->builder, b->list, b->n, b->last));
	AUTO_ROWS q = db_run(db, SQL_REINDEX_CHANGED);
	bind_int(q, ":seq", b->seq);
	bind_int(q, ":no", b->after);
	bind_int(q, ":last", b->last);
	for (bool more; n < b->n;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		changed[n++] = (int)col_int(q, "no");
	}
	for (size_t i = 0; i < n; i++)
		TRY(cut_again(cx, db, changed[i]));
	return OK;
}

struct ending { struct walk *w; int64_t after; bool ended; };

/* What was added meanwhile must be in it first. */
static enum err end(struct ctx *cx, struct db *db, void *arg)
{
	struct ending *e = arg;
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_AFTER);
	bind_int(q, ":no", e->after);
	bind_int(q, ":count", 1);
	TRY(rows_next(cx, q, &more));
	e->ended = !more;
	return more ? OK : search_anew_end(cx, db, e->w->builder);
}

static enum err begin(struct ctx *cx, struct db *db, void *arg)
{
	struct walk *w = arg;
	return search_anew_begin(cx, db, w->builder, &w->table);
}

static enum err tidy(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	return search_anew_tidy(cx, db);
}

static bool merges(const struct walk *w)
{
	return store_kind(w->store) == STORE_PG;
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

/* All that stood there when it began; then, alone, what was added since. */
static enum err fill_all(struct ctx *cx, struct walk *w, const _Atomic bool *stop, int64_t *n,
			 int64_t *last)
{
	for (size_t k = 0;; k = (k + 1) % BATCHES) {
		struct batch *b = &w->batch[k];
		while (sem_wait(&w->full) != 0)
			;
		TRY(put_in(cx, w, b, n));
		if (b->n == 0)
			return OK;
		if (merges(w))
			search_merger_put(&w->merger);
		*last = b->last;
		if (stop && *stop)
			return fail(cx, ERR_BUSY, SAY_STORE_BUSY());
		sem_post(&w->empty);
	}
}

static enum err finish(struct ctx *cx, struct walk *w, int64_t *n, int64_t last)
{
	for (struct ending e = { w, last, false };;) {
		ctx_reset(cx, clock_now());
		TRY(store_change(cx, w->store, end, &e));
		if (e.ended)
			return store_change(cx, w->store, tidy, NULL);
		w->batch[0].result = prepare(w, &w->batch[0], e.after);
		TRY(put_in(cx, w, &w->batch[0], n));
		e.after = w->batch[0].last;
	}
}

static enum err fill_beside_reading(struct ctx *cx, struct walk *w, const _Atomic bool *stop,
				    int64_t *n, int64_t *last)
{
	pthread_t reading;
	if (pthread_create(&reading, NULL, read_ahead, w) != 0)
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	enum err e = fill_all(cx, w, stop, n, last);
	w->quit = true;
	for (int i = 0; i < BATCHES; i++)
		sem_post(&w->empty);
	pthread_join(reading, NULL);
	return e;
}

static enum err walk_all(struct ctx *cx, struct walk *w, const _Atomic bool *stop, int64_t *n)
{
	int64_t last = 0;
	TRY(store_change(cx, w->store, begin, w));
	if (merges(w))
		TRY(search_merger_start(cx, w->store, w->table, &w->merger));
	enum err e = fill_beside_reading(cx, w, stop, n, &last);
	if (merges(w)) {
		enum err merged = search_merger_end(cx, &w->merger, e != OK);
		e = e == OK ? merged : e;
	}
	return e == OK ? finish(cx, w, n, last) : e;
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
