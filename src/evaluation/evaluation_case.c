/* evaluation_case.c - see evaluation_case.h. */
#include "evaluation/evaluation_case.h"
#include "account/account.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "catalogue/check.h"
#include "catalogue/entry.h"
#include "evaluation/evaluation_store.h"
#include <string.h>

static const char *text_of(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

/* --- about what -------------------------------------------------------------------- */
static const char *dimension_of(struct ctx *cx, const struct case_file *c)
{
	json_error_t error;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : NULL;
	return ctx_text(cx, text_of(papers, "dimension"));
}

/* Nothing to look at where there is no limit, or one look is under way. */
static enum err can_begin(struct ctx *cx, struct db *db, const struct resource *r,
			  const char *dimension, enum access now)
{
	const char *running;
	if (r->state != RESOURCE_PUBLISHED)
		return fail(cx, ERR_CONFLICT, SAY_EVALUATION_NOT_LISTED());
	if (now == ACCESS_UNCONDITIONAL)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_EVALUATION_NO_LIMIT()),
				  "papers.dimension");
	TRY(evaluation_running(cx, db, r->id, dimension, &running));
	return running ? fail(cx, ERR_CONFLICT, SAY_EVALUATION_RUNNING(running)) : OK;
}

enum err evaluation_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			    const struct who *who, struct case_file *c)
{
	struct resource r;
	const struct org *agency;
	const char *dimension = dimension_of(cx, c);

	(void)legal;
	if (who)
		TRY(resource_for_owner(cx, db, c->resource, who, &r));
	else
		TRY(resource_by_id(cx, db, c->resource, &r));
	if (!dimension)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_EVALUATION_DIMENSION()),
				  "papers.dimension");
	bool share = strcmp(dimension, "share") == 0;
	enum access now = share ? r.share_type : r.open_type;
	if (!c->id)
		TRY(can_begin(cx, db, &r, dimension, now));
	TRY(account_org(cx, db, r.org, &agency));
	c->parties = (struct parties){ .applicant = org_party(agency) };
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = agency->name;
	c->provider_name = "";
	c->facts = (share ? EVALUATION_IS_SHARE : EVALUATION_IS_OPEN) |
		   (county_level(&c->parties.applicant) ? EVALUATION_IS_COUNTY
							: EVALUATION_IS_CITY) |
		   (now == ACCESS_NONE ? EVALUATION_IS_CLOSED : EVALUATION_IS_LIMITED) |
		   (who ? 0 : EVALUATION_IS_FOUND);
	return OK;
}

/* --- converting ----------------------------------------------------------------------- */
enum err evaluation_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
			  uint32_t *ret_facts)
{
	const char *target = text_of(m->given, "target");
	bool free = strcmp(target, "unconditional") == 0;
	(void)db;
	if (!free && m->file->facts & EVALUATION_IS_LIMITED)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_EVALUATION_NOT_WIDER()),
				  "papers.target");
	*ret_facts = free ? EVALUATION_IS_TO_FREE : EVALUATION_IS_TO_LIMITED;
	return OK;
}

/* A draft beside what stands would be published with the conversion. */
static enum err nothing_beside(struct ctx *cx, struct db *db, const char *resource)
{
	struct resource r;
	TRY(resource_by_id(cx, db, resource, &r));
	return r.draft ? fail(cx, ERR_CONFLICT, SAY_EVALUATION_DRAFT()) : OK;
}

static void widen(struct resource *r, const struct case_move *m, bool free)
{
	enum access to = free ? ACCESS_UNCONDITIONAL : ACCESS_CONDITIONAL;
	const char *conditions = free ? NULL : text_of(m->papers, "statement");
	if (m->file->facts & EVALUATION_IS_SHARE) {
		r->share_type = to;
		r->share_conditions = conditions;
		if (free) {
			r->share_reason = NULL;
			r->share_basis = (struct basis){ NULL, NULL, NULL };
		}
	} else {
		r->open_type = to;
		r->open_conditions = conditions;
		if (free) {
			r->open_reason = NULL;
			r->open_basis = (struct basis){ NULL, NULL, NULL };
		}
	}
}

