/* duplicate.h - two entries collect the same thing: who goes on (Art. 9 ¶4, 11 ¶2;
 * R09.3, R11.3).
 *
 * Read duplicate_law.c first: the coordination as a table. A case is about two
 * entries: `provider` is the agency of the one it names, `applicant` that of the
 * other, whoever brought it. The authority names the agency that collects; the
 * other's entry then points to that source or is retired, which the platform sees
 * by itself. finder.h finds the pairs, alike.h says how alike two are. */
#ifndef DUPLICATE_DUPLICATE_H
#define DUPLICATE_DUPLICATE_H
#include "core/process.h"

#define DUPLICATE_STATES(X) /* the words are stored and on the wire */              \
	X(DRAFT, "draft") X(COORDINATING, "coordinating") X(NAMED, "named")         \
	X(SWITCHED, "switched") X(CLOSED_NONE, "closed_none") X(CANCELLED, "cancelled")
#define DUPLICATE_ACTS(X)                                                           \
	X(SUBMIT, "submit") X(COMMENT, "comment") X(NAME, "name_collector")         \
	X(CLOSE, "close") X(CORRECT, "correct") X(CANCEL, "cancel")
#define DUPLICATE_FACTS(X)                                                          \
	X(CITY, "city") X(LOCAL, "local")       /* which authority stands above both */ \
	X(FOUND, "found")                       /* by the platform */               \
	X(FIRST, "first_collects")              /* the entry the case names */      \
	X(SECOND, "second_collects")            /* the other one */                 \
	X(DONE, "points_to_source")             /* seen by the platform */          \
	X(GONE, "entry_gone")                   /* the same: one, or the source, was retired */

enum duplicate_state {
#define X(id, word) DUPLICATE_##id,
	DUPLICATE_STATES(X)
#undef X
	DUPLICATE_STATES_
};
enum duplicate_act {
	DUPLICATE_DO_NOTHING,
#define X(id, word) DUPLICATE_DO_##id,
	DUPLICATE_ACTS(X)
#undef X
	DUPLICATE_ACTS_
};
enum duplicate_fact_no {
#define X(id, word) DUPLICATE_NO_##id,
	DUPLICATE_FACTS(X)
#undef X
	DUPLICATE_FACTS_
};
enum duplicate_fact {
#define X(id, word) DUPLICATE_IS_##id = 1 << DUPLICATE_NO_##id,
	DUPLICATE_FACTS(X)
#undef X
};

extern const struct process duplicate_process;

/* Which authority coordinates: the county's if both are of one county. Pure. */
uint32_t duplicate_level_fact(const struct parties *p);
#endif
