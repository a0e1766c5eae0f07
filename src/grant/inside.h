/* inside.h - what grant_move.c asks of grant_store.c. */
#ifndef GRANT_INSIDE_H
#define GRANT_INSIDE_H
#include "grant/grants.h"

/* Inside a change: `g` as it stands, with what it may use. */
enum err grant_add(struct ctx *cx, struct db *db, const struct grant *g,
		   const struct who *by) MUST_USE;
/* The codes of its items with commas between; in the arena. */
const char *grant_items_text(struct ctx *cx, const struct grant *g);
#endif
