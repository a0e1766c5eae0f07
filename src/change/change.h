/* change.h - a law or a duty has changed: entries must follow (Art. 10; R10.2).
 *
 * Read change_law.c first: the procedure of one entry as a table. What is done is
 * not ticked by hand: the platform sees that the entry's change went into review,
 * passed or came back (case_observe(), from the review), and moves the case. A
 * registered change (change_store.c) opens one case for each entry concerned. */
#ifndef CHANGE_CHANGE_H
#define CHANGE_CHANGE_H
#include "core/process.h"

#define CHANGE_STATES(X) /* the words are stored and on the wire */             \
	X(DRAFT, "draft") X(DUE, "due") X(IN_REVIEW, "in_review")               \
	X(UPDATED, "updated") X(UNCHANGED, "unchanged") X(CANCELLED, "cancelled")
#define CHANGE_ACTS(X)                                                          \
	X(SUBMIT, "submit") X(CORRECT, "correct") X(NO_CHANGE, "no_change")     \
	X(APPROVE, "approve") X(RETURN, "return") X(CANCEL, "cancel")
#define CHANGE_FACTS(X)                                                         \
	X(OWED, "owed")                 /* a law or a function changed: a legal term */ \
	X(FREE, "free")                 /* open type, own correction: none */   \
	X(NOTHING, "nothing")           /* the agency says nothing is to change */ \
	/* seen by the platform: */                                             \
	X(SENT, "review_sent") X(PASSED, "review_passed") X(BACK, "review_returned")

enum change_state {
#define X(id, word) CHANGE_##id,
	CHANGE_STATES(X)
#undef X
	CHANGE_STATES_
};
enum change_act {
	CHANGE_DO_NOTHING,
#define X(id, word) CHANGE_DO_##id,
	CHANGE_ACTS(X)
#undef X
	CHANGE_ACTS_
};
enum change_fact_no {
#define X(id, word) CHANGE_NO_##id,
	CHANGE_FACTS(X)
#undef X
	CHANGE_FACTS_
};
enum change_fact {
#define X(id, word) CHANGE_IS_##id = 1 << CHANGE_NO_##id,
	CHANGE_FACTS(X)
#undef X
};

extern const struct process change_process;

/* The fact that follows from a ground ("law", "duty", "open_type", "correction");
 * an unknown or missing one counts as owed. Pure. */
uint32_t change_ground_fact(const char *ground);

/* --- registered -------------------------------------------------------- */
struct ctx;
struct db;
struct legal;
struct who;
struct change {
	const char        *id;         /* filled */
	const char        *ground;     /* a word of the pack's paper `ground` */
	day_t              event;      /* when the law or the function changed */
	const char        *instrument, *reason;        /* or NULL */
	const char        *org;        /* all entries of this agency; NULL: … */
	const char *const *resources;  /* … these, by id or code */
	size_t             nresources;
};
/* Inside a store change: keeps it and opens one case an entry. ERR_CONFLICT when
 * the agency has no entry in the catalogue, or one named isn't in it;
 * ERR_FORBIDDEN when `who` may not register against it. */
enum err change_register(struct ctx *cx, struct db *db, const struct legal *legal,
			 const struct who *who, struct change *c) MUST_USE;
#endif
