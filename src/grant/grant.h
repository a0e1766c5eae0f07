/* grant.h - what one agency may see of one resource, and for what.
 *
 * A grant is consumer x resource x items x rows x masks x purpose x quota x
 * period. It is made only by a share request that ended in agreement
 * (share_effect), is used by dataapi/, and lives and ends with that request:
 * suspended, revoked, given up, shut by a measure, run out. It masks exactly what its masks name.
 *
 * grant.c says what an agreement's papers become, grant_store.c keeps grants,
 * grant_move.c opens, moves and ends them, grant_http.c lists and revokes them. */
#ifndef GRANT_GRANT_H
#define GRANT_GRANT_H
#include "catalogue/catalogue.h"
#include "core/pack.h"
#include "core/policy.h"
#include "store/store.h"
#include <jansson.h>

struct grant_mask { const char *item; enum mask mask; };

/* Why an agreement gives less than was asked, and under which law or regulation. */
struct grant_left { const char *reason, *law, *level, *article; };

struct grant_shown {                    /* what is told of a grant beside its terms */
	const char *title, *org_name, *provider_name;
	const char *org_region, *provider_region;       /* GB/T 2260 */
	const char *asked;                      /* codes, with commas; NULL: all */
	const char *scenario_code, *scenario_name;
	const char *renews, *renewed_by;        /* grants; NULL: none */
	const char *renewal;                    /* a request on its way that would renew it */
	const char *commitment, *commitment_version;    /* signed with its request */
};

struct grant {
	const char        *id;
	const char        *resource, *code;     /* its id and its code */
	const char        *provider;            /* organisation that answers for it */
	const char        *org;                 /* consumer */
	const char        *case_id;             /* by which it was agreed */
	const char        *purpose, *scenario;  /* the request's words */
	const char        *purpose_code;        /* ASCII, sent with every call */
	const char       **items;               /* codes, in the entry's order */
	size_t             nitems;
	struct grant_mask *masks;
	size_t             nmasks;
	const char        *where;               /* JSON text, or NULL: all rows */
	struct quota       quota;
	struct usage       used;
	const char        *valid_until;         /* as agreed, or NULL */
	ms_t               until;
	bool               matter;              /* Gongshu-Matter is demanded */
	unsigned           uses;                /* what it answers (core/policy.h) */
	bool               tell_missing;        /* a verification says: no such record */
	enum grant_state   state;
	const char        *reason, *basis;      /* of its end, or NULL */
	int64_t            revision;            /* changes with the grant, not its use */
	ms_t               made_at, changed_at;
	const char       **asked;               /* items of the request; none: all */
	size_t             nasked;
	const struct grant_left *left;          /* of what it leaves out; NULL: nothing */
	const struct grant_shown *shown;        /* for people alone; else NULL */
};

struct grant_wish {                     /* what a share request that ended well asks */
	const char   *case_id;
	const char   *resource;         /* id */
	const char   *org;              /* consumer */
	const char   *purpose, *scenario;
	json_t       *conditions;       /* of the agreement; NULL: unconditional */
	const json_t *asked;            /* codes of items; NULL: all */
	const struct grant_left *left;  /* what is said of what is left out; or NULL */
};

/* The rows of `conditions` checked against an entry, before anybody agrees to
 * them: ERR_INVALID, or ERR_INCOMPLETE where a grade doesn't permit it (Art. 38),
 * names the field ("conditions.items[0]"). Also fills what the grant will hold. Pure. */
enum err grant_plan(struct ctx *cx, const struct pack *pack, const struct resource *res,
		    const struct grant_wish *wish, struct grant *ret_grant) MUST_USE;
/* What it leaves out of what was asked, in words: items, those that it suppresses though
 * their grades don't, and rows where it answers claims or numbers alone. Other masks, which
 * rows, quota and period are conditions of what is given and leave nothing out (a house
 * reading; the measures are silent). Empty: nothing. Pure. */
struct words grant_left_out(struct ctx *cx, const struct pack *pack, const struct resource *res,
			    const struct grant *g);
/* How many persons of the provider must agree to it, by the grades of what it gives. */
int grant_persons(const struct pack *pack, const struct resource *res, const struct grant *g);

/* The entry's items as the grant gives them and their grades permit; NULL grant:
 * none of them given. Texts are borrowed from both. Pure. */
struct view grant_view(struct ctx *cx, const struct pack *pack, const struct resource *res,
		       const struct grant *g);
/* What filters on rows see: everything in clear. */
struct view resource_view(struct ctx *cx, const struct resource *res);

/* A grant, read with what is shown of it, is seen by its two sides and by the offices
 * that see one of them (core/sight.h). */
bool grant_seen_by(struct ctx *cx, const struct grant *g, const struct who *who);

/* Inside a change. */
enum err grant_create(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct grant_wish *wish, const struct who *by,
		      const char **ret_id) MUST_USE;
struct grant_turn {                     /* what came to its share request */
	const char *state, *act;        /* where that stands now, by which act */
	const char *reason, *basis;     /* of a suspension or an end; NULL: none told */
};
/* What a share request's state means for its grant: `open` makes it, or opens it
 * again after `suspended`; `ended` ends it; other states do nothing. */
enum err share_effect(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct grant_wish *wish, const struct grant_turn *turn,
		      const struct who *by) MUST_USE;
/* All grants of a resource that was retired, or of an organisation that closed. */
enum err grant_end_all(struct ctx *cx, struct db *db, const char *resource,
		       const char *org, const char *reason, const struct who *by) MUST_USE;

/* The entry went from one provider to another: the grants on it go with it. */
enum err grant_resource_moved(struct ctx *cx, struct db *db, const char *resource,
			      const char *org, const char *into) MUST_USE;
/* An organisation was merged into another: what it was granted, and what it
 * granted, is the other's. */
enum err grant_org_changed(struct ctx *cx, struct db *db, const char *org,
			   const char *into) MUST_USE;

/* The grant a case made last; *ret_id NULL when it made none. */
enum err grant_of_case(struct ctx *cx, struct db *db, const char *case_id,
		       const char **ret_id) MUST_USE;
enum err grant_by_id(struct ctx *cx, struct db *db, const char *id,
		     struct grant *ret_grant) MUST_USE;
/* The grant an organisation names by purpose code; ERR_NOT_FOUND. */
enum err grant_by_purpose(struct ctx *cx, struct db *db, const char *org,
			  const char *purpose_code, struct grant *ret_grant) MUST_USE;
#endif
