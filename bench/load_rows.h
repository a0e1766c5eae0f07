/* load_rows.h - the table of the load measurements: 12 typed, checked items of
 * about 200 bytes a row, and its CSV, the same for every run. */
#ifndef BENCH_LOAD_ROWS_H
#define BENCH_LOAD_ROWS_H
#include "core/item.h"
#include <stdio.h>

#define LOAD_ITEMS 12
extern const struct item load_items[LOAD_ITEMS];
/* Writes the header and `rows` records. */
void load_write(FILE *f, long rows);
#endif
