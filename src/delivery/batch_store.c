/* batch_store.c - see batch.h. */
#include "base/enc.h"
#include "delivery/batch.h"
#include "record/record.h"
#include <string.h>

const char *delivery_kind_word(enum delivery_kind k)
{
	static const char *const words[] = { "full", "incremental" };
	return words[k];
}

void delivery_batch_row(struct ctx *cx, struct rows *q, struct delivery_batch *ret)
{
	*ret = (struct delivery_batch){
		.id = col_text(cx, q, "id"), .case_id = col_text(cx, q, "case_id"),
		.state = col_text(cx, q, "state"), .grant = col_text(cx, q, "grant_id"),
		.hash = col_text(cx, q, "hash"), .mark = col_text(cx, q, "mark"),
		.carriers = col_text(cx, q, "carriers"), .leaf = col_text(cx, q, "leaf"),
		.columns = col_text(cx, q, "columns"), .invented = col_text(cx, q, "invented"),
		.fault = col_text(cx, q, "fault"), .detail = col_text(cx, q, "detail"),
		.detail_en = col_text(cx, q, "detail_en"), .field = col_text(cx, q, "field"),
		.by_id = col_text(cx, q, "by_id"), .by_name = col_text(cx, q, "by_name"),
		.by_org = col_text(cx, q, "by_org"), .no = col_int(q, "no"),
		.base = col_int(q, "base"), .rows = col_int(q, "row_count"),
		.whole = col_int(q, "whole"), .bytes = col_int(q, "bytes"),
		.told = col_int(q, "told"), .doubted = col_int(q, "doubted"),
		.version = (int)col_int(q, "version"),
		.at = col_ms(q, "at"), .ready_at = col_ms(q, "ready_at"),
	};
	if (strcmp(col_text(cx, q, "kind"), delivery_kind_word(DELIVERY_INCREMENTAL)) == 0)
		ret->kind = DELIVERY_INCREMENTAL;
}

enum err delivery_batch_get(struct ctx *cx, struct db *db, const char *case_id, int64_t no,
			    struct delivery_batch *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_BATCH_GET);
	bind_text(q, ":case_id", case_id);
	bind_int(q, ":no", no);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY_BATCH());
	delivery_batch_row(cx, q, ret);
	return OK;
}

enum err delivery_batch_making(struct ctx *cx, struct db *db, const char *after,
			       struct delivery_batch *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_BATCH_MAKING);
	bind_text(q, ":after", after);
	TRY(rows_next(cx, q, &more));
	*ret = (struct delivery_batch){ 0 };
	if (more)
		delivery_batch_row(cx, q, ret);
	return OK;
}

enum err delivery_batch_last(struct ctx *cx, struct db *db, const char *case_id, const char *state,
			     int64_t *ret_no)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_BATCH_LAST);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":state", state);
	TRY(rows_next(cx, q, &more));
	*ret_no = more ? col_int(q, "no") : 0;
	return OK;
}

const char *delivery_batch_path(struct ctx *cx, const struct store *s, const char *id)
{
	return ctx_print(cx, "%s/deliveries/%s.csv", store_dir(s), id);
}

const char *delivery_ledger_path(struct ctx *cx, const struct store *s, const char *id)
{
	return ctx_print(cx, "%s/deliveries/%s.ledger", store_dir(s), id);
}

/* --- changes -------------------------------------------------------------------------- */
static enum err note_batch(struct ctx *cx, struct db *db, const struct delivery_batch *b,
			   const char *act, const char *outcome)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_EXPORT, .act = act, .outcome = outcome, .org = b->by_org,
		.principal = b->by_id, .grant = b->grant, .case_id = b->case_id, .object = b->id,
		.detail = b->fault ? b->fault : delivery_kind_word(b->kind) });
}

enum err delivery_batch_add(struct ctx *cx, struct db *db, const struct who *by,
			    struct delivery_batch *b, int64_t seen)
{
	b->no = seen + 1;
	b->id = id_new(cx);
	b->by_id = by->id;
	b->by_name = by->name;
	b->by_org = by->org;
	AUTO_ROWS next = db_run(db, SQL_DELIVERY_NEXT_NO);
	bind_text(next, ":case_id", b->case_id);
	bind_int(next, ":no", b->no);
	TRY(rows_one(cx, next, ERR_CONFLICT, SAY_DELIVERY_BUSY()));
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_BATCH_ADD);
	bind_text(q, ":id", b->id);
	bind_text(q, ":case_id", b->case_id);
	bind_int(q, ":no", b->no);
	bind_text(q, ":kind", delivery_kind_word(b->kind));
	bind_text(q, ":grant_id", b->grant);
	bind_int(q, ":base", b->base);
	bind_text(q, ":by_id", b->by_id ? b->by_id : "");
	bind_text(q, ":by_name", b->by_name ? b->by_name : "");
	bind_text(q, ":by_org", b->by_org);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return note_batch(cx, db, b, "delivery-asked", NULL);
}

enum err delivery_batch_told(struct ctx *cx, struct db *db, const struct delivery_batch *b,
			     int version, int64_t was, int64_t told)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_BATCH_TOLD);
	bind_text(q, ":id", b->id);
	bind_int(q, ":version", version);
	bind_int(q, ":was", was);
	bind_int(q, ":told", told);
	return rows_one(cx, q, ERR_CONFLICT, SAY_DELIVERY_BUSY());
}

enum err delivery_batch_ready(struct ctx *cx, struct db *db, const struct delivery_batch *b,
			      const char *recipient)
{
	struct hash response, leaf;
	char text[B64_TEXT(HASH_SIZE)];
	PRE(hex_read(b->hash, HASH_SIZE, response.b));
	TRY(record_note_hash(cx, db, &(struct note){
		.kind = NOTE_RELEASE, .act = "delivery", .org = b->by_org, .principal = b->by_id,
		.resource_version = b->version, .grant = b->grant, .case_id = b->case_id,
		.object = b->id, .rows = b->rows, .bytes = b->bytes, .response = &response,
		.detail = ctx_print(cx, "%s %s %s", delivery_kind_word(b->kind), recipient,
				    b->mark ? b->mark : "-") }, &leaf));
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_BATCH_READY);
	bind_text(q, ":id", b->id);
	bind_int(q, ":version", b->version);
	bind_int(q, ":row_count", b->rows);
	bind_int(q, ":whole", b->whole);
	bind_int(q, ":bytes", b->bytes);
	bind_text(q, ":hash", b->hash);
	bind_text(q, ":mark", b->mark);
	bind_text(q, ":carriers", b->carriers);
	bind_text(q, ":columns", b->columns);
	bind_text(q, ":invented", b->invented);
	bind_text(q, ":doubts", b->doubts);
	bind_int(q, ":doubted", b->doubted);
	bind_text(q, ":leaf", b64url_text(leaf.b, HASH_SIZE, text));
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_CONFLICT, SAY_DELIVERY_BUSY());
}

enum err delivery_batch_failed(struct ctx *cx, struct db *db, const struct delivery_batch *b,
			       struct said why, const char *field)
{
	struct delivery_batch told = *b;
	told.fault = said_code(why.id);
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_BATCH_FAILED);
	bind_text(q, ":id", b->id);
	bind_text(q, ":fault", told.fault);
	bind_text(q, ":detail", said_words(cx, why, SAID_ZH));
	bind_text(q, ":detail_en", said_words(cx, why, SAID_EN));
	bind_text(q, ":field", field);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_DELIVERY_BUSY()));
	return note_batch(cx, db, &told, "delivery-failed", "failed");
}
