/* share.h - one agency asks to use another agency's data (Arts. 19, 20).
 *
 * Read share_law.c first: it is the procedure as a table, for city and county
 * agencies, unconditional and conditional data (processes 5a-5f). share.c says
 * which of these a request is. The cases themselves live in cases/. */
#ifndef SHARE_SHARE_H
#define SHARE_SHARE_H
#include "core/item.h"
#include "core/process.h"

#define SHARE_STATES(X) /* the words are stored and on the wire */              \
	X(DRAFT, "draft") X(SUBMITTED, "submitted") X(AT_COUNTY, "at_county")   \
	X(AT_CITY, "at_city") X(AT_PROVIDER, "at_provider")                     \
	X(COUNTY_PENDING, "county_pending") X(AGREED, "agreed")                 \
	X(NODE_OPEN, "node_open") X(OPEN, "open") X(SUSPENDED, "suspended")     \
	X(REFUSED, "refused") X(ENDED, "ended") X(CANCELLED, "cancelled")
#define SHARE_ACTS(X)                                                           \
	X(SUBMIT, "submit") X(ACCEPT, "accept") X(RETURN, "return")             \
	X(FORWARD, "forward") X(AGREE, "agree") X(REFUSE, "refuse")             \
	X(OPEN, "open") X(CLOSE, "close") X(EXPIRE, "expire")                   \
	X(SUSPEND, "suspend") X(RESUME, "resume") X(REVOKE, "revoke")           \
	X(CANCEL, "cancel") X(SHUT, "shut") X(END, "end")
#define SHARE_FACTS(X)                                                          \
	X(CITY, "city")                 /* asked on the city platform */        \
	X(COUNTY, "county")             /* county agency, city data */          \
	X(LOCAL, "local")               /* both in one county */                \
	X(UNCONDITIONAL, "unconditional") X(CONDITIONAL, "conditional")         \
	X(AUTHORISED, "authorised")     /* the county holds the resource as a whole */ \
	X(BY_AUTHORITY, "by_authority") /* the authority suspended it */         \
	X(ENOUGH, "enough")             /* one person agrees, by the grades of what is given */ \
	X(ONCE, "agreed_once")          /* one of two persons agreed */          \
	X(SHUT, "shut_by_measure")      /* a measure closed the access for good */ \
	X(GONE, "entry_gone")           /* what it is about was taken off */      \
	X(CLOSED, "agency_closed")      /* who uses it was closed */             \
	X(MET, "of_demand")             /* what a demand came to (Art. 21) */     \
	X(OBTAINED, "of_coordination")  /* what a coordination came to (Art. 22) */

enum share_state {
#define X(id, word) SHARE_##id,
	SHARE_STATES(X)
#undef X
	SHARE_STATES_
};
enum share_act {
	SHARE_DO_NOTHING,
#define X(id, word) SHARE_DO_##id,
	SHARE_ACTS(X)
#undef X
	SHARE_ACTS_
};
enum share_fact_no {
#define X(id, word) SHARE_NO_##id,
	SHARE_FACTS(X)
#undef X
	SHARE_FACTS_
};
enum share_fact {
#define X(id, word) SHARE_IS_##id = 1 << SHARE_NO_##id,
	SHARE_FACTS(X)
#undef X
};

extern const struct process share_process;

/* Why a request can't be made at all, before any state. */
enum share_bar { SHARE_MAY, SHARE_OWN_DATA, SHARE_NOT_SHARED, SHARE_ELSEWHERE };

/* Which of the procedures this is: the facts, from who asks, whose data it is and
 * its share type. Data that isn't shared is a demand (Art. 21); another county's
 * or the province's goes by coordination (Art. 22). */
enum share_bar share_facts(const struct parties *p, enum access type,
			   uint32_t *ret_facts);
/* The same facts of what is granted in another way (a demand, a coordination), where no
 * request could have been made: the city's offices stand between two counties. */
uint32_t share_facts_granted(const struct parties *p, enum access type);
#endif
