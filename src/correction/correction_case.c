/* correction_case.c - see correction_case.h. */
#include "correction/correction_case.h"
#include "account/account.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "content/content.h"
#include "correction/correction_store.h"
#include "correction/mended.h"
#include "correction/report.h"
#include "delivery/delivery.h"
#include "grant/grants.h"
#include "ingest/dataset.h"
#include <string.h>

static const char *text_of(const json_t *papers, const char *name)
{
	const char *text = json_string_value(json_object_get(papers, name));
	return text && *text ? text : NULL;
}

static bool act_is(const struct case_move *m, const char *act)
{
	return strcmp(m->act, act) == 0;
}

static bool open_state(const char *state)
{
	return strcmp(state, "verifying") == 0;
}

enum err correction_article(struct ctx *cx, enum err e, const struct case_file *c)
{
	return c->facts & CORRECTION_IS_PUBLIC ? e : fail_article(cx, e, "23");
}

/* --- about what, and by whom ------------------------------------------------------------ */
/* Who uses the data, or used it: the duty to report is theirs. */
static enum err uses(struct ctx *cx, struct db *db, const struct who *who,
		     const struct resource *r)
{
	bool held = false;
	if (who->org && strcmp(who->org, r->org) == 0)
		return fail(cx, ERR_FORBIDDEN, SAY_CORRECTION_OWN());
	if (who->org && who_is(who, ROLE_STEWARD))
		TRY(grant_held(cx, db, who->org, r->id, &held));
	return held ? OK : fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_CORRECTION_USERS_ONLY()),
					"23");
}

/* Which record and which item, in one form. */
static enum err doubted(struct ctx *cx, const struct resource *r, const json_t *papers,
			struct correction_row *ret)
{
	const char *key = text_of(papers, "record_key"), *item = text_of(papers, "item");
	if (!key && !item)
		return fail_article(cx, fail_field(cx, fail(cx, ERR_INCOMPLETE,
			SAY_CORRECTION_WHERE()), "papers.record_key"), "23");
	if (item && !item_by_code(r->items, r->nitems, item))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CORRECTION_NO_ITEM(item)),
				  "papers.item");
	if (key)
		TRY(correction_key(cx, resource_view(cx, r), key, &ret->key));
	ret->item = ctx_text(cx, item);
	return OK;
}

/* Of the public: report_make() has looked at what it says, and at the portal. */
static enum err public_subject(struct ctx *cx, struct db *db, const json_t *papers,
			       struct case_file *c)
{
	struct resource r;
	const struct org *provider;
	TRY(resource_by_id(cx, db, c->resource, &r));
	TRY(account_org(cx, db, r.org, &provider));
	c->parties = (struct parties){ .provider = org_party(provider) };
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = said_words(cx, SAY_REPORT_PUBLIC(), SAID_ZH);
	c->provider_name = provider->name;
	c->facts = CORRECTION_IS_PUBLIC | (text_of(papers, "record_key") ? CORRECTION_IS_RECORD
									 : CORRECTION_IS_WHOLE);
	return OK;
}

enum err correction_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			    const struct who *who, struct case_file *c)
{
	struct resource r;
	struct correction_row row = { 0 };
	const struct org *by, *provider;
	json_error_t error;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);

	(void)legal;
	if (!who)
		return public_subject(cx, db, papers, c);
	TRY(resource_for_reading(cx, db, c->resource, who, &r));
	TRY(uses(cx, db, who, &r));
	if (r.state != RESOURCE_PUBLISHED)
		return fail(cx, ERR_CONFLICT, SAY_CORRECTION_NOT_LISTED());
	TRY(doubted(cx, &r, papers, &row));
	TRY(account_org(cx, db, who->org, &by));
	TRY(account_org(cx, db, r.org, &provider));
	c->parties = (struct parties){ .applicant = org_party(by),
				       .provider = org_party(provider) };
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = by->name;
	c->provider_name = provider->name;
	c->facts = row.key ? CORRECTION_IS_RECORD : CORRECTION_IS_WHOLE;
	return OK;
}

/* --- another agency collects it ------------------------------------------------------------ */
enum err correction_assign(struct ctx *cx, struct db *db, const struct case_move *m,
			   struct case_file *c)
{
	const struct org *collector;
	if (!act_is(m, "pass_on"))
		return OK;
	enum err e = account_org(cx, db, ctx_text(cx, text_of(m->given, "addressee")), &collector);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e || collector->state != ORG_ACTIVE ||
	    strcmp(collector->id, c->parties.provider.org) == 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CORRECTION_NO_ORG()),
				  "papers.addressee");
	return case_shown(cx, db, c, collector->id);
}

/* --- is it sound? ----------------------------------------------------------------------------- */
/* The provider closes only what its reporter left unanswered. */
static enum err unanswered(struct ctx *cx, const struct case_move *m)
{
	char until[DAY_TEXT];
	const struct case_file *c = m->file;
	bool reporter = m->by && (actors_of(m->by, &c->parties) & ACTOR_BIT(BY_APPLICANT));
	if (reporter || (c->facts & CORRECTION_IS_PUBLIC) || !c->due.n || cx->today.n > c->due.n)
		return OK;
	return fail(cx, ERR_CONFLICT, SAY_CORRECTION_STILL_OPEN(day_text(c->due, until)));
}

