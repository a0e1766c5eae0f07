/* openplan_store.c - lines of the plan kept; see openplan.h. */
#include "openplan/openplan.h"
#include "account/account.h"
#include "catalogue/catalogue.h"
#include "catalogue/check.h"
#include "record/record.h"
#include <string.h>

enum err openplan_get(struct ctx *cx, struct db *db, const char *id, struct plan_line *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PLAN_GET);
	bind_text(q, ":id", id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_PLAN());
	*ret = (struct plan_line){
		.id = col_text(cx, q, "id"), .org = col_text(cx, q, "org"),
		.theme = col_text(cx, q, "theme"), .title = col_text(cx, q, "title"),
		.resource = col_text(cx, q, "resource"), .way = col_text(cx, q, "way"),
		.due = col_day(q, "due"), .note = col_text(cx, q, "note"),
		.made_by = col_text(cx, q, "made_by"), .revision = col_int(q, "revision"),
		.state = col_text(cx, q, "state") };
	return OK;
}

static enum err unknown_org(struct ctx *cx, const char *org_id)
{
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_ORG_UNKNOWN(org_id)), "org");
}

/* Its own steward, an office of its level; whether the agency still is or not. */
static enum err within_reach(struct ctx *cx, struct db *db, const struct who *who,
			     const char *org_id, const struct org **ret)
{
	struct sight s = reach_of(cx, who);
	if (!sight_allows(&s, org_id))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_PLAN_NOT_YOURS()), "29");
	if (account_org(cx, db, org_id, ret) != OK)
		return unknown_org(cx, org_id);
	if (!sight_takes(&s, org_id, (*ret)->region))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_PLAN_NOT_YOURS()), "29");
	return OK;
}

static enum err writable(struct ctx *cx, struct db *db, const struct who *who, const char *org_id)
{
	const struct org *org;
	TRY(within_reach(cx, db, who, org_id, &org));
	return org->state == ORG_ACTIVE ? OK : unknown_org(cx, org_id);
}

/* A known domain; an entry of that agency, whose title serves when none was given. */
static enum err checked(struct ctx *cx, struct db *db, const struct who *who,
			struct plan_line *l)
{
	struct resource r;
	const struct theme *t = theme_find(l->theme);
	TRY(writable(cx, db, who, l->org));
	if (!t)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_PLAN_THEME_UNKNOWN(l->theme)),
				  "theme");
	l->theme = t->word;
	if (l->resource && *l->resource) {
		if (resource_for_reading(cx, db, l->resource, who, &r) != OK ||
		    strcmp(r.org, l->org) != 0)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_PLAN_NOT_ITS_ENTRY()),
					  "resource");
		l->resource = r.id;
		if (!l->title || !*l->title)
			l->title = r.title;
	} else {
		l->resource = NULL;
	}
	return l->title && *l->title ? OK
	     : fail_field(cx, fail(cx, ERR_INVALID, SAY_PLAN_NO_TITLE()), "title");
}

static enum err note(struct ctx *cx, struct db *db, const struct who *who, const char *act,
		     const struct plan_line *l)
{
	return record_note(cx, db, &(struct note){ .kind = NOTE_OPEN, .act = act,
		.org = l->org, .principal = who->id, .object = l->id, .resource = l->resource,
		.detail = l->title });
}

static void bind_line(struct ctx *cx, struct rows *q, const struct plan_line *l)
{
	bind_text(q, ":id", l->id);
	bind_text(q, ":theme", l->theme);
	bind_text(q, ":title", l->title);
	bind_text(q, ":resource", l->resource);
	bind_text(q, ":way", l->way);
	bind_day(q, ":due", l->due);
	bind_text(q, ":note", l->note);
	bind_ms(q, ":now", cx->now);
}

enum err openplan_add(struct ctx *cx, struct db *db, const struct who *who, struct plan_line *l)
{
	TRY(checked(cx, db, who, l));
	l->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_PLAN_ADD);
	bind_line(cx, q, l);
	bind_text(q, ":org", l->org);
	bind_text(q, ":by_name", who->name);
	TRY(rows_done(cx, q, NULL));
	return note(cx, db, who, "plan-added", l);
}

enum err openplan_change(struct ctx *cx, struct db *db, const struct who *who, struct plan_line *l)
{
	if (strcmp(l->state, "dropped") == 0)
		return fail(cx, ERR_CONFLICT, SAY_PLAN_DROPPED());
	TRY(checked(cx, db, who, l));
	AUTO_ROWS q = db_run(db, SQL_PLAN_SET);
	bind_line(cx, q, l);
	bind_int(q, ":was", l->revision);
	TRY(rows_one(cx, q, ERR_STALE, SAY_IF_MATCH_STALE()));
	return note(cx, db, who, "plan-changed", l);
}

enum err openplan_drop(struct ctx *cx, struct db *db, const struct who *who, const char *id,
		   const char *reason)
{
	const struct org *org;
	struct plan_line l;
	TRY(openplan_get(cx, db, id, &l));
	TRY(within_reach(cx, db, who, l.org, &org));
	AUTO_ROWS q = db_run(db, SQL_PLAN_DROP);
	bind_text(q, ":id", id);
	bind_text(q, ":reason", reason);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_PLAN_DROPPED()));
	return note(cx, db, who, "plan-dropped", &l);
}

/* --- where its agency or its entry goes -------------------------------------------- */
enum err openplan_org_changed(struct ctx *cx, struct db *db, const char *org, const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_PLAN_ORG_MOVE);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

enum err openplan_resource_moved(struct ctx *cx, struct db *db, const char *resource,
				 const char *org, const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_PLAN_RESOURCE_MOVE);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}
