/* body.h - what a provider answered: {"rows": [{item: value, …}, …], "next_cursor": text}.
 *
 * Strict JSON in UTF-8, once and to its end. Members nobody asked for, beside rows and in
 * them, are read over; a row that lacks an item has null there. A number keeps its digits,
 * true and false are words. Pure. */
#ifndef FETCH_BODY_H
#define FETCH_BODY_H
#include "fetch/talk.h"

/* The values of a row, in the order of the columns; they live until it returns. */
typedef void body_row_fn(void *arg, const struct frame_field *values, size_t n);
/* FETCH_NOT_JSON: it is of another form; FETCH_TOO_MANY_ROWS: more than `ask` allows. What
 * was given to `row` before is void then. *ret_cursor.p NULL: nothing stands behind. */
enum fetch_fault fetch_body_read(const char *p, size_t n, const struct fetch_ask *ask,
			   body_row_fn *row, void *arg, struct buf *plain,
			   struct frame_field *ret_cursor, int64_t *ret_rows);
#endif
