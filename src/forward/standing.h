/* standing.h - how a provider's interface stands among the others, for those who look at all
 * of them: one word, and the orders a list may have. Pure. */
#ifndef FORWARD_STANDING_H
#define FORWARD_STANDING_H
#include "base/unit.h"
#include "forward/breaker.h"

#define STANDING_TABLE(X) /* in words of the API */                                   \
	X(ASKED, "asked")                                                             \
	X(TRYING, "trying")             /* it failed, and the next call tries it */   \
	X(PAUSED, "paused")             /* it failed, and isn't asked for a while */  \
	X(OFF, "off")                   /* its provider switched it off */            \
	X(STRANDED, "stranded")         /* its system is retired, or another's now */ \
	X(WITHDRAWN, "withdrawn")       /* the entry is in the catalogue no more */
enum standing {
#define X(id, word) STANDING_##id,
	STANDING_TABLE(X)
#undef X
	STANDINGS_
};
/* What keeps it from being asked for longest comes first. */
enum standing standing_of(bool withdrawn, bool enabled, bool rightful, enum breaker_state s);
const char   *standing_word(enum standing s);
bool          standing_read(const char *word, enum standing *ret);

#define STANDING_ORDERS(X) /* the most, or the last, first */                         \
	X(NEWEST, "newest")             /* mounted or changed */                      \
	X(CALLS, "calls")               /* today */                                   \
	X(FAILED, "failed")             /* today */                                   \
	X(GOOD, "good")                 /* answered well */                           \
	X(BAD, "bad")                   /* failed */
enum standing_order {
#define X(id, word) STANDING_BY_##id,
	STANDING_ORDERS(X)
#undef X
	STANDING_ORDERS_
};
bool standing_order_read(const char *word, enum standing_order *ret);

struct stands { const char *resource; ms_t changed_at, good_at, bad_at; int64_t calls, failed; };
int standing_compare(enum standing_order o, const struct stands *a, const struct stands *b);
#endif
