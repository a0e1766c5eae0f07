/* remark.h - what a reviewer remarks about single fields when an entry goes back
 * (R09.2). A remark waits for the agency until its field says another thing or it is
 * answered; the entry isn't handed in again before that. The reviewer then sees for each
 * what became of it; the history keeps all of them. */
#ifndef CATALOGUE_REMARK_H
#define CATALOGUE_REMARK_H
#include "catalogue/catalogue.h"
#include "store/store.h"
#include <jansson.h>

#define REMARKS_MOST 100

/* The paper "remarks" of a return: [{field, remark}], or NULL. ERR_INVALID names the
 * place. Pure. */
enum err remarks_check(struct ctx *cx, const json_t *remarks) MUST_USE;

/* ERR_INCOMPLETE, with the fields of the remarks that were neither followed nor
 * answered; the fault's field is the first of them. */
enum err remarks_answered(struct ctx *cx, struct db *db, const char *resource) MUST_USE;

/* --- inside a change --------------------------------------------------- */
/* Keeps them about the version under work; `remarks` was checked. */
enum err remarks_keep(struct ctx *cx, struct db *db, const char *resource,
		      const char *case_id, const json_t *remarks,
		      const struct who *by) MUST_USE;
/* After an edit: what each field says now, or that it says again what was remarked on. */
enum err remarks_edited(struct ctx *cx, struct db *db, const struct resource *now,
			const struct who *by) MUST_USE;
/* A sentence to one that waits; "" takes it back. ERR_NOT_FOUND; ERR_CONFLICT once the
 * entry is handed in. */
enum err remark_answer(struct ctx *cx, struct db *db, const struct resource *r, const char *id,
		       const char *answer, const struct who *by) MUST_USE;
/* The entry goes to review, by this case, whose reviewer sees them: what was said to the
 * remarks stands. */
enum err remarks_handed_in(struct ctx *cx, struct db *db, const struct resource *r,
			   const char *case_id) MUST_USE;
/* It is taken back before anybody judged it: those that went in with it wait again, and go
 * along to the next case. */
enum err remarks_back(struct ctx *cx, struct db *db, const struct resource *r) MUST_USE;
/* It is published: none waits any more. */
enum err remarks_over(struct ctx *cx, struct db *db, const struct resource *r,
		      const struct who *by) MUST_USE;
#endif
