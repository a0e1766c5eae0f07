/* leak.h - whose copy is this? A piece of a table, CSV in UTF-8, held against the mark of
 * every delivery (watermark.h). Nothing of it is kept. */
#ifndef DELIVERY_LEAK_H
#define DELIVERY_LEAK_H
#include "core/csv.h"
#include "delivery/watermark.h"
#include "store/store.h"

#define LEAK_BYTES (32u << 20)          /* of a piece */
#define LEAK_ROWS  20000                /* looked at: many more than are needed */

struct suspect {
	const char       *case_id, *org, *org_name, *title, *mark;
	struct mark_tally tally;
	double            evidence;     /* odds, as a power of ten */
	bool              named;        /* enough to name them, over all asked */
};
struct leak {
	struct suspect *list;           /* best first */
	size_t          n;
	int64_t         rows;           /* looked at */
	size_t          asked;          /* deliveries whose mark could be looked for */
	size_t          apart;          /* those whose anchors the piece doesn't have */
};
/* ERR_INVALID: no table, or no line of names that any delivery has and not as many columns
 * either. */
enum err leak_look(struct ctx *cx, struct db *db, const uint8_t seal_key[32], const char *bytes,
		   size_t n, struct leak *ret) MUST_USE;

int leaked_command(int argc, char *argv[]);
#endif
