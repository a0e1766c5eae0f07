/* import_inside.h - a file under way, between import.c and import_known.c. */
#ifndef CATALOGUE_IMPORT_INSIDE_H
#define CATALOGUE_IMPORT_INSIDE_H
#include "catalogue/catalogue.h"
#include "catalogue/import.h"

#define GROUP 64                        /* entries looked at and kept together */

struct org;
struct resource_fields_in;

struct one {
	const struct who *who;
	struct resource   was, r;       /* as it stands, as it is to be */
	bool              found, change, same;
	json_t           *entry;
	struct origin     origin;
};

struct intake {
	struct req  *rq;
	struct jout *j;                 /* inside "rejected": [ */
	struct ctx   arena;             /* of those looked at and not yet kept */
	struct ctx   held;              /* of the group that waits, and what is known of it */
	struct one   waiting[GROUP];
	size_t       nwaiting, nitems;
	json_t      *codes, *titles;    /* the agency's own: id, or null where it isn't one */
	json_t      *seen;              /* codes, titles and ids of this file: their rows */
	/* Of the group: the agency, the codes that others have, its own entries by id. */
	const struct org *org;
	json_t           *others, *own_at;
	struct resource  *own;
	int64_t      accepted, unchanged;
};

/* Reads for the group that waits what its entries are looked up by. */
enum err entries_know(struct intake *t) MUST_USE;
void     entries_forget(struct intake *t);
/* Is it one that is there? Fills o->r and o->change. */
enum err entry_find(struct ctx *cx, struct intake *t, const struct resource_fields_in *in,
		    int64_t row, struct one *o) MUST_USE;
#endif
