/* store.h - the tables of cases; for src/cases and src/job alone. */
#ifndef CASES_STORE_H
#define CASES_STORE_H
#include "cases/cases.h"
#include "cases/paper.h"

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
	struct citation basis;         /* what a decision rests on; law NULL: nothing */
	const char *leaf;              /* of the record: its hash, base64url */
};
enum err case_step_add(struct ctx *cx, struct db *db, const char *id,
		       const struct case_step *s) MUST_USE;
/* The last `most` steps before that one (0: of all), the oldest of them first. */
#define STEPS_SHOWN 100
enum err case_steps(struct ctx *cx, struct db *db, const char *id, int64_t before, int64_t most,
		    struct case_step **ret_steps, size_t *ret_n) MUST_USE;
enum err case_steps_count(struct ctx *cx, struct db *db, const char *id,
			  int64_t *ret_n) MUST_USE;
/* How often the caller's side did that today. */
enum err case_said(struct ctx *cx, struct db *db, const char *id, const char *act,
		   const struct who *who, int64_t *ret_n) MUST_USE;

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

struct case_desk {                     /* who owes it, or may speak, and until when */
	char        desk[DESK_TEXT];
	const char *owes, *term;       /* NULL: a draft, with who brings it */
	day_t       from, due;         /* n 0: no day to keep */
	bool        provisional;
	bool        binds;             /* late after it */
	int64_t     step;              /* revision since which it lies there */
	bool        fresh;             /* it didn't lie there with that term and day before */
};
/* What is owed beside the terms of its state (case_owes); ret_clock->term NULL: nothing. */
enum err case_owed_beside(struct ctx *cx, struct db *db, const struct law *l,
			  const struct case_file *c, struct term *ret_term,
			  struct clock *ret_clock) MUST_USE;
#define CASE_DESKS (CLOCKS_MAX + 1)
/* Whose turn it is: all whose terms run; a draft lies with who brings it. How many. */
size_t   case_desks_now(const struct case_file *c, const struct law *l,
			const struct calendar *cal, struct case_desk list[CASE_DESKS]);
/* Does one of these terms lie on its desk with another day than this, or is it written as
 * provisional and isn't, or the other way round? */
enum err case_desks_differ(struct ctx *cx, struct db *db, const char *id,
			   const struct case_desk *desks, size_t n, bool *ret_differ) MUST_USE;
/* The desks where it lies from now on; says which of them are fresh. `anew`: all are. */
enum err case_desks(struct ctx *cx, struct db *db, const char *id, bool anew,
		    struct case_desk *desks, size_t n) MUST_USE;
#endif
