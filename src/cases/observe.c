/* observe.c - what happens elsewhere and moves a case: a measure shuts a grant, an entry
 * changes, goes, or is seen to be so. */
#include "cases/acting.h"
#include <string.h>

/* --- what happened elsewhere ------------------------------------------------------------- */
/* Unfinished cases of a process about one thing: a resource, or the agency that brought them. */
struct about { enum sql list; const char *name, *id; };

enum { STEP = 100 };
static enum err some_of(struct ctx *cx, struct db *db, const char *process,
			const struct about *of, const char *after, const char *ids[STEP],
			size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, of->list);
	bind_text(q, of->name, of->id);
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

/* `why`: as case_observe_because has it, or NULL. */
static enum err observe_each(struct ctx *cx, struct db *db, const struct legal *legal,
			     const char *process, const struct about *of, const char *fact,
			     const json_t *why, const struct who *by)
{
	const char *ids[STEP], *after = "";
	for (size_t n = STEP; n == STEP; after = n ? ids[n - 1] : after) {
		TRY(some_of(cx, db, process, of, after, ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(case_observe_because(cx, db, legal, ids[i], fact, why, by));
	}
	return OK;
}

enum err case_observe(struct ctx *cx, struct db *db, const struct legal *legal,
		      const char *resource, const char *fact, const struct who *by)
{
	const struct about of = { SQL_CASE_OF_RESOURCE, ":resource", resource };
	for (size_t p = 0; p < case_processes_n; p++) {
		const struct case_process *cp = &case_processes[p];
		if (cp->watch)
			TRY(cp->watch(cx, db, legal, resource, fact, by));
		else if (process_facts_read(cp->process, fact))
			TRY(observe_each(cx, db, legal, cp->process->name, &of, fact, NULL, by));
	}
	return OK;
}

static enum err gone(struct ctx *cx, struct db *db, const struct legal *legal,
		     const char *process, const struct about *of, const char *fact,
		     const char *reason, const struct who *by)
{
	AUTO_JSON why = json_pack("{s:s}", "reason", reason ? reason : "");
	PRE(why != NULL);
	return observe_each(cx, db, legal, process, of, fact, why, by);
}

enum err case_resource_gone(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *process, const char *resource, const char *reason,
			    const struct who *by)
{
	const struct about of = { SQL_CASE_OF_RESOURCE, ":resource", resource };
	return gone(cx, db, legal, process, &of, CASE_ENTRY_GONE, reason, by);
}

enum err case_agency_gone(struct ctx *cx, struct db *db, const struct legal *legal,
			  const char *process, const char *org, const char *reason,
			  const struct who *by)
{
	const struct about of = { SQL_CASE_BY_AGENCY, ":org", org };
	return gone(cx, db, legal, process, &of, CASE_AGENCY_GONE, reason, by);
}
