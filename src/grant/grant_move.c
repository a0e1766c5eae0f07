/* grant_move.c - grants made, moved, ended, and taken along when organisations change:
 * each on the record, and each told to those who answer under grants. */
#include "grant/bar.h"
#include "grant/inside.h"
#include "record/record.h"
#include <string.h>

static enum err epoch_move(struct ctx *cx, struct db *db)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_GRANT_EPOCH_MOVE);
	return rows_done(cx, q, &changed);
}

static enum err note_grant(struct ctx *cx, struct db *db, const struct grant *g,
			   const char *act, const char *detail, const struct who *by)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_GRANT, .act = act, .org = by ? by->org : NULL,
		.principal = by ? by->id : NULL, .resource = g->resource, .grant = g->id,
		.case_id = g->case_id, .object = g->org, .purpose = g->purpose_code,
		.detail = detail });
}

enum err grant_create(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct grant_wish *wish, const struct who *by, const char **ret_id)
{
	struct resource res;
	struct grant g;
	TRY(grant_none_barred(cx, db, wish->resource, wish->org));
	TRY(resource_by_id(cx, db, wish->resource, &res));
	TRY(grant_plan(cx, pack, &res, wish, &g));
	g.id = id_new(cx);
	g.purpose_code = ctx_print(cx, "p-%s", g.id);
	TRY(grant_add(cx, db, &g, by));
	TRY(epoch_move(cx, db));
	TRY(note_grant(cx, db, &g, "granted", grant_items_text(cx, &g), by));
	*ret_id = g.id;
	return OK;
}

enum err grant_move(struct ctx *cx, struct db *db, const char *id,
		    const struct grant_move *to, const struct who *by)
{
	struct grant g;
	int64_t changed;
	TRY(grant_by_id(cx, db, id, &g));
	if (to->state == GRANT_OPEN)
		TRY(grant_not_barred(cx, db, id));
	AUTO_ROWS q = db_run(db, SQL_GRANT_MOVE);
	bind_text(q, ":id", id);
	bind_text(q, ":state", grant_state_word(to->state));
	bind_text(q, ":reason", to->reason);
	bind_text(q, ":basis", to->basis);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_GRANT_ENDED_ALREADY()));
	AUTO_ROWS use = db_run(db, SQL_GRANT_USE_MOVE);
	bind_text(use, ":id", id);
	bind_int(use, ":is_open", to->state == GRANT_OPEN);
	TRY(rows_done(cx, use, &changed));
	TRY(epoch_move(cx, db));
	return note_grant(cx, db, &g, to->act, to->reason, by);
}

/* The grant of a case, with its state; *ret_id NULL when it made none. */
static enum err of_case(struct ctx *cx, struct db *db, const char *case_id,
			const char **ret_id, enum grant_state *ret_state)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_OF_CASE);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "id") : NULL;
	if (more)
		PRE(grant_state_read(col_text(cx, q, "state"), ret_state));
	return OK;
}

enum err grant_of_case(struct ctx *cx, struct db *db, const char *case_id, const char **ret_id)
{
	enum grant_state state;
	return of_case(cx, db, case_id, ret_id, &state);
}

/* What the record says of it: the request's own acts, or that it ended. */
static const char *noted(const char *act)
{
	static const char *const words[][2] = {
		{ "suspend", "suspended" }, { "resume", "resumed" }, { "revoke", "revoked" },
		{ "shut", "closed" },
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i][0], act) == 0)
			return words[i][1];
	return "ended";
}

enum err share_effect(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct grant_wish *wish, const struct grant_turn *turn,
		      const struct who *by)
{
	static const struct { const char *state; enum grant_state to; } moves[] = {
		{ "open", GRANT_OPEN }, { "suspended", GRANT_SUSPENDED }, { "ended", GRANT_ENDED },
	};
	const char *id;
	enum grant_state was = GRANT_ENDED;
	TRY(of_case(cx, db, wish->case_id, &id, &was));
	if (strcmp(turn->state, "open") == 0 && (!id || was == GRANT_ENDED))
		return grant_create(cx, db, pack, wish, by, &id);
	if (id && strcmp(turn->state, "suspended") == 0)
		TRY(grant_bar_suspended(cx, db, id));
	for (size_t i = 0; id && i < sizeof moves / sizeof moves[0]; i++) {
		if (strcmp(moves[i].state, turn->state) != 0 || was == moves[i].to ||
		    was == GRANT_ENDED)
			continue;
		bool stands = moves[i].to == GRANT_OPEN;
		struct grant_move to = { moves[i].to, noted(turn->act),
					 stands ? NULL : turn->reason, stands ? NULL : turn->basis };
		return grant_move(cx, db, id, &to, by);
	}
	return OK;
}

enum err grant_end_all(struct ctx *cx, struct db *db, const char *resource,
		       const char *org, const char *reason, const struct who *by)
{
	PRE(resource || org);
	AUTO_ROWS q = db_run(db, SQL_GRANT_TO_END);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	const char *ids[64];
	size_t n = 0;
	bool more = true;
	while (n < 64 && more) {
		TRY(rows_next(cx, q, &more));
		if (more)
			ids[n++] = col_text(cx, q, "id");
	}
	rows_freep(&q);
	q = NULL;
	for (size_t i = 0; i < n; i++) {
		struct grant_move to = { GRANT_ENDED, "ended", reason, NULL };
		TRY(grant_move(cx, db, ids[i], &to, by));
	}
	return more ? grant_end_all(cx, db, resource, org, reason, by) : OK;
}

enum err grant_org_changed(struct ctx *cx, struct db *db, const char *org, const char *into)
{
	static const enum sql renames[] = { SQL_GRANT_ORG_RENAME, SQL_GRANT_PROVIDER_RENAME };
	for (size_t i = 0; i < sizeof renames / sizeof renames[0]; i++) {
		AUTO_ROWS q = db_run(db, renames[i]);
		bind_text(q, ":org", org);
		bind_text(q, ":into", into);
		TRY(rows_done(cx, q, NULL));
	}
	return epoch_move(cx, db);
}

enum err grant_resource_moved(struct ctx *cx, struct db *db, const char *resource,
			      const char *org, const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_RESOURCE_MOVED);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	TRY(rows_done(cx, q, NULL));
	return epoch_move(cx, db);
}

enum err grant_stirred(struct ctx *cx, struct db *db, const char *resource)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_STIRRED);
	bind_text(q, ":resource", resource);
	TRY(rows_done(cx, q, NULL));
	return epoch_move(cx, db);
}
