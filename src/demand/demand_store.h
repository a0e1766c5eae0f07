/* demand_store.h - demands as a table beside their cases. */
#ifndef DEMAND_DEMAND_STORE_H
#define DEMAND_DEMAND_STORE_H
#include "cases/cases.h"

/* Inside a store change. What is wanted, and for what duty. */
enum err demand_put(struct ctx *cx, struct db *db, const char *case_id, const char *demand,
		    const char *duty) MUST_USE;
/* What came of it: the entry, and the grant on it. */
enum err demand_met(struct ctx *cx, struct db *db, const char *case_id, const char *resource,
		    const char *grant) MUST_USE;
/* The day promised first, of a row with `first_answer`; n 0: none was. */
day_t demand_first_promise(struct ctx *cx, struct rows *q);
#endif
