/* usage_step.h - counting what was recorded since. For the clock and the command. */
#ifndef USAGE_USAGE_STEP_H
#define USAGE_USAGE_STEP_H
#include "app.h"
#include "usage/usage.h"

/* One pass: what is placed and not counted, some at a time; *ret_n leaves were. */
enum err usage_pass(struct ctx *cx, struct store *s, struct db *reader, int64_t *ret_n) MUST_USE;
/* The clock's: all there is, within a part of a tick, every `usage_seconds`. */
enum err usage_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
/* Inside a change: sketches and addresses that are old go, the sketches from the day
 * `from` (a day_t; NULL: of the last days, for who does it every day). */
enum err usage_forget_old(struct ctx *cx, struct db *db, void *from) MUST_USE;
/* Inside a change: nothing is counted any more, and the next pass begins at leaf 0. */
enum err usage_forget(struct ctx *cx, struct db *db) MUST_USE;
#endif
