/* coordination_case.c - see coordination_case.h. */
#include "coordination/coordination_case.h"
#include "account/account.h"
#include "base/utf8.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "grant/grant.h"
#include "share/share_case.h"
#include <string.h>

enum { TITLE_CHARS = 60 };

static const char *text_of(const json_t *papers, const char *name)
{
	const char *text = json_string_value(json_object_get(papers, name));
	return text && *text ? text : NULL;
}

static bool act_is(const struct case_move *m, const char *act)
{
	return strcmp(m->act, act) == 0;
}

/* The first line of what is wanted, as the case is called by. */
static const char *title_of(struct ctx *cx, const char *demand)
{
	size_t n = demand ? strcspn(demand, "\r\n") : 0, at = 0, chars = 0;
	while (at < n && chars < TITLE_CHARS) {
		size_t len = utf8_len(demand + at, n - at);
		if (!len)
			break;
		at += len;
		chars++;
	}
	return ctx_print(cx, "%.*s%s", (int)at, demand ? demand : "", at < n ? "…" : "");
}

/* --- an entry of this platform ----------------------------------------------------------- */
static enum err not_here(struct ctx *cx, struct said said)
{
	return fail_field(cx, fail(cx, ERR_CONFLICT, said), "papers.entry");
}

/* One that is for sharing, and that its own platform doesn't give who asks: the rest is
 * subscribed to or demanded. */
static enum err elsewhere(struct ctx *cx, struct db *db, const struct resource *r,
			  const struct party *applicant, const struct org **ret_holder)
{
	uint32_t facts;
	TRY(account_org(cx, db, r->org, ret_holder));
	struct parties p = { .applicant = *applicant, .provider = org_party(*ret_holder) };
	if (r->state != RESOURCE_PUBLISHED)
		return not_here(cx, SAY_COORDINATION_NOT_LISTED(r->code));
	switch (share_facts(&p, r->share_type, &facts)) {
	case SHARE_OWN_DATA:
		return not_here(cx, SAY_COORDINATION_OWN(r->code));
	case SHARE_NOT_SHARED:
		return fail_article(cx, not_here(cx, SAY_SHARE_NOT_SHARED()), "21");
	case SHARE_MAY:
		return fail_article(cx, not_here(cx, SAY_COORDINATION_SUBSCRIBE(r->code)), "20");
	case SHARE_ELSEWHERE:
		break;
	}
	return OK;
}

static enum err entry_named(struct ctx *cx, struct db *db, const char *name,
			    const struct who *who, struct resource *ret)
{
	enum err e = name ? resource_for_reading(cx, db, name, who, ret) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return fail_field(cx, fail(cx, ERR_INVALID,
			SAY_COORDINATION_NO_ENTRY(name ? name : "")), "papers.entry");
	return e;
}

/* --- about what, and by whom ---------------------------------------------------------------- */
enum err coordination_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			      const struct who *who, struct case_file *c)
{
	const struct org *by, *holder;
	struct resource r;
	json_error_t error;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);
	const char *entry = ctx_text(cx, text_of(papers, "entry"));

	(void)legal;
	if (!who->org || !who_is(who, ROLE_STEWARD))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_COORDINATION_AGENCIES_ONLY()),
				    "22");
	TRY(account_org(cx, db, who->org, &by));
	c->parties = (struct parties){ .applicant = org_party(by) };
	if (entry) {
		TRY(entry_named(cx, db, entry, who, &r));
		TRY(elsewhere(cx, db, &r, &c->parties.applicant, &holder));
	}
	c->title = title_of(cx, text_of(papers, "demand"));
	c->applicant_name = by->name;
	c->provider_name = "";
	c->facts = county_level(&c->parties.applicant) ? COORDINATION_IS_COUNTY
						       : COORDINATION_IS_CITY;
	return OK;
}

enum err coordination_assign(struct ctx *cx, struct db *db, const struct case_move *m,
			     struct case_file *c)
{
	struct resource r;
	const struct org *holder;
	if (!act_is(m, "ask"))
		return OK;
	TRY(entry_named(cx, db, ctx_text(cx, text_of(m->given, "entry")), m->by, &r));
	TRY(elsewhere(cx, db, &r, &c->parties.applicant, &holder));
	c->parties.provider = org_party(holder);
	c->provider_name = holder->name;
	return OK;
}

/* --- the grant --------------------------------------------------------------------------------- */
static enum err planned(struct ctx *cx, struct db *db, const struct case_move *m,
			struct grant_wish *ret_wish, struct resource *ret, struct grant *ret_grant)
{
	const char *purpose = text_of(m->papers, "purpose");
	TRY(resource_named(cx, db, text_of(m->papers, "entry"), ret));
	*ret_wish = (struct grant_wish){
		.case_id = m->file->id, .resource = ret->id,
		.org = m->file->parties.applicant.org,
		.purpose = purpose ? purpose : text_of(m->papers, "demand"),
		.scenario = text_of(m->papers, "scenario"),
		.conditions = json_object_get(m->papers, "conditions"),
		.left = share_left(cx, m),
	};
	return grant_plan(cx, legal_pack(m->legal), ret, ret_wish, ret_grant);
}

enum err coordination_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
			    uint32_t *ret_facts)
{
	struct resource r;
	struct grant_wish wish;
	struct grant g;
	TRY(planned(cx, db, m, &wish, &r, &g));
	*ret_facts = grant_persons(legal_pack(m->legal), &r, &g) == 1 ? COORDINATION_IS_ENOUGH : 0;
	return OK;
}

enum err coordination_bars(struct ctx *cx, struct db *db, const struct case_move *m)
{
	bool second = act_is(m, "agree") && m->file->facts & COORDINATION_IS_ONCE;
	return second ? share_second_person(cx, db, m) : OK;
}

enum err coordination_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	struct grant_wish wish;
	struct grant g;
	if (!act_is(m, "agree"))
		return OK;
	TRY(coordination_bars(cx, db, m));
	TRY(planned(cx, db, m, &wish, &r, &g));
	bool said = (m->file->facts & COORDINATION_IS_ONCE) || !wish.conditions;
	return said ? OK : share_left_said(cx, m, &r, &g, "22");
}

/* The entry may have gone, or gone to another, since its holder agreed. */
enum err coordination_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	struct grant_wish wish;
	struct grant g;
	const char *id;
	const struct case_file *c = m->file;
	if (strcmp(c->state, "closed") != 0 || (c->facts & COORDINATION_IS_OUT))
		return OK;
	TRY(planned(cx, db, m, &wish, &r, &g));
	if (r.state != RESOURCE_PUBLISHED || strcmp(r.org, c->parties.provider.org) != 0)
		return not_here(cx, SAY_COORDINATION_NOT_LISTED(r.code));
	return share_granted(cx, db, m, &r, &wish, SHARE_IS_OBTAINED, &id);
}
