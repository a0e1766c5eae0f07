/* change_store.c - registered changes, kept, and the case of each entry concerned. */
#include "change/change.h"
#include "cases/cases.h"
#include "cases/legal.h"
#include "cases/paper.h"
#include "core/who.h"
#include "record/record.h"
#include "store/store.h"

static enum err keep(struct ctx *cx, struct db *db, const struct who *who,
		     const struct change *c)
{
	AUTO_ROWS q = db_run(db, SQL_CHANGE_ADD);
	bind_text(q, ":id", c->id);
	bind_text(q, ":ground", c->ground);
	bind_day(q, ":event_on", c->event);
	bind_text(q, ":instrument", c->instrument);
	bind_text(q, ":reason", c->reason);
	bind_text(q, ":org", c->org);
	bind_text(q, ":by_id", who->id);
	bind_text(q, ":by_name", who->name);
	bind_text(q, ":by_org", who->org);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = "change-registered", .org = who->org,
		.principal = who->id, .object = c->id, .detail = c->ground });
}

/* What each case is submitted with. */
static json_t *papers_of(const struct change *c)
{
	char day[DAY_TEXT];
	json_t *papers = json_pack("{s:s, s:s}", "ground", c->ground, "event_on",
				   day_text(c->event, day));
	if (papers && c->instrument)
		json_object_set_new(papers, "instrument", json_string(c->instrument));
	if (papers && c->reason)
		json_object_set_new(papers, "reason", json_string(c->reason));
	PRE(papers != NULL);
	return papers;
}

static enum err open_one(struct ctx *cx, struct db *db, const struct case_ask *ask,
			 const char *change)
{
	const char *id;
	TRY(case_open(cx, db, ask, &id));
	AUTO_ROWS q = db_run(db, SQL_CHANGE_CASE_ADD);
	bind_text(q, ":change", change);
	bind_text(q, ":case_id", id);
	return rows_done(cx, q, NULL);
}

/* All entries of the agency, some at a time. */
static enum err open_all(struct ctx *cx, struct db *db, struct case_ask *ask,
			 const struct change *c)
{
	enum { STEP = 256 };
	const char *ids[STEP], *after = "";
	size_t all = 0;
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		AUTO_ROWS q = db_run(db, SQL_CHANGE_ENTRIES);
		bind_text(q, ":org", c->org);
		bind_text(q, ":after", after);
		bind_int(q, ":count", STEP);
		n = 0;
		for (bool more; n < STEP; n++) {
			TRY(rows_next(cx, q, &more));
			if (!more)
				break;
			ids[n] = col_text(cx, q, "id");
		}
		for (size_t i = 0; i < n; i++) {
			ask->resource = ids[i];
			TRY(open_one(cx, db, ask, c->id));
		}
		all += n;
	}
	return all ? OK : fail_field(cx, fail(cx, ERR_CONFLICT, SAY_CHANGE_NO_ENTRIES()), "org");
}

enum err change_register(struct ctx *cx, struct db *db, const struct legal *legal,
			 const struct who *who, struct change *c)
{
	AUTO_JSON papers = papers_of(c);
	struct case_ask ask = { .legal = legal, .who = who, .process = change_process.name,
				.papers = papers };
	c->id = id_new(cx);
	TRY(keep(cx, db, who, c));
	if (c->org)
		return open_all(cx, db, &ask, c);
	for (size_t i = 0; i < c->nresources; i++) {
		ask.resource = c->resources[i];
		TRY(open_one(cx, db, &ask, c->id));
	}
	return OK;
}
