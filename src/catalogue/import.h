/* import.h - many entries at once: checked one by one, kept in groups (R09.4).
 *
 * A wrong cell is told of with its place and the rest goes on; an entry with one is
 * not kept. An entry whose code is known is changed, one without a code that bears
 * the title of one of the agency's own is that one; what says nothing new changes
 * nothing, so a file may come in twice. import_http.c reads JSON and CSV,
 * import_sheet.c workbooks. */
#ifndef CATALOGUE_IMPORT_H
#define CATALOGUE_IMPORT_H
#include "base/jout.h"
#include "catalogue/flat.h"

struct req;

/* Where a row of a table came from, and which of its columns is which: `at` has the
 * column, from 1, that each of flat.h's stands in; 0: none. */
struct place { const char *sheet; int64_t row; const int *at; };

/* `rows[0]` is the entry's own; item `i` stood in rows[i + 1], if there are so many. */
#define ORIGIN_ROWS (ITEM_MAX + 2)
struct origin { const struct place *rows; size_t n; bool table; };

struct intake;
struct intake *intake_begin(struct ctx *cx, struct req *rq, struct jout *j);
/* The entry is the intake's from here on: it may be changed, and is let go. */
enum err intake_entry(struct intake *t, json_t *entry, const struct origin *o) MUST_USE;
/* A row that is no entry at all: `column` one of flat.h's, -1: the whole row. */
void     intake_reject(struct intake *t, const struct place *p, int column, struct said said);
/* What is still held is kept; the counts follow the list of rejects. */
enum err intake_end(struct intake *t) MUST_USE;
void     intake_drop(struct intake **t);
#define AUTO_INTAKE __attribute__((cleanup(intake_drop))) struct intake *

/* The whole of a workbook (import_sheet.c). */
enum err sheets_in(struct ctx *cx, struct req *rq, struct intake *t) MUST_USE;
#endif
