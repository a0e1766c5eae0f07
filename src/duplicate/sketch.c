/* sketch.c - see sketch.h. */
#include "duplicate/sketch.h"
#include "base/hash.h"
#include "catalogue/catalogue.h"
#include "duplicate/names.h"
#include "ingest/dataset.h"
#include "rowsql/rowread.h"
#include <string.h>

#define STEP 10000                      /* rows of one scan */

/* --- which columns --------------------------------------------------------------- */
static bool names_somebody(const char *format)
{
	static const char *const formats[] = { "resident_id", "credit_code", "org_code", "plate" };
	for (size_t i = 0; format && i < sizeof formats / sizeof formats[0]; i++)
		if (strcmp(formats[i], format) == 0)
			return true;
	return false;
}

static const struct column *column_of(const struct dataset *d, const struct item *it)
{
	for (size_t i = 0; i < d->ncolumns; i++)
		if (d->columns[i].no == it->no)
			return &d->columns[i];
	return NULL;
}

struct chosen { const struct item *item[ALIKE_SKETCHES]; struct viewed view[ALIKE_SKETCHES];
		size_t n; };

static void choose(struct chosen *c, const struct resource *r, const struct dataset *d,
		   bool by_format)
{
	for (size_t i = 0; i < r->nitems && c->n < ALIKE_SKETCHES; i++) {
		const struct item *it = &r->items[i];
		const struct column *col = column_of(d, it);
		bool wanted = by_format ? names_somebody(it->format)
					: it->key && !names_somebody(it->format);
		if (!col || !wanted || shape_physical(&col->shape) != PHYS_TEXT)
			continue;
		c->item[c->n] = it;
		c->view[c->n++] = (struct viewed){ .code = it->code, .no = col->no,
						   .shape = col->shape, .granted = true,
						   .mask = MASK_KEEP };
	}
}

/* Columns of one format are compared whatever they are called. */
static const char *kind_of(struct ctx *cx, const struct item *it)
{
	return names_somebody(it->format) ? ctx_print(cx, "format:%s", it->format)
					  : ctx_print(cx, "item:%s", it->name);
}

/* --- scanning --------------------------------------------------------------------- */
static struct kmv_key key_of(const struct app *app)
{
	static const char what[] = "duplicate sketches";
	struct hash h = hash_keyed(app->seal_key, 32, what, sizeof what - 1);
	struct kmv_key k;
	memcpy(&k, h.b, sizeof k);
	return k;
}

static enum err scan(struct ctx *cx, struct app *app, struct db *db, const struct dataset *d,
		     const struct chosen *c, struct kmv *out)
{
	static const size_t seen[ALIKE_SKETCHES] = { 0, 1 };
	struct kmv_key key = key_of(app);
	int64_t after = 0, got = STEP;
	AUTO_CTX own;
	ctx_init(&own, cx->now, 0);
	for (; got == STEP; ctx_reset(&own, cx->now)) {
		struct row_ask ask = { .resource_no = d->resource_no, .version = d->version,
				       .fields = { c->view, c->n }, .seen = seen, .nseen = c->n,
				       .after = after, .limit = STEP };
		AUTO_SCAN s = NULL;
		TRY(rowscan_open(&own, app->rowpool, db, &ask, &s));
		for (got = 0;; got++) {
			bool more;
			TRY(rowscan_next(&own, s, &more));
			if (!more)
				break;
			after = rowscan_n(s);
			for (size_t i = 0; i < c->n; i++) {
				struct value v = rowscan_value(s, i);
				if (!v.null && v.n)
					kmv_add(&out[i], kmv_hash(&key, v.p, v.n));
			}
		}
	}
	return OK;
}

/* --- keeping ------------------------------------------------------------------------ */
struct keeping { int no, version; const struct chosen *c; const struct kmv *values; };

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	const struct keeping *k = arg;
	db_quiet(db);
	AUTO_ROWS drop = db_run(db, SQL_DUPLICATE_SKETCH_DROP);
	bind_int(drop, ":resource_no", k->no);
	TRY(rows_done(cx, drop, NULL));
	for (size_t i = 0; i < k->c->n; i++) {
		AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SKETCH_PUT);
		bind_int(q, ":resource_no", k->no);
		bind_int(q, ":pos", (int64_t)i);
		bind_int(q, ":version", k->version);
		bind_text(q, ":item", kind_of(cx, k->c->item[i]));
		bind_blob(q, ":least", k->values[i].least, k->values[i].n * sizeof(uint64_t));
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

static enum err sketched_version(struct ctx *cx, struct db *db, int no, int *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SKETCH_OF);
	bind_int(q, ":resource_no", no);
	TRY(rows_next(cx, q, &more));
	*ret = more ? (int)col_int(q, "version") : 0;
	return OK;
}

enum err sketch_refresh(struct ctx *cx, struct app *app, struct db *db, int resource_no)
{
	struct resource r;
	struct dataset d;
	struct chosen c = { .n = 0 };
	int was;
	TRY(dataset_live(cx, db, resource_no, &d));
	TRY(sketched_version(cx, db, resource_no, &was));
	if (!d.version || d.version == was)
		return OK;
	TRY(resource_by_no(cx, db, resource_no, &r));
	choose(&c, &r, &d, true);
	choose(&c, &r, &d, false);
	if (!c.n)
		return OK;
	struct kmv *values = ctx_array(cx, struct kmv, ALIKE_SKETCHES);
	TRY(scan(cx, app, db, &d, &c, values));
	return store_change(cx, app->store, keep,
			    &(struct keeping){ resource_no, d.version, &c, values });
}

enum err sketch_read(struct ctx *cx, struct db *db, int resource_no, struct sketches *ret)
{
	*ret = (struct sketches){ 0 };
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_SKETCH_OF);
	bind_int(q, ":resource_no", resource_no);
	for (size_t i = 0; i < ALIKE_SKETCHES; i++) {
		bool more;
		size_t n;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		const char *item = col_text(cx, q, "item");
		const char *least = col_peek(q, "least", &n);
		if (!least || n > sizeof(uint64_t) * KMV_SIZE)
			continue;
		struct kmv *k = ctx_new(cx, struct kmv);
		k->n = (uint32_t)(n / sizeof(uint64_t));
		memcpy(k->least, least, n);
		ret->at[i].item = name_hash(item, strlen(item));
		ret->at[i].values = k;
	}
	return OK;
}
