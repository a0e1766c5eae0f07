/* given.h - what a delivery gives: the items its grant shows, with their masks. */
#ifndef DELIVERY_GIVEN_H
#define DELIVERY_GIVEN_H
#include "dataapi/plan.h"

struct app;
struct given {
	struct grant       grant;
	const struct plan *plan;        /* held: given_end() */
	size_t            *seen, nseen; /* indexes of the view's fields, in the file's order */
	bool               keyed;       /* all of the key is given, in clear */
};
/* ERR_FORBIDDEN: the grant gives nothing; ERR_INVALID: the entry has no live data. */
enum err given_find(struct ctx *cx, struct app *app, struct db *db, const char *grant,
		    struct given *ret) MUST_USE;
void     given_end(struct given *g);            /* of a found one, or of none */
#define AUTO_GIVEN __attribute__((cleanup(given_end))) struct given
/* May all that be handed over now, by the grant's terms? */
enum err given_may(struct ctx *cx, const struct given *g, const char *case_id) MUST_USE;
#endif
