/* rowload_backend.h - the inside of rowload: one implementation a store. */
#ifndef ROWSQL_ROWLOAD_BACKEND_H
#define ROWSQL_ROWLOAD_BACKEND_H
#include "rowsql/rowload.h"

struct rowload_ops {
	enum err (*begin)(struct ctx *cx, struct rowload *l);
	enum err (*add)(struct ctx *cx, struct rowload *l, const struct block *b);
	enum err (*finish)(struct ctx *cx, struct rowload *l, struct rowload_sum *ret);
	void     (*end)(struct rowload *l);     /* gives everything back */
	enum err (*remove)(struct ctx *cx, struct store *s, int resource_no, int version);
	enum err (*list)(struct ctx *cx, struct store *s, rowload_each *each, void *arg);
};
extern const struct rowload_ops rowload_sqlite, rowload_pg;

struct rowload {
	struct rowload_setup      setup;
	const struct rowload_ops *ops;
	int64_t                   last;         /* highest row number of the base */
	size_t                    keys[DATASET_COLUMNS], nkeys;  /* columns that are key */

	struct sqlite3      *sq;                /* SQLite */
	struct sqlite3_stmt *insert, *clash;
	char                *path, *tmp;
	bool                 bare;              /* its indexes are made at the end */

	struct pg_conn      *pg;                /* PostgreSQL */
	struct buf           copy;              /* binary COPY on its way */
	bool                 copying;
};

/* c1, c2 … of the key items, for UNIQUE indexes and lookups. */
void rowload_key_list(const struct rowload *l, const char *before, const char *after,
		      struct buf *out);
#endif
