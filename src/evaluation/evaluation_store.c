/* evaluation_store.c - see evaluation_store.h. */
#include "evaluation/evaluation_store.h"

enum err evaluation_running(struct ctx *cx, struct db *db, const char *resource,
			    const char *dimension, const char **ret_case)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_EVALUATION_GET);
	bind_text(q, ":resource", resource);
	bind_text(q, ":dimension", dimension);
	TRY(rows_next(cx, q, &more));
	*ret_case = more ? col_text(cx, q, "case_id") : NULL;
	return OK;
}

enum err evaluation_begun(struct ctx *cx, struct db *db, const char *resource,
			  const char *dimension, const char *case_id)
{
	AUTO_ROWS q = db_run(db, SQL_EVALUATION_BEGUN);
	bind_text(q, ":resource", resource);
	bind_text(q, ":dimension", dimension);
	bind_text(q, ":case_id", case_id);
	return rows_done(cx, q, NULL);
}

enum err evaluation_ended(struct ctx *cx, struct db *db, const char *resource,
			  const char *dimension)
{
	AUTO_ROWS q = db_run(db, SQL_EVALUATION_ENDED);
	bind_text(q, ":resource", resource);
	bind_text(q, ":dimension", dimension);
	bind_day(q, ":today", cx->today);
	return rows_done(cx, q, NULL);
}
