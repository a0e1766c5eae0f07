/* channel_store.h - the register as a table beside the cases. */
#ifndef CHANNEL_CHANNEL_STORE_H
#define CHANNEL_CHANNEL_STORE_H
#include "store/store.h"

struct channel {                       /* as registered */
	const char *route, *end_a, *end_b, *carries, *purpose;
	day_t       built;
};
/* Inside a store change. */
enum err channel_put(struct ctx *cx, struct db *db, const char *case_id,
		     const struct channel *c) MUST_USE;
enum err channel_replaced(struct ctx *cx, struct db *db, const char *case_id,
			  const char *resource) MUST_USE;
#endif
