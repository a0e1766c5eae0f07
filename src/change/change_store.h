/* change_store.h - a registered change: what, since when, for whom; and the case of
 * each entry concerned. */
#ifndef CHANGE_CHANGE_STORE_H
#define CHANGE_CHANGE_STORE_H
#include "cases/legal.h"
#include "core/who.h"
#include "store/store.h"

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
