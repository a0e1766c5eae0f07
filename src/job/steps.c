/* steps.c - see steps.h. */
#include "job/steps.h"
#include "sys/log.h"

int job_steps(struct ctx *cx, struct app *app, struct db *reader, const struct job_step *steps,
	      size_t n)
{
	int failed = 0;
	for (size_t i = 0; i < n; i++) {
		ctx_reset(cx, cx->now); /* what one has spent is not the next one's lack */
		enum err e = steps[i].run(cx, app, reader);
		if (e == OK)
			continue;
		log_fault(cx, e, steps[i].name);
		failed++;
	}
	return failed;
}