/* The wider type must be one that the entry's grades permit (Art. 38). */
static enum err grade_permitted(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	TRY(resource_by_id(cx, db, m->file->resource, &r));
	widen(&r, m, strcmp(text_of(m->given, "target"), "unconditional") == 0);
	return grade_permits(cx, legal_pack(m->legal), &r, m->file->facts & EVALUATION_IS_SHARE
							   ? DIMENSION_SHARE : DIMENSION_OPEN);
}

enum err evaluation_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	uint32_t facts = m->file->facts;
	const char *target = text_of(m->given, "target");
	if (strcmp(m->act, "approve") == 0)
		return nothing_beside(cx, db, m->file->resource);
	if (strcmp(m->act, "convert") != 0)
		return OK;
	if (facts & EVALUATION_IS_CLOSED && facts & EVALUATION_IS_OPEN &&
	    !text_of(m->given, "treatment") && !text_of(m->given, "consent"))
		return fail_article(cx, fail_field(cx, fail(cx, ERR_INCOMPLETE,
			SAY_EVALUATION_GROUND()), "papers.treatment"), "25 ¶2");
	if (strcmp(target, "conditional") == 0 && !text_of(m->given, "statement"))
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_EVALUATION_CONDITIONS()),
				  "papers.statement");
	return grade_permitted(cx, db, m);
}

/* A new version with the wider type stands at once; the old one is kept. */
static enum err convert(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct resource r;
	TRY(resource_by_id(cx, db, m->file->resource, &r));
	widen(&r, m, m->file->facts & EVALUATION_IS_TO_FREE);
	TRY(resource_edit(cx, db, m->by, &r));
	TRY(resource_working(cx, db, r.id, &r));
	TRY(resource_publish(cx, db, &r, m->by));
	return entry_event(cx, db, &r, "converted", m->by, text_of(m->papers, "finding"));
}

enum err evaluation_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const struct case_file *c = m->file;
	const char *dimension = c->facts & EVALUATION_IS_SHARE ? "share" : "open";
	if (strcmp(m->act, "submit") == 0)
		return evaluation_begun(cx, db, c->resource, dimension, c->id);
	if (strcmp(c->state, "converted") == 0)
		TRY(convert(cx, db, m));
	return c->ended ? evaluation_ended(cx, db, c->resource, dimension) : OK;
}

/* --- what happens to the entry meanwhile ------------------------------------------------ */
/* The case rests on the type it began with; a review may have given another. */
static enum err matters(struct ctx *cx, struct db *db, const struct resource *r,
			const char *case_id, enum access now, bool *ret)
{
	struct case_file c;
	TRY(case_load(cx, db, case_id, &c));
	enum access began = c.facts & EVALUATION_IS_CLOSED ? ACCESS_NONE : ACCESS_CONDITIONAL;
	*ret = r->state == RESOURCE_PUBLISHED && now == began;
	return OK;
}

enum err evaluation_watch(struct ctx *cx, struct db *db, const struct legal *legal,
			  const char *resource, const char *fact, const struct who *by)
{
	static const char *const dimensions[] = { "share", "open" };
	struct resource r;
	if (strcmp(fact, "review_passed") != 0)
		return OK;
	TRY(resource_by_id(cx, db, resource, &r));
	const enum access now[] = { r.share_type, r.open_type };
	for (size_t i = 0; i < 2; i++) {
		const char *id;
		bool yes = true;
		TRY(evaluation_running(cx, db, resource, dimensions[i], &id));
		if (id)
			TRY(matters(cx, db, &r, id, now[i], &yes));
		if (!yes)
			TRY(case_observe_one(cx, db, legal, id, "no_matter", by));
	}
	return OK;
}
