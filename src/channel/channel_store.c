/* channel_store.c - see channel_store.h. */
#include "channel/channel_store.h"

enum err channel_put(struct ctx *cx, struct db *db, const char *case_id,
		     const struct channel *c)
{
	AUTO_ROWS q = db_run(db, SQL_CHANNEL_PUT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":route", c->route);
	bind_text(q, ":end_a", c->end_a);
	bind_text(q, ":end_b", c->end_b);
	bind_text(q, ":carries", c->carries);
	bind_text(q, ":purpose", c->purpose);
	bind_day(q, ":built_on", c->built);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err channel_replaced(struct ctx *cx, struct db *db, const char *case_id,
			  const char *resource)
{
	AUTO_ROWS q = db_run(db, SQL_CHANNEL_REPLACED);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":resource", resource);
	return rows_done(cx, q, NULL);
}
