/* load.h - one file becomes one new version of a resource's rows.
 *
 * Reads, checks every cell, puts bad rows aside, builds the version beside the
 * live one. Nothing becomes visible here: the caller makes the version live in
 * the main store, or deletes it. Keys are unique; a row whose key was there
 * before is a reject like any other, found when the key's index is made, and its
 * line is looked up in the file once more. */
#ifndef INGEST_LOAD_H
#define INGEST_LOAD_H
#include "codeset/codeset.h"
#include "core/personal.h"
#include "ingest/problem.h"
#include "rowsql/rowload.h"

struct load_progress { int64_t rows_read, rows_rejected, bytes_done, bytes_total; bool checking; };

struct load_plan {
	struct store         *store;
	int                   resource_no, version, base;
	enum load_mode        mode;
	struct source_setup   source;           /* columns included */
	const struct code_index *const *codes; /* a column's code set or NULL; NULL: none has one */
	const char           *rejects;          /* path of the reject file; NULL: none */
	int64_t               reject_percent;
	void                (*progress)(void *arg, const struct load_progress *p);
	void                 *arg;
};

struct load_result {
	int64_t             rows_read, rows_good, rows_rejected, bytes_done, bytes_total;
	struct rowload_sum  version;            /* the whole version */
	struct personal    *personal;           /* per column */
	const char         *reason_en;          /* of the first reject */
	struct problems     problems;           /* end it with problems_end() */
};

/* ERR_INVALID with a sentence when the file, as a whole, is not to be taken; the
 * result then tells what is known. Any error: no version was left behind. */
enum err load_run(struct ctx *cx, const struct load_plan *plan,
		  struct load_result *ret) MUST_USE;
#endif
