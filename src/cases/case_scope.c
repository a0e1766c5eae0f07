/* case_scope.c - who may know of a case, at whose desk it lies, and how both go along when
 * organisations change. */
#include "cases/store.h"
#include "notice/notice.h"
#include <stdio.h>

static enum err scope_add(struct ctx *cx, struct db *db, const char *id, const char *kind,
			  const char *what)
{
	int64_t n;
	char scope[SCOPE_TEXT];
	if (what && !*what)
		return OK;
	snprintf(scope, sizeof scope, "%s%s%s", kind, what ? ":" : "", what ? what : "");
	AUTO_ROWS q = db_run(db, SQL_CASE_SCOPE_ADD);
	bind_text(q, ":scope", scope);
	bind_text(q, ":case_id", id);
	return rows_done(cx, q, &n);
}

static enum err scope_of_party(struct ctx *cx, struct db *db, const char *id,
			       const struct party *p)
{
	char county[COUNTY_TEXT];
	if (!p->org || !county_level(p))
		return OK;
	snprintf(county, sizeof county, "%.6s", p->region ? p->region : "");
	return scope_add(cx, db, id, "county", county);
}

enum err case_scope(struct ctx *cx, struct db *db, const struct case_file *c,
		    bool submitted)
{
	const struct parties *p = &c->parties;
	TRY(scope_add(cx, db, c->id, "all", NULL));
	if (p->applicant.org)
		TRY(scope_add(cx, db, c->id, "org", p->applicant.org));
	if (p->person)
		TRY(scope_add(cx, db, c->id, "person", p->person));
	if (!submitted)
		return OK;
	if (p->provider.org)
		TRY(scope_add(cx, db, c->id, "org", p->provider.org));
	if (!c->local)
		TRY(scope_add(cx, db, c->id, "city", NULL));
	TRY(scope_of_party(cx, db, c->id, &p->applicant));
	return scope_of_party(cx, db, c->id, &p->provider);
}

enum err case_shown(struct ctx *cx, struct db *db, const struct case_file *c, const char *org)
{
	char desk[DESK_TEXT];
	TRY(scope_add(cx, db, c->id, "org", org));
	desk_of(BY_PROVIDER, &(struct parties){ .provider = { .org = org } }, desk);
	return notice_put(cx, db, &(struct notice_put){ .desk = desk, .case_id = c->id,
							.kind = NOTICE_MOVED, .step = c->revision });
}

static enum err scope_leave(struct ctx *cx, struct db *db, const char *id, const char *scope)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_SCOPE_LEAVE);
	bind_text(q, ":scope", scope);
	bind_text(q, ":case_id", id);
	return rows_done(cx, q, NULL);
}

enum err case_scope_moved(struct ctx *cx, struct db *db, const struct case_file *c,
			  const struct party *was)
{
	if (was->org)
		TRY(scope_leave(cx, db, c->id, ctx_print(cx, "org:%s", was->org)));
	if (county_level(was))
		TRY(scope_leave(cx, db, c->id, ctx_print(cx, "county:%.6s", was->region)));
	return case_scope(cx, db, c, true);    /* what the others may, stays */
}

/* --- desks --------------------------------------------------------------------------- */
static bool same_term(const char *term, const struct case_desk *d)
{
	return term && d->term ? strcmp(term, d->term) == 0 : term == d->term;
}

static bool lies_already(const char *term, const struct case_desk *d, struct rows *q)
{
	return same_term(term, d) && col_day(q, "due").n == d->due.n;
}

/* What lay on one of these desks before, and lies there as it did, is nothing new. */
static enum err desks_before(struct ctx *cx, struct db *db, const char *id,
			     struct case_desk *desks, size_t n)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_DESK_OF);
	bind_text(q, ":case_id", id);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		const char *desk = col_text(cx, q, "desk"), *term = col_text(cx, q, "term");
		for (size_t i = 0; i < n; i++) {
			struct case_desk *d = &desks[i];
			if (strcmp(d->desk, desk) != 0 || !lies_already(term, d, q))
				continue;
			d->fresh = false;
			d->step = col_int(q, "step");
		}
	}
}

enum err case_desks_differ(struct ctx *cx, struct db *db, const char *id,
			   const struct case_desk *desks, size_t n, bool *ret_differ)
{
	bool differ = false;
	AUTO_ROWS q = db_run(db, SQL_CASE_DESK_OF);
	bind_text(q, ":case_id", id);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		const char *desk = col_text(cx, q, "desk"), *term = col_text(cx, q, "term");
		bool provisional = col_int(q, "provisional") != 0;
		for (size_t i = 0; i < n; i++)
			if (strcmp(desks[i].desk, desk) == 0 && same_term(term, &desks[i]))
				differ |= !lies_already(term, &desks[i], q) ||
					  provisional != desks[i].provisional;
	}
	*ret_differ = differ;
	return OK;
}

static enum err desk_add(struct ctx *cx, struct db *db, const char *id,
			 const struct case_desk *d)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_DESK_ADD);
	bind_text(q, ":desk", d->desk);
	bind_text(q, ":case_id", id);
	bind_text(q, ":owes", d->owes);
	bind_text(q, ":term", d->term);
	bind_day(q, ":from_day", d->from);
	bind_day(q, ":due", d->due);
	bind_int(q, ":provisional", d->provisional);
	bind_int(q, ":binds", d->binds);
	bind_int(q, ":step", d->step);
	return rows_done(cx, q, NULL);
}

