/* acting.h - what the files of one act share among themselves: the case in hand, the
 * law it runs by, who acts and with which papers. Everything is inside one store
 * change. */
#ifndef CASES_ACTING_H
#define CASES_ACTING_H
#include "cases/cases.h"
#include "cases/law_words.h"
#include "cases/paper.h"
#include "cases/store.h"
#include "commitment/commitment.h"

struct acting {
	const struct legal        *legal;
	const struct case_process *cp;
	const struct law          *law;
	const struct who          *who;        /* WHO_NOBODY: TIME or the platform */
	const struct who          *cause;      /* whose act set it off; NULL: TIME */
	struct case_file           c;
	json_t                    *all;        /* papers of the case, given ones merged in */
	const json_t              *given;
	const json_t              *because;    /* why the platform does what follows first */
	day_t                      seen;       /* when that happened, elsewhere; n 0: here */
	const struct attached     *files;      /* looked at before the change */
	size_t                     nfiles;
	struct commitment          promise;    /* signed with the submission; hash NULL: not */
	const char                *scenario;   /* code of the registered one it names */
	bool                       quiet;      /* no notice of where it stands */
};
void acting_end(struct acting *a);
#define AUTO_ACTING __attribute__((cleanup(acting_end))) struct acting
extern const struct who acting_nobody;

/* The law that `process` runs by under `pack` (NULL: the one in force), and the papers
 * that are given, checked. */
enum err acting_begin(struct ctx *cx, struct acting *a, const struct case_ask *ask,
		      const char *process, const char *pack) MUST_USE;

/* --- stand.c: where it stands now, and who is told --------------------------------- */
void     acting_stand(struct acting *a, struct standing next);
/* Puts it on the desks where it waits now. Told are: who owes or may speak from now on; the
 * parties of a move that others made; of a rule that tells, those whose act it wasn't.
 * `was` NULL: it was only opened; `v` NULL: nobody acted. */
enum err acting_tell(struct ctx *cx, struct db *db, const struct acting *a, const char *was,
		     const struct verdict *v) MUST_USE;

/* --- act.c ------------------------------------------------------------------------- */
/* The verdict as an answer: OK when it is allowed. */
enum err acting_refused(struct ctx *cx, const struct acting *a, uint8_t act,
			const struct verdict *v) MUST_USE;
/* Does what `v` ruled, with all that hangs on it. */
enum err acting_carry(struct ctx *cx, struct db *db, struct acting *a, const struct verdict *v,
		      day_t event) MUST_USE;
/* What the platform owes by itself in the new state, in the same breath. */
enum err acting_follow(struct ctx *cx, struct db *db, struct acting *a) MUST_USE;
/* Decides and, when it is allowed, does it. */
enum err acting_do(struct ctx *cx, struct db *db, struct acting *a, struct asked q,
		   struct verdict *ret_verdict) MUST_USE;

/* --- open.c ------------------------------------------------------------------------ */
/* A draft is handed in by a person who comes back to it. */
enum err acting_submit_again(struct ctx *cx, struct db *db, const struct case_ask *ask,
			     struct acting *a) MUST_USE;
#endif
