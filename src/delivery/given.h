/* given.h - what a delivery gives of what its grant gives: which items and rows a batch
 * holds, and each cell as text. given.c decides and is pure; given_store.c finds the grant. */
#ifndef DELIVERY_GIVEN_H
#define DELIVERY_GIVEN_H
#include "core/policy.h"
#include "dataapi/print.h"
#include "delivery/watermark.h"
#include "grant/grant.h"

struct app;
struct plan;
struct given {
	struct grant       grant;
	const struct plan *plan;        /* held: given_end() */
	size_t            *seen, nseen; /* indexes of the view's fields, in the file's order */
	bool               keyed;       /* all of the key is given, in clear */
	const struct filter *rows;      /* those given; NULL: all */
};

/* Chooses items and rows: granted items but those given for verification alone. Fills
 * `seen`, `keyed` and `rows`. */
void          given_choose(struct ctx *cx, const struct terms *t, struct given *g);
/* May all that be handed over now, under that case, which is its file number? A batch that
 * would hold no item is none (POLICY_USE). */
struct policy given_policy(const struct given *g, const struct terms *t, const char *case_id,
			   ms_t now);
/* One row, its values in the order of `p->seen`, as texts: all behind one another in `text`,
 * each in `ret_cells`; what is null or suppressed is empty. */
void          given_line(struct printer *p, const struct value *values, struct buf *text,
			 struct mark_cell *ret_cells);

/* ERR_FORBIDDEN: the grant gives nothing; ERR_INVALID: the entry has no live data. */
enum err given_find(struct ctx *cx, struct app *app, struct db *db, const char *grant,
		    struct given *ret) MUST_USE;
void     given_end(struct given *g);            /* of a found one, or of none */
#define AUTO_GIVEN __attribute__((cleanup(given_end))) struct given
/* given_policy() as an error. */
enum err given_may(struct ctx *cx, const struct given *g, const char *case_id) MUST_USE;
#endif
