/* demand_store.c - see demand_store.h. */
#include "demand/demand_store.h"

enum err demand_put(struct ctx *cx, struct db *db, const char *case_id, const char *demand,
		    const char *duty)
{
	AUTO_ROWS q = db_run(db, SQL_DEMAND_PUT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":demand", demand);
	bind_text(q, ":duty", duty);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err demand_met(struct ctx *cx, struct db *db, const char *case_id, const char *resource,
		    const char *grant)
{
	AUTO_ROWS q = db_run(db, SQL_DEMAND_MET);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":resource", resource);
	bind_text(q, ":grant_id", grant);
	return rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SUCH_DEMAND());
}
