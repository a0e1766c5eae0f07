/* review.h - an entry on its way into the one catalogue of the city.
 *
 * Read review_law.c first: the procedure as a table (Arts. 9, 17, 18, 24). What
 * the states mean for the entry is catalogue_review_effect()'s, catalogue.h. */
#ifndef CATALOGUE_REVIEW_H
#define CATALOGUE_REVIEW_H
#include "core/item.h"
#include "core/process.h"

#define REVIEW_STATES(X) /* the words are stored and on the wire */           \
	X(DRAFT, "draft") X(COUNTY_SUMMARY, "county_summary")                 \
	X(CITY_REVIEW, "city_review") X(NEGATIVE_REVIEW, "negative_review")   \
	X(LISTED, "listed") X(RETIRING, "retiring") X(RETIRED, "retired")     \
	X(CANCELLED, "cancelled")
#define REVIEW_ACTS(X)                                                        \
	X(SUBMIT, "submit") X(SUMMARISE, "summarise") X(RETURN, "return")     \
	X(APPROVE, "approve") X(RETIRE, "retire") X(REFUSE, "refuse")         \
	X(CANCEL, "cancel")
#define REVIEW_FACTS(X)                                                       \
	X(CITY, "city") X(COUNTY, "county")     /* level of the agency */     \
	X(UNCONDITIONAL, "unconditional")       /* share type of the entry */ \
	X(LIMITED, "limited")                   /* conditional, or not shared */

enum review_state {
#define X(id, word) REVIEW_##id,
	REVIEW_STATES(X)
#undef X
	REVIEW_STATES_
};
enum review_act {
	REVIEW_DO_NOTHING,
#define X(id, word) REVIEW_DO_##id,
	REVIEW_ACTS(X)
#undef X
	REVIEW_ACTS_
};
enum review_fact_no {
#define X(id, word) REVIEW_NO_##id,
	REVIEW_FACTS(X)
#undef X
	REVIEW_FACTS_
};
enum review_fact {
#define X(id, word) REVIEW_IS_##id = 1 << REVIEW_NO_##id,
	REVIEW_FACTS(X)
#undef X
};

extern const struct process review_process;

/* The facts of a review: level of the agency and share type of its entry. */
uint32_t review_facts(const struct party *agency, enum access share);
#endif
