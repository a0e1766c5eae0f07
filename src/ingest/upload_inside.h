/* upload_inside.h - what the counter and the sweep need beyond upload.h. */
#ifndef INGEST_UPLOAD_INSIDE_H
#define INGEST_UPLOAD_INSIDE_H
#include "ingest/upload.h"

enum err upload_by_id(struct ctx *cx, struct db *db, const char *id, bool *ret_there,
		      struct upload *ret) MUST_USE;
/* From `was` to u->have, with the hash so far; ERR_CONFLICT when another writer was
 * there first. */
enum err upload_advance(struct ctx *cx, struct db *db, const struct upload *u,
			int64_t was) MUST_USE;
enum err upload_remove(struct ctx *cx, struct db *db, const char *id) MUST_USE;
enum err upload_count(struct ctx *cx, struct db *db, const char *owner,
			   int64_t *ret_n) MUST_USE;
/* Is a batch still to read it? */
enum err upload_busy(struct ctx *cx, struct db *db, const char *id, bool *ret_busy) MUST_USE;
#endif
