/* violation.h - use against the rules is stopped, and the measure published (Arts. 35,
 * 52; R35.1).
 *
 * Read violation_law.c first: the procedure as a table. It is about an agency that uses
 * another's data: its grants are restricted or closed, by the data's provider for its
 * own data, by the authority for all. One person restricts at once, on every server
 * (grant/bar.h), for a few days; a second one confirms or closes, or it lapses. What
 * was confirmed stands on the portal's page of notices from its publication
 * until it is lifted, and as lifted afterwards. */
#ifndef VIOLATION_VIOLATION_H
#define VIOLATION_VIOLATION_H
#include "core/process.h"

#define VIOLATION_STATES(X) /* the words are stored and on the wire */            \
	X(DRAFT, "draft") X(EXAMINING, "examining") X(IN_FORCE, "in_force")       \
	X(URGENT, "urgent")                                                       \
	X(PUBLISHED, "published") X(LIFTED, "lifted") X(DISMISSED, "dismissed")   \
	X(REFERRED, "referred") X(CANCELLED, "cancelled")
#define VIOLATION_ACTS(X)                                                         \
	X(SUBMIT, "submit") X(COMMENT, "comment") X(RESTRICT, "restrict")         \
	X(CLOSE_ACCESS, "close_access") X(MEASURE, "measure") X(REFER, "refer")   \
	X(DISMISS, "dismiss") X(PUBLISH, "publish") X(LIFT, "lift")               \
	X(EXPIRE, "expire") X(CANCEL, "cancel") X(CONFIRM, "confirm")
#define VIOLATION_FACTS(X)                                                        \
	X(GIVER, "by_provider")         /* the data's provider brought it */      \
	X(OFFICE, "by_office")          /* an operator or authority did */        \
	X(CITY, "city") X(COUNTY, "county")     /* whose authority decides */     \
	X(OWN, "measure_of_provider")   /* imposed by the data's provider */      \
	X(HELD, "measure_of_authority") /* imposed by the authority */            \
	X(DATED, "measure_dated")       /* it names its end */                    \
	X(HEARD, "user_heard")          /* the user has stated its case */

enum violation_state {
#define X(id, word) VIOLATION_##id,
	VIOLATION_STATES(X)
#undef X
	VIOLATION_STATES_
};
enum violation_act {
	VIOLATION_DO_NOTHING,
#define X(id, word) VIOLATION_DO_##id,
	VIOLATION_ACTS(X)
#undef X
	VIOLATION_ACTS_
};
enum violation_fact_no {
#define X(id, word) VIOLATION_NO_##id,
	VIOLATION_FACTS(X)
#undef X
	VIOLATION_FACTS_
};
enum violation_fact {
#define X(id, word) VIOLATION_IS_##id = 1 << VIOLATION_NO_##id,
	VIOLATION_FACTS(X)
#undef X
};

extern const struct process violation_process;
#endif
