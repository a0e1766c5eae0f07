/* lines.h - what gongshu-sift wrote (sift_main.c), record by record. Pure.
 *
 * Nothing is believed: a record that isn't one of those, rows that go backwards, a
 * row before its sheet are an end with the fault "garbled". */
#ifndef SIFT_LINES_H
#define SIFT_LINES_H
#include "base/ctx.h"
#include "core/csv.h"

enum line_kind { LINE_ROW, LINE_SHEET, LINE_END, LINE_MORE };

struct line {                           /* lives until the next lines_next() */
	enum line_kind          kind;
	int64_t                 row;    /* LINE_ROW: its number in the sheet, from 1 */
	const struct csv_field *cells;
	size_t                  ncells;
	const char             *raw;    /* the cells as CSV */
	size_t                  nraw;
	const char             *sheet;  /* LINE_SHEET: its name, in the arena */
};

struct lines {
	struct csv   csv;
	const char **sheets;            /* all names */
	size_t       nsheets;
	const char  *sheet;             /* the one under way */
	int64_t      row, done;
	bool         ended, whole;      /* it said z; or e, and then: */
	const char  *fault, *part;      /* book.h's words, or "garbled", "cut" */
	int64_t      fault_row, fault_column;
};

struct lines lines_make(struct ctx *cx);
void         lines_drop(struct lines *l);
void         lines_feed(struct lines *l, const char *p, size_t n);
void         lines_finish(struct lines *l);     /* no more bytes will come */
/* LINE_MORE: feed on. After LINE_END see `fault`; NULL: all is well. */
struct line  lines_next(struct ctx *cx, struct lines *l);
#endif
