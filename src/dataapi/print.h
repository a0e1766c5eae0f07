/* print.h - rows as JSON, NDJSON or CSV, each cell masked as its grant says. Pure.
 *
 * Numbers with decimals, dates and masked values go out as texts; a null, and
 * what a mask suppresses, as null (an empty cell in CSV, which RFC 4180 rules). */
#ifndef DATAAPI_PRINT_H
#define DATAAPI_PRINT_H
#include "core/filter.h"

enum data_format { DATA_JSON, DATA_NDJSON, DATA_CSV };
enum data_format data_format_of(const char *accept);    /* NULL: JSON */
const char      *data_format_type(enum data_format f);  /* for Content-Type */

struct printer {
	enum data_format   format;
	struct view        view;
	const size_t      *seen;        /* which items, in this order */
	size_t             nseen;
	const struct hash *mask_key;
	struct buf        *out;
	struct buf        *scratch, *plain;     /* kept from cell to cell */
	bool               more;        /* JSON: a row stands before */
};
void print_head(struct printer *p);                     /* CSV: the codes */
void print_row_begin(struct printer *p);
void print_cell(struct printer *p, size_t i, const struct value *v);   /* in order */
/* The i-th cell as text, as its grant gives it, behind what `out` holds (which isn't
 * `scratch`); false: null. */
bool print_text(struct printer *p, size_t i, const struct value *v, struct buf *out);
void print_row_end(struct printer *p);
#endif
