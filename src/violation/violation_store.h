/* violation_store.h - what is published of measures against violations. */
#ifndef VIOLATION_VIOLATION_STORE_H
#define VIOLATION_VIOLATION_STORE_H
#include "store/store.h"

struct violation_notice {
	const char *about, *imposed_by;        /* names, as they are then */
	const char *measure;                   /* an act's word, or the words of another one */
	const char *basis;
	day_t       ends;                      /* n 0: open */
	const char *words;                     /* until its publication gives others */
	bool        at_once;                   /* public now; else only if the case's last was */
};
/* Inside a store change. Takes the place of what the case imposed before; of one that is
 * over it takes nothing, and nothing is seen of it before it is published. */
enum err violation_imposed(struct ctx *cx, struct db *db, const char *case_id,
			   const struct violation_notice *n) MUST_USE;
enum err violation_published(struct ctx *cx, struct db *db, const char *case_id,
			     const char *words) MUST_USE;
/* Who restricted last; NULL: nobody. */
enum err violation_restricted_by(struct ctx *cx, struct db *db, const char *case_id,
				 const char **ret_person) MUST_USE;
/* What was published at once is over; where nothing was, nothing is said. */
enum err violation_dropped(struct ctx *cx, struct db *db, const char *case_id) MUST_USE;
enum err violation_lifted(struct ctx *cx, struct db *db, const char *case_id) MUST_USE;
#endif
