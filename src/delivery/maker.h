/* maker.h - the thread that makes batches: see batch.h. */
#ifndef DELIVERY_MAKER_H
#define DELIVERY_MAKER_H
#include "app.h"

struct maker;
/* `reader` is a read connection for it alone. */
enum err maker_start(struct ctx *cx, struct app *app, struct db *reader,
		     struct maker **ret_maker) MUST_USE;
void     maker_wake(struct maker *m);          /* a batch was asked for; NULL is fine */
void     maker_stop(struct maker *m);          /* NULL is fine */
/* For commands: all that is asked for, now, on this thread. */
enum err maker_run_all(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
#endif
