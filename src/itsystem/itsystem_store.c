/* itsystem_store.c - see itsystem_store.h. */
#include "itsystem/itsystem_store.h"
#include "catalogue/check.h"
#include "core/sight.h"
#include "forward/forward.h"
#include "record/record.h"
#include <string.h>

struct itsystem itsystem_row(struct ctx *cx, struct rows *q)
{
	struct itsystem s = {
		.id = col_text(cx, q, "id"), .org = col_text(cx, q, "org"),
		.name = col_text(cx, q, "name"), .holds = col_text(cx, q, "holds"),
		.protection = (int)col_int(q, "protection"), .cloud_on = col_day(q, "cloud_on"),
		.cloud_plan = col_text(cx, q, "cloud_plan"), .builder = col_text(cx, q, "builder"),
		.contract = col_text(cx, q, "contract"), .notes = col_text(cx, q, "notes"),
		.state = col_text(cx, q, "state"), .revision = col_int(q, "revision") };
	PRE(hosting_read(col_text(cx, q, "hosting"), &s.hosting));
	return s;
}

struct rows *itsystem_run(struct ctx *cx, struct db *db, const struct who *who, const char *id)
{
	struct sight s = sight_of(cx, who);
	struct rows *q = db_run(db, SQL_ITSYSTEM_GET);
	bind_text(q, ":id", id);
	bind_text(q, ":org", s.org);
	bind_text(q, ":region", s.county);
	return q;
}

enum err itsystem_find(struct ctx *cx, struct db *db, const struct who *who, const char *id,
		       struct itsystem *ret)
{
	bool more;
	AUTO_ROWS q = itsystem_run(cx, db, who, id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SYSTEM());
	*ret = itsystem_row(cx, q);
	return OK;
}

/* --- writing ---------------------------------------------------------------------------- */
static enum err named(struct ctx *cx, struct db *db, const char *org, const char *name,
		      const char **ret_id)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_NAMED);
	bind_text(q, ":org", org);
	bind_text(q, ":name", name);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "id") : NULL;
	return OK;
}

/* One name, one system: it is by the name that entries point to it. */
static enum err free_name(struct ctx *cx, struct db *db, const struct itsystem *s)
{
	const char *other;
	if (strcmp(s->state, "retired") == 0)
		return OK;
	TRY(named(cx, db, s->org, s->name, &other));
	return other && strcmp(other, s->id) != 0
		? fail_field(cx, fail(cx, ERR_CONFLICT, SAY_ITSYSTEM_TWICE(s->name)), "name") : OK;
}

static void bind_said(struct rows *q, const struct itsystem *s)
{
	bind_text(q, ":name", s->name);
	bind_text(q, ":holds", s->holds);
	bind_int(q, ":protection", s->protection);
	bind_text(q, ":hosting", hosting_word(s->hosting));
	bind_day(q, ":cloud_on", s->cloud_on);
	bind_text(q, ":cloud_plan", s->cloud_plan);
	bind_text(q, ":builder", s->builder);
	bind_text(q, ":contract", s->contract);
	bind_text(q, ":state", s->state);
	bind_text(q, ":notes", s->notes);
}

static enum err note(struct ctx *cx, struct db *db, const struct who *who,
		     const struct itsystem *s, const char *act)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = act, .org = who->org, .principal = who->id,
		.object = s->id, .detail = hosting_word(s->hosting) });
}

enum err itsystem_add(struct ctx *cx, struct db *db, const struct who *who, struct itsystem *s)
{
	s->id = id_new(cx);
	TRY(free_name(cx, db, s));
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_ADD);
	bind_text(q, ":id", s->id);
	bind_text(q, ":org", s->org);
	bind_said(q, s);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return note(cx, db, who, s, "system-registered");
}

