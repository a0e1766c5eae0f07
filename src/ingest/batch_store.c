/* batch_store.c - batches in the main store. See batch.h. */
#include "ingest/batch.h"
#include "codeset/codeset.h"
#include "ingest/columns.h"
#include "portal/standing.h"
#include "record/record.h"
#include <string.h>

enum err batch_add(struct ctx *cx, struct db *db, const struct who *who, struct batch *b)
{
	b->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_BATCH_ADD);
	bind_text(q, ":id", b->id);
	bind_text(q, ":resource", b->resource);
	bind_int(q, ":resource_no", b->resource_no);
	bind_text(q, ":upload", b->upload);
	bind_text(q, ":filename", b->filename);
	bind_text(q, ":org", b->org);
	bind_text(q, ":by_id", who->id);
	bind_text(q, ":by_name", who->name);
	bind_text(q, ":mode", load_mode_word(b->mode));
	bind_text(q, ":encoding", encoding_word(b->encoding));
	bind_text(q, ":header", header_word(b->header));
	bind_text(q, ":mapping", b->mapping);
	bind_text(q, ":sheet", b->sheet);
	bind_int(q, ":bytes", b->bytes_total);
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_IMPORT, .act = "batch-asked", .org = b->org, .principal = who->id,
		.resource = b->resource, .object = b->id, .bytes = b->bytes_total,
		.detail = load_mode_word(b->mode) });
}

static void fill(struct ctx *cx, struct rows *q, struct batch *b)
{
	int state = 0;
	*b = (struct batch){
		.id = col_text(cx, q, "id"), .resource = col_text(cx, q, "resource"),
		.upload = col_text(cx, q, "upload"), .filename = col_text(cx, q, "filename"),
		.org = col_text(cx, q, "org"), .by_id = col_text(cx, q, "by_id"),
		.by_name = col_text(cx, q, "by_name"), .mapping = col_text(cx, q, "mapping"),
		.sheet = col_text(cx, q, "sheet"),
		.resource_no = (int)col_int(q, "resource_no"),
		.attempts = col_int(q, "attempts"), .version = (int)col_int(q, "version"),
		.rows_read = col_int(q, "rows_read"), .rows_live = col_int(q, "rows_live"),
		.rows_rejected = col_int(q, "rows_rejected"),
		.bytes_total = col_int(q, "bytes_total"), .bytes_done = col_int(q, "bytes_done"),
		.problems = col_text(cx, q, "problems"), .fault = col_text(cx, q, "fault"),
		.detail = col_text(cx, q, "detail"), .detail_en = col_text(cx, q, "detail_en"),
		.created_at = col_ms(q, "created_at"), .started_at = col_ms(q, "started_at"),
		.ended_at = col_ms(q, "ended_at"),
	};
	for (int i = 0; i < BATCH_STATES_; i++)
		if (strcmp(batch_state_word((enum batch_state)i), col_text(cx, q, "state")) == 0)
			state = i;
	b->state = (enum batch_state)state;
	if (!load_mode_read(col_text(cx, q, "mode"), &b->mode) ||
	    !encoding_read(col_text(cx, q, "encoding"), &b->encoding) ||
	    !header_read(col_text(cx, q, "header"), &b->header))
		b->mode = LOAD_REPLACE;
}

enum err batch_by_id(struct ctx *cx, struct db *db, const char *id, struct batch *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_BATCH_BY_ID);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_BATCH_UNKNOWN());
	fill(cx, q, ret);
	return OK;
}

static enum err count(struct ctx *cx, struct rows *q, int64_t *ret_n)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err batch_list(struct ctx *cx, struct db *db, const char *resource, const char *after,
		    int64_t limit, struct batch_list *ret)
{
	struct batch_list list = { .items = ctx_array(cx, struct batch, (size_t)limit + 1) };
	AUTO_ROWS c = db_run(db, SQL_BATCH_COUNT);
	bind_text(c, ":resource", resource);
	TRY(count(cx, c, &list.total));
	AUTO_ROWS q = db_run(db, SQL_BATCH_LIST);
	bind_text(q, ":resource", resource);
	bind_text(q, ":after", after);
	bind_int(q, ":limit", limit);
	for (bool more; (int64_t)list.n < limit;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		fill(cx, q, &list.items[list.n++]);
	}
	*ret = list;
	return OK;
}

