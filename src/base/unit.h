/* unit.h - units of time, each its own type, so they cannot be mixed. */
#ifndef BASE_UNIT_H
#define BASE_UNIT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { int32_t n; } day_t;   /* days since 1970-01-01 in UTC+8 */
typedef struct { int64_t n; } ms_t;    /* milliseconds since 1970-01-01 UTC */

struct ymd { int year, month, day; };

day_t      day_of(struct ymd date);            /* proleptic Gregorian */
struct ymd day_split(day_t d);
bool       ymd_real(struct ymd date);          /* 2023-02-29 is not */
day_t      day_at(ms_t t);                     /* the day in Yancheng, UTC+8 */
ms_t       day_start(day_t d);                 /* 00:00 UTC+8 */
int        day_weekday(day_t d);               /* 1 Monday .. 7 Sunday */

#define DAY_TEXT 16                            /* "2026-11-23", NUL included */
#define MS_TEXT  32                            /* "2026-11-23T20:15:00.123+08:00" */
char *day_text(day_t d, char buf[DAY_TEXT]);
char *ms_text(ms_t t, char buf[MS_TEXT]);      /* RFC 3339, +08:00 */
/* Strict YYYY-MM-DD and RFC 3339; false when the text is not one. */
bool  day_read(const char *text, day_t *ret_day);
bool  ms_read(const char *text, ms_t *ret_ms);
#endif
