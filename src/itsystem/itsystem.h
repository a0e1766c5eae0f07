/* itsystem.h - the register of agencies' information systems (Art. 14; R14.2).
 *
 * A system has an owner, what it holds, a level of protection (等保), and where it
 * runs: on the government cloud, on its way there, or on machines of its own. An entry
 * names the system its data comes from by the name it is registered under, so the
 * register knows which entries each one feeds, and what is missing: systems that feed
 * nothing, entries that name none, systems that aren't on the cloud.
 * itsystem.c decides, itsystem_store.c keeps them, itsystem_http.c is the counter. */
#ifndef ITSYSTEM_ITSYSTEM_H
#define ITSYSTEM_ITSYSTEM_H
#include "base/ctx.h"
#include "core/who.h"

#define HOSTING_TABLE(X) /* the words are stored */ \
	X(CLOUD, "cloud") X(MOVING, "moving") X(OWN, "own")
enum hosting {
#define X(id, word) HOSTING_##id,
	HOSTING_TABLE(X)
#undef X
	HOSTING_MAX_
};
bool        hosting_read(const char *word, enum hosting *ret);
const char *hosting_word(enum hosting h);

struct itsystem {
	const char  *id, *org, *name, *holds;
	int          protection;        /* 1..5; 0: not graded yet */
	enum hosting hosting;
	day_t        cloud_on;          /* since when, or by when; n 0: not said */
	const char  *cloud_plan, *builder, *contract, *notes;   /* or NULL */
	const char  *state;             /* building, running, retired */
	int64_t      revision;
};

/* NULL, or the field that doesn't fit the others: who moves says by when, who is there
 * can't have arrived in days to come. Pure. */
const char *itsystem_wrong(const struct itsystem *s, day_t today);

/* What one of two systems of the same name is called when their agencies become one:
 * with its former agency in brackets, and a number when that is taken too (`nth` > 1).
 * Never longer than a name may be. Pure. */
const char *itsystem_told_apart(struct ctx *cx, const char *name, const char *former, int nth);

struct db;
/* ERR_NOT_FOUND when there is none, or `who` may not know of it. */
enum err itsystem_find(struct ctx *cx, struct db *db, const struct who *who, const char *id,
		       struct itsystem *ret) MUST_USE;
/* Inside a store change: registers it, id given. ERR_CONFLICT: the agency has one of
 * that name. */
enum err itsystem_add(struct ctx *cx, struct db *db, const struct who *who,
		      struct itsystem *s) MUST_USE;

struct doubts;
struct resource;
/* An entry's source system isn't in its agency's register: a doubt. */
enum err itsystem_doubts(struct ctx *cx, struct db *db, const struct resource *r,
			 struct doubts *d) MUST_USE;
/* Inside a change: an organisation goes up in another, its systems with it; `former` is
 * what it is called. Before the entries go, for those that name a system which is
 * called otherwise from now on stay with it. */
enum err itsystem_org_changed(struct ctx *cx, struct db *db, const char *org,
			      const char *former, const char *into) MUST_USE;
#endif
