/* itsystem_store.h - systems kept. */
#ifndef ITSYSTEM_ITSYSTEM_STORE_H
#define ITSYSTEM_ITSYSTEM_STORE_H
#include "itsystem/itsystem.h"
#include "store/store.h"

/* Inside a store change. ERR_CONFLICT: the agency has one of that name, or entries name
 * it by the name it would lose; ERR_STALE: it was changed meanwhile. Adding one stands
 * in itsystem.h. */
enum err itsystem_set(struct ctx *cx, struct db *db, const struct who *who,
		      const struct itsystem *was, const struct itsystem *s) MUST_USE;
/* The current row of a statement that reads whole systems. */
struct itsystem itsystem_row(struct ctx *cx, struct rows *q);
/* The statement that reads one, if `who` may know of it. */
struct rows *itsystem_run(struct ctx *cx, struct db *db, const struct who *who, const char *id);
#endif