/* --- the loader's side ----------------------------------------------------- */

static enum err next_number(struct ctx *cx, struct db *db, int resource_no, int *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DATASET_NUMBER);
	bind_int(q, ":no", resource_no);
	TRY(rows_next(cx, q, &more));
	PRE(more);
	*ret = (int)col_int(q, "last_version");
	return OK;
}

/* The code sets that the items name, each read once. A word that is no set was told
 * of when the entry was described: nothing can be held against it. */
static enum err claim_codes(struct ctx *cx, struct db *db, struct claim *c)
{
	const struct resource *r = &c->resource;
	c->codes = ctx_array(cx, const struct code_index *, r->nitems + 1);
	for (size_t i = 0; i < r->nitems; i++) {
		const char *word = r->items[i].code_set;
		size_t k = 0;
		struct code_index *x;
		if (!word || !item_takes_codes(&r->items[i]))
			continue;
		while (k < i && !(r->items[k].code_set && strcmp(r->items[k].code_set, word) == 0 &&
				  item_takes_codes(&r->items[k])))
			k++;
		if (k < i) {
			c->codes[i] = c->codes[k];
			continue;
		}
		TRY(codeset_index(cx, db, word, &x));
		c->codes[i] = x;
	}
	return OK;
}

enum err batch_claim(struct ctx *cx, struct db *db, struct claim *ret)
{
	struct claim c = { 0 };
	bool more;
	AUTO_ROWS q = db_run(db, SQL_BATCH_NEXT);
	bind_ms(q, ":now", cx->now);
	TRY(rows_next(cx, q, &more));
	if (!more) {
		*ret = c;
		return OK;
	}
	TRY(batch_by_id(cx, db, col_text(cx, q, "id"), &c.batch));
	TRY(resource_by_id(cx, db, c.batch.resource, &c.resource));
	TRY(dataset_live(cx, db, c.batch.resource_no, &c.base));
	TRY(claim_codes(cx, db, &c));
	TRY(next_number(cx, db, c.batch.resource_no, &c.batch.version));
	AUTO_ROWS u = db_run(db, SQL_BATCH_CLAIM);
	bind_text(u, ":id", c.batch.id);
	bind_int(u, ":was", c.batch.attempts);
	bind_int(u, ":version", c.batch.version);
	bind_ms(u, ":lease", (ms_t){ cx->now.n + BATCH_LEASE_MS });
	bind_ms(u, ":now", cx->now);
	TRY(rows_one(cx, u, ERR_CONFLICT, SAY_BATCH_UNKNOWN()));
	c.batch.attempts++;
	c.any = true;
	*ret = c;
	return OK;
}

enum err batch_progress(struct ctx *cx, struct db *db, const struct batch *b,
			const struct load_progress *p)
{
	AUTO_ROWS q = db_run(db, SQL_BATCH_PROGRESS);
	bind_text(q, ":id", b->id);
	bind_int(q, ":attempt", b->attempts);
	bind_text(q, ":state", batch_state_word(p->checking ? BATCH_CHECKING : BATCH_LOADING));
	bind_int(q, ":read", p->rows_read);
	bind_int(q, ":rejected", p->rows_rejected);
	bind_int(q, ":done", p->bytes_done);
	bind_int(q, ":total", p->bytes_total);
	bind_ms(q, ":lease", (ms_t){ cx->now.n + BATCH_LEASE_MS });
	return rows_one(cx, q, ERR_CONFLICT, SAY_BATCH_UNKNOWN());
}

/* A sentence that ends in a reason has it in Chinese; here it gets the other. */
static const char *in_english(struct ctx *cx, struct said why, const struct load_result *r)
{
	if (why.id == SAID_LOAD_NO_GOOD_ROW || why.id == SAID_LOAD_TOO_MANY_REJECTS)
		why.args[3].text = r->reason_en;
	return said_words(cx, why, SAID_EN);
}

