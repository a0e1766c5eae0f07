/* job.h - the one ticking clock: what happens because time has passed.
 *
 * Every tick: an imported calendar is taken in and provisional days are counted
 * again; agreed ends are carried out as the actor TIME; who owes something within
 * two and one working days is reminded, who is late is told, and so is the
 * authority above; who uses a grant that runs out is told; notices leave by the
 * outbox; where a public report came from is forgotten; the catalogue is released. A term
 * that runs out changes no state. Several servers may tick beside each other: everything
 * is done once. */
#ifndef JOB_JOB_H
#define JOB_JOB_H
#include "app.h"

struct job_clock;

/* Starts the thread; `reader` is a read connection for it alone. */
enum err job_start(struct ctx *cx, struct app *app, struct db *reader,
		   struct job_clock **ret_clock) MUST_USE;
void     job_stop(struct job_clock *j);        /* NULL is fine */

/* One tick at cx->now, for the thread; what fails in it is in the log. */
void job_tick(struct ctx *cx, struct app *app, struct db *reader);
#endif
