/* sheet.h - a table that people made, read row by row: CSV in any encoding agencies
 * use, its columns by their English or Chinese names, in any order. Pure. */
#ifndef CORE_SHEET_H
#define CORE_SHEET_H
#include "base/ctx.h"
#include "base/jout.h"

#define SHEET_COLUMNS 32
#define SHEET_FAULTS  1000              /* told at most */

/* Rows that were not taken, and why. */
struct sheet_fault { int64_t line; const char *column; struct said said; };
struct sheet_faults { struct sheet_fault *at; size_t n; int64_t wrong; };   /* wrong: all */
void sheet_fault_add(struct ctx *cx, struct sheet_faults *f, int64_t line, const char *column,
		     struct said said);
/* [{row, column, code, detail, detail_en}] */
void sheet_faults_json(struct ctx *cx, struct jout *j, const struct sheet_faults *f);

struct sheet_column { const char *en, *zh; bool must; };
struct sheet {
	const struct sheet_column *columns;
	size_t                     ncolumns;
	/* A row; cells[i] is column i's text without the blanks around it, NULL when
	 * it is empty. */
	enum err (*row)(struct ctx *cx, void *arg, int64_t line, const char *const cells[]);
	/* A record that can't be read; the next ones can. NULL cells. */
	void     (*spoilt)(struct ctx *cx, void *arg, int64_t line);
	void      *arg;
};

/* ERR_INVALID, with the column as its field where one is at fault, when it is no such
 * table at all. */
enum err sheet_read(struct ctx *cx, const struct sheet *s, const char *p, size_t n) MUST_USE;
#endif
