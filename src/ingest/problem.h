/* problem.h - what was wrong with the rows of a load: a tally for the page, and
 * the reject file to correct and send again.
 *
 * A row with faults is one line of the reject file: its line, the first item at
 * fault, the reason (code, then a sentence), the record as it stood. The tally
 * counts every fault by item and code. */
#ifndef INGEST_PROBLEM_H
#define INGEST_PROBLEM_H
#include "base/jout.h"
#include "ingest/source.h"

struct tally { int64_t count, line; };

struct problems {
	const struct column *columns;
	size_t               ncolumns;
	struct tally       (*by_item)[VALUE_FAULTS_];   /* ncolumns + 1: the last, whole rows */
	const char          *words[VALUE_FAULTS_];      /* sentences, Chinese */
	int64_t              rejected;
	int64_t              first_line;                /* of the first reject */
	const char          *first_column;
	int64_t              first_found;
	enum value_fault     first_fault;
	struct broken        broken;                    /* code NULL: it was not */
	int                  fd;                        /* the reject file; -1: none */
	struct buf           out;
};

/* `path` NULL: only the tally. */
enum err problems_begin(struct ctx *cx, struct problems *p, const struct column *columns,
			size_t ncolumns, const char *path) MUST_USE;
void     problems_end(struct problems *p);
/* Beside the reject file: the delimiter of the file it came from, then the line its
 * rows stood under as CSV (the items' codes where there was none). Nothing for JSON. */
enum err problems_head(struct ctx *cx, const struct problems *p, const struct source *s,
		       const char *path) MUST_USE;

/* Counts a fault of column `at` (-1: of the whole row). */
void     problem_count(struct problems *p, int at, enum value_fault f, int64_t line);
/* The row is rejected for it. `found`: columns met, for COLUMN_COUNT. */
enum err problem_reject(struct ctx *cx, struct problems *p, int at, enum value_fault f,
			const struct source_row *row) MUST_USE;
enum err problems_flush(struct ctx *cx, struct problems *p) MUST_USE;
/* [{item, code, count, example_row}], most frequent first. */
void     problems_print(const struct problems *p, struct jout *j);
struct said problem_said(enum value_fault f, int64_t found, int64_t wanted);
#endif
