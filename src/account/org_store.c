/* org_store.c - organisations in the store. */
#include "account/inside.h"
#include "account/org.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "core/facts.h"
#include "core/sight.h"
#include "grading/moved.h"
#include "grant/grant.h"
#include "ingest/moved.h"
#include "itsystem/itsystem.h"
#include "notice/notice.h"
#include "openplan/openplan.h"
#include "scenario/scenario.h"
#include "share/share.h"
#include <string.h>

enum { DEEPEST = 16 };

const struct org *org_read_row(struct ctx *cx, struct rows *q)
{
	struct org *o = ctx_new(cx, struct org);
	o->id = col_text(cx, q, "id");
	o->code = col_text(cx, q, "code");
	o->name = col_text(cx, q, "name");
	o->short_name = col_text(cx, q, "short_name");
	o->region = col_text(cx, q, "region");
	o->parent = col_text(cx, q, "parent");
	o->merged_into = col_text(cx, q, "merged_into");
	o->unit = col_text(cx, q, "unit");
	o->person = col_text(cx, q, "person");
	o->officer = col_text(cx, q, "officer");
	o->phone = col_text(cx, q, "phone");
	o->revision = col_int(q, "revision");
	PRE(org_level_read(col_text(cx, q, "level"), &o->level));
	PRE(org_kind_read(col_text(cx, q, "kind"), &o->kind));
	PRE(org_state_read(col_text(cx, q, "state"), &o->state));
	return o;
}

struct party org_party(const struct org *o)
{
	return (struct party){ o->id, o->level, o->region };
}

enum err account_org(struct ctx *cx, struct db *db, const char *id, const struct org **ret_org)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ORG_BY_ID);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_ORG());
	*ret_org = org_read_row(cx, q);
	return OK;
}

/* --- checks ---------------------------------------------------------------- */
enum err org_code_look(struct ctx *cx, struct db *db, const char **code,
		       const char **ret_holder)
{
	bool more;
	char tidied[FACT_TEXT];
	*ret_holder = NULL;
	if (!*code || !**code) {
		*code = "";
		return OK;
	}
	if (!fact_ok(fact_check(FACT_CREDIT_CODE, *code, strlen(*code), cx->today, tidied)))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ORG_CODE_BAD(*code)), "code");
	*code = ctx_text(cx, tidied);
	AUTO_ROWS q = db_run(db, SQL_ORG_BY_CODE);
	bind_text(q, ":code", *code);
	TRY(rows_next(cx, q, &more));
	*ret_holder = more ? col_text(cx, q, "id") : NULL;
	return OK;
}

static enum err check_code(struct ctx *cx, struct db *db, const char *id, const char **code)
{
	const char *holder;
	TRY(org_code_look(cx, db, code, &holder));
	if (holder && (!id || strcmp(holder, id) != 0))
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_ORG_CODE_TAKEN(*code)), "code");
	return OK;
}

/* A zone that has no code of the state's: four digits of the city, two letters of ours. */
static bool zone(const char *r)
{
	return strspn(r, "0123456789") == 4 && strspn(r + 4, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 &&
	       !r[6];
}

/* GB/T 2260 and what lies below it: counties' offices are told apart by it. */
enum err org_region_check(struct ctx *cx, enum org_level level, const char **region)
{
	char tidied[FACT_TEXT];
	const char *r = *region ? *region : "";
	if (!zone(r) && !fact_ok(fact_check(FACT_DIVISION, r, strlen(r), cx->today, tidied)))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ORG_REGION_BAD(r)), "region");
	if (!zone(r))
		r = ctx_text(cx, tidied);
	if (!division_fits(level, r))
		return fail_field(cx, fail(cx, ERR_INVALID, level == LEVEL_PROVINCE
			? SAY_ORG_REGION_PROVINCE(r) : level == LEVEL_CITY
			? SAY_ORG_REGION_CITY(r) : SAY_ORG_REGION_COUNTY(r)), "region");
	*region = r;
	return OK;
}

