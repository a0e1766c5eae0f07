/* notice.h - what a desk is told: something waits, is due soon, is late, has moved.
 *
 * A notice is put in the same transaction as what it tells of, and each thing is
 * said once. Delivery is when it lies in the inbox; opening it isn't needed. The
 * outbox is the door to mail, SMS and messengers: job/ empties it through the
 * program a site names (setting `notify`). */
#ifndef NOTICE_NOTICE_H
#define NOTICE_NOTICE_H
#include "core/actor.h"
#include "store/store.h"

#define NOTICE_KINDS(X) /* the words are stored and on the wire */             \
	X(WAITS, "waits")               /* a case came to this desk */         \
	X(MOVED, "moved")               /* a decision, delivered to a party */ \
	X(ADDED, "added")               /* said or put off, the state stays */ \
	X(DUE_SOON, "due_soon")         /* first reminder, T-2 by default */   \
	X(DUE_NEXT, "due_next")         /* second, T-1 */                      \
	X(LATE, "late")                 /* the term has run out */             \
	X(ESCALATED, "escalated")       /* to the authority: somebody is late */\
	X(RECOUNTED, "recounted")       /* a provisional day is now another */ \
	X(GRANT_ENDING, "grant_ending") /* a grant runs out: first reminder */ \
	X(GRANT_ENDS, "grant_ends")     /* second: within a few working days */ \
	X(GRANT_RENEWED, "grant_renewed")       /* the new one is open */      \
	X(RELEASE_SKIPPED, "release_skipped")   /* about a period, no case */  \
	X(RELEASE_FAILED, "release_failed")     /* about a period or number */  \
	X(PULL_FAILED, "pull_failed")           /* about a table and its run */ \
	X(PULL_NOT_LOADED, "pull_not_loaded")   /* the same, once its rows were taken */ \
	X(DEPOSIT_FAILED, "deposit_failed")     /* about a table and a delivery */ \
	X(COPY_DOUBTED, "copy_doubted")         /* what copies hold is under verification */ \
	X(COPY_SETTLED, "copy_settled")         /* and is so no more */ \
	X(UNUSUAL, "unusual_use")               /* about a warning */ \
	X(INTERFACE_PAUSED, "interface_paused") /* about where it is, and when */ \
	X(KEY_ASKED, "key_asked")               /* about a system's key, to who approves */ \
	X(KEY_AGREED, "key_agreed")             /* about the same, to the agency */ \
	X(KEY_REFUSED, "key_refused")           /* the same */ \
	X(KEY_REVOKED, "key_revoked")           /* the same, when others stopped it */ \
	X(DUPLICATES_FOUND, "duplicates_found") /* about a day, and how many */
enum notice_kind {
#define X(id, word) NOTICE_##id,
	NOTICE_KINDS(X)
#undef X
	NOTICE_KINDS_
};
const char *notice_kind_word(enum notice_kind k);

struct notice_put {
	const char      *desk, *case_id;
	enum notice_kind kind;
	int64_t          step;         /* of the case: the same thing is said once */
	day_t            due;          /* n 0: none */
	const char      *zh, *en;      /* what was done, of NOTICE_ADDED; else NULL */
};
/* Inside a change. An empty desk is nobody; saying it twice does nothing. */
enum err notice_put(struct ctx *cx, struct db *db, const struct notice_put *n) MUST_USE;

/* A notice of what is no case: `about` names it, and it is said once for that and its
 * kind. */
struct notice_about {
	const char      *desk, *about;
	enum notice_kind kind;
	struct said      why;
	const char      *zh, *en;       /* instead of `why`, when it is said already */
};
enum err notice_put_about(struct ctx *cx, struct db *db, const struct notice_about *n) MUST_USE;
/* The same, and said with how often it was: one notice, unread again each time. */
enum err notice_put_counted(struct ctx *cx, struct db *db, const struct notice_about *n) MUST_USE;
/* Inside a change: nobody need look at that any more; who has not read it, has now. */
enum err notice_about_done(struct ctx *cx, struct db *db, enum notice_kind kind,
			   const char *about) MUST_USE;
/* Inside a change: what was told before, and waits for that desk no more, has been read. */
enum err notice_settled(struct ctx *cx, struct db *db, ms_t before) MUST_USE;
/* Inside a change: the inbox of an organisation that went up in `into` goes there. */
enum err notice_org_changed(struct ctx *cx, struct db *db, const char *org,
			    const char *into) MUST_USE;
#endif
