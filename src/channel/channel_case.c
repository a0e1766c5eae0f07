/* channel_case.c - see channel_case.h. */
#include "channel/channel_case.h"
#include "account/account.h"
#include "base/utf8.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "channel/channel_store.h"
#include "grant/grant.h"
#include <string.h>

enum { ROUTE_MOST = 200, GRANTS_MOST = 50 };

static const char *text_of(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

/* A day of papers whose form was checked; n 0: none. */
static day_t day_in(const json_t *papers, const char *name)
{
	const char *text = text_of(papers, name);
	day_t d;
	return text && day_read(text, &d) ? d : (day_t){ 0 };
}

/* --- about what -------------------------------------------------------------------- */
/* The agency itself, and the offices above it: nobody else says what it runs. */
static bool may_register(const struct who *who, const struct party *agency)
{
	struct parties p = { .provider = *agency, .offices = true };
	return (actors_of(who, &p) & ~ACTOR_BIT(BY_APPLICANT)) != 0;
}

static enum err built_in_time(struct ctx *cx, day_t built)
{
	return built.n > cx->today.n
		? fail_field(cx, fail(cx, ERR_INVALID, SAY_CHANNEL_NOT_BUILT()), "papers.built_on")
		: OK;
}

static enum err named(struct ctx *cx, const char *route)
{
	if (route && utf8_count(route, strlen(route)) > ROUTE_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CHANNEL_LONG_NAME()),
				  "papers.route");
	return OK;
}

static enum err agency_of(struct ctx *cx, struct db *db, const struct who *who,
			  const char *named_org, const struct org **ret)
{
	enum err e = account_org(cx, db, named_org ? named_org : who->org, ret);
	if (e == ERR_NOT_FOUND || (e == OK && (*ret)->state != ORG_ACTIVE))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CHANNEL_NO_AGENCY()),
				  "papers.holder");
	return e;
}

enum err channel_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			 const struct who *who, struct case_file *c)
{
	const struct org *agency, *by;
	json_error_t error;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);
	const char *route = text_of(papers, "route");
	day_t built = day_in(papers, "built_on");

	if (!who->org)
		return fail(cx, ERR_FORBIDDEN, SAY_CHANNEL_NOT_YOURS());
	TRY(named(cx, route));
	TRY(built_in_time(cx, built));
	TRY(agency_of(cx, db, who, ctx_text(cx, text_of(papers, "holder")), &agency));
	TRY(account_org(cx, db, who->org, &by));
	c->parties = (struct parties){ .applicant = org_party(by), .provider = org_party(agency) };
	if (!may_register(who, &c->parties.provider))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_CHANNEL_NOT_YOURS()), "7");
	c->title = route ? ctx_text(cx, route) : "";
	c->applicant_name = by->name;
	c->provider_name = agency->name;
	c->facts = channel_age_fact(built, legal_pack(legal)->from) |
		   (county_level(&c->parties.provider) ? CHANNEL_IS_COUNTY : CHANNEL_IS_CITY);
	return OK;
}

/* --- the plan ------------------------------------------------------------------------ */
static enum err plan_sound(struct ctx *cx, const struct case_move *m)
{
	day_t to = papers_promised(m->given);
	bool later = strcmp(m->was, "planned") == 0 && to.n > m->file->promised.n;
	if (to.n < cx->today.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CHANNEL_PLAN_PAST()),
				  "papers.promised_on");
	if (later && !text_of(m->given, "reason"))
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_CHANNEL_LATER()),
				  "papers.reason");
	return OK;
}

/* --- what takes its place: seen, not said ---------------------------------------------- */
static enum err entry_stands(struct ctx *cx, struct db *db, const json_t *papers,
			     struct resource *ret)
{
	const char *name = text_of(papers, "entry");
	enum err e = name ? resource_named(cx, db, name, ret) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND || (e == OK && ret->state != RESOURCE_PUBLISHED))
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_CHANNEL_NO_ENTRY(name ? name : "")),
				  "papers.entry");
	return e;
}

/* Open now, of that entry, and the agency gives or takes by it. */
static bool grant_serves(const struct ctx *cx, const struct grant *g, const char *resource,
			 const char *agency)
{
	return g->state == GRANT_OPEN && (!g->until.n || cx->now.n < g->until.n) &&
	       strcmp(g->resource, resource) == 0 &&
	       (strcmp(g->org, agency) == 0 || strcmp(g->provider, agency) == 0);
}

static enum err grants_stand(struct ctx *cx, struct db *db, const struct case_move *m,
			     const char *resource)
{
	const json_t *list = json_object_get(m->papers, "grants");
	size_t n = json_array_size(list);
	if (n == 0 || n > GRANTS_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CHANNEL_GRANTS(GRANTS_MOST)),
				  "papers.grants");
	for (size_t i = 0; i < n; i++) {
		const char *id = json_string_value(json_array_get(list, i));
		struct grant g;
		enum err e = id ? grant_by_id(cx, db, id, &g) : ERR_NOT_FOUND;
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
		if (e || !grant_serves(cx, &g, resource, m->file->parties.provider.org))
			return fail_field(cx, fail(cx, ERR_CONFLICT,
						   SAY_CHANNEL_NO_GRANT(id ? id : "")),
					  "papers.grants");
	}
	return OK;
}

enum err channel_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	if (strcmp(m->act, "plan") == 0)
		return plan_sound(cx, m);
	if (strcmp(m->act, "merge") != 0 && strcmp(m->act, "approve") != 0)
		return OK;
	/* Looked at again when it is approved: a grant may have ended meanwhile. */
	TRY(entry_stands(cx, db, m->papers, &r));
	return grants_stand(cx, db, m, r.id);
}

enum err channel_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	if (strcmp(m->act, "submit") == 0)
		return channel_put(cx, db, m->file->id, &(struct channel){
			text_of(m->papers, "route"), text_of(m->papers, "end_a"),
			text_of(m->papers, "end_b"), text_of(m->papers, "carries"),
			text_of(m->papers, "purpose"), day_in(m->papers, "built_on") });
	if (strcmp(m->act, "merge") != 0)
		return OK;
	TRY(entry_stands(cx, db, m->papers, &r));
	return channel_replaced(cx, db, m->file->id, r.id);
}
