/* inside.h - what the shell files of database/ share among themselves. */
#ifndef DATABASE_INSIDE_H
#define DATABASE_INSIDE_H
#include "database/database.h"

/* Seals the password into d->sealed, bound to all else in `d`. */
void     database_seal(struct ctx *cx, const struct app *app, struct database *d,
		       const char *password);
/* Inside a change. */
enum err database_put(struct ctx *cx, struct db *db, const struct who *who,
		      const struct database *d) MUST_USE;
enum err database_remove(struct ctx *cx, struct db *db, const struct who *who,
			 const char *system) MUST_USE;
#endif
