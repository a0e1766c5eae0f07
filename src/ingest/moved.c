/* moved.c - see moved.h. */
#include "ingest/moved.h"

static enum err rename_org(struct ctx *cx, struct db *db, enum sql id, const char *org,
			   const char *into)
{
	AUTO_ROWS q = db_run(db, id);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	return rows_done(cx, q, NULL);
}

enum err ingest_org_changed(struct ctx *cx, struct db *db, const char *org, const char *into)
{
	TRY(rename_org(cx, db, SQL_UPLOAD_ORG_RENAME, org, into));
	return rename_org(cx, db, SQL_BATCH_ORG_RENAME, org, into);
}

enum err ingest_resource_moved(struct ctx *cx, struct db *db, const char *resource,
			       const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_BATCH_RESOURCE_MOVED);
	bind_text(q, ":resource", resource);
	bind_text(q, ":into", into);
	return rows_done(cx, q, NULL);
}
