/* take.c - see take.h. */
#include "pull/take.h"
#include "app.h"
#include "core/csvout.h"
#include "sys/clock.h"
#include "sys/outfile.h"
#include "sys/settings.h"
#include <string.h>
#include <sys/statvfs.h>

#define OUT_AT (256u << 10)
#define LOOK_MS 1000

struct taking {
	struct take    *t;
	const char    **columns;        /* one an item */
	int             since;          /* of them; -1: none */
	struct buf      out, mark;
	struct outfile  file;
	int64_t         looked_at;      /* ms */
};

static bool room(const struct taking *k)
{
	struct statvfs fs;
	const struct app *app = k->t->app;
	int64_t keep = app->settings->min_free_mib << 20;
	return statvfs(store_dir(app->store), &fs) != 0 ||
	       (int64_t)(fs.f_bavail * fs.f_frsize) >= keep;
}

static enum err empty_out(struct ctx *cx, struct taking *k)
{
	struct take *t = k->t;
	int64_t most = t->app->settings->upload_bytes;
	t->bytes += (int64_t)k->out.n;
	if (t->bytes > most || !room(k))
		return fail(cx, ERR_TOO_LARGE, SAY_PULL_FULL(most >> 20));
	TRY(outfile_put(cx, &k->file, k->out.p, k->out.n));
	buf_clear(&k->out);
	return OK;
}

static enum err look(struct ctx *cx, void *arg)
{
	struct taking *k = arg;
	ms_t now = clock_now();
	if (now.n - k->looked_at < LOOK_MS)
		return OK;
	k->looked_at = now.n;
	cx->now = now;
	return k->t->progress(cx, k->t->arg, k->t);
}

static enum err put_row(struct ctx *cx, struct taking *k, const struct heard *h)
{
	struct take *t = k->t;
	for (size_t i = 0; i < h->n; i++)
		csv_celln(&k->out, i, h->at[i].p ? h->at[i].p : "", h->at[i].n, CSV_FOR_MACHINES);
	csv_end(&k->out);
	PRE(buf_ok(&k->out));
	t->rows++;
	if (k->since >= 0 && h->at[k->since].n) {
		buf_clear(&k->mark);
		buf_bytes(&k->mark, h->at[k->since].p, h->at[k->since].n);
	}
	return k->out.n < OUT_AT ? OK : empty_out(cx, k);
}

static enum err match(struct ctx *cx, struct tap_setup setup, struct taking *k)
{
	const struct take *t = k->t;
	const struct resource *r = t->resource;
	struct database_column *all;
	size_t n, *place = ctx_array(cx, size_t, r->nitems + 1);
	k->columns = ctx_array(cx, const char *, r->nitems + 1);
	TRY(database_columns(cx, setup, t->of->schema, t->of->table, &all, &n));
	const struct item *lacks = pull_match(cx, r->items, r->nitems, all, n, place);
	if (lacks)
		return fail(cx, ERR_INVALID, SAY_PULL_NO_COLUMN(lacks->code, t->of->table));
	k->since = -1;
	for (size_t i = 0; i < r->nitems; i++) {
		k->columns[i] = all[place[i]].name;
		if (t->of->since_item && strcmp(r->items[i].code, t->of->since_item) == 0)
			k->since = (int)i;
		csv_cell(&k->out, i, r->items[i].code, CSV_FOR_MACHINES);
	}
	csv_end(&k->out);
	if (t->of->since_item && k->since < 0)
		return fail(cx, ERR_INVALID, SAY_PULL_NO_SUCH_ITEM(t->of->since_item));
	return OK;
}

static enum err read_all(struct ctx *cx, struct tap_setup setup, struct taking *k)
{
	struct take *t = k->t;
	TRY(outfile_open(cx, t->path, &k->file));
	AUTO_TAP tap = NULL;
	TRY(tap_open(cx, setup, &tap));
	for (bool more;;) {
		struct heard h;
		TRY(tap_next(cx, tap, &h, &more));
		if (!more)
			break;
		TRY(put_row(cx, k, &h));
		TRY(look(cx, k));
	}
	if (!t->rows)
		return OK;
	TRY(empty_out(cx, k));
	struct hash hash;
	TRY(outfile_done(cx, &k->file, &hash));
	t->mark = k->mark.n ? ctx_textn(cx, k->mark.p, k->mark.n) : NULL;
	return OK;
}

enum err take_rows(struct ctx *cx, struct take *t)
{
	struct taking k = { .t = t, .out = buf_make(OUT_AT + 2 * FRAME_MOST + (1u << 20)),
			    .mark = buf_make(1u << 20), .looked_at = cx->now.n,
			    .file = { .fd = -1 } };
	int64_t silence = t->app->settings->pull_seconds * 1000;
	struct tap_setup setup = { .program = tap_program(cx, t->app->settings), .use = TAP_PULL,
		.ask = { .place = *t->place }, .silence_ms = silence ? silence : 1000,
		.stop = t->stop, .look = look, .arg = &k };
	enum err e = match(cx, setup, &k);
	setup.ask.verb = TAP_ROWS;
	setup.ask.schema = t->of->schema;
	setup.ask.table = t->of->table;
	setup.ask.columns = k.columns;
	setup.ask.ncolumns = t->resource->nitems;
	if (e == OK && k.since >= 0) {
		setup.ask.since = k.columns[k.since];
		setup.ask.from = t->from;
	}
	if (e == OK)
		e = read_all(cx, setup, &k);
	outfile_drop(&k.file);
	buf_end(&k.out);
	buf_end(&k.mark);
	return e;
}
