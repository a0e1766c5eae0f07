/* source.h - the rows of a file, whatever its encoding and form.
 *
 * A file on disk is decoded to UTF-8, cut into records (CSV, TSV or JSON Lines,
 * found out from its beginning; a workbook's come from gongshu-sift) and its fields
 * put in the order of the columns asked for. The first record is a header when it
 * names the columns by code or
 * name. What cannot be read at all is an error whose sentence names row and
 * column; a record that is spoilt by itself is a row with a fault. */
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H
#include "core/csv.h"
#include "core/encoding.h"
#include "ingest/dataset.h"

enum header { HEADER_AUTO, HEADER_YES, HEADER_NO };

struct mapping { const char *from, *to; };      /* file's column, item code; NULL: leave out */

struct source_setup {
	const char           *path;
	const char           *sift;             /* sift_program(); NULL: no workbooks */
	const char           *sheet;            /* NULL: the first that holds anything */
	int64_t               silence_ms;       /* of sift, see sift/sift.h */
	int64_t               in_all_ms;
	enum encoding         encoding;
	enum header           header;
	const struct mapping *mapping;
	size_t                nmapping;
	const struct column  *columns;          /* NULL: as the file has them */
	size_t                ncolumns;
	const _Atomic int   *stop;             /* set: give up; may be NULL */
};

struct text { const char *p; size_t n; };       /* p NULL: the record lacks it */

struct source_row {                     /* until the next source_next() */
	int64_t           line;
	enum value_fault  fault;        /* FINE, or what spoils the record */
	int64_t           found;        /* columns found, for COLUMN_COUNT */
	const struct text *cells;       /* ncolumns of them; fault FINE only */
	size_t            ncells;
	struct text       raw;
};

struct source;
enum err source_open(struct ctx *cx, struct source_setup setup,
		     struct source **ret_source) MUST_USE;
/* ERR_INVALID when nothing after this can be trusted: source_broken(). */
enum err source_next(struct ctx *cx, struct source *s, struct source_row *row,
		     bool *ret_more) MUST_USE;
void     source_close(struct source **s);
#define AUTO_SOURCE __attribute__((cleanup(source_close))) struct source *

/* What stopped the reading: a stable code and the place. */
struct broken { const char *code; int64_t line, column; };
struct broken source_broken(const struct source *s);
int64_t       source_bytes(const struct source *s, int64_t *ret_total);
/* Columns as the file names them, once the first row was asked for. */
const struct text *source_names(const struct source *s, size_t *ret_n);
enum encoding source_encoding(const struct source *s);
char          source_delimiter(const struct source *s);     /* 0: JSON Lines */
/* A workbook's sheets, and the one that is read; *ret_n 0: it is none. */
const char *const *source_sheets(const struct source *s, size_t *ret_n,
				 const char **ret_sheet);
#endif
