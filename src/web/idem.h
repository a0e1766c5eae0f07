/* idem.h - Idempotency-Key: a request sent twice is done once; web/ only.
 *
 * Before the handler runs, the key is reserved durably; with the effect (in its
 * own transaction where the handler left it to answer_after(), else right after
 * it) the answer is kept for 24 hours. So whatever falls between, the same key
 * never does a thing twice: it gets the kept answer, or 409 when the first try
 * is still under way or was cut off with its outcome unknown. A refusal (4xx) did
 * nothing, and what failed (5xx) is to be tried again: both free the key. Answers are
 * kept sealed: they may hold secrets. */
#ifndef WEB_IDEM_H
#define WEB_IDEM_H
#include "web/job.h"

/* Reserves, where the route asks for it and a key was sent (j->idem is set), or
 * leaves the kept answer and says so. 409, 400. */
enum err idem_begin(struct job *j, bool *ret_replayed) MUST_USE;
/* Inside the effect's change: keeps the answer that stands in the job. */
enum err idem_keep(struct ctx *cx, struct db *db, struct job *j) MUST_USE;
/* On a worker: the same in a change of its own; frees the key after a refusal or a failure. */
void     idem_end(struct job *j, enum err e);
#endif
