/* store.h - the tables of cases; for src/cases and src/job alone. */
#ifndef CASES_STORE_H
#define CASES_STORE_H
#include "cases/cases.h"

/* Fills `c` from the current row of a statement that reads whole cases. */
void     case_row(struct ctx *cx, struct rows *q, struct case_file *c);
enum err case_add(struct ctx *cx, struct db *db, const struct case_file *c) MUST_USE;
/* ERR_CONFLICT when it moved since it was read; counts the revision on. */
enum err case_save(struct ctx *cx, struct db *db, struct case_file *c) MUST_USE;
/* The unfinished case of a process about a resource: id NULL when there is none. */
enum err case_unfinished(struct ctx *cx, struct db *db, const char *process,
			 const char *resource, const char **ret_id,
			 const char **ret_state) MUST_USE;

struct case_step {                     /* one line of the history */
	int64_t     no;
	ms_t        at, event_at;
	const char *by_id, *by_name, *by_title, *by_org;
	const char *actor, *act, *from, *to, *article, *papers;
	bool        late;
	const char *leaf;              /* of the record: its hash, base64url */
};
enum err case_step_add(struct ctx *cx, struct db *db, const char *id,
		       const struct case_step *s) MUST_USE;
enum err case_steps(struct ctx *cx, struct db *db, const char *id,
		    struct case_step **ret_steps, size_t *ret_n) MUST_USE;

/* Has this person acted in it as `actor` (a word)? */
enum err case_acted(struct ctx *cx, struct db *db, const char *id, const char *by,
		    const char *actor, bool *ret_acted) MUST_USE;

/* Who may know of it: the bringing side from the start, the others once it is
 * submitted. */
enum err case_scope(struct ctx *cx, struct db *db, const struct case_file *c,
		    bool submitted) MUST_USE;
/* The same of one that is submitted, whose provider was another before. */
enum err case_scope_moved(struct ctx *cx, struct db *db, const struct case_file *c,
			  const struct party *was) MUST_USE;
/* May `who` know of it? */
enum err case_known(struct ctx *cx, struct db *db, const char *id, const struct who *who,
		    bool *ret_known) MUST_USE;
/* Another provider than `was` answers: written; it may know of the case from now on, and
 * who was it no longer. */
enum err case_assigned(struct ctx *cx, struct db *db, const struct case_file *c,
		       const struct party *was) MUST_USE;
enum err case_desks(struct ctx *cx, struct db *db, const char *id,
		    const char *const *desks, size_t n) MUST_USE;
#endif
