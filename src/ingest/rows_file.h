/* rows_file.h - rows sent in a request, laid down as a file of JSON Lines, so
 * that they go the way of every other batch. */
#ifndef INGEST_ROWS_FILE_H
#define INGEST_ROWS_FILE_H
#include "base/ctx.h"
#include <jansson.h>

/* `rows` is an array of flat objects; ERR_INVALID names the row. */
enum err rows_write(struct ctx *cx, const json_t *rows, const char *path,
		    int64_t *ret_bytes) MUST_USE;
#endif
