/* ready.h - the portal's answers that lie ready, and how they stay true.
 *
 * What the portal shows is the same to everybody and changes seldom, so it is made
 * once and kept (web/kept.h) under a stamp of what it depends on: the catalogue's
 * last change (an entry, its standing, its live version), the accounts' epoch (names
 * of agencies) and the minute (what is late). A change made by this process is seen
 * by the next request; one made by another process on PostgreSQL within a quarter
 * of a second. So what was taken off is gone from what lies ready as well (Art. 28). */
#ifndef PORTAL_READY_H
#define PORTAL_READY_H
#include "web/kept.h"

struct app;
struct taking;                          /* portal/taking.h */
struct portal { struct shelf *shelf; struct taking *taking; };
struct portal *portal_open(struct app *app);
void           portal_close(struct portal *p);          /* NULL is fine */

struct ready {
	const char   *key;              /* NULL: of a kind that isn't kept */
	enum keep_as  as;
	struct stamp  stamp;            /* before anything was read */
	struct kept  *kept;             /* NULL: to be made; else held by the caller */
};
/* `key` as it came, or NULL; req_defer() was called when there is nothing to give
 * on an event loop. */
enum err ready_find(struct ctx *cx, struct req *rq, struct ready *ret) MUST_USE;
/* The answer just made is kept, and sent from there. */
void     ready_keep(struct req *rq, const struct ready *r, uint64_t label);

typedef enum err ready_make(struct ctx *cx, struct req *rq);
/* The answer to this very target: as it lies ready, or made and laid there. */
enum err portal_ready(struct ctx *cx, struct req *rq, ready_make *make) MUST_USE;
#endif
