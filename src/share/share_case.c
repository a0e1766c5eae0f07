/* share_case.c - see share_case.h. */
#include "share/share_case.h"
#include "account/account.h"
#include "catalogue/catalogue.h"
#include "cases/paper.h"
#include "grant/bar.h"
#include "share/renewal.h"
#include <string.h>

static const char *text_paper(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

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

static enum err asked_wrong(struct ctx *cx, size_t i, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), ctx_print(cx, "papers.items_asked[%zu]", i));
}

/* Items that are asked for by name exist and can be had by this request. */
static enum err items_askable(struct ctx *cx, const struct resource *r, const json_t *papers)
{
	const json_t *asked = json_object_get(papers, "items_asked");
	size_t n = json_array_size(asked);
	bool *seen = ctx_array(cx, bool, r->nitems + 1);
	if (!asked || json_is_null(asked))
		return OK;
	if (!n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_SHARE_ASKED_FORM()),
				  "papers.items_asked");
	for (size_t i = 0; i < n; i++) {
		const char *code = json_string_value(json_array_get(asked, i));
		const struct item *it = code ? item_by_code(r->items, r->nitems, code) : NULL;
		if (!code || (it && seen[it - r->items]))
			return asked_wrong(cx, i, SAY_SHARE_ASKED_FORM());
		if (!it)
			return asked_wrong(cx, i, SAY_SHARE_ASKED_ITEM(code));
		if (item_share(r, it) == ACCESS_NONE)
			return asked_wrong(cx, i, SAY_SHARE_ASKED_NONE(it->name));
		if (item_share(r, it) > r->share_type)
			return asked_wrong(cx, i, SAY_SHARE_ASKED_LIMITED(it->name));
		seen[it - r->items] = true;
	}
	return OK;
}

enum err share_subject(struct ctx *cx, struct db *db, const struct legal *legal,
		       const struct who *who, struct case_file *c)
{
	struct resource r;
	const struct org *provider, *applicant;
	const char *renews;

	(void)legal;
	TRY(resource_for_reading(cx, db, c->resource, who, &r));
	if (!who->org || !who_is(who, ROLE_STEWARD))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_SHARE_AGENCIES_ONLY()), "19, 20");
	TRY(account_org(cx, db, who->org, &applicant));
	TRY(account_org(cx, db, r.org, &provider));
	c->parties = (struct parties){ .applicant = org_party(applicant),
				       .provider = org_party(provider) };
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, NULL) : NULL;
	enum share_bar bar = share_facts(&c->parties, r.share_type, &c->facts);
	if (bar == SHARE_ELSEWHERE && text_paper(papers, "renews")) {
		/* What was obtained by coordination is carried on by a request. */
		c->resource = r.id;
		TRY(renewal_named(cx, db, c, papers, &renews));
		c->facts = share_facts_granted(&c->parties, r.share_type);
		bar = renews ? SHARE_MAY : bar;
	}
	if (bar != SHARE_MAY)
		return barred(cx, bar);
	if (r.state != RESOURCE_PUBLISHED)
		return fail(cx, ERR_CONFLICT, SAY_SHARE_NOT_LISTED());
	TRY(grant_none_barred(cx, db, r.id, applicant->id));
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = applicant->name;
	c->provider_name = provider->name;
	c->local = c->facts & SHARE_IS_LOCAL;
	TRY(items_askable(cx, &r, papers));
	return renewal_named(cx, db, c, papers, &renews);
}

const struct grant_left *share_left(struct ctx *cx, const struct case_move *m)
{
	const json_t *basis = json_object_get(m->papers, "basis");
	struct grant_left *left = ctx_new(cx, struct grant_left);
	struct citation cited = paper_citation(cx, legal_pack(m->legal), basis);
	*left = (struct grant_left){ .reason = text_paper(m->papers, "reason"), .law = cited.law,
				     .level = cited.level, .article = cited.article };
	return left->law ? left : NULL;
}

static struct grant_wish wish_of(struct ctx *cx, const struct case_move *m)
{
	const struct case_file *c = m->file;
	const char *purpose = text_paper(m->papers, "purpose");
	const char *scenario = text_paper(m->papers, "scenario");
	return (struct grant_wish){
		.case_id = c->id, .resource = c->resource, .org = c->parties.applicant.org,
		/* An unconditional request need not name a purpose: the scenario is it. */
		.purpose = purpose ? purpose : scenario, .scenario = scenario,
		.conditions = json_object_get(m->papers, "conditions"),
		.asked = json_object_get(m->papers, "items_asked"), .left = share_left(cx, m),
	};
}

enum err share_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
		     uint32_t *ret_facts)
{
	struct resource r;
	struct grant g;
	struct grant_wish wish = wish_of(cx, m);
	const struct pack *pack = legal_pack(m->legal);
	TRY(resource_by_id(cx, db, m->file->resource, &r));
	TRY(grant_plan(cx, pack, &r, &wish, &g));
	*ret_facts = grant_persons(pack, &r, &g) == 1 ? SHARE_IS_ENOUGH : 0;
	return OK;
}

/* The second of two agrees to what the first did, and is somebody else: who is there, not
 * a program with that person's token. */
enum err share_second_person(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *first;
	TRY(case_did(cx, db, m->file->id, m->act, &first));
	if (first && m->by && m->by->id && strcmp(first, m->by->id) == 0)
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_SHARE_SECOND_PERSON()), "38");
	if (first && m->by && m->by->token)
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_SHARE_SECOND_TOKEN()), "38");
	if (m->given && json_object_get(m->given, "conditions"))
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_SHARE_SECOND_SAME()),
				  "papers.conditions");
	return OK;
}

