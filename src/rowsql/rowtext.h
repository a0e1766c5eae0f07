/* rowtext.h - the text and parameters of one statement over a row table. Pure. */
#ifndef ROWSQL_ROWTEXT_H
#define ROWSQL_ROWTEXT_H
#include "rowsql/rowread.h"

#define ROW_PARAMS 8000                 /* filter, keys, policy, prefix ends */

struct row_param { bool text; int64_t i; const char *p; size_t n; };
struct row_params { struct row_param *at; size_t n; };

/* Appends the text to `out` and the parameters, in order, to *ret; they live in
 * the arena. ERR_TOO_LARGE past ROW_PARAMS. */
enum err row_text(struct ctx *cx, enum store_kind kind, const struct row_ask *ask,
		  struct buf *out, struct row_params *ret) MUST_USE;
#endif
