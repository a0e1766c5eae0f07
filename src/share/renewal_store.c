/* renewal_store.c - see renewal.h. */
#include "share/renewal.h"
#include "notice/notice.h"
#include "record/record.h"

static enum err cant(struct ctx *cx, enum err e, struct said said)
{
	return fail_field(cx, fail(cx, e, said), "papers.renews");
}

static enum err barred(struct ctx *cx, enum renewal_bar bar)
{
	switch (bar) {
	case RENEWAL_OTHERS:
		return cant(cx, ERR_INCOMPLETE, SAY_SHARE_RENEWS_UNKNOWN());
	case RENEWAL_ELSEWHERE:
		return cant(cx, ERR_INCOMPLETE, SAY_SHARE_RENEWS_ELSEWHERE());
	case RENEWAL_ENDLESS:
		return cant(cx, ERR_CONFLICT, SAY_SHARE_RENEWS_ENDLESS());
	case RENEWAL_SUSPENDED:
		return cant(cx, ERR_CONFLICT, SAY_SHARE_RENEWS_SUSPENDED());
	case RENEWAL_TAKEN_BACK:
		return cant(cx, ERR_CONFLICT, SAY_SHARE_RENEWS_TAKEN_BACK());
	case RENEWAL_MAY:
		break;
	}
	return OK;
}

/* Once is enough: neither a grant that carries it on, nor a request that would. */
static enum err renewed_already(struct ctx *cx, struct db *db, const char *grant,
				const char *case_id)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_RENEWS);
	bind_text(q, ":grant_id", grant);
	bind_text(q, ":case_id", case_id ? case_id : "");
	TRY(rows_next(cx, q, &more));
	if (more && !col_null(q, "renewed_by"))
		return cant(cx, ERR_CONFLICT, SAY_SHARE_RENEWED_ALREADY());
	if (more && !col_null(q, "renewal"))
		return cant(cx, ERR_CONFLICT, SAY_SHARE_RENEWAL_ASKED(col_text(cx, q, "renewal")));
	return OK;
}

enum err renewal_named(struct ctx *cx, struct db *db, const struct case_file *c,
		       const json_t *papers, const char **ret_grant)
{
	struct grant g;
	const char *id = json_string_value(json_object_get(papers, "renews"));
	*ret_grant = NULL;
	if (!id || !*id)
		return OK;
	enum err e = grant_by_id(cx, db, id, &g);
	if (e == ERR_NOT_FOUND)
		return barred(cx, RENEWAL_OTHERS);
	TRY(e);
	TRY(barred(cx, renewal_of(&g, c->parties.applicant.org, c->resource)));
	TRY(renewed_already(cx, db, g.id, c->id));
	*ret_grant = g.id;
	return OK;
}

enum err renewal_put(struct ctx *cx, struct db *db, const char *case_id, const char *grant)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_RENEWAL_PUT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":grant_id", grant);
	return rows_done(cx, q, NULL);
}

static enum err grant_named(struct ctx *cx, struct db *db, const char *case_id,
			    const char **ret_grant)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_RENEWAL_OF);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_grant = more ? col_text(cx, q, "grant_id") : NULL;
	return OK;
}

enum err renewal_opened(struct ctx *cx, struct db *db, const struct case_file *c,
			const struct who *by)
{
	struct grant old;
	const char *id, *now;
	char desk[DESK_TEXT];
	TRY(grant_named(cx, db, c->id, &id));
	if (!id)
		return OK;
	TRY(grant_by_id(cx, db, id, &old));
	TRY(grant_of_case(cx, db, c->id, &now));
	desk_of(BY_APPLICANT, &c->parties, desk);
	TRY(notice_put(cx, db, &(struct notice_put){ .desk = desk, .case_id = c->id,
		.kind = NOTICE_GRANT_RENEWED, .due = day_at((ms_t){ old.until.n - 1 }) }));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_GRANT, .act = "renewed", .org = by ? by->org : NULL,
		.principal = by ? by->id : NULL, .resource = old.resource, .grant = old.id,
		.case_id = c->id, .object = now });
}
