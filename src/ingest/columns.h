/* columns.h - the columns of a version as one text, for its row in the store. */
#ifndef INGEST_COLUMNS_H
#define INGEST_COLUMNS_H
#include "ingest/dataset.h"

void   columns_write(struct buf *b, const struct column *c, size_t n);
size_t columns_read(struct ctx *cx, const char *text, struct column **ret_columns);
#endif
