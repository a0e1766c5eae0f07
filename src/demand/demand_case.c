/* demand_case.c - see demand_case.h. */
#include "demand/demand_case.h"
#include "account/account.h"
#include "base/utf8.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "content/content.h"
#include "forward/forward.h"
#include "demand/demand_store.h"
#include "grant/grant.h"
#include "ingest/dataset.h"
#include "share/share_case.h"
#include <string.h>

enum { TITLE_CHARS = 60, PROMISE_MOST = 731 };          /* days: two years */

static const char *text_of(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

static bool act_is(const struct case_move *m, const char *act)
{
	return strcmp(m->act, act) == 0;
}

/* --- about what, and from whom --------------------------------------------------------- */
/* The first line of what is wanted, as a case is called by. */
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

/* An agency that can be asked: there, in use, not the one that asks, and within reach
 * of the own platform; the field names where it was said. */
static enum err holder_of(struct ctx *cx, struct db *db, const char *name,
			  const struct party *applicant, const struct org **ret)
{
	uint32_t facts;
	enum err e = account_org(cx, db, name, ret);
	if (e == ERR_NOT_FOUND || (e == OK && (*ret)->state != ORG_ACTIVE))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DEMAND_NO_HOLDER()),
				  "papers.holder");
	TRY(e);
	struct parties p = { .applicant = *applicant, .provider = org_party(*ret) };
	switch (share_facts(&p, ACCESS_CONDITIONAL, &facts)) {
	case SHARE_OWN_DATA:
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DEMAND_OWN()), "papers.holder");
	case SHARE_ELSEWHERE:
		return fail_article(cx, fail_field(cx, fail(cx, ERR_FORBIDDEN,
							    SAY_SHARE_ELSEWHERE()),
						   "papers.holder"), "22");
	case SHARE_NOT_SHARED:
	case SHARE_MAY:
		break;
	}
	return OK;
}

/* What the sharing catalogue has is subscribed to; the rest may be demanded. */
static enum err not_shared_yet(struct ctx *cx, struct db *db, const struct who *who,
			       const char *entry)
{
	struct resource r;
	enum err e = resource_for_reading(cx, db, entry, who, &r);
	if (e == ERR_NOT_FOUND)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DEMAND_NO_ENTRY(entry)),
				  "papers.entry");
	TRY(e);
	if (r.state == RESOURCE_PUBLISHED && r.share_type != ACCESS_NONE)
		return fail_article(cx, fail_field(cx, fail(cx, ERR_CONFLICT,
							    SAY_DEMAND_LISTED(r.code)),
						   "papers.entry"), "20");
	return OK;
}

enum err demand_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			const struct who *who, struct case_file *c)
{
	const struct org *by, *holder = NULL;
	json_error_t error;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);
	const char *named = ctx_text(cx, text_of(papers, "holder"));
	const char *entry = ctx_text(cx, text_of(papers, "entry"));

	(void)legal;
	if (!who->org || !who_is(who, ROLE_STEWARD))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_DEMAND_AGENCIES_ONLY()), "21");
	TRY(account_org(cx, db, who->org, &by));
	c->parties = (struct parties){ .applicant = org_party(by) };
	if (named)
		TRY(holder_of(cx, db, named, &c->parties.applicant, &holder));
	if (entry)
		TRY(not_shared_yet(cx, db, who, entry));
	if (holder)
		c->parties.provider = org_party(holder);
	c->title = title_of(cx, text_of(papers, "demand"));
	c->applicant_name = by->name;
	c->provider_name = holder ? holder->name : "";
	c->facts = (holder ? DEMAND_IS_NAMED : DEMAND_IS_UNNAMED) |
		   (county_level(&c->parties.applicant) ? DEMAND_IS_COUNTY : DEMAND_IS_CITY);
	return OK;
}

enum err demand_assign(struct ctx *cx, struct db *db, const struct case_move *m,
		       struct case_file *c)
{
	const struct org *holder;
	if (!act_is(m, "assign"))
		return OK;
	const char *passed = c->parties.provider.org;
	TRY(holder_of(cx, db, ctx_text(cx, text_of(m->given, "holder")),
		      &c->parties.applicant, &holder));
	if (passed && strcmp(passed, holder->id) == 0)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_DEMAND_PASSED(holder->name)),
				  "papers.holder");
	c->parties.provider = org_party(holder);
	c->provider_name = holder->name;
	return OK;
}

/* --- is it so? ---------------------------------------------------------------------------- */
static enum err still_missing(struct ctx *cx, enum err e, const char *field)
{
	return fail_article(cx, fail_field(cx, e, field), "21");
}

/* The entry the holder names: its own, published, and for sharing. */
static enum err catalogued(struct ctx *cx, struct db *db, const struct case_move *m,
			   struct resource *ret)
{
	const char *name = text_of(m->papers, "entry");
	enum err e = name ? resource_named(cx, db, name, ret) : ERR_NOT_FOUND;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e || strcmp(ret->org, m->file->parties.provider.org) != 0)
		return still_missing(cx, fail(cx, ERR_CONFLICT,
					      SAY_DEMAND_NOT_YOURS(name ? name : "")),
				     "papers.entry");
	if (ret->state != RESOURCE_PUBLISHED)
		return still_missing(cx, fail(cx, ERR_CONFLICT, SAY_DEMAND_NOT_LISTED(name)),
				     "papers.entry");
	if (ret->share_type == ACCESS_NONE)
		return still_missing(cx, fail(cx, ERR_CONFLICT, SAY_DEMAND_CLOSED(name)),
				     "papers.entry");
	return OK;
}

