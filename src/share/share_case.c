/* share_case.c - see share_case.h. */
#include "share/share_case.h"
#include "account/account.h"
#include "catalogue/catalogue.h"
#include "grant/grant.h"
#include <string.h>

static enum err barred(struct ctx *cx, enum share_bar bar)
{
	switch (bar) {
	case SHARE_OWN_DATA:
		return fail(cx, ERR_FORBIDDEN, SAY_SHARE_OWN_DATA());
	case SHARE_NOT_SHARED:
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_SHARE_NOT_SHARED()), "17, 21");
	case SHARE_ELSEWHERE:
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_SHARE_ELSEWHERE()), "22");
	case SHARE_MAY:
		break;
	}
	return OK;
}

enum err share_subject(struct ctx *cx, struct db *db, const struct legal *legal,
		       const struct who *who, struct case_file *c)
{
	struct resource r;
	const struct org *provider, *applicant;

	(void)legal;
	TRY(resource_for_reading(cx, db, c->resource, who, &r));
	if (!who->org || !who_is(who, ROLE_STEWARD))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_SHARE_AGENCIES_ONLY()), "19, 20");
	TRY(account_org(cx, db, who->org, &applicant));
	TRY(account_org(cx, db, r.org, &provider));
	c->parties = (struct parties){ .applicant = org_party(applicant),
				       .provider = org_party(provider) };
	enum share_bar bar = share_facts(&c->parties, r.share_type, &c->facts);
	if (bar != SHARE_MAY)
		return barred(cx, bar);
	if (r.state != RESOURCE_PUBLISHED)
		return fail(cx, ERR_CONFLICT, SAY_SHARE_NOT_LISTED());
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = applicant->name;
	c->provider_name = provider->name;
	c->local = c->facts & SHARE_IS_LOCAL;
	return OK;
}

static const char *text_paper(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

static struct grant_wish wish_of(const struct case_move *m)
{
	const struct case_file *c = m->file;
	const char *purpose = text_paper(m->papers, "purpose");
	const char *scenario = text_paper(m->papers, "scenario");
	return (struct grant_wish){
		.case_id = c->id, .resource = c->resource, .org = c->parties.applicant.org,
		/* An unconditional request need not name a purpose: the scenario is it. */
		.purpose = purpose ? purpose : scenario, .scenario = scenario,
		.conditions = json_object_get(m->papers, "conditions"),
	};
}

enum err share_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
		     uint32_t *ret_facts)
{
	struct resource r;
	struct grant g;
	struct grant_wish wish = wish_of(m);
	const struct pack *pack = legal_pack(m->legal);
	TRY(resource_by_id(cx, db, m->file->resource, &r));
	TRY(grant_plan(cx, pack, &r, &wish, &g));
	*ret_facts = grant_persons(pack, &r, &g) == 1 ? SHARE_IS_ENOUGH : 0;
	return OK;
}

/* The second of two agrees to what the first did, and is somebody else. */
enum err share_second_person(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *first;
	TRY(case_did(cx, db, m->file->id, m->act, &first));
	if (first && m->by && m->by->id && strcmp(first, m->by->id) == 0)
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_SHARE_SECOND_PERSON()), "38");
	if (m->given && json_object_get(m->given, "conditions"))
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_SHARE_SECOND_SAME()),
				  "papers.conditions");
	return OK;
}

enum err share_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	struct grant g;
	struct grant_wish wish = wish_of(m);

	if (strcmp(m->act, "agree") != 0)
		return OK;
	if (m->file->facts & SHARE_IS_ONCE)
		TRY(share_second_person(cx, db, m));
	if (!wish.conditions)
		return OK;
	TRY(resource_by_id(cx, db, m->file->resource, &r));
	return grant_plan(cx, legal_pack(m->legal), &r, &wish, &g);
}

enum err share_carry_out(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct grant_wish wish = wish_of(m);
	return share_effect(cx, db, legal_pack(m->legal), &wish, m->file->state, m->by);
}
