/* batch.h - what became of each key of a batch look-up. Pure.
 *
 * Rows come in the order of the file; keys[] is in the caller's. Each key is told with
 * the place of its row in `rows`, or that there is none - for this grant: a row that
 * the grant or the call's own `where` leaves out is as good as absent. */
#ifndef DATAAPI_BATCH_H
#define DATAAPI_BATCH_H
#include "core/filter.h"

struct batch;

/* `keys` and `sent`, the same as JSON, are borrowed. */
struct batch *batch_begin(struct ctx *cx, const struct key_list *keys, const json_t *sent,
			  struct view view);
/* The row at `place` of the answer has this key: one value per key item. */
void batch_row(struct batch *b, const struct value *key, int64_t place);
/* [{"key":…,"found":true,"row":0}, …] in the order asked. */
void batch_print(struct ctx *cx, const struct batch *b, struct buf *out);
#endif
