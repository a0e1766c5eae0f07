/* bar.c - see bar.h. */
#include "grant/bar.h"
#include "grant/grants.h"
#include <string.h>

enum err grant_not_barred(struct ctx *cx, struct db *db, const char *grant)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_OF);
	bind_text(q, ":grant_id", grant);
	TRY(rows_next(cx, q, &more));
	return more ? fail_article(cx, fail(cx, ERR_CONFLICT, SAY_GRANT_BARRED()), "35") : OK;
}

enum err grant_barred_by(struct ctx *cx, struct db *db, const char *grant, const char *case_id,
			 bool *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_OF);
	bind_text(q, ":grant_id", grant);
	TRY(rows_next(cx, q, &more));
	*ret = more && strcmp(col_text(cx, q, "case_id"), case_id) == 0;
	return OK;
}

enum err grant_bar(struct ctx *cx, struct db *db, const char *grant, const char *case_id,
		   const char *reason, const struct who *by)
{
	struct grant g;
	TRY(grant_by_id(cx, db, grant, &g));
	if (g.state == GRANT_ENDED)
		return fail(cx, ERR_CONFLICT, SAY_GRANT_ENDED_ALREADY());
	TRY(grant_not_barred(cx, db, grant));
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_ADD);
	bind_text(q, ":grant_id", grant);
	bind_text(q, ":case_id", case_id);
	bind_int(q, ":was_open", g.state == GRANT_OPEN);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	struct grant_move to = { GRANT_SUSPENDED, "restricted", reason, NULL };
	return g.state == GRANT_OPEN ? grant_move(cx, db, grant, &to, by) : OK;
}

enum err grant_bar_suspended(struct ctx *cx, struct db *db, const char *grant)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_SUSPENDED);
	bind_text(q, ":grant_id", grant);
	return rows_done(cx, q, NULL);
}

/* Those of the case that were open; then the case keeps none. */
static enum err barred(struct ctx *cx, struct db *db, const char *case_id, const char *ids[],
		       size_t most, size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_OPENED);
	bind_text(q, ":case_id", case_id);
	*ret_n = 0;
	for (bool more; *ret_n < most;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[(*ret_n)++] = col_text(cx, q, "grant_id");
	}
	return OK;
}

enum err grant_unbar(struct ctx *cx, struct db *db, const char *case_id, const struct who *by)
{
	const char *ids[GRANTS_OF_MEASURE];
	size_t n;
	TRY(barred(cx, db, case_id, ids, GRANTS_OF_MEASURE, &n));
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_DROP);
	bind_text(q, ":case_id", case_id);
	TRY(rows_done(cx, q, NULL));
	for (size_t i = 0; i < n; i++) {
		struct grant_move to = { GRANT_OPEN, "resumed", NULL, NULL };
		TRY(grant_move(cx, db, ids[i], &to, by));
	}
	return OK;
}
