/* crew.h - some threads beside the server that do one kind of work: step after step while
 * there is any, then a rest of a second, or until they are woken. */
#ifndef JOB_CREW_H
#define JOB_CREW_H
#include "base/ctx.h"

struct app;
struct crew;

/* One piece of work. *ret_any: there was some, so there may be more. `stop` turns true
 * when the server ends: what takes long looks at it, and gives back what it had begun. */
typedef enum err crew_step(struct ctx *cx, struct app *app, const _Atomic int *stop,
			   bool *ret_any);

/* `name` is what a failed step is called in the log. Lives as long as `cx`. */
struct crew *crew_start(struct ctx *cx, struct app *app, const char *name, int threads,
			crew_step *step);
void         crew_wake(struct crew *c);                 /* NULL is fine, for both */
void         crew_stop(struct crew **c);                /* waits for them */
#endif
