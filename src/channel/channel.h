/* channel.h - exchange channels outside the platform are registered and merged into
 * it (Art. 7 ¶3; R07.2).
 *
 * Read channel_law.c first: the procedure of one channel as a table. The case is the
 * register: what its papers say stands in the table `channel` as well, so that it can
 * be looked through (channel_http.c). That an entry and its grants take the channel's
 * place is not said but seen: channel_case.c asks whether they exist and are open. */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H
#include "core/process.h"

#define CHANNEL_STATES(X) /* the words are stored and on the wire */              \
	X(DRAFT, "draft") X(EXISTING, "existing") X(PLANNED, "planned")           \
	X(CHECKING, "checking") X(MERGED, "merged") X(FORBIDDEN, "forbidden")     \
	X(CLOSING, "closing") X(CLOSED, "closed") X(CANCELLED, "cancelled")
#define CHANNEL_ACTS(X)                                                           \
	X(SUBMIT, "submit") X(PLAN, "plan") X(MERGE, "merge") X(APPROVE, "approve") \
	X(RETURN, "return") X(ORDER, "order") X(CLOSE, "close") X(CANCEL, "cancel")
#define CHANNEL_FACTS(X)                                                          \
	X(OLD, "built_before")          /* the measures came into force */        \
	X(NEW, "built_since")           /* then: a violation */                   \
	X(CITY, "city_agency") X(COUNTY, "county_agency")

enum channel_state {
#define X(id, word) CHANNEL_##id,
	CHANNEL_STATES(X)
#undef X
	CHANNEL_STATES_
};
enum channel_act {
	CHANNEL_DO_NOTHING,
#define X(id, word) CHANNEL_DO_##id,
	CHANNEL_ACTS(X)
#undef X
	CHANNEL_ACTS_
};
enum channel_fact_no {
#define X(id, word) CHANNEL_NO_##id,
	CHANNEL_FACTS(X)
#undef X
	CHANNEL_FACTS_
};
enum channel_fact {
#define X(id, word) CHANNEL_IS_##id = 1 << CHANNEL_NO_##id,
	CHANNEL_FACTS(X)
#undef X
};

extern const struct process channel_process;

/* Was it built before measures that came into force on that day, or since? Pure. */
uint32_t channel_age_fact(day_t built, day_t in_force);
#endif
