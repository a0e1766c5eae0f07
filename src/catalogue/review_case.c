/* review_case.c - see review_case.h. */
#include "catalogue/review_case.h"
#include "account/account.h"
#include "app.h"
#include "catalogue/catalogue.h"
#include "catalogue/check.h"
#include "catalogue/remark.h"
#include "duplicate/finder.h"
#include "grant/grant.h"
#include "share/share.h"
#include <string.h>

enum err review_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			const struct who *who, struct case_file *c)
{
	struct resource r;
	const struct org *agency;

	(void)legal;
	TRY(resource_for_owner(cx, db, c->resource, who, &r));
	TRY(resource_working(cx, db, r.id, &r));
	if (r.version_state != RESOURCE_DRAFT)
		return fail(cx, ERR_CONFLICT, r.version_state == RESOURCE_IN_REVIEW
			    ? SAY_REVIEW_RUNNING() : SAY_REVIEW_NOTHING_NEW());
	TRY(account_org(cx, db, r.org, &agency));
	c->parties = (struct parties){ .applicant = org_party(agency) };
	c->resource = r.id;
	c->title = r.title ? r.title : "";
	c->applicant_name = agency->name;
	c->provider_name = "";
	c->facts = review_facts(&c->parties.applicant, r.share_type);
	return OK;
}

/* A basis of too low a level is no missing paper but a wrong one. */
static enum err basis_carries(struct ctx *cx, const struct legal *legal, uint8_t levels,
			      const struct basis *b, const char *field, const char *article)
{
	bool known;
	if (!b->law || !*b->law)
		return OK;             /* named as missing by review_ready */
	if (basis_counts(legal_pack(legal), levels, b->law, b->level, &known))
		return OK;
	enum err e = fail(cx, ERR_INCOMPLETE, known ? SAY_BASIS_TOO_LOW(b->law)
						    : SAY_BASIS_NO_LEVEL(b->law));
	return fail_article(cx, fail_field(cx, e, field), article);
}

enum err review_ready(struct ctx *cx, struct db *db, const struct legal *legal,
		      const struct case_file *c, const char *const **ret_missing)
{
	struct resource r;
	const struct pack *pack = legal_pack(legal);

	TRY(resource_working(cx, db, c->resource, &r));
	if (r.share_type != ACCESS_UNCONDITIONAL)
		TRY(basis_carries(cx, legal, pack->share_levels, &r.share_basis, "share_basis",
				  "18 ¶1"));
	if (r.open_type == ACCESS_NONE)
		TRY(basis_carries(cx, legal, pack->closed_levels, &r.open_basis, "open_basis",
				  "24"));
	*ret_missing = resource_missing(cx, &r);
	return **ret_missing ? OK : remarks_answered(cx, db, r.id);
}

/* --- before it begins ------------------------------------------------------ */
/* A draft may be older than the word of the authority that another agency collects
 * this: what was let in then is stopped now (Art. 11 ¶2). */
enum err review_gate(struct ctx *cx, const struct app *app, struct db *db,
		     const char *resource, const struct who *who)
{
	struct resource r;
	enum err e = resource_for_owner(cx, db, resource, who, &r);
	if (e == ERR_NOT_FOUND || e == ERR_FORBIDDEN)
		return OK;
	TRY(e);
	TRY(resource_working(cx, db, r.id, &r));
	return r.version_state == RESOURCE_DRAFT ? finder_check(cx, app->finder, db, &r) : OK;
}

/* --- deciding ------------------------------------------------------------------ */
/* Nobody reviews what they wrote, be it handed in by a colleague. */
enum err review_own(struct ctx *cx, struct db *db, const struct case_file *c,
		    const struct who *who, bool *ret_own)
{
	struct resource r;
	TRY(resource_working(cx, db, c->resource, &r));
	AUTO_ROWS q = db_run(db, SQL_EVENT_WRITTEN_BY);
	bind_text(q, ":resource", r.id);
	bind_int(q, ":version", r.version);
	bind_text(q, ":by", who->id);
	return rows_next(cx, q, ret_own);
}

/* The three that a collection is held against (Art. 11 ¶1): one answered with no
 * is a reason to return the entry. */
enum err review_check(struct ctx *cx, struct db *db, const struct case_move *m)
{
	static const char *const checks[] = { "lawful", "necessary", "moderate" };
	const struct pack *pack = legal_pack(m->legal);
	(void)db;
	TRY(remarks_check(cx, json_object_get(m->given, "remarks")));
	if (strcmp(m->act, "approve") != 0)
		return OK;
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		if (!json_is_false(json_object_get(m->given, checks[i])))
			continue;
		int paper = pack_paper(pack, checks[i]);
		const char *words = paper < 0 ? checks[i] : pack->papers[paper].words.zh;
		enum err e = fail(cx, ERR_INCOMPLETE, SAY_CHECK_FAILED(words));
		e = fail_field(cx, e, ctx_print(cx, "papers.%s", checks[i]));
		return fail_article(cx, e, "11 ¶1");
	}
	return OK;
}

/* --- carrying it out ------------------------------------------------------------ */
/* With the entry, what was granted of it ends, and the cases it was granted by. */
static enum err grants_end(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *reason = json_string_value(json_object_get(m->papers, "reason"));
	TRY(grant_end_all(cx, db, m->file->resource, NULL, reason, m->by));
	return case_resource_gone(cx, db, m->legal, share_process.name, m->file->resource,
				  reason, m->by);
}

/* Other cases wait for how a change of this entry fares. */
static enum err tell_others(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *state = m->file->state, *fact = "review_sent";
	if (strcmp(state, "listed") == 0 || strcmp(state, "retired") == 0)
		fact = "review_passed";
	else if (strcmp(state, "draft") == 0 || strcmp(state, "cancelled") == 0)
		fact = "review_returned";
	return case_observe(cx, db, m->legal, m->file->resource, fact, m->by);
}

/* Asked to go, or kept after all: the entry stands as it stood. */
static bool stands(const struct case_move *m)
{
	return strcmp(m->file->state, "retiring") == 0 ||
	       (strcmp(m->was, "retiring") == 0 && strcmp(m->file->state, "listed") == 0);
}

enum err review_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	if (stands(m))
		return OK;
	TRY(catalogue_review_effect(cx, db, m->file->resource, m->file->id,
				    m->file->state, m->by));
	if (strcmp(m->act, "return") == 0)
		TRY(remarks_keep(cx, db, m->file->resource, m->file->id,
				 json_object_get(m->given, "remarks"), m->by));
	TRY(tell_others(cx, db, m));
	return strcmp(m->file->state, "retired") == 0 ? grants_end(cx, db, m) : OK;
}
