/* demand.h - data that the sharing catalogue doesn't have, asked for (Art. 21; R21.1).
 *
 * Read demand_law.c first: the procedure as a table. An agency that needs data for its
 * duties says what and for what; who holds it answers in seven working days. What is
 * agreed is catalogued, brought together and shared, and the platform looks itself
 * whether that is so (demand_case.c): a mark is set only when the entry stands, its
 * data is live, the grant is made. The case is the register; what it asks and what
 * came of it stands in the table `demand` as well, to be looked through beside what
 * the catalogue supplies (R19.1). */
#ifndef DEMAND_DEMAND_H
#define DEMAND_DEMAND_H
#include "core/process.h"

#define DEMAND_STATES(X) /* the words are stored and on the wire */               \
	X(DRAFT, "draft") X(ROUTING, "routing") X(AT_HOLDER, "at_holder")         \
	X(FULFILLING, "fulfilling") X(PROCESSING, "processing")                   \
	X(FULFILLED, "fulfilled") X(REFUSED, "refused") X(CANCELLED, "cancelled")
#define DEMAND_ACTS(X)                                                            \
	X(SUBMIT, "submit") X(ASSIGN, "assign") X(AGREE_DIRECT, "agree_direct")   \
	X(AGREE_LATER, "agree_later") X(REFUSE, "refuse") X(NOT_MINE, "not_mine") \
	X(CATALOGUE, "catalogue") X(AGGREGATE, "aggregate") X(SHARE, "share")     \
	X(POSTPONE, "postpone") X(CANCEL, "cancel")
#define DEMAND_FACTS(X)                                                           \
	X(NAMED, "holder_named") X(UNNAMED, "holder_unknown")                     \
	X(CITY, "city") X(COUNTY, "county")     /* who asks: whose operator routes it */ \
	X(PASSED, "passed_on")          /* one named holder said it isn't its data */ \
	X(CATALOGUED, "catalogued")     /* the entry stands in the sharing catalogue */ \
	X(AGGREGATED, "aggregated")     /* its data is live on the platform */    \
	X(ENOUGH, "enough")             /* one person agrees, by the grades of what is given */ \
	X(ONCE, "agreed_once")          /* one of two persons agreed */

enum demand_state {
#define X(id, word) DEMAND_##id,
	DEMAND_STATES(X)
#undef X
	DEMAND_STATES_
};
enum demand_act {
	DEMAND_DO_NOTHING,
#define X(id, word) DEMAND_DO_##id,
	DEMAND_ACTS(X)
#undef X
	DEMAND_ACTS_
};
enum demand_fact_no {
#define X(id, word) DEMAND_NO_##id,
	DEMAND_FACTS(X)
#undef X
	DEMAND_FACTS_
};
enum demand_fact {
#define X(id, word) DEMAND_IS_##id = 1 << DEMAND_NO_##id,
	DEMAND_FACTS(X)
#undef X
};

extern const struct process demand_process;
#endif
