/* merger.h - PostgreSQL's index of words fed beside the filling.
 *
 * Words put in by many changes wait beside the index (a pending list); merging them
 * costs several times what putting them in does. A thread with a connection of its
 * own does it meanwhile: whoever writes waits for neither. */
#ifndef SEARCH_MERGER_H
#define SEARCH_MERGER_H
#include "search/search.h"
#include <pthread.h>

struct search_merger {
	struct store   *store;
	int             table;
	pthread_t       thread;
	pthread_mutex_t lock;
	pthread_cond_t  moved;
	int             put, merged;    /* changes; the first `merged` are in the index */
	bool            ending, left;
	struct ctx      cx;             /* the thread's; holds its failure */
	enum err        result;
};

/* Begins with `table`, of which nothing is in the index yet. */
enum err search_merger_start(struct ctx *cx, struct store *store, int table,
			     struct search_merger *ret) MUST_USE;
/* One more change was put in. Waits while more lies beside the index than is merged
 * in some seconds. */
void     search_merger_put(struct search_merger *m);
/* All of it is in the index when this comes back OK. With `left` it ends early. */
enum err search_merger_end(struct ctx *cx, struct search_merger *m, bool left) MUST_USE;
#endif
