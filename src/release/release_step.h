/* release_step.h - the clock's part of the releases. */
#ifndef RELEASE_RELEASE_STEP_H
#define RELEASE_RELEASE_STEP_H
#include "app.h"
#include "release/release.h"

/* The setting, checked at start: ERR_INVALID names the word it can't be. */
enum err release_setting(struct ctx *cx, const struct settings *s,
			 enum release_cycle *ret) MUST_USE;
/* The period's release, if its time has come and something changed; then the files of
 * releases that have none. Several servers may do this beside each other. */
enum err release_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
#endif
