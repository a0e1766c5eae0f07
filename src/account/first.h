/* first.h - the first people of an empty data directory, so that somebody can
 * sign in and make the rest: a sysadmin, who makes accounts, and a secadmin, who
 * says which roles they hold. One person may not be both. */
#ifndef ACCOUNT_FIRST_H
#define ACCOUNT_FIRST_H
#include "account/account.h"

enum { FIRST_PEOPLE = 2 };
struct first { const char *name, *secret; };    /* one-time secrets, shown once */
/* ret[0].name is NULL when there are accounts already: nothing was done. */
enum err account_first(struct ctx *cx, struct account *a, struct store *s, struct db *db,
		       struct first ret[FIRST_PEOPLE]) MUST_USE;
#endif
