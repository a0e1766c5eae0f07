/* book.h - the parts of an XLSX file, inside gongshu-sift.
 *
 * A workbook is a zip of XML parts (ECMA-376). What a sheet's cells need is read
 * first: the sheets' names, which style shows numbers as dates, the shared texts.
 * Then a sheet is read as a stream: memory holds the shared texts and one row.
 * Nothing here is trusted: every number, length and depth has a limit, a document
 * type is refused, and the first fault ends the reading with its name. */
#ifndef SIFT_BOOK_H
#define SIFT_BOOK_H
#include "sift/form.h"

#define BOOK_SHEETS   255
#define BOOK_COLUMNS  2000              /* of a sheet; more are refused */
#define BOOK_ROWS     1048576           /* what a sheet can hold */
#define BOOK_CELL     (1u << 20)        /* bytes of one cell's text */
#define BOOK_ROW      (2u << 20)        /* bytes of one row's texts */
#define BOOK_STRINGS  (256u << 20)      /* bytes of all shared texts */
#define BOOK_NAME     128               /* bytes of a sheet's or part's name */
#define BOOK_DEPTH    64                /* elements inside one another */
#define BOOK_ENTRIES  4096              /* parts of the zip */

/* How a file fails; the words travel to the server, sift.c has the sentences. */
#define BOOK_FAULT_TABLE(X) X(NONE, "none")                             \
	X(NOT_ZIP, "not-zip")           /* nor anything like it */      \
	X(OLD, "old-or-locked")         /* .xls, or locked by a password */ \
	X(DAMAGED, "damaged")           /* the zip, or the XML in it */ \
	X(NO_BOOK, "no-workbook")       /* a zip of something else */   \
	X(NO_SHEET, "no-sheet")         /* none of the name asked for */ \
	X(DOCTYPE, "doctype")           /* XML that brings entities along */ \
	X(TOO_BIG, "too-big")           /* unpacks to more than it may */ \
	X(TOO_MANY_COLUMNS, "too-many-columns")                         \
	X(CELL_TOO_LONG, "cell-too-long")                               \
	X(ROW_TOO_LONG, "row-too-long")                                 \
	X(ROW_ORDER, "row-order")       /* rows out of order, or past the last */ \
	X(BAD_REFERENCE, "bad-reference")       /* a cell points to nothing */
enum book_fault {
#define X(id, word) BOOK_##id,
	BOOK_FAULT_TABLE(X)
#undef X
};
const char *book_fault_word(enum book_fault f);

struct book_sheet { char name[BOOK_NAME], relation[BOOK_NAME], part[BOOK_NAME]; };

struct span { size_t at; uint32_t n; };

/* The cells of one row, until the next. */
struct book_row { int64_t row; const struct span *cells; size_t ncells; const char *text; };

struct book {
	int               fd;
	int64_t           size, packed;                 /* bytes: of the file, read of it */
	int64_t           unpacked, most;               /* so far, allowed */
	struct book_sheet sheets[BOOK_SHEETS];
	size_t            nsheets;
	char              strings_part[BOOK_NAME], styles_part[BOOK_NAME];
	bool              from_1904;
	struct buf        strings, string_ends;         /* all texts; where each ends, u32 */
	struct buf        forms;                        /* a byte for each cell style */
	enum book_fault   fault;
	int64_t           row, column;                  /* where; 0: no cell's fault */
	char              part[BOOK_NAME];              /* which part */
};

/* Reads what the sheets need from `fd`, a regular file. False: book->fault. */
bool book_open(struct book *b, int fd);
void book_close(struct book *b);
/* The rows that hold anything, in order; false from `take` ends it quietly. */
typedef bool book_take_fn(void *arg, const struct book_row *row);
bool book_rows(struct book *b, const struct book_sheet *s, book_take_fn *take, void *arg);

/* One XML part in pieces, as the two above read it; for the fuzzer. */
enum book_part { PART_BOOK, PART_RELATIONS, PART_STYLES, PART_STRINGS, PART_SHEET };
struct part;
struct part *part_begin(struct book *b, enum book_part kind, book_take_fn *take, void *arg);
bool         part_feed(struct part *p, const char *bytes, size_t n, bool last);
void         part_end(struct part **p);
bool         book_fail(struct book *b, enum book_fault f);      /* false, always */
#endif
