/* desk.h - what this server knows of each provider's interface: how many calls are under
 * way and whose (fetch/turn.h), whether it is asked at all (breaker.h), what failed last.
 * In memory: a server that starts, or another beside it, finds out for itself. Any thread. */
#ifndef FORWARD_DESK_H
#define FORWARD_DESK_H
#include "base/unit.h"
#include "fetch/talk.h"
#include "forward/breaker.h"

#define DESK_FAILURES 10                /* the last ones are kept */

struct desk;
struct desk_failure { ms_t at; enum fetch_fault fault; int64_t status, ms; const char *item; };
struct desk_look {                      /* as it stands */
	enum breaker_state  state;
	int64_t             wait_ms;    /* until it is asked again; 0: now */
	int64_t             under_way, opened;
	int64_t             calls, failed;      /* since this server asked it first */
	int64_t             us;         /* of the last 32 that went well, on average */
	int64_t             calls_today, failed_today;
	ms_t                good_at;    /* of the last that went well; 0: none did */
	struct desk_failure failures[DESK_FAILURES];    /* the last first; `item` in the arena */
	int                 nfailures;
};

struct desk *desk_open(int most, int most_each);
void         desk_close(struct desk *d);        /* NULL is fine */

enum desk_may { DESK_GO, DESK_PAUSED, DESK_SHARE, DESK_FULL, DESK_FULL_HOUSE };
/* Begins a call of `most_ms`, that desk_left() ends. An interface that was mounted anew (its
 * revision moved) begins without a past. DESK_SHARE: this consumer has its part of the
 * places, of this interface or of all together. */
enum desk_may desk_enter(struct desk *d, const char *resource, int64_t revision,
			 const char *consumer, int64_t most_ms, int64_t *ret_wait_ms);
void desk_left(struct desk *d, const char *resource, const char *consumer);
/* How a call ended, once its answer was looked at; `item`: which was wrong, or NULL. True:
 * this stops the calls. */
bool desk_told(struct desk *d, const char *resource, int64_t revision,
	       const struct desk_failure *f, int64_t us);
void desk_look(struct ctx *cx, struct desk *d, const char *resource, int64_t revision,
	       struct desk_look *ret);
#endif
