/* plan.h - a grant made ready for calls: compiled once, used by many.
 *
 * Each reading connection (a worker's) keeps the plans it used last. A plan is
 * good without a look while this process changed nothing (store_epoch) - and, on
 * PostgreSQL, where others write too, for a tenth of a second; then while no
 * grant changed (grant_epoch in the store) and its entry and its data stand as they did.
 * Whether the grant still holds is settled again, for good, when the release is
 * charged. */
#ifndef DATAAPI_PLAN_H
#define DATAAPI_PLAN_H
#include "dataapi/mark.h"
#include "forward/forward.h"
#include "grant/grant.h"
#include "web/req.h"

struct app;

struct plan_key {
	const char *code;               /* of the resource, as in the path */
	const char *org, *purpose;      /* of the caller; as sent */
	int         version;            /* of the data; 0: the live one */
};

struct plan {
	struct ctx           cx;        /* holds all of it */
	struct plan_key      key;
	int64_t              epoch, revision;
	uint64_t             store_epoch;       /* when it was looked at last … */
	int64_t              looked_us;
	bool                 live;      /* … and was of the live version then */
	uint64_t             used;
	int                  held;      /* by calls that await their rows */
	bool                 outdated;  /* goes when the last of them has let go */
	struct grant         grant;
	struct about         about;     /* its ids */
	int                  resource_no, version;
	const char          *resource;  /* id */
	struct view          view;      /* items as granted; no 0: not in this version */
	size_t               subjects[8], nsubjects;    /* indexes of persons' items */
	const struct filter *policy;
	struct terms         terms;
	struct hash          mask_key;
	struct marks         marks;     /* what of it is under verification */
	bool                 mounted;   /* there is an interface … */
	bool                 forwards;  /* the provider's own interface answers … */
	struct interface     interface; /* … this one … */
	const char         **code_sets; /* … and of each item the list it takes codes of */
	bool                 off;       /* it is switched off, and nothing is held here */
	bool                 limited;   /* has any quota */
	bool                 verifies;  /* gives an item for verification alone */
};

struct dataapi;
struct dataapi *dataapi_open(void);
void            dataapi_close(struct dataapi *d);

/* The plan of a call. OK with NULL: there is such an entry (*ret_resource, when
 * not NULL), but no grant of that purpose. ERR_NOT_FOUND: nothing published has
 * that code. ERR_GONE: that version is kept no more. The plan lives until the
 * next call on this connection, or for as long as it is held. */
enum err plan_get(struct ctx *cx, struct app *app, struct db *db, struct plan_key key,
		  const struct plan **ret_plan, struct resource *ret_resource) MUST_USE;
/* The version of the data an answer is of; 0: of none, the provider answered. */
int      plan_version(const struct plan *p);
/* Who answers a call of that kind, the provider or what is held here. */
enum forward_way plan_way(const struct plan *p, enum grant_use use);
/* By calls that await an answer while others run on the connection. */
void     plan_hold(const struct plan *p);
void     plan_let_go(const struct plan *p);
#endif
