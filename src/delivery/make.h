/* make.h - one batch made, from the rows to the record. */
#ifndef DELIVERY_MAKE_H
#define DELIVERY_MAKE_H
#include "app.h"
#include "delivery/batch.h"

/* ERR_BUSY when `stop` was set: it begins anew at the next start. What the grant, the
 * case or the rows forbid is ERR_FORBIDDEN, ERR_TOO_MANY, ERR_INVALID …: the batch has
 * failed; other errors leave it to be tried again. */
enum err batch_make(struct ctx *cx, struct app *app, struct db *reader,
		    const struct delivery_batch *b, const _Atomic int *stop) MUST_USE;
#endif
