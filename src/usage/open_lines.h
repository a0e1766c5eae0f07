/* open_lines.h - the lines that everybody sees of how much is used: newest day first, by
 * agency and entry. A page costs what its own lines cost, however many there are beside. */
#ifndef USAGE_OPEN_LINES_H
#define USAGE_OPEN_LINES_H
#include "store/store.h"
#include "usage/usage_http.h"
#include "web/req.h"

struct open_at { day_t day; const char *org, *from, *after; };

/* From the top of the span, or behind a line's place (column `place`). `org` NULL: all. */
struct open_at open_lines_at(struct ctx *cx, const struct usage_span *s, const char *org,
			     const char *place);
/* The lines of at->day from there on, `most` of them at most. */
struct rows   *open_lines_ask(struct db *db, const struct open_at *at, int64_t most);
/* To the top of the day before. */
void           open_lines_day_before(struct open_at *at);

/* How many lines a day has is counted once for each state of portal and record. */
struct open_counts;
struct open_counts *open_counts_open(void);
void                open_counts_close(struct open_counts *c);   /* NULL is fine */
enum err open_lines_total(struct ctx *cx, struct req *rq, const struct usage_span *s,
			  const char *org, int64_t *ret_n) MUST_USE;
#endif
