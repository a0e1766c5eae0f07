/* observe.c - what happens elsewhere and moves a case: a measure shuts a grant, an entry
 * changes, goes, or is seen to be so. */
#include "cases/acting.h"
#include <string.h>

/* --- what happened elsewhere ------------------------------------------------------------- */
/* The unfinished cases of a process about a resource, or of an agency, behind `after`. */
enum { STEP = 100 };
static enum err some_ids(struct ctx *cx, struct rows *q, const char *process, const char *after,
			 const char *ids[STEP], size_t *ret_n)
{
	bind_text(q, ":process", process);
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

static enum err some_of(struct ctx *cx, struct db *db, const char *process,
			const char *resource, const char *after, const char *ids[STEP],
			size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_OF_RESOURCE);
	bind_text(q, ":resource", resource);
	return some_ids(cx, q, process, after, ids, ret_n);
}

static enum err some_by(struct ctx *cx, struct db *db, const char *process, const char *org,
			const char *after, const char *ids[STEP], size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_BY_AGENCY);
	bind_text(q, ":org", org);
	return some_ids(cx, q, process, after, ids, ret_n);
}

enum err case_observe_because(struct ctx *cx, struct db *db, const struct legal *legal,
			      const char *id, const char *fact, const json_t *why,
			      const struct who *by)
{
	AUTO_ACTING a = { 0 };
	const struct case_ask ask = { .legal = legal, .who = by, .papers = why };
	TRY(case_load(cx, db, id, &a.c));
	TRY(acting_begin(cx, &a, &ask, a.c.process, a.c.pack));
	int64_t seen = a.c.revision;
	a.because = why;
	a.seen = cx->today;
	a.c.facts |= process_facts_read(a.law->process, fact);
	TRY(acting_follow(cx, db, &a));
	return a.c.revision == seen ? case_save(cx, db, &a.c) : OK;
}

enum err case_observe_one(struct ctx *cx, struct db *db, const struct legal *legal,
			  const char *id, const char *fact, const struct who *by)
{
	return case_observe_because(cx, db, legal, id, fact, NULL, by);
}

static enum err observe_all(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *process, const char *resource, const char *fact,
			    const struct who *by)
{
	const char *ids[STEP], *after = "";
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		TRY(some_of(cx, db, process, resource, after, ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(case_observe_one(cx, db, legal, ids[i], fact, by));
	}
	return OK;
}

enum err case_observe(struct ctx *cx, struct db *db, const struct legal *legal,
		      const char *resource, const char *fact, const struct who *by)
{
	for (size_t p = 0; p < case_processes_n; p++) {
		const struct case_process *cp = &case_processes[p];
		if (cp->watch)
			TRY(cp->watch(cx, db, legal, resource, fact, by));
		else if (process_facts_read(cp->process, fact))
			TRY(observe_all(cx, db, legal, cp->process->name, resource, fact, by));
	}
	return OK;
}

enum err case_resource_gone(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *process, const char *resource, const char *reason,
			    const struct who *by)
{
	const char *ids[STEP], *after = "";
	AUTO_JSON why = json_pack("{s:s}", "reason", reason ? reason : "");
	PRE(why != NULL);
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		TRY(some_of(cx, db, process, resource, after, ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(case_observe_because(cx, db, legal, ids[i], CASE_ENTRY_GONE, why, by));
	}
	return OK;
}

enum err case_agency_gone(struct ctx *cx, struct db *db, const struct legal *legal,
			  const char *process, const char *org, const char *reason,
			  const struct who *by)
{
	const char *ids[STEP], *after = "";
	AUTO_JSON why = json_pack("{s:s}", "reason", reason ? reason : "");
	PRE(why != NULL);
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		TRY(some_by(cx, db, process, org, after, ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(case_observe_because(cx, db, legal, ids[i], CASE_AGENCY_GONE, why,
						 by));
	}
	return OK;
}
