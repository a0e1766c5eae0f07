/* warning_step.h - the clock's part: what was counted since is held against what is usual,
 * once each, and who has to look at it is told. */
#ifndef WARNING_WARNING_STEP_H
#define WARNING_WARNING_STEP_H
#include "app.h"
#include "warning/warning.h"

/* The same with the numbers given, for the tests. */
enum err warning_pass(struct ctx *cx, struct store *s, struct db *reader,
		      const struct warning_rules *rules) MUST_USE;
enum err warning_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
#endif
