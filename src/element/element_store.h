/* element_store.h - elements in the store, for the feature's own files. */
#ifndef ELEMENT_ELEMENT_STORE_H
#define ELEMENT_ELEMENT_STORE_H
#include "element/element.h"
#include "store/store.h"

struct element element_of(struct ctx *cx, struct rows *q);
/* The members of one element into an open object; `source_name` may be NULL. */
void element_json(struct jout *j, const struct element *e, const char *source_name);

/* The organisation of an id, a code or a full name. NULL in *ret_id with the reason
 * in *why: none, or several. */
enum err element_org(struct ctx *cx, struct db *db, const char *word, const char **ret_id,
		     const char **ret_name, struct said *why) MUST_USE;

/* May it be written like this? Then NULL in *ret_member; else what is wrong: its code
 * set is unknown, or it has another source than the one named. `was` NULL: new. */
enum err element_may(struct ctx *cx, struct db *db, const struct element *was,
		     const struct element *e, const char **ret_member,
		     struct said *why) MUST_USE;

enum element_done { ELEMENT_ADDED, ELEMENT_CHANGED, ELEMENT_SAME };
/* Inside a change: adds it, or makes its next version if anything differs. Fills id
 * and version. `reason` NULL: none was asked. */
enum err element_put(struct ctx *cx, struct db *db, const struct who *by,
		     const struct element *was, struct element *e, const char *reason,
		     enum element_done *ret_done) MUST_USE;
#endif
