/* mounting.h - a version of files mounted, opened and closed; inside a change of the store. */
#ifndef CONTENT_MOUNTING_H
#define CONTENT_MOUNTING_H
#include "content/content.h"
#include "ingest/upload.h"

/* The next version of `r`, live from then on; files that are needed no more go after a
 * day. Fills v.version. */
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
/* The live version is open from then on; by a second person. */
struct content_opening {
	const struct who *who;
	const char       *resource;     /* id */
	int64_t           version;
	const char       *reason;
};
enum err content_open(struct ctx *cx, struct db *db, const struct content_opening *o) MUST_USE;
/* Nothing of it is open any more. */
enum err content_close(struct ctx *cx, struct db *db, const struct content_opening *o) MUST_USE;
#endif
