/* decoy.h - rows that were never there, in one recipient's copy alone.
 *
 * Behind one row in 256, by the delivery's key, stands another: its key has the form of that
 * row's with every digit drawn anew, and is no key of the table; its other cells are each
 * that row's or the one's before. It stands in no table of the platform, so no call, sum or
 * verification knows it. What was invented is kept by the names of its rows, and looked for
 * in a leaked piece: whoever didn't get this copy has such a key by chance at most. Only
 * where the provider lists every item given, the key is whole and in clear, nothing of it is
 * of persons, and the key has digits enough. Pure. */
#ifndef DELIVERY_DECOY_H
#define DELIVERY_DECOY_H
#include "base/ctx.h"
#include "delivery/watermark.h"

#define DECOY_ONE_IN 256
#define DECOY_MOST   2000               /* of a batch */
#define DECOY_DIGITS 5                  /* a key with fewer is guessed */

/* A row's name: the first bytes of its identity (mark_draw). */
uint64_t decoy_name(const struct hash *id);
/* Is one to stand behind the row of this draw? */
bool     decoy_due(const struct mark_pen *p, const struct mark_draw *d);
/* The cells of the one behind `row`: the key's digits drawn, into `room`, the others those
 * of `row` or `before`. `keys`: which columns are the key's. The number of digits drawn; 0:
 * none can be. */
int      decoy_make(const struct mark_pen *p, const struct mark_draw *d, const bool *keys,
		    const struct mark_cell *row, const struct mark_cell *before,
		    struct mark_cell *ret, struct buf *room);

/* Are at least half of the keys of such a form free in a table of so many rows? */
bool     decoy_room(int digits, size_t rows);

struct decoys { uint64_t *names; size_t n; int digits; };       /* ascending; the fewest digits */
void     decoys_sort(struct decoys *d);
bool     decoys_have(const struct decoys *d, uint64_t name);
/* By how much, at most, a row of somebody else's is one of them by chance. */
double   decoys_chance(const struct decoys *d);
const char   *decoys_text(struct ctx *cx, const struct decoys *d);     /* NULL: none */
struct decoys decoys_read(struct ctx *cx, const char *text);            /* NULL or nonsense: none */
size_t        decoys_count(const char *text);
#endif
