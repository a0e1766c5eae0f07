/* violation_case.c - see violation_case.h. */
#include "violation/violation_case.h"
#include "account/account.h"
#include "base/utf8.h"
#include "cases/paper.h"
#include "core/sight.h"
#include "grant/bar.h"
#include "grant/grants.h"
#include "violation/violation_store.h"
#include <string.h>

enum { TITLE_WORDS = 90 };              /* bytes of a measure that its title shows */

static const char *text_of(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

static bool act_is(const struct case_move *m, const char *act)
{
	return strcmp(m->act, act) == 0;
}

/* --- about whom, and by whom ------------------------------------------------------------- */
static enum err user_of(struct ctx *cx, struct db *db, const char *name, const struct who *who,
			const struct org **ret)
{
	enum err e = name ? account_org(cx, db, name, ret) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND || (e == OK && (*ret)->state != ORG_ACTIVE))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_VIOLATION_NO_USER()),
				  "papers.user");
	TRY(e);
	return strcmp((*ret)->id, who->org) == 0
		? fail_field(cx, fail(cx, ERR_INVALID, SAY_VIOLATION_ITSELF()), "papers.user") : OK;
}

/* An agency brings what concerns its own data: it gave that user a grant. */
static enum err gave(struct ctx *cx, struct db *db, const char *giver, const char *user,
		     bool *ret)
{
	struct grant *list;
	size_t n;
	TRY(grant_list(cx, db, &(struct grant_query){ .giver = giver, .taker = user, .limit = 1 },
		       &list, &n));
	*ret = n > 0;
	return OK;
}

/* Grants named from the beginning, if any: the user's, and the giver's own. */
static enum err concerned(struct ctx *cx, struct db *db, const json_t *papers, const char *user,
			  const char *giver)
{
	const json_t *list = json_object_get(papers, "grants");
	if (json_array_size(list) > GRANTS_OF_MEASURE)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_VIOLATION_GRANTS(GRANTS_OF_MEASURE)),
				  "papers.grants");
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct grant g;
		const char *id = json_string_value(json_array_get(list, i));
		enum err e = id ? grant_by_id(cx, db, id, &g) : ERR_NOT_FOUND;
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
		if (e || strcmp(g.org, user) != 0 || (giver && strcmp(g.provider, giver) != 0))
			return fail_field(cx, fail(cx, ERR_INVALID,
				SAY_VIOLATION_NO_GRANT(id ? id : "")), "papers.grants");
	}
	return OK;
}

/* A county's office looks after its county: the user is of it, or has data of one of its
 * agencies. */
static enum err of_remit(struct ctx *cx, struct db *db, const struct who *who,
			 const struct org *user)
{
	struct sight s = reach_of(cx, who);
	struct grant *list;
	size_t n;
	if (sight_takes(&s, user->id, user->region))
		return OK;
	TRY(grant_list(cx, db, &(struct grant_query){ .county = s.county, .taker = user->id,
						      .limit = 1 }, &list, &n));
	return n ? OK : fail_article(cx, fail_field(cx,
			fail(cx, ERR_FORBIDDEN, SAY_VIOLATION_NOT_COUNTY()), "papers.user"), "35");
}

static uint32_t level_facts(const struct parties *p)
{
	char county[COUNTY_TEXT];
	case_county(p, county);
	return county[0] ? VIOLATION_IS_COUNTY : VIOLATION_IS_CITY;
}

enum err violation_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			   const struct who *who, struct case_file *c)
{
	const struct org *by, *user;
	json_error_t error;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);
	bool office = who_is(who, ROLE_AUTHORITY) || who_is(who, ROLE_OPERATOR), giver = false;

	(void)legal;
	if (!who->org || (!office && !who_is(who, ROLE_STEWARD)))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_VIOLATION_NOT_YOURS()), "35");
	TRY(user_of(cx, db, ctx_text(cx, text_of(papers, "user")), who, &user));
	TRY(account_org(cx, db, who->org, &by));
	if (office)
		TRY(of_remit(cx, db, who, user));
	else
		TRY(gave(cx, db, by->id, user->id, &giver));
	if (!office && !giver)
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_VIOLATION_NOT_YOURS()), "35");
	c->parties = (struct parties){ .applicant = org_party(by), .provider = org_party(user) };
	c->title = said_words(cx, SAY_VIOLATION_TITLE(user->name), SAID_ZH);
	TRY(concerned(cx, db, papers, user->id, office ? NULL : by->id));
	c->applicant_name = by->name;
	c->provider_name = user->name;
	c->facts = (office ? VIOLATION_IS_OFFICE : VIOLATION_IS_GIVER) | level_facts(&c->parties);
	return OK;
}