/* What the applicant said stays as it was said: an agreement is to that. */
static enum err applicants_words(struct ctx *cx, const struct case_move *m)
{
	static const char *const names[] = { "purpose", "scenario", "scenario_code", "commitment",
		"commitment_version", "items_asked", "rows_asked", "renews" };
	const struct pack *pack = legal_pack(m->legal);
	for (size_t i = 0; m->given && i < sizeof names / sizeof names[0]; i++) {
		int no = json_object_get(m->given, names[i]) ? pack_paper(pack, names[i]) : -1;
		if (no >= 0)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_SHARE_APPLICANTS_PAPER(
						   pack->papers[no].words.zh,
						   pack->papers[no].words.en)),
					  ctx_print(cx, "papers.%s", names[i]));
	}
	return OK;
}

static enum err submitted(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *renews;
	TRY(renewal_named(cx, db, m->file, m->papers, &renews));
	return renews ? renewal_put(cx, db, m->file->id, renews) : OK;
}

enum err share_left_said(struct ctx *cx, const struct case_move *m, const struct resource *r,
			 const struct grant *g, const char *article)
{
	static const char *const owed[] = { "reason", "basis" };
	const struct pack *pack = legal_pack(m->legal);
	struct words left = grant_left_out(cx, pack, r, g);
	paper_set given = papers_given(pack, m->given);
	for (size_t i = 0; *left.zh && i < sizeof owed / sizeof owed[0]; i++)
		if (!(given & paper_bit(pack_paper(pack, owed[i]))))
			return fail_article(cx, fail_field(cx, fail(cx, ERR_INCOMPLETE,
				SAY_SHARE_LEFT_OUT(left.zh, left.en)),
				ctx_print(cx, "papers.%s", owed[i])), article);
	return OK;
}

enum err share_bars(struct ctx *cx, struct db *db, const struct case_move *m)
{
	bool second = strcmp(m->act, "agree") == 0 && m->file->facts & SHARE_IS_ONCE;
	return second ? share_second_person(cx, db, m) : OK;
}

enum err share_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	struct grant g;
	struct grant_wish wish = wish_of(cx, m);

	if (strcmp(m->act, "submit") == 0)
		return submitted(cx, db, m);
	if (strcmp(m->act, "open") == 0)        /* the platform's own */
		return OK;
	TRY(applicants_words(cx, m));
	if (strcmp(m->act, "agree") != 0)
		return OK;
	TRY(share_bars(cx, db, m));
	if (!wish.conditions)
		return OK;
	TRY(resource_by_id(cx, db, m->file->resource, &r));
	TRY(grant_plan(cx, legal_pack(m->legal), &r, &wish, &g));
	return m->file->facts & SHARE_IS_ONCE ? OK : share_left_said(cx, m, &r, &g, "20");
}

enum err share_carry_out(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct grant_wish wish = wish_of(cx, m);
	bool opens = strcmp(m->file->state, "open") == 0 && strcmp(m->was, "suspended") != 0;
	const struct grant_turn turn = {
		.state = m->file->state, .act = m->act,
		.reason = text_paper(m->given, "reason"),
		.basis = paper_cited(cx, json_object_get(m->given, "basis")) };
	TRY(share_effect(cx, db, legal_pack(m->legal), &wish, &turn, m->by));
	if (strcmp(m->file->state, "ended") == 0)
		TRY(case_observe(cx, db, m->legal, m->file->resource, CASE_GRANT_OVER, m->by));
	return opens ? renewal_opened(cx, db, m->file, m->by) : OK;
}

enum err share_show(struct ctx *cx, struct jout *j, struct db *db, const struct case_file *c)
{
	return grant_barred_json(cx, j, db, c->resource, c->parties.applicant.org);
}

static void add_text(json_t *papers, const char *name, const char *value)
{
	if (value)
		PRE(json_object_set_new(papers, name, json_string(value)) == 0);
}

enum err share_granted(struct ctx *cx, struct db *db, const struct case_move *m,
		       const struct resource *r, const struct grant_wish *wish,
		       enum share_fact how, const char **ret_grant)
{
	const struct case_file *from = m->file;
	const char *id;
	struct grant g;
	TRY(grant_plan(cx, legal_pack(m->legal), r, wish, &g));
	AUTO_JSON papers = json_object();
	PRE(papers != NULL);
	struct case_file c = {
		.resource = r->id, .title = r->title ? r->title : "",
		.parties = { .applicant = from->parties.applicant,
			     .provider = from->parties.provider },
		.applicant_name = from->applicant_name, .provider_name = from->provider_name };
	c.facts = share_facts_granted(&c.parties, r->share_type) | how;
	c.local = c.facts & SHARE_IS_LOCAL;
	add_text(papers, "purpose", wish->purpose);
	add_text(papers, "scenario", wish->scenario);
	add_text(papers, "origin", from->id);
	if (wish->conditions && !json_is_null(wish->conditions))
		PRE(json_object_set(papers, "conditions", wish->conditions) == 0);
	if (g.left) {
		add_text(papers, "reason", g.left->reason);
		PRE(json_object_set(papers, "basis", json_object_get(m->papers, "basis")) == 0);
	}
	TRY(case_born(cx, db, &(struct case_birth){ .legal = m->legal, .file = &c,
		.process = share_process.name, .origin = from->id, .papers = papers,
		.by = m->by }, &id));
	return grant_of_case(cx, db, id, ret_grant);
}
