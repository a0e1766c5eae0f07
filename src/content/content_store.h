/* content_store.h - versions of files in the store, for the feature's own files. */
#ifndef CONTENT_CONTENT_STORE_H
#define CONTENT_CONTENT_STORE_H
#include "content/content.h"
#include "ingest/upload.h"

/* The last `count` versions, newest first. */
enum err content_versions(struct ctx *cx, struct db *db, const char *resource, int64_t count,
			  struct content_version **ret, size_t *ret_n) MUST_USE;
/* Inside a change: the next version of `r`, live from then on; `kept_ms`: files that are
 * needed no more are kept so long. Fills v->version. */
struct content_mount {
	const struct who      *who;
	const struct resource *r;
	struct content_file   *files;   /* n filled */
	size_t                 nfiles;
	struct content_version v;
	int64_t                was;     /* the version that "keep" was read from */
	struct upload         *spent;   /* uploads taken; complete: may be unlinked */
	size_t                 nspent;
	int64_t                most;    /* bytes of the agency's files together; 0: any */
};
enum err content_mount(struct ctx *cx, struct db *db, struct content_mount *m) MUST_USE;
/* What an agency's files take, and as people read it. */
enum err content_used(struct ctx *cx, struct db *db, const char *org,
		      int64_t *ret_bytes) MUST_USE;
const char *content_size(struct ctx *cx, int64_t bytes);
/* Inside a change: ERR_TOO_LARGE when they take more than `most` now and than before. */
enum err content_within(struct ctx *cx, struct db *db, const char *org, int64_t most,
			int64_t before) MUST_USE;
/* Inside a change: the live version is open from then on; by a second person. */
struct content_opening {
	const struct who *who;
	const char       *resource;     /* id */
	int64_t           version;
	const char       *reason;
};
enum err content_open(struct ctx *cx, struct db *db, const struct content_opening *o) MUST_USE;
/* Inside a change: nothing of it is open any more. */
enum err content_close(struct ctx *cx, struct db *db, const struct content_opening *o) MUST_USE;
#endif
