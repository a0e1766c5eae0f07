/* delivery_case.c - see delivery_case.h. */
#include "delivery/delivery_case.h"
#include "account/account.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "cases/legal.h"
#include "delivery/delivery_store.h"
#include "delivery/endorse.h"
#include "delivery/filing.h"
#include "delivery/rhythm.h"
#include "share/share.h"
#include <string.h>

static const char *text_of(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

static bool act_is(const struct case_move *m, const char *act)
{
	return strcmp(m->act, act) == 0;
}

static enum err on_request(struct ctx *cx, enum err e)
{
	return fail_article(cx, fail_field(cx, e, "papers.request"), "20");
}

/* --- about what ----------------------------------------------------------------------- */
static bool agreed(const char *state)
{
	static const char *const states[] = { "agreed", "node_open", "open" };
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
		if (strcmp(state, states[i]) == 0)
			return true;
	return false;
}

/* The share request it rests on, which the filer may know of, agreed and not over. */
static enum err request_of(struct ctx *cx, struct db *db, const struct who *who, const char *id,
			   struct case_file *ret)
{
	enum err e = id ? case_read(cx, db, id, who, ret) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND || (e == OK && strcmp(ret->process, share_process.name) != 0))
		return on_request(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_NO_REQUEST()));
	TRY(e);
	return agreed(ret->state) ? OK : on_request(cx, fail(cx, ERR_CONFLICT,
							    SAY_DELIVERY_NOT_AGREED()));
}

/* A city agency's steward for itself; the county's authority for its agencies. */
static bool may_file(const struct who *who, const struct case_file *request, uint32_t level)
{
	const struct party *asker = &request->parties.applicant;
	if (!who->org)
		return false;
	if (level != DELIVERY_IS_COUNTY)
		return who_is(who, ROLE_STEWARD) && strcmp(who->org, asker->org) == 0;
	return who_is(who, ROLE_AUTHORITY) && who->region && asker->region &&
	       (who->level == LEVEL_COUNTY || who->level == LEVEL_TOWN) &&
	       strncmp(who->region, asker->region, 6) == 0;
}

enum err delivery_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			  const struct who *who, struct case_file *c)
{
	struct resource r;
	struct case_file request;
	const struct org *filer;
	json_error_t error;
	const char *other;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);
	const char *id = ctx_text(cx, text_of(papers, "request"));

	(void)legal;
	TRY(resource_for_reading(cx, db, c->resource, who, &r));
	TRY(request_of(cx, db, who, id, &request));
	if (!request.resource || strcmp(request.resource, r.id) != 0)
		return on_request(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_OTHER_ENTRY()));
	c->facts = delivery_level(&request.parties.applicant, &request.parties.provider);
	if (!may_file(who, &request, c->facts))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, c->facts == DELIVERY_IS_COUNTY
				? SAY_DELIVERY_COUNTY_FILES() : SAY_DELIVERY_CONSUMER_FILES()), "20");
	TRY(delivery_of_request(cx, db, id, c->id ? c->id : "", &other));
	if (other)
		return on_request(cx, fail(cx, ERR_CONFLICT, SAY_DELIVERY_FILED_ALREADY()));
	TRY(account_org(cx, db, who->org, &filer));
	c->parties = (struct parties){ .applicant = org_party(filer),
				       .provider = request.parties.provider };
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = filer->name;
	c->provider_name = request.provider_name;
	c->local = c->facts == DELIVERY_IS_LOCAL;
	return OK;
}

/* --- is it sound? --------------------------------------------------------------------- */
static enum err date_ahead(struct ctx *cx, const struct case_move *m)
{
	day_t to = papers_promised(m->given);
	return to.n && to.n < cx->today.n
		? fail_field(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_DATE_PAST()), "papers.promised_on")
		: OK;
}

static enum err none_left(struct ctx *cx, struct db *db, const char *case_id)
{
	int64_t left;
	TRY(delivery_copies_left(cx, db, case_id, &left));
	return left ? fail(cx, ERR_CONFLICT, SAY_DELIVERY_COPIES_LEFT(left)) : OK;
}

enum err delivery_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	if (act_is(m, "submit") || act_is(m, "recall"))
		return date_ahead(cx, m);
	if (act_is(m, "seal") || act_is(m, "sign"))
		return endorse(cx, db, m);
	return act_is(m, "close") ? none_left(cx, db, m->file->id) : OK;
}

enum err delivery_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
			uint32_t *ret_facts)
{
	int64_t left;
	TRY(delivery_copies_left(cx, db, m->file->id, &left));
	*ret_facts = left ? 0 : DELIVERY_IS_DESTROYED;
	return OK;
}

/* The form is fixed as it was submitted: what both sides confirm is one. */
static enum err submitted(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct case_file c = *m->file;
	const char *rows;
	TRY(json_text(cx, m->papers, &c.papers));
	TRY(delivery_put(cx, db, c.id, text_of(m->papers, "request")));
	TRY(filing_rows(cx, db, legal_pack(m->legal), &c, &rows));
	return delivery_form_put(cx, db, c.id, rows);
}

enum err delivery_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	if (act_is(m, "submit"))
		return submitted(cx, db, m);
	const char *now = m->file->state;
	return strcmp(now, "recalled") == 0 || strcmp(now, "ended") == 0
		? rhythm_off(cx, db, m->file->id) : OK;
}

enum err delivery_gone(struct ctx *cx, struct db *db, const struct legal *legal,
		       const struct who *by, const struct destruction *d)
{
	struct case_file c;
	int64_t left;
	TRY(delivery_copy_destroyed(cx, db, by, d));
	TRY(delivery_copies_left(cx, db, d->case_id, &left));
	TRY(case_load(cx, db, d->case_id, &c));
	if (left || strcmp(c.state, "recalled") != 0)
		return OK;
	return case_observe_one(cx, db, legal, c.id, "destroyed", by);
}

/* --- the grant's end ------------------------------------------------------------------ */
enum { STEP = 50 };
static enum err over(struct ctx *cx, struct db *db, const char *resource, const char *after,
		     const char *ids[STEP], size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_OVER);
	bind_text(q, ":resource", resource);
	bind_text(q, ":after", after);
	bind_int(q, ":count", STEP);
	*ret_n = 0;
	for (bool more; *ret_n < STEP;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[(*ret_n)++] = col_text(cx, q, "id");
	}
	return OK;
}

enum err delivery_watch(struct ctx *cx, struct db *db, const struct legal *legal,
			const char *resource, const char *fact, const struct who *by)
{
	const char *ids[STEP], *after = "";
	if (strcmp(fact, CASE_GRANT_OVER) != 0)
		return OK;
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		TRY(over(cx, db, resource, after, ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(case_observe_one(cx, db, legal, ids[i], fact, by));
	}
	return OK;
}
