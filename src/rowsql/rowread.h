/* rowread.h - rows of a version, chosen by a typed filter. Reading only.
 *
 * The statement is built from the filter tree alone: tables and columns are
 * named by integers, values are always parameters, so no text from outside can
 * become SQL. Behind that stands a second wall: on SQLite the file is opened
 * read-only with an authorizer that lets nothing but columns of that one table
 * be read. The caller's filter is ANDed to the policy's at the root.
 *
 * Rows come in the order of their number `n` (the order of the file), so the
 * last number is the whole cursor. Handles and prepared statements are kept by
 * connection and by least use: a lookup by an indexed item costs microseconds. */
#ifndef ROWSQL_ROWREAD_H
#define ROWSQL_ROWREAD_H
#include "core/filter.h"
#include "store/store.h"

struct rowpool;                         /* handles and statements, per connection */
struct rowpool *rowpool_open(struct store *s);
void            rowpool_close(struct rowpool *p);

/* Instead of rows: a count of each group, the items it is grouped by, and of each item
 * in `of` (PHYS_INT) five numbers: how many aren't null, the sum's upper and lower part
 * (upper * ROW_SUM_UNIT + lower), least, greatest. */
#define ROW_SUM_UNIT (INT64_C(1) << 32)
struct row_groups { const size_t *by; size_t nby; const size_t *of; size_t nof; };

struct row_ask {
	int                  resource_no, version;
	struct view        fields;    /* field.no 0: reads as null */
	const size_t        *seen;      /* indexes of the fields wanted */
	size_t               nseen;
	const struct filter *policy, *where;    /* both must hold; NULL: all */
	int64_t              after;     /* row number to begin behind; 0: the start */
	int64_t              limit;
	const struct row_groups *groups;        /* NULL: rows */
};

struct rowscan;
#define AUTO_SCAN __attribute__((cleanup(rowscan_freep))) struct rowscan *
/* `db` is the caller's own read connection and names the thread's handles. On
 * SQLite at most one scan a connection at a time. ERR_GONE: the version is kept
 * no more. On a connection that gathers (db_gather) this only asks: rows, and
 * what may be wrong, come from rowscan_next() after the next db_fetch(). */
enum err rowscan_open(struct ctx *cx, struct rowpool *p, struct db *db,
		      const struct row_ask *ask, struct rowscan **ret_scan) MUST_USE;
void     rowscan_freep(struct rowscan **s);
enum err rowscan_next(struct ctx *cx, struct rowscan *s, bool *ret_more) MUST_USE;
/* The row's number; of a group how many rows it has. */
int64_t  rowscan_n(const struct rowscan *s);
/* The i-th wanted field; texts hold until the next step. */
struct value rowscan_value(const struct rowscan *s, size_t i);
#endif
