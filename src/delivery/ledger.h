/* ledger.h - what a delivery holds by now, so that the next batch brings the rest.
 *
 * Of each row delivered: who it is (its key's cells, or all of it where there is no
 * key) and what it says, 16 bytes of SHA-256 each, sorted. Compared with the rows as
 * they are, it tells which are new or changed, and how many went. Pure. */
#ifndef DELIVERY_LEDGER_H
#define DELIVERY_LEDGER_H
#include "base/buf.h"
#include "base/hash.h"

struct ledger_row { uint8_t id[16], says[16]; uint32_t at; };   /* at: the row's place */
struct ledger { struct buf rows; struct hash shape; };          /* shape: of which columns */

struct ledger ledger_make(size_t most);
void ledger_end(struct ledger *l);
void ledger_add(struct ledger *l, const struct hash *id, const struct hash *says);
size_t ledger_count(const struct ledger *l);
void ledger_sort(struct ledger *l);
/* Of a sorted one: is there a row of this identity? */
bool ledger_has(const struct ledger *l, const struct hash *id);

struct ledger_change { int64_t fresh, changed, gone; };
/* Of two sorted ones: sets the bits of `news` (a bit a row of `now`, by its place) that are
 * new or changed since `was`. */
struct ledger_change ledger_compare(const struct ledger *was, const struct ledger *now,
				    uint8_t *news);

/* As bytes, and back; false when they are none. */
void ledger_write(const struct ledger *l, struct buf *out);
bool ledger_read(struct ledger *l, const void *bytes, size_t n);
#endif
