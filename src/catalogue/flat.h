/* flat.h - entries as rows of a table, for people who work with spreadsheets.
 *
 * A row that has a title begins an entry and carries its first item; the rows
 * below without one carry the further items. What a cell means, a JSON body
 * means too: a row becomes the same JSON that POST /api/v1/resources takes, so
 * there is one set of checks. */
#ifndef CATALOGUE_FLAT_H
#define CATALOGUE_FLAT_H
#include "base/jout.h"
#include "catalogue/catalogue.h"
#include "core/csv.h"
#include <jansson.h>

#define FLAT_COLUMNS 47
/* The columns' names, in order. */
const char *flat_name(size_t i);
/* The number of a column by name, -1: none of ours. */
int         flat_find(const char *name, size_t n);
/* The column that a field of the JSON body stands in ("items[2].code" ->
 * "item_code"), and which item; NULL: the whole row. */
const char *flat_column(struct ctx *cx, const char *field, size_t *ret_item);

void flat_csv(struct ctx *cx, struct buf *b, const struct resource *r);
void flat_csv_header(struct buf *b);
/* As the body of a POST, and its code. */
void flat_json(struct ctx *cx, struct jout *j, const struct resource *r);

/* Puts a cell into the entry or its last item. Empty cells say nothing. */
void flat_take(json_t *entry, int column, const char *p, size_t n);
/* Room for the next item; dropped again when the row had none. */
void flat_item(json_t *entry);
void flat_item_done(json_t *entry);
#endif
