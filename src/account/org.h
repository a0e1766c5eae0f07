/* org.h - organisations: made, changed, renamed, merged and closed, with history.
 * All but the readers run inside a store_change() closure and leave their leaf. */
#ifndef ACCOUNT_ORG_H
#define ACCOUNT_ORG_H
#include "account/account.h"

struct legal;

/* Fills o->id and the empty texts. ERR_INVALID names the field: code (GB 32100),
 * parent, region; ERR_CONFLICT when the code is registered already. */
enum err org_create(struct ctx *cx, struct db *db, const struct who *by,
		    struct org *o) MUST_USE;
/* What org_create will ask of a code and of a parent, asked beforehand: the code tidied
 * ("" when there is none) and who has it (NULL: nobody); the parent there, in use, and
 * not `id` or below it (NULL: a new one). */
enum err org_code_look(struct ctx *cx, struct db *db, const char **code,
		       const char **ret_holder) MUST_USE;
enum err org_parent_check(struct ctx *cx, struct db *db, const char *id,
			  const char *parent) MUST_USE;
/* And of a region: a division of its level, tidied. */
enum err org_region_check(struct ctx *cx, enum org_level level, const char **region) MUST_USE;
/* `next` is the whole row as it shall be; `next->revision` what the caller saw. */
enum err org_change(struct ctx *cx, struct db *db, const struct who *by,
		    const struct org *next) MUST_USE;
/* `gone` becomes part of `into`: its people, parts, keys and tokens move there. */
enum err org_merge(struct ctx *cx, struct db *db, const struct who *by, const char *gone,
		   const char *into) MUST_USE;
/* Its people can't sign in any more, its keys and tokens stop at once; what was granted to
 * it ends with its requests. ERR_CONFLICT while entries of it stand in the catalogue. */
enum err org_close(struct ctx *cx, struct db *db, const struct legal *legal,
		   const struct who *by, const char *id) MUST_USE;
/* Inside a change that moved something between organisations: a line in the history
 * of `id`, about `other` (NULL: none). */
enum err org_happened(struct ctx *cx, struct db *db, const struct who *by, const char *id,
		      const char *act, const char *other) MUST_USE;
/* One person with the tokens made for systems, one key: ERR_CONFLICT when it isn't
 * of `was`. */
enum err org_person_move(struct ctx *cx, struct db *db, const char *user, const char *was,
			 const char *into) MUST_USE;
enum err org_key_move(struct ctx *cx, struct db *db, const char *key, const char *was,
		      const char *into) MUST_USE;
const struct org *org_read_row(struct ctx *cx, struct rows *q);
#endif
