/* upload_store.c - uploads in the main store. See upload.h. */
#include "ingest/upload_inside.h"
#include <string.h>

const char *upload_path(struct ctx *cx, const char *dir, const char *id)
{
	return ctx_print(cx, "%s/uploads/%s", dir, id);
}

enum err upload_by_id(struct ctx *cx, struct db *db, const char *id, bool *ret_there,
		      struct upload *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_BY_ID);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	*ret_there = more;
	if (more)
		*ret = (struct upload){
			.id = col_text(cx, q, "id"), .org = col_text(cx, q, "org"),
			.owner = col_text(cx, q, "owner"), .metadata = col_text(cx, q, "metadata"),
			.filename = col_text(cx, q, "filename"), .size = col_int(q, "size"),
			.have = col_int(q, "have"),
			.complete = strcmp(col_text(cx, q, "state"), "complete") == 0,
			.hash_state = col_text(cx, q, "hash_state"),
			.sha256 = col_text(cx, q, "sha256"),
			.created_at = col_ms(q, "created_at"), .expires_at = col_ms(q, "expires_at"),
		};
	return OK;
}

static bool owned(const struct upload *u, const struct who *who)
{
	if (u->org)
		return who->org && strcmp(u->org, who->org) == 0;
	return who->id && strcmp(u->owner, who->id) == 0;
}

enum err upload_for(struct ctx *cx, struct db *db, const char *id, const struct who *who,
		    struct upload *ret)
{
	struct upload u;
	bool there;
	TRY(upload_by_id(cx, db, id, &there, &u));
	if (!there || !owned(&u, who))
		return fail(cx, ERR_NOT_FOUND, SAY_UPLOAD_UNKNOWN());
	*ret = u;
	return OK;
}

enum err upload_complete(struct ctx *cx, struct db *db, const char *id, const struct who *who,
			 struct upload *ret)
{
	struct upload u;
	TRY(upload_for(cx, db, id, who, &u));
	if (!u.complete)
		return fail(cx, ERR_CONFLICT, SAY_UPLOAD_INCOMPLETE());
	*ret = u;
	return OK;
}

enum err upload_of_org(struct ctx *cx, struct db *db, const char *id, const char *org,
		       struct upload *ret)
{
	struct upload u;
	bool there;
	TRY(upload_by_id(cx, db, id, &there, &u));
	if (!there || !u.complete || !u.org || !org || strcmp(u.org, org) != 0)
		return fail(cx, ERR_NOT_FOUND, SAY_UPLOAD_UNKNOWN());
	*ret = u;
	return OK;
}

enum err upload_add(struct ctx *cx, struct db *db, const struct who *who, struct upload *u)
{
	u->org = who->org;
	u->owner = who->id;
	u->complete = u->have == u->size;
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_ADD);
	bind_text(q, ":id", u->id);
	bind_text(q, ":org", u->org);
	bind_text(q, ":owner", u->owner);
	bind_int(q, ":size", u->size);
	bind_int(q, ":have", u->have);
	bind_text(q, ":metadata", u->metadata);
	bind_text(q, ":filename", u->filename);
	bind_text(q, ":state", u->complete ? "complete" : "open");
	bind_text(q, ":sha256", u->sha256);
	bind_ms(q, ":now", cx->now);
	bind_ms(q, ":expires", u->expires_at);
	return rows_done(cx, q, NULL);
}

enum err upload_advance(struct ctx *cx, struct db *db, const struct upload *u, int64_t was)
{
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_ADVANCE);
	bind_text(q, ":id", u->id);
	bind_int(q, ":was", was);
	bind_int(q, ":have", u->have);
	bind_text(q, ":state", u->have == u->size ? "complete" : "open");
	bind_text(q, ":hash_state", u->hash_state);
	bind_text(q, ":sha256", u->sha256);
	bind_ms(q, ":expires", u->expires_at);
	return rows_one(cx, q, ERR_CONFLICT, SAY_UPLOAD_BUSY());
}

enum err upload_keep(struct ctx *cx, struct db *db, const struct who *who, const char *id)
{
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_KEEP);
	bind_text(q, ":id", id);
	bind_text(q, ":org", who->org);
	bind_text(q, ":owner", who->id);
	return rows_done(cx, q, NULL);
}

enum err upload_remove(struct ctx *cx, struct db *db, const char *id)
{
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_REMOVE);
	bind_text(q, ":id", id);
	return rows_done(cx, q, NULL);
}

static enum err number(struct ctx *cx, struct rows *q, int64_t *ret_n)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err upload_count(struct ctx *cx, struct db *db, const char *owner, int64_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_COUNT);
	bind_text(q, ":owner", owner);
	return number(cx, q, ret_n);
}

enum err upload_busy(struct ctx *cx, struct db *db, const char *id, bool *ret_busy)
{
	int64_t n;
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_BUSY);
	bind_text(q, ":upload", id);
	TRY(number(cx, q, &n));
	*ret_busy = n > 0;
	return OK;
}

enum err upload_let_go(struct ctx *cx, struct db *db, const char *id, ms_t until)
{
	AUTO_ROWS q = db_run(db, SQL_UPLOAD_LET_GO);
	bind_text(q, ":id", id);
	bind_ms(q, ":until", until);
	return rows_done(cx, q, NULL);
}

enum err upload_spent(struct ctx *cx, struct db *db, const struct upload *u, bool *ret_forgotten)
{
	struct upload now;
	bool there, busy;
	*ret_forgotten = false;
	TRY(upload_by_id(cx, db, u->id, &there, &now));
	TRY(upload_busy(cx, db, u->id, &busy));
	if (!there || busy || !now.expires_at.n)
		return OK;
	*ret_forgotten = true;
	return upload_remove(cx, db, u->id);
}
