/* scan.c - see scan.h. */
#include "grading/scan.h"
#include "base/embedded.h"
#include "catalogue/check.h"
#include "ingest/dataset.h"
#include "rowsql/rowread.h"

extern const struct embedded synonym_files[];

enum { PARTS = 10, PART_ROWS = LOOK_ROWS / PARTS };

static const struct column *column_of(const struct dataset *d, const struct item *it)
{
	for (size_t i = 0; i < d->ncolumns; i++)
		if (d->columns[i].no == it->no)
			return &d->columns[i];
	return NULL;
}

/* The items that the data holds. */
struct columns { struct viewed *view; size_t *seen, *item; size_t n; };

static struct columns columns_of(struct ctx *cx, const struct resource *r,
				 const struct dataset *d)
{
	struct columns c = { .view = ctx_array(cx, struct viewed, r->nitems + 1),
			     .seen = ctx_array(cx, size_t, r->nitems + 1),
			     .item = ctx_array(cx, size_t, r->nitems + 1) };
	for (size_t i = 0; i < r->nitems; i++) {
		const struct column *col = column_of(d, &r->items[i]);
		if (!col)
			continue;
		c.view[c.n] = (struct viewed){ .code = col->code, .no = col->no,
					       .shape = col->shape, .granted = true,
					       .mask = MASK_KEEP };
		c.seen[c.n] = c.n;
		c.item[c.n++] = i;
	}
	return c;
}

static void look_at(struct look *l, const struct shape *s, const struct value *v,
		    struct buf *plain, day_t today)
{
	if (v->null) {
		look_add(l, "", 0, today);
		return;
	}
	if (shape_physical(s) == PHYS_TEXT) {
		look_add(l, v->p, v->n, today);
		return;
	}
	buf_clear(plain);
	value_print(plain, s, v);
	look_add(l, plain->p, plain->n, today);
}

/* Some rows behind `after`; *ret_n: how many. */
static enum err part(struct ctx *cx, struct app *app, struct db *db, const struct dataset *d,
		     const struct columns *c, int64_t after, int64_t limit, struct look *looks,
		     int64_t *ret_n)
{
	AUTO_BUF plain = buf_make(1u << 20);
	AUTO_CTX own;
	ctx_init(&own, cx->now, 0);
	struct row_ask ask = { .resource_no = d->resource_no, .version = d->version,
			       .fields = { c->view, c->n }, .seen = c->seen, .nseen = c->n,
			       .after = after, .limit = limit };
	AUTO_SCAN s = NULL;
	TRY(rowscan_open(&own, app->rowpool, db, &ask, &s));
	for (bool more;; ++*ret_n) {
		TRY(rowscan_next(&own, s, &more));
		if (!more)
			return OK;
		for (size_t i = 0; i < c->n; i++) {
			struct value v = rowscan_value(s, i);
			look_at(&looks[c->item[i]], &c->view[i].shape, &v, &plain, cx->today);
		}
	}
}

/* From ten places of a long table, so that its oldest rows don't speak for all. */
static enum err sample(struct ctx *cx, struct app *app, struct db *db, const struct dataset *d,
		       const struct columns *c, struct look *looks, int64_t *ret_n)
{
	*ret_n = 0;
	if (!c->n)
		return OK;
	if (d->rows <= LOOK_ROWS)
		return part(cx, app, db, d, c, 0, LOOK_ROWS, looks, ret_n);
	for (int64_t i = 0; i < PARTS; i++)
		TRY(part(cx, app, db, d, c, d->rows / PARTS * i, PART_ROWS, looks, ret_n));
	return OK;
}

enum err grading_scan(struct ctx *cx, struct app *app, struct db *db, const struct resource *r,
		      struct grading_scan *ret)
{
	struct dataset d;
	struct grading_pattern *lines;
	struct look *looks = ctx_array(cx, struct look, r->nitems + 1);
	struct grading_scan s = { .r = r };
	size_t nlines;
	TRY(dataset_live(cx, db, r->no, &d));
	TRY(grading_lines(cx, db, r, &lines, &nlines));
	if (d.version) {
		struct columns c = columns_of(cx, r, &d);
		TRY(sample(cx, app, db, &d, &c, looks, &s.sampled));
	}
	s.data_version = d.version;
	s.rows = d.rows;
	s.lifted = grade_of_crowd(app->pack, r, d.rows);
	s.list = suggest(cx, &(struct suggest_ask){
		.items = r->items, .nitems = r->nitems, .looks = d.version ? looks : NULL,
		.names = names_read(cx, embedded_text(synonym_files, "synonyms.txt")),
		.patterns = lines, .npatterns = nlines });
	*ret = s;
	return ctx_check(cx);
}
