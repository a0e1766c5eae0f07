/* form.h - what a number in a workbook's cell is meant to say.
 *
 * A workbook keeps dates, times and plain numbers all as numbers; the cell's
 * number format tells which it is (ECMA-376 part 1, 18.8.30 and 18.8.31). Pure:
 * gongshu-sift uses it, the server links it for its tests alone. */
#ifndef SIFT_FORM_H
#define SIFT_FORM_H
#include "base/buf.h"

enum form { FORM_NUMBER, FORM_DATE, FORM_TIME, FORM_DATETIME };

/* Of a format that a workbook need not write out, the Chinese ones included:
 * 31 is yyyy"年"m"月"d"日". */
enum form form_of_id(long id);
/* Of a format as it is written: yyyy"年"m"月", #,##0.00, [h]:mm. */
enum form form_of_code(const char *code);

/* The number `raw` (digits as the workbook has them) as text: a date as
 * 2023-03-15, a time as 08:30:00, a number with the digits that a spreadsheet
 * shows at most (15), no exponent, no trailing ".0"; what has more digits and is
 * whole keeps them. `from_1904`: the workbook counts days from 1904-01-01. What
 * is no number, or no day there is, comes out as it went in. */
void form_print(struct buf *out, enum form form, const char *raw, size_t n, bool from_1904);

/* Excel writes what XML can't hold as _x000D_; the text without that. */
void form_plain(struct buf *out, const char *p, size_t n);
#endif
