/* evaluation_store.h - when each limit was last looked at, and the look under way. */
#ifndef EVALUATION_EVALUATION_STORE_H
#define EVALUATION_EVALUATION_STORE_H
#include "store/store.h"

/* The case under way about a resource's "share" or "open" type; NULL: none. */
enum err evaluation_running(struct ctx *cx, struct db *db, const char *resource,
			    const char *dimension, const char **ret_case) MUST_USE;
/* Inside the case's change. */
enum err evaluation_begun(struct ctx *cx, struct db *db, const char *resource,
			  const char *dimension, const char *case_id) MUST_USE;
enum err evaluation_ended(struct ctx *cx, struct db *db, const char *resource,
			  const char *dimension) MUST_USE;
#endif
