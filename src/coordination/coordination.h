/* coordination.h - data of another level or region, obtained by one's authority (Art.
 * 22; R22.1 within one node).
 *
 * Read coordination_law.c first: the procedure as a table. Two ways lead to data: an
 * entry that stands on this platform, whose holder is asked, and then a grant is made;
 * or a source outside, which is what its authority says it is: no grant is made for it
 * here, and how it is had stands in the case. A node that can be asked by itself would
 * bring the second way its own act, beside the one that is typed in. */
#ifndef COORDINATION_COORDINATION_H
#define COORDINATION_COORDINATION_H
#include "core/process.h"

#define COORDINATION_STATES(X) /* the words are stored and on the wire */         \
	X(DRAFT, "draft") X(OWN, "own_authority") X(UPPER, "upper_authority")     \
	X(OUTSIDE, "outside") X(AT_HOLDER, "at_holder") X(PROVIDED, "provided")   \
	X(CLOSED, "closed") X(NOT_OBTAINED, "not_obtained") X(CANCELLED, "cancelled")
#define COORDINATION_ACTS(X)                                                      \
	X(SUBMIT, "submit") X(ASK, "ask") X(OBTAIN, "obtain")                     \
	X(FORWARD, "forward") X(CLOSE, "close") X(AGREE, "agree")                 \
	X(REFUSE, "refuse") X(OPEN, "open") X(CANCEL, "cancel")
#define COORDINATION_FACTS(X)                                                     \
	X(CITY, "city") X(COUNTY, "county")     /* who asks */                    \
	X(UP, "passed_up")              /* the county's authority passed it up */ \
	X(OUT, "from_outside")          /* the source isn't on this platform */   \
	X(ENOUGH, "enough")             /* one person agrees, by the grades of what is given */ \
	X(ONCE, "agreed_once")          /* one of two persons agreed */

enum coordination_state {
#define X(id, word) COORDINATION_##id,
	COORDINATION_STATES(X)
#undef X
	COORDINATION_STATES_
};
enum coordination_act {
	COORDINATION_DO_NOTHING,
#define X(id, word) COORDINATION_DO_##id,
	COORDINATION_ACTS(X)
#undef X
	COORDINATION_ACTS_
};
enum coordination_fact_no {
#define X(id, word) COORDINATION_NO_##id,
	COORDINATION_FACTS(X)
#undef X
	COORDINATION_FACTS_
};
enum coordination_fact {
#define X(id, word) COORDINATION_IS_##id = 1 << COORDINATION_NO_##id,
	COORDINATION_FACTS(X)
#undef X
};

extern const struct process coordination_process;
#endif
