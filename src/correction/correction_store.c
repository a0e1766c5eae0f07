/* correction_store.c - see correction_store.h. */
#include "correction/correction_store.h"
#include <string.h>

enum err correction_put(struct ctx *cx, struct db *db, const struct correction_row *r)
{
	AUTO_ROWS q = db_run(db, SQL_CORRECTION_PUT);
	bind_text(q, ":case_id", r->case_id);
	bind_text(q, ":resource", r->resource);
	bind_text(q, ":record_key", r->key);
	bind_text(q, ":item", r->item);
	bind_text(q, ":what", r->what);
	bind_int(q, ":version", r->stood.data);
	bind_int(q, ":files", r->stood.files);
	bind_int(q, ":head", r->stood.entry);
	bind_int(q, ":open", !r->public);
	bind_text(q, ":source", r->public ? "public" : NULL);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err correction_take_up(struct ctx *cx, struct db *db, const struct correction_row *r)
{
	AUTO_ROWS q = db_run(db, SQL_CORRECTION_TAKE_UP);
	bind_text(q, ":case_id", r->case_id);
	bind_text(q, ":record_key", r->key);
	bind_text(q, ":item", r->item);
	return rows_done(cx, q, NULL);
}

enum err correction_end(struct ctx *cx, struct db *db, const char *case_id,
			const struct mending *how)
{
	static const char *const optional[] = { ":answered_at", ":mended", ":version", ":since" };
	AUTO_ROWS q = db_run(db, SQL_CORRECTION_END);
	bind_text(q, ":case_id", case_id);
	for (size_t i = how ? how->by ? 4 : 1 : 0; i < 4; i++)
		bind_null(q, optional[i]);
	if (how)
		bind_ms(q, ":answered_at", cx->now);
	if (how && how->by) {
		bind_text(q, ":mended", mended_word(how->by));
		bind_int(q, ":version", how->version);
		bind_ms(q, ":since", how->at);
	}
	return rows_done(cx, q, NULL);
}

enum err correction_stood(struct ctx *cx, struct db *db, const char *case_id,
			  struct stood *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CORRECTION_STOOD);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	if (!more)                      /* taken back before it was sent */
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CASE());
	*ret = (struct stood){ .data = col_int(q, "version"), .at = col_ms(q, "at"),
			       .files = col_null(q, "files") ? -1 : col_int(q, "files"),
			       .entry = col_null(q, "head") ? -1 : col_int(q, "head") };
	return OK;
}

enum err correction_open_count(struct ctx *cx, struct db *db, const char *resource,
			       int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CORRECTION_OPEN);
	bind_text(q, ":resource", resource);
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err correction_doubts(struct ctx *cx, struct db *db, const char *resource,
			   struct in_doubt **ret_list, size_t *ret_n)
{
	size_t n = 0, room = 0;
	struct in_doubt *list = NULL;
	AUTO_ROWS q = db_run(db, SQL_CORRECTION_DOUBTS);
	bind_text(q, ":resource", resource);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (n == room) {
			room = room ? room * 2 : 8;
			struct in_doubt *wider = ctx_array(cx, struct in_doubt, room);
			if (n)
				memcpy(wider, list, n * sizeof *list);
			list = wider;
		}
		list[n++] = (struct in_doubt){ col_text(cx, q, "record_key"),
					    col_text(cx, q, "item") };
	}
	*ret_list = list;
	*ret_n = n;
	return OK;
}

enum err correction_since(struct ctx *cx, struct db *db, const char *resource, const char *org,
			  day_t *ret_day)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CORRECTION_SINCE);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	TRY(rows_next(cx, q, &more));
	ms_t at = more ? col_ms(q, "at") : (ms_t){ 0 };
	*ret_day = at.n ? day_at(at) : (day_t){ 0 };
	return OK;
}
