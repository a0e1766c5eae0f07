/* evaluate.h - on which day a limit is looked at again, and the clock that sees to it. */
#ifndef EVALUATION_EVALUATE_H
#define EVALUATION_EVALUATE_H
#include "app.h"
#include "core/calendar.h"
#include "core/pack.h"

/* The day on which a limit looked at on `last` is looked at again. Pure. */
day_t evaluation_day(const struct pack *p, const struct calendar *cal, day_t last);

/* The clock's part: opens the cases whose day has come, some at a time, until all of
 * the day's are open. */
enum err evaluation_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
#endif
