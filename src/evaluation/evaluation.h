/* evaluation.h - is a limit on sharing or opening still needed? (Arts. 18 ¶2-3, 25;
 * R18.2, R25.1)
 *
 * Read evaluation_law.c first: the procedure as a table. A case is about one entry
 * and either its share type or its open type. What is conditional is looked at
 * again after the pack's interval: the platform opens the case on that day
 * (evaluate.h). A conversion that passes changes the entry, and with it the
 * negative list, access and the portal, in the same transaction. */
#ifndef EVALUATION_EVALUATION_H
#define EVALUATION_EVALUATION_H
#include "core/item.h"
#include "core/process.h"

#define EVALUATION_STATES(X) /* the words are stored and on the wire */             \
	X(DRAFT, "draft") X(DUE, "due") X(IN_REVIEW, "in_review")                   \
	X(AT_AUTHORITY, "at_authority") X(KEPT, "kept") X(CONVERTED, "converted")   \
	X(CANCELLED, "cancelled") X(MOOT, "moot")
#define EVALUATION_ACTS(X)                                                          \
	X(SUBMIT, "submit") X(KEEP, "keep") X(CONVERT, "convert")                   \
	X(APPROVE, "approve") X(RETURN, "return") X(CANCEL, "cancel") X(END, "end")
#define EVALUATION_FACTS(X)                                                         \
	X(SHARE, "share") X(OPEN, "open")               /* which type is looked at */ \
	X(CITY, "city") X(COUNTY, "county")             /* level of the agency */   \
	X(LIMITED, "limited") X(CLOSED, "closed")       /* what it is: conditional, none */ \
	X(FOUND, "found")                               /* by the platform, on its day */ \
	X(TO_FREE, "to_unconditional") X(TO_LIMITED, "to_conditional")              \
	X(NO_MATTER, "no_matter")       /* seen: retired, or the type was changed */

enum evaluation_state {
#define X(id, word) EVALUATION_##id,
	EVALUATION_STATES(X)
#undef X
	EVALUATION_STATES_
};
enum evaluation_act {
	EVALUATION_DO_NOTHING,
#define X(id, word) EVALUATION_DO_##id,
	EVALUATION_ACTS(X)
#undef X
	EVALUATION_ACTS_
};
enum evaluation_fact_no {
#define X(id, word) EVALUATION_NO_##id,
	EVALUATION_FACTS(X)
#undef X
	EVALUATION_FACTS_
};
enum evaluation_fact {
#define X(id, word) EVALUATION_IS_##id = 1 << EVALUATION_NO_##id,
	EVALUATION_FACTS(X)
#undef X
};

extern const struct process evaluation_process;
#endif
