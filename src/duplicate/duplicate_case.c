/* duplicate_case.c - see duplicate_case.h. */
#include "duplicate/duplicate_case.h"
#include "account/account.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "duplicate/finder.h"
#include <string.h>

/* --- about what ---------------------------------------------------------------- */
static enum err listed(struct ctx *cx, struct db *db, const struct who *who, const char *name,
		       struct resource *ret)
{
	if (who)
		TRY(resource_for_reading(cx, db, name, who, ret));
	else
		TRY(resource_named(cx, db, name, ret));
	return ret->state == RESOURCE_PUBLISHED
		? OK : fail(cx, ERR_CONFLICT, SAY_DUPLICATE_NOT_LISTED(ret->code));
}

/* Asked about again while a case runs, or after the matter was settled. */
static enum err not_yet(struct ctx *cx, struct db *db, const char *a, const char *b)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_GET);
	bind_text(q, ":a", a);
	bind_text(q, ":b", b);
	TRY(rows_next(cx, q, &more));
	const char *id = more ? col_text(cx, q, "case_id") : NULL;
	if (!id || strcmp(col_text(cx, q, "state"), "none") == 0)
		return OK;
	return fail(cx, ERR_CONFLICT, SAY_DUPLICATE_KNOWN(id));
}

static const char *paper_of(struct ctx *cx, const struct case_file *c, const char *name)
{
	json_error_t error;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : NULL;
	return ctx_text(cx, json_string_value(json_object_get(papers, name)));
}

enum err duplicate_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			   const struct who *who, struct case_file *c)
{
	struct resource a, b;
	const struct org *of_a, *of_b;
	const char *other = paper_of(cx, c, "other");

	(void)legal;
	TRY(listed(cx, db, who, c->resource, &a));
	if (!other)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_DUPLICATE_NO_OTHER()),
				  "papers.other");
	if (!paper_of(cx, c, "evidence"))      /* a draft would lie with the other agency */
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_DUPLICATE_NO_EVIDENCE()),
				  "papers.evidence");
	TRY(listed(cx, db, who, other, &b));
	if (strcmp(a.org, b.org) == 0)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_DUPLICATE_ONE_AGENCY()),
				  "papers.other");
	TRY(account_org(cx, db, a.org, &of_a));
	TRY(account_org(cx, db, b.org, &of_b));
	c->parties = (struct parties){ .applicant = org_party(of_b), .provider = org_party(of_a) };
	if (who && !actors_of(who, &c->parties))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_DUPLICATE_NOT_YOURS()), "9");
	TRY(not_yet(cx, db, a.id, b.id));
	c->resource = a.id;
	c->title = ctx_print(cx, "%s / %s", a.title ? a.title : "", b.title ? b.title : "");
	c->applicant_name = of_b->name;
	c->provider_name = of_a->name;
	c->facts = duplicate_level_fact(&c->parties) | (who ? 0 : DUPLICATE_IS_FOUND);
	return OK;
}

/* --- who goes on ------------------------------------------------------------------ */
enum err duplicate_weigh(struct ctx *cx, struct db *db, const struct case_move *m,
			 uint32_t *ret_facts)
{
	const char *holder = json_string_value(json_object_get(m->given, "holder"));
	const struct parties *p = &m->file->parties;
	(void)db;
	if (holder && strcmp(holder, p->provider.org) == 0)
		*ret_facts = DUPLICATE_IS_FIRST;
	else if (holder && strcmp(holder, p->applicant.org) == 0)
		*ret_facts = DUPLICATE_IS_SECOND;
	else
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_DUPLICATE_NEITHER()),
				  "papers.holder");
	return OK;
}

/* Retired, or its data is collected by the source named. */
static enum err points_to(struct ctx *cx, struct db *db, const char *given_up,
			  const char *source, bool *ret)
{
	struct resource r, s;
	const struct org *o;
	TRY(resource_by_id(cx, db, given_up, &r));
	TRY(resource_by_id(cx, db, source, &s));
	TRY(account_org(cx, db, s.org, &o));
	*ret = r.state == RESOURCE_RETIRED;
	return *ret ? OK : collector_is(cx, db, &r, o, ret);
}

struct pair { const char *a, *b; };

static enum err pair_of(struct ctx *cx, struct db *db, const char *case_id, struct pair *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_OF_CASE);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_PAIR());
	*ret = (struct pair){ col_text(cx, q, "a"), col_text(cx, q, "b") };
	return OK;
}

static enum err pair_state(struct ctx *cx, struct db *db, const char *case_id,
			   const char *state, const char *keeps, const char *gives_up)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_STATE);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":state", state);
	bind_text(q, ":keeps", keeps);
	bind_text(q, ":gives_up", gives_up);
	return rows_done(cx, q, NULL);
}

