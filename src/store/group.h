/* group.h - what change.c and group.c share. */
#ifndef STORE_GROUP_H
#define STORE_GROUP_H
#include "store/backend.h"

#define CHANGE_TRIES 40                 /* serialization failures in a row */

/* No leaf was noted in the transaction that begins. */
void     group_clear(struct db *db);
/* The leaves noted go into it: if it cannot be recorded it is not done. */
enum err group_seal(struct ctx *cx, struct db *db) MUST_USE;
/* One transaction around all of `list`, again and more carefully where one of them
 * fails; each is told how it went, the list is given back. */
void     group_run(struct ctx *cx, struct db *db, struct store_queued *list);
#endif
