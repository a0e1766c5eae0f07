/* completeness_store.h - the walk over entries that the checks are made on. */
#ifndef COMPLETENESS_COMPLETENESS_STORE_H
#define COMPLETENESS_COMPLETENESS_STORE_H
#include "completeness/completeness.h"
#include "core/who.h"
#include "store/store.h"

/* Whose entries: NULL fields don't narrow. */
struct completeness_of { const char *org, *region, *system; };
struct completeness_entry {
	const char        *id, *code, *title, *org, *org_name, *system, *state;
	struct entry_facts facts;
	struct checked     checked;
};
/* Called for each entry by id; lives until it returns. */
typedef enum err completeness_fn(struct ctx *cx, const struct completeness_entry *e, void *arg);
enum err completeness_walk(struct ctx *cx, struct db *db, const struct calendar *cal,
			   const struct completeness_of *of, completeness_fn *each,
			   void *arg) MUST_USE;
#endif
