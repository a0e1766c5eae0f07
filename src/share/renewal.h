/* renewal.h - a grant carried on before it runs out, or after: a new request that names
 * it (`renews`). It goes the way of any request; once open, the two stand beside each
 * other, each with its own quota, until the old one's day, so that no program stands
 * still. renewal.c says which grants can be renewed, renewal_store.c keeps who asked. */
#ifndef SHARE_RENEWAL_H
#define SHARE_RENEWAL_H
#include "cases/cases.h"
#include "grant/grant.h"

enum renewal_bar { RENEWAL_MAY, RENEWAL_OTHERS, RENEWAL_ELSEWHERE, RENEWAL_ENDLESS,
		   RENEWAL_SUSPENDED, RENEWAL_TAKEN_BACK };
/* Can `org` ask to go on with `g`, by a request about `resource`? Pure. */
enum renewal_bar renewal_of(const struct grant *g, const char *org, const char *resource);

/* The grant that a request's papers name may be renewed by it; *ret NULL: names none.
 * `case_id` is its draft, or "". ERR_INCOMPLETE, ERR_CONFLICT with the field. */
enum err renewal_named(struct ctx *cx, struct db *db, const struct case_file *c,
		       const json_t *papers, const char **ret_grant) MUST_USE;
/* Inside a change: the case asks for it. */
enum err renewal_put(struct ctx *cx, struct db *db, const char *case_id,
		     const char *grant) MUST_USE;
/* Inside a change: the case's grant has opened; who used the old one is told. */
enum err renewal_opened(struct ctx *cx, struct db *db, const struct case_file *c,
			const struct who *by) MUST_USE;
#endif