/* --- what a measure shuts ------------------------------------------------------------------ */
/* A county's authority shuts what a user of its county has, or what its agencies gave. */
static enum err is_near(struct ctx *cx, struct db *db, const struct case_move *m,
			const struct grant *g, bool *ret)
{
	const struct party *user = &m->file->parties.provider;
	const struct org *giver;
	struct sight s = reach_of(cx, m->by);
	TRY(account_org(cx, db, g->provider, &giver));
	*ret = sight_takes(&s, user->org, user->region) ||
	       sight_takes(&s, giver->id, giver->region);
	return OK;
}

static enum err near_enough(struct ctx *cx, struct db *db, const struct case_move *m,
			    const struct grant *g)
{
	bool near;
	TRY(is_near(cx, db, m, g, &near));
	return near ? OK : fail_article(cx, fail_field(cx,
		fail(cx, ERR_FORBIDDEN, SAY_VIOLATION_NOT_COUNTY()), "papers.grants"), "35");
}

/* The provider shuts what it gave; an authority what the user has: a county's, within its
 * county. */
static enum err in_reach(struct ctx *cx, struct db *db, const struct case_move *m, const char *id,
			 struct grant *ret)
{
	const struct parties *p = &m->file->parties;
	bool own = m->by && m->by->org && strcmp(m->by->org, p->applicant.org) == 0 &&
		   m->file->facts & VIOLATION_IS_GIVER;
	enum err e = id ? grant_by_id(cx, db, id, ret) : ERR_NOT_FOUND;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e || strcmp(ret->org, p->provider.org) != 0 || ret->state == GRANT_ENDED ||
	    (own && strcmp(ret->provider, p->applicant.org) != 0))
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_VIOLATION_NO_GRANT(id ? id : "")),
				  "papers.grants");
	return own || !m->by ? OK : near_enough(cx, db, m, ret);
}

typedef enum err each_grant(struct ctx *cx, struct db *db, const struct case_move *m,
			    const struct grant *g);

static enum err grants_of(struct ctx *cx, struct db *db, const struct case_move *m,
			  each_grant *then)
{
	const json_t *list = json_object_get(m->given, "grants");
	size_t n = json_array_size(list);
	if (!n || n > GRANTS_OF_MEASURE)
		return fail_field(cx, fail(cx, ERR_INVALID,
					   SAY_VIOLATION_GRANTS(GRANTS_OF_MEASURE)),
				  "papers.grants");
	for (size_t i = 0; i < n; i++) {
		struct grant g;
		TRY(in_reach(cx, db, m, json_string_value(json_array_get(list, i)), &g));
		if (then)
			TRY(then(cx, db, m, &g));
	}
	return OK;
}

/* For good is closed only what this case keeps shut already: it has been looked at twice. */
static enum err shut_here(struct ctx *cx, struct db *db, const struct case_move *m,
			  const struct grant *g)
{
	bool here;
	TRY(grant_barred_by(cx, db, g->id, m->file->id, &here));
	return here ? OK : fail_field(cx, fail(cx, ERR_CONFLICT, SAY_VIOLATION_NOT_SHUT(g->id)),
				      "papers.grants");
}

static enum err restrict_one(struct ctx *cx, struct db *db, const struct case_move *m,
			     const struct grant *g)
{
	return grant_bar(cx, db, g->id, m->file->id, text_of(m->given, "reason"), m->by);
}

