/* inside.h - one entry into one of the two tables; the inside of search/. */
#ifndef SEARCH_INSIDE_H
#define SEARCH_INSIDE_H
#include "search/search.h"

enum err search_table_put(struct ctx *cx, struct db *db, int table,
			  const struct search_words *words) MUST_USE;
enum err search_table_drop(struct ctx *cx, struct db *db, int table, int no) MUST_USE;

/* PostgreSQL alone, inside changes: one part's index, made by the backend told, so that
 * another change can cancel it. ERR_CONFLICT: `builder` isn't the one who fills. */
#define SEARCH_PARTS 2
enum err search_part_begin(struct ctx *cx, struct db *db, int64_t builder,
			   int *ret_backend) MUST_USE;
enum err search_part_index(struct ctx *cx, struct db *db, int table, int part) MUST_USE;
enum err search_part_cancel(struct ctx *cx, struct db *db, int backend) MUST_USE;
#endif
