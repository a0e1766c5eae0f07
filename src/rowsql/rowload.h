/* rowload.h - building a version of a resource's rows beside the live one.
 *
 * A load is begun, given blocks of checked cells in the order of the file, and
 * finished or dropped. Nobody sees any of it before rowload_finish() has come
 * back and the main store names the version (ingest/batch_store.c); what a crash
 * leaves behind is deleted by rowload_sweep(). Both stores do the same:
 *
 *     SQLite      rows/r<n>/v<v>.db.tmp, no journal, indexes at the end, fsync,
 *                 renamed to v<v>.db, folder synced
 *     PostgreSQL  table r<n>_v<v>, binary COPY, indexes at the end, one commit
 *
 * Append and upsert begin with a copy of the version they build on. Keys are
 * unique in a version: of rows with the same key the first stays, and `repeated`
 * is told the numbers of the others. One thread at a time uses a load. */
#ifndef ROWSQL_ROWLOAD_H
#define ROWSQL_ROWLOAD_H
#include "ingest/dataset.h"

struct cell {
	int64_t     i;
	const char *p;
	int32_t     n;                  /* bytes of p, or one of the two below */
};
#define CELL_NULL (-1)
#define CELL_INT  (-2)

struct block {                          /* rows on their way to the table */
	size_t      nrows, ncolumns;
	int64_t     first;              /* number of row 0; */
	const int64_t *numbers;         /* or each row's own, NULL: first + i */
	const struct cell *cells;       /* nrows x ncolumns */
};

enum load_mode { LOAD_REPLACE, LOAD_APPEND, LOAD_UPSERT };

struct rowload_setup {
	struct store        *store;
	int                  resource_no, version;
	int                  base;      /* the version to build on; 0: none */
	enum load_mode       mode;
	int64_t              incoming;  /* bytes to come, about; decides how */
	const struct column *columns;
	size_t               ncolumns;
	/* A row left out because its key was there: its number within the load. */
	void               (*repeated)(void *arg, int64_t number);
	void                *arg;
};

struct rowload_sum { int64_t rows, bytes; };   /* of the whole version */

struct rowload;
enum err rowload_begin(struct ctx *cx, struct rowload_setup setup,
		       struct rowload **ret_load) MUST_USE;
enum err rowload_add(struct ctx *cx, struct rowload *l, const struct block *b) MUST_USE;
/* Indexes, repeated keys, everything durable. The load is over either way. */
enum err rowload_finish(struct ctx *cx, struct rowload **l,
			struct rowload_sum *ret_sum) MUST_USE;
void     rowload_drop(struct rowload **l);      /* NULL is fine */
#define AUTO_ROWLOAD __attribute__((cleanup(rowload_drop))) struct rowload *

/* Deletes a version nobody is to read any more. OK when it is not there. */
enum err rowload_delete(struct ctx *cx, struct store *s, int resource_no,
			int version) MUST_USE;
/* Calls `each` for every version that lies in the store, whole or half. */
typedef enum err rowload_each(struct ctx *cx, int resource_no, int version, void *arg);
enum err rowload_list(struct ctx *cx, struct store *s, rowload_each *each,
		      void *arg) MUST_USE;
#endif