/* Its request ends by the measure, with the measure's reason and basis, and names this case. */
static enum err close_one(struct ctx *cx, struct db *db, const struct case_move *m,
			  const struct grant *g)
{
	AUTO_JSON why = json_pack("{s:O*, s:O*, s:s}", "reason", json_object_get(m->given, "reason"),
				  "basis", json_object_get(m->given, "basis"),
				  "violation", m->file->id);
	PRE(why != NULL);
	return case_observe_because(cx, db, m->legal, g->case_id, CASE_SHUT, why, m->by);
}

/* For a few days one person is enough; for longer, for good, or once more after it lapsed,
 * another one looks: somebody who is there, not a program with that person's token. */
static enum err second_person(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *first;
	TRY(violation_restricted_by(cx, db, m->file->id, &first));
	if (!first || !m->by)
		return OK;
	if (m->by->token)
		return fail(cx, ERR_FORBIDDEN, SAY_VIOLATION_SECOND_TOKEN());
	if (strcmp(first, m->by->id) != 0)
		return OK;
	return act_is(m, "restrict") ? fail(cx, ERR_FORBIDDEN, SAY_VIOLATION_AGAIN())
				     : fail(cx, ERR_FORBIDDEN, SAY_VIOLATION_SECOND());
}

static enum err ends_soon(struct ctx *cx, const struct case_move *m)
{
	const struct term_text *most = pack_term(legal_pack(m->legal), "MEASURE_URGENT_MOST");
	day_t last = calendar_due(legal_calendar(m->legal), cx->today, most ? most->days : 1).day;
	return papers_promised(m->given).n <= last.n ? OK
		: fail_field(cx, fail(cx, ERR_INVALID, SAY_VIOLATION_URGENT(most ? most->days : 1)),
			     "papers.promised_on");
}

/* What a case keeps shut is made to last, or opened, as a whole: a county's authority decides
 * on that where all of it is its county's; else the city's does. */
static enum err all_near(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *ids[GRANTS_OF_MEASURE];
	size_t n;
	if (!m->by || !reach_of(cx, m->by).county)
		return OK;
	TRY(grant_bars_of(cx, db, m->file->id, ids, GRANTS_OF_MEASURE, &n));
	for (size_t i = 0; i < n; i++) {
		struct grant g;
		bool near;
		TRY(grant_by_id(cx, db, ids[i], &g));
		TRY(is_near(cx, db, m, &g, &near));
		if (!near)
			return fail_article(cx, fail(cx, ERR_FORBIDDEN,
					SAY_VIOLATION_BEYOND_COUNTY(ids[i])), "35");
	}
	return OK;
}

enum err violation_bars(struct ctx *cx, struct db *db, const struct case_move *m)
{
	if (act_is(m, "restrict") || act_is(m, "confirm") || act_is(m, "close_access"))
		TRY(second_person(cx, db, m));
	return act_is(m, "confirm") || act_is(m, "close_access") || act_is(m, "dismiss") ||
	       act_is(m, "lift") ? all_near(cx, db, m) : OK;
}

enum err violation_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	bool dated = json_object_get(m->given, "promised_on") != NULL;
	if (dated && papers_promised(m->given).n <= cx->today.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_VIOLATION_END_PAST()),
				  "papers.promised_on");
	if (act_is(m, "restrict"))
		TRY(ends_soon(cx, m));
	TRY(violation_bars(cx, db, m));
	if (act_is(m, "close_access"))
		return grants_of(cx, db, m, shut_here);
	return act_is(m, "restrict") ? grants_of(cx, db, m, NULL) : OK;
}

enum err violation_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
			 uint32_t *ret_facts)
{
	(void)cx, (void)db;
	*ret_facts = papers_promised(m->given).n ? VIOLATION_IS_DATED : 0;
	return OK;
}

static const char *first_of(struct ctx *cx, const char *words)
{
	return ctx_textn(cx, words, utf8_cut(words, strlen(words), TITLE_WORDS));
}