/* The parent is there, in use, and not this organisation or below it. */
enum err org_parent_check(struct ctx *cx, struct db *db, const char *id, const char *parent)
{
	const struct org *o;
	const char *at = parent;
	for (int depth = 0; at; depth++) {
		if (account_org(cx, db, at, &o) != OK)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_NO_ORG()), "parent");
		if (depth == 0 && o->state != ORG_ACTIVE)
			return fail_field(cx, fail(cx, ERR_CONFLICT,
						   SAY_ORG_NOT_ACTIVE(o->name)), "parent");
		if (depth > DEEPEST || (id && strcmp(at, id) == 0))
			return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_ORG_IN_ITSELF()),
					  "parent");
		at = o->parent;
	}
	return OK;
}

/* --- writing --------------------------------------------------------------- */
static enum err add_history(struct ctx *cx, struct db *db, const struct who *by,
			    const struct org *o, const char *act, const char *other)
{
	AUTO_ROWS q = db_run(db, SQL_ORG_HISTORY_ADD);
	bind_text(q, ":org", o->id);
	bind_int(q, ":revision", o->revision);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":by", by ? by->id : "");
	bind_text(q, ":act", act);
	bind_text(q, ":name", o->name);
	bind_text(q, ":code", o->code);
	bind_text(q, ":parent", o->parent);
	bind_text(q, ":other", other);
	TRY(rows_done(cx, q, NULL));
	return account_note(cx, db, by, NOTE_ADMIN, ctx_print(cx, "org-%s", act), o->id);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

enum err org_create(struct ctx *cx, struct db *db, const struct who *by, struct org *o)
{
	TRY(check_code(cx, db, NULL, &o->code));
	TRY(org_region_check(cx, o->level, &o->region));
	TRY(org_parent_check(cx, db, NULL, o->parent));
	o->id = id_new(cx);
	o->revision = 1;
	AUTO_ROWS q = db_run(db, SQL_ORG_ADD);
	bind_text(q, ":id", o->id);
	bind_text(q, ":code", o->code);
	bind_text(q, ":name", o->name);
	bind_text(q, ":short_name", o->short_name ? o->short_name : o->name);
	bind_text(q, ":level", org_level_word(o->level));
	bind_text(q, ":region", o->region);
	bind_text(q, ":kind", org_kind_word(o->kind));
	bind_text(q, ":parent", o->parent);
	bind_text(q, ":unit", or_empty(o->unit));
	bind_text(q, ":person", or_empty(o->person));
	bind_text(q, ":officer", or_empty(o->officer));
	bind_text(q, ":phone", or_empty(o->phone));
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	return add_history(cx, db, by, o, "created", NULL);
}

static enum err write_org(struct ctx *cx, struct db *db, const struct org *o)
{
	AUTO_ROWS q = db_run(db, SQL_ORG_CHANGE);
	bind_text(q, ":id", o->id);
	bind_text(q, ":code", o->code);
	bind_text(q, ":name", o->name);
	bind_text(q, ":short_name", o->short_name);
	bind_text(q, ":region", o->region);
	bind_text(q, ":parent", o->parent);
	bind_text(q, ":unit", o->unit);
	bind_text(q, ":person", o->person);
	bind_text(q, ":officer", o->officer);
	bind_text(q, ":phone", o->phone);
	bind_text(q, ":state", org_state_word(o->state));
	bind_text(q, ":merged_into", o->merged_into);
	bind_int(q, ":revision", o->revision);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_ACCOUNT_MOVED(o->id)));
	return account_touch(cx, db);
}

enum err org_change(struct ctx *cx, struct db *db, const struct who *by, const struct org *next)
{
	const struct org *was;
	struct org o = *next;
	TRY(account_org(cx, db, o.id, &was));
	if (was->state != ORG_ACTIVE)
		return fail(cx, ERR_CONFLICT, SAY_ORG_NOT_ACTIVE(was->name));
	TRY(check_code(cx, db, o.id, &o.code));
	if (strcmp(was->region, o.region) != 0)
		TRY(org_region_check(cx, o.level, &o.region));
	TRY(org_parent_check(cx, db, o.id, o.parent));
	TRY(write_org(cx, db, &o));
	o.revision++;
	bool renamed = strcmp(was->name, o.name) != 0;
	if (renamed)
		TRY(catalogue_org_changed(cx, db, o.id, NULL, by));
	return add_history(cx, db, by, &o, renamed ? "renamed" : "changed",
			   renamed ? was->name : NULL);
}

