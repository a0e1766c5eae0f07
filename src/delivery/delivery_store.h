/* delivery_store.h - table deliveries and their copies, beside their cases. */
#ifndef DELIVERY_DELIVERY_STORE_H
#define DELIVERY_DELIVERY_STORE_H
#include "core/who.h"
#include "delivery/delivery.h"
#include "store/store.h"

/* Inside a change. */
enum err delivery_put(struct ctx *cx, struct db *db, const char *case_id,
		      const char *request) MUST_USE;
/* The form's rows as they were submitted (filing.h). */
enum err delivery_form_put(struct ctx *cx, struct db *db, const char *case_id,
			   const char *rows) MUST_USE;
/* The same, unless they are kept already. */
enum err delivery_form_keep(struct ctx *cx, struct db *db, const char *case_id,
			    const char *rows) MUST_USE;
/* Another unfinished delivery of the same request than `case_id`; NULL: none. */
enum err delivery_of_request(struct ctx *cx, struct db *db, const char *request,
			     const char *case_id, const char **ret_other) MUST_USE;
/* The secret of its marks, sealed by the server's key; made the first time. Inside a
 * change, if it isn't there yet. */
enum err delivery_key(struct ctx *cx, struct db *db, const uint8_t seal_key[32],
		      const char *case_id, const char *sealed) MUST_USE;
enum err delivery_key_open(struct ctx *cx, const uint8_t seal_key[32], const char *case_id,
			   const char *sealed, uint8_t ret_key[32]) MUST_USE;

enum err delivery_copies_left(struct ctx *cx, struct db *db, const char *case_id,
			      int64_t *ret_n) MUST_USE;

struct fetch { const char *case_id, *batch_id, *hash, *span, *resource, *grant, *why; int64_t batch, bytes;
	       const struct who *who; const char *peer; };
/* Inside a change of conditional statements: ERR_FORBIDDEN when the delivery or its grant
 * stands no more. Notes it, and that a copy landed. */
enum err delivery_fetched(struct ctx *cx, struct db *db, const struct fetch *f) MUST_USE;

struct landing { const char *case_id, *batch_id, *place, *responsible; int64_t batch; };
enum err delivery_copy_place(struct ctx *cx, struct db *db, const struct who *by,
			     const struct landing *l) MUST_USE;
enum err delivery_copy_destroyed(struct ctx *cx, struct db *db, const struct who *by,
				 const struct destruction *d) MUST_USE;
#endif
