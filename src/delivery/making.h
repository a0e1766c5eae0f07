/* making.h - what the files that make a batch share among themselves: given.c says what a
 * grant gives, walk.c reads, marks and writes the rows, make.c sees one batch through. */
#ifndef DELIVERY_MAKING_H
#define DELIVERY_MAKING_H
#include "cases/cases.h"
#include "dataapi/plan.h"
#include "dataapi/print.h"
#include "delivery/decoy.h"
#include "delivery/doubt.h"
#include "delivery/given.h"
#include "delivery/ledger.h"
#include "delivery/make.h"
#include "delivery/marks.h"
#include "sys/outfile.h"

#define MAKING_TEXT     (64u << 20)
#define MAKING_PIECE    1000            /* rows read at a time */
#define MAKING_SUBJECTS 200000          /* persons a batch may tell of, where they are counted */
#define LEDGER_MOST ((size_t)DELIVERY_ROWS_MOST * sizeof(struct ledger_row))

struct line {                           /* a row as its texts */
	struct buf       text;
	struct mark_cell cells[ITEM_MAX];
	struct mark_draw draw;
	bool             full;
	size_t           doubt;         /* its place in run.doubts, from 1; 0: none */
};
struct run {
	struct ctx       *cx, piece;    /* the batch's; of one piece */
	struct app       *app;
	struct db        *db;
	const _Atomic int *stop;
	struct delivery_batch b;        /* as it will be */
	struct case_file  file;
	struct given      given;
	size_t           *columns, ncolumns;    /* those seen, and the persons' */
	struct printer    printer;
	struct buf        scratch, plain, whole, csv, cell, persons;
	struct mark_plan  marks;
	struct mark_pen   pen;
	bool              marked, writing;
	struct ledger     ledger;
	uint8_t          *news;         /* which rows are new; NULL: all are written */
	struct outfile    out;
	struct line       lines[2], before, decoy;      /* before: the row before, of a copy that invents */
	struct line      *line, *held;
	struct decoys     decoys;
	bool             *keys;         /* which columns are the key's */
	bool              entered;      /* all rows are in the ledger by an earlier walk */
	int64_t           after, place, rows;
	const char      **subjects;
	size_t            nsubjects;
	struct doubt_mark *doubts;      /* room for all that may be doubted; or NULL */
	size_t            ndoubts;
	int64_t           lines_out;    /* rows in the file so far */
};


/* Reads all rows: enters them in the ledger, and writes those that are wanted. */
enum err making_walk(struct run *r, bool writing) MUST_USE;
/* What of the rows is under verification, as JSON; NULL: nothing. */
const char *making_doubts(struct run *r);
enum err making_flush(struct run *r, size_t least) MUST_USE;
#endif
