/* ending.h - who uses data is told that a grant runs out, while it can still be renewed
 * without a gap: a month before its last day, and a few working days before it. */
#ifndef JOB_ENDING_H
#define JOB_ENDING_H
#include "app.h"
enum err ending_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
#endif