/* Who reports an error in what they use had it by then. */
static enum err received_since(struct ctx *cx, struct db *db, const struct case_move *m)
{
	char text[DAY_TEXT];
	const struct case_file *c = m->file;
	day_t since, day = papers_event(m->papers);
	if (!day.n || !c->parties.applicant.org)
		return OK;
	TRY(correction_since(cx, db, c->resource, c->parties.applicant.org, &since));
	if (day.n >= since.n)
		return OK;
	return fail_article(cx, fail_field(cx, fail(cx, ERR_INCOMPLETE,
		SAY_CORRECTION_BEFORE_GRANT(day_text(since, text))), "papers.event_on"), "23");
}

enum err correction_bars(struct ctx *cx, struct db *db, const struct case_move *m)
{
	(void)db;
	return act_is(m, "close") ? unanswered(cx, m) : OK;
}

enum err correction_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	int64_t n;
	struct mending how;
	if (act_is(m, "correct"))
		return mended_check(cx, db, m, &how);
	TRY(correction_bars(cx, db, m));
	if (!act_is(m, "submit") && !act_is(m, "accept"))
		return OK;
	if (act_is(m, "submit"))
		TRY(received_since(cx, db, m));
	TRY(correction_open_count(cx, db, m->file->resource, &n));
	return n < CORRECTION_MOST ? OK
		: fail(cx, ERR_CONFLICT, SAY_CORRECTION_TOO_MANY(CORRECTION_MOST));
}

/* --- carried out -------------------------------------------------------------------------------- */
/* A record in a visitor's own words is no key: the provider says which one it is, or that
 * it is an item, when it takes their report up. */
static enum err where_taken_up(struct ctx *cx, const struct resource *r,
			       const struct case_move *m, struct correction_row *row)
{
	const char *key = text_of(m->given, "record_key"), *item = text_of(m->given, "item");
	AUTO_JSON place = json_object();
	if (!key && !item && (m->file->facts & CORRECTION_IS_RECORD))
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_REPORT_WHICH()),
				  "papers.record_key");
	if (!item)
		item = text_of(m->papers, "item");
	if (key)
		json_object_set_new(place, "record_key", json_string(key));
	if (item)
		json_object_set_new(place, "item", json_string(item));
	return key || item ? doubted(cx, r, place, row) : OK;
}

static enum err begun(struct ctx *cx, struct db *db, const struct case_move *m)
{
	bool taken_up = strcmp(m->was, "reported") == 0;
	struct resource r;
	struct dataset live;
	struct content_version files;
	struct correction_row row = { .case_id = m->file->id, .resource = m->file->resource,
				      .what = text_of(m->papers, "what_is_wrong") };
	TRY(resource_by_id(cx, db, row.resource, &r));
	row.public = strcmp(m->file->state, "reported") == 0;
	if (taken_up)
		TRY(where_taken_up(cx, &r, m, &row));
	else if (!row.public)
		TRY(doubted(cx, &r, m->papers, &row));
	TRY(dataset_live(cx, db, r.no, &live));
	TRY(content_version(cx, db, r.id, CONTENT_LIVE, &files));
	row.stood = (struct stood){ live.version, files.version, r.head, cx->now, cx->today };
	if (row.public)
		row.item = ctx_text(cx, text_of(m->papers, "item"));
	TRY(taken_up ? correction_take_up(cx, db, &row) : correction_put(cx, db, &row));
	if (row.public)
		return OK;
	TRY(delivery_doubt_opened(cx, db, row.case_id, row.resource));
	return grant_stirred(cx, db, row.resource);
}

/* The same place again, with what is wrong by now. */
static enum err anew(struct ctx *cx, struct db *db, const struct case_move *m)
{
	static const char *const kept[] = { "record_key", "item" };
	const char *id, *evidence = text_of(m->given, "evidence");
	AUTO_JSON papers = json_pack("{s:s}", "what_is_wrong", text_of(m->given, "reason"));
	PRE(papers != NULL);
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (text_of(m->papers, kept[i]))
			json_object_set_new(papers, kept[i],
					    json_string(text_of(m->papers, kept[i])));
	if (evidence)
		json_object_set_new(papers, "evidence", json_string(evidence));
	return case_open(cx, db, &(struct case_ask){ .legal = m->legal, .who = m->by,
				.process = correction_process.name,
				.resource = m->file->resource, .papers = papers }, &id);
}

/* Decided, with what carries it; and told to who reported it, if that was the public. */
static enum err answered(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *finding = text_of(m->given, "finding");
	struct mending how = { 0 };
	if (strcmp(m->file->state, "corrected") == 0)
		TRY(mended_check(cx, db, m, &how));
	TRY(correction_end(cx, db, m->file->id, &how));
	if (!(m->file->facts & CORRECTION_IS_PUBLIC))
		return OK;
	return report_answered(cx, db, m->file->id, m->file->state,
			       finding ? finding : text_of(m->given, "reason"));
}

enum err correction_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *now = m->file->state;
	if (open_state(now) || strcmp(now, "reported") == 0)
		return begun(cx, db, m);
	if (strcmp(now, "corrected") == 0 || strcmp(now, "upheld") == 0)
		TRY(answered(cx, db, m));
	else if (open_state(m->was))
		TRY(correction_end(cx, db, m->file->id, NULL));
	if (open_state(m->was)) {
		TRY(delivery_doubt_ended(cx, db, m->file->id, m->file->state));
		return grant_stirred(cx, db, m->file->resource);
	}
	return strcmp(now, "renewed") == 0 ? anew(cx, db, m) : OK;
}
