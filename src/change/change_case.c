/* change_case.c - see change_case.h. */
#include "change/change_case.h"
#include "account/account.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include <string.h>

/* The entry's own agency, and the offices above it: a county's has no say outside it. */
static bool may_register(const struct who *who, const struct party *agency)
{
	return actors_of(who, &(struct parties){ .provider = *agency }) != 0;
}

enum err change_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			const struct who *who, struct case_file *c)
{
	struct resource r, work;
	const struct org *agency, *by;
	json_error_t error;

	(void)legal;
	TRY(resource_for_reading(cx, db, c->resource, who, &r));
	if (r.state != RESOURCE_PUBLISHED)
		return fail(cx, ERR_CONFLICT, SAY_CHANGE_NOT_LISTED());
	if (!who->org)
		return fail(cx, ERR_FORBIDDEN, SAY_CHANGE_NOT_YOURS());
	TRY(account_org(cx, db, r.org, &agency));
	TRY(account_org(cx, db, who->org, &by));
	c->parties = (struct parties){ .applicant = org_party(by), .provider = org_party(agency) };
	if (!may_register(who, &c->parties.provider))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_CHANGE_NOT_YOURS()), "10");
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = by->name;
	c->provider_name = agency->name;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);
	c->facts = change_ground_fact(json_string_value(json_object_get(papers, "ground")));
	TRY(resource_working(cx, db, r.id, &work));
	if (work.version_state == RESOURCE_IN_REVIEW)
		c->facts |= CHANGE_IS_SENT;    /* on its way already */
	return OK;
}
