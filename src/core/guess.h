/* guess.h - what the items of a table might be, judged by its first rows.
 *
 * A guess is a proposal for a steward to confirm and never stored as a fact.
 * It errs towards text: digits with a leading zero are a code, not a number; a
 * column of 0 and 1 stays an integer; a number that passes the check of a
 * standard in nine rows of ten carries that format. */
#ifndef CORE_GUESS_H
#define CORE_GUESS_H
#include "core/item.h"

struct ctx;

#define GUESS_ROWS 10000                /* looked at, at most */

struct guess_text { const char *p; size_t n; };

struct guess_item {
	struct item item;               /* texts in the arena */
	int64_t     filled;             /* values seen that were not empty */
	int64_t     fitting;            /* of them, in the proposed format */
	bool        unique;
	const char *example;
};

struct guess;
struct guess *guess_begin(struct ctx *cx, size_t ncolumns, day_t today);
/* Could this first row be the names of the columns? */
bool          guess_is_header(const struct guess_text *cells, size_t n);
/* False: enough was seen. */
bool          guess_add(struct guess *g, const struct guess_text *cells, size_t n);
/* `names` NULL: there is no header. One item a column. */
struct guess_item *guess_end(struct ctx *cx, struct guess *g, const struct guess_text *names);
int64_t       guess_rows(const struct guess *g);
#endif
