/* policy.h - may this principal use this grant, for this purpose, now, to see
 * these items of these rows? One pure decision, and nothing else decides.
 *
 * A refusal is a value: which rule, by which article, over which item. The
 * caller asks the questions in the order of the table below, so that malformed
 * input was refused before and the quota is looked at last. What the decision
 * allowed is charged and recorded in one transaction later (dataapi/), which
 * looks again whether the grant still stands as it was seen here. */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H
#include "core/filter.h"

#define POLICY_WHY_TABLE(X) /* reason, article that says no */                \
	X(ALLOWED,       NULL)                                                \
	X(NO_GRANT,      "20")          /* this agency holds none */          \
	X(PURPOSE,       "19")          /* not the purpose it was given for */\
	X(ENDED,         "19")          /* revoked, closed, merged */         \
	X(SUSPENDED,     "19")                                                \
	X(EXPIRED,       "19")                                                \
	X(MATTER,        NULL)          /* the file number is missing */      \
	X(USE,           "20")          /* not the kind of answer it allows */\
	X(ITEM_SEEN,     "20")          /* asks for an item not granted */    \
	X(ITEM_ASKED,    "20")          /* filters on what it can't see */    \
	X(NOT_WHOLE,     "20")          /* a file goes out whole, it gives parts */ \
	X(QUOTA_CALLS,   NULL)                                                \
	X(QUOTA_ROWS,    NULL)                                                \
	X(QUOTA_SUBJECTS, NULL)
enum policy_why {
#define X(id, article) POLICY_##id,
	POLICY_WHY_TABLE(X)
#undef X
};

#define GRANT_STATE_TABLE(X) X(OPEN, "open") X(SUSPENDED, "suspended") X(ENDED, "ended")
enum grant_state { /* the words are stored */
#define X(id, word) GRANT_##id,
	GRANT_STATE_TABLE(X)
#undef X
	GRANT_STATE_MAX_
};
const char *grant_state_word(enum grant_state s);
bool        grant_state_read(const char *word, enum grant_state *ret_state);

/* What a grant answers: rows; whether what the caller claims is so; numbers of groups. */
#define GRANT_USE_TABLE(X) X(ROWS, "rows") X(VERIFY, "verify") X(AGGREGATE, "aggregate")
enum grant_use {
#define X(id, word) USE_##id,
	GRANT_USE_TABLE(X)
#undef X
	GRANT_USE_MAX_
};
#define USE_BIT(use)  (1u << (use))
#define USES_ORDINARY (USE_BIT(USE_ROWS) | USE_BIT(USE_VERIFY))
const char *grant_use_word(enum grant_use use);
/* "rows,verify": every use of the set, and back; false for a word there is none of. */
const char *grant_uses_text(struct ctx *cx, unsigned uses);
bool        grant_uses_read(const char *text, unsigned *ret_uses);

enum quota_per { PER_TOTAL, PER_DAY, PER_MONTH, QUOTA_PER_MAX_ };
const char *quota_per_word(enum quota_per per);
bool        quota_per_read(const char *word, enum quota_per *ret_per);

#define QUOTA_NONE INT64_MAX            /* of a count: no limit */
struct quota { int64_t calls, rows, subjects; enum quota_per per; };
struct usage { int64_t period, calls, rows, subjects; };
/* The number of the period a moment falls into: 0, the day, or year*12+month. */
int64_t quota_period(enum quota_per per, ms_t now);
/* When it ends; 0: never. */
ms_t    quota_ends(enum quota_per per, ms_t now);

struct terms {                          /* a grant, as far as it decides */
	const char     *org;            /* whose systems may call */
	const char     *purpose;        /* its code */
	enum grant_state state;
	ms_t            until;          /* first moment it no longer holds; 0: open end */
	bool            matter;         /* a file number is demanded */
	unsigned        uses;           /* USE_BIT each; none: nothing is answered */
	struct view   fields;         /* the resource's items as granted */
	const struct filter *rows;      /* those it gives; NULL: all */
	struct quota    quota;
};

struct policy_ask {
	const char          *org;       /* of the caller; NULL: none */
	const char          *purpose;   /* code as sent */
	const char          *matter;    /* as sent, or NULL */
	ms_t                 now;
	enum grant_use       use;       /* the kind of answer asked for */
	const size_t        *seen;      /* indexes of the items asked for */
	size_t               nseen;
	const struct filter *where;     /* the caller's own; NULL: none */
};

struct policy {                         /* the verdict */
	enum policy_why     why;
	const char         *article;
	const struct viewed *field;      /* the item it is about, or NULL */
	int64_t             limit, left; /* of the quota that would be passed */
	ms_t                renewed;     /* when that quota begins anew; 0: never */
};

/* `t` NULL: the caller's organisation has no such grant. */
struct policy policy_decide(const struct terms *t, const struct policy_ask *ask);
/* May files go out under it (`use`, `seen` and `where` aren't looked at)? Nobody masks or cuts
 * a file or counts the persons in it, so only a grant of everything in clear gives any. */
struct policy policy_files(const struct terms *t, const struct policy_ask *ask);
/* Would `more` on top of `used` (of the period at `now`) pass the quota? */
struct policy policy_quota(const struct quota *q, const struct usage *used,
			   const struct usage *more, ms_t now);
#endif
