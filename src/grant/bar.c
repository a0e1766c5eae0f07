/* bar.c - see bar.h. */
#include "grant/bar.h"
#include "grant/grants.h"
#include <string.h>

enum { SHOWN = 20 };                    /* restrictions at a request */

static const char *const end_words[] = {
#define X(id, word) [BAR_##id] = word,
	BAR_END_TABLE(X)
#undef X
};

enum err grant_not_barred(struct ctx *cx, struct db *db, const char *grant)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_OF);
	bind_text(q, ":grant_id", grant);
	TRY(rows_next(cx, q, &more));
	return more ? fail_article(cx, fail(cx, ERR_CONFLICT, SAY_GRANT_BARRED()), "35") : OK;
}

enum err grant_none_barred(struct ctx *cx, struct db *db, const char *resource, const char *org)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_ON);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	TRY(rows_next(cx, q, &more));
	return more ? fail_article(cx, fail(cx, ERR_CONFLICT, SAY_GRANT_RESTRICTED()), "35") : OK;
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

static enum err begun(struct ctx *cx, struct db *db, const char *grant, const char *case_id,
		      const char *reason)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_BARRED_ADD);
	bind_text(q, ":grant_id", grant);
	bind_text(q, ":case_id", case_id);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":reason", reason);
	return rows_done(cx, q, NULL);
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
	TRY(begun(cx, db, grant, case_id, reason));
	struct grant_move to = { GRANT_SUSPENDED, "restricted", reason, NULL };
	return g.state == GRANT_OPEN ? grant_move(cx, db, grant, &to, by) : OK;
}

enum err grant_bar_suspended(struct ctx *cx, struct db *db, const char *grant)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_SUSPENDED);
	bind_text(q, ":grant_id", grant);
	return rows_done(cx, q, NULL);
}

static enum err barred(struct ctx *cx, struct db *db, enum sql which, const char *case_id,
		       const char *ids[], size_t most, size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, which);
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

enum err grant_bars_of(struct ctx *cx, struct db *db, const char *case_id, const char *ids[],
		       size_t most, size_t *ret_n)
{
	return barred(cx, db, SQL_GRANT_BAR_LIST, case_id, ids, most, ret_n);
}

static enum err ended(struct ctx *cx, struct db *db, const char *case_id, enum bar_end how)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_BARRED_END);
	bind_text(q, ":case_id", case_id);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":how", end_words[how]);
	return rows_done(cx, q, NULL);
}

enum err grant_unbar(struct ctx *cx, struct db *db, const char *case_id, enum bar_end how,
		     const struct who *by)
{
	const char *ids[GRANTS_OF_MEASURE];
	size_t n;
	TRY(barred(cx, db, SQL_GRANT_BAR_OPENED, case_id, ids, GRANTS_OF_MEASURE, &n));
	AUTO_ROWS q = db_run(db, SQL_GRANT_BAR_DROP);
	bind_text(q, ":case_id", case_id);
	TRY(rows_done(cx, q, NULL));
	TRY(ended(cx, db, case_id, how));
	for (size_t i = 0; i < n; i++) {
		struct grant_move to = { GRANT_OPEN, "resumed", NULL, NULL };
		TRY(grant_move(cx, db, ids[i], &to, by));
	}
	return OK;
}

/* --- told ------------------------------------------------------------------------------------ */
static void barred_row(struct ctx *cx, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "measure", "basis", "imposed_by" };
	const char *how = col_text(cx, q, "how");
	jout_open(j);
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	jout_key_text(j, "grant", col_text(cx, q, "grant_id"));
	jout_key_text(j, "reason", col_text(cx, q, "reason"));
	jout_key_ms(j, "began_at", col_ms(q, "began_at"));
	jout_key_ms(j, "ended_at", col_ms(q, "ended_at"));
	jout_key_text(j, "how", *how ? how : "in_force");
	jout_key_text(j, "state", col_text(cx, q, "state"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_ms(j, "published_at", col_ms(q, "published_at"));
	jout_close(j);
}

enum err grant_barred_json(struct ctx *cx, struct jout *j, struct db *db, const char *resource,
			   const char *org)
{
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_GRANT_BARRED_OF);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	bind_int(q, ":limit", SHOWN);
	for (bool more;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (!n) {
			jout_key(j, "restrictions");
			jout_list(j);
		}
		barred_row(cx, j, q);
	}
	if (n)
		jout_end_list(j);
	return OK;
}