/* A pair that somebody saw and the platform didn't stands with the score 0. */
static enum err begun(struct ctx *cx, struct db *db, const struct case_file *c)
{
	struct resource other;
	bool more;
	TRY(resource_named(cx, db, paper_of(cx, c, "other"), &other));
	AUTO_ROWS known = db_run(db, SQL_DUPLICATE_PAIR_GET);
	bind_text(known, ":a", c->resource);
	bind_text(known, ":b", other.id);
	TRY(rows_next(cx, known, &more));
	struct pair p = { more ? col_text(cx, known, "a") : c->resource,
			  more ? col_text(cx, known, "b") : other.id };
	if (!more) {
		AUTO_ROWS put = db_run(db, SQL_DUPLICATE_PAIR_PUT);
		static const char *const none[] = { ":score", ":items", ":title" };
		bind_text(put, ":a", p.a);
		bind_text(put, ":b", p.b);
		for (size_t i = 0; i < 3; i++)
			bind_int(put, none[i], 0);
		bind_int(put, ":overlap", -1);
		bind_ms(put, ":now", cx->now);
		TRY(rows_done(cx, put, NULL));
	}
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_PAIR_CASE);
	bind_text(q, ":a", p.a);
	bind_text(q, ":b", p.b);
	bind_text(q, ":case_id", c->id);
	return rows_done(cx, q, NULL);
}

static enum err settled(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const struct case_file *c = m->file;
	struct pair p;
	bool done;
	TRY(pair_of(cx, db, c->id, &p));
	bool first = c->facts & DUPLICATE_IS_FIRST, a_first = strcmp(p.a, c->resource) == 0;
	const char *keeps = first == a_first ? p.a : p.b, *gives_up = first == a_first ? p.b : p.a;
	TRY(pair_state(cx, db, c->id, "named", keeps, gives_up));
	TRY(points_to(cx, db, gives_up, keeps, &done));
	return done ? case_observe_one(cx, db, m->legal, c->id, "points_to_source", m->by) : OK;
}

enum err duplicate_effect(struct ctx *cx, struct db *db, const struct case_move *m)
{
	const char *state = m->file->state;
	struct pair p;
	if (strcmp(state, "coordinating") == 0)
		return begun(cx, db, m->file);
	if (strcmp(state, "named") == 0)
		return settled(cx, db, m);
	if (strcmp(state, "closed_none") == 0)
		return pair_state(cx, db, m->file->id, "none", NULL, NULL);
	if (strcmp(state, "switched") != 0)
		return OK;
	TRY(pair_of(cx, db, m->file->id, &p));
	bool first = m->file->facts & DUPLICATE_IS_FIRST;
	bool a_first = strcmp(p.a, m->file->resource) == 0;
	return pair_state(cx, db, m->file->id, "switched", first == a_first ? p.a : p.b,
			  first == a_first ? p.b : p.a);
}

/* --- what happens to the entries meanwhile ------------------------------------------ */
enum { STEP = 64 };
struct waiting { const char *case_id[STEP], *keeps[STEP]; size_t n; };

static enum err waiting_for(struct ctx *cx, struct db *db, enum sql which, const char *resource,
			    const char *after, struct waiting *ret)
{
	AUTO_ROWS q = db_run(db, which);
	bind_text(q, ":resource", resource);
	bind_text(q, ":after", after);
	bind_int(q, ":count", STEP);
	for (ret->n = 0; ret->n < STEP; ret->n++) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ret->case_id[ret->n] = col_text(cx, q, "case_id");
		ret->keeps[ret->n] = col_text(cx, q, "keeps");
	}
	return OK;
}

/* Given up as the authority said. */
static enum err switched(struct ctx *cx, struct db *db, const struct legal *legal,
			 const char *resource, const struct who *by)
{
	struct waiting w;
	const char *after = "";
	bool done;
	do {
		TRY(waiting_for(cx, db, SQL_DUPLICATE_GIVEN_UP, resource, after, &w));
		for (size_t i = 0; i < w.n; i++) {
			TRY(points_to(cx, db, resource, w.keeps[i], &done));
			if (done)
				TRY(case_observe_one(cx, db, legal, w.case_id[i],
						     "points_to_source", by));
		}
		after = w.n ? w.case_id[w.n - 1] : after;
	} while (w.n == STEP);
	return OK;
}

/* Retired: what it was looked at for, and what it is the source of, goes with it. */
static enum err lost(struct ctx *cx, struct db *db, const struct legal *legal,
		     const char *resource, const struct who *by)
{
	struct waiting w;
	const char *after = "";
	do {
		TRY(waiting_for(cx, db, SQL_DUPLICATE_LOST, resource, after, &w));
		for (size_t i = 0; i < w.n; i++)
			TRY(case_observe_one(cx, db, legal, w.case_id[i], "entry_gone", by));
		after = w.n ? w.case_id[w.n - 1] : after;
	} while (w.n == STEP);
	return OK;
}

enum err duplicate_watch(struct ctx *cx, struct db *db, const struct legal *legal,
			 const char *resource, const char *fact, const struct who *by)
{
	struct resource r;
	if (strcmp(fact, "review_passed") != 0)
		return OK;
	TRY(switched(cx, db, legal, resource, by));
	TRY(resource_by_id(cx, db, resource, &r));
	return r.state == RESOURCE_RETIRED ? lost(cx, db, legal, resource, by) : OK;
}
