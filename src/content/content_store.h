/* content_store.h - versions of files in the store, for the feature's own files. */
#ifndef CONTENT_CONTENT_STORE_H
#define CONTENT_CONTENT_STORE_H
#include "content/mounting.h"

/* The last `count` versions, newest first. */
enum err content_versions(struct ctx *cx, struct db *db, const char *resource, int64_t count,
			  struct content_version **ret, size_t *ret_n) MUST_USE;
/* What an agency's files take, and as people read it. */
enum err content_used(struct ctx *cx, struct db *db, const char *org,
		      int64_t *ret_bytes) MUST_USE;
const char *content_size(struct ctx *cx, int64_t bytes);
/* Inside a change: ERR_TOO_LARGE when they take more than `most` now and than before. */
enum err content_within(struct ctx *cx, struct db *db, const char *org, int64_t most,
			int64_t before) MUST_USE;
#endif
