/* inside.h - what the shell files of deposit/ share among themselves. */
#ifndef DEPOSIT_INSIDE_H
#define DEPOSIT_INSIDE_H
#include "cases/cases.h"
#include "delivery/batch.h"
#include "deposit/deposit.h"

struct deposit_target {                 /* table NULL: there is none */
	const char *system, *system_name, *system_org, *system_state;
	const char *schema, *table, *by_name;
	ms_t        at;
};
enum deposit_kind { DEPOSIT_BATCH, DEPOSIT_ERASE };

struct deposit {
	const char       *id, *case_id, *batch_id, *org, *statement;
	enum deposit_kind kind;
	int64_t           batch, attempts;
	const char       *by_id, *by_name;      /* NULL: the platform by itself */
	const char       *by_org;               /* of who asked */
};
/* In whose name it goes: always the recipient's, so another agency's person is none here.
 * The record of who asked says who it was. */
struct who deposit_asker(const struct deposit *d);
/* "permits.t_permit": the table as people read it. */
const char *deposit_place(struct ctx *cx, const struct deposit_target *t);

enum err deposit_target(struct ctx *cx, struct db *db, const char *case_id,
			struct deposit_target *ret) MUST_USE;
/* The copy in the recipient's table, as far as there is or may be one; else *ret_id NULL. */
enum err deposit_copy_there(struct ctx *cx, struct db *db, const char *case_id,
			    const char **ret_id) MUST_USE;
/* The newest batch that stands there; 0: none. */
enum err deposit_last(struct ctx *cx, struct db *db, const char *case_id, int64_t *ret_no) MUST_USE;
/* Was an erasure asked for, or done, since the batch was? Then it is never written. */
enum err deposit_erased_since(struct ctx *cx, struct db *db, const struct deposit *d,
			      bool *ret) MUST_USE;
/* Consent to the rows' going ends the writing by itself: what waits, and the target. */
enum err deposit_target_end(struct ctx *cx, struct db *db, const char *case_id) MUST_USE;
/* Under way or waiting; *ret_id NULL: not. */
enum err deposit_open(struct ctx *cx, struct db *db, const char *case_id, int64_t batch,
		      const char **ret_id) MUST_USE;

/* --- inside a change ------------------------------------------------------------------- */
enum err deposit_add(struct ctx *cx, struct db *db, struct deposit *d) MUST_USE;
/* One that is due, claimed; ret->id NULL: none. */
enum err deposit_claim(struct ctx *cx, struct db *db, struct deposit *ret) MUST_USE;
#endif
