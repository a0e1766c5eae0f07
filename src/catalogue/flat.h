/* flat.h - entries as rows of a table, for people who work with spreadsheets.
 *
 * A row that says something of an entry begins one and carries its first item; the
 * rows below that hold items and of the entry nothing, or what the first row said,
 * carry the further ones. What a cell means, a JSON body means too: a row becomes the
 * same JSON that POST /api/v1/resources takes, so there is one set of checks. */
#ifndef CATALOGUE_FLAT_H
#define CATALOGUE_FLAT_H
#include "base/jout.h"
#include "catalogue/catalogue.h"
#include "core/csv.h"
#include <jansson.h>

#define FLAT_COLUMNS 47
enum { FLAT_CODE = 0, FLAT_TITLE = 1, FLAT_CATEGORY = 4, FLAT_THEME = 5, /* numbers */
       FLAT_ITEM_CODE = 32 };
/* The cells of a row, by flat column; n 0: empty or not there. */
struct flat_cells { struct { const char *p; size_t n; } at[FLAT_COLUMNS]; };
/* Does `row` begin an entry, or hold a further item of the one that `first` began? Then
 * it leaves the entry's cells empty or says them again; another code, or the first row
 * as a whole again, is another entry. `coded`: a code alone begins one. */
bool flat_begins(const struct flat_cells *first, const struct flat_cells *row, bool coded);
#define SHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
/* The columns' names, in order. */
const char *flat_name(size_t i);
const char *flat_head(size_t i);        /* the same in Chinese, as templates have it */
bool        flat_of_item(size_t i);
/* The field of the JSON body it stands for, and the object it is in; NULL: none. */
const char *flat_field(size_t i, const char **ret_in);
/* What people call a field of the interface ("collection.basis", "items.fee"), in Chinese. */
const char *flat_called(struct ctx *cx, const char *field);
/* The same of several, NULL-ended, for a sentence: in Chinese, and as the interface has them. */
void flat_called_all(struct ctx *cx, const char *const *fields, const char **ret_zh,
		     const char **ret_en);
/* The number of a column by either name, with or without the star of what is
 * required; -1: none of ours. */
int         flat_find(const char *name, size_t n);

/* What a column may say, code by code with its Chinese word; NULL: anything. */
struct flat_word { const char *word, *zh; };
const struct flat_word *flat_words(const char *column);
const char *flat_code(const struct flat_word *words, const char *p, size_t n);   /* or NULL */
const char *flat_label(const struct flat_word *words, const char *code);  /* or the code */

/* The column that a field of the JSON body stands in ("items[2].code" ->
 * "item_code"), and which item; NULL: the whole row. */
const char *flat_column(struct ctx *cx, const char *field, size_t *ret_item);

/* The cells of row `i` of an entry, in the order of the columns; NULL: empty. */
void flat_cells(struct ctx *cx, const struct resource *r, size_t i,
		const char *out[FLAT_COLUMNS]);
void flat_csv(struct ctx *cx, struct buf *b, const struct resource *r);
void flat_csv_header(struct buf *b);
/* As the body of a POST, and its code. */
void flat_json(struct ctx *cx, struct jout *j, const struct resource *r);

/* Puts a cell into the entry or its last item, a Chinese word as its code. Empty cells
 * say nothing. */
void flat_take(json_t *entry, int column, const char *p, size_t n);
/* Room for the next item; dropped again when the row had none (false). */
void flat_item(json_t *entry);
bool flat_item_done(json_t *entry);
#endif