/* Whom it concerns stands in the title from the beginning, what was done once it was. */
enum err violation_assign(struct ctx *cx, struct db *db, const struct case_move *m,
			  struct case_file *c)
{
	const char *user = c->provider_name, *words = text_of(m->given, "measure");
	(void)db;
	if (act_is(m, "restrict") || act_is(m, "confirm"))
		c->title = said_words(cx, SAY_VIOLATION_TITLE_RESTRICT(user), SAID_ZH);
	else if (act_is(m, "close_access"))
		c->title = said_words(cx, SAY_VIOLATION_TITLE_CLOSE(user), SAID_ZH);
	else if (act_is(m, "measure") && words)
		c->title = said_words(cx, SAY_VIOLATION_TITLE_OTHER(first_of(cx, words), user), SAID_ZH);
	else if (act_is(m, "expire") && strcmp(m->was, "urgent") == 0)
		c->title = said_words(cx, SAY_VIOLATION_TITLE(user), SAID_ZH);
	return OK;
}

/* --- carried out ----------------------------------------------------------------------------- */
/* What the page of notices says until the publication gives words of its own. */
static const char *words_until(struct ctx *cx, const struct case_move *m)
{
	char day[DAY_TEXT];
	day_t to = papers_promised(m->given);
	if (act_is(m, "restrict"))
		return said_words(cx, SAY_VIOLATION_AT_ONCE(day_text(to, day)), SAID_ZH);
	if (act_is(m, "close_access"))
		return said_words(cx, SAY_VIOLATION_CLOSED(), SAID_ZH);
	if (!act_is(m, "confirm"))
		return "";
	return to.n ? said_words(cx, SAY_VIOLATION_CONFIRMED_UNTIL(day_text(to, day)), SAID_ZH)
		    : said_words(cx, SAY_VIOLATION_CONFIRMED(), SAID_ZH);
}

/* What is on by now, for the page of notices: an urgent restriction at once, by a rule of
 * the house, unless who imposes it gives a reason not to, and what takes its place while it
 * stands; all others by their publication. */
static enum err noted(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const struct org *by;
	bool urgent = strcmp(m->file->state, "urgent") == 0;
	if (urgent && text_of(m->given, "withheld"))
		return OK;
	TRY(account_org(cx, db, m->by->org, &by));
	const char *basis = paper_cited(cx, json_object_get(m->papers, "basis"));
	const char *words = urgent ? "urgent" : act_is(m, "confirm") ? "restrict"
							       : text_of(m->given, "measure");
	return violation_imposed(cx, db, m->file->id, &(struct violation_notice){
		.about = m->file->provider_name, .imposed_by = by->name,
		.measure = words ? words : m->act,
		.basis = basis ? basis : "",
		.ends = papers_promised(m->given), .words = words_until(cx, m),
		.at_once = urgent });
}

static enum err impose(struct ctx *cx, struct db *db, const struct case_move *m)
{
	if (act_is(m, "close_access"))
		TRY(grants_of(cx, db, m, close_one));
	return noted(cx, db, m);
}

/* The urgent restriction is over and nothing took its place. */
static enum err unbarred(struct ctx *cx, struct db *db, const struct case_move *m,
			 enum bar_end how)
{
	TRY(violation_dropped(cx, db, m->file->id));
	return grant_unbar(cx, db, m->file->id, how, m->by);
}

enum err violation_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *now = m->file->state;
	bool urgent = strcmp(m->was, "urgent") == 0;
	if (strcmp(now, "urgent") == 0) {
		TRY(grants_of(cx, db, m, restrict_one));
		return noted(cx, db, m);
	}
	if (urgent && strcmp(now, "examining") == 0)
		return unbarred(cx, db, m, BAR_LAPSED);
	if (urgent && strcmp(now, "dismissed") == 0)
		return unbarred(cx, db, m, BAR_DISMISSED);
	if (strcmp(now, "in_force") == 0)
		return impose(cx, db, m);
	if (strcmp(now, "published") == 0)
		return violation_published(cx, db, m->file->id, text_of(m->given, "notice"));
	if (strcmp(now, "lifted") != 0)
		return OK;
	TRY(grant_unbar(cx, db, m->file->id, BAR_LIFTED, m->by));
	return violation_lifted(cx, db, m->file->id);
}
