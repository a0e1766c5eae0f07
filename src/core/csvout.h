/* csvout.h - CSV written cell by cell (RFC 4180).
 *
 * For people: a cell that a spreadsheet would run as a formula (= + - @, a tab,
 * a carriage return, and their full-width forms, at its beginning) is led by an
 * apostrophe. For machines: untouched. */
#ifndef CORE_CSVOUT_H
#define CORE_CSVOUT_H
#include "base/buf.h"
#include "base/unit.h"
#include <stdint.h>

enum csv_for { CSV_FOR_MACHINES, CSV_FOR_PEOPLE };
/* The `i`-th cell of a row; NULL is empty. */
void csv_cell(struct buf *b, size_t i, const char *text, enum csv_for whom);
void csv_celln(struct buf *b, size_t i, const char *text, size_t n, enum csv_for whom);
void csv_end(struct buf *b);            /* of a row */

/* --- a table for people ------------------------------------------------------- */
void csv_mark(struct buf *b);           /* at its beginning: spreadsheets guess wrong without */
void csv_row(struct buf *b, const char *const *cells, size_t n);
void csv_int(struct buf *b, size_t i, int64_t v);
void csv_day(struct buf *b, size_t i, day_t day);       /* n 0: empty */
#endif