enum err org_happened(struct ctx *cx, struct db *db, const struct who *by, const char *id,
		      const char *act, const char *other)
{
	const struct org *was;
	TRY(account_org(cx, db, id, &was));
	struct org o = *was;
	TRY(write_org(cx, db, &o));
	o.revision++;
	return add_history(cx, db, by, &o, act, other);
}

static enum err move_all(struct ctx *cx, struct db *db, const char *gone, const char *into)
{
	static const enum sql moves[] = { SQL_USER_ORG_MOVE, SQL_ORG_CHILDREN_MOVE,
					  SQL_KEY_ORG_MOVE, SQL_TOKEN_ORG_MOVE };
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
		AUTO_ROWS q = db_run(db, moves[i]);
		bind_text(q, ":was", gone);
		bind_text(q, ":now_org", into);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

enum err org_merge(struct ctx *cx, struct db *db, const struct who *by, const char *gone,
		   const char *into)
{
	const struct org *was, *to;
	TRY(account_org(cx, db, gone, &was));
	if (account_org(cx, db, into, &to) != OK)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_NO_ORG()), "into");
	if (was->state != ORG_ACTIVE || to->state != ORG_ACTIVE)
		return fail(cx, ERR_CONFLICT,
			    SAY_ORG_NOT_ACTIVE(was->state != ORG_ACTIVE ? was->name : to->name));
	if (strcmp(gone, into) == 0 || (to->parent && strcmp(to->parent, gone) == 0))
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_ORG_IN_ITSELF()), "into");
	struct org o = *was;
	o.state = ORG_MERGED;
	o.merged_into = into;
	TRY(move_all(cx, db, gone, into));
	TRY(write_org(cx, db, &o));
	o.revision++;
	TRY(add_history(cx, db, by, &o, "merged", into));
	TRY(itsystem_org_changed(cx, db, gone, was->name, into));
	TRY(catalogue_org_changed(cx, db, gone, into, by));
	TRY(case_org_changed(cx, db, gone, into));
	TRY(grant_org_changed(cx, db, gone, into));
	TRY(grading_org_changed(cx, db, gone, into));
	TRY(notice_org_changed(cx, db, gone, into));
	TRY(ingest_org_changed(cx, db, gone, into));
	TRY(openplan_org_changed(cx, db, gone, into));
	TRY(scenario_org_changed(cx, db, gone, into));
	struct org t = *to;
	TRY(write_org(cx, db, &t));
	t.revision++;
	return add_history(cx, db, by, &t, "took-in", gone);
}

/* Data doesn't end with who answers for it: somebody takes it over, or each entry is taken
 * off with its reason, which its consumers are told. */
static enum err none_provided(struct ctx *cx, struct db *db, const struct org *o)
{
	int64_t n;
	const char *first;
	TRY(catalogue_org_provides(cx, db, o->id, &n, &first));
	return n ? fail(cx, ERR_CONFLICT, SAY_ORG_STILL_PROVIDES(o->name, n, first)) : OK;
}

enum err org_close(struct ctx *cx, struct db *db, const struct legal *legal,
		   const struct who *by, const char *id)
{
	const struct org *was;
	TRY(account_org(cx, db, id, &was));
	if (was->state != ORG_ACTIVE)
		return fail(cx, ERR_CONFLICT, SAY_ORG_NOT_ACTIVE(was->name));
	TRY(none_provided(cx, db, was));
	struct org o = *was;
	o.state = ORG_CLOSED;
	TRY(write_org(cx, db, &o));
	o.revision++;
	const char *reason = said_words(cx, SAY_ORG_CLOSED(o.name), SAID_ZH);
	TRY(grant_end_all(cx, db, NULL, id, reason, by));
	TRY(case_agency_gone(cx, db, legal, share_process.name, id, reason, by));
	return add_history(cx, db, by, &o, "closed", NULL);
}
