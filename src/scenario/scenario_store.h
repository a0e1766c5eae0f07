/* scenario_store.h - scenarios kept. */
#ifndef SCENARIO_SCENARIO_STORE_H
#define SCENARIO_SCENARIO_STORE_H
#include "scenario/scenario.h"
#include "store/store.h"

/* ERR_NOT_FOUND. */
enum err scenario_by_code(struct ctx *cx, struct db *db, const char *code,
			  struct scenario *ret) MUST_USE;
/* Inside a change. ERR_STALE: it was changed meanwhile. */
enum err scenario_set(struct ctx *cx, struct db *db, const struct who *who,
		      const struct scenario *s) MUST_USE;
/* The current row of a statement that reads whole ones. */
struct scenario scenario_row(struct ctx *cx, struct rows *q);
#endif
