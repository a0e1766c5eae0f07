/* dataset.c - the one way to a dataset of the portal. */
#include "portal/dataset.h"
#include "app.h"
#include <string.h>

static void name_fields(struct ctx *cx, struct opened *o)
{
	struct viewed *f = ctx_array(cx, struct viewed, o->r.nitems);
	size_t *seen = ctx_array(cx, size_t, o->r.nitems);
	for (size_t i = 0; i < o->r.nitems; i++) {
		const struct item *it = &o->r.items[i];
		seen[i] = i;
		f[i] = (struct viewed){ .code = it->code, .shape = item_shape(it),
				       .granted = true, .mask = MASK_KEEP };
		for (size_t c = 0; c < o->data.ncolumns; c++) {
			const struct column *col = &o->data.columns[c];
			if (col->no != it->no)
				continue;
			f[i].no = col->no;
			f[i].shape = col->shape;
			f[i].key = col->key;
			f[i].indexed = col->indexed;
		}
	}
	o->fields = (struct view){ f, o->r.nitems };
	o->seen = seen;
	o->nseen = o->r.nitems;
}

/* ERR_NOT_FOUND unless the entry stands on the portal. */
static enum err standing(struct ctx *cx, struct db *db, struct opened *o)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PORTAL_GET);
	bind_int(q, ":no", o->r.no);
	TRY(rows_next(cx, q, &more));
	const char *word = more ? col_text(cx, q, "standing") : "";
	o->live = strcmp(word, "live") == 0;
	if (!o->live && strcmp(word, "listed") != 0)
		return fail(cx, ERR_NOT_FOUND, SAY_DATASET_UNKNOWN());
	o->first_at = col_ms(q, "first_at");
	o->updated_at = col_int(q, "updated_at") ? col_ms(q, "updated_at") : o->r.changed_at;
	return OK;
}

enum err portal_dataset(struct ctx *cx, struct req *rq, const char *code,
			struct opened *ret)
{
	struct opened o = { 0 };
	if (resource_by_code(cx, rq->db, code, &o.r) != OK)
		return fail(cx, ERR_NOT_FOUND, SAY_DATASET_UNKNOWN());
	TRY(standing(cx, rq->db, &o));
	if (o.live) {
		TRY(dataset_live(cx, rq->db, o.r.no, &o.data));
		TRY(content_version(cx, rq->db, o.r.id, CONTENT_OPEN, &o.content));
	}
	TRY(account_org(cx, rq->db, o.r.org, &o.org));
	size_t items = o.r.nitems;
	resource_keep_opened(rq->app->pack, &o.r);
	/* A file can't be given without an item of it. */
	if (o.r.nitems < items || !content_form(o.r.form))
		o.content = (struct content_version){ 0 };
	if (items && !o.r.nitems && o.live)
		return fail(cx, ERR_NOT_FOUND, SAY_DATASET_UNKNOWN());
	name_fields(cx, &o);
	o.etag = ctx_print(cx, "\"%s.%d.%d.%lld.%lld\"", o.r.code, o.r.version, o.data.version,
			   (long long)o.content.version, (long long)o.r.revision);
	*ret = o;
	return OK;
}

bool portal_has_rows(const struct opened *o)
{
	return o->live && o->data.version > 0;
}

enum err portal_live(struct ctx *cx, struct req *rq, const char *code, struct opened *ret)
{
	TRY(portal_dataset(cx, rq, code, ret));
	if (portal_has_rows(ret))
		return OK;
	if (ret->live)
		return fail(cx, ERR_NOT_FOUND, SAY_DATASET_FILES_ALONE());
	return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_DATASET_TO_APPLY_FOR()), "27(2)");
}

enum err portal_scan(struct ctx *cx, struct req *rq, const struct opened *o,
		     const struct filter *where, int64_t after, int64_t limit,
		     struct row_ask *ask, struct rowscan **ret_scan)
{
	*ask = (struct row_ask){
		.resource_no = o->r.no, .version = o->data.version, .fields = o->fields,
		.seen = o->seen, .nseen = o->nseen, .where = where, .after = after,
		.limit = limit,
	};
	return rowscan_open(cx, rq->app->rowpool, rq->db, ask, ret_scan);
}

void row_json(struct jout *j, const struct opened *o, const struct rowscan *s)
{
	jout_open(j);
	for (size_t i = 0; i < o->nseen; i++) {
		const struct viewed *f = &o->fields.at[o->seen[i]];
		struct value v = rowscan_value(s, i);
		jout_key(j, f->code);
		cell_json(j, &f->shape, &v);
	}
	jout_close(j);
}

void row_csv(struct buf *b, const struct opened *o, const struct rowscan *s,
	     enum csv_for whom)
{
	for (size_t i = 0; i < o->nseen; i++) {
		struct value v = rowscan_value(s, i);
		cell_csv(b, i, &o->fields.at[o->seen[i]].shape, &v, whom);
	}
	csv_end(b);
}

void header_csv(struct buf *b, const struct opened *o, enum csv_for whom)
{
	for (size_t i = 0; i < o->nseen; i++)
		csv_cell(b, i, o->fields.at[o->seen[i]].code, whom);
	csv_end(b);
}

static const char *name_of(const struct opened *o, const char *code)
{
	for (size_t i = 0; i < o->r.nitems; i++)
		if (strcmp(o->r.items[i].code, code) == 0)
			return o->r.items[i].name;
	return NULL;
}

static bool called_so_once(const struct opened *o, const char *name)
{
	int n = 0;
	for (size_t i = 0; i < o->nseen; i++) {
		const char *other = name_of(o, o->fields.at[o->seen[i]].code);
		n += other && strcmp(other, name) == 0;
	}
	return n == 1;
}

void header_words(struct buf *b, const struct opened *o)
{
	for (size_t i = 0; i < o->nseen; i++) {
		AUTO_BUF head = buf_make(4096);
		const char *code = o->fields.at[o->seen[i]].code, *name = name_of(o, code);
		bool named = name && *name;
		buf_text(&head, named ? name : code);
		if (named && !called_so_once(o, name))
			buf_print(&head, " (%s)", code);
		csv_celln(b, i, head.p, head.n, CSV_FOR_PEOPLE);
	}
	csv_end(b);
}

day_t portal_due(const char *cycle, ms_t live_at)
{
	static const struct { const char *word; int days; } cycles[] = {
		{ "daily", 1 }, { "weekly", 7 }, { "monthly", 31 }, { "quarterly", 92 },
		{ "half_yearly", 183 }, { "yearly", 366 },
	};
	for (size_t i = 0; cycle && live_at.n && i < sizeof cycles / sizeof *cycles; i++)
		if (strcmp(cycles[i].word, cycle) == 0)
			return (day_t){ day_at(live_at).n + cycles[i].days };
	return (day_t){ 0 };
}

day_t portal_next_due(const struct opened *o)
{
	return portal_due(o->r.update_cycle, o->data.live_at);
}
