/* inside.h - what the shell files of pull/ share among themselves. */
#ifndef PULL_INSIDE_H
#define PULL_INSIDE_H
#include "pull/pull.h"

struct pull_run {
	const char *id, *source;
	int64_t     attempts, waits;    /* of them those that don't count */
	const char *by_id, *by_name;    /* NULL: the schedule asked */
	const char *full;               /* why it takes all rows; NULL: it doesn't */
	const char *why;                /* what the person who asked said; NULL: nobody did */
};
/* In whose name it goes: the person's who asked, or the platform's own. */
struct who pull_asker(const struct pull_run *r, const char *org);

/* The current row of a statement that reads sources. */
struct pull_source pull_row(struct ctx *cx, struct rows *q);
/* ERR_NOT_FOUND: there is none, or it is another resource's (NULL: any will do). */
enum err pull_find(struct ctx *cx, struct db *db, const char *id, const char *resource,
		   struct pull_source *ret) MUST_USE;

/* --- inside a change ------------------------------------------------------------------- */
enum err pull_add(struct ctx *cx, struct db *db, const struct who *who,
		  struct pull_source *p) MUST_USE;
enum err pull_remove(struct ctx *cx, struct db *db, const struct who *who,
		     const struct pull_source *p) MUST_USE;
/* From where on the next run takes rows: *ret_mark NULL: from the start, and *ret_full says
 * why ("first", "replaced"); both NULL where the source takes all each time. */
enum err pull_mark(struct ctx *cx, struct db *db, const struct pull_source *p,
		   const char **ret_mark, const char **ret_full) MUST_USE;
/* A run of `p`, asked for by a person, who says why, or (NULL) by the schedule, and noted.
 * ERR_CONFLICT: one is under way. */
enum err pull_ask(struct ctx *cx, struct db *db, const struct pull_source *p,
		  const struct who *who, const char *why, bool full, const char **ret_run) MUST_USE;
/* What the schedule owes by now becomes runs. */
enum err pull_due(struct ctx *cx, struct db *db) MUST_USE;
/* A run that waits, claimed, of an agency that has none under way; ret->id NULL: none.
 * *ret_mark: up to where rows are live; NULL: from the start. */
enum err pull_claim(struct ctx *cx, struct db *db, struct pull_run *ret, struct pull_source *ret_of,
		    const char **ret_mark) MUST_USE;
#endif