/* Is what the entry is of on the platform: a table's rows, a live version of its files, or
 * the provider's own interface, mounted and switched on? */
static enum err given_by(struct ctx *cx, struct db *db, const struct resource *r, bool *ret)
{
	struct dataset d;
	struct content_version files = { .version = 0 };
	struct interface i;
	bool mounted;
	TRY(dataset_live(cx, db, r->no, &d));
	if (content_form(r->form))
		TRY(content_version(cx, db, r->id, CONTENT_LIVE, &files));
	TRY(interface_of(cx, db, r->id, &i, &mounted));
	*ret = d.version || files.version || (mounted && i.enabled && i.rightful);
	return OK;
}

static enum err aggregated(struct ctx *cx, struct db *db, const struct resource *r)
{
	bool there;
	TRY(given_by(cx, db, r, &there));
	return there ? OK : still_missing(cx, fail(cx, ERR_CONFLICT,
						       SAY_DEMAND_NO_DATA(r->code)), "act");
}

static struct grant_wish wish_of(struct ctx *cx, const struct case_move *m,
				 const char *resource)
{
	const struct case_file *c = m->file;
	const char *purpose = text_of(m->papers, "purpose");
	return (struct grant_wish){
		.case_id = c->id, .resource = resource, .org = c->parties.applicant.org,
		.purpose = purpose ? purpose : text_of(m->papers, "duty"),
		.scenario = text_of(m->papers, "scenario"),
		.conditions = json_object_get(m->papers, "conditions"),
		.left = share_left(cx, m),
	};
}

static enum err planned(struct ctx *cx, struct db *db, const struct case_move *m,
			struct resource *ret, struct grant *ret_grant)
{
	TRY(catalogued(cx, db, m, ret));
	TRY(aggregated(cx, db, ret));
	struct grant_wish wish = wish_of(cx, m, ret->id);
	return grant_plan(cx, legal_pack(m->legal), ret, &wish, ret_grant);
}

enum err demand_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
		      uint32_t *ret_facts)
{
	struct resource r;
	struct grant g;
	TRY(planned(cx, db, m, &r, &g));
	*ret_facts = grant_persons(legal_pack(m->legal), &r, &g) == 1 ? DEMAND_IS_ENOUGH : 0;
	return OK;
}

/* The date of the answer, or a later one with its reason; not one that nobody waits for. */
static enum err promise_sound(struct ctx *cx, const struct case_move *m)
{
	day_t to = papers_promised(m->given);
	enum err e = OK;
	if (to.n < cx->today.n)
		e = fail(cx, ERR_INVALID, SAY_DEMAND_DATE_PAST());
	else if (to.n > cx->today.n + PROMISE_MOST)
		e = fail(cx, ERR_INVALID, SAY_DEMAND_DATE_FAR());
	else if (act_is(m, "postpone") && to.n <= m->file->promised.n)
		e = fail(cx, ERR_INVALID, SAY_DEMAND_DATE_SOONER());
	return e == OK ? OK : fail_field(cx, e, "papers.promised_on");
}

enum err demand_bars(struct ctx *cx, struct db *db, const struct case_move *m)
{
	bool second = act_is(m, "share") && m->file->facts & DEMAND_IS_ONCE;
	return second ? share_second_person(cx, db, m) : OK;
}

enum err demand_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	struct grant g;
	if (act_is(m, "agree_later") || act_is(m, "postpone"))
		return promise_sound(cx, m);
	if (act_is(m, "catalogue"))
		return catalogued(cx, db, m, &r);
	if (act_is(m, "aggregate")) {
		TRY(catalogued(cx, db, m, &r));
		return aggregated(cx, db, &r);
	}
	if (!act_is(m, "share"))
		return OK;
	TRY(demand_bars(cx, db, m));
	TRY(planned(cx, db, m, &r, &g));
	bool said = (m->file->facts & DEMAND_IS_ONCE) || !json_object_get(m->papers, "conditions");
	return said ? OK : share_left_said(cx, m, &r, &g, "21");
}

/* --- carried out ------------------------------------------------------------------------------ */
enum err demand_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	const char *grant;
	if (act_is(m, "submit"))
		return demand_put(cx, db, m->file->id, text_of(m->papers, "demand"),
				  text_of(m->papers, "duty"));
	if (strcmp(m->file->state, "fulfilled") != 0)
		return OK;
	TRY(catalogued(cx, db, m, &r));
	struct grant_wish wish = wish_of(cx, m, r.id);
	TRY(share_granted(cx, db, m, &r, &wish, SHARE_IS_MET, &grant));
	return demand_met(cx, db, m->file->id, r.id, grant);
}
