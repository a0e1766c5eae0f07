/* delivery_store.c - see delivery_store.h. */
#include "delivery/delivery_store.h"
#include "base/enc.h"
#include "record/record.h"
#include "sys/random.h"
#include "web/seal.h"
#include <string.h>

enum err delivery_put(struct ctx *cx, struct db *db, const char *case_id, const char *request)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_PUT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":request", request);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err delivery_form_put(struct ctx *cx, struct db *db, const char *case_id, const char *rows)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_FORM_PUT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":form", rows);
	return rows_done(cx, q, NULL);
}

enum err delivery_form_keep(struct ctx *cx, struct db *db, const char *case_id, const char *rows)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_FORM_KEEP);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":form", rows);
	return rows_done(cx, q, NULL);
}

enum err delivery_of_request(struct ctx *cx, struct db *db, const char *request,
			     const char *case_id, const char **ret_other)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_OTHER);
	bind_text(q, ":request", request);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_other = more ? col_text(cx, q, "case_id") : NULL;
	return OK;
}

/* --- the secret of its marks ---------------------------------------------------------- */
static const char *bound(struct ctx *cx, const char *case_id)
{
	return ctx_print(cx, "delivery-mark %s", case_id);
}

enum err delivery_key(struct ctx *cx, struct db *db, const uint8_t seal_key[32],
		      const char *case_id, const char *sealed)
{
	uint8_t key[HASH_SIZE];
	char text[HEX_TEXT(HASH_SIZE)];
	if (sealed)
		return OK;
	random_bytes(key, sizeof key);
	hex_text(key, sizeof key, text);
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_KEY_PUT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":mark_key", seal_text(cx, seal_key, bound(cx, case_id), text));
	explicit_bzero(key, sizeof key);
	explicit_bzero(text, sizeof text);
	return rows_done(cx, q, NULL);
}

enum err delivery_key_open(struct ctx *cx, const uint8_t seal_key[32], const char *case_id,
			   const char *sealed, uint8_t ret_key[32])
{
	const char *text;
	if (!sealed || seal_open(cx, seal_key, bound(cx, case_id), sealed, &text) != OK ||
	    strlen(text) != 2 * HASH_SIZE || !hex_read(text, HASH_SIZE, ret_key))
		return fail(cx, ERR_INTERNAL, SAY_DELIVERY_KEY_LOST());
	return OK;
}

/* --- copies --------------------------------------------------------------------------- */
enum err delivery_copies_left(struct ctx *cx, struct db *db, const char *case_id, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_COPIES_LEFT);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

static enum err landed(struct ctx *cx, struct db *db, const struct fetch *f)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_LANDED);
	bind_text(q, ":id", f->batch_id);
	bind_text(q, ":case_id", f->case_id);
	bind_int(q, ":batch", f->batch);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err delivery_fetched(struct ctx *cx, struct db *db, const struct fetch *f)
{
	struct hash response, leaf, request = hash_of(f->span ? f->span : "", f->span ? strlen(f->span) : 0);
	char text[B64_TEXT(HASH_SIZE)];
	PRE(hex_read(f->hash, HASH_SIZE, response.b));
	TRY(record_note_hash(cx, db, &(struct note){
		.kind = NOTE_RELEASE, .act = "delivery-fetch", .org = f->who->org,
		.principal = f->who->id, .resource = f->resource, .grant = f->grant,
		.case_id = f->case_id, .object = f->batch_id, .bytes = f->bytes,
		.request = &request, .response = &response, .detail = f->why,
		.peer = f->peer }, &leaf));
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_FETCH_ADD);
	bind_text(q, ":id", id_new(cx));
	bind_text(q, ":case_id", f->case_id);
	bind_int(q, ":batch", f->batch);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":by_id", f->who->id ? f->who->id : "");
	bind_text(q, ":by_name", f->who->name);
	bind_text(q, ":by_kind", f->who->token ? "system" : "person");
	bind_text(q, ":span", f->span);
	bind_text(q, ":leaf", b64url_text(leaf.b, HASH_SIZE, text));
	TRY(rows_one(cx, q, ERR_FORBIDDEN, SAY_DELIVERY_NO_FETCH()));
	return landed(cx, db, f);
}

static enum err note_copy(struct ctx *cx, struct db *db, const struct who *by, const char *act,
			  const char *case_id, const char *copy, const char *detail)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CASE, .act = act, .org = by->org, .principal = by->id,
		.case_id = case_id, .object = copy, .detail = detail });
}

/* The copy that the first fetch left without a place is it; else one more. */
enum err delivery_copy_place(struct ctx *cx, struct db *db, const struct who *by,
			     const struct landing *l)
{
	int64_t changed;
	const char *id = l->batch_id;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_COPY_PLACE);
	bind_text(q, ":id", id);
	bind_text(q, ":place", l->place);
	bind_text(q, ":responsible", l->responsible);
	bind_text(q, ":by_name", by->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, &changed));
	if (!changed) {
		id = id_new(cx);
		AUTO_ROWS add = db_run(db, SQL_DELIVERY_COPY_ADD);
		bind_text(add, ":id", id);
		bind_text(add, ":case_id", l->case_id);
		bind_int(add, ":batch", l->batch);
		bind_text(add, ":place", l->place);
		bind_text(add, ":responsible", l->responsible);
		bind_text(add, ":by_name", by->name);
		bind_ms(add, ":at", cx->now);
		TRY(rows_done(cx, add, NULL));
	}
	return note_copy(cx, db, by, "copy-registered", l->case_id, id, l->place);
}

enum err delivery_copy_destroyed(struct ctx *cx, struct db *db, const struct who *by,
				 const struct destruction *d)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_COPY_DESTROYED);
	bind_text(q, ":id", d->copy);
	bind_text(q, ":case_id", d->case_id);
	bind_day(q, ":on", d->on);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":statement", d->statement);
	bind_text(q, ":by_name", by->name);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_DELIVERY_NO_COPY()));
	return note_copy(cx, db, by, "copy-destroyed", d->case_id, d->copy, d->statement);
}