enum err case_desks(struct ctx *cx, struct db *db, const char *id, bool anew,
		    struct case_desk *desks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		desks[i].fresh = true;
	if (!anew)
		TRY(desks_before(cx, db, id, desks, n));
	AUTO_ROWS clear = db_run(db, SQL_CASE_DESK_CLEAR);
	bind_text(clear, ":case_id", id);
	TRY(rows_done(cx, clear, NULL));
	for (size_t i = 0; i < n; i++)
		TRY(desk_add(cx, db, id, &desks[i]));
	return OK;
}

static bool office(const struct who *who)
{
	return who->org && (who_is(who, ROLE_OPERATOR) || who_is(who, ROLE_AUTHORITY));
}

static void office_scope(const struct who *who, char out[SCOPE_TEXT])
{
	if (who->level == LEVEL_COUNTY || who->level == LEVEL_TOWN)
		snprintf(out, SCOPE_TEXT, "county:%.6s", who->region ? who->region : "");
	else
		snprintf(out, SCOPE_TEXT, "city");
}

void scope_widest(const struct who *who, char out[SCOPE_TEXT])
{
	if (who_is(who, ROLE_AUDITOR))
		snprintf(out, SCOPE_TEXT, "all");
	else if (office(who))
		office_scope(who, out);
	else if (who->org)
		snprintf(out, SCOPE_TEXT, "org:%s", who->org);
	else
		snprintf(out, SCOPE_TEXT, "person:%s", who->id ? who->id : "");
}

static enum err scope_has(struct ctx *cx, struct db *db, const char *scope, const char *id,
			  bool *ret_has)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_SCOPE_HAS);
	bind_text(q, ":scope", scope);
	bind_text(q, ":case_id", id);
	return rows_next(cx, q, ret_has);
}

enum err case_known(struct ctx *cx, struct db *db, const char *id, const struct who *who,
		    bool *ret_known)
{
	char scope[SCOPE_TEXT];
	scope_widest(who, scope);
	TRY(scope_has(cx, db, scope, id, ret_known));
	if (*ret_known || !who->org)
		return OK;
	snprintf(scope, sizeof scope, "org:%s", who->org);      /* an office's own drafts */
	return scope_has(cx, db, scope, id, ret_known);
}

/* --- organisations that change ------------------------------------------------- */
static enum err renamed(struct ctx *cx, struct db *db, enum sql id, const char *from_name,
			const char *from, const char *into)
{
	int64_t n;
	AUTO_ROWS q = db_run(db, id);
	bind_text(q, from_name, from);
	bind_text(q, ":into", into);
	return rows_done(cx, q, &n);
}

enum err case_org_changed(struct ctx *cx, struct db *db, const char *org,
			  const char *into)
{
	char old[SCOPE_TEXT], new[SCOPE_TEXT];
	int64_t n;

	if (!into)
		return OK;
	TRY(renamed(cx, db, SQL_CASE_APPLICANT_RENAME, ":org", org, into));
	TRY(renamed(cx, db, SQL_CASE_PROVIDER_RENAME, ":org", org, into));
	snprintf(old, sizeof old, "steward@%s", org);
	snprintf(new, sizeof new, "steward@%s", into);
	TRY(renamed(cx, db, SQL_CASE_DESK_RENAME, ":desk", old, new));
	AUTO_ROWS left = db_run(db, SQL_CASE_DESK_DROP);
	bind_text(left, ":desk", old);
	TRY(rows_done(cx, left, NULL));
	snprintf(old, sizeof old, "org:%s", org);
	snprintf(new, sizeof new, "org:%s", into);
	TRY(renamed(cx, db, SQL_CASE_SCOPE_RENAME, ":scope", old, new));
	AUTO_ROWS q = db_run(db, SQL_CASE_SCOPE_DROP);
	bind_text(q, ":scope", old);
	return rows_done(cx, q, &n);
}

static enum err moved(struct ctx *cx, struct db *db, enum sql id, const char *resource,
		      const char *from_name, const char *from, const char *into)
{
	AUTO_ROWS q = db_run(db, id);
	bind_text(q, ":resource", resource);
	bind_text(q, from_name, from);
	bind_text(q, ":into", into);
	return rows_done(cx, q, NULL);
}

enum err case_resource_moved(struct ctx *cx, struct db *db, const char *resource,
			     const char *org, const char *into)
{
	char old[SCOPE_TEXT], new[SCOPE_TEXT];
	TRY(moved(cx, db, SQL_CASE_MOVED_APPLICANT, resource, ":org", org, into));
	TRY(moved(cx, db, SQL_CASE_MOVED_PROVIDER, resource, ":org", org, into));
	TRY(moved(cx, db, SQL_CASE_MOVED_OTHER, resource, ":org", org, into));
	snprintf(old, sizeof old, "steward@%s", org);
	snprintf(new, sizeof new, "steward@%s", into);
	TRY(moved(cx, db, SQL_CASE_MOVED_DESK, resource, ":desk", old, new));
	snprintf(old, sizeof old, "org:%s", org);
	snprintf(new, sizeof new, "org:%s", into);
	return moved(cx, db, SQL_CASE_MOVED_SCOPE, resource, ":scope", old, new);
}
