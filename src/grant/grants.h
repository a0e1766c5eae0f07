/* grants.h - what grant_http.c and dataapi/ ask of the store of grants. */
#ifndef GRANT_GRANTS_H
#define GRANT_GRANTS_H
#include "grant/grant.h"

struct grant_query {
	const char *resource, *org;     /* NULL: any */
	const char *mine;               /* NULL: all; else an organisation's own */
	const char *county;             /* NULL: all; else where one side is of that county */
	const char *giver, *taker;      /* NULL: any; else where it provides, or uses */
	const char *state;              /* as it stands now, a run-out one has ended; NULL: any */
	const char *words;              /* in title, purpose, codes or names; NULL: any */
	bool        by_until;           /* what ends soonest first; else the newest */
	const char *after;              /* where the page before ended: grant_place(); or NULL */
	int64_t     limit;
};
enum err grant_list(struct ctx *cx, struct db *db, const struct grant_query *want,
		    struct grant **ret_list, size_t *ret_n) MUST_USE;
/* Where a list in that order goes on behind `g`; in the arena. */
const char *grant_place(struct ctx *cx, const struct grant *g, bool by_until);
enum err grant_count(struct ctx *cx, struct db *db, const struct grant_query *want,
		     int64_t *ret_total) MUST_USE;
/* One with what is told of it beside its terms. */
enum err grant_shown(struct ctx *cx, struct db *db, const char *id,
		     struct grant *ret_grant) MUST_USE;
/* Does `org` hold, or did it ever hold, a grant of `resource`? */
enum err grant_held(struct ctx *cx, struct db *db, const char *org, const char *resource,
		    bool *ret_held) MUST_USE;

struct grant_move {
	enum grant_state state;
	const char      *act;           /* for the record: "revoked" … */
	const char      *reason, *basis;
};
/* Inside a change. ERR_CONFLICT when it has already ended. */
enum err grant_move(struct ctx *cx, struct db *db, const char *id,
		    const struct grant_move *to, const struct who *by) MUST_USE;

/* Inside a change. What answers under the grants of `resource` say has changed: those in
 * the making are made anew, by whatever server. */
enum err grant_stirred(struct ctx *cx, struct db *db, const char *resource) MUST_USE;

struct charge {                         /* what one release, or one chunk, takes */
	const char        *grant;
	int64_t            revision;    /* as seen when it was decided */
	ms_t               now;
	int64_t            period;
	int64_t            calls, rows;
	const struct hash *subjects;    /* keyed; only for grants that count them */
	size_t             nsubjects;
};
/* Inside a change, or as its joint write. *ret_changed is 0 when the grant moved,
 * ended, ran out of time or of quota since it was seen: nothing was charged. */
enum err grant_charge(struct ctx *cx, struct db *db, const struct charge *c,
		      int64_t *ret_changed) MUST_USE;
struct guesses {                        /* what one call guessed wrong */
	const char *grant;
	struct hash subject;            /* keyed: whom or what it was about */
	day_t       day;
	int64_t     wrong;              /* 0: nothing, but may they still ask? */
	int64_t     most_subject, most_grant;   /* wrong answers a day */
};
/* Inside a change. ERR_TOO_MANY when there were too many before. */
enum err grant_guess(struct ctx *cx, struct db *db, const struct guesses *g) MUST_USE;
/* Inside a change, now and then. */
enum err grant_forget_guesses(struct ctx *cx, struct db *db) MUST_USE;
/* May one row be changed by both at once? Then *sum takes the other in. */
bool     charge_together(const struct charge *a, const struct charge *b);
void     charge_add(struct charge *sum, const struct charge *c);

struct grant_now { int64_t revision; bool open; ms_t until; struct usage used; };
enum err grant_used(struct ctx *cx, struct db *db, const char *id,
		    struct grant_now *ret) MUST_USE;
/* The same in two steps, for connections that gather: asked, then read. */
enum err grant_ask_used(struct ctx *cx, struct db *db, const char *id,
			struct rows **ret_rows) MUST_USE;
enum err grant_read_used(struct ctx *cx, struct rows *q, struct grant_now *ret) MUST_USE;
#endif
