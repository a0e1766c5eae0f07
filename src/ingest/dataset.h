/* dataset.h - the data of a resource that readers may see.
 *
 * A load builds a whole new version beside the live one; when it is complete,
 * one change of the main store makes it the live one. So a reader asks once,
 * reads that version to the end, and never sees half a load. The version before
 * is kept for a while for those still reading it (DATASET_GRACE).
 *
 * Version v of resource n: on SQLite the file <data>/rows/r<n>/v<v>.db, table
 * `t`, opened with immutable=1; on PostgreSQL the table r<n>_v<v>. Both have
 * `n` (BIGINT primary key, ascending in the order of the file) and c<item no>
 * per column, in the physical types of core/value.h. The shape of a version is
 * that of the day it was loaded: read columns[], not today's catalogue. */
#ifndef INGEST_DATASET_H
#define INGEST_DATASET_H
#include "core/value.h"
#include "store/store.h"

#define DATASET_GRACE_MS (15 * 60 * 1000)      /* old versions live on so long */
#define DATASET_COLUMNS 400

struct column {
	int          no;                /* the item's number: column c<no> */
	const char  *code, *name;
	struct shape shape;
	bool         key, indexed;
	int64_t      personal;          /* values that look like personal data */
};

struct dataset {
	int            resource_no;
	int            version;         /* 0: nothing was ever loaded */
	int64_t        rows, bytes;
	ms_t           live_at;
	const char    *batch;           /* the batch that made it live */
	int64_t        personal;        /* values found, over all columns */
	struct column *columns;
	size_t         ncolumns;
};

/* The live version of resource `resource_no`; version 0 when there is none. */
enum err dataset_live(struct ctx *cx, struct db *db, int resource_no,
		      struct dataset *ret_dataset) MUST_USE;
/* A version still kept (for a cursor begun on it); ERR_GONE when it is not. */
enum err dataset_version(struct ctx *cx, struct db *db, int resource_no, int version,
			 struct dataset *ret_dataset) MUST_USE;
/* <data>/rows/r<n>/v<v>.db in the arena. */
const char *dataset_path(struct ctx *cx, const char *dir, int resource_no, int version);
#endif
