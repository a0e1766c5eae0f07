/* org_move.c - where an organisation went, what it was called, and the single persons
 * and keys that change theirs. */
#include "account/inside.h"
#include "account/org.h"
#include <string.h>

enum { LONGEST = 64 };                  /* mergers in a row */

enum err account_org_now(struct ctx *cx, struct db *db, const char *id,
			 const struct org **ret_org)
{
	const struct org *o;
	TRY(account_org(cx, db, id, &o));
	for (int i = 0; o->state == ORG_MERGED && o->merged_into && i < LONGEST; i++)
		TRY(account_org(cx, db, o->merged_into, &o));
	*ret_org = o;
	return OK;
}

enum err account_org_meant(struct ctx *cx, struct db *db, const char *text,
			   const char **ret_id, const struct org **ret_org)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ORG_MEANT);
	bind_text(q, ":text", text);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_ORG());
	*ret_id = col_text(cx, q, "org");
	return account_org_now(cx, db, *ret_id, ret_org);
}

enum err account_org_name_at(struct ctx *cx, struct db *db, const struct org *o, ms_t at,
			     const char **ret_name)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ORG_NAME_AT);
	bind_text(q, ":org", o->id);
	bind_ms(q, ":at", at);
	TRY(rows_next(cx, q, &more));
	*ret_name = more ? col_text(cx, q, "name") : o->name;
	return OK;
}

static enum err move_one(struct ctx *cx, struct db *db, enum sql sql, const char *id,
			 const char *was, const char *into)
{
	AUTO_ROWS q = db_run(db, sql);
	bind_text(q, ":id", id);
	bind_text(q, ":was", was);
	bind_text(q, ":now_org", into);
	return rows_one(cx, q, ERR_CONFLICT, SAY_ACCOUNT_MOVED(id));
}

enum err org_person_move(struct ctx *cx, struct db *db, const char *user, const char *was,
			 const char *into)
{
	TRY(move_one(cx, db, SQL_USER_MOVE, user, was, into));
	AUTO_ROWS q = db_run(db, SQL_TOKENS_OF_USER_MOVE);
	bind_text(q, ":user", user);
	bind_text(q, ":was", was);
	bind_text(q, ":now_org", into);
	TRY(rows_done(cx, q, NULL));
	return account_touch(cx, db);
}

enum err org_key_move(struct ctx *cx, struct db *db, const char *key, const char *was,
		      const char *into)
{
	TRY(move_one(cx, db, SQL_KEY_MOVE, key, was, into));
	return account_touch(cx, db);
}
