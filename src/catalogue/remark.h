/* remark.h - what a reviewer remarks about single fields when an entry goes back
 * (R09.2). A remark stands beside its field until an edit changes that, or the entry
 * is published; the history keeps all of them. */
#ifndef CATALOGUE_REMARK_H
#define CATALOGUE_REMARK_H
#include "catalogue/catalogue.h"
#include "store/store.h"
#include <jansson.h>

#define REMARKS_MOST 100

/* The paper "remarks" of a return: [{field, remark}], or NULL. ERR_INVALID names the
 * place. Pure. */
enum err remarks_check(struct ctx *cx, const json_t *remarks) MUST_USE;

/* --- inside a change --------------------------------------------------- */
/* Keeps them about the version under work; `remarks` was checked. */
enum err remarks_keep(struct ctx *cx, struct db *db, const char *resource,
		      const char *case_id, const json_t *remarks,
		      const struct who *by) MUST_USE;
/* Settles those whose field says another thing in `now` than in `was`; all of them
 * when `was` is NULL. */
enum err remarks_settle(struct ctx *cx, struct db *db, const struct resource *was,
			const struct resource *now, const struct who *by) MUST_USE;
#endif
