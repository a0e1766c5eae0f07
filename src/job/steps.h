/* steps.h - the steps of a tick, one after the other, each on its own: one that fails is
 * logged by its name and tried again with the next tick, and those behind it have their
 * turn as if it hadn't been there. */
#ifndef JOB_STEPS_H
#define JOB_STEPS_H
#include "app.h"

struct job_step {
	const char *name;               /* in the log */
	enum err  (*run)(struct ctx *cx, struct app *app, struct db *reader);
};
/* Each begins with an empty arena, at cx->now; how many failed. */
int job_steps(struct ctx *cx, struct app *app, struct db *reader, const struct job_step *steps,
	      size_t n);
#endif
