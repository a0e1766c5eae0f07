/* inside.h - what rowread.c and its two stores share. */
#ifndef ROWSQL_INSIDE_H
#define ROWSQL_INSIDE_H
#include "rowsql/rowtext.h"

#define ROW_HANDLES    48               /* open versions per connection (SQLite) */
#define ROW_STATEMENTS 24               /* prepared statements per handle */

struct sqlite3;
struct sqlite3_stmt;
struct pg_result;

struct row_statement {                  /* the most used first */
	char                *text;
	size_t               n;
	uint64_t             hash;
	struct sqlite3_stmt *stmt;      /* SQLite */
	char                 name[24];  /* PostgreSQL */
	uint64_t             used;
};

struct row_handle {                     /* PostgreSQL has one a connection */
	int                  resource_no, version;
	struct sqlite3      *sq;
	struct row_statement st[ROW_STATEMENTS];
	size_t               nst;
	uint64_t             used;
};

struct rowscan {
	struct row_lane     *lane;
	struct sqlite3_stmt *stmt;      /* SQLite */
	struct db_ask        ask;       /* PostgreSQL, with the answer */
	bool                 taken;     /* the answer was looked at */
	int                  row, nrows;
};

struct row_lane {                       /* what one connection keeps */
	struct db           *db;
	struct rowpool      *pool;
	struct buf           text;
	struct row_handle   *handles[ROW_HANDLES];
	size_t               nhandles;
	uint64_t             tick;
	int                  generation;        /* of the PostgreSQL connection */
	uint64_t             named;
	int                  asking;            /* PostgreSQL: scans under way */
	struct buf           given_up;          /* DEALLOCATEs for when none is */
	int64_t              deadline;          /* SQLite: of its one scan, steady µs */
	struct rowscan       scan;
};

enum err lite_open(struct ctx *cx, struct row_lane *l, const struct row_params *p) MUST_USE;
enum err lite_next(struct ctx *cx, struct rowscan *s, bool *ret_more) MUST_USE;
struct value lite_value(const struct rowscan *s, size_t i);
int64_t  lite_n(const struct rowscan *s);
void     lite_end(struct rowscan *s);
void     lite_drop(struct row_handle *h);

enum err pgrow_open(struct ctx *cx, struct rowscan *s, const struct row_params *p) MUST_USE;
enum err pgrow_next(struct ctx *cx, struct rowscan *s, bool *ret_more) MUST_USE;
struct value pgrow_value(const struct rowscan *s, size_t i);
int64_t  pgrow_n(const struct rowscan *s);
void     pgrow_end(struct rowscan *s);

/* The statement of this text in the handle: known, or a slot made free for it
 * (`fresh`, its text copied; `drop` is called on what stood there). */
struct row_statement *statement_slot(struct row_lane *l, struct row_handle *h, bool *fresh,
				     void (*drop)(struct row_lane *, struct row_statement *));
#endif
