/* violation_store.c - see violation_store.h. */
#include "violation/violation_store.h"

enum err violation_imposed(struct ctx *cx, struct db *db, const char *case_id,
			   const struct violation_notice *n)
{
	AUTO_ROWS q = db_run(db, SQL_VIOLATION_IMPOSED);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":about", n->about);
	bind_text(q, ":imposed_by", n->imposed_by);
	bind_text(q, ":measure", n->measure);
	bind_text(q, ":basis", n->basis);
	bind_day(q, ":ends_on", n->ends);
	bind_text(q, ":words", n->words);
	bind_ms(q, ":now", n->at_once ? cx->now : (ms_t){ 0 });
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err violation_dropped(struct ctx *cx, struct db *db, const char *case_id)
{
	AUTO_ROWS q = db_run(db, SQL_VIOLATION_DROPPED);
	bind_text(q, ":case_id", case_id);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

enum err violation_published(struct ctx *cx, struct db *db, const char *case_id,
			     const char *words)
{
	AUTO_ROWS q = db_run(db, SQL_VIOLATION_PUBLISHED);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":words", words);
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SUCH_PUBLIC_NOTICE());
}

enum err violation_lifted(struct ctx *cx, struct db *db, const char *case_id)
{
	AUTO_ROWS q = db_run(db, SQL_VIOLATION_LIFTED);
	bind_text(q, ":case_id", case_id);
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SUCH_PUBLIC_NOTICE());
}

enum err violation_restricted_by(struct ctx *cx, struct db *db, const char *case_id,
				 const char **ret_person)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_VIOLATION_RESTRICTED_BY);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_person = more ? col_text(cx, q, "by_id") : NULL;
	return OK;
}
