/* value_date.h - dates and times as people write them, in one form.
 *
 * Read: 2022-07-18, 20220718, 2022/7/18, 2022.7.18, 2022年7月18日, 13 digits of
 * milliseconds since 1970, a spreadsheet's day number (five digits, 1899-12-30 is
 * 0). Two-digit years and days that never were are refused. A time of day
 * follows a blank or T (14 digits run together too); without a zone it is
 * UTC+8. Used by value.c alone. */
#ifndef CORE_VALUE_DATE_H
#define CORE_VALUE_DATE_H
#include "core/value.h"

enum value_fault value_date(const char *p, size_t n, int64_t *ret_days);
enum value_fault value_datetime(const char *p, size_t n, int64_t *ret_ms);
/* RFC 3339 in +08:00; milliseconds only when there are any. */
char *value_moment(int64_t ms, char buf[MS_TEXT]);
#endif