static enum err feeds_nothing(struct ctx *cx, struct db *db, const struct itsystem *s)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_FEEDS);
	bind_text(q, ":id", s->id);
	bind_text(q, ":org", s->org);
	bind_text(q, ":name", s->name);
	bind_int(q, ":count", 1);
	TRY(rows_next(cx, q, &more));
	return more ? fail_field(cx, fail(cx, ERR_CONFLICT, SAY_ITSYSTEM_IN_USE(s->name)), "name") : OK;
}

enum err itsystem_set(struct ctx *cx, struct db *db, const struct who *who,
		      const struct itsystem *was, const struct itsystem *s)
{
	if (strcmp(was->name, s->name) != 0)
		TRY(feeds_nothing(cx, db, was));
	TRY(free_name(cx, db, s));
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_SET);
	bind_text(q, ":id", s->id);
	bind_int(q, ":revision", was->revision);
	bind_said(q, s);
	bind_ms(q, ":at", cx->now);
	TRY(rows_one(cx, q, ERR_STALE, SAY_ITSYSTEM_STALE()));
	TRY(forward_system_changed(cx, db, s->id));
	return note(cx, db, who, s, "system-changed");
}

/* --- for the catalogue and the organisations ----------------------------------------------- */
static enum err came_as(struct ctx *cx, struct db *db, const struct resource *r,
			const char **ret_id)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_CAME_AS);
	bind_text(q, ":resource", r->id);
	bind_text(q, ":org", r->org);
	bind_text(q, ":said", r->source_system);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "system") : NULL;
	return OK;
}

enum err itsystem_doubts(struct ctx *cx, struct db *db, const struct resource *r,
			 struct doubts *d)
{
	const char *id;
	if (!r->source_system || !*r->source_system || !r->org)
		return OK;
	TRY(named(cx, db, r->org, r->source_system, &id));
	if (!id)
		TRY(came_as(cx, db, r, &id));
	if (!id)
		doubt_add(cx, d, "source_system", SAY_ITSYSTEM_UNREGISTERED(r->source_system));
	return OK;
}

struct joining { const char *org, *former, *into; };

static enum err taken(struct ctx *cx, struct db *db, const struct joining *j, const char *name,
		      bool *ret_taken)
{
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_TAKEN);
	bind_text(q, ":org", j->org);
	bind_text(q, ":into", j->into);
	bind_text(q, ":name", name);
	return rows_next(cx, q, ret_taken);
}

static enum err tell_apart(struct ctx *cx, struct db *db, const struct joining *j,
			   const char *id, const char *name)
{
	const char *now = NULL;
	bool again = true;
	for (int nth = 1; again; nth++) {
		now = itsystem_told_apart(cx, name, j->former, nth);
		TRY(taken(cx, db, j, now, &again));
	}
	AUTO_ROWS came = db_run(db, SQL_ITSYSTEM_CAME_ADD);
	bind_text(came, ":id", id);
	bind_text(came, ":org", j->org);
	bind_text(came, ":said", name);
	TRY(rows_done(cx, came, NULL));
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_RENAME);
	bind_text(q, ":id", id);
	bind_text(q, ":name", now);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){ .kind = NOTE_CATALOGUE,
		.act = "system-told-apart", .org = j->into, .object = id, .detail = now });
}

/* A step at a time: what is read is done with before anything is written. */
static enum err next_double(struct ctx *cx, struct db *db, const struct joining *j,
			    const char **ret_id, const char **ret_name)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_DOUBLES);
	bind_text(q, ":org", j->org);
	bind_text(q, ":into", j->into);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "id") : NULL;
	*ret_name = more ? col_text(cx, q, "name") : NULL;
	return OK;
}

enum err itsystem_org_changed(struct ctx *cx, struct db *db, const char *org,
			      const char *former, const char *into)
{
	const struct joining j = { org, former, into };
	const char *id, *name;
	if (!into)
		return OK;
	for (;;) {
		TRY(next_double(cx, db, &j, &id, &name));
		if (!id)
			break;
		TRY(tell_apart(cx, db, &j, id, name));
	}
	AUTO_ROWS q = db_run(db, SQL_ITSYSTEM_MOVE);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	return rows_done(cx, q, NULL);
}