static enum err end_batch(struct ctx *cx, struct db *db, const struct batch *b,
			  const struct load_result *r, enum batch_state state,
			  const struct said *why)
{
	AUTO_BUF problems = buf_make(1 << 20);
	struct jout j = jout_to(&problems);
	problems_print(&r->problems, &j);
	bool live = state == BATCH_LIVE;
	AUTO_ROWS q = db_run(db, SQL_BATCH_END);
	bind_text(q, ":id", b->id);
	bind_int(q, ":attempt", b->attempts);
	bind_text(q, ":state", batch_state_word(state));
	bind_int(q, ":read", r->rows_read);
	bind_int(q, ":live", live ? r->rows_good : 0);
	bind_int(q, ":rejected", r->rows_rejected);
	bind_int(q, ":done", r->bytes_done);
	bind_int(q, ":total", r->bytes_total ? r->bytes_total : b->bytes_total);
	bind_text(q, ":problems", buf_cstr(&problems));
	bind_text(q, ":fault", why ? said_code(why->id) : NULL);
	bind_text(q, ":detail", why ? said_words(cx, *why, SAID_ZH) : NULL);
	bind_text(q, ":detail_en", why ? in_english(cx, *why, r) : NULL);
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_CONFLICT, SAY_BATCH_UNKNOWN());
}

static enum err add_version(struct ctx *cx, struct db *db, const struct batch *b,
			    const struct load_result *r, const struct column *columns, size_t n)
{
	AUTO_BUF text = buf_make(4 << 20);
	int64_t personal = 0;
	for (size_t i = 0; i < n; i++)
		personal += columns[i].personal;
	columns_write(&text, columns, n);
	AUTO_ROWS q = db_run(db, SQL_DATASET_VERSION_ADD);
	bind_int(q, ":no", b->resource_no);
	bind_int(q, ":version", b->version);
	bind_int(q, ":rows", r->version.rows);
	bind_int(q, ":bytes", r->version.bytes);
	bind_text(q, ":batch", b->id);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":personal", personal);
	bind_text(q, ":columns", buf_cstr(&text));
	return rows_done(cx, q, NULL);
}

enum err batch_live(struct ctx *cx, struct db *db, const struct batch *b,
		    const struct load_result *r, const struct column *columns, size_t ncolumns)
{
	TRY(end_batch(cx, db, b, r, BATCH_LIVE, NULL));
	TRY(add_version(cx, db, b, r, columns, ncolumns));
	AUTO_ROWS s = db_run(db, SQL_DATASET_SWITCH);
	bind_int(s, ":no", b->resource_no);
	bind_int(s, ":version", b->version);
	TRY(rows_done(cx, s, NULL));
	AUTO_ROWS e = db_run(db, SQL_DATASET_VERSION_END);
	bind_int(e, ":no", b->resource_no);
	bind_int(e, ":version", b->version);
	bind_ms(e, ":now", cx->now);
	TRY(rows_done(cx, e, NULL));
	TRY(portal_settle(cx, db, b->resource_no));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_IMPORT, .act = "batch-live", .org = b->org, .principal = b->by_id,
		.resource = b->resource, .resource_version = b->version, .object = b->id,
		.rows = r->rows_good, .bytes = r->bytes_total,
		.detail = ctx_print(cx, "{\"mode\":\"%s\",\"rejected\":%lld}",
				    load_mode_word(b->mode), (long long)r->rows_rejected) });
}

enum err batch_fail(struct ctx *cx, struct db *db, const struct batch *b,
		    const struct load_result *r, struct said why)
{
	TRY(end_batch(cx, db, b, r, BATCH_FAILED, &why));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_IMPORT, .act = "batch-failed", .outcome = "failed", .org = b->org,
		.principal = b->by_id, .resource = b->resource, .object = b->id,
		.rows = r->rows_rejected, .detail = said_code(why.id) });
}

enum err batch_release(struct ctx *cx, struct db *db, const struct batch *b)
{
	AUTO_ROWS q = db_run(db, SQL_BATCH_RELEASE);
	bind_text(q, ":id", b->id);
	bind_int(q, ":attempt", b->attempts);
	return rows_done(cx, q, NULL);
}
