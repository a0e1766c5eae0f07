/* inside.h - what the files of reform/ share among themselves. */
#ifndef REFORM_INSIDE_H
#define REFORM_INSIDE_H
#include "account/account.h"
#include "reform/reform.h"
#include <jansson.h>

/* A reform as stored. */
struct reform {
	const char                 *id, *state, *by_id;
	enum reform_kind            kind;
	day_t                       effective;
	const struct reform_new_in *plan;
	json_t                     *json;       /* the plan's texts point into it */
};
void reform_end(struct reform *r);
#define AUTO_REFORM __attribute__((cleanup(reform_end))) struct reform
/* Into a zeroed struct. */
enum err reform_load(struct ctx *cx, struct db *db, const char *id, struct reform *ret) MUST_USE;

/* Can it be carried out as things stand? All are there and in use, nothing is named
 * that isn't theirs, a new one can be made, no other reform is on its way (`self`:
 * but this one). The office may deal with all of them (NULL: not asked). ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_CONFLICT, with field. Fills what would go along and a line that says it. */
struct reform_look { struct reform_counts counts; const char *title; };
enum err reform_ready(struct ctx *cx, struct db *db, const struct reform_new_in *plan,
		      enum reform_kind kind, const char *self, const struct who *office,
		      struct reform_look *ret) MUST_USE;

/* --- inside a change --------------------------------------------------- */
/* Carries it out, whole. `by`: NULL when the clock does. */
enum err reform_carry(struct ctx *cx, struct db *db, const struct legal *legal,
		      const struct reform *r, const struct who *by) MUST_USE;
/* From one state to another: ERR_CONFLICT when it isn't there any more. */
enum err reform_move(struct ctx *cx, struct db *db, const char *id, const char *was,
		     const char *state, const char *reason) MUST_USE;
enum err reform_note(struct ctx *cx, struct db *db, const struct who *by, const char *act,
		     const char *id, const char *detail) MUST_USE;
/* If its day has come: carried out and ended, its counts kept. */
enum err reform_take_effect(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *id, const struct who *by) MUST_USE;
#endif
