/* dispute.h - a dispute about sharing, opening or use, coordinated (Art. 50; R50.1).
 *
 * Read dispute_law.c first: the procedure as a table. A party brings what is in dispute
 * and what it asks, the other comments, the authority proposes, and both accept or one
 * declines. The article gives the authority no binding ruling: what was settled is
 * carried out by acts in the case concerned. */
#ifndef DISPUTE_DISPUTE_H
#define DISPUTE_DISPUTE_H
#include "core/actor.h"
#include "core/process.h"

#define DISPUTE_STATES(X) /* the words are stored and on the wire */              \
	X(DRAFT, "draft") X(COORDINATING, "coordinating") X(PROPOSED, "proposed") \
	X(SETTLED, "settled") X(UNSETTLED, "unsettled") X(CLOSED, "closed")       \
	X(CANCELLED, "cancelled")
#define DISPUTE_ACTS(X)                                                           \
	X(SUBMIT, "submit") X(COMMENT, "comment") X(PROPOSE, "propose")           \
	X(CLOSE, "close") X(ACCEPT, "accept") X(DECLINE, "decline")               \
	X(CANCEL, "cancel")
#define DISPUTE_FACTS(X)                                                          \
	X(CITY, "at_city") X(COUNTY, "at_county")       /* whose authority it is */ \
	X(ONE, "brought_accepted")      /* who brought it accepts the proposal */ \
	X(OTHER, "other_accepted")                                                \
	X(HEARD, "other_heard")         /* the other side has said its part */

enum dispute_state {
#define X(id, word) DISPUTE_##id,
	DISPUTE_STATES(X)
#undef X
	DISPUTE_STATES_
};
enum dispute_act {
	DISPUTE_DO_NOTHING,
#define X(id, word) DISPUTE_DO_##id,
	DISPUTE_ACTS(X)
#undef X
	DISPUTE_ACTS_
};
enum dispute_fact_no {
#define X(id, word) DISPUTE_NO_##id,
	DISPUTE_FACTS(X)
#undef X
	DISPUTE_FACTS_
};
enum dispute_fact {
#define X(id, word) DISPUTE_IS_##id = 1 << DISPUTE_NO_##id,
	DISPUTE_FACTS(X)
#undef X
};

extern const struct process dispute_process;

/* Whose authority coordinates between these two: that of the county both belong to, the
 * city's otherwise, one level up where it is a party itself. 0: the city's own is a
 * party, and what is above it isn't here. Pure. */
uint32_t dispute_level(const struct parties *p, bool authority_brings, bool authority_answers);
#endif
