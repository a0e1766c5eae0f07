/* delivery.h - a table handed over as a copy (Art. 20 ¶2, ¶3(2), ¶4(2); R20.1, R20.3).
 *
 * Read delivery_law.c first: the procedure as a table. It runs beside a share request
 * that was agreed: the request's grant says which items, rows, masks and how much, and
 * a delivery never gives more. What is filed and sealed is delivered in batches
 * (batch.h): files that lie ready for the consumer, each on the record before it can be
 * fetched. Where a batch landed is registered as a copy, recalled with a date and
 * confirmed as destroyed; however the grant ends, its copies are called back. Each
 * delivery's rows are marked for their one recipient (watermark.h), as far as the
 * provider permits. */
#ifndef DELIVERY_DELIVERY_H
#define DELIVERY_DELIVERY_H
#include "core/process.h"
#include "store/store.h"

#define DELIVERY_STATES(X) /* the words are stored and on the wire */             \
	X(DRAFT, "draft") X(CONSENT, "consent") X(SEALING, "sealing")             \
	X(FILED, "filed") X(DELIVERING, "delivering") X(RECALLED, "recalled")     \
	X(ENDED, "ended") X(REFUSED, "refused") X(CANCELLED, "cancelled")
#define DELIVERY_ACTS(X)                                                          \
	X(SUBMIT, "submit") X(AGREE, "agree") X(REFUSE, "refuse")                 \
	X(SEAL, "seal") X(SIGN, "sign") X(DELIVER, "deliver") X(RECALL, "recall")                 \
	X(CLOSE, "close") X(EXPIRE, "expire") X(END, "end")                       \
	X(CANCEL, "cancel") X(LAPSE, "lapse")
#define DELIVERY_FACTS(X)                                                         \
	X(CITY, "city")                 /* a city agency files */                 \
	X(COUNTY, "county")             /* a county authority, of city data */    \
	X(LOCAL, "local")               /* both sides in one county */            \
	X(P_AGREED, "provider_agreed") X(A_AGREED, "authority_agreed")            \
	X(P_SEALED, "provider_sealed") X(C_SEALED, "consumer_sealed")             \
	X(DELIVERED, "delivered")       /* a batch lies ready */                  \
	X(DESTROYED, "destroyed")       /* no copy is left */                     \
	X(OVER, "grant_over")           /* the grant it rests on has ended */

enum delivery_state {
#define X(id, word) DELIVERY_##id,
	DELIVERY_STATES(X)
#undef X
	DELIVERY_STATES_
};
enum delivery_act {
	DELIVERY_DO_NOTHING,
#define X(id, word) DELIVERY_DO_##id,
	DELIVERY_ACTS(X)
#undef X
	DELIVERY_ACTS_
};
enum delivery_fact_no {
#define X(id, word) DELIVERY_NO_##id,
	DELIVERY_FACTS(X)
#undef X
	DELIVERY_FACTS_
};
enum delivery_fact {
#define X(id, word) DELIVERY_IS_##id = 1 << DELIVERY_NO_##id,
	DELIVERY_FACTS(X)
#undef X
};

extern const struct process delivery_process;

/* A copy is gone: when, and how that is known. */
struct destruction { const char *case_id, *copy, *statement; day_t on; };

/* Who files, seals and receives is the applicant: a city agency, or the authority of
 * the county whose agency asked (the county's platform serves it). `asker` is the
 * agency of the share request; `level` its fact. Pure. */
uint32_t delivery_level(const struct party *asker, const struct party *provider);

/* Inside a change: a record, an item or all of an entry's data is under verification, or is
 * so no more. Those who hold copies are told (doubt.h). */
enum err delivery_doubt_opened(struct ctx *cx, struct db *db, const char *correction,
			       const char *resource) MUST_USE;
enum err delivery_doubt_ended(struct ctx *cx, struct db *db, const char *correction,
			      const char *outcome) MUST_USE;
#endif
