/* moved.h - what was loaded goes with its organisation, or with its entry. */
#ifndef INGEST_MOVED_H
#define INGEST_MOVED_H
#include "store/store.h"

/* Inside a change. */
enum err ingest_org_changed(struct ctx *cx, struct db *db, const char *org,
			    const char *into) MUST_USE;
enum err ingest_resource_moved(struct ctx *cx, struct db *db, const char *resource,
			       const char *into) MUST_USE;
#endif
